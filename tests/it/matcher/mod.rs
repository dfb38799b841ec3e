//! What a query finds, worked out article by article: slow, simple, and sharing nothing with an engine but the
//! analysis of words and the keys of names.
//!
//! It is written from `docs/query-language.md`, so that a test which compares the two compares the program
//! with its documentation.

#![allow(dead_code, reason = "each test file uses a part of it")]

mod languages;
mod near;
mod patterns;
mod values;

use std::collections::BTreeMap;

use dateline_core::article::{Article, EntityKind, Role};
use dateline_core::dates::Day;
use dateline_core::text::{Analysis, fold, units};
use dateline_enrich::names::local;
use dateline_enrich::names::variants::{facet_key_of, index_keys, query_keys};
use dateline_search::article_field::ArticleField;
use dateline_search::query::{CountryField, Field, Query};
use dateline_search::request::{FacetField, Filters};

use languages::Languages;
pub use near::is_near;
pub use patterns::{distance, expression, is_like};
use values::{Value, query_exact, query_words, values_of};

/// Articles to be looked through one by one.
pub struct Collection {
    pub articles: Vec<Searchable>,
    languages: Languages,
}

impl Collection {
    pub fn new(articles: impl IntoIterator<Item = Article>) -> Collection {
        let articles: Vec<Searchable> = articles.into_iter().map(Searchable::new).collect();
        let languages = Languages::of(&articles);
        Collection { articles, languages }
    }

    /// The query without words that do not decide in its language.
    pub fn deciding(&self, query: &Query, filters: &Filters) -> Query {
        languages::without_stop_words(query, filters, &self.languages)
    }

    /// The numbers of the articles that match.
    pub fn matching(&self, query: &Query, filters: &Filters) -> Vec<usize> {
        self.having(&self.deciding(query, filters), filters)
    }

    /// The numbers of the articles that have all that the query says.
    pub fn having(&self, query: &Query, filters: &Filters) -> Vec<usize> {
        let languages = &self.languages;
        let matches = |article: &Searchable| article.satisfies(query, languages) && article.passes(filters);
        (0..self.articles.len()).filter(|&number| matches(&self.articles[number])).collect()
    }
}

/// An article with what a query looks at, worked out once.
pub struct Searchable {
    pub article: Article,
    values: BTreeMap<Field, Vec<Value>>,
    names: BTreeMap<EntityKind, Vec<Name>>,
    day: Option<Day>,
}

/// One form of a name in an article.
struct Name {
    keys: Vec<Vec<String>>,
    /// The words of the fullest form, which patterns are compared with; of the other forms none.
    words: Value,
}

const TEXT_FIELDS: [Field; 10] = [
    Field::Any,
    Field::Headline,
    Field::Standfirst,
    Field::Body,
    Field::By,
    Field::Source,
    Field::Section,
    Field::Language,
    Field::Url,
    Field::Path,
];

impl Searchable {
    pub fn new(article: Article) -> Searchable {
        let values = TEXT_FIELDS.into_iter().map(|field| (field, values_of(&article, field))).collect();
        let mut names: BTreeMap<EntityKind, Vec<Name>> = BTreeMap::new();
        for entity in &article.entities {
            let of_kind = names.entry(entity.kind).or_default();
            let shown = local::shown(entity);
            of_kind.push(Name::of(entity.kind, &entity.name, &shown));
            of_kind.push(Name::whole(entity.kind, &shown));
            of_kind.extend(entity.mentions.iter().map(|mention| Name::of(entity.kind, &mention.text, "")));
        }
        let day = article.published.as_deref().and_then(Day::of_published);
        Searchable { article, values, names, day }
    }

