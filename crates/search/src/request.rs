//! A request to an engine: the query, its filters, and what the answer should contain.

use std::fmt;
use std::str::FromStr;

use super::article_field::ArticleField;
use super::budget::Budget;
use super::name_expansion::NameInQuery;
use super::new_since::NewSince;
use super::periods::Step;
use super::query::{Field, Query};
use super::recency::Recency;
use dateline_core::article::{Article, EntityKind};
use dateline_core::dates::Day;
use dateline_core::text::fold;

/// A search, as an engine takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What to look for.
    pub query: Query,
    /// The names in it that were expanded, where there were any.
    pub names: Option<TypedNames>,
    /// What to narrow it to.
    pub filters: Filters,
    /// The only article to look at; `None` for all.
    pub only: Option<Only>,
    /// The order of the hits.
    pub sort: Sort,
    /// Whether newer articles get a bonus in the order of relevance.
    pub recency: Option<Recency>,
    /// Whether hits come in groups.
    pub grouping: Option<Grouping>,
    /// The most hits to return; of an answer in groups, the most groups.
    pub limit: usize,
    /// How many hits to leave out at the beginning; of an answer in groups, how many groups.
    pub offset: usize,
    /// Which counts to return with the hits.
    pub facets: Vec<FacetField>,
    /// The most values of each facet to return, and of each branch of one.
    pub facet_limit: usize,
    /// The most names to return, of a facet of people, organisations or places and below each country of a tree, if fewer
    /// than `facet_limit`.
    pub facet_names: usize,
    /// Whether countries are counted as trees: region, country, place.
    pub facet_tree: bool,
    /// Whether values come with the forms that were counted as one.
    pub facet_forms: bool,
    /// Whether copies of a story are hits of their own.
    pub copies: Copies,
    /// What the counts of facets count.
    pub count: Counted,
    /// Whether it is said how many stories the articles tell, which may take a count of its own.
    pub stories: bool,
    /// Whether years, months and days are counted in the order of time, with the empty ones between.
    pub facet_timeline: bool,
    /// Whether a facet counts only what a filter by its own values lets through; else the values beside the chosen ones
    /// are counted too.
    pub facet_narrowed: bool,
    /// Whether hits hold no more of their articles than id, path and record, as the lines of a run do.
    pub references: bool,
    /// Whether hits come with passages of their text.
    pub snippets: bool,
    /// Whether hits come with how their score came about.
    pub explain: bool,
    /// What it may cost; a new one for each answer if there is none.
    pub budget: Option<Budget>,
}

impl Default for Request {
    /// The ten most relevant of all articles, with snippets.
    fn default() -> Self {
        Self {
            query: Query::All,
            names: None,
            filters: Filters::default(),
            only: None,
            sort: Sort::Relevance,
            recency: None,
            grouping: None,
            limit: 10,
            offset: 0,
            facets: Vec::new(),
            facet_limit: 100,
            facet_names: usize::MAX,
            facet_tree: false,
            facet_forms: false,
            copies: Copies::All,
            count: Counted::Articles,
            stories: false,
            facet_timeline: false,
            facet_narrowed: false,
            references: false,
            snippets: true,
            explain: false,
            budget: None,
        }
    }
}

/// One article among all: ids may be shared, while a record of a file is one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// Its id.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    /// The number of its record in the file.
    pub record: u64,
}

impl From<&Article> for Only {
    fn from(article: &Article) -> Only {
        Only { id: article.id.clone(), path: article.path.clone(), record: article.record }
    }
}

impl Request {
    /// The languages that it asks for, by its filter or by a clause that has to match; `None` for any.
    pub fn languages(&self) -> Option<Vec<String>> {
        let of_filter = &self.filters.language;
        if !of_filter.is_empty() {
            return Some(of_filter.iter().map(|code| fold(code).into_owned()).collect());
        }
        let language = |query: &Query| match query {
            Query::Word { field: Field::Language, text } => Some(vec![fold(text).into_owned()]),
            _ => None,
        };
        match &self.query {
            Query::Bool { must, .. } => must.iter().find_map(language),
            query => language(query),
        }
    }

    /// The query before its names were expanded, whose words the ranking weighs.
    pub fn typed(&self) -> &Query {
        self.names.as_ref().map_or(&self.query, |names| &names.typed)
    }

    /// The same request in plain form: as typed, by relevance, without groups.
    pub fn as_typed(&self) -> Request {
        let query = self.typed().clone();
        Request { query, names: None, recency: None, grouping: None, ..self.clone() }
    }
}

