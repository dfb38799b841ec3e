//! What a program needs that fits the weights of the reader of plain text (`examples/fit_pages`).
//!
//! ```
//! use dateline_page::fitting::Page;
//! let page = Page::of("Ferry stays\n\nThe council voted on Monday to keep the ferry running through the winter.");
//! assert_eq!(page.lines().next(), Some("Ferry stays"));
//! assert!(page.candidates(None).iter().any(|candidate| candidate.line == 0));
//! ```
//!
//! Not for: reading pages, which [`from_text`](super::from_text) does.

pub use super::text::fitting::{BODY, Guess, MOVES, STATES, TAPS, marginals};
pub use super::text::{Weights, read_with};

use super::text::fitting::{Layout, candidates, features, split, split_address};

/// A page cut into lines and measured.
pub struct Page {
    layout: Layout,
}

/// A line that may be the headline, and what is evidence for or against it.
pub struct Candidate {
    /// The number of the line.
    pub line: usize,
    /// The names of its features.
    pub features: Vec<&'static str>,
}

impl Page {
    /// Measures a text.
    pub fn of(text: &str) -> Page {
        let (address, text) =
            split_address(text).map_or((None, text), |(address, text)| (Some(address), text));
        Page { layout: Layout::addressed(split(text), address) }
    }

    /// The lines that carry words.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.layout.lines.iter().map(|line| line.text.as_str())
    }

    /// The names of the features of every line, given the line held to be the headline at first sight.
    pub fn features(&self, headline: Option<Guess>) -> Vec<Vec<&'static str>> {
        features(&self.layout, headline)
    }

    /// The lines that may be the headline; `chances` are those of each line to be in the body, once they are known.
    pub fn candidates(&self, chances: Option<&[f64]>) -> Vec<Candidate> {
        let candidates = candidates(&self.layout, chances).into_iter();
        candidates.map(|(line, features)| Candidate { line, features }).collect()
    }
}
