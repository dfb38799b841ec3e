//! Facet counts against a full scan: random queries with up to three chosen values.
//!
//! The words of a query decide which articles are looked at; all that is chosen, counted and
//! left out is worked out again here, article by article, from what the index stores.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::common::{Scratch, corpus, sample};
use crate::random_queries::typed_questions;
use dateline_core::article::{Article, EntityKind, Role};
use dateline_enrich::names::local;
use dateline_enrich::names::variants::{facet_key_of, index_keys, query_keys};
use dateline_search::ask::{Question, ask};
use dateline_search::engine::Engine;
use dateline_search::query::{ParseOptions, parse, without_stop_words};
use dateline_search::request::{FacetField, Filters, Request};
use dateline_tantivy::Local;

const QUERIES: u64 = 200;

/// Words of which queries are made; the empty one is every article.
const WORDS: [&str; 12] = [
    "",
    "",
    "talks",
    "government",
    "president",
    "minister",
    "police",
    "war",
    "people -police",
    "headline:talks",
    "city OR town",
    "date:2015",
];

/// A small generator of random numbers, the same on every machine (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The week of a day, counted from the Thursday that lies in it, as ISO 8601 defines weeks.
fn week_of(day: &str) -> String {
    let day: jiff::civil::Date = day.parse().unwrap();
    let monday = day.weekday().to_monday_zero_offset();
    let thursday = day.checked_add(jiff::Span::new().days(3 - i64::from(monday))).unwrap();
    format!("{:04}-W{:02}", thursday.year(), (thursday.day_of_year() - 1) / 7 + 1)
}

/// The values of an article, each once, under which the facet counts it.
fn values(article: &Article, field: FacetField) -> BTreeSet<String> {
    let countries = |about_only: bool| {
        let all = article.countries.iter().filter(move |c| !about_only || c.role == Role::About);
        all.map(|c| c.code.clone()).collect()
    };
    let one = |value: &Option<String>| value.iter().cloned().collect();
    match field {
        FacetField::Country => countries(true),
        FacetField::Mentions => countries(false),
        FacetField::Dateline => one(&article.dateline_country),
        FacetField::SourceCountry => one(&article.source_country),
        FacetField::Source => one(&article.source.as_deref().map(str::to_lowercase)),
        FacetField::Section => one(&article.section.as_deref().map(str::to_lowercase)),
        FacetField::Tag => article.tags.iter().map(|tag| tag.to_lowercase()).collect(),
        FacetField::Language => one(&article.language),
        FacetField::Year => article.published.iter().map(|date| date[..4].to_owned()).collect(),
        FacetField::Month => article.published.iter().map(|date| date[..7].to_owned()).collect(),
        FacetField::Week => article.published.iter().map(|date| week_of(&date[..10])).collect(),
        FacetField::Day => article.published.iter().map(|date| date[..10].to_owned()).collect(),
        // It is one of the three above, whichever makes few enough rows.
        FacetField::Time => BTreeSet::new(),
        FacetField::Person | FacetField::Organisation | FacetField::Place => {
            let of_kind = article.entities.iter().filter(|entity| Some(entity.kind) == field.kind_of_names());
            of_kind.map(|e| facet_key_of(e.kind, &local::shown(e))).filter(|key| !key.is_empty()).collect()
        }
    }
}

/// An article with what a scan looks at, worked out once.
struct Scanned {
    values: BTreeMap<FacetField, BTreeSet<String>>,
    /// By kind of name: the keys of all forms in the article.
    texts: BTreeMap<EntityKind, Vec<Vec<String>>>,
}

impl Scanned {
    fn of(article: &Article) -> Scanned {
        let mut texts: BTreeMap<EntityKind, Vec<Vec<String>>> = BTreeMap::new();
        for entity in &article.entities {
            let forms =
                std::iter::once(&entity.name).chain(entity.mentions.iter().map(|mention| &mention.text));
            let whole = facet_key_of(entity.kind, &local::shown(entity));
            let keys = forms.flat_map(|form| index_keys(entity.kind, form)).chain(std::iter::once(whole));
            let split = keys.map(|text| text.split(' ').map(str::to_owned).collect());
            texts.entry(entity.kind).or_default().extend(split);
        }
        let values = FacetField::all().map(|field| (field, values(article, field))).collect();
        Scanned { values, texts }
    }

