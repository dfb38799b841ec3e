//! What the model weighs about each country of an article: one entry a feature.

use super::country_in_article::{CountryInArticle, flag};
use super::hits::Position;
use super::tally::LISTING;
use crate::places::MatchKind;
use dateline_core::article::Mention;

/// What the model weighs about a country. The weight of each stands under its name in `country-weights.tsv`.
pub const FEATURES: &[Feature] = &[
    feature("bias", Attribution::Article, "prior, before any evidence", |_| 1.0),
    feature("dateline", Attribution::Dateline, "the article was filed there", |c| flag(c.tally.in_dateline)),
    feature("headline", Attribution::Headline, "named in the headline", |c| flag(c.tally.in_headline)),
    feature("headline_first", Attribution::Headline, "named before others in the headline", |c| {
        flag(c.tally.headline_at.is_some() && c.tally.headline_at == c.article.headline_first)
    }),
    feature(
        "headline_count",
        Attribution::Headline,
        "named in the headline, times its number of mentions",
        |c| flag(c.tally.headline_at.is_some()) * c.count(),
    ),
    feature("standfirst", Attribution::Standfirst, "named in the standfirst", |c| {
        flag(c.tally.in_standfirst)
    }),
    feature("first_sentence", Attribution::FirstSentence, "named in the first sentence", |c| {
        flag(c.tally.in_first_sentence)
    }),
    feature("lead", Attribution::Lead, "named in the second or third sentence", |c| flag(c.tally.in_lead)),
    feature("count", Attribution::Count, "how often it is named", |c| c.count()),
    feature("share", Attribution::Count, "its share of all country mentions", |c| {
        c.tally.count / c.article.total.max(1.0)
    }),
    feature("top", Attribution::Count, "no country is named more often", |c| flag(c.is_top())),
    feature("ratio", Attribution::Count, "how much more often it is named than any other", |c| c.ratio()),
    feature("spread", Attribution::Body, "how much of the body names it", |c| {
        c.tally.quarters.iter().filter(|quarter| **quarter).count() as f32 / 4.0
    }),
    feature("early", Attribution::First, "how early it is named", |c| {
        c.tally.first_depth.map_or(0.0, |depth| 1.0 - depth)
    }),
    feature("first_of_body", Attribution::First, "the first country of the body", |c| {
        flag(c.tally.first_depth.is_some_and(|depth| depth <= c.article.first_depth))
    }),
    feature("sole", Attribution::Count, "no other country is named", |c| {
        flag(c.tally.is_in_text() && c.article.in_text == 1)
    }),
    feature("rest", Attribution::Body, "named only after the third sentence", |c| c.rest()),
    feature("names", Attribution::Count, "how many different names are used for it", |c| {
        (1.0 + c.tally.names.len() as f32).ln()
    }),
    feature("name", Attribution::Kind(0), "named by its own name", |c| c.kind(0)),
    feature("demonym", Attribution::Kind(1), "its demonym is used", |c| c.kind(1)),
    feature("capital", Attribution::Kind(2), "its capital is named", |c| c.kind(2)),
    feature("city", Attribution::Kind(3), "one of its towns is named", |c| c.kind(3)),
    feature("division", Attribution::Kind(4), "one of its states or regions is named", |c| c.kind(4)),
    feature(
        "institution",
        Attribution::Kind(5),
        "its seat of government or one of its public bodies is named",
        |c| c.kind(5),
    ),
    feature("listing", Attribution::Kind(LISTING), "a company listed there is named", |c| c.kind(LISTING)),
    feature("agent", Attribution::Count, "its government, army or people do something", |c| {
        c.tally.agents.min(3.0) / 3.0
    }),
    feature("possessive", Attribution::Count, "something belonging to it is named", |c| {
        c.tally.possessives.min(2.0) / 2.0
    }),
    feature("located", Attribution::Count, "named as a location", |c| {
        c.tally.located / c.tally.in_text.max(1.0)
    }),
    feature("venue", Attribution::Count, "named only as the town of a meeting", |c| {
        flag(c.is_venue() && !c.tally.in_dateline)
    }),
    feature("only_weak", Attribution::Count, "named only within other names or as a currency", |c| {
        flag(c.tally.is_in_text() && !c.tally.is_strong)
    }),
    feature("headline_other", Attribution::Article, "the headline names other countries", |c| {
        flag(c.headline_other())
    }),
    feature("others", Attribution::Article, "how many countries are named", |c| {
        (c.article.countries as f32).ln().min(2.0)
    }),
    feature("next_to_dateline", Attribution::Article, "the dateline is elsewhere", |c| {
        flag(!c.tally.in_dateline && c.article.has_dateline && c.article.in_text <= 2)
    }),
    feature("no_dateline", Attribution::Article, "the article has no dateline", |c| {
        flag(!c.article.has_dateline)
    }),
    feature(
        "no_dateline_headline",
        Attribution::Headline,
        "named in the headline, without a dateline",
        |c| flag(!c.article.has_dateline && c.tally.headline_at.is_some()),
    ),
    feature(
        "no_headline_first",
        Attribution::FirstSentence,
        "named in the first sentence, without a headline",
        |c| flag(!c.article.has_headline && c.tally.in_first_sentence),
    ),
    feature("dateline_only", Attribution::Dateline, "named only in the dateline", |c| {
        flag(c.tally.in_dateline && !c.tally.is_in_text())
    }),
    feature(
        "dateline_venue",
        Attribution::Dateline,
        "only the town of the dateline is named, and the headline names other countries",
        |c| c.dateline_venue(),
    ),
    feature("long", Attribution::Article, "the article is long", |c| c.article.length),
    feature("long_ratio", Attribution::Count, "how much more often it is named, in a long article", |c| {
        c.article.length * c.ratio()
    }),
    feature("long_rest", Attribution::Body, "named only after the third sentence of a long article", |c| {
        c.long() * c.rest()
    }),
    feature("report_rest", Attribution::Body, "named only after the third sentence of a long read", |c| {
        c.article.beyond_report * c.rest()
    }),
    feature("long_dateline", Attribution::Dateline, "the dateline of a long article", |c| {
        c.long() * flag(c.tally.in_dateline)
    }),
    feature(
        "long_dateline_venue",
        Attribution::Dateline,
        "only the town of the dateline is named, in a long article about other countries",
        |c| c.article.beyond_wire * c.dateline_venue() * flag(c.others() >= 3.0),
    ),
];

