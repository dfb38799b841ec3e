//! The article as it is stored: a compact form without what can be made again from the rest.
//!
//! A mention is two or three small numbers: its length, its field where that is not the one of the mention
//! before, and where it begins counted from there. Its text is in the field; the name of an entity is
//! mostly that of one of its mentions, and a country's name follows from its code.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use dateline_core::RecordHash;
use dateline_core::article::{
    Article, Corrected, Country, Entity, EntityKind, Mention, Note, Reading, Role, TextField,
};
use dateline_enrich::countries;
use dateline_search::store::hash;

/// Why a stored article could not be written or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoredError {
    /// The bytes are not those of an article.
    #[error("a stored article cannot be read or written: {0}")]
    Form(#[from] postcard::Error),
    /// A part that is kept as JSON is not valid JSON, or cannot be written as JSON.
    #[error("a stored article cannot be read or written: {0}")]
    Json(#[from] serde_json::Error),
    /// The bytes are not those that were stored, or are those of another document.
    #[error("a stored article cannot be read: checksum mismatch")]
    Checksum,
    /// A mention lies outside the text of its field.
    #[error("a stored article cannot be read: a mention is out of range")]
    Mention,
}

/// The bytes of the checksum that is before every stored article.
const CHECKSUM: usize = 4;

/// The stored bytes of an article of a document with this key.
pub(crate) fn to_bytes(article: &Article, key: u64) -> Result<Vec<u8>, StoredError> {
    let bytes = postcard::to_extend(&Stored::of(article)?, vec![0; CHECKSUM])?;
    Ok(with_checksum(bytes, key))
}

fn with_checksum(mut bytes: Vec<u8>, key: u64) -> Vec<u8> {
    let checksum = checksum(&bytes[CHECKSUM..], key);
    bytes[..CHECKSUM].copy_from_slice(&checksum);
    bytes
}

/// The article of stored bytes.
pub(crate) fn from_bytes(bytes: &[u8], key: u64) -> Result<Article, StoredError> {
    postcard::from_bytes::<Stored<'_>>(checked(bytes, key)?)?.into_article()
}

/// Headline and body of stored bytes, without taking apart what follows them.
pub(crate) fn texts(bytes: &[u8], key: u64) -> Result<(Option<&str>, &str), StoredError> {
    let (beginning, _) = postcard::take_from_bytes::<Beginning<'_>>(checked(bytes, key)?)?;
    let (_id, _path, _record, _member, headline, _standfirst, body) = beginning;
    Ok((headline, body))
}

/// The texts of stored bytes, with what names the article and its language; what follows them is not taken apart.
pub(crate) fn without_names(bytes: &[u8], key: u64) -> Result<Article, StoredError> {
    let (texts, _) = postcard::take_from_bytes::<Texts>(checked(bytes, key)?)?;
    let (id, path, record, member, headline, standfirst, body, captions, byline, agency) = texts.text;
    let (dateline, published, updated, source, url, section, language) = texts.facts;
    Ok(Article {
        id,
        path,
        record,
        member,
        headline,
        standfirst,
        body,
        captions,
        byline,
        agency,
        dateline,
        published,
        updated,
        source,
        url,
        section,
        language,
        ..Article::default()
    })
}

/// What names the article of stored bytes: its id, its path and the number of its record, and nothing more.
pub(crate) fn reference(bytes: &[u8], key: u64) -> Result<Article, StoredError> {
    let ((id, path, record), _) = postcard::take_from_bytes::<(String, String, u64)>(checked(bytes, key)?)?;
    Ok(Article { id, path, record, ..Article::default() })
}

/// What is behind the checksum, if it is what was written.
fn checked(bytes: &[u8], key: u64) -> Result<&[u8], StoredError> {
    let (written, rest) = bytes.split_at_checked(CHECKSUM).ok_or(StoredError::Checksum)?;
    if checksum(rest, key) == written { Ok(rest) } else { Err(StoredError::Checksum) }
}

fn checksum(bytes: &[u8], key: u64) -> [u8; CHECKSUM] {
    let [a, b, c, d, ..] = hash(&[&key.to_le_bytes(), bytes]).to_le_bytes();
    [a, b, c, d]
}

/// The first fields of [`Stored`], up to the body.
type Beginning<'a> = (&'a str, &'a str, u64, Option<&'a str>, Option<&'a str>, Option<&'a str>, &'a str);

type Maybe = Option<String>;
type Lines = Vec<String>;

/// What [`Beginning`] has, then captions, authors and agencies.
type ReadTexts = (String, String, u64, Maybe, Maybe, Maybe, String, Lines, Lines, Lines);

/// The first fields of [`Stored`], up to the language.
#[derive(Deserialize)]
struct Texts {
    text: ReadTexts,
    facts: (Maybe, Maybe, Maybe, Maybe, Maybe, Maybe, Maybe),
}

/// The texts and facts of an article that stand as they are.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    id: String,
    path: String,
    record: u64,
    member: Option<String>,
    headline: Option<String>,
    standfirst: Option<String>,
    /// Borrowed where it is written: it is most of an article.
    body: Cow<'a, str>,
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
    doubt: Option<String>,
    entities: Vec<StoredEntity>,
    countries: Vec<StoredCountry>,
    dateline_country: Option<String>,
    source_country: Option<String>,
    found: BTreeMap<String, String>,
    /// JSON objects, for their values are of any kind; nothing where they are empty.
    explain: String,
    extra: String,
    sha256: Option<RecordHash>,
    bytes: Option<[u64; 2]>,
    read: Option<Reading>,
    corrected: Vec<StoredCorrected>,
    tags: Vec<String>,
    /// Texts with the times of notes.
    notes: Vec<(String, String)>,
}

