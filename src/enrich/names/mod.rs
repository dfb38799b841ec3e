//! People, organisations and places of an article.
//!
//! [`tag`] finds the names in every piece of an article's text and makes entities of them:
//! each run of words that are written like names is cut into names by a trained model
//! whose evidence is words, titles, given names, shapes, what stands around them and what
//! the gazetteer knows; what a name is elsewhere in the article decides where a bare
//! occurrence says little. Then all forms of a name become one entity.
//!
//! ```
//! use dateline::article::Article;
//! use dateline::enrich::{names, places::Gazetteer};
//! let article = Article { body: "President Emmanuel Macron spoke. Macron left Paris.".into(), ..Article::default() };
//! let places: Vec<_> = article.pieces().map(|piece| Gazetteer::get().find(piece.text)).collect();
//! let entities = names::tag(&article, &places);
//! assert_eq!(entities[0].name, "Emmanuel Macron");
//! assert_eq!(entities[0].mentions.len(), 2);
//! ```
//!
//! [`variants`] tells which spellings are the same name, for the index and for queries.
//!
//! Not for: countries (they are drawn from the same places elsewhere), pronouns, or names
//! across articles.

mod chunks;
mod decode;
mod features;
mod foreign;
mod gazetteer;
mod hash;
mod lexicon;
mod link;
mod mentions;
mod model;
mod people;
mod romanise;
mod tokens;
pub mod train;
pub mod variants;
mod votes;

use crate::article::{Article, Entity, Piece};

use super::places::PlaceMatch;

/// The people, organisations and places of an article, in the order of their first mention.
///
/// `places` holds what the gazetteer found in each piece of the article, in the order of
/// [`Article::pieces`]. In languages other than English only what the gazetteer knows and
/// what is a person's name by its form is found.
pub fn tag(article: &Article, places: &[Vec<PlaceMatch>]) -> Vec<Entity> {
    let pieces: Vec<Piece<'_>> = article.pieces().collect();
    let found = match article.language.as_deref() {
        None | Some("en") => mentions::english(&pieces, places),
        Some(_) => foreign::by_form(&pieces, places),
    };
    link::entities(&pieces, found, places)
}

#[cfg(test)]
mod tests;
