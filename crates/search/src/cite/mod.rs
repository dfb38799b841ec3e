//! An article as a reference, and where in it a quotation is.
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_search::cite::{Style, reference};
//!
//! let article = Article { id: "a1".into(), headline: Some("Talks end".into()), ..Article::default() };
//! assert!(reference(&article, None, Style::Ris).contains("TI  - Talks end\r\n"));
//! ```

mod bibtex;
mod csl;
mod parts;
mod plain;
mod quotation;
mod ris;

pub use csl::item;
pub use quotation::{KeptPlace, Quotation, Within};

use dateline_core::article::Article;

/// The form of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// CSL-JSON: a list of one item, as Zotero and pandoc read it.
    Csl,
    /// RIS, for Zotero, EndNote and Mendeley.
    Ris,
    /// BibTeX, for LaTeX.
    Bibtex,
    /// A line to be read.
    Text,
}

impl Style {
    /// All of them.
    pub const ALL: [Style; 4] = [Style::Csl, Style::Ris, Style::Bibtex, Style::Text];

    /// The name of the form.
    pub fn name(self) -> &'static str {
        match self {
            Style::Csl => "csl",
            Style::Ris => "ris",
            Style::Bibtex => "bibtex",
            Style::Text => "text",
        }
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Style> {
        Style::ALL.into_iter().find(|style| style.name() == name)
    }
}

/// An article as a reference, with where a quotation of it is.
pub fn reference(article: &Article, quotation: Option<&Quotation>, style: Style) -> String {
    match style {
        Style::Csl => csl::list(article, quotation),
        Style::Ris => ris::record(article, quotation),
        Style::Bibtex => bibtex::entry(article, quotation),
        Style::Text => plain::line(article),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article with all that could break a form of reference.
    pub(super) fn article() -> Article {
        Article {
            id: "a1-b2".into(),
            path: "news/a.html".into(),
            headline: Some("Talks\nend: {50% & \"more\"} \\ two_three".into()),
            byline: vec!["Anna Hartwell".into(), "Xi Jinping".into(), "Trade and Industry Desk".into()],
            source: Some("The Wire".into()),
            published: Some("2015-10-23T18:04:00Z".into()),
            url: Some("https://wire.example/a_b?c={d}%20e".into()),
            section: Some("World".into()),
            language: Some("en".into()),
            ..Article::default()
        }
    }

    pub(super) fn quotation() -> Quotation {
        let place = KeptPlace {
            file: "news/a.html".into(),
            member: None,
            within: Within::File,
            places: std::iter::once(120..143).collect(),
        };
        Quotation::in_article(&article(), "Talks end:").unwrap().kept_at(place)
    }

    #[test]
    fn a_line_break_in_a_text_begins_nothing() {
        let article = Article { headline: Some("x\r\nER  - \r\nTY  - BOOK\n@book{y,".into()), ..article() };
        let ris = reference(&article, None, Style::Ris);
        assert_eq!((ris.matches("\r\nER  -").count(), ris.matches("\r\nTY  -").count()), (1, 0));
        assert_eq!(reference(&article, None, Style::Text).lines().count(), 1);
        assert_eq!(reference(&article, None, Style::Bibtex).matches("\n@").count(), 0);
    }
}