    /// True if the query alone finds the article.
    fn satisfies(&self, query: &Query, languages: &Languages) -> bool {
        match query {
            Query::All => true,
            Query::Word { field, text } => self.has_phrase(*field, text, 0, languages),
            Query::Phrase { field, text, slop } => self.has_phrase(*field, text, *slop, languages),
            Query::PatternPhrase { field, text, slop } => {
                let wanted = languages.terms_like(*field, text);
                self.values[field].iter().any(|value| is_near(&value.places(&wanted), *slop))
            }
            Query::Regex { field, pattern } => {
                let expression = languages.expression(pattern);
                self.has_word(*field, |word| expression.is_match(word))
            }
            Query::Length { from, until } => {
                let words = units(&self.article.body).count() as u64;
                from.is_none_or(|from| words >= from) && until.is_none_or(|until| words <= until)
            }
            Query::Exact { field, text } => {
                let wanted = query_exact(*field, text, languages);
                self.has_word(*field, |word| wanted.iter().any(|form| form == word))
            }
            Query::Wildcard { field, pattern } => self.has_word(*field, |word| is_like(word, pattern)),
            Query::Fuzzy { field, text, distance: most } => {
                let wanted = dateline_core::text::exact_term(text).into_owned();
                self.has_word(*field, |word| distance(word, &wanted) <= usize::from(*most))
            }
            Query::Countries { field, codes } => codes.iter().any(|code| self.is_of(*field, code)),
            Query::Dates { from, until } => self.is_within(*from, *until),
            Query::Bool { must, should, must_not } => {
                let is_nothing = must.is_empty() && should.is_empty() && must_not.is_empty();
                let has_one = !must.is_empty() || should.iter().any(|inner| self.satisfies(inner, languages));
                !is_nothing
                    && has_one
                    && must.iter().all(|inner| self.satisfies(inner, languages))
                    && !must_not.iter().any(|inner| self.satisfies(inner, languages))
            }
            Query::Boost(inner, _) => self.satisfies(inner, languages),
        }
    }

    /// True if the article has all that it is narrowed to.
    fn passes(&self, filters: &Filters) -> bool {
        let any_country =
            |field, codes: &[String]| codes.is_empty() || codes.iter().any(|code| self.is_of(field, code));
        let all_names = |kind, names: &[String]| names.iter().all(|name| self.bears(kind, name));
        any_country(CountryField::About, &filters.country)
            && !filters.not_country.iter().any(|code| self.is_of(CountryField::About, code))
            && any_country(CountryField::Mentions, &filters.mentions)
            && any_country(CountryField::Dateline, &filters.dateline)
            && any_country(CountryField::Source, &filters.source_country)
            && all_names(EntityKind::Person, &filters.person)
            && all_names(EntityKind::Organisation, &filters.org)
            && all_names(EntityKind::Place, &filters.place)
            && is_any_of(self.article.source.as_deref(), &filters.source)
            && is_any_of(self.article.language.as_deref(), &filters.language)
            && is_any_of(self.article.section.as_deref(), &filters.section)
            && filters
                .one_of
                .iter()
                .all(|(facet, values)| values.iter().any(|value| self.has_value(*facet, value)))
            && filters.has.iter().all(|field| self.is_present(*field))
            && !filters.missing.iter().any(|field| self.is_present(*field))
            && filters.tag.iter().all(|tag| self.article.tags.contains(tag))
            && !filters.not.iter().any(|(facet, value)| self.has_value(*facet, value))
            && !(filters.undated && self.day.is_some())
            && (!filters.needs_date() || self.is_within(filters.since, filters.until))
    }

    /// True if the article has a value of a facet.
    fn has_value(&self, facet: FacetField, value: &str) -> bool {
        let values = [value.to_owned()];
        match facet {
            FacetField::Country => self.is_of(CountryField::About, value),
            FacetField::Mentions => self.is_of(CountryField::Mentions, value),
            FacetField::Year => self.article.published.as_deref().is_some_and(|date| date.starts_with(value)),
            FacetField::Person => self.bears(EntityKind::Person, value),
            FacetField::Organisation => self.bears(EntityKind::Organisation, value),
            FacetField::Place => self.bears(EntityKind::Place, value),
            FacetField::Source => is_any_of(self.article.source.as_deref(), &values),
            FacetField::Language => is_any_of(self.article.language.as_deref(), &values),
            FacetField::Section => is_any_of(self.article.section.as_deref(), &values),
            FacetField::Tag => values.iter().any(|value| self.article.tags.contains(value)),
            other => panic!("no filter rules out {other}"),
        }
    }

