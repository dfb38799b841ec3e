//! The article as it is stored: a compact form without what can be made again from the rest.
//!
//! A mention is three small numbers: its field, where it begins counted from the mention before it,
//! and its length. Its text stands in the field; a country's name follows from its code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::article::{Article, Country, Entity, EntityKind, Mention, Role, TextField};
use crate::enrich::countries;

/// Why a stored article could not be written or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoredError {
    /// The bytes are not those of an article.
    #[error("a stored article cannot be read or written: {0}")]
    Form(#[from] postcard::Error),
    /// A part that is kept as JSON is none, or cannot be JSON.
    #[error("a stored article cannot be read or written: {0}")]
    Json(#[from] serde_json::Error),
    /// A mention lies outside the text of its field.
    #[error("a stored article cannot be read: a mention lies outside its field")]
    Mention,
}

/// The stored bytes of an article.
pub(crate) fn to_bytes(article: &Article) -> Result<Vec<u8>, StoredError> {
    Ok(postcard::to_stdvec(&Stored::of(article)?)?)
}

/// The article of stored bytes.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Article, StoredError> {
    postcard::from_bytes::<Stored>(bytes)?.into_article()
}

/// The texts and facts of an article that stand as they are.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    path: String,
    record: u64,
    member: Option<String>,
    headline: Option<String>,
    standfirst: Option<String>,
    body: String,
    captions: Vec<String>,
    byline: Vec<String>,
    agency: Vec<String>,
    dateline: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    source: Option<String>,
    url: Option<String>,
    section: Option<String>,
    language: Option<String>,
    paywall: bool,
    entities: Vec<StoredEntity>,
    countries: Vec<StoredCountry>,
    dateline_country: Option<String>,
    source_country: Option<String>,
    found: BTreeMap<String, String>,
    /// JSON objects, for their values are of any kind; nothing where they are empty.
    explain: String,
    extra: String,
}

#[derive(Serialize, Deserialize)]
struct StoredEntity {
    kind: u8,
    name: String,
    country: Option<String>,
    mentions: Vec<StoredMention>,
}

#[derive(Serialize, Deserialize)]
struct StoredCountry {
    code: String,
    /// The name where it is not that of the code.
    name: Option<String>,
    about: bool,
    score: f32,
    evidence: Vec<StoredMention>,
}

/// The number of the field, the distance from the beginning of the mention before, and the length in bytes.
type StoredMention = (u32, i64, u32);

/// Captions come last, for the number of a caption is added to this one.
const FIELDS: [TextField; 5] =
    [TextField::Body, TextField::Headline, TextField::Standfirst, TextField::Dateline, TextField::Captions];

const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

impl Stored {
    fn of(article: &Article) -> Result<Stored, StoredError> {
        let a = article;
        Ok(Stored {
            entities: article.entities.iter().map(StoredEntity::of).collect(),
            countries: article.countries.iter().map(StoredCountry::of).collect(),
            explain: json_unless_empty(&a.explain, a.explain.is_empty())?,
            extra: json_unless_empty(&a.extra, a.extra.is_empty())?,
            id: a.id.clone(),
            path: a.path.clone(),
            record: a.record,
            member: a.member.clone(),
            headline: a.headline.clone(),
            standfirst: a.standfirst.clone(),
            body: a.body.clone(),
            captions: a.captions.clone(),
            byline: a.byline.clone(),
            agency: a.agency.clone(),
            dateline: a.dateline.clone(),
            published: a.published.clone(),
            updated: a.updated.clone(),
            source: a.source.clone(),
            url: a.url.clone(),
            section: a.section.clone(),
            language: a.language.clone(),
            paywall: a.paywall,
            dateline_country: a.dateline_country.clone(),
            source_country: a.source_country.clone(),
            found: a.found.clone(),
        })
    }

    fn into_article(self) -> Result<Article, StoredError> {
        let mut article = Article {
            explain: if self.explain.is_empty() { BTreeMap::new() } else { serde_json::from_str(&self.explain)? },
            extra: match self.extra.is_empty() {
                true => serde_json::Map::new(),
                false => serde_json::from_str(&self.extra)?,
            },
            id: self.id,
            path: self.path,
            record: self.record,
            member: self.member,
            headline: self.headline,
            standfirst: self.standfirst,
            body: self.body,
            captions: self.captions,
            byline: self.byline,
            agency: self.agency,
            dateline: self.dateline,
            published: self.published,
            updated: self.updated,
            source: self.source,
            url: self.url,
            section: self.section,
            language: self.language,
            paywall: self.paywall,
            dateline_country: self.dateline_country,
            source_country: self.source_country,
            found: self.found,
            ..Article::default()
        };
        let entities = self.entities.into_iter().map(|entity| entity.restored(&article));
        let entities = entities.collect::<Option<Vec<Entity>>>().ok_or(StoredError::Mention)?;
        let countries = self.countries.into_iter().map(|country| country.restored(&article));
        article.countries = countries.collect::<Option<_>>().ok_or(StoredError::Mention)?;
        article.entities = entities;
        Ok(article)
    }
}

fn json_unless_empty(value: &impl Serialize, empty: bool) -> Result<String, StoredError> {
    Ok(if empty { String::new() } else { serde_json::to_string(value)? })
}

