//! What is counted about each country of an article.

use std::collections::BTreeMap;

use super::country_in_article::{ArticleContext, CountryInArticle, flag};
use super::features::{Evidence, FEATURES, Features};
use super::hits::{Hit, Position};
use super::home::Home;
use super::table::tables;
use crate::places::{Candidate, MatchKind};
use dateline_core::article::Article;
use dateline_core::text;

/// What was counted about a country.
#[derive(Default)]
pub(super) struct Tally {
    pub evidence: Vec<Evidence>,
    /// The outlet writes for it.
    pub is_home: bool,
    pub in_dateline: bool,
    pub in_headline: bool,
    pub headline_at: Option<usize>,
    pub in_standfirst: bool,
    pub in_first_sentence: bool,
    pub in_lead: bool,
    pub count: f32,
    pub quarters: [bool; 4],
    /// Where in the body it is first named, from 0 to 1.
    pub first_depth: Option<f32>,
    pub kinds: [f32; KINDS],
    pub is_strong: bool,
    pub agents: f32,
    pub possessives: f32,
    pub located: f32,
    pub in_text: f32,
    /// A town of it holds a meeting.
    pub is_venue: bool,
    /// The folded forms of its name.
    pub names: Vec<String>,
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
        self.evidence.push(Evidence {
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

    fn note_home(&mut self, home: Home) {
        self.is_home = true;
        if self.evidence.is_empty() {
            let place = tables().country(home.code).map_or(home.code, |info| info.name);
            self.evidence.push(Evidence {
                mention: home.mention,
                position: Position::Rest,
                kind: MatchKind::Institution,
                kind_index: kind_of(MatchKind::Institution),
                place,
                counts: 0.0,
            });
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

    /// True if all the evidence for the country is one and the same town.
    pub fn is_one_town(&self) -> bool {
        self.has_only_towns() && self.names.len() <= 1
    }

    pub fn is_in_text(&self) -> bool {
        self.in_text > 0.0
    }
}

/// The number of a kind among those that are counted apart.
fn kind_index(hit: &Hit<'_>, kind: MatchKind) -> usize {
    if hit.is_listing { LISTING } else { kind_of(kind) }
}

fn kind_of(kind: MatchKind) -> usize {
    match kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Region => 0,
        MatchKind::Demonym => 1,
        MatchKind::Capital => 2,
        MatchKind::City => 3,
        MatchKind::Division => 4,
        MatchKind::Institution => 5,
    }
}

/// The features of every country that some hit is evidence for, by code.
///
/// The country at home is one of them even if nothing names it: its evidence then counts nothing.
pub(super) fn features(
    article: &Article,
    hits: &[Hit<'_>],
    chosen: &[Option<Candidate>],
    home: Option<Home>,
) -> Vec<Features> {
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for (hit, candidate) in hits.iter().zip(chosen) {
        if let Some(candidate) = candidate {
            tallies.entry(candidate.code).or_default().add(hit, candidate);
        }
    }
    let article = ArticleContext::of(article, &tallies);
    if let Some(home) = home {
        tallies.entry(home.code).or_default().note_home(home);
    }
    tallies.into_iter().map(|(code, tally)| weigh(code, tally, &article)).collect()
}

fn weigh(code: &'static str, tally: Tally, article: &ArticleContext) -> Features {
    let only_dateline = tally.in_dateline && tally.is_one_town();
    let is_in_head = tally.in_headline || tally.in_standfirst;
    let is_on_top = is_in_head || (tally.in_first_sentence && !article.has_headline);
    let country = CountryInArticle { tally: &tally, article };
    let mut values = [0.0; FEATURES.len()];
    for (value, feature) in values.iter_mut().zip(FEATURES) {
        *value = (feature.value)(&country);
    }
    Features {
        code,
        only_dateline,
        on_top: !only_dateline && is_on_top,
        in_head: !only_dateline && is_in_head,
        beyond_report: country.article.beyond_report,
        is_home: tally.is_home,
        is_named: tally.in_dateline || tally.is_in_text(),
        values,
        evidence: tally.evidence,
    }
}
