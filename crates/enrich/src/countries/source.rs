//! Where an outlet is, where a table, its name or its address says so.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

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
    let outlets = rows(OUTLETS).filter_map(|row| Some((*row.first()?, *row.get(1)?)));
    outlets.flat_map(|(code, names)| names.split('|').map(move |name| (key(name), code))).collect()
});

/// The country of the article's outlet; `None` where nothing says so plainly.
pub(super) fn country(article: &Article) -> Option<&'static str> {
    let source = article.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
    let host = article.url.as_deref().and_then(host);
    source
        .and_then(by_table)
        .or_else(|| host.and_then(by_host))
        .or_else(|| source.filter(|source| source.contains('.')).and_then(by_host))
        .or_else(|| source.and_then(by_name))
        .or_else(|| host.and_then(by_domain))
        .or_else(|| source.and_then(by_domain))
}

fn by_table(name: &str) -> Option<&'static str> {
    let wanted = key(name);
    COUNTRIES.get(&wanted).or_else(|| COUNTRIES.get(wanted.strip_prefix("the ")?)).copied()
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.contains('.').then_some(host)
}

/// The table's entry for a host or for a domain above it.
fn by_host(host: &str) -> Option<&'static str> {
    let mut host = host.strip_prefix("www.").unwrap_or(host);
    while host.contains('.') {
        if let Some(found) = by_table(host) {
            return Some(found);
        }
        host = host.split_once('.')?.1;
    }
    None
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
    fn nothing_is_guessed() {
        assert_eq!(of("The Daily Planet", "https://dailyplanet.com/a"), None);
        assert_eq!(of("", "https://example.io/a"), None);
        assert_eq!(of("", ""), None);
    }
}
