//! RIS. The tags are those of the specification of 2011 (Research Information Systems); `NEWS` is a newspaper article.

use std::fmt::Write as _;

use dateline_core::article::Article;

use super::Quotation;
use super::parts::{Author, authors, custody, date, one_line};

/// An article as a record of RIS.
pub(super) fn record(article: &Article, quotation: Option<&Quotation>) -> String {
    let mut out = String::from("TY  - NEWS\r\n");
    let mut tag = |tag: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() {
            // Writing to a string never fails.
            let _ = write!(out, "{tag}  - {value}\r\n");
        }
    };
    tag("TI", article.headline.as_deref().unwrap_or_default());
    for author in authors(article) {
        match author {
            Author::Person { given, family } => tag("AU", &format!("{family}, {given}")),
            // A comma would make a family and a given name of it.
            Author::Literal(name) => tag("AU", &name.replace(',', " ")),
        }
    }
    tag("T2", article.source.as_deref().unwrap_or_default());
    if let [year, rest @ ..] = date(article).as_slice() {
        tag("PY", &format!("{year:04}"));
        let part = |at: usize| rest.get(at).map_or(String::new(), |number| format!("{number:02}"));
        tag("DA", &format!("{year:04}/{}/{}/", part(0), part(1)));
    }
    tag("SE", article.section.as_deref().unwrap_or_default());
    tag("AB", article.standfirst.as_deref().unwrap_or_default());
    tag("UR", article.url.as_deref().unwrap_or_default());
    tag("LA", article.language.as_deref().unwrap_or_default());
    tag("AN", &article.id);
    tag("L1", &article.path);
    tag("N1", &custody(article));
    quotation.iter().for_each(|quotation| tag("N1", &quotation.said()));
    out.push_str("ER  - \r\n\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, quotation};
    use super::*;

    /// The tags of a record, by the grammar of the format: two characters, two blanks, a hyphen, a blank, a value.
    fn parsed(text: &str) -> Vec<(String, String)> {
        let line = |line: &str| {
            let (tag, value) = line.split_once("  - ").unwrap_or_else(|| panic!("{line:?} is no tag"));
            let is_tag = tag.len() == 2 && tag.starts_with(|c: char| c.is_ascii_uppercase());
            assert!(is_tag && !value.contains(['\r', '\n']), "{line:?}");
            (tag.to_owned(), value.to_owned())
        };
        text.split("\r\n").filter(|text| !text.is_empty()).map(line).collect()
    }

    #[test]
    fn an_article_is_a_newspaper_article() {
        let tags = parsed(&record(&article(), Some(&quotation())));
        let values = |tag: &str| -> Vec<&str> {
            tags.iter().filter(|(name, _)| name == tag).map(|(_, value)| value.as_str()).collect()
        };
        assert_eq!((tags[0].0.as_str(), values("TY")), ("TY", vec!["NEWS"]));
        assert_eq!(tags.last().unwrap(), &("ER".to_owned(), String::new()));
        assert_eq!(values("TI"), ["Talks end: {50% & \"more\"} \\ two_three"]);
        assert_eq!(values("AU"), ["Hartwell, Anna", "Xi Jinping", "Trade and Industry Desk"]);
        assert_eq!((values("PY"), values("DA")), (vec!["2015"], vec!["2015/10/23/"]));
        assert_eq!((values("T2"), values("AN")), (vec!["The Wire"], vec!["a1-b2"]));
        assert_eq!(values("UR"), ["https://wire.example/a_b?c={d}%20e"]);
        assert!(values("N1")[1].contains("bytes 120 to 143"), "{:?}", values("N1"));
    }

    #[test]
    fn parts_of_a_date_that_are_not_known_stay_empty() {
        let month = Article { published: Some("2015-10".into()), ..article() };
        assert!(record(&month, None).contains("DA  - 2015/10//\r\n"));
        let undated = record(&Article { published: None, ..article() }, None);
        assert!(!undated.contains("DA  -") && !undated.contains("PY  -"));
    }
}
