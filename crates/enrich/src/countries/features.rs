//! What the model weighs about each country of an article.

use super::hits::Position;
use super::tally::LISTING;
use crate::places::MatchKind;
use dateline_core::article::Mention;

/// What the model weighs about a country, in the order of [`Features::values`].
pub const FEATURES: [Feature; 43] = [
    feature("bias", Owed::Article, "before anything is known"),
    feature("dateline", Owed::Dateline, "the article was filed there"),
    feature("headline", Owed::Headline, "named in the headline"),
    feature("headline_first", Owed::Headline, "named before others in the headline"),
    feature("headline_count", Owed::Headline, "named in the headline and how often at all"),
    feature("standfirst", Owed::Standfirst, "named in the standfirst"),
    feature("first_sentence", Owed::FirstSentence, "named in the first sentence"),
    feature("lead", Owed::Lead, "named in the second or third sentence"),
    feature("count", Owed::Count, "how often it is named"),
    feature("share", Owed::Count, "its share of all that is named"),
    feature("top", Owed::Count, "no country is named more often"),
    feature("ratio", Owed::Count, "how much more often it is named than any other"),
    feature("spread", Owed::Body, "in how much of the body it is named"),
    feature("early", Owed::First, "how early it is named"),
    feature("first_of_body", Owed::First, "the first country of the body"),
    feature("sole", Owed::Count, "no other country is named"),
    feature("rest", Owed::Body, "named only after the third sentence"),
    feature("names", Owed::Count, "by how many different names"),
    feature("name", Owed::Kind(0), "named by its own name"),
    feature("demonym", Owed::Kind(1), "its people or adjective is named"),
    feature("capital", Owed::Kind(2), "its capital is named"),
    feature("city", Owed::Kind(3), "a town of it is named"),
    feature("division", Owed::Kind(4), "a state or part of it is named"),
    feature("institution", Owed::Kind(5), "a seat of power or public body of it is named"),
    feature("listing", Owed::Kind(LISTING), "a company listed there is named"),
    feature("agent", Owed::Count, "its government, army or people do something"),
    feature("possessive", Owed::Count, "something of it is spoken of"),
    feature("located", Owed::Count, "named as a place where something is"),
    feature("venue", Owed::Count, "only the town of a meeting is named"),
    feature("only_weak", Owed::Count, "named only within other names or as a currency"),
    feature("headline_other", Owed::Article, "the headline names others"),
    feature("others", Owed::Article, "how many countries are named"),
    feature("next_to_dateline", Owed::Article, "the dateline is elsewhere"),
    feature("no_dateline", Owed::Article, "the article has no dateline"),
    feature("no_dateline_headline", Owed::Headline, "named in the headline, without a dateline"),
    feature("no_headline_first", Owed::FirstSentence, "named in the first sentence, without a headline"),
    feature("dateline_only", Owed::Dateline, "named only in the dateline"),
    feature(
        "dateline_venue",
        Owed::Dateline,
        "only the town of the dateline is named and the headline names others",
    ),
    feature("long", Owed::Article, "the article is long"),
    feature("long_ratio", Owed::Count, "how much more often it is named, in a long article"),
    feature("long_rest", Owed::Body, "named only after the third sentence of a long article"),
    feature("long_dateline", Owed::Dateline, "the dateline of a long article"),
    feature(
        "long_dateline_venue",
        Owed::Dateline,
        "only the town of the dateline, in a long article on others",
    ),
];

/// One thing the model weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// Its name in the table of weights.
    pub name: &'static str,
    /// What it says, for readers.
    pub says: &'static str,
    pub(super) owed: Owed,
}

/// To which mentions of a country a feature is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    /// To none: the article as a whole.
    Article,
    Dateline,
    Headline,
    Standfirst,
    FirstSentence,
    Lead,
    /// To all outside the dateline, by how much each counts.
    Count,
    /// To all of the body.
    Body,
    /// To the first one.
    First,
    /// To those of one kind.
    Kind(usize),
}

const fn feature(name: &'static str, owed: Owed, says: &'static str) -> Feature {
    Feature { name, says, owed }
}

/// One country of an article with its evidence and features.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// ISO 3166-1 alpha-2 code.
    pub code: &'static str,
    /// The mentions that speak for the country, in reading order.
    pub(super) speakers: Vec<Speaker>,
    /// A number for each of [`FEATURES`].
    pub values: [f32; FEATURES.len()],
    /// Nothing speaks for it but the dateline and the town of the dateline, where the story may only be set.
    pub only_dateline: bool,
    /// It is named in the headline or the standfirst, or in the first sentence of an article without headline.
    pub on_top: bool,
}

/// A mention that speaks for a country.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaker {
    pub mention: Mention,
    pub position: Position,
    pub kind: MatchKind,
    /// The number of its kind among those that are counted apart.
    pub kind_index: usize,
    /// The English name of the place.
    pub place: &'static str,
    /// How much it counts; nothing in the dateline.
    pub counts: f32,
}
