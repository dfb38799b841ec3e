//! BibTeX, which BibLaTeX reads too.

use std::fmt::Write as _;

use dateline_core::article::Article;

use super::Quotation;
use super::parts::{Author, authors, custody, date, iso_date, one_line};

/// An article as an entry of BibTeX.
pub(super) fn entry(article: &Article, quotation: Option<&Quotation>) -> String {
    let key: String = article.id.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut out = format!("@article{{{},\n", if key.is_empty() { "article" } else { &key });
    // Writing to a string never fails.
    let mut set = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name} = {{{value}}},");
        }
    };
    let text = |text: &str| latex(&one_line(text));
    let optional = |value: &Option<String>| text(value.as_deref().unwrap_or_default());
    set("title", &optional(&article.headline));
    set("author", &authors(article).iter().map(name).collect::<Vec<_>>().join(" and "));
    set("journal", &optional(&article.source));
    set("date", &iso_date(article));
    set("year", &date(article).first().map_or(String::new(), |year| format!("{year:04}")));
    set("langid", &optional(&article.language));
    set("note", &text(&custody(article)));
    set("annotation", &quotation.map_or(String::new(), |quotation| text(&quotation.said())));
    set("url", &address(article.url.as_deref().unwrap_or_default()));
    out.push_str("}\n\n");
    out
}

/// A name of a person with its parts told apart, and any other one in braces, so that it stays in one piece.
fn name(author: &Author) -> String {
    match author {
        Author::Person { given, family } => format!("{}, {}", latex(family), latex(given)),
        Author::Literal(name) => format!("{{{}}}", latex(name)),
    }
}

/// An address is taken as it is, but for what would end it.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in one_line(url).chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// Text with what LaTeX would obey written out. Braces are named, since BibTeX counts them also behind a backslash.
fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '$' | '&' | '#' | '%' | '_' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, quotation};
    use super::*;
    use biblatex::{Bibliography, ChunksExt, DateValue, PermissiveType};
    use proptest::prelude::*;

    #[test]
    fn a_parser_reads_what_the_article_says() {
        let text = entry(&article(), Some(&quotation()));
        let read = Bibliography::parse(&text).unwrap();
        let entry = read.get("a1b2").unwrap();
        assert_eq!(entry.entry_type, biblatex::EntryType::Article);
        let title = entry.title().unwrap().format_verbatim();
        assert!(title.starts_with("Talks end: ") && title.contains("50% & \"more\""), "{title}");
        assert!(title.ends_with("two_three"), "{title}");
        let authors = entry.author().unwrap();
        assert_eq!((authors[0].name.as_str(), authors[0].given_name.as_str()), ("Hartwell", "Anna"));
        assert_eq!((authors[1].name.as_str(), authors[1].given_name.as_str()), ("Xi Jinping", ""));
        assert_eq!((authors[2].name.as_str(), authors.len()), ("Trade and Industry Desk", 3));
        let Ok(PermissiveType::Typed(date)) = entry.date() else { panic!("no date") };
        let DateValue::At(day) = date.value else { panic!("{date:?}") };
        assert_eq!((day.year, day.month, day.day, day.time), (2015, Some(9), Some(22), None));
        assert_eq!(entry.url().unwrap(), "https://wire.example/a_b?c=%7Bd%7D%20e");
        let annotation = entry.get("annotation").unwrap().format_verbatim();
        assert!(annotation.contains("bytes 120 to 143"), "{annotation}");
    }

    proptest! {
        #[test]
        fn no_text_breaks_an_entry(headline in "\\PC{0,30}", who in "[\\PC\n]{0,20}", url in "[ -~]{0,20}") {
            let article = Article { headline: Some(headline), byline: vec![who], url: Some(url), ..article() };
            let text = entry(&article, None);
            let read = Bibliography::parse(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
            prop_assert_eq!(read.len(), 1);
            let depth = text.chars().try_fold(0i32, |depth, c| match c {
                '{' => Some(depth + 1),
                '}' if depth == 0 => None,
                '}' => Some(depth - 1),
                _ => Some(depth),
            });
            prop_assert_eq!(depth, Some(0));
        }
    }
}
