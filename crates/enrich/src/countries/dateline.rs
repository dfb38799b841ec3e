//! The dateline: the place at the head of an article where it was filed.

use std::sync::LazyLock;

use regex::Regex;

use super::address;
use dateline_core::article::{Article, TextField};

/// A place in capitals, perhaps with a country, an agency or a day, and a dash.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"\p{Lu}[\p{Lu}.'’-]*(?:[ -](?:\p{Lu}[\p{Lu}.'’-]*|de|la|es))*";
    let holder = r"(?:, ?\p{Lu}[\p{L}.' ]{1,24})?";
    let agency = r"(?:,? ?\([^()\n]{2,40}\))?";
    let day = r"(?:, ?\p{Lu}[a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?";
    let dash = r" ?(?:--|[-–—:]) ?";
    Regex::new(&format!(r"^\s*{place}{holder}{agency}{day}{agency}{dash}")).expect("the pattern is valid")
});

/// The longest head of a body that may be a dateline.
const LONGEST: usize = 120;

/// Where the dateline at the head of the body ends; `None` if the body begins with none.
pub(super) fn end_in_body(article: &Article) -> Option<usize> {
    let text_start = address::end_in(&article.body);
    let body = &article.body[text_start..];
    let indent = body.len() - body.trim_start().len();
    let printed = article.dateline.as_deref().map(str::trim).filter(|dateline| !dateline.is_empty());
    if let Some(dateline) = printed {
        return body[indent..].starts_with(dateline).then_some(text_start + indent + dateline.len());
    }
    let head_end = (0..=LONGEST.min(body.len())).rev().find(|&at| body.is_char_boundary(at))?;
    HEAD.find(&body[..head_end]).map(|found| text_start + found.end())
}

/// True if the article gives its dateline as a field that the body does not repeat.
pub fn is_field_of_its_own(article: &Article) -> bool {
    let has_field =
        article.text_of(TextField::Dateline, None).is_some_and(|dateline| !dateline.trim().is_empty());
    has_field && end_in_body(article).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(body: &str) -> Option<usize> {
        end_in_body(&Article { body: body.into(), ..Article::default() })
    }

    #[test]
    fn datelines_at_the_head_of_the_body() {
        for (dateline, rest) in [
            ("VIENNA (AFP) – ", "Top diplomats met."),
            ("WASHINGTON, Feb 26 - ", "The House voted."),
            ("DAMASCUS, Syria — ", "Rebels advanced."),
            ("NEW YORK (Reuters) - ", "Stocks fell."),
            ("SPRINGFIELD, Mass., March 3 -- ", "A judge ruled."),
        ] {
            assert_eq!(end(&format!("{dateline}{rest}")), Some(dateline.len()), "{dateline}");
        }
        assert_eq!(end("The House voted - at last."), None);
        assert_eq!(end("NATO said on Friday it would leave."), None);
        assert_eq!(end(""), None);
        assert_eq!(end("https://news.example/a\nOSLO, May 2 - It rained."), Some(37));
    }

    #[test]
    fn a_field_may_stand_in_the_body_too() {
        let repeated = Article {
            dateline: Some("PARIS (AFP)".into()),
            body: "PARIS (AFP) - It rained.".into(),
            ..Article::default()
        };
        assert!(!is_field_of_its_own(&repeated));
        let apart = Article {
            dateline: Some("PARIS, March 3 -".into()),
            body: "It rained.".into(),
            ..Article::default()
        };
        assert!(is_field_of_its_own(&apart));
    }
}
