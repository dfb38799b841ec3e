//! Articles as index documents and back.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use dateline_core::article::{Article, Entity, EntityKind, Role};
use dateline_core::dates::Day;
use dateline_core::text::fold;
use dateline_enrich::copies::{Sketch, TokenSequence};
use dateline_enrich::countries;
use dateline_enrich::names::local;
use dateline_search::store::Identity;

use super::analyzer::{in_language, positions};
use super::keys;
use super::schema::{Fields, key_group};
use super::stored::{self, StoredError};

/// Separates the parts of a facet value.
const SEPARATOR: char = '\u{1f}';
/// Stands between the country and the lengths of the names, where a name holds the separator itself.
const LENGTHS: char = '\u{1e}';

/// A value of a facet field: the key that makes variants one, and the names as they are in the article.
///
/// In the index they are in one string with the key first, so that all names of one key
/// are neighbours in the dictionary. An article has one value for each of its keys, so that
/// a count of values is a count of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue<'a> {
    /// What counts as the same.
    pub key: &'a str,
    /// The country, for a place below its country; empty for other values.
    pub country: &'a str,
    /// How it is written in the article; more than one form is rare.
    pub names: Vec<&'a str>,
}

impl<'a> FacetValue<'a> {
    /// The string that is in the index.
    pub fn encode(&self) -> String {
        let (key, country) = (separable(self.key), self.country);
        if self.names.iter().any(|name| name.contains(SEPARATOR)) {
            let lengths: Vec<String> = self.names.iter().map(|name| name.len().to_string()).collect();
            let names = self.names.concat();
            return format!("{key}{SEPARATOR}{country}{LENGTHS}{}{SEPARATOR}{names}", lengths.join(","));
        }
        format!("{key}{SEPARATOR}{country}{SEPARATOR}{}", self.names.join("\u{1f}"))
    }

    /// Takes a string of the index apart; a value without parts, like a code, is its own key and name.
    pub fn decode(value: &'a str) -> FacetValue<'a> {
        let mut parts = value.split(SEPARATOR);
        let key = parts.next().unwrap_or_default();
        let country = parts.next().unwrap_or_default();
        if let Some((country, lengths)) = country.split_once(LENGTHS) {
            let before = key.len() + country.len() + lengths.len() + 3;
            let names = value.get(before..).unwrap_or_default();
            return FacetValue { key, country, names: by_length(names, lengths) };
        }
        let names: Vec<&str> = parts.collect();
        FacetValue { key, country, names: if names.is_empty() { vec![key] } else { names } }
    }

    /// The range of strings that all values with this key lie in: from the first up to and without the second.
    pub fn range(key: &str) -> (String, String) {
        let key = separable(key);
        (format!("{key}{SEPARATOR}"), format!("{key}\u{20}"))
    }
}

/// A key that cannot be taken for a key and what comes after it.
fn separable(key: &str) -> Cow<'_, str> {
    if key.contains(SEPARATOR) { key.replace(SEPARATOR, "\u{fffd}").into() } else { key.into() }
}

/// The lengths of the joined names in bytes.
fn by_length<'a>(mut names: &'a str, lengths: &str) -> Vec<&'a str> {
    let lengths = lengths.split(',').map_while(|length| length.parse().ok());
    lengths
        .map_while(|length| {
            let (name, rest) = names.split_at_checked(length)?;
            names = rest;
            Some(name)
        })
        .collect()
}

/// The document for an article.
///
/// # Errors
/// If the article cannot be stored, which only a broken number in `extra` could cause.
pub(crate) fn document(
    fields: &Fields,
    article: &Article,
    identity: Identity,
) -> Result<TantivyDocument, StoredError> {
    let mut doc = TantivyDocument::default();
    add_text(&mut doc, fields, article);
    add_names(&mut doc, fields, article);
    add_countries(&mut doc, fields, article);
    add_facts(&mut doc, fields, article);
    doc.add_text(fields.id, &article.id);
    doc.add_u64(fields.file, identity.file);
    doc.add_u64(fields.key, identity.key);
    doc.add_u64(fields.key_group, key_group(identity.key));
    doc.add_u64(fields.digest, identity.digest);
    doc.add_u64(fields.record, article.record);
    Sketch::of(&TokenSequence::of(article)).packed().for_each(|pair| doc.add_u64(fields.sketch, pair));
    doc.add_bytes(fields.article, &stored::to_bytes(article, identity.key)?);
    Ok(doc)
}

