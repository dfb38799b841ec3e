//! The page for people: what an answer holds, laid out as HTML.
//!
//! Each module turns a part of an answer into what its template shows; links are made from the address of the page.
//! The templates escape all that they print; [`markup`] does so for text with something lit in it.

pub mod article;
pub mod body;
pub mod chips;
pub mod cite;
pub mod compare;
pub mod concordance;
pub mod diff;
pub mod differences;
mod facets;
pub mod frame;
pub mod gaps;
pub mod help;
pub mod hits;
pub mod lines;
pub mod list;
pub mod map;
pub mod markup;
pub mod message;
pub mod name;
pub mod numbers;
pub mod offers;
pub mod pages;
pub mod results;
pub mod sentence;
pub mod timeline;
pub mod values;

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is read.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link with a text.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Link {
        Link { text: text.into(), href: href.into() }
    }
}
