//! Corrections for single sites, which a user writes down where reading goes wrong.
//!
//! A [`Site`] says how its pages are recognised and where on them the fields are: by selectors for HTML, by line patterns
//! for plain text. Its fields replace those that the readers find; if it finds nothing, theirs are kept.
//!
//! ```
//! use dateline_page::{Options, sites::{Site, Sites}};
//! let site = "host = 'post.example'\n[html]\nheadline = '.title'";
//! let sites = Sites::of(vec![Site::parse("post", site).unwrap()]);
//! let html = "<link rel=canonical href='https://www.post.example/a'><h1>Post</h1><b class=title>Ferry stays</b><p>Text.";
//! let article = dateline_page::read_html(html, &Options { sites: Some(&sites), ..Options::default() });
//! assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
//! ```
//!
//! Not for: reading the files in which the corrections stand.

mod markup;
mod parse;
mod plain;

pub use parse::SiteError;

pub(crate) use markup::Found as MarkupFields;
pub(crate) use plain::{Field, Matched};

use super::html::letters;
use markup::Selectors;
use plain::Patterns;

/// The corrections of one site.
#[derive(Debug, Clone)]
pub struct Site {
    /// What the corrections are called where they are named as a rule: that of their file.
    name: String,
    hosts: Vec<String>,
    outlets: Vec<String>,
    /// The outlet's name as it shall be.
    source: Option<String>,
    html: Selectors,
    text: Patterns,
}

impl Site {
    /// Reads corrections from TOML; `name` is what they are called.
    ///
    /// # Errors
    /// If it is no TOML, or holds an unknown key, a selector or pattern that cannot be read, or nothing a page could be
    /// known by.
    pub fn parse(name: &str, toml: &str) -> Result<Site, SiteError> {
        parse::site(name, toml)
    }

    /// The rule by which a field was found, for `found`.
    fn rule(&self, key: &str) -> String {
        format!("corrections {}: {key}", self.name)
    }

    /// The outlet's name as it shall be, with its rule.
    pub(crate) fn source(&self) -> Option<(String, String)> {
        Some((self.source.clone()?, self.rule("source")))
    }

    /// True if the host is the site's or a part of it.
    fn has_host(&self, host: &str) -> bool {
        let is_part = |own: &String| {
            host.strip_suffix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.hosts.iter().any(is_part)
    }
}

/// The corrections of all sites.
#[derive(Debug, Clone, Default)]
pub struct Sites {
    sites: Vec<Site>,
}

impl Sites {
    /// The corrections of these sites; where two fit a page, the first counts.
    pub fn of(sites: Vec<Site>) -> Sites {
        Sites { sites }
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// The site of an address.
    pub(crate) fn of_url(&self, url: &str) -> Option<&Site> {
        let host = host(url)?;
        self.sites.iter().find(|site| site.has_host(&host))
    }

    /// The site of an outlet.
    pub(crate) fn of_outlet(&self, outlet: &str) -> Option<&Site> {
        let outlet = letters(outlet);
        self.sites.iter().find(|site| site.outlets.contains(&outlet))
    }

    /// The site one of whose lines is in a text.
    pub(crate) fn of_lines<'a>(&self, lines: impl Iterator<Item = &'a str> + Clone) -> Option<&Site> {
        self.sites.iter().find(|site| lines.clone().any(|line| site.text.is_known_by(line)))
    }
}

/// The host of an address in lower case.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.to_lowercase();
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites() -> Sites {
        let post = "host = 'post.example'\noutlet = 'Oslo Post'\n[text]\nline = '^OSLO POST$'";
        Sites::of(vec![Site::parse("post", post).unwrap()])
    }

    #[test]
    fn a_site_is_known_by_host_outlet_or_line() {
        let sites = sites();
        for url in ["https://post.example/a", "http://www.Post.example:80/a", "post.example/a"] {
            assert!(sites.of_url(url).is_some(), "{url}");
        }
        for url in ["https://outpost.example/a", "https://post.example.org/", ""] {
            assert!(sites.of_url(url).is_none(), "{url}");
        }
        assert!(sites.of_outlet("OSLO POST").is_some() && sites.of_outlet("Post").is_none());
        assert!(sites.of_lines(["Menu", "OSLO POST"].into_iter()).is_some());
        assert!(sites.of_lines(["The OSLO POST said"].into_iter()).is_none());
    }
}