/// A query as it was typed, and the names in it that were expanded.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedNames {
    /// The query before.
    pub typed: Query,
    /// The names.
    pub names: Vec<NameInQuery>,
}

/// How hits are put into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grouping {
    by: FacetField,
    per_group: usize,
}

/// A field that hits cannot be grouped by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot group by {by}; choose one of {known}")]
pub struct NotGroupable {
    by: FacetField,
    known: String,
}

impl Grouping {
    /// Groups by the values of a field, with at most this many hits of each, but at least one.
    ///
    /// # Errors
    /// If an article has many values of the field: the names in it.
    pub fn new(by: FacetField, per_group: usize) -> Result<Grouping, NotGroupable> {
        if !by.is_groupable() {
            let known = FacetField::all().filter(|field| field.is_groupable()).map(FacetField::name);
            return Err(NotGroupable { by, known: known.collect::<Vec<_>>().join(", ") });
        }
        Ok(Grouping { by, per_group: per_group.max(1) })
    }

    /// The field whose values are the groups.
    pub fn by(self) -> FacetField {
        self.by
    }

    /// The most hits of a group.
    pub fn per_group(self) -> usize {
        self.per_group
    }
}

/// What a search is narrowed to; an empty filter narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// About any of these countries, as ISO 3166-1 alpha-2 codes.
    pub country: Vec<String>,
    /// About none of these countries.
    pub not_country: Vec<String>,
    /// Naming any of these countries.
    pub mentions: Vec<String>,
    /// Filed from any of these countries.
    pub dateline: Vec<String>,
    /// From an outlet of any of these countries.
    pub source_country: Vec<String>,
    /// Naming all of these people.
    pub person: Vec<String>,
    /// Naming all of these organisations.
    pub org: Vec<String>,
    /// Naming all of these places.
    pub place: Vec<String>,
    /// From any of these outlets.
    pub source: Vec<String>,
    /// In any of these languages, as ISO 639-1 codes.
    pub language: Vec<String>,
    /// From any of these sections.
    pub section: Vec<String>,
    /// Having at least one of the values of each of these lists: all of some countries, any of some people.
    pub one_of: Vec<(FacetField, Vec<String>)>,
    /// Having all of these fields.
    pub has: Vec<ArticleField>,
    /// Having none of these fields.
    pub missing: Vec<ArticleField>,
    /// With all of these tags.
    pub tag: Vec<String>,
    /// Having none of these values of facets that a filter narrows to; `not_country` has its own list.
    pub not: Vec<(FacetField, String)>,
    /// Without a date of publication.
    pub undated: bool,
    /// Published on this day or later; leaves undated articles out.
    pub since: Option<Day>,
    /// Published on this day or earlier; leaves undated articles out.
    pub until: Option<Day>,
    /// First indexed since.
    pub new_since: Option<NewSince>,
}

impl Filters {
    /// True if nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// The values of each filter that has a list of them, under the name of its option.
    pub fn values(&self) -> [(&'static str, &[String]); 12] {
        [
            ("country", &self.country),
            ("not-country", &self.not_country),
            ("mentions", &self.mentions),
            ("dateline", &self.dateline),
            ("source-country", &self.source_country),
            ("person", &self.person),
            ("org", &self.org),
            ("place", &self.place),
            ("source", &self.source),
            ("language", &self.language),
            ("section", &self.section),
            ("tag", &self.tag),
        ]
    }

    /// True if articles without a date are left out.
    pub fn needs_date(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }
}

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// The newest first, undated ones last.
    Newest,
    /// The oldest first, undated ones last.
    Oldest,
}

/// How copies of one story are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// The earliest article that matches stands for the story, with the others under it.
    Together,
    /// Every article is a hit of its own.
    #[default]
    All,
}

/// What the counts of facets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counted {
    /// Every article.
    #[default]
    Articles,
    /// Every story once, however many copies it has; an article without copies is a story of its own.
    Stories,
}

/// A value that articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetField {
    /// Countries the articles are about.
    Country,
    /// Countries the articles are about or mention.
    Mentions,
    /// Countries the articles were filed from.
    Dateline,
    /// Countries of the outlets.
    SourceCountry,
    /// People named.
    Person,
    /// Organisations named.
    Organisation,
    /// Places named.
    Place,
    /// Outlets.
    Source,
    /// Sections.
    Section,
    /// Languages.
    Language,
    /// Tags that the user gave.
    Tag,
    /// Years of publication.
    Year,
    /// Months of publication.
    Month,
    /// Weeks of publication, from Monday to Sunday.
    Week,
    /// Days of publication.
    Day,
    /// Years, months or days of publication, whichever shows the articles best, in the order of time.
    Time,
}