fn add_text(doc: &mut TantivyDocument, fields: &Fields, article: &Article) {
    let language = article.language.as_deref();
    let mut add = |field: Field, text: &str| doc.add_text(field, in_language(text, language));
    // Where body and headline are in the combined field is recognised by how many positions they take up.
    add(fields.combined, &article.body);
    add(fields.body_exact, &article.body);
    if let Some(headline) = &article.headline {
        // The headline's words count twice in ranking.
        add(fields.combined, headline);
        add(fields.combined, headline);
        add(fields.headline_exact, headline);
    }
    if let Some(standfirst) = &article.standfirst {
        add(fields.combined, standfirst);
        add(fields.standfirst, standfirst);
        add(fields.standfirst_exact, standfirst);
    }
    for caption in &article.captions {
        add(fields.combined, caption);
        add(fields.captions, caption);
        add(fields.captions_exact, caption);
    }
    doc.add_u64(fields.body_words, positions(&article.body));
    if let Some(headline) = &article.headline {
        doc.add_u64(fields.headline_words, positions(headline));
    }
    for author in article.byline.iter().chain(&article.agency) {
        doc.add_text(fields.by, author);
    }
}

fn add_names(doc: &mut TantivyDocument, fields: &Fields, article: &Article) {
    for entity in &article.entities {
        let field = match entity.kind {
            EntityKind::Person => fields.person,
            EntityKind::Organisation => fields.org,
            EntityKind::Place => fields.place,
        };
        for keys in forms(entity) {
            doc.add_text(field, keys);
        }
    }
    for (kind, facet) in [
        (EntityKind::Person, fields.person_facet),
        (EntityKind::Organisation, fields.org_facet),
        (EntityKind::Place, fields.place_facet),
    ] {
        let of_kind = article.entities.iter().filter(|entity| entity.kind == kind);
        let names: Vec<Cow<'_, str>> = of_kind.map(local::shown).collect();
        add_facet(doc, facet, kind, names.iter().map(|name| ("", name.as_ref())));
    }
    for value in acronyms(article) {
        doc.add_text(fields.acronym, value);
    }
    for (role, facet) in [(Role::About, fields.about_place), (Role::Mentioned, fields.mentioned_place)] {
        add_facet(doc, facet, EntityKind::Place, places_of(article, role));
    }
}

/// The acronyms of organisations that an article explains: the key of each, how it is written, and the name in full.
fn acronyms(article: &Article) -> Vec<String> {
    let organisations = article.entities.iter().filter(|entity| entity.kind == EntityKind::Organisation);
    let mut values: Vec<String> = organisations
        .flat_map(|entity| {
            let forms = entity.mentions.iter().map(|mention| mention.text.as_str());
            forms.filter(|form| may_be_acronym(form) && entity.name.contains(' ')).filter_map(|form| {
                let short = keys::of(EntityKind::Organisation, form);
                let value = FacetValue { key: &short.facet, country: "", names: vec![form, &entity.name] };
                (!short.facet.is_empty()).then(|| value.encode())
            })
        })
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// True for one word most of whose letters are capitals.
fn may_be_acronym(form: &str) -> bool {
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = form.chars().filter(|c| c.is_uppercase()).count();
    letters > 1 && capitals * 2 > letters && !form.contains(' ')
}

/// Adds one value for each key of these names below their countries.
fn add_facet<'a>(
    doc: &mut TantivyDocument,
    field: Field,
    kind: EntityKind,
    names: impl Iterator<Item = (&'a str, &'a str)>,
) {
    let mut by_key: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for (country, name) in names {
        let same = by_key.entry((keys::of(kind, name).facet.clone(), country)).or_default();
        if !same.contains(&name) {
            same.push(name);
        }
    }
    for ((key, country), names) in by_key.into_iter().filter(|((key, _), _)| !key.is_empty()) {
        doc.add_text(field, FacetValue { key: &key, country, names }.encode());
    }
}

/// The places that lie in the countries of a role, each with its country.
fn places_of(article: &Article, role: Role) -> impl Iterator<Item = (&str, &str)> {
    let places = article.entities.iter().filter(|entity| entity.kind == EntityKind::Place);
    places.filter_map(move |place| {
        let code = place.country.as_deref()?;
        let country = article.countries.iter().find(|country| country.code == code)?;
        let below = country.role == role && !countries::is_name_of(&place.name, code);
        below.then_some((code, place.name.as_str()))
    })
}

