//! People, organisations and places of an article.
//!
//! [`tag`] finds the names in every piece of an article's text and makes entities of them:
//! each run of words that are written like names is cut into names by a trained model
//! whose evidence is words, titles, given names, shapes, what is around them and what
//! the gazetteer knows; what a name is elsewhere in the article decides where a bare
//! occurrence says little. Then all forms of a name become one entity.
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_enrich::{names, places::Gazetteer};
//! let article = Article { body: "President Emmanuel Macron spoke. Macron left Paris.".into(), ..Article::default() };
//! let places: Vec<_> = article.pieces().map(|piece| Gazetteer::get().find(piece.text)).collect();
//! let entities = names::tag(&article, &places);
//! assert_eq!(entities[0].name, "Emmanuel Macron");
//! assert_eq!(entities[0].mentions.len(), 2);
//! ```
//!
//! [`variants`] decides which spellings are the same name, for the index and for queries.
//!
//! Not for: countries (they are drawn from the same places elsewhere), pronouns, or names
//! across articles.

mod aliases;
mod bodies;
mod bounds;
pub mod called;
mod chunks;
pub mod clusters;
mod decode;
mod evidence;
mod features;
mod firms;
mod foreign;
mod form;
mod gazetteer;
mod genders;
mod given;
mod hash;
mod learn;
mod lexicon;
mod link;
mod listed;
mod listed_people;
pub mod local;
mod mend;
mod mentions;
mod model;
mod name_order;
mod organisations;
mod partners;
mod parts;
mod people;
mod place_groups;
mod romanise;
mod settle;
mod shorter;
mod slavic;
mod spelling;
mod tokens;
pub mod train;
pub mod variants;
mod votes;

use dateline_core::article::{Article, Entity, Piece};

pub use parts::given_and_family;

use super::places::PlaceMatch;

/// The people, organisations and places of an article, in the order of their first mention.
///
/// `places` holds what the gazetteer found in each piece of the article, in the order of
/// [`Article::pieces`]. In languages other than English only what the gazetteer knows and
/// what is a person's name by its form is found.
pub fn tag(article: &Article, places: &[Vec<PlaceMatch>]) -> Vec<Entity> {
    let pieces: Vec<Piece<'_>> = article.pieces().collect();
    match foreign_language(article) {
        None => link::entities(&pieces, mentions::english(&pieces, places), places, true),
        Some(language) => link::entities(&pieces, foreign::by_form(&pieces, places, language), places, false),
    }
}

/// True for an article in a language the model was not trained on, whose names are found by their form alone.
pub fn is_by_form(article: &Article) -> bool {
    foreign_language(article).is_some()
}

/// The language of an article that is not in English, by its script if nothing else shows it.
fn foreign_language(article: &Article) -> Option<&str> {
    match article.language.as_deref() {
        Some("en") => None,
        None => foreign::language_of_script(&article.body),
        language => language,
    }
}

#[cfg(test)]
mod tests;
