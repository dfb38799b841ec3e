//! One dirty page, HTML or plain text, or one document, to the fields of an article.
//!
//! ```
//! let article = dateline_page::from_text(
//!     "Ferry stays\n\nBy Jane Roe\n\nThe council voted on Monday to keep the ferry running through the winter.\n",
//! );
//! assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
//! ```
//!
//! Only what the page states is filled in, and `found` records the rule; what is not found stays empty. The patterns
//! that both readers share are in `patterns`; word lists are in `data/page-*.tsv`.
//!
//! Not for: reading files and formats, telling an encoding, names and countries in the text.

pub mod byline;
pub mod dateline;
pub mod fitting;
pub mod sites;

mod credit_signs;
mod document;
mod html;
mod outlets;
mod patterns;
mod paywall;
mod text;
mod trace;

use dateline_core::article::Article;
use dateline_core::document::Document;
use sites::Sites;
use trace::Trace;

/// How to read a page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Corrections for single sites.
    pub sites: Option<&'a Sites>,
    /// The address of the page, if it is known from elsewhere, as in a web archive.
    pub url: Option<&'a str>,
    /// Whether to record in `explain` what every rule found for each field.
    pub explain: bool,
}

/// The article on a page of HTML.
pub fn from_html(html: &str) -> Article {
    read_html(html, &Options::default())
}

/// The article on a page of plain text.
pub fn from_text(text: &str) -> Article {
    read_text(text, &Options::default())
}

/// The article that a document is.
pub fn from_document(document: &Document) -> Article {
    read_document(document, &Options::default())
}

/// The article on a page of HTML, read as the options say.
pub fn read_html(html: &str, options: &Options) -> Article {
    tracing(options, |trace| html::read(html, options, trace))
}

/// The article on a page of plain text, read as the options say.
pub fn read_text(text: &str, options: &Options) -> Article {
    tracing(options, |trace| text::read(text, options, trace))
}

/// The article that a document is, read as the options say.
pub fn read_document(document: &Document, options: &Options) -> Article {
    tracing(options, |trace| document::read(document, options, trace))
}

fn tracing(options: &Options, read: impl FnOnce(&mut Trace) -> Article) -> Article {
    let mut trace = if options.explain { Trace::noting() } else { Trace::silent() };
    let mut article = read(&mut trace);
    trace.explain(&mut article);
    article
}

#[cfg(test)]
mod tests;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
