//! From the places of an article to its countries.

use super::features::{Evidence, Features};
use super::hits::{self, Hit, PieceMatches, Position};
use super::home;
use super::locate::{self, Located};
use super::model::Model;
use super::resolve::resolve;
use super::source;
use super::table::tables;
use super::tally;
use crate::places::Candidate;
use dateline_core::article::{Article, Country, Entity, Role};

/// The countries of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountryReport {
    /// Those it is about first, then those it mentions; within each the highest score first.
    pub countries: Vec<Country>,
    /// Where it was filed.
    pub dateline_country: Option<String>,
    /// Where its outlet is.
    pub source_country: Option<String>,
    /// The country of each place in the text, in reading order.
    pub located: Vec<Located>,
}

/// Decides which countries an article is about and which it only mentions.
///
/// `pieces` holds what the gazetteer found in each piece of the article, and in the
/// dateline where [`super::dateline_piece`] says that it is a piece of its own. `names`
/// are the people and organisations found; it may be empty.
pub fn assign(article: &Article, pieces: &[PieceMatches<'_>], names: &[Entity]) -> CountryReport {
    let hits = hits::collect(article, pieces, names);
    let chosen = resolve(&hits);
    let features = tally::features(article, &hits, &chosen, home::of(article));
    CountryReport {
        countries: rank(features, Model::shipped()),
        dateline_country: dateline_country(&hits, &chosen),
        source_country: source::country(article).map(str::to_owned),
        located: locate::located(&hits, &chosen),
    }
}

/// The features of every country of an article: what [`assign`] weighs.
pub fn features_of(article: &Article, pieces: &[PieceMatches<'_>], names: &[Entity]) -> Vec<Features> {
    let hits = hits::collect(article, pieces, names);
    let chosen = resolve(&hits);
    tally::features(article, &hits, &chosen, home::of(article))
}

fn dateline_country(hits: &[Hit<'_>], chosen: &[Option<Candidate>]) -> Option<String> {
    let mut in_dateline = hits.iter().zip(chosen).filter(|(hit, _)| hit.position == Position::Dateline);
    in_dateline.find_map(|(_, candidate)| candidate.map(|candidate| candidate.code.to_owned()))
}

/// A country with its score and role.
pub(super) struct Ranked {
    pub features: Features,
    pub score: f32,
    pub role: Role,
    /// From which score on the article is about it.
    pub threshold: f32,
}

impl Ranked {
    fn is_about(&self) -> bool {
        self.role == Role::About
    }
}

/// Scores the countries, tells about from mentioned, and sorts them.
pub fn rank(features: Vec<Features>, model: &Model) -> Vec<Country> {
    ranked(features, model).into_iter().map(country).collect()
}

/// Scores, roles and order of the countries, with what they came from.
pub(super) fn ranked(features: Vec<Features>, model: &Model) -> Vec<Ranked> {
    let mut scored: Vec<(f32, Features)> =
        features.into_iter().map(|features| (model.probability(&features), features)).collect();
    hold_back_datelines(&mut scored);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.code.cmp(b.1.code)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    let mut ranked: Vec<Ranked> = scored
        .into_iter()
        .enumerate()
        .map(|(at, (score, features))| {
            let threshold = model.threshold(&features, best);
            let is_about = score >= threshold || (at == 0 && score >= model.first);
            Ranked { features, score, role: if is_about { Role::About } else { Role::Mentioned }, threshold }
        })
        .collect();
    fall_back_to_home(&mut ranked);
    ranked.sort_by_key(|country| country.role);
    ranked
}

/// An article that nothing else says to be about a country is about the one whose readers it is written for.
fn fall_back_to_home(ranked: &mut Vec<Ranked>) {
    let has_country = ranked.iter().any(Ranked::is_about);
    for country in ranked.iter_mut().filter(|country| country.features.is_home && !has_country) {
        country.role = Role::About;
    }
    ranked.retain(|country| country.features.is_named || country.is_about());
}

/// A country whose only evidence is the dateline and its town stays below those of the headline and the standfirst.
fn hold_back_datelines(scored: &mut [(f32, Features)]) {
    let lowest =
        scored.iter().filter(|(_, features)| features.on_top).map(|(score, _)| *score).reduce(f32::min);
    let Some(lowest) = lowest else { return };
    for (score, features) in scored.iter_mut() {
        if features.only_dateline && *score >= lowest {
            *score = lowest * 0.99;
        }
    }
}

fn country(ranked: Ranked) -> Country {
    let Ranked { features, score, role, .. } = ranked;
    let name = tables().country(features.code).map_or(features.code, |info| info.name);
    Country {
        code: features.code.to_owned(),
        name: name.to_owned(),
        role,
        score,
        evidence: features.evidence.into_iter().map(|Evidence { mention, .. }| mention).collect(),
    }
}