/// The distinct key sequences under which an entity is named in the article.
fn forms(entity: &Entity) -> Vec<String> {
    let names = std::iter::once(&entity.name).chain(entity.mentions.iter().map(|mention| &mention.text));
    let mut texts: Vec<&String> = names.collect();
    texts.sort_unstable();
    texts.dedup();
    let shown = local::shown(entity);
    let mut forms: Vec<String> =
        texts.into_iter().flat_map(|text| keys::of(entity.kind, text).index.clone()).collect();
    forms.push(keys::of(entity.kind, &shown).facet.clone());
    forms.sort_unstable();
    forms.dedup();
    forms
}

fn add_countries(doc: &mut TantivyDocument, fields: &Fields, article: &Article) {
    for country in &article.countries {
        doc.add_text(fields.mentions, &country.code);
        if country.role == Role::About {
            doc.add_text(fields.country, &country.code);
        }
    }
    let alone = [
        (fields.dateline_country, &article.dateline_country),
        (fields.source_country, &article.source_country),
    ];
    for (field, code) in alone {
        if let Some(code) = code {
            doc.add_text(field, code);
        }
    }
}

fn add_facts(doc: &mut TantivyDocument, fields: &Fields, article: &Article) {
    if let Some(source) = &article.source {
        doc.add_text(fields.source, source);
        doc.add_text(fields.source_facet, one_value(source));
    }
    if let Some(section) = &article.section {
        doc.add_text(fields.section, section);
        doc.add_text(fields.section_facet, one_value(section));
    }
    for tag in &article.tags {
        doc.add_text(fields.tag, tag);
        doc.add_text(fields.tag_facet, one_value(tag));
    }
    for note in &article.notes {
        doc.add_text(fields.note, &note.text);
    }
    if let Some(language) = &article.language {
        doc.add_text(fields.language, fold(language));
    }
    if let Some(url) = &article.url {
        doc.add_text(fields.url, url);
    }
    doc.add_text(fields.path, &article.path);
    doc.add_text(fields.path_order, &article.path);
    if let Some(published) = &article.published {
        if let Some(day) = day_of(published) {
            doc.add_u64(fields.day, u64::from(day.number()));
        }
        if let Some(instant) = instant(published) {
            doc.add_i64(fields.instant, instant);
        }
    }
    if let Some(read) = &article.read {
        doc.add_u64(fields.run, read.run);
        doc.add_i64(fields.first_at, instant(&read.first_at).unwrap_or_default());
    }
}

/// The facet value of a name that is the same in any case.
fn one_value(name: &str) -> String {
    FacetValue { key: &fold(name), country: "", names: vec![name] }.encode()
}

/// The day of a date; a month or a year, which only a user says, counts from its first day.
fn day_of(published: &str) -> Option<Day> {
    Day::of_published(published).or_else(|| Day::first_of(published).ok().filter(|_| published.len() < 10))
}

