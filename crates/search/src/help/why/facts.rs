//! Facts about an article other than its text: outlet, date, countries.

use super::listed;
use crate::query::{CountryField, Field};
use dateline_core::article::{Article, Role};
use dateline_core::text::units;
use dateline_enrich::countries;

/// The most countries that are listed.
const LISTED: usize = 6;

/// What an article has in a field that is not text; none for fields of text and names.
pub(super) fn fact(field: Field, article: &Article) -> Option<String> {
    let (title, value) = match field {
        Field::Source => ("source", article.source.clone()),
        Field::Section => ("section", article.section.clone()),
        Field::Language => ("language", article.language.clone()),
        Field::Tag => ("tag", (!article.tags.is_empty()).then(|| article.tags.join(", "))),
        Field::Note => {
            let notes: Vec<&str> = article.notes.iter().map(|note| note.text.as_str()).collect();
            ("note", (!notes.is_empty()).then(|| notes.join("; ")))
        }
        Field::Url => ("URL", article.url.clone()),
        Field::Path => ("path", Some(article.path.clone())),
        Field::By => ("byline", (!article.byline.is_empty()).then(|| article.byline.join(", "))),
        _ => return None,
    };
    Some(match value {
        Some(value) => format!("its {title} is {value}"),
        None => format!("it has no {title}"),
    })
}

/// When the article was published.
pub(super) fn date(article: &Article) -> String {
    match &article.published {
        Some(published) => format!("published {}", published.get(..10).unwrap_or(published)),
        None => "it has no date".to_owned(),
    }
}

/// How many words its body has.
pub(super) fn length(article: &Article) -> String {
    format!("its text has {} words", units(&article.body).count())
}

/// The countries an article has in a role, and what it says of those that were requested.
pub(super) fn countries(field: CountryField, asked: &[String], article: &Article) -> String {
    match field {
        CountryField::About => about(asked, article),
        CountryField::Mentions => mentions(article),
        CountryField::Dateline => {
            one("filed from", article.dateline_country.as_deref(), "its dateline names no country")
        }
        CountryField::Source => one(
            "its outlet is in",
            article.source_country.as_deref(),
            "the country of its outlet is not known",
        ),
    }
}

fn about(asked: &[String], article: &Article) -> String {
    let about = names(article, |role| role == Role::About);
    let mut out = match about.as_slice() {
        [] => "about no country".to_owned(),
        several => format!("about {}", listed(several, "and")),
    };
    let only_mentioned = article
        .countries
        .iter()
        .filter(|country| country.role == Role::Mentioned && asked.contains(&country.code));
    let only_mentioned: Vec<String> = only_mentioned.map(|country| country.name.clone()).collect();
    match only_mentioned.as_slice() {
        [] => {}
        [only] => out.push_str(&format!("; {only} is only mentioned")),
        several => out.push_str(&format!("; {} are only mentioned", listed(several, "and"))),
    }
    out
}

fn mentions(article: &Article) -> String {
    match names(article, |_| true).as_slice() {
        [] => "names no country".to_owned(),
        several => format!("names {}", listed(several, "and")),
    }
}

fn one(says: &str, code: Option<&str>, none: &str) -> String {
    code.map_or_else(|| none.to_owned(), |code| format!("{says} {}", countries::name(code).unwrap_or(code)))
}

/// The names of the article's countries of some roles; the last stands for the rest where they are many.
fn names(article: &Article, of: impl Fn(Role) -> bool) -> Vec<String> {
    let names = article.countries.iter().filter(|country| of(country.role));
    let mut names: Vec<String> = names.map(|country| country.name.clone()).collect();
    if names.len() > LISTED {
        let more = names.len() - LISTED;
        names.truncate(LISTED);
        names.push(format!("{more} more"));
    }
    names
}