    /// True if an entity of the article bears the name, in any of the forms it has there.
    fn bears(&self, kind: EntityKind, name: &str) -> bool {
        let wanted = query_keys(kind, name);
        let mut texts = self.texts.get(&kind).into_iter().flatten();
        texts.any(|text| {
            wanted.iter().any(|keys| text.windows(keys.len()).any(|part| part == keys.as_slice()))
        })
    }

    fn is_chosen(&self, field: FacetField, wanted: &[String]) -> bool {
        if let Some(kind) = field.kind_of_names() {
            return wanted.iter().all(|name| self.bears(kind, name));
        }
        let held = &self.values[&field];
        wanted.iter().any(|value| held.contains(&value.to_lowercase()) || held.contains(value))
    }

    /// True if the article has all that was chosen, but for the facet that is being counted.
    fn passes(&self, chosen: &Chosen, counted: Option<FacetField>) -> bool {
        let ignored = |field: FacetField| Some(field) == counted && field.kind_of_names().is_none();
        chosen.iter().all(|(field, wanted)| ignored(*field) || self.is_chosen(*field, wanted))
    }
}

/// What was chosen: for each facet its values.
type Chosen = BTreeMap<FacetField, Vec<String>>;

fn filters(chosen: &Chosen) -> Filters {
    let of = |field: FacetField| chosen.get(&field).cloned().unwrap_or_default();
    Filters {
        country: of(FacetField::Country),
        mentions: of(FacetField::Mentions),
        dateline: of(FacetField::Dateline),
        source_country: of(FacetField::SourceCountry),
        person: of(FacetField::Person),
        org: of(FacetField::Organisation),
        place: of(FacetField::Place),
        source: of(FacetField::Source),
        language: of(FacetField::Language),
        section: of(FacetField::Section),
        tag: of(FacetField::Tag),
        ..Filters::default()
    }
}

/// The value of a facet as the scan has it.
fn scanned_form(field: FacetField, value: &str) -> String {
    match (field, field.kind_of_names()) {
        (_, Some(kind)) => facet_key_of(kind, value),
        (FacetField::Source | FacetField::Section, None) => value.to_lowercase(),
        _ => value.to_owned(),
    }
}

/// Up to three values of any facets; every other time those of one article, so that they meet.
fn choose(random: &mut Random, known: &BTreeMap<FacetField, Vec<String>>, articles: &[Article]) -> Chosen {
    if random.below(2) == 0 {
        let article = random.below(articles.len());
        return choose_of(random, &articles[article]);
    }
    let choosable: Vec<FacetField> = known
        .iter()
        .filter(|(field, values)| !field.is_of_time() && !values.is_empty())
        .map(|(f, _)| *f)
        .collect();
    let mut chosen = Chosen::new();
    for _ in 0..random.below(4) {
        let field = *random.one_of(&choosable);
        let value = random.one_of(&known[&field]).clone();
        chosen.entry(field).or_default().push(value);
    }
    chosen
}

/// Up to three values of one article.
fn choose_of(random: &mut Random, article: &Article) -> Chosen {
    let mut held: Vec<(FacetField, String)> = Vec::new();
    for field in FacetField::all().filter(|field| !field.is_of_time()) {
        match field.kind_of_names() {
            None => held.extend(values(article, field).into_iter().map(|value| (field, value))),
            Some(kind) => {
                let of_kind = article.entities.iter().filter(|entity| entity.kind == kind);
                held.extend(of_kind.map(|entity| (field, local::shown(entity).into_owned())));
            }
        }
    }
    let mut chosen = Chosen::new();
    for _ in 0..random.below(4).min(held.len()) {
        let (field, value) = random.one_of(&held).clone();
        chosen.entry(field).or_default().push(value);
    }
    chosen
}

