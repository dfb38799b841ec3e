//! What is counted about each country of an article, and the numbers the model makes of it.

use std::collections::BTreeMap;

use super::features::{FEATURES, Features, Speaker};
use super::hits::{Hit, Position};
use crate::places::{Candidate, MatchKind};
use dateline_core::article::Article;
use dateline_core::text;

#[derive(Default)]
struct Tally {
    speakers: Vec<Speaker>,
    in_dateline: bool,
    in_headline: bool,
    headline_at: Option<usize>,
    in_standfirst: bool,
    in_first_sentence: bool,
    in_lead: bool,
    count: f32,
    quarters: [bool; 4],
    /// Where in the body it is first named, from 0 to 1.
    first_depth: Option<f32>,
    kinds: [f32; KINDS],
    is_strong: bool,
    agents: f32,
    possessives: f32,
    located: f32,
    in_text: f32,
    /// A town of it holds a meeting.
    is_venue: bool,
    /// The folded forms of its name.
    names: Vec<String>,
}

/// So many kinds of mentions are counted apart.
const KINDS: usize = 7;
/// The number of share codes among the kinds.
pub(super) const LISTING: usize = 6;
/// What a mention within another name counts.
const WEAK: f32 = 0.4;
/// More different names of one country say nothing new.
const ENOUGH_NAMES: usize = 5;

impl Tally {
    fn add(&mut self, hit: &Hit<'_>, candidate: &Candidate) {
        let counts = match hit.position {
            Position::Dateline => 0.0,
            _ if hit.is_weak => WEAK,
            _ => 1.0,
        };
        self.speakers.push(Speaker {
            mention: hit.mention(),
            position: hit.position,
            kind: candidate.kind,
            kind_index: kind_index(hit, candidate.kind),
            place: candidate.name,
            counts,
        });
        self.is_venue |= hit.is_venue;
        self.note_name(hit);
        if hit.position == Position::Dateline {
            self.in_dateline = true;
            return;
        }
        self.count += counts;
        self.is_strong |= !hit.is_weak;
        self.kinds[kind_index(hit, candidate.kind)] += 1.0;
        self.agents += flag(hit.is_agent);
        self.possessives += flag(hit.is_possessive);
        self.located += flag(hit.is_in);
        self.in_text += 1.0;
        self.note_position(hit);
    }

    fn note_position(&mut self, hit: &Hit<'_>) {
        match hit.position {
            Position::Headline => {
                self.in_headline |= !hit.is_weak;
                let at = hit.place.span.start;
                self.headline_at = Some(self.headline_at.map_or(at, |first| first.min(at)));
            }
            Position::Standfirst => self.in_standfirst = true,
            Position::FirstSentence => self.in_first_sentence |= !hit.is_weak,
            Position::Lead => self.in_lead = true,
            Position::Rest | Position::Caption | Position::Dateline => {}
        }
        if matches!(hit.position, Position::FirstSentence | Position::Lead | Position::Rest) {
            self.quarters[((hit.depth * 4.0) as usize).min(3)] = true;
            self.first_depth = Some(self.first_depth.map_or(hit.depth, |first| first.min(hit.depth)));
        }
    }

