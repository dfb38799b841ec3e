//! What an article names: people, organisations, places, and the countries it is about.
//!
//! [`enrich`] fills the entities and countries of an article from its own text; it is the
//! last step before the index and does not depend on files.
//!
//! ```
//! use dateline_core::article::{Article, Role};
//! let mut article = Article {
//!     headline: Some("Syria talks open in Vienna".into()),
//!     body: "Foreign Minister Sergei Lavrov met his colleagues. Lavrov left early.".into(),
//!     ..Article::default()
//! };
//! dateline_enrich::enrich(&mut article);
//! assert_eq!(article.entities.iter().find(|e| e.name == "Sergei Lavrov").unwrap().mentions.len(), 2);
//! assert_eq!((article.countries[0].code.as_str(), article.countries[0].role), ("SY", Role::About));
//! ```
//!
//! Not for: reading pages.

pub mod copies;
pub mod countries;
mod long;
pub mod names;
pub mod places;

use dateline_core::article::{Article, Piece};

use countries::PieceMatches;
use places::{Gazetteer, PlaceMatch};

/// Fills in the entities and the countries of an article.
///
/// One of more than a megabyte is looked at window by window, as the module `long` says.
pub fn enrich(article: &mut Article) {
    if long::is_long(article) {
        long::enrich(article);
    } else {
        enrich_window(article);
    }
    names::local::settle(article);
}

/// The bytes of text that are looked at together.
fn whole_length(article: &Article) -> usize {
    article.pieces().map(|piece| piece.text.len()).sum::<usize>()
        + article.dateline.as_ref().map_or(0, String::len)
}

/// Fills in the entities and the countries of an article as a whole.
fn enrich_window(article: &mut Article) {
    let gazetteer = Gazetteer::get();
    let language = article.language.as_deref();
    let pieces: Vec<Piece<'_>> = article.pieces().collect();
    let places: Vec<Vec<PlaceMatch>> =
        pieces.iter().map(|piece| gazetteer.find_in(piece.text, language)).collect();
    let mut entities = names::tag(article, &places);

    // The dateline takes part in the countries, but its town is where the article was
    // filed and not something it names.
    let dateline = countries::dateline_piece(article);
    let in_dateline = dateline.map(|piece| gazetteer.find_in(piece.text, language)).unwrap_or_default();
    let found: Vec<PieceMatches<'_>> = pieces
        .iter()
        .zip(&places)
        .map(|(&piece, matches)| PieceMatches::new(piece, matches))
        .chain(dateline.map(|piece| PieceMatches::new(piece, &in_dateline)))
        .collect();
    let report = countries::assign(article, &found, &entities);
    countries::locate(&mut entities, &report.located);
    if names::is_by_form(article) && !entities.is_empty() {
        article.note("entities", "by form");
    }
    article.entities = entities;
    article.countries = report.countries;
    article.dateline_country = report.dateline_country;
    article.source_country = report.source_country;
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