/// Field, value, what was there before, the rule that gave it, and what the correction was made for.
type StoredCorrected = (String, Option<String>, Option<String>, Option<String>, String);

#[derive(Serialize, Deserialize)]
struct StoredEntity {
    kind: u8,
    /// The number of the mention that is its name, from 1; 0 if none is.
    named_by: u32,
    /// The name where no mention is.
    name: String,
    country: Option<String>,
    mentions: Mentions,
}

#[derive(Serialize, Deserialize)]
struct StoredCountry {
    code: String,
    /// The name, if it is not the usual one for the code.
    name: Option<String>,
    about: bool,
    score: f32,
    evidence: Mentions,
}

/// The numbers of mentions: twice the length, and one more where the number of a field follows; then the
/// distance from the beginning of the mention before, which is folded so that small negative ones are small too.
///
/// The first mention is counted from the beginning of the body, where most begin.
type Mentions = Vec<u64>;

/// Captions come last, for the number of a caption is added to this one.
const FIELDS: [TextField; 5] =
    [TextField::Body, TextField::Headline, TextField::Standfirst, TextField::Dateline, TextField::Captions];

const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

impl<'a> Stored<'a> {
    fn of(article: &'a Article) -> Result<Stored<'a>, StoredError> {
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
            body: Cow::Borrowed(&a.body),
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
            doubt: a.doubt.clone(),
            dateline_country: a.dateline_country.clone(),
            source_country: a.source_country.clone(),
            found: a.found.clone(),
            sha256: a.sha256,
            bytes: a.bytes,
            read: a.read.clone(),
            corrected: a.corrected.iter().map(stored_corrected).collect(),
            tags: a.tags.clone(),
            notes: a.notes.iter().map(|note| (note.text.clone(), note.at.clone())).collect(),
        })
    }

    fn into_article(self) -> Result<Article, StoredError> {
        let mut article = Article {
            explain: if self.explain.is_empty() {
                BTreeMap::new()
            } else {
                serde_json::from_str(&self.explain)?
            },
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
            body: self.body.into_owned(),
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
            doubt: self.doubt,
            dateline_country: self.dateline_country,
            source_country: self.source_country,
            found: self.found,
            sha256: self.sha256,
            bytes: self.bytes,
            read: self.read,
            corrected: self.corrected.into_iter().map(restored_corrected).collect(),
            tags: self.tags,
            notes: self.notes.into_iter().map(|(text, at)| Note { text, at }).collect(),
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

fn stored_corrected(corrected: &Corrected) -> StoredCorrected {
    let Corrected { field, value, was, rule, by } = corrected.clone();
    (field, value, was, rule, by)
}

fn restored_corrected((field, value, was, rule, by): StoredCorrected) -> Corrected {
    Corrected { field, value, was, rule, by }
}

fn json_unless_empty(value: &impl Serialize, empty: bool) -> Result<String, StoredError> {
    Ok(if empty { String::new() } else { serde_json::to_string(value)? })
}

impl StoredEntity {
    fn of(entity: &Entity) -> StoredEntity {
        let kind = KINDS.iter().position(|kind| *kind == entity.kind).unwrap_or_default();
        let named_by = entity.mentions.iter().position(|mention| mention.text == entity.name);
        StoredEntity {
            kind: kind as u8,
            named_by: named_by.map_or(0, |number| small(number).saturating_add(1)),
            name: if named_by.is_some() { String::new() } else { entity.name.clone() },
            country: entity.country.clone(),
            mentions: stored_mentions(&entity.mentions),
        }
    }

    fn restored(self, article: &Article) -> Option<Entity> {
        let mentions = restored_mentions(&self.mentions, article)?;
        let name = match (self.named_by as usize).checked_sub(1) {
            Some(number) => mentions.get(number)?.text.clone(),
            None => self.name,
        };
        Some(Entity { kind: *KINDS.get(usize::from(self.kind))?, name, country: self.country, mentions })
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

fn stored_mentions(mentions: &[Mention]) -> Mentions {
    let mut numbers = Vec::with_capacity(2 * mentions.len());
    let (mut last_field, mut last) = (0, 0);
    for mention in mentions {
        let field = FIELDS.iter().position(|field| *field == mention.field).unwrap_or_default();
        let field = (field + mention.item.unwrap_or_default()) as u64;
        let length = mention.end.saturating_sub(mention.start) as u64;
        numbers.push(length << 1 | u64::from(field != last_field));
        if field != last_field {
            numbers.push(field);
            (last_field, last) = (field, 0);
        }
        let start = mention.start as i64;
        numbers.push(folded(start - last));
        last = start;
    }
    numbers
}

/// Small numbers of both signs as small numbers without one: 0, -1, 1, -2 as 0, 1, 2, 3.
fn folded(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

fn unfolded(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 1)
}

fn restored_mentions(numbers: &[u64], article: &Article) -> Option<Vec<Mention>> {
    let mut mentions = Vec::with_capacity(numbers.len() / 2);
    let mut numbers = numbers.iter().copied();
    let (mut last_field, mut last) = (0usize, 0i64);
    while let Some(head) = numbers.next() {
        if head & 1 == 1 {
            (last_field, last) = (usize::try_from(numbers.next()?).ok()?, 0);
        }
        last = last.checked_add(unfolded(numbers.next()?))?;
        let start = usize::try_from(last).ok()?;
        let end = start.checked_add(usize::try_from(head >> 1).ok()?)?;
        let (field, item) = field_of(last_field);
        let text = article.text_of(field, item)?.get(start..end)?.to_owned();
        mentions.push(Mention { field, item, start, end, text });
    }
    Some(mentions)
}

/// The field with a number, and of captions which.
fn field_of(number: usize) -> (TextField, Option<usize>) {
    match FIELDS.get(number).filter(|field| **field != TextField::Captions) {
        Some(field) => (*field, None),
        None => (TextField::Captions, Some(number - (FIELDS.len() - 1))),
    }
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
            sha256: RecordHash::from_digits(&"0123456789abcdef".repeat(4)),
            bytes: Some([10, 70_000_000_000]),
            read: Some(Reading {
                at: "2026-01-02T03:04:05Z".into(),
                version: "1.2.3".into(),
                ..Reading::default()
            }),
            headline: Some("Talks in Oslo".into()),
            body: "Oslo: Sergei Lavrov spoke in Oslo.".into(),
            captions: vec!["A hall".into(), "Lavrov in Oslo".into()],
            paywall: true,
            doubt: Some("shorter than promised".to_owned()),
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
        let bytes = to_bytes(&sample(), 7).unwrap();
        assert_eq!(from_bytes(&bytes, 7).unwrap(), sample());
        assert_eq!(texts(&bytes, 7).unwrap(), (Some("Talks in Oslo"), sample().body.as_str()));
        let texts = Article { countries: vec![], entities: vec![], extra: Default::default(), ..sample() };
        let facts = Article { sha256: None, bytes: None, read: None, found: BTreeMap::new(), ..texts };
        assert_eq!(
            without_names(&bytes, 7).unwrap(),
            Article { paywall: false, doubt: None, ..facts.clone() }
        );
        let named = Article { id: facts.id, path: facts.path, record: 7, ..Article::default() };
        assert_eq!(reference(&bytes, 7).unwrap(), named);
        assert!(bytes.len() < 380, "{}", bytes.len());
        assert_eq!(from_bytes(&to_bytes(&Article::default(), 7).unwrap(), 7).unwrap(), Article::default());
    }

    #[test]
    fn numbers_of_both_signs_are_folded() {
        for number in [0, -1, 1, -2, 77, i64::MAX, i64::MIN] {
            assert_eq!(unfolded(folded(number)), number);
        }
        assert_eq!([folded(0), folded(-1), folded(1)], [0, 1, 2]);
    }

    #[test]
    fn a_mention_outside_its_field_is_an_error() {
        let mut article = sample();
        article.entities[0].mentions[0].end = 400;
        let bytes = to_bytes(&article, 7).unwrap();
        assert!(matches!(from_bytes(&bytes, 7), Err(StoredError::Mention)));
    }

    #[test]
    fn every_changed_byte_and_the_article_of_another_document_are_noticed() {
        let bytes = to_bytes(&sample(), 7).unwrap();
        assert!(matches!(from_bytes(&bytes, 8), Err(StoredError::Checksum)));
        assert!(matches!(texts(&bytes, 8), Err(StoredError::Checksum)));
        assert!(matches!(without_names(&bytes, 8), Err(StoredError::Checksum)));
        assert!(matches!(reference(&bytes, 8), Err(StoredError::Checksum)));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(matches!(from_bytes(&changed, 7), Err(StoredError::Checksum)), "byte {at}");
        }
        assert!(matches!(from_bytes(&bytes[..3], 7), Err(StoredError::Checksum)));
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..300, new in any::<u8>()) {
            let bytes = with_checksum([vec![0; CHECKSUM], bytes].concat(), 7);
            let _ = from_bytes(&bytes, 7);
            let _ = (texts(&bytes, 7), without_names(&bytes, 7), reference(&bytes, 7));
            let mut damaged = to_bytes(&sample(), 7).unwrap();
            let at = at % damaged.len();
            damaged[at] = new;
            let damaged = with_checksum(damaged, 7);
            let _ = from_bytes(&damaged, 7);
            let _ = (texts(&damaged, 7), without_names(&damaged, 7), reference(&damaged, 7));
        }
    }
}