    fn note_name(&mut self, hit: &Hit<'_>) {
        if self.names.len() < ENOUGH_NAMES {
            let name = text::fold(hit.text()).into_owned();
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    /// True if only towns are named: no country, people, state or institution.
    fn has_only_towns(&self) -> bool {
        self.kinds[2] + self.kinds[3] == self.in_text
    }

    /// True if all that speaks for the country is one and the same town.
    fn is_one_town(&self) -> bool {
        self.has_only_towns() && self.names.len() <= 1
    }

    fn is_in_text(&self) -> bool {
        self.in_text > 0.0
    }
}

/// The number of a kind among those that are counted apart.
fn kind_index(hit: &Hit<'_>, kind: MatchKind) -> usize {
    match kind {
        _ if hit.is_listing => LISTING,
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Region => 0,
        MatchKind::Demonym => 1,
        MatchKind::Capital => 2,
        MatchKind::City => 3,
        MatchKind::Division => 4,
        MatchKind::Institution => 5,
    }
}

/// The features of every country that some hit speaks for, by code.
pub(super) fn features(article: &Article, hits: &[Hit<'_>], chosen: &[Option<Candidate>]) -> Vec<Features> {
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for (hit, candidate) in hits.iter().zip(chosen) {
        if let Some(candidate) = candidate {
            tallies.entry(candidate.code).or_default().add(hit, candidate);
        }
    }
    let around = Around::of(article, &tallies);
    tallies.into_iter().map(|(code, tally)| weigh(code, tally, &around)).collect()
}

/// What is the same for all countries of an article.
struct Around {
    total: f32,
    /// The highest count, and the highest of the other countries.
    most: f32,
    next: f32,
    countries: usize,
    /// How many are named outside the dateline.
    in_text: usize,
    has_dateline: bool,
    first_depth: f32,
    headlines: usize,
    has_headline: bool,
    headline_first: Option<usize>,
    /// From -1 for a short article to 1 for a long one.
    length: f32,
    /// From 0 to 1 for articles longer than a wire report.
    beyond_wire: f32,
}

/// The bytes of an article of middling length; a long one has e times as many.
const MIDDLING: f32 = 700.0;
/// Beyond so many bytes an article is longer than a short wire report, and so many more make it a long one.
const WIRE: (f32, f32) = (600.0, 1_200.0);

impl Around {
    fn of(article: &Article, tallies: &BTreeMap<&'static str, Tally>) -> Self {
        let all = || tallies.values();
        let mut counts: Vec<f32> = all().map(|tally| tally.count).collect();
        counts.sort_by(|a, b| b.total_cmp(a));
        let bytes = article.body.len().max(1) as f32;
        Self {
            total: counts.iter().sum(),
            most: counts.first().copied().unwrap_or_default(),
            next: counts.get(1).copied().unwrap_or_default(),
            countries: tallies.len(),
            in_text: all().filter(|tally| tally.is_in_text()).count(),
            first_depth: all().filter_map(|tally| tally.first_depth).fold(1.0, f32::min),
            has_dateline: all().any(|tally| tally.in_dateline),
            headlines: all().filter(|tally| tally.headline_at.is_some()).count(),
            has_headline: has_headline(article),
            headline_first: all().filter_map(|tally| tally.headline_at).min(),
            length: (bytes / MIDDLING).ln().clamp(-1.0, 1.0),
            beyond_wire: ((bytes - WIRE.0) / WIRE.1).clamp(0.0, 1.0),
        }
    }
}

fn has_headline(article: &Article) -> bool {
    article.headline.as_deref().is_some_and(|headline| !headline.trim().is_empty())
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

fn weigh(code: &'static str, tally: Tally, around: &Around) -> Features {
    let only_dateline = tally.in_dateline && tally.is_one_town();
    let is_on_top =
        tally.in_headline || tally.in_standfirst || (tally.in_first_sentence && !around.has_headline);
    Features {
        code,
        only_dateline,
        on_top: !only_dateline && is_on_top,
        values: values(&tally, around),
        speakers: tally.speakers,
    }
}

/// The numbers in the order of [`FEATURES`].
fn values(tally: &Tally, around: &Around) -> [f32; FEATURES.len()] {
    let count = (1.0 + tally.count).ln();
    let others = if tally.count >= around.most { around.next } else { around.most };
    let is_in_text = tally.is_in_text();
    let ratio = if is_in_text { ((tally.count + 0.5) / (others + 0.5)).ln() } else { 0.0 };
    let is_top = is_in_text && tally.count >= around.most;
    let headline_other = tally.headline_at.is_none() && around.headlines > 0;
    let is_later =
        !(tally.headline_at.is_some() || tally.in_standfirst || tally.in_first_sentence || tally.in_lead);
    let rest = flag(is_in_text && is_later);
    let is_venue = is_in_text && tally.is_venue && tally.is_one_town();
    let dateline_venue = flag(tally.in_dateline && tally.is_one_town() && headline_other);
    let long = around.length.max(0.0);
    let kind = |at: usize| flag(tally.kinds[at] > 0.0);
    [
        1.0,
        flag(tally.in_dateline),
        flag(tally.in_headline),
        flag(tally.headline_at.is_some() && tally.headline_at == around.headline_first),
        flag(tally.headline_at.is_some()) * count,
        flag(tally.in_standfirst),
        flag(tally.in_first_sentence),
        flag(tally.in_lead),
        count,
        tally.count / around.total.max(1.0),
        flag(is_top),
        ratio,
        tally.quarters.iter().filter(|quarter| **quarter).count() as f32 / 4.0,
        tally.first_depth.map_or(0.0, |depth| 1.0 - depth),
        flag(tally.first_depth.is_some_and(|depth| depth <= around.first_depth)),
        flag(is_in_text && around.in_text == 1),
        rest,
        (1.0 + tally.names.len() as f32).ln(),
        kind(0),
        kind(1),
        kind(2),
        kind(3),
        kind(4),
        kind(5),
        kind(LISTING),
        tally.agents.min(3.0) / 3.0,
        tally.possessives.min(2.0) / 2.0,
        tally.located / tally.in_text.max(1.0),
        flag(is_venue && !tally.in_dateline),
        flag(is_in_text && !tally.is_strong),
        flag(headline_other),
        (around.countries as f32).ln().min(2.0),
        flag(!tally.in_dateline && around.has_dateline && around.in_text <= 2),
        flag(!around.has_dateline),
        flag(!around.has_dateline && tally.headline_at.is_some()),
        flag(!around.has_headline && tally.in_first_sentence),
        flag(tally.in_dateline && !is_in_text),
        dateline_venue,
        around.length,
        around.length * ratio,
        long * rest,
        long * flag(tally.in_dateline),
        around.beyond_wire * dateline_venue * flag(others >= 3.0),
    ]
}
