//! What is counted about each country of an article, as the numbers the model weighs.

use std::collections::BTreeMap;

use super::hits::{Hit, Position};
use crate::article::Mention;
use crate::enrich::places::{Candidate, MatchKind};
use crate::text;

/// The names of the features, in the order of [`Features::values`].
pub const NAMES: [&str; 32] = [
    "bias",
    "dateline",
    "headline",
    "headline_first",
    "standfirst",
    "first_sentence",
    "lead",
    "count",
    "share",
    "top",
    "spread",
    "early",
    "name",
    "demonym",
    "capital",
    "city",
    "division",
    "institution",
    "only_weak",
    "headline_other",
    "others",
    "once",
    "no_dateline",
    "no_dateline_headline",
    "no_dateline_first",
    "no_dateline_count",
    "dateline_only",
    "dateline_only_other_headline",
    "first_of_body",
    "sole",
    "next_to_dateline",
    "runner_up",
];

/// One country of an article with its evidence and features.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// ISO 3166-1 alpha-2 code.
    pub code: &'static str,
    /// The mentions that speak for the country, in reading order.
    pub evidence: Vec<Mention>,
    /// A number for each of [`NAMES`].
    pub values: [f32; NAMES.len()],
    /// Nothing speaks for it but the dateline and the town of the dateline, where the story may only be set.
    pub only_dateline: bool,
    /// It is named in the headline or the standfirst, or in the first sentence of an article without headline.
    pub on_top: bool,
}

#[derive(Default)]
struct Tally {
    evidence: Vec<Mention>,
    dateline: bool,
    headline: bool,
    headline_at: usize,
    standfirst: bool,
    first_sentence: bool,
    lead: bool,
    count: f32,
    quarters: [bool; 4],
    first_depth: f32,
    kinds: [f32; 6],
    is_strong: bool,
}

impl Tally {
    fn add(&mut self, hit: &Hit<'_>, kind: MatchKind) {
        if self.evidence.is_empty() {
            self.first_depth = 1.0;
            self.headline_at = usize::MAX;
        }
        self.evidence.push(hit.mention());
        match hit.position {
            Position::Dateline => {
                self.dateline = true;
                return;
            }
            Position::Headline => {
                self.headline = true;
                self.headline_at = self.headline_at.min(hit.place.span.start);
            }
            Position::Standfirst => self.standfirst = true,
            Position::FirstSentence => self.first_sentence = true,
            Position::Lead => self.lead = true,
            Position::Rest | Position::Caption => {}
        }
        self.count += if hit.is_weak { 0.4 } else { 1.0 };
        self.is_strong |= !hit.is_weak;
        self.kinds[kind_index(kind)] += 1.0;
        if matches!(hit.position, Position::FirstSentence | Position::Lead | Position::Rest) {
            self.quarters[((hit.depth * 4.0) as usize).min(3)] = true;
            self.first_depth = self.first_depth.min(hit.depth);
        }
    }
}

fn kind_index(kind: MatchKind) -> usize {
    match kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Region => 0,
        MatchKind::Demonym => 1,
        MatchKind::Capital => 2,
        MatchKind::City => 3,
        MatchKind::Division => 4,
        MatchKind::Institution => 5,
    }
}

/// The features of every country that some hit speaks for, by code.
pub(super) fn features(hits: &[Hit<'_>], chosen: &[Option<Candidate>], has_headline: bool) -> Vec<Features> {
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for (hit, candidate) in hits.iter().zip(chosen) {
        if let Some(candidate) = candidate {
            tallies.entry(candidate.code).or_default().add(hit, candidate.kind);
        }
    }
    let around = Around::of(&tallies, has_headline);
    tallies.into_iter().map(|(code, tally)| weigh(code, tally, &around)).collect()
}

/// What is the same for all countries of an article.
struct Around {
    total: f32,
    most: f32,
    countries: usize,
    /// How many are named outside the dateline.
    in_text: usize,
    has_dateline: bool,
    first_depth: f32,
    headlines: usize,
    /// The article has a headline.
    has_headline: bool,
    headline_first: usize,
}

impl Around {
    fn of(tallies: &BTreeMap<&'static str, Tally>, has_headline: bool) -> Self {
        let all = || tallies.values();
        Self {
            total: all().map(|tally| tally.count).sum(),
            most: all().map(|tally| tally.count).fold(0.0, f32::max),
            countries: tallies.len(),
            in_text: all().filter(|tally| tally.count > 0.0).count(),
            first_depth: all()
                .filter(|tally| tally.count > 0.0)
                .map(|tally| tally.first_depth)
                .fold(1.0, f32::min),
            has_dateline: all().any(|tally| tally.dateline),
            headlines: all().filter(|tally| tally.headline).count(),
            has_headline,
            headline_first: all().map(|tally| tally.headline_at).min().unwrap_or(usize::MAX),
        }
    }
}

/// True if all that speaks for the country is one and the same town.
fn is_one_town(tally: &Tally) -> bool {
    let is_town = tally.kinds[0] + tally.kinds[1] + tally.kinds[4] + tally.kinds[5] == 0.0;
    let mut names = tally.evidence.iter().map(|mention| text::fold(&mention.text));
    let first = names.next();
    is_town && names.all(|name| Some(name) == first)
}

fn weigh(code: &'static str, tally: Tally, around: &Around) -> Features {
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    let count = (1.0 + tally.count).ln();
    let bare = flag(!around.has_dateline);
    let is_dateline_only = tally.dateline && tally.count == 0.0;
    let is_venue = tally.dateline && is_one_town(&tally);
    let kind = |at: usize| flag(tally.kinds[at] > 0.0);
    let values = [
        1.0,
        flag(tally.dateline),
        flag(tally.headline),
        flag(tally.headline && tally.headline_at == around.headline_first),
        flag(tally.standfirst),
        flag(tally.first_sentence),
        flag(tally.lead),
        count,
        tally.count / around.total.max(1.0),
        flag(tally.count > 0.0 && tally.count >= around.most),
        tally.quarters.iter().filter(|quarter| **quarter).count() as f32 / 4.0,
        if tally.count > 0.0 { 1.0 - tally.first_depth } else { 0.0 },
        kind(0),
        kind(1),
        kind(2),
        kind(3),
        kind(4),
        kind(5),
        flag(tally.count > 0.0 && !tally.is_strong),
        flag(!tally.headline && around.headlines > 0),
        (around.countries as f32).ln(),
        flag(tally.count > 0.0 && tally.count <= 1.0),
        bare,
        bare * flag(tally.headline),
        bare * flag(tally.first_sentence),
        bare * count,
        flag(is_dateline_only),
        flag(is_dateline_only && around.headlines > 0),
        flag(tally.count > 0.0 && tally.first_depth <= around.first_depth),
        flag(tally.count > 0.0 && around.in_text == 1),
        flag(!tally.dateline && around.has_dateline && around.in_text <= 2),
        tally.count / around.most.max(1.0),
    ];
    Features {
        code,
        only_dateline: is_venue,
        on_top: !is_venue
            && (tally.headline || tally.standfirst || (tally.first_sentence && !around.has_headline)),
        evidence: tally.evidence,
        values,
    }
}
