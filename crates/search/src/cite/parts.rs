//! What every form of reference is made of.

use dateline_core::article::Article;
use dateline_enrich::names::given_and_family;

/// Who wrote an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Author {
    /// A person, where it is certain which part of the name is which.
    Person { given: String, family: String },
    /// Any other name, as it is printed.
    Literal(String),
}

/// The people of the byline, or else the agencies.
pub(super) fn authors(article: &Article) -> Vec<Author> {
    if article.byline.is_empty() {
        return article.agency.iter().map(|name| Author::Literal(one_line(name))).collect();
    }
    let author = |name: &String| {
        let name = one_line(name);
        match given_and_family(&name) {
            Some((given, family)) => Author::Person { given: given.to_owned(), family: family.to_owned() },
            None => Author::Literal(name),
        }
    };
    article.byline.iter().map(author).filter(|author| *author != Author::Literal(String::new())).collect()
}

/// Year, month and day of publication, as many as are known; the time of day is no part of a reference.
pub(super) fn date(article: &Article) -> Vec<u32> {
    let published = article.published.as_deref().unwrap_or_default();
    let day = published.split(['T', ' ']).next().unwrap_or_default();
    day.splitn(3, '-').map_while(|part| part.parse().ok()).collect()
}

/// The same as it is written: `2015-10-23`.
pub(super) fn iso_date(article: &Article) -> String {
    let numbers = date(article);
    let written =
        |(at, number): (usize, &u32)| if at == 0 { format!("{number:04}") } else { format!("{number:02}") };
    numbers.iter().enumerate().map(written).collect::<Vec<_>>().join("-")
}

/// By what a reader can check that a file is the one that is cited.
pub(super) fn custody(article: &Article) -> String {
    let mut parts = vec![format!("dateline id {}", one_line(&article.id))];
    parts.extend(article.sha256.map(|hash| format!("SHA-256 {hash}")));
    parts.push(format!("file {}", one_line(&article.path)));
    parts.extend(article.member.as_deref().map(|member| format!("member {}", one_line(member))));
    if article.record > 0 {
        parts.push(format!("record {}", article.record));
    }
    parts.join(", ")
}

/// A text on one line; a form of reference is broken by others.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::article;
    use super::*;

    #[test]
    fn a_date_has_as_many_parts_as_are_known() {
        for (published, numbers, written) in [
            ("2015-10-23T18:04:00+02:00", vec![2015, 10, 23], "2015-10-23"),
            ("2015-01-02", vec![2015, 1, 2], "2015-01-02"),
            ("2015-10", vec![2015, 10], "2015-10"),
            ("2015", vec![2015], "2015"),
            ("soon", vec![], ""),
        ] {
            let article = Article { published: Some(published.into()), ..Article::default() };
            assert_eq!((date(&article), iso_date(&article).as_str()), (numbers, written));
        }
        assert!(date(&Article::default()).is_empty());
    }

    #[test]
    fn a_name_has_parts_only_where_they_are_certain() {
        let literal = |name: &str| Author::Literal(name.into());
        let person = Author::Person { given: "Anna".into(), family: "Hartwell".into() };
        assert_eq!(authors(&article()), [person, literal("Xi Jinping"), literal("Trade and Industry Desk")]);
        let agency = Article { byline: vec![], agency: vec!["The Press Pool".into()], ..article() };
        assert_eq!(authors(&agency), [literal("The Press Pool")]);
    }
}
