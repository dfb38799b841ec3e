//! Where an outlet is, where a table, its name or its address says so.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::address::{self, host};
use super::context;
use super::table::{key, rows, tables};
use crate::places::{Gazetteer, MatchKind};
use dateline_core::article::Article;

const OUTLETS: &str = include_str!("../../data/outlets.tsv");

/// Domains of countries that are sold to anybody and say nothing of a place.
const SOLD_DOMAINS: [&str; 22] = [
    "ac", "ag", "ai", "bz", "cc", "cd", "co", "fm", "gg", "io", "la", "ly", "me", "ms", "nu", "sc", "sh",
    "tk", "to", "tv", "vc", "ws",
];

/// Countries by the folded names of outlets and by their domains.
static COUNTRIES: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let outlets = rows(OUTLETS)
        .filter(|row| row.first() != Some(&WORLD))
        .filter_map(|row| Some((*row.first()?, *row.get(1)?)));
    outlets.flat_map(|(code, names)| names.split('|').map(move |name| (key(name), code))).collect()
});

/// Marks the outlets that write about the whole world for the whole world.
const WORLD: &str = "world";

/// The folded names and the domains of agencies and of outlets that write for no country of their own.
static WORLDWIDE: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let outlets = rows(OUTLETS).filter(|row| row.first() == Some(&WORLD));
    outlets
        .flat_map(|row| row[1..].iter().flat_map(|names| names.split('|')).map(key).collect::<Vec<_>>())
        .collect()
});

/// The country of the article's outlet; `None` where nothing says so plainly.
pub(super) fn country(article: &Article) -> Option<&'static str> {
    let source = article.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
    let host = host_of(article);
    source
        .and_then(by_table)
        .or_else(|| host.and_then(by_host))
        .or_else(|| source.filter(|source| source.contains('.')).and_then(by_host))
        .or_else(|| source.and_then(by_name))
        .or_else(|| host.and_then(by_domain))
        .or_else(|| source.and_then(by_domain))
}

/// The country whose readers an outlet writes for; `None` for agencies and papers of the whole world.
pub(super) fn home(article: &Article) -> Option<&'static str> {
    let is_worldwide = |name: &str| WORLDWIDE.contains(&key(name));
    let source = article.source.as_deref().map(str::trim).unwrap_or_default();
    if is_worldwide(source) || host_of(article).is_some_and(|host| parents(host).any(is_worldwide)) {
        return None;
    }
    country(article).or_else(|| named_by(host_of(article)?))
}

/// The host of the article's address: the one it has, or the one that its body begins with.
fn host_of(article: &Article) -> Option<&str> {
    let given = article.url.as_deref().and_then(host);
    given.or_else(|| address::line(&article.body).and_then(|line| host(&article.body[line.start..line.end])))
}

/// The country that a host names: by its domain, or by its own name, as in koreaherald.com.
pub(super) fn named_by(host: &str) -> Option<&'static str> {
    by_domain(host).or_else(|| host.split('.').find_map(by_label))
}

/// The country in a label of a host that is made of a place and of words of papers: koreaherald, newsghana.
fn by_label(label: &str) -> Option<&'static str> {
    let label = label.to_ascii_lowercase();
    let label = Some(label.strip_prefix("the").unwrap_or(&label)).filter(|label| label.is_ascii())?;
    (SHORTEST_PLACE..label.len()).rev().find_map(|length| {
        let (head, tail) = label.split_at(length);
        let (first, last) = label.split_at(label.len() - length);
        let by_head = place(head).filter(|_| context::is_of_papers(tail));
        by_head.or_else(|| place(last).filter(|_| context::is_of_papers(first)))
    })
}

/// Shorter names of places stand in too many words.
const SHORTEST_PLACE: usize = 4;

/// The country with this name, or with a capital or a people of this name.
fn place(name: &str) -> Option<&'static str> {
    let is_telling = |kind| matches!(kind, MatchKind::Country | MatchKind::Capital | MatchKind::Demonym);
    Gazetteer::get().candidate(name).filter(|found| is_telling(found.kind)).map(|found| found.code)
}

fn by_table(name: &str) -> Option<&'static str> {
    let wanted = key(name);
    COUNTRIES.get(&wanted).or_else(|| COUNTRIES.get(wanted.strip_prefix("the ")?)).copied()
}

/// The table's entry for a host or for a domain above it.
fn by_host(host: &str) -> Option<&'static str> {
    parents(host).find_map(by_table)
}

/// A host and the domains above it.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    std::iter::successors(Some(host), |host| Some(host.split_once('.')?.1)).filter(|host| host.contains('.'))
}

/// The country in the outlet's own name: Bangkok Post, Korea Herald.
fn by_name(name: &str) -> Option<&'static str> {
    let found = Gazetteer::get().find(name);
    let is_telling =
        |kind| matches!(kind, MatchKind::Country | MatchKind::Capital | MatchKind::City | MatchKind::Demonym);
    let mut telling = found.iter().filter(|place| !place.ambiguous && is_telling(place.kind));
    let first = telling.next()?.code()?;
    telling.all(|place| place.code() == Some(first)).then_some(first)
}

/// The country whose domain a host ends in.
fn by_domain(host: &str) -> Option<&'static str> {
    let (_, last) = host.trim_end_matches('/').rsplit_once('.')?;
    let domain = last.to_ascii_lowercase();
    if SOLD_DOMAINS.contains(&domain.as_str()) {
        return None;
    }
    tables().countries.iter().find(|country| country.domain == domain).map(|country| country.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str, url: &str) -> Option<&'static str> {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        country(&Article { source: filled(source), url: filled(url), ..Article::default() })
    }

    #[test]
    fn known_outlets() {
        assert_eq!(of("Middle East Eye", ""), Some("GB"));
        assert_eq!(of("AFP", ""), Some("FR"));
        assert_eq!(of("le monde", ""), Some("FR"));
        assert_eq!(of("", "https://www.aljazeera.com/news/2015/10/1"), Some("QA"));
        assert_eq!(of("", "https://edition.cnn.com/x"), Some("US"));
        assert_eq!(of("theguardian.com", ""), Some("GB"));
    }

    #[test]
    fn names_and_domains_that_say_so() {
        assert_eq!(of("Zambia Daily", ""), Some("ZM"));
        assert_eq!(of("", "http://www.example.co.ke/a"), Some("KE"));
        assert_eq!(of("", "https://example.uk/a"), Some("GB"));
    }

    #[test]
    fn hosts_that_name_their_country() {
        for (host, code) in [
            ("koreaherald.example", Some("KR")),
            ("www.newsghana.example", Some("GH")),
            ("thepeninsulaqatar.example", None),
            ("nigeriatimes.example", Some("NG")),
            ("malibutimes.example", None),
            ("times.example", None),
        ] {
            assert_eq!(named_by(host), code, "{host}");
        }
    }

    #[test]
    fn the_address_may_stand_in_the_body() {
        let article =
            Article { body: "https://www.example.co.ke/a\nIt rained.".into(), ..Article::default() };
        assert_eq!((country(&article), home(&article)), (Some("KE"), Some("KE")));
        let world = Article { source: Some("Reuters".into()), ..Article::default() };
        assert_eq!((country(&world), home(&world)), (Some("GB"), None));
    }

    #[test]
    fn nothing_is_guessed() {
        assert_eq!(of("The Daily Planet", "https://dailyplanet.com/a"), None);
        assert_eq!(of("", "https://example.io/a"), None);
        assert_eq!(of("", ""), None);
    }
}
