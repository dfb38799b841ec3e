//! The address of a page: a question and how its answer is shown, as the parameters of a URL.
//!
//! Everything that a page can show has an address, so that links, bookmarks, the back button and sharing work by
//! themselves. [`Address::parse`] reads one leniently: parameters that are not known are ignored, as others add their
//! own. A link is made from the address of the page it is on, with one thing changed.
//!
//! ```
//! use dateline_search::FacetField;
//! use dateline_serve::address::Address;
//! let address = Address::parse("q=peace+talks&country=syria&page=3").unwrap();
//! assert_eq!(address.with(FacetField::Country, "RU").query(), "q=peace+talks&country=SY&country=RU");
//! ```

mod parse;
mod write;

use dateline_search::article_field::ArticleField;
use dateline_search::new_since::NewSince;
use dateline_search::periods::Step;
use dateline_search::query::{Field, ParseOptions};
use dateline_search::request::{Copies, FacetField, Sort};

pub use parse::{AddressError, FIELDS};

/// How the hits are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Headline and best passages.
    #[default]
    Passages,
    /// Every occurrence as a line, aligned on what was found.
    Lines,
    /// A row an article.
    Table,
}

impl View {
    /// All of them.
    pub const ALL: [View; 3] = [View::Passages, View::Lines, View::Table];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            View::Passages => "passages",
            View::Lines => "lines",
            View::Table => "table",
        }
    }
}

/// What lines of occurrences are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineOrder {
    /// As the articles are.
    #[default]
    Articles,
    /// By the words before.
    Before,
    /// By the words after.
    After,
}

impl LineOrder {
    /// All of them.
    pub const ALL: [LineOrder; 3] = [LineOrder::Articles, LineOrder::Before, LineOrder::After];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            LineOrder::Articles => "articles",
            LineOrder::Before => "before",
            LineOrder::After => "after",
        }
    }
}

/// What a bar of the timeline, or the colour of a country, stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// The number of articles.
    #[default]
    Count,
    /// Their share of what the archive has.
    Share,
}

/// A question and how its answer is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// What was typed.
    pub q: String,
    /// Values of facets that were chosen, in the order of their choice.
    pub chosen: Vec<(FacetField, String)>,
    /// Values of facets that were ruled out.
    pub excluded: Vec<(FacetField, String)>,
    /// Facets whose values are joined in the unusual way: all of the countries, any of the people.
    pub joined: Vec<FacetField>,
    /// Fields that the articles have.
    pub has: Vec<ArticleField>,
    /// Fields that the articles lack.
    pub missing: Vec<ArticleField>,
    /// The first day, month or year.
    pub since: Option<String>,
    /// The last day, month or year.
    pub until: Option<String>,
    /// Only articles that were first indexed by this run or at this time, or later.
    pub new_since: Option<NewSince>,
    /// Only articles without a date.
    pub undated: bool,
    /// Any of the words is enough.
    pub any: bool,
    /// The field of words that name none.
    pub field: Field,
    /// How the hits are shown.
    pub view: View,
    /// What lines are ordered by.
    pub line_order: LineOrder,
    /// The order of the hits.
    pub sort: Sort,
    /// How copies are shown; together where nothing is said.
    pub copies: Option<Copies>,
    /// A second query whose timeline is shown beside the first.
    pub vs: String,
    /// The step of the timeline; the one that fits where nothing is said.
    pub step: Option<Step>,
    /// What the bars of the timeline stand for.
    pub timeline: Measure,
    /// What the colours of the map stand for; the share where nothing is said.
    pub map: Option<Measure>,
    /// The page of the hits, from 1; 0 stands for 1.
    pub page: usize,
}

impl Address {
    /// True if a question is asked: something was typed, chosen or ruled out.
    pub fn asks(&self) -> bool {
        !self.q.trim().is_empty() || self.narrows()
    }

    /// How the queries are to be read.
    pub fn reading(&self) -> ParseOptions {
        ParseOptions { any: self.any, field: self.field, ..ParseOptions::default() }
    }

    /// True if something besides the words narrows the answer.
    pub fn narrows(&self) -> bool {
        !self.chosen.is_empty()
            || !self.excluded.is_empty()
            || !self.has.is_empty()
            || !self.missing.is_empty()
            || self.undated
            || self.since.is_some()
            || self.until.is_some()
            || self.new_since.is_some()
    }

    /// The values that were chosen of a facet.
    pub fn chosen_of(&self, facet: FacetField) -> impl Iterator<Item = &str> {
        self.chosen.iter().filter(move |(of, _)| *of == facet).map(|(_, value)| value.as_str())
    }

    /// True if a value was chosen.
    pub fn has(&self, facet: FacetField, value: &str) -> bool {
        self.chosen_of(facet).any(|chosen| chosen == value)
    }

    /// The address with a value chosen.
    pub fn with(&self, facet: FacetField, value: &str) -> Address {
        let mut address = self.without(facet, value);
        address.chosen.push((facet, value.to_owned()));
        address
    }

    /// The address with a value neither chosen nor ruled out.
    pub fn without(&self, facet: FacetField, value: &str) -> Address {
        let mut address = self.first_page();
        address.chosen.retain(|(of, chosen)| *of != facet || chosen != value);
        address.excluded.retain(|(of, excluded)| *of != facet || excluded != value);
        address
    }

    /// The address with a value ruled out.
    pub fn excluding(&self, facet: FacetField, value: &str) -> Address {
        let mut address = self.without(facet, value);
        address.excluded.push((facet, value.to_owned()));
        address
    }

    /// The address with the values of a facet joined the other way.
    pub fn joined_otherwise(&self, facet: FacetField) -> Address {
        let mut address = self.first_page();
        match address.joined.iter().position(|joined| *joined == facet) {
            Some(at) => drop(address.joined.remove(at)),
            None => address.joined.push(facet),
        }
        address
    }

    /// The address without a field that the articles have to have or to lack.
    pub fn without_field(&self, field: ArticleField) -> Address {
        let mut address = self.first_page();
        address.has.retain(|has| *has != field);
        address.missing.retain(|missing| *missing != field);
        address
    }

    /// The address with another span of days.
    pub fn dated(&self, since: Option<&str>, until: Option<&str>) -> Address {
        let (since, until) = (since.map(str::to_owned), until.map(str::to_owned));
        Address { since, until, undated: false, step: None, ..self.first_page() }
    }

    /// The address with only articles that bear no date.
    pub fn undated(&self) -> Address {
        Address { undated: true, ..self.dated(None, None) }
    }

    /// The address with another query.
    pub fn asking(&self, q: &str) -> Address {
        Address { q: q.to_owned(), ..self.first_page() }
    }

    /// The address with another view, on the same page.
    pub fn viewed(&self, view: View) -> Address {
        Address { view, ..self.clone() }
    }

    /// The address in another order.
    pub fn sorted(&self, sort: Sort) -> Address {
        Address { sort, ..self.first_page() }
    }

    /// The address of another page.
    pub fn at_page(&self, page: usize) -> Address {
        Address { page, ..self.clone() }
    }

    /// The number of the page, from 1.
    pub fn page_number(&self) -> usize {
        self.page.max(1)
    }

    /// How copies are shown.
    pub fn copies(&self) -> Copies {
        self.copies.unwrap_or(Copies::Together)
    }

    pub(crate) fn first_page(&self) -> Address {
        Address { page: 0, ..self.clone() }
    }
}