/// A name that is none of those known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown value {name}; choose one of {known}")]
pub struct UnknownName {
    /// The name as given.
    pub name: String,
    /// The names there are, as a list to read.
    pub known: String,
}

/// Every facet with its names; the first is its own.
const FACETS: [(FacetField, &[&str]); 16] = [
    (FacetField::Country, &["country", "countries"]),
    (FacetField::Mentions, &["mentions", "mentioned"]),
    (FacetField::Dateline, &["dateline", "dateline_country", "dateline-country"]),
    (FacetField::SourceCountry, &["source_country", "source-country"]),
    (FacetField::Person, &["person", "people", "persons"]),
    (
        FacetField::Organisation,
        &["organisation", "organisations", "org", "orgs", "organization", "organizations"],
    ),
    (FacetField::Place, &["place", "places", "location", "locations"]),
    (FacetField::Source, &["source", "sources"]),
    (FacetField::Section, &["section", "sections"]),
    (FacetField::Language, &["language", "languages", "lang"]),
    (FacetField::Tag, &["tag", "tags"]),
    (FacetField::Year, &["year", "years", "date"]),
    (FacetField::Month, &["month", "months"]),
    (FacetField::Week, &["week", "weeks"]),
    (FacetField::Day, &["day", "days"]),
    (FacetField::Time, &["time", "timeline"]),
];

impl FacetField {
    /// Every facet there is.
    pub fn all() -> impl Iterator<Item = FacetField> {
        FACETS.iter().map(|&(field, _)| field)
    }

    /// True if its values are codes of countries.
    pub fn is_of_countries(self) -> bool {
        use FacetField::{Country, Dateline, Mentions, SourceCountry};
        matches!(self, Country | Mentions | Dateline | SourceCountry)
    }

    /// The facet of the names of a kind.
    pub fn of_names(kind: EntityKind) -> FacetField {
        match kind {
            EntityKind::Person => FacetField::Person,
            EntityKind::Organisation => FacetField::Organisation,
            EntityKind::Place => FacetField::Place,
        }
    }

    /// The kind of names that are its values, if names are.
    pub fn kind_of_names(self) -> Option<EntityKind> {
        let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
        kinds.into_iter().find(|&kind| FacetField::of_names(kind) == self)
    }

    /// True if hits can be grouped by its values.
    pub fn is_groupable(self) -> bool {
        use FacetField::{Language, Section, Source};
        self.is_of_countries() || self.step().is_some() || matches!(self, Source | Section | Language)
    }

    /// True if its values are periods of time.
    pub fn is_of_time(self) -> bool {
        self == FacetField::Time || self.step().is_some()
    }

    /// The length of its periods, if it has periods of one length.
    pub fn step(self) -> Option<Step> {
        match self {
            FacetField::Year => Some(Step::Year),
            FacetField::Month => Some(Step::Month),
            FacetField::Week => Some(Step::Week),
            FacetField::Day => Some(Step::Day),
            _ => None,
        }
    }

    /// The facet of periods of this length.
    pub fn of_step(step: Step) -> FacetField {
        match step {
            Step::Year => FacetField::Year,
            Step::Month => FacetField::Month,
            Step::Week => FacetField::Week,
            Step::Day => FacetField::Day,
        }
    }

    /// The name of the filter that narrows to its values, if there is one.
    pub fn filter(self) -> Option<&'static str> {
        match self {
            FacetField::SourceCountry => Some("source-country"),
            FacetField::Organisation => Some("org"),
            field if field.is_of_time() => None,
            field => Some(field.name()),
        }
    }

    /// True if there is an option of its own, `--not-person`, that rules out its values.
    pub fn has_option_to_exclude(self) -> bool {
        use FacetField::{Country, Language, Section, Source};
        self.kind_of_names().is_some() || matches!(self, Country | Source | Language | Section)
    }

    /// The name of the facet in JSON.
    pub fn name(self) -> &'static str {
        FACETS.iter().find(|&&(field, _)| field == self).map_or("", |(_, names)| names[0])
    }
}

impl fmt::Display for FacetField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for FacetField {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let wanted = name.trim();
        FACETS
            .iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(wanted)))
            .map(|&(field, _)| field)
            .ok_or_else(|| unknown(name, FacetField::all().map(FacetField::name)))
    }
}