    /// True if the article has a field.
    fn is_present(&self, field: ArticleField) -> bool {
        let article = &self.article;
        // Longer words are data, which are not looked at.
        let has_words = |text: &str| units(text).any(|unit| unit.text.len() <= 100);
        let names = |kind| article.entities.iter().any(|entity| entity.kind == kind);
        match field {
            ArticleField::Headline => article.headline.as_deref().is_some_and(has_words),
            ArticleField::Standfirst => article.standfirst.as_deref().is_some_and(has_words),
            ArticleField::Body => has_words(&article.body),
            ArticleField::Captions => article.captions.iter().any(|caption| has_words(caption)),
            ArticleField::Byline => article.byline.iter().chain(&article.agency).any(|name| has_words(name)),
            ArticleField::Date => self.day.is_some(),
            ArticleField::Source => article.source.is_some(),
            ArticleField::Section => article.section.is_some(),
            ArticleField::Language => article.language.is_some(),
            ArticleField::Url => article.url.is_some(),
            ArticleField::Country => article.countries.iter().any(|country| country.role == Role::About),
            ArticleField::Dateline => article.dateline_country.is_some(),
            ArticleField::SourceCountry => article.source_country.is_some(),
            ArticleField::Person => names(EntityKind::Person),
            ArticleField::Organisation => names(EntityKind::Organisation),
            ArticleField::Place => names(EntityKind::Place),
        }
    }

    pub fn day(&self) -> Option<Day> {
        self.day
    }

    fn is_within(&self, from: Option<Day>, until: Option<Day>) -> bool {
        self.day
            .is_some_and(|day| from.is_none_or(|from| day >= from) && until.is_none_or(|until| day <= until))
    }

    fn is_of(&self, field: CountryField, code: &str) -> bool {
        let mut countries = self.article.countries.iter().filter(|country| country.code == code);
        match field {
            CountryField::About => countries.any(|country| country.role == Role::About),
            CountryField::Mentions => countries.next().is_some(),
            CountryField::Dateline => self.article.dateline_country.as_deref() == Some(code),
            CountryField::Source => self.article.source_country.as_deref() == Some(code),
        }
    }

    /// True if the words stand so near to each other within one value of the field.
    fn has_phrase(&self, field: Field, text: &str, slop: u32, languages: &Languages) -> bool {
        if let Some(kind) = field.kind_of_names() {
            return self.bears(kind, text);
        }
        let wanted = query_words(field, text, languages);
        self.values[&field].iter().any(|value| is_near(&value.places(&wanted), slop))
    }

    /// True if a word of the field, as it is written, is one that is looked for.
    fn has_word(&self, field: Field, mut is_wanted: impl FnMut(&str) -> bool) -> bool {
        if let Some(kind) = field.kind_of_names() {
            return self.names_of(kind).any(|name| name.words.exact().any(&mut is_wanted));
        }
        self.values[&field].iter().any(|value| value.exact().any(&mut is_wanted))
    }

    /// Every word of a field as it is written.
    fn written(&self, field: Field) -> impl Iterator<Item = &str> {
        self.values[&field].iter().flat_map(Value::exact)
    }

    /// Every term in the text.
    fn terms(&self) -> impl Iterator<Item = &str> {
        self.values[&Field::Any].iter().flat_map(Value::terms)
    }

    fn names_of(&self, kind: EntityKind) -> impl Iterator<Item = &Name> {
        self.names.get(&kind).into_iter().flatten()
    }

    /// True if the article names this person, organisation or place in any of its forms.
    fn bears(&self, kind: EntityKind, name: &str) -> bool {
        let wanted = query_keys(kind, name);
        let is_in = |keys: &Vec<String>, text: &Vec<String>| {
            !keys.is_empty() && text.windows(keys.len()).any(|part| part == keys.as_slice())
        };
        self.names_of(kind)
            .flat_map(|name| &name.keys)
            .any(|text| wanted.iter().any(|keys| is_in(keys, text)))
    }
}

impl Name {
    /// A name as facets count it, without words of its own.
    fn whole(kind: EntityKind, name: &str) -> Name {
        let key = facet_key_of(kind, name).split(' ').map(str::to_owned).collect();
        Name { keys: vec![key], words: Value::new("", Analysis::default()) }
    }

    fn of(kind: EntityKind, form: &str, words: &str) -> Name {
        let keys = index_keys(kind, form);
        let keys = keys.iter().map(|text| text.split(' ').map(str::to_owned).collect()).collect();
        Name { keys, words: Value::new(words, Analysis::default()) }
    }
}

/// True if nothing is wanted or the value is one of those wanted, whatever its capitals and diacritics.
fn is_any_of(value: Option<&str>, wanted: &[String]) -> bool {
    let is = |wanted: &String| value.is_some_and(|value| fold(value) == fold(wanted));
    wanted.is_empty() || wanted.iter().any(is)
}
