//! Corrections as TOML.

use std::fmt;

use dom_query::Matcher;
use regex::Regex;
use serde::Deserialize;

use super::Site;
use super::markup::Selectors;
use super::plain::Patterns;
use crate::html::letters;

/// What is wrong with the corrections of a site, and under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteError {
    /// The key, such as `html.headline`; empty where the whole is no TOML.
    pub key: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "{}", self.reason)
        } else {
            write!(f, "{}: {}", self.key, self.reason)
        }
    }
}

impl std::error::Error for SiteError {}

/// One value or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    One(String),
    Many(Vec<String>),
}

impl Listed {
    fn list(this: Option<Listed>) -> Vec<String> {
        match this {
            None => Vec::new(),
            Some(Listed::One(one)) => vec![one],
            Some(Listed::Many(many)) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    host: Option<Listed>,
    outlet: Option<Listed>,
    source: Option<String>,
    #[serde(default)]
    html: Html,
    #[serde(default)]
    text: Text,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Html {
    headline: Option<Listed>,
    standfirst: Option<Listed>,
    byline: Option<Listed>,
    date: Option<Listed>,
    updated: Option<Listed>,
    section: Option<Listed>,
    captions: Option<Listed>,
    body: Option<Listed>,
    remove: Option<Listed>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    line: Option<Listed>,
    headline: Option<Listed>,
    standfirst: Option<Listed>,
    byline: Option<Listed>,
    date: Option<Listed>,
    section: Option<Listed>,
    body_start: Option<Listed>,
    body_end: Option<Listed>,
    drop: Option<Listed>,
}

/// Reads the corrections of a site.
pub fn site(name: &str, toml: &str) -> Result<Site, SiteError> {
    let file: File = toml::from_str(toml)
        .map_err(|error| SiteError { key: String::new(), reason: error.to_string().trim_end().to_owned() })?;
    let (hosts, outlets) = (Listed::list(file.host), Listed::list(file.outlet));
    let text = text(file.text)?;
    if hosts.is_empty() && outlets.is_empty() && !text.has_line() {
        let reason = "one of host, outlet or text.line is needed to recognise the pages of the site";
        return Err(SiteError { key: String::new(), reason: reason.to_owned() });
    }
    Ok(Site {
        name: name.to_owned(),
        hosts: hosts.iter().map(|host| bare_host(host)).collect(),
        outlets: outlets.iter().map(|outlet| letters(outlet)).collect(),
        source: file.source,
        html: html(file.html)?,
        text,
    })
}

/// A host without what people copy along with it.
fn bare_host(host: &str) -> String {
    let host = super::host(host.trim()).unwrap_or_default();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

fn html(html: Html) -> Result<Selectors, SiteError> {
    Ok(Selectors {
        headline: selector("html.headline", html.headline)?,
        standfirst: selector("html.standfirst", html.standfirst)?,
        byline: selector("html.byline", html.byline)?,
        date: selector("html.date", html.date)?,
        updated: selector("html.updated", html.updated)?,
        section: selector("html.section", html.section)?,
        captions: selector("html.captions", html.captions)?,
        body: selector("html.body", html.body)?,
        remove: selector("html.remove", html.remove)?,
    })
}

/// The selectors of a key joined; an empty list is no selector.
fn selector(key: &str, listed: Option<Listed>) -> Result<Option<Matcher>, SiteError> {
    let list = Listed::list(listed);
    for selector in &list {
        if Matcher::new(selector).is_err() {
            let reason = format!("{selector:?} is not a CSS selector");
            return Err(SiteError { key: key.to_owned(), reason });
        }
    }
    let all = list.join(", ");
    Ok(Matcher::new(&all).ok().filter(|_| !list.is_empty()))
}

fn text(text: Text) -> Result<Patterns, SiteError> {
    Ok(Patterns {
        line: patterns("text.line", text.line)?,
        headline: patterns("text.headline", text.headline)?,
        standfirst: patterns("text.standfirst", text.standfirst)?,
        byline: patterns("text.byline", text.byline)?,
        date: patterns("text.date", text.date)?,
        section: patterns("text.section", text.section)?,
        body_start: patterns("text.body_start", text.body_start)?,
        body_end: patterns("text.body_end", text.body_end)?,
        drop: patterns("text.drop", text.drop)?,
    })
}

fn patterns(key: &str, listed: Option<Listed>) -> Result<Vec<Regex>, SiteError> {
    let compiled = Listed::list(listed).into_iter().map(|pattern| {
        Regex::new(&pattern).map_err(|error| SiteError {
            key: key.to_owned(),
            reason: format!("{pattern:?} is not a regular expression: {}", last_line(&error.to_string())),
        })
    });
    compiled.collect()
}

/// The line of an error that says what is wrong, below those that show where.
fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(toml: &str) -> String {
        site("post", toml).unwrap_err().to_string()
    }

    #[test]
    fn values_are_single_or_listed() {
        let toml = "host = ['https://www.post.example/', 'post.example.org']\n[html]\nremove = ['.a', '#b']\n[text]\ndrop = '^x$'";
        let site = site("post", toml).unwrap();
        assert_eq!(site.hosts, ["post.example", "post.example.org"]);
        assert!(site.html.remove.is_some() && site.html.body.is_none());
        assert_eq!(site.text.drop.len(), 1);
    }

    #[test]
    fn errors_name_the_key_and_what_is_wrong() {
        assert_eq!(
            error("host = 'a.b'\n[html]\nheadline = 'h1['"),
            "html.headline: \"h1[\" is not a CSS selector"
        );
        assert!(
            error("host = 'a.b'\n[text]\ndrop = ['(']")
                .starts_with("text.drop: \"(\" is not a regular expression")
        );
        assert!(error("host = 'a.b'\n[html]\ntitle = 'h1'").contains("title"));
        assert!(error("host = 'a.b").contains("line 1"));
        assert!(error("source = 'Post'").contains("one of host, outlet or text.line is needed"));
    }
}
