//! A reference as a line to be read.

use dateline_core::article::Article;

use super::parts::{Author, authors, custody, iso_date, one_line};

/// Authors, headline, outlet, date, address, and by what the file can be checked.
pub(super) fn line(article: &Article) -> String {
    let authors: Vec<String> = authors(article)
        .into_iter()
        .map(|author| match author {
            Author::Person { given, family } => format!("{given} {family}"),
            Author::Literal(name) => name,
        })
        .collect();
    let headline = one_line(article.headline.as_deref().unwrap_or("(no headline)"));
    let title = match authors.is_empty() {
        true => format!("“{headline}”"),
        false => format!("{}: “{headline}”", authors.join(", ")),
    };
    let place = [article.source.as_deref().map(one_line).unwrap_or_default(), iso_date(article)];
    let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let url = article.url.as_deref().map(one_line).unwrap_or_default();
    let parts = [title, place, url, format!("[{}]", custody(article))];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::tests::article;
    use super::*;

    #[test]
    fn a_line_has_what_is_known() {
        let article = Article { headline: Some("Talks end".into()), url: None, ..article() };
        assert_eq!(
            line(&article),
            "Anna Hartwell, Xi Jinping, Trade and Industry Desk: “Talks end”. The Wire, 2015-10-23. \
             [dateline id a1-b2, file news/a.html]\n"
        );
        let bare = Article { id: "x".into(), path: "b.txt".into(), record: 3, ..Article::default() };
        assert_eq!(line(&bare), "“(no headline)”. [dateline id x, file b.txt, record 3]\n");
    }
}