/// One thing the model weighs.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    /// Its name in the table of weights.
    pub name: &'static str,
    /// What it says, for readers.
    pub says: &'static str,
    /// The mentions that it is evidence from.
    pub(super) attribution: Attribution,
    /// Its number for a country.
    pub(super) value: Value,
}

/// The number of a feature for a country of an article.
pub(super) type Value = fn(&CountryInArticle<'_>) -> f32;

/// To which mentions of a country a feature is attributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribution {
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

const fn feature(name: &'static str, attribution: Attribution, says: &'static str, value: Value) -> Feature {
    Feature { name, says, attribution, value }
}

/// One country of an article with its evidence and features.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// ISO 3166-1 alpha-2 code.
    pub code: &'static str,
    /// The mentions of the country, in reading order.
    pub(super) evidence: Vec<Evidence>,
    /// A number for each of [`FEATURES`], in their order.
    pub values: [f32; FEATURES.len()],
    /// Its only evidence is the dateline and the town of the dateline, where the story may only be set.
    pub only_dateline: bool,
    /// It is named in the headline or the standfirst, or in the first sentence of an article without headline.
    pub on_top: bool,
    /// It is named in the headline or the standfirst.
    pub in_head: bool,
    /// From 0 to 1: how much longer than a wire report the article is.
    pub beyond_report: f32,
    /// The article's outlet writes for this country, and nothing in the text says that it writes of another.
    pub is_home: bool,
    /// Something in the text names the country, or one of its places, people or bodies.
    pub is_named: bool,
}

/// A mention that is evidence for a country.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
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
