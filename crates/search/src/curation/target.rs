//! What a correction is made for.

use std::fmt;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use dateline_core::article::Article;

/// What a correction is made for.
#[derive(Debug, Clone)]
pub enum Target {
    /// The articles with an id: one, or copies of it in several files.
    Article(String),
    /// Every article of the files below a folder, or of one file.
    Folder(PathBuf),
    /// Every article of the files that a pattern fits, which is read as in a `.gitignore`.
    Files(String, Box<Gitignore>),
    /// Every article whose address is on a site or a part of it.
    Site(String),
}

impl Target {
    /// The files that a pattern fits.
    ///
    /// # Errors
    /// If it is no pattern, in words.
    pub fn files(pattern: &str) -> Result<Target, String> {
        if pattern.trim().is_empty() || pattern.trim_start().starts_with(['#', '!']) {
            return Err(format!("{pattern:?} is not a pattern of files, such as *.txt or bbc/**"));
        }
        let mut builder = GitignoreBuilder::new("/");
        builder.add_line(None, pattern).map_err(|error| format!("{pattern:?}: {error}"))?;
        let matcher = builder.build().map_err(|error| format!("{pattern:?}: {error}"))?;
        Ok(Target::Files(pattern.to_owned(), Box::new(matcher)))
    }

    /// The site of a host or an address.
    ///
    /// # Errors
    /// If there is no host in it, in words.
    pub fn site(text: &str) -> Result<Target, String> {
        match host(text) {
            Some(host) if host.contains('.') => Ok(Target::Site(host)),
            _ => Err(format!("{text:?} is not a site, such as example.org")),
        }
    }

    /// The key of the target in the file of corrections.
    pub fn key(&self) -> &'static str {
        match self {
            Target::Article(_) => "id",
            Target::Folder(_) => "folder",
            Target::Files(..) => "files",
            Target::Site(_) => "site",
        }
    }

    /// The value of that key.
    pub fn value(&self) -> String {
        match self {
            Target::Article(id) => id.clone(),
            Target::Folder(path) => path.to_string_lossy().into_owned(),
            Target::Files(pattern, _) => pattern.clone(),
            Target::Site(host) => host.clone(),
        }
    }

    /// Orders targets so that those for fewer articles come later.
    pub(super) fn rank(&self) -> (u8, usize) {
        match self {
            Target::Site(host) => (0, host.len()),
            Target::Folder(path) => (1, path.components().count()),
            Target::Files(..) => (2, 0),
            Target::Article(_) => (3, 0),
        }
    }

    /// True if it is made for all articles of the file at this path.
    pub fn fits_path(&self, path: &Path) -> bool {
        match self {
            Target::Article(_) | Target::Site(_) => false,
            Target::Folder(folder) => path.starts_with(folder),
            Target::Files(_, pattern) => is_fitting(pattern, path),
        }
    }

    /// True if it is made for this article.
    pub fn fits(&self, article: &Article) -> bool {
        match self {
            Target::Article(id) => *id == article.id,
            Target::Site(site) => {
                article.url.as_deref().and_then(host).is_some_and(|host| is_part(&host, site))
            }
            path => path.fits_path(Path::new(&article.path)),
        }
    }
}

/// Targets are the same if they are written the same.
impl PartialEq for Target {
    fn eq(&self, other: &Target) -> bool {
        self.key() == other.key() && self.value() == other.value()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Article(_) => f.write_str("article"),
            other => write!(f, "{} {}", other.key(), other.value()),
        }
    }
}

/// The library asserts that a path lies below the root that it was made for.
fn is_fitting(pattern: &Gitignore, path: &Path) -> bool {
    let below = path.strip_prefix("/").unwrap_or(path);
    !below.has_root() && pattern.matched_path_or_any_parents(below, false).is_ignore()
}

fn is_part(host: &str, site: &str) -> bool {
    host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The host of an address, or a host by itself, without `www.`.
fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty() && !host.contains(char::is_whitespace)).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(path: &str, url: &str) -> Article {
        Article { path: path.into(), url: Some(url.into()), ..Article::default() }
    }

    #[test]
    fn patterns_are_those_of_gitignore() {
        let path = |path: &str| article(path, "");
        let fits = |pattern: &str, at: &str| Target::files(pattern).unwrap().fits(&path(at));
        assert!(fits("*.txt", "/a/b/c.txt") && !fits("*.txt", "/a/b/c.html"));
        assert!(fits("bbc/", "/news/bbc/2004/c.txt") && !fits("bbc/", "/news/abbc/c.txt"));
        assert!(fits("/news/*/c.txt", "/news/bbc/c.txt") && !fits("/news/*/c.txt", "/old/news/bbc/c.txt"));
        assert!(Target::files("").is_err() && Target::files("#").is_err() && Target::files("!x").is_err());
        assert!(!fits("*.txt", "-"));
    }

    #[test]
    fn sites_are_hosts_with_their_parts() {
        let site = Target::site("https://www.Example.org/about").unwrap();
        assert_eq!(site.value(), "example.org");
        assert!(site.fits(&article("", "http://news.example.org:80/a")));
        assert!(!site.fits(&article("", "http://counterexample.org/a")) && !site.fits(&Article::default()));
        assert!(Target::site("nowhere").is_err() && Target::site("").is_err());
    }

    #[test]
    fn folders_go_by_whole_names() {
        let folder = Target::Folder("/news/bbc".into());
        assert!(
            folder.fits(&article("/news/bbc/1.txt", "")) && !folder.fits(&article("/news/bbc2/1.txt", ""))
        );
    }
}
