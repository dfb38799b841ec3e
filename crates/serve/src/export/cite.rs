//! Articles as references: RIS for Zotero, EndNote and Mendeley, BibTeX for LaTeX.
//!
//! The tags of RIS are those of the specification of 2011 (Research Information Systems); `NEWS` is a newspaper article.

use std::fmt::Write as _;
use std::io::{self, Write};

use dateline_core::article::Article;
use dateline_search::ask::Question;

use super::all;
use crate::live::Moment;

/// Writes a reference a hit.
pub fn write(
    snapshot: &Moment,
    question: &Question,
    out: &mut dyn Write,
    reference: fn(&Article) -> String,
) -> io::Result<()> {
    all(snapshot, question, |hit| out.write_all(reference(&hit.article).as_bytes())).map(|_| ())
}

/// An article in RIS.
pub fn ris(article: &Article) -> String {
    let mut out = String::from("TY  - NEWS\r\n");
    let mut tag = |tag: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() {
            let _ = write!(out, "{tag}  - {value}\r\n");
        }
    };
    tag("TI", article.headline.as_deref().unwrap_or_default());
    article.byline.iter().for_each(|author| tag("AU", author));
    tag("T2", article.source.as_deref().unwrap_or_default());
    if let Some(published) = article.published.as_deref() {
        let mut parts = published.get(..10).unwrap_or(published).split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        tag("PY", year.unwrap_or_default());
        tag(
            "DA",
            &format!(
                "{}/{}/{}/",
                year.unwrap_or_default(),
                month.unwrap_or_default(),
                day.unwrap_or_default()
            ),
        );
    }
    tag("SE", article.section.as_deref().unwrap_or_default());
    tag("AB", article.standfirst.as_deref().unwrap_or_default());
    tag("UR", article.url.as_deref().unwrap_or_default());
    tag("LA", article.language.as_deref().unwrap_or_default());
    tag("AN", &article.id);
    tag("L1", &article.path);
    out.push_str("ER  - \r\n\r\n");
    out
}

/// An article in BibTeX.
pub fn bib(article: &Article) -> String {
    let key: String = article.id.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut out = format!("@article{{{},\n", if key.is_empty() { "article" } else { &key });
    let mut field = |name: &str, value: &str| {
        let value = latex(&one_line(value));
        if !value.is_empty() {
            let _ = writeln!(out, "  {name} = {{{value}}},");
        }
    };
    field("title", article.headline.as_deref().unwrap_or_default());
    field("author", &article.byline.join(" and "));
    field("journal", article.source.as_deref().unwrap_or_default());
    if let Some(published) = article.published.as_deref() {
        field("date", published.get(..10).unwrap_or(published));
        field("year", published.get(..4).unwrap_or_default());
    }
    field("langid", article.language.as_deref().unwrap_or_default());
    field("note", &format!("dateline id {}, {}", article.id, article.path));
    // An address is taken as it is, but for what would end it.
    if let Some(url) = article.url.as_deref().map(one_line).filter(|url| !url.is_empty()) {
        let _ = writeln!(out, "  url = {{{}}},", url.replace(['{', '}', '\\'], ""));
    }
    out.push_str("}\n\n");
    out
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text with what LaTeX would obey written out.
fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> Article {
        Article {
            id: "a1b2".into(),
            path: "news/a.html".into(),
            headline: Some("Talks\nend: 50% & more".into()),
            byline: vec!["Ann Bell".into(), "Carl Dunn".into()],
            source: Some("The Wire".into()),
            published: Some("2015-10-23T18:04:00Z".into()),
            url: Some("https://wire.example/a_b".into()),
            ..Article::default()
        }
    }

    #[test]
    fn an_article_is_a_newspaper_article_in_ris() {
        assert_eq!(
            ris(&article()),
            "TY  - NEWS\r\nTI  - Talks end: 50% & more\r\nAU  - Ann Bell\r\nAU  - Carl Dunn\r\nT2  - The Wire\r\n\
             PY  - 2015\r\nDA  - 2015/10/23/\r\nUR  - https://wire.example/a_b\r\nAN  - a1b2\r\n\
             L1  - news/a.html\r\nER  - \r\n\r\n"
        );
    }

    #[test]
    fn nothing_of_the_text_is_obeyed_by_latex() {
        let bib = bib(&article());
        assert!(bib.starts_with("@article{a1b2,\n  title = {Talks end: 50\\% \\& more},\n"), "{bib}");
        assert!(bib.contains("author = {Ann Bell and Carl Dunn}") && bib.contains("/a_b}"), "{bib}");
        assert_eq!(latex("\\input{x}"), "\\textbackslash{}input\\{x\\}");
    }

    #[test]
    fn a_line_break_begins_no_tag() {
        let article = Article { headline: Some("x\r\nER  - \r\nTY  - BOOK".into()), ..Article::default() };
        assert_eq!(ris(&article).matches("\r\nER  -").count(), 1);
    }
}