impl Sort {
    /// The name of the order on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
        }
    }
}

impl FromStr for Sort {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let all = [Sort::Relevance, Sort::Newest, Sort::Oldest];
        all.into_iter()
            .find(|sort| sort.name().eq_ignore_ascii_case(name.trim()))
            .ok_or_else(|| unknown(name, all.into_iter().map(Sort::name)))
    }
}

impl FromStr for Copies {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        named(name, [("together", Copies::Together), ("all", Copies::All)])
    }
}

impl FromStr for Counted {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        named(name, [("articles", Counted::Articles), ("stories", Counted::Stories)])
    }
}

/// The value of a name in any case.
fn named<T: Copy, const N: usize>(name: &str, known: [(&'static str, T); N]) -> Result<T, UnknownName> {
    let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    found.map(|&(_, value)| value).ok_or_else(|| unknown(name, known.iter().map(|(known, _)| *known)))
}

fn unknown(name: &str, known: impl Iterator<Item = &'static str>) -> UnknownName {
    UnknownName { name: name.to_owned(), known: known.collect::<Vec<_>>().join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    #[test]
    fn facets_have_synonyms() {
        assert_eq!("people".parse(), Ok(FacetField::Person));
        assert_eq!(" ORG".parse(), Ok(FacetField::Organisation));
        for field in FacetField::all() {
            assert_eq!(field.name().parse(), Ok(field));
        }
    }

    #[test]
    fn facets_of_names_have_a_kind() {
        let kinds: Vec<_> =
            FacetField::all().filter_map(|field| Some((field, field.kind_of_names()?))).collect();
        assert!(kinds.iter().all(|&(field, kind)| FacetField::of_names(kind) == field));
        assert_eq!(kinds.len(), 3);
    }

    #[test]
    fn facets_of_time_have_a_step() {
        for field in FacetField::all().filter(|field| field.step().is_some()) {
            assert!(field.is_of_time() && field.step().map(FacetField::of_step) == Some(field));
        }
        assert!(FacetField::Time.is_of_time() && !FacetField::Source.is_of_time());
    }

    #[test]
    fn groups_are_of_what_an_article_has_few_of() {
        assert_eq!(Grouping::new(FacetField::Source, 0).unwrap().per_group(), 1);
        assert_eq!(
            Grouping::new(FacetField::Person, 3).unwrap_err().to_string(),
            "cannot group by person; choose one of country, mentions, dateline, source_country, source, section, \
             language, year, month, week, day"
        );
    }

    #[test]
    fn unknown_names_list_the_known_ones() {
        let error = "colour".parse::<FacetField>().unwrap_err().to_string();
        assert_eq!(
            error,
            "unknown value colour; choose one of country, mentions, dateline, source_country, person, organisation, place, source, \
             section, language, tag, year, month, week, day, time"
        );
        let error = "best".parse::<Sort>().unwrap_err().to_string();
        assert_eq!(error, "unknown value best; choose one of relevance, newest, oldest");
        assert_eq!("Newest".parse(), Ok(Sort::Newest));
        assert_eq!("ALL".parse(), Ok(Copies::All));
        assert_eq!("stories".parse(), Ok(Counted::Stories));
        let error = "some".parse::<Copies>().unwrap_err().to_string();
        assert_eq!(error, "unknown value some; choose one of together, all");
    }

    #[test]
    fn filters_know_whether_they_narrow() {
        assert!(Filters::default().is_empty());
        let dated = Filters { since: Day::new(2015, 10, 1), ..Filters::default() };
        assert!(!dated.is_empty() && dated.needs_date());
    }

    fn asked(query: &str, filter: &[&str]) -> Option<Vec<String>> {
        let query = parse(query, &ParseOptions::default()).unwrap().query;
        let language = filter.iter().map(|code| (*code).to_owned()).collect();
        let filters = Filters { language, ..Filters::default() };
        Request { query, filters, ..Request::default() }.languages()
    }

    #[test]
    fn filters_and_needed_clauses_ask_for_languages() {
        assert_eq!(asked("paix", &["FR", "de"]), Some(vec!["fr".into(), "de".into()]));
        assert_eq!(asked("paix language:fr", &[]), Some(vec!["fr".into()]));
        assert_eq!(asked("language:fr", &[]), Some(vec!["fr".into()]));
        assert_eq!(asked("paix OR language:fr", &[]), None);
        assert_eq!(asked("paix -language:fr", &[]), None);
    }
}
