//! Words that an article has or lacks, and where.

use std::collections::HashMap;

use super::{Said, listed, names};
use crate::help::{Near, Typed, likeliest};
use crate::query::{Field, Query};
use crate::snippets::Matcher;
use dateline_core::article::{Article, Entity, EntityKind, Piece, TextField};
use dateline_core::text::{self, Analyses, Analysis};

/// The most forms that are given as the nearest.
const NEAREST: usize = 3;

/// Why an article has the words of a clause, or has them not.
pub(super) fn say(query: &Query, field: Field, matches: bool, article: &Article) -> Said {
    let there = places(query, article);
    if matches {
        return Said::plain(if there.is_empty() {
            "present".to_owned()
        } else {
            format!("in {}", there.join(", "))
        });
    }
    if !there.is_empty() {
        return Said::plain("its words occur, but not in the field or order that the query requires");
    }
    match query {
        Query::Phrase { text, .. } => of_phrase(field, text, article),
        Query::Word { text, .. } => of_word(field, text, article),
        Query::Exact { text, .. } => of_exact(field, text, article),
        Query::Fuzzy { text, .. } => {
            Said::with_nearest(absent(field, article), near_words(field, text, article))
        }
        _ => Said::plain(absent(field, article)),
    }
}

/// The fields in which a clause finds something, with how often.
fn places(query: &Query, article: &Article) -> Vec<String> {
    let (matcher, analysis) = reading(query, article);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for piece in article.pieces() {
        let found = matcher.spans(analysis, piece.field, piece.text).len();
        match counts.iter_mut().find(|(title, _)| *title == title_of(piece.field)) {
            Some((_, count)) => *count += found,
            None => counts.push((title_of(piece.field), found)),
        }
    }
    let found = counts.into_iter().filter(|(_, count)| *count > 0);
    found
        .map(|(title, count)| if count == 1 { title.to_owned() } else { format!("{title} ×{count}") })
        .collect()
}

/// What finds a query in an article, as words of the article's language.
fn reading(query: &Query, article: &Article) -> (Matcher, Analysis) {
    let language = article.language.as_deref();
    (Matcher::in_languages(query, Analyses::only(language)), Analysis::of(language))
}

fn of_word(field: Field, word: &str, article: &Article) -> Said {
    let says = match elsewhere(field, word, article) {
        Some(elsewhere) => format!("{}; it occurs {elsewhere}", absent(field, article)),
        None => absent(field, article),
    };
    let mut nearest = if field == Field::Any { names_of(word, article) } else { Vec::new() };
    nearest.extend(joined_pairs(field, word, article));
    for near in near_words(field, word, article) {
        if !nearest.iter().any(|known| text::fold(known).contains(text::fold(&near).as_ref())) {
            nearest.push(near);
        }
    }
    nearest.truncate(NEAREST);
    Said::with_nearest(says, nearest)
}

/// A word that is to be there as it is written may be there in another inflection.
fn of_exact(field: Field, word: &str, article: &Article) -> Said {
    let (matcher, analysis) = reading(&Query::Word { field, text: word.to_owned() }, article);
    let mut forms: Vec<String> = Vec::new();
    for piece in article.pieces() {
        for [start, end] in matcher.spans(analysis, piece.field, piece.text) {
            let form = &piece.text[start..end];
            if !forms.iter().any(|known| text::fold(known) == text::fold(form)) {
                forms.push(form.to_owned());
            }
        }
    }
    forms.truncate(NEAREST);
    match forms.is_empty() {
        true => of_word(field, word, article),
        false => Said {
            says: format!("not in this exact form; it occurs as {}", listed(&forms, "and")),
            nearest: forms,
        },
    }
}

fn of_phrase(field: Field, phrase: &str, article: &Article) -> Said {
    let missing: Vec<&str> = text::words(phrase)
        .map(|word| word.text)
        .filter(|word| places(&Query::Word { field, text: (*word).to_owned() }, article).is_empty())
        .collect();
    if missing.is_empty() {
        return Said::plain("its words occur, but not next to each other in this order");
    }
    let one_word: String = text::exact_terms(phrase).concat();
    let mut nearest = forms_of(field, &one_word, article);
    nearest.extend(missing.iter().flat_map(|word| near_words(field, word, article)));
    nearest.truncate(NEAREST);
    Said::with_nearest(format!("missing: {}", missing.join(", ")), nearest)
}

