//! The country of the outlet, for an article that leaves its country unsaid because its readers know it.
//!
//! Papers write of "the parliament" and "the police" of their own country and seldom name it. What is evidence then is
//! the public body without a country, or the address of the article where that names the country.

use super::{address, context, source};
use dateline_core::article::{Article, Mention, Piece, Span, TextField};

/// The country at home, and what in the text says that the article may be about it.
pub(super) struct Home {
    pub code: &'static str,
    pub mention: Mention,
}

/// How much of a body is searched for a public body: what a report is about it names early.
const HEAD: usize = 3_000;

/// The home of an article, where the outlet writes for one country and the text speaks of that country's public bodies.
pub(super) fn of(article: &Article) -> Option<Home> {
    let code = source::home(article)?;
    let mention = public_body(article).or_else(|| address_of(article, code))?;
    Some(Home { code, mention })
}

/// The first public body that is named in the headline or early in the body.
fn public_body(article: &Article) -> Option<Mention> {
    let is_read = |piece: &Piece<'_>| {
        matches!(piece.field, TextField::Headline | TextField::Standfirst | TextField::Body)
    };
    article.pieces().filter(is_read).find_map(|piece| {
        let start = if piece.field == TextField::Body { address::end_in(piece.text) } else { 0 };
        let span = context::public_body(&piece.text[start..], HEAD)?;
        Some(piece.mention(Span::new(start + span.start, start + span.end)))
    })
}

/// The host in the address that the body begins with, where the host itself names the country.
fn address_of(article: &Article, code: &str) -> Option<Mention> {
    let body = article.pieces().find(|piece| piece.field == TextField::Body)?;
    let line = address::line(body.text)?;
    let host = address::host(&body.text[line.start..line.end])?;
    if source::named_by(host) != Some(code) {
        return None;
    }
    let start = line.start + body.text[line.start..].find(host)?;
    Some(body.mention(Span::new(start, start + host.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::Role;

    fn about(url: &str, body: &str) -> Vec<(String, String)> {
        let url = Some(url.to_owned()).filter(|url| !url.is_empty());
        let mut article = Article { url, body: body.into(), ..Article::default() };
        crate::enrich(&mut article);
        let about = article.countries.into_iter().filter(|country| country.role == Role::About);
        about.map(|country| (country.code, country.evidence[0].text.clone())).collect()
    }

    #[test]
    fn a_paper_writes_of_the_public_bodies_of_its_own_country() {
        let text = "The finance ministry will ask for more money for schools, the minister said.";
        assert_eq!(about("https://www.koreaherald.com/1", text), [("KR".into(), "ministry".into())]);
        assert_eq!(about("https://news.example/1", text), []);
        assert_eq!(about("https://www.reuters.com/1", text), []);
    }

    #[test]
    fn another_country_is_not_replaced() {
        let text = "The parliament in Oslo voted for the budget of Norway, the finance ministry said.";
        let codes: Vec<String> =
            about("https://www.koreaherald.com/1", text).into_iter().map(|c| c.0).collect();
        assert_eq!(codes, ["NO"]);
    }

    #[test]
    fn an_address_that_names_its_country_is_evidence() {
        let text = "A new song is out and fans love it.";
        let found = about("", &format!("https://www.ghanatimes.example/a\n{text}"));
        assert_eq!(found, [("GH".into(), "ghanatimes.example".into())]);
        assert_eq!(about("", &format!("https://www.musictimes.example/a\n{text}")), []);
    }
}
