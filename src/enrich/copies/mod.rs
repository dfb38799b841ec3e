//! Copies of the same story.
mod compare;
mod groups;
mod sketch;
mod telling;

pub use compare::{Likeness, compare};
pub use groups::{Articles, stories};
pub use sketch::Sketch;
pub use telling::Telling;
