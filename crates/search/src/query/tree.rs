//! The query tree: what a query asks, independent of the engine that answers it.

use dateline_core::article::EntityKind;
use dateline_core::dates::Day;

/// A field that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Field {
    /// No field named: headline, standfirst, body and captions together.
    #[default]
    Any,
    /// The headline.
    Headline,
    /// The standfirst.
    Standfirst,
    /// The body.
    Body,
    /// The byline.
    By,
    /// Names of people.
    Person,
    /// Names of organisations.
    Org,
    /// Names of places.
    Place,
    /// The outlet.
    Source,
    /// The section.
    Section,
    /// The language, as an ISO 639-1 code.
    Language,
    /// The user's tags.
    Tag,
    /// The user's notes.
    Note,
    /// The article's address.
    Url,
    /// The path of the file it was read from.
    Path,
}

impl Field {
    /// The kind of names that the field holds; `None` for a field of other words.
    pub fn kind_of_names(self) -> Option<EntityKind> {
        match self {
            Field::Person => Some(EntityKind::Person),
            Field::Org => Some(EntityKind::Organisation),
            Field::Place => Some(EntityKind::Place),
            _ => None,
        }
    }
}

/// The part that a country plays in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountryField {
    /// `country:`, articles about the country.
    About,
    /// `mentions:`, articles about the country or mentioning it.
    Mentions,
    /// `dateline:`, articles filed from the country.
    Dateline,
    /// `source_country:`, articles of an outlet of the country.
    Source,
}

/// A node of the query tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Every article.
    All,
    /// A word of the field, in any inflection.
    Word {
        /// Where to look.
        field: Field,
        /// The word as typed.
        text: String,
    },
    /// Words of the field next to each other and in order, or within `slop` words of that.
    Phrase {
        /// Where to look.
        field: Field,
        /// The words as typed, separated by spaces.
        text: String,
        /// How many moves of a word the match may be away from the phrase.
        slop: u32,
    },
    /// The same for words of which some are patterns with `*` or `?`, each of which stands for all words of the articles
    /// that it matches, in any inflection.
    PatternPhrase {
        /// Where to look: a field of the article's text.
        field: Field,
        /// The words and patterns as typed, separated by spaces.
        text: String,
        /// How many moves of a word the match may be away from the phrase.
        slop: u32,
    },
    /// A word just as it is written but for capitals and diacritics: not in another inflection.
    Exact {
        /// Where to look.
        field: Field,
        /// The word as typed.
        text: String,
    },
    /// A word with `*` for any letters and `?` for one letter, with at least one letter before the first of them.
    Wildcard {
        /// Where to look.
        field: Field,
        /// The pattern as typed.
        pattern: String,
    },
    /// A word that a regular expression matches as a whole.
    Regex {
        /// Where to look: a field of the article's text.
        field: Field,
        /// The expression as typed, without its slashes.
        pattern: String,
    },
    /// A word that differs in at most `distance` letters.
    Fuzzy {
        /// Where to look.
        field: Field,
        /// The word as typed.
        text: String,
        /// Edit distance, 1 or 2.
        distance: u8,
    },
    /// Articles of any of these countries.
    Countries {
        /// The part that the country plays.
        field: CountryField,
        /// ISO 3166-1 alpha-2 codes; never empty.
        codes: Vec<String>,
    },
    /// Articles published within these days, both included; undated ones never match.
    Dates {
        /// The first day; `None` is open.
        from: Option<Day>,
        /// The last day; `None` is open.
        until: Option<Day>,
    },
    /// Articles whose body has so many words.
    Length {
        /// The fewest; `None` is open.
        from: Option<u64>,
        /// The most; `None` is open.
        until: Option<u64>,
    },
    /// All of `must`, none of `must_not`; where `must` is empty at least one of `should`, else
    /// `should` only adds to the score. With all three empty it matches nothing.
    Bool {
        /// Clauses that have to match.
        must: Vec<Query>,
        /// Clauses of which one is enough, or that add to the score.
        should: Vec<Query>,
        /// Clauses that rule an article out.
        must_not: Vec<Query>,
    },
    /// The same matches with the score multiplied.
    Boost(Box<Query>, f32),
}
