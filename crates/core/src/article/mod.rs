//! The article and everything known about it, as plain values.
//!
//! An [`Article`] is the one value that all parts of dateline share: readers and
//! page extraction fill its text fields, enrichment adds [`Entity`] and
//! [`Country`] values, the index stores it and the command line prints it. The
//! JSON form of these types is the output of `dateline extract`.
//!
//! This module does no I/O and does not know any other module of the crate.

mod country;
mod curated;
mod entity;
mod explain;
mod span;

pub use country::{Country, Role};
pub use curated::{Corrected, Note};
pub use entity::{Entity, EntityKind};
pub use explain::{Candidate, Explained};
pub use span::{Mention, Span, TextField};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::RecordHash;

/// One news article: where it was read from, its text, and what was found in it.
///
/// A field that was not found is `None` or empty and is left out of the JSON.
/// Text fields are exactly as extracted; every offset elsewhere refers to them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The record's own id, verbatim, or else the head of the SHA-256 hash of its bytes.
    pub id: String,
    /// The file the article was read from.
    pub path: String,
    /// The number of the record within its file, from 0.
    pub record: u64,
    /// Where the article is within an archive: `2015/page.html`, the address of a web archive's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The SHA-256 hash of the record's bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<RecordHash>,
    /// Where those bytes were when it was read: the first, and the one behind the last, in its member or else in its
    /// file, after unpacking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<[u64; 2]>,
    /// When it was read for the index, and by which version of dateline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Reading>,
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// The sentence or two below the headline that sum the story up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<String>,
    /// The people who wrote the article, one entry a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub byline: Vec<String>,
    /// The agency or agencies credited, instead of a person or in addition to one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agency: Vec<String>,
    /// Where the article was filed, as printed: `VIENNA (AFP)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<String>,
    /// When the article was published: an RFC 3339 date or date-time, with the document's own offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When the article was last changed, in the same form as `published`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The outlet that published the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The article's own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The section of the outlet the article was in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// ISO 639-1 code of the language of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text of the article; paragraphs are separated by one blank line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// True if the page says that the rest of its text is for subscribers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paywall: bool,
    /// Why the text may not be the whole story, where what the page promises is longer than what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// Picture captions, which are apart from the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<String>,
    /// People, organisations and places named in the article.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// Countries the article is about or mentions, highest score first.
    #[serde(default)]
    pub countries: Vec<Country>,
    /// ISO 3166-1 alpha-2 code of the country the article was filed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline_country: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country of the outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_country: Option<String>,
    /// Which rule gave each field: field name to rule.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub found: BTreeMap<String, String>,
    /// What every rule found for each field, if requested.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub explain: BTreeMap<String, Explained>,
    /// What of it was corrected by the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Corrected>,
    /// The words that the user tagged it with, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The user's notes, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Keys of a structured record that dateline has no field for, kept as they were.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// When a record was read, and by which version of dateline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// An RFC 3339 date-time in UTC.
    pub at: String,
    /// The version of dateline.
    pub version: String,
    /// When the article was first indexed, in the same form; reading it again or moving it does not change that.
    pub first_at: String,
    /// The number of the run that first indexed it.
    pub run: u64,
}

impl Article {
    /// True if there is a headline or a body; a record with neither is not an article.
    pub fn has_text(&self) -> bool {
        !self.body.trim().is_empty() || self.headline.as_deref().is_some_and(|h| !h.trim().is_empty())
    }

    /// Every piece of searchable text with the field it is in, in reading order.
    ///
    /// Captions yield one piece each, with their item number. The dateline is not
    /// yielded: it is either the head of the body or searched through its own field.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        [
            (TextField::Headline, self.headline.as_deref()),
            (TextField::Standfirst, self.standfirst.as_deref()),
            (TextField::Body, Some(self.body.as_str())),
        ]
        .into_iter()
        .filter_map(|(field, text)| text.map(|text| Piece { field, item: None, text }))
        .chain(self.captions.iter().enumerate().map(|(item, text)| Piece {
            field: TextField::Captions,
            item: Some(item),
            text,
        }))
        .filter(|piece| !piece.text.is_empty())
    }

    /// The text of a field, or of one caption; `None` if the article has no such text.
    pub fn text_of(&self, field: TextField, item: Option<usize>) -> Option<&str> {
        match field {
            TextField::Headline => self.headline.as_deref(),
            TextField::Standfirst => self.standfirst.as_deref(),
            TextField::Dateline => self.dateline.as_deref(),
            TextField::Body => Some(&self.body),
            TextField::Captions => self.captions.get(item?).map(String::as_str),
        }
    }

    /// Notes which rule gave a field.
    pub fn note(&mut self, field: &str, rule: impl Into<String>) {
        self.found.insert(field.to_owned(), rule.into());
    }
}

/// One piece of an article's text and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The field the text is in.
    pub field: TextField,
    /// Which caption it is, from 0; `None` for the other fields.
    pub item: Option<usize>,
    /// The text itself.
    pub text: &'a str,
}

impl Piece<'_> {
    /// A mention of the given span of this piece.
    ///
    /// # Panics
    /// If the span does not lie on character boundaries within the text.
    pub fn mention(&self, span: Span) -> Mention {
        Mention {
            field: self.field,
            item: self.item,
            start: span.start,
            end: span.end,
            text: self.text[span.start..span.end].to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_leaves_out_what_was_not_found() {
        let article =
            Article { id: "a".into(), path: "p".into(), headline: Some("H".into()), ..Article::default() };
        let json = serde_json::to_string(&article).unwrap();
        assert_eq!(json, r#"{"id":"a","path":"p","record":0,"headline":"H","entities":[],"countries":[]}"#);
        assert_eq!(serde_json::from_str::<Article>(&json).unwrap(), article);
    }

    #[test]
    fn pieces_come_in_reading_order_and_make_mentions() {
        let article = Article {
            headline: Some("Talks in Oslo".into()),
            body: "They met.".into(),
            captions: vec!["A hall in Oslo".into()],
            ..Article::default()
        };
        let fields: Vec<_> = article.pieces().map(|p| (p.field, p.item)).collect();
        assert_eq!(
            fields,
            [(TextField::Headline, None), (TextField::Body, None), (TextField::Captions, Some(0))]
        );
        let mention = article.pieces().next().unwrap().mention(Span::new(9, 13));
        assert_eq!(mention.text, "Oslo");
        assert_eq!(article.text_of(mention.field, mention.item), Some("Talks in Oslo"));
    }

    #[test]
    fn blank_text_is_no_article() {
        assert!(!Article { body: " \n".into(), ..Article::default() }.has_text());
        assert!(Article { body: "x".into(), ..Article::default() }.has_text());
    }
}