impl StoredEntity {
    fn of(entity: &Entity) -> StoredEntity {
        let kind = KINDS.iter().position(|kind| *kind == entity.kind).unwrap_or_default();
        StoredEntity {
            kind: kind as u8,
            name: entity.name.clone(),
            country: entity.country.clone(),
            mentions: stored_mentions(&entity.mentions),
        }
    }

    fn restored(self, article: &Article) -> Option<Entity> {
        Some(Entity {
            kind: *KINDS.get(usize::from(self.kind))?,
            name: self.name,
            country: self.country,
            mentions: restored_mentions(&self.mentions, article)?,
        })
    }
}

impl StoredCountry {
    fn of(country: &Country) -> StoredCountry {
        let known = countries::name(&country.code) == Some(country.name.as_str());
        StoredCountry {
            code: country.code.clone(),
            name: (!known).then(|| country.name.clone()),
            about: country.role == Role::About,
            score: country.score,
            evidence: stored_mentions(&country.evidence),
        }
    }

    fn restored(self, article: &Article) -> Option<Country> {
        let name = self.name.or_else(|| countries::name(&self.code).map(str::to_owned));
        Some(Country {
            name: name.unwrap_or_else(|| self.code.clone()),
            code: self.code,
            role: if self.about { Role::About } else { Role::Mentioned },
            score: self.score,
            evidence: restored_mentions(&self.evidence, article)?,
        })
    }
}

fn stored_mentions(mentions: &[Mention]) -> Vec<StoredMention> {
    let mut last = 0;
    let stored = |mention: &Mention| {
        let field = FIELDS.iter().position(|field| *field == mention.field).unwrap_or_default();
        let field = field + mention.item.unwrap_or_default();
        let start = mention.start as i64;
        let stored = (small(field), start - last, small(mention.end.saturating_sub(mention.start)));
        last = start;
        stored
    };
    mentions.iter().map(stored).collect()
}

/// No text of an article comes near the 4 GB that this cannot tell.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn restored_mentions(stored: &[StoredMention], article: &Article) -> Option<Vec<Mention>> {
    let mut last = 0i64;
    let mention = |&(field, distance, length): &StoredMention| {
        last = last.checked_add(distance)?;
        let number = field as usize;
        let (field, item) = match FIELDS.get(number).filter(|_| number + 1 < FIELDS.len()) {
            Some(field) => (*field, None),
            None => (TextField::Captions, Some(number - (FIELDS.len() - 1))),
        };
        let start = usize::try_from(last).ok()?;
        let end = start.checked_add(length as usize)?;
        let text = article.text_of(field, item)?.get(start..end)?.to_owned();
        Some(Mention { field, item, start, end, text })
    };
    stored.iter().map(mention).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mention(field: TextField, item: Option<usize>, start: usize, text: &str) -> Mention {
        Mention { field, item, start, end: start + text.len(), text: text.into() }
    }

    fn sample() -> Article {
        Article {
            id: "a".into(),
            path: "x/a.txt".into(),
            record: 7,
            headline: Some("Talks in Oslo".into()),
            body: "Oslo: Sergei Lavrov spoke in Oslo.".into(),
            captions: vec!["A hall".into(), "Lavrov in Oslo".into()],
            paywall: true,
            published: Some("2015-10-23".into()),
            found: BTreeMap::from([("body".into(), "key body".into())]),
            extra: serde_json::json!({"n": 1.5, "b": [null, "x"], "a": 2}).as_object().unwrap().clone(),
            entities: vec![
                Entity {
                    kind: EntityKind::Person,
                    name: "Sergei Lavrov".into(),
                    country: None,
                    mentions: vec![
                        mention(TextField::Body, None, 6, "Sergei Lavrov"),
                        mention(TextField::Captions, Some(1), 0, "Lavrov"),
                    ],
                },
                Entity {
                    kind: EntityKind::Place,
                    name: "Oslo".into(),
                    country: Some("NO".into()),
                    mentions: vec![
                        mention(TextField::Headline, None, 9, "Oslo"),
                        mention(TextField::Body, None, 29, "Oslo"),
                        mention(TextField::Body, None, 0, "Oslo"),
                    ],
                },
            ],
            countries: vec![
                Country {
                    code: "NO".into(),
                    name: "Norway".into(),
                    role: Role::About,
                    score: 0.25,
                    evidence: vec![mention(TextField::Body, None, 29, "Oslo")],
                },
                Country {
                    code: "QQ".into(),
                    name: "Nowhere".into(),
                    role: Role::Mentioned,
                    score: 0.125,
                    evidence: vec![],
                },
            ],
            ..Article::default()
        }
    }

    #[test]
    fn an_article_comes_back_as_it_was() {
        let bytes = to_bytes(&sample()).unwrap();
        assert_eq!(from_bytes(&bytes).unwrap(), sample());
        assert!(bytes.len() < 320, "{}", bytes.len());
        assert_eq!(from_bytes(&to_bytes(&Article::default()).unwrap()).unwrap(), Article::default());
    }

    #[test]
    fn a_mention_outside_its_field_is_an_error() {
        let mut article = sample();
        article.entities[0].mentions[0].end = 400;
        let bytes = to_bytes(&article).unwrap();
        assert!(matches!(from_bytes(&bytes), Err(StoredError::Mention)));
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..300, new in any::<u8>()) {
            let _ = from_bytes(&bytes);
            let mut damaged = to_bytes(&sample()).unwrap();
            let at = at % damaged.len();
            damaged[at] = new;
            let _ = from_bytes(&damaged);
        }
    }
}