/// The fields that were looked through, as far as the article has them.
fn absent(field: Field, article: &Article) -> String {
    let mut titles: Vec<String> = Vec::new();
    for piece in searched(field, article) {
        let title = title_of(piece.field).to_owned();
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    match (titles.as_slice(), field) {
        ([], Field::Any) => "it has no text".to_owned(),
        ([], _) => format!("it has no {}", super::super::label::title_of(field)),
        (several, _) => format!("not in its {}", listed(several, "or")),
    }
}

/// The pieces of text that a field stands for.
fn searched(field: Field, article: &Article) -> impl Iterator<Item = Piece<'_>> {
    let wanted = match field {
        Field::Headline => Some(TextField::Headline),
        Field::Standfirst => Some(TextField::Standfirst),
        Field::Body => Some(TextField::Body),
        _ => None,
    };
    article.pieces().filter(move |piece| wanted.is_none_or(|wanted| wanted == piece.field))
}

/// Where else in the article a word stands.
fn elsewhere(field: Field, word: &str, article: &Article) -> Option<String> {
    if field != Field::Any {
        let anywhere = places(&Query::Word { field: Field::Any, text: word.to_owned() }, article);
        return (!anywhere.is_empty()).then(|| format!("in {}", anywhere.join(", ")));
    }
    let byline = article.byline.join(" ");
    let facts = [
        ("its byline", Some(byline.as_str())),
        ("the name of its outlet", article.source.as_deref()),
        ("its section", article.section.as_deref()),
        ("its dateline", article.dateline.as_deref()),
        ("its URL", article.url.as_deref()),
        ("its path", Some(article.path.as_str())),
    ];
    let wanted = text::terms(word);
    let found: Vec<String> = facts
        .into_iter()
        .filter(|(_, value)| {
            value.is_some_and(|value| text::terms(value).windows(wanted.len().max(1)).any(|w| w == wanted))
        })
        .map(|(title, _)| title.to_owned())
        .collect();
    (!found.is_empty()).then(|| format!("only in {}", listed(&found, "and")))
}

/// Words of the article that are spelled nearly so, as they are there.
fn near_words(field: Field, word: &str, article: &Article) -> Vec<String> {
    let Some(typed) = Typed::new(word) else { return Vec::new() };
    let mut found: HashMap<String, Near> = HashMap::new();
    for piece in searched(field, article) {
        for token in text::words(piece.text) {
            let term = text::exact_term(token.text);
            let Some(cost) = typed.cost(&term).filter(|&cost| cost > 0) else { continue };
            let new = || Near { text: token.text.to_owned(), articles: 0, cost };
            found.entry(term.into_owned()).or_insert_with(new).articles += 1;
        }
    }
    likeliest(found.into_values().collect(), NEAREST).into_iter().map(|near| near.text).collect()
}

/// Two words of the article that are this one if they are joined.
fn joined_pairs(field: Field, word: &str, article: &Article) -> Vec<String> {
    let wanted = text::exact_term(word);
    let mut out: Vec<String> = Vec::new();
    for piece in searched(field, article) {
        let tokens: Vec<_> = text::words(piece.text).collect();
        for pair in tokens.windows(2) {
            let joined = [pair[0], pair[1]].map(|token| text::exact_term(token.text)).concat();
            let shown = &piece.text[pair[0].start..pair[1].end];
            if joined == wanted && !out.iter().any(|known| known == shown) {
                out.push(shown.to_owned());
            }
        }
    }
    out
}

/// The forms in which a word is in the article, given in its exact form.
fn forms_of(field: Field, exact: &str, article: &Article) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in searched(field, article) {
        for token in text::words(piece.text) {
            if text::exact_term(token.text) == exact && !out.iter().any(|known| known == token.text) {
                out.push(token.text.to_owned());
            }
        }
    }
    out
}

/// Names in the article that are this word in another spelling.
fn names_of(word: &str, article: &Article) -> Vec<String> {
    let entities: Vec<&Entity> = article.entities.iter().collect();
    let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
    kinds.into_iter().flat_map(|kind| names::same(kind, word, &entities)).collect()
}

fn title_of(field: TextField) -> &'static str {
    match field {
        TextField::Headline => "headline",
        TextField::Standfirst => "standfirst",
        TextField::Dateline => "dateline",
        TextField::Body => "body",
        TextField::Captions => "captions",
    }
}
