//! Whether a request is meant for this server.
//!
//! A page of another site can make its own name point to this machine, and then read what is served here as if it
//! were its own (DNS rebinding). Such a request bears the name of that site as its host, so only the names of this
//! server are answered: addresses in figures, `localhost`, and those that were given. What changes something has to
//! come from a page of this server too.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, header};

/// The names under which the server is reached.
#[derive(Debug, Clone, Default)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Those of this machine and these.
    pub fn new(names: &[String]) -> Hosts {
        Hosts(names.iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase()).collect())
    }

    /// True if a request is meant for this server, and comes from a page of its own if it may change something.
    pub fn allow(&self, method: &Method, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let Ok(host) = host.to_str() else { return false };
        if !self.is_own(host) {
            return false;
        }
        matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || is_from(headers, host)
    }

    fn is_own(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        name == "localhost" || is_address(&name) || self.0.contains(&name)
    }
}

/// The name in a host with or without a port; `None` if it is neither.
fn name_of(host: &str) -> Option<&str> {
    let end = match host.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at_checked(end)?;
    let is_port =
        |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(name)
}

fn is_address(name: &str) -> bool {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    bare.parse::<IpAddr>().is_ok()
}

/// True if a browser says that the request is from a page of this host; others than browsers say nothing.
fn is_from(headers: &HeaderMap, host: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return false;
    }
    match headers.get(header::ORIGIN).map(|origin| origin.to_str()) {
        None => true,
        Some(Ok(origin)) => origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        Some(Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(method: Method, pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        Hosts::new(&["News.Example".to_owned()]).allow(&method, &headers)
    }

    #[test]
    fn only_own_names_are_answered() {
        for own in [
            "localhost",
            "LOCALHOST:8321",
            "127.0.0.1:8321",
            "[::1]:8321",
            "[::1]",
            "news.example:80",
            "10.0.0.7",
        ] {
            assert!(allowed(Method::GET, &[("host", own)]), "{own}");
        }
        for other in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "news.example.evil",
            "",
            "[::1",
            "[::1]evil.example",
            "localhost:80:evil",
            "localhost:port",
            "localhost@evil.example",
        ] {
            assert!(!allowed(Method::GET, &[("host", other)]), "{other}");
        }
        assert!(!allowed(Method::GET, &[]));
        assert!(!allowed(Method::GET, &[("host", "localhost"), ("host", "localhost")]));
    }

    #[test]
    fn what_changes_something_comes_from_an_own_page() {
        let host = ("host", "localhost:8321");
        assert!(allowed(Method::POST, &[host]));
        assert!(allowed(Method::POST, &[host, ("origin", "http://localhost:8321")]));
        assert!(!allowed(Method::POST, &[host, ("origin", "http://localhost:9999")]));
        assert!(!allowed(Method::POST, &[host, ("origin", "https://evil.example")]));
        assert!(!allowed(Method::POST, &[host, ("origin", "null")]));
        assert!(!allowed(Method::POST, &[host, ("sec-fetch-site", "cross-site")]));
    }
}