/// Seconds since 1970 of an RFC 3339 date-time, or of the start of the day in UTC of a date.
fn instant(published: &str) -> Option<i64> {
    if let Ok(timestamp) = published.parse::<jiff::Timestamp>() {
        return Some(timestamp.as_second());
    }
    let date: jiff::civil::Date = day_of(published)?.to_string().parse().ok()?;
    date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::{Mention, TextField};
    use dateline_enrich::names::variants::facet_key_of;
    use tantivy::schema::Value;

    fn mention(start: usize, end: usize, text: &str) -> Mention {
        Mention { field: TextField::Body, item: None, start, end, text: text.into() }
    }

    fn sample() -> Article {
        Article {
            id: "a".into(),
            path: "/x/a.txt".into(),
            headline: Some("Talks".into()),
            body: "Sergei Lavrov spoke. Lavrov left.".into(),
            published: Some("2015-10-23T01:30:00+02:00".into()),
            entities: vec![Entity {
                kind: EntityKind::Person,
                name: "Sergei Lavrov".into(),
                country: None,
                mentions: vec![mention(0, 13, "Sergei Lavrov"), mention(21, 27, "Lavrov")],
            }],
            ..Article::default()
        }
    }

    #[test]
    fn an_article_survives_being_stored() {
        let (_, fields) = Fields::schema();
        let identity = Identity { file: 1, key: 2, digest: 3 };
        let doc = document(&fields, &sample(), identity).unwrap();
        let bytes = doc.get_first(fields.article).unwrap().as_bytes().unwrap().to_vec();
        assert_eq!(stored::from_bytes(&bytes, 2).unwrap(), sample());
        assert_eq!(stored::texts(&bytes, 2).unwrap(), (Some("Talks"), sample().body.as_str()));
    }

    #[test]
    fn the_day_is_the_documents_own_and_the_instant_is_not() {
        let (_, fields) = Fields::schema();
        let doc = document(&fields, &sample(), Identity { file: 1, key: 2, digest: 3 }).unwrap();
        assert_eq!(doc.get_first(fields.day).unwrap().as_u64(), Some(20151023));
        assert_eq!(instant("2015-10-23T01:30:00+02:00"), Some(1_445_556_600));
        assert_eq!(instant("2015-10-23"), Some(1_445_558_400));
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn facet_values_of_one_key_are_neighbours() {
        let lavrov = FacetValue { key: "lavrov", country: "", names: vec!["Lavrov", "LAVROV"] };
        let value = lavrov.encode();
        assert_eq!(FacetValue::decode(&value), lavrov);
        let (from, until) = FacetValue::range("lavrov");
        assert!(from <= value && value < until);
        assert!(!(from..until).contains(&one_value("lavrova")));
        assert_eq!(FacetValue::decode("SY"), FacetValue { key: "SY", country: "", names: vec!["SY"] });
    }

    #[test]
    fn any_text_may_be_a_facet_value() {
        for name in ["a\u{1f}b", "\u{1f}", "\u{1f}\u{1f}x", "\u{1e}3,4\u{1f}", "a\u{0}é\u{1f}"] {
            for country in ["", "SY"] {
                let value = FacetValue { key: "k", country, names: vec![name, "plain", ""] };
                assert_eq!(FacetValue::decode(&value.encode()), value);
            }
            let (from, until) = FacetValue::range(&fold(name));
            assert!((from..until).contains(&one_value(name)), "{name:?}");
            assert_eq!(FacetValue::decode(&one_value(name)).names, [name]);
        }
        let (from, until) = FacetValue::range("a");
        assert!(!(from..until).contains(&one_value("a\u{1f}b")), "the key a is another one");
    }

    fn values(doc: &TantivyDocument, field: Field) -> Vec<String> {
        doc.get_all(field)
            .filter_map(|value| value.as_str().map(|text| text.replace('\u{1f}', "|")))
            .collect()
    }

    fn place(name: &str, code: Option<&str>) -> Entity {
        let (kind, country) = (EntityKind::Place, code.map(str::to_owned));
        Entity { kind, name: name.into(), country, mentions: vec![] }
    }

    fn country(code: &str, role: Role) -> dateline_core::article::Country {
        dateline_core::article::Country {
            code: code.into(),
            name: code.into(),
            role,
            score: 0.5,
            evidence: vec![],
        }
    }

    #[test]
    fn an_article_has_one_value_for_each_key() {
        let (_, fields) = Fields::schema();
        let named = |name: &str| Entity { name: name.into(), ..sample().entities[0].clone() };
        let entities = vec![named("Sergei Lavrov"), named("Sergey Lavrov"), named("Sergei Lavrov")];
        let article = Article { entities, ..sample() };
        let doc = document(&fields, &article, Identity { file: 1, key: 2, digest: 3 }).unwrap();
        let values = values(&doc, fields.person_facet);
        assert_eq!(values.len(), 1);
        assert!(values[0].ends_with("||Sergei Lavrov|Sergey Lavrov"), "{values:?}");
    }

    #[test]
    fn places_stand_below_their_country_by_its_role() {
        let (_, fields) = Fields::schema();
        let article = Article {
            entities: vec![
                place("Aleppo", Some("SY")),
                place("Syria", Some("SY")),
                place("Vienna", Some("AT")),
                place("Atlantis", None),
                place("Lima", Some("PE")),
            ],
            countries: vec![country("SY", Role::About), country("AT", Role::Mentioned)],
            dateline_country: Some("AT".into()),
            ..sample()
        };
        let doc = document(&fields, &article, Identity { file: 1, key: 2, digest: 3 }).unwrap();
        assert_eq!(
            values(&doc, fields.about_place),
            [format!("{}|SY|Aleppo", facet_key_of(EntityKind::Place, "Aleppo"))]
        );
        assert_eq!(
            values(&doc, fields.mentioned_place),
            [format!("{}|AT|Vienna", facet_key_of(EntityKind::Place, "Vienna"))]
        );
        assert_eq!(values(&doc, fields.dateline_country), ["AT"]);
        assert!(values(&doc, fields.source_country).is_empty());
    }
}
