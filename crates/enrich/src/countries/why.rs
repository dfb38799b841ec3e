//! Why an article is about a country, or is not: what each mention and each feature adds to its score.

use super::assign::{Ranked, features_of, ranked};
use super::dateline_piece;
use super::features::{Attribution, Evidence, FEATURES, Feature, Features};
use super::hits::{PieceMatches, Position};
use super::model::Model;
use super::table::tables;
use crate::long::first_window;
use crate::places::{Gazetteer, MatchKind};
use dateline_core::article::{Article, Mention, Role, TextField};

/// How the score of a country came about.
///
/// Both the features, and the mentions with what the article as a whole adds, sum up to [`Why::sum`].
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// ISO 3166-1 alpha-2 code.
    pub code: &'static str,
    /// The name in common use.
    pub name: &'static str,
    /// What the article is to the country.
    pub role: Role,
    /// The score as the article's record has it.
    pub score: f32,
    /// The dateline and its town are the only evidence for the country, so that its score was
    /// lowered beneath those of the headline: `score` is less than `probability`.
    pub held_back: bool,
    /// The weighted sum of the features.
    pub sum: f32,
    /// What the sum comes to as a probability.
    pub probability: f32,
    /// From this score on the article is about the country; less is asked of one that the headline names.
    pub about: f32,
    /// From this score on an article is about the country with the highest score.
    pub first: f32,
    /// The mentions in reading order, each with what it adds.
    pub mentions: Vec<WhyMention>,
    /// What is attributed to no mention but to the article as a whole.
    pub article: f32,
    /// The features that add anything, the strongest first.
    pub features: Vec<WhyFeature>,
}

/// A mention and what it adds to the sum.
#[derive(Debug, Clone, PartialEq)]
pub struct WhyMention {
    /// The mention.
    pub mention: Mention,
    /// True if it stands in the dateline, wherever that is printed.
    pub in_dateline: bool,
    /// The English name of what is mentioned.
    pub place: &'static str,
    /// What is mentioned.
    pub kind: MatchKind,
    /// What it adds to the sum.
    pub adds: f32,
}

/// A feature and what it adds to the sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WhyFeature {
    /// Its name in the table of weights.
    pub name: &'static str,
    /// What it says, for readers.
    pub says: &'static str,
    /// Its weight.
    pub weight: f32,
    /// Its value.
    pub value: f32,
    /// Weight times value.
    pub adds: f32,
}

/// How the score of a country of an enriched article came about; `None` if the article does not name it.
///
/// ```
/// use dateline_core::article::Article;
/// use dateline_enrich::{countries, enrich};
/// let mut article = Article { headline: Some("Syria talks open".into()), ..Article::default() };
/// enrich(&mut article);
/// let why = countries::why(&article, "SY").unwrap();
/// let adds: f32 = why.mentions.iter().map(|mention| mention.adds).sum();
/// assert!((adds + why.article - why.sum).abs() < 1e-3);
/// assert_eq!(why.score, article.countries[0].score);
/// ```
///
/// Of an article of more than a megabyte its first window is looked at, as its score came from there.
pub fn why(article: &Article, code: &str) -> Option<Why> {
    let window = first_window(article);
    let article = window.as_ref().unwrap_or(article);
    let language = article.language.as_deref();
    let pieces = article.pieces().chain(dateline_piece(article));
    let found: Vec<_> = pieces.map(|piece| (piece, Gazetteer::get().find_in(piece.text, language))).collect();
    let matches: Vec<_> = found.iter().map(|(piece, matches)| PieceMatches::new(*piece, matches)).collect();
    let model = Model::shipped();
    let countries = ranked(features_of(article, &matches, &article.entities), model);
    countries.into_iter().find(|country| country.features.code == code).map(|country| explain(country, model))
}

fn explain(country: Ranked, model: &Model) -> Why {
    let Ranked { features, score, role, threshold } = country;
    let mut adds = vec![0.0; features.evidence.len()];
    let mut of_article = 0.0;
    for (at, feature) in FEATURES.iter().enumerate() {
        let part = model.weights[at] * features.values[at];
        if part != 0.0 && !share_out(part, feature, &features.evidence, &mut adds) {
            of_article += part;
        }
    }
    let probability = model.probability(&features);
    Why {
        code: features.code,
        name: tables().country(features.code).map_or(features.code, |info| info.name),
        role,
        score,
        held_back: score < probability,
        sum: model.sum(&features),
        probability,
        about: threshold,
        first: model.first,
        article: of_article,
        features: strongest_first(&features, model),
        mentions: features
            .evidence
            .into_iter()
            .zip(adds)
            .map(|(evidence, adds)| mention(evidence, adds))
            .collect(),
    }
}

