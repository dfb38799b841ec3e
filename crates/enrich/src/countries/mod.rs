//! Countries: which an article is about, which it mentions, and the evidence for each.
//!
//! [`assign()`] takes the places found in an article and the names of people and
//! organisations, decides which country each place is in by all that the article names,
//! and weighs the evidence for each country with a small linear model ([`Model`]) whose
//! weights stand in `data/country-weights.tsv`. [`lookup()`] understands what a person types
//! for a country or a region, and [`region_of`] names the region that a country is listed under.
//! [`why()`] says how the score of a country came about; [`locate()`] fills in the country of places.
//!
//! ```
//! use dateline_core::article::{Article, Role};
//! use dateline_enrich::{countries::{self, PieceMatches}, places::Gazetteer};
//! let article = Article { headline: Some("Syria talks end in Vienna".into()), ..Article::default() };
//! let found: Vec<_> = article.pieces().map(|piece| (piece, Gazetteer::get().find(piece.text))).collect();
//! let pieces: Vec<_> = found.iter().map(|(piece, matches)| PieceMatches::new(*piece, matches)).collect();
//! let report = countries::assign(&article, &pieces, &[]);
//! assert_eq!(report.countries[0].code, "SY");
//! ```
//!
//! Not for: finding places in a text (that is [`super::places`]), or places below the
//! country.

mod address;
mod aside;
mod assign;
mod context;
mod country_in_article;
mod dateline;
mod elsewhere;
mod features;
mod hits;
mod home;
mod kin;
mod locate;
mod longer;
mod lookup;
mod model;
mod regions;
mod resolve;
mod source;
pub(crate) mod table;
mod tally;
mod why;

pub use assign::{CountryReport, assign, features_of, rank};
pub use features::{FEATURES, Feature, Features};
pub use hits::PieceMatches;
pub use kin::other_words;
pub use locate::{Located, locate};
pub use lookup::{UnknownCountry, codes, is_name_of, lookup};
pub use model::Model;
pub use regions::{region_of, region_of_all};
pub use table::CountryInfo;
pub use why::{Why, WhyFeature, WhyMention, why};

use dateline_core::article::{Article, Piece, TextField};

/// The dateline as a piece of text to find places in; `None` where it is the head of the body.
pub fn dateline_piece(article: &Article) -> Option<Piece<'_>> {
    let text = article.dateline.as_deref()?;
    dateline::is_field_of_its_own(article).then_some(Piece { field: TextField::Dateline, item: None, text })
}

/// The name in common use of the country with this alpha-2 code.
pub fn name(code: &str) -> Option<&'static str> {
    table::tables().country(code).map(|info| info.name)
}

/// The code of the country that a folded word names, or whose people or adjective it is.
pub(crate) fn code_of_word(word: &str) -> Option<&'static str> {
    let key = table::key(word);
    elsewhere::country_of_people(&key).or_else(|| lookup::country_of_name(&key))
}

/// All countries and territories, by code.
pub fn all() -> &'static [CountryInfo] {
    &table::tables().countries
}

#[cfg(test)]
mod tests;
