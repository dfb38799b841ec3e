//! Articles as clients read them: where they are, what they are called, and their text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use dateline_core::article::{Article, EntityKind, Role, TextField};
use dateline_search::cite::{Style, reference};
use dateline_serve::fault::{Fault, Kind};
use dateline_serve::live::Moment;
use dateline_serve::one::{NotOne, one};

use crate::arguments::Given;

/// What an address of an article begins with.
pub const PREFIX: &str = "dateline://article/";
/// What is not written as it is in an address.
const ENCODED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Names of a kind that come with an article.
const NAMES: usize = 30;
/// So many tags and notes of the user are given,
const TAGS: usize = 20;
const NOTES: usize = 5;
/// and so many characters of a note.
const LONGEST_NOTE: usize = 500;
/// Characters of a title that is the beginning of a text.
const TITLE: usize = 80;

/// The one article that a call means.
///
/// # Errors
/// If there is none, or several have its id.
pub fn named(moment: &Moment, given: &Given) -> Result<Article, Fault> {
    let id = given.text("id").unwrap_or_default();
    let found = one(moment, id, given.text("path"), given.whole("record"));
    found.map_err(|problem| match problem {
        NotOne::Failed(error) => error.into(),
        NotOne::Several(found) => Fault {
            hint: Some(choices(&found, "Those that have it")),
            ..Fault::new(
                Kind::Ambiguous,
                format!("{} articles have the id {id}; say which one with path and record", found.len()),
            )
        },
        NotOne::Nothing(near) => Fault {
            hint: Some(match near.is_empty() {
                true => "Ids are those of search results, as they are; search for the headline.".to_owned(),
                false => choices(&near, "Ids that begin alike"),
            }),
            ..Fault::not_found(format!("no article has the id {id}"))
        },
    })
}

fn choices(found: &[Article], what: &str) -> String {
    let line = |article: &Article| {
        let (path, record) = (&article.path, article.record);
        format!("- {} (id {}, path {path}, record {record})", title(article), article.id)
    };
    let lines: Vec<String> = found.iter().take(10).map(line).collect();
    format!("{what}:\n{}", lines.join("\n"))
}

/// The headline, or the beginning of the text.
pub fn title(article: &Article) -> String {
    let headline = article.headline.as_deref().filter(|headline| !headline.trim().is_empty());
    headline.map_or_else(|| article.body.trim().chars().take(TITLE).collect(), str::to_owned)
}

/// The article's own address, or else the one that it has here.
pub fn url(article: &Article) -> String {
    article.url.clone().unwrap_or_else(|| uri(&article.id))
}

/// The address of an article as a resource.
pub fn uri(id: &str) -> String {
    format!("{PREFIX}{}", utf8_percent_encode(id, &ENCODED))
}

/// The id in the address of an article.
pub fn id_of(uri: &str) -> Option<String> {
    let id = percent_decode_str(uri.strip_prefix(PREFIX)?).decode_utf8().ok()?;
    (!id.is_empty()).then(|| id.into_owned())
}

/// What a list of articles says of each: id, title and address, outlet and date, and what it is about.
pub fn listed(article: &Article) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".into(), article.id.as_str().into());
    out.insert("title".into(), title(article).into());
    out.insert("url".into(), url(article).into());
    add(&mut out, "date", article.published.as_deref());
    add(&mut out, "source", article.source.as_deref());
    add(&mut out, "language", article.language.as_deref());
    let about: Vec<&str> = countries(article, Role::About).collect();
    if !about.is_empty() {
        out.insert("countries".into(), about.into());
    }
    out
}

fn add(out: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        out.insert(key.into(), text.into());
    }
}

fn countries(article: &Article, role: Role) -> impl Iterator<Item = &str> {
    article.countries.iter().filter(move |country| country.role == role).map(|country| country.name.as_str())
}

/// All but the text.
pub fn metadata(article: &Article, copies: usize) -> Value {
    let mut out = Map::new();
    add(&mut out, "date", article.published.as_deref());
    add(&mut out, "updated", article.updated.as_deref());
    add(&mut out, "source", article.source.as_deref());
    if !article.byline.is_empty() {
        out.insert("byline".into(), json!(article.byline));
    }
    if !article.agency.is_empty() {
        out.insert("agency".into(), json!(article.agency));
    }
    add(&mut out, "dateline", article.dateline.as_deref());
    add(&mut out, "section", article.section.as_deref());
    add(&mut out, "language", article.language.as_deref());
    out.insert("countries".into(), countries(article, Role::About).collect());
    out.insert("countries_mentioned".into(), countries(article, Role::Mentioned).collect());
    let kinds = [
        ("people", EntityKind::Person),
        ("organisations", EntityKind::Organisation),
        ("places", EntityKind::Place),
    ];
    for (key, kind) in kinds {
        let names = article.entities.iter().filter(|entity| entity.kind == kind);
        out.insert(key.into(), names.take(NAMES).map(|entity| entity.name.as_str()).collect());
    }
    if copies > 0 {
        out.insert("copies".into(), copies.into());
    }
    if !article.tags.is_empty() {
        out.insert("tags".into(), article.tags.iter().take(TAGS).map(String::as_str).collect());
    }
    if !article.notes.is_empty() {
        let cut = |text: &str| text.chars().take(LONGEST_NOTE).collect::<String>();
        out.insert("notes".into(), article.notes.iter().take(NOTES).map(|note| cut(&note.text)).collect());
    }
    if article.paywall {
        out.insert("paywall".into(), true.into());
    }
    add(&mut out, "doubt", article.doubt.as_deref());
    out.insert("citation".into(), reference(article, None, Style::Text).trim().into());
    out.insert("path".into(), article.path.as_str().into());
    out.insert("record".into(), article.record.into());
    if let Some(hash) = &article.sha256 {
        out.insert("sha256".into(), json!(hash));
    }
    out.into()
}

/// The text below the headline, in reading order, its captions last.
pub fn text(article: &Article) -> String {
    let pieces = article.pieces().filter(|piece| piece.field != TextField::Headline);
    let texts: Vec<String> = pieces
        .map(|piece| match piece.field {
            TextField::Captions => format!("[caption] {}", piece.text),
            _ => piece.text.to_owned(),
        })
        .collect();
    texts.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_id() {
        for id in ["a-1", "tag:x,2015:a/b?c#d", "дом 1", "%41"] {
            assert_eq!(id_of(&uri(id)).as_deref(), Some(id), "{}", uri(id));
        }
        for none in
            ["dateline://article/", "dateline://stats", "https://example.org/", "dateline://article/%ff"]
        {
            assert_eq!(id_of(none), None, "{none}");
        }
    }

    #[test]
    fn a_text_has_all_but_the_headline() {
        let article = Article {
            headline: Some("Talks".into()),
            standfirst: Some("In short.".into()),
            body: "They met.\n\nThey left.".into(),
            captions: vec!["A hall".into()],
            ..Article::default()
        };
        assert_eq!(text(&article), "In short.\n\nThey met.\n\nThey left.\n\n[caption] A hall");
        let nameless = Article { headline: None, ..article };
        assert_eq!(title(&nameless), "They met.\n\nThey left.");
    }
}