#[test]
fn facet_counts_equal_a_full_scan_for_random_queries() {
    let engine = Local::open(&sample().index()).unwrap();
    // The timeline of a fitting step is one of year, month and day.
    let all_facets: Vec<FacetField> = FacetField::all().filter(|field| *field != FacetField::Time).collect();
    let everything = Request { limit: 0, facets: all_facets.clone(), facet_limit: 60, ..Request::default() };
    let known: BTreeMap<FacetField, Vec<String>> = engine
        .search(&everything)
        .unwrap()
        .facets
        .into_iter()
        .map(|facet| (facet.field, facet.values.into_iter().map(|value| value.value).collect()))
        .collect();
    let all = Request { limit: 10_000, snippets: false, ..Request::default() };
    let articles: Vec<Article> =
        engine.search(&all).unwrap().hits.into_iter().map(|hit| hit.article).collect();
    let place = |article: &Article| (article.path.clone(), article.record);
    let scanned: HashMap<(String, u64), Scanned> =
        articles.iter().map(|article| (place(article), Scanned::of(article))).collect();
    let mut random = Random(20151023);
    let mut filtered = 0;
    for number in 0..QUERIES {
        let text = *random.one_of(&WORDS);
        let query = without_stop_words(parse(text, &ParseOptions::default()).unwrap().query);
        let chosen = choose(&mut random, &known, &articles);
        let base = Request { query, limit: 10_000, snippets: false, ..Request::default() };
        let hits = engine.search(&base).unwrap().hits;
        let matching: Vec<&Scanned> = hits.iter().map(|hit| &scanned[&place(&hit.article)]).collect();
        let asked = Request {
            filters: filters(&chosen),
            limit: 0,
            facets: all_facets.clone(),
            facet_limit: usize::MAX,
            ..base
        };
        let answer = engine.search(&asked).unwrap();
        let total = matching.iter().filter(|article| article.passes(&chosen, None)).count() as u64;
        assert_eq!(answer.total, total, "{number}: {text:?} {chosen:?}");
        filtered += u64::from(!chosen.is_empty() && total > 0);
        for facet in answer.facets {
            let passing = matching.iter().filter(|article| article.passes(&chosen, Some(facet.field)));
            let looked_at: Vec<&&Scanned> = passing.collect();
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for value in looked_at.iter().flat_map(|article| &article.values[&facet.field]) {
                *counts.entry(value.clone()).or_default() += 1;
            }
            let counted: BTreeMap<String, u64> =
                facet.values.iter().map(|v| (scanned_form(facet.field, &v.value), v.count)).collect();
            assert_eq!(counted, counts, "{number}: {} of {text:?} {chosen:?}", facet.field);
            let articles = looked_at.len() as u64;
            assert_eq!(facet.articles, articles, "{number}: {} of {text:?} {chosen:?}", facet.field);
        }
    }
    assert!(filtered > 40, "only {filtered} queries with a choice found anything");
}

/// A server reads only the most frequent values of a column; whoever asks once counts all.
#[test]
fn counting_the_most_frequent_alone_gives_the_same_facets() {
    let scratch = Scratch::new();
    for folder in ["archive", "clippings", "wire", "saved-pages", "foreign"] {
        scratch.index_with(&[corpus().join(folder).to_str().unwrap()]);
    }
    let plain = Local::open(&scratch.index()).unwrap();
    let prepared = Local::open(&scratch.index()).unwrap();
    prepared.prepare().unwrap();
    let mut compared = 0;
    for (text, any, filters) in typed_questions(150) {
        for (limit, below) in [(3, 1), (8, usize::MAX), (1000, 2)] {
            let request = Request {
                filters: filters.clone(),
                facets: FacetField::all().filter(|field| !field.is_of_time()).collect(),
                facet_limit: limit,
                facet_names: below,
                facet_tree: limit != 8,
                facet_forms: true,
                limit: 0,
                ..Request::default()
            };
            let options = ParseOptions { any, ..ParseOptions::default() };
            let Ok(question) = Question::read(&text, &options) else { continue };
            let question = question.with(request);
            let (Ok(plain), Ok(prepared)) = (ask(&plain, &question), ask(&prepared, &question)) else {
                continue;
            };
            assert_eq!(plain.facets, prepared.facets, "{text} {filters:?}");
            compared += usize::from(plain.total > 0);
        }
    }
    assert!(compared > 100, "{compared}");
}
