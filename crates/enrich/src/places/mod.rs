//! Places: finding the names of countries, peoples, cities, states, seats of power and regions in a text.
//!
//! [`Gazetteer::find`] looks up the longest known name at every capitalised word and says
//! what it may mean; [`Gazetteer::find_in`] does so for texts in other languages. "Paris,
//! Texas" is read as one: the state settles which Paris is meant. Names that may be no
//! place at all (Nice, Reading, Jordan within "Michael Jordan") come marked as doubtful;
//! whoever reads an article as a whole decides on them.
//!
//! ```
//! use dateline_enrich::places::{Gazetteer, MatchKind};
//! let found = Gazetteer::get().find("Talks between Syria and the Kremlin, and a trial in Paris, Texas");
//! let codes: Vec<_> = found.iter().filter_map(|place| place.code()).collect();
//! assert_eq!(codes, ["SY", "RU", "US", "US"]);
//! assert_eq!(found[1].kind, MatchKind::Institution);
//! ```
//!
//! The tables are in `data/`, each with its source and licence at its head.
//!
//! Not for: deciding which countries an article is about (that is [`super::countries`]),
//! rivers, mountains and buildings, or coordinates.

mod entry;
mod find;
mod foreign;
mod gazetteer;
mod listings;
mod settle;
mod stems;
mod surroundings;

pub use entry::{Candidate, MatchKind};
pub use find::PlaceMatch;
pub use gazetteer::Gazetteer;
pub use listings::listings;
pub(crate) use surroundings::is_in_address;

#[cfg(test)]
mod tests;