/// Shares a part of the sum out among the mentions that it is attributed to; false if it is attributed to none.
fn share_out(part: f32, feature: &Feature, evidence: &[Evidence], adds: &mut [f32]) -> bool {
    let shares: Vec<f32> = evidence
        .iter()
        .enumerate()
        .map(|(at, mention)| share(feature.attribution, mention, at, evidence))
        .collect();
    let total: f32 = shares.iter().sum();
    if total <= 0.0 {
        return false;
    }
    for (adds, share) in adds.iter_mut().zip(shares) {
        *adds += part * share / total;
    }
    true
}

fn share(attribution: Attribution, mention: &Evidence, at: usize, evidence: &[Evidence]) -> f32 {
    let one_if = |is: bool| f32::from(u8::from(is));
    let stands_in = |position: Position| one_if(mention.position == position);
    match attribution {
        Attribution::Article => 0.0,
        Attribution::Dateline => stands_in(Position::Dateline),
        Attribution::Headline => stands_in(Position::Headline),
        Attribution::Standfirst => stands_in(Position::Standfirst),
        Attribution::FirstSentence => stands_in(Position::FirstSentence),
        Attribution::Lead => stands_in(Position::Lead),
        Attribution::Count => mention.counts,
        Attribution::Body => one_if(is_in_body(mention)),
        Attribution::First => one_if(evidence.iter().position(is_in_body) == Some(at)),
        Attribution::Kind(kind) => one_if(mention.counts > 0.0 && mention.kind_index == kind),
    }
}

fn is_in_body(evidence: &Evidence) -> bool {
    evidence.mention.field == TextField::Body && evidence.position != Position::Dateline
}

fn mention(evidence: Evidence, adds: f32) -> WhyMention {
    WhyMention {
        in_dateline: evidence.position == Position::Dateline,
        mention: evidence.mention,
        place: evidence.place,
        kind: evidence.kind,
        adds,
    }
}

fn strongest_first(features: &Features, model: &Model) -> Vec<WhyFeature> {
    let weighed = FEATURES.iter().zip(model.weights.iter().zip(features.values));
    let mut all: Vec<WhyFeature> = weighed
        .map(|(feature, (&weight, value))| WhyFeature {
            name: feature.name,
            says: feature.says,
            weight,
            value,
            adds: weight * value,
        })
        .filter(|feature| feature.adds != 0.0)
        .collect();
    all.sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::enrich;

    fn check(article: &Article) {
        for country in &article.countries {
            let why = why(article, &country.code).unwrap();
            let of_mentions: f32 = why.mentions.iter().map(|mention| mention.adds).sum();
            let of_features: f32 = why.features.iter().map(|feature| feature.adds).sum();
            assert!((of_mentions + why.article - why.sum).abs() < 1e-3, "{why:?}");
            assert!((of_features - why.sum).abs() < 1e-3, "{why:?}");
            assert_eq!((why.score, why.role), (country.score, country.role));
            let mentions: Vec<_> = why.mentions.into_iter().map(|why| why.mention).collect();
            assert_eq!(mentions, country.evidence);
        }
    }

    #[test]
    fn what_is_added_comes_to_the_score() {
        let mut article = Article {
            headline: Some("Syria talks open in Vienna".into()),
            dateline: Some("VIENNA (AFP) -".into()),
            body: "Envoys of Russia and the White House met.\n\nThe Syrian army fought on near Aleppo."
                .into(),
            ..Article::default()
        };
        enrich(&mut article);
        assert!(article.countries.len() >= 4);
        check(&article);
        assert_eq!(why(&article, "PE"), None);
    }

    proptest! {
        #[test]
        fn any_article_is_explained(headline in ".{0,40}", body in "(?s)(.{0,60}(Syria|PARIS - |Paris|U\\.S\\.|German )){0,6}") {
            let mut article = Article { headline: Some(headline), body, ..Article::default() };
            enrich(&mut article);
            check(&article);
        }
    }
}
