//! What every page has around what it shows.

use crate::address::Address;
use crate::assets;
use crate::live::Snapshot;
use crate::page::numbers::number;

/// The head and foot of a page, and its box.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The title of the window.
    pub title: String,
    /// What stands in the box.
    pub q: String,
    /// What the box keeps besides what is typed.
    pub kept: Vec<(String, String)>,
    /// The moment of the archive.
    pub generation: String,
    /// How many articles the archive has.
    pub articles: u64,
    /// The same for people.
    pub articles_shown: String,
    /// What the user should know before trusting an answer.
    pub warnings: Vec<String>,
    /// Where the style is.
    pub css: &'static str,
    /// Where the script is.
    pub js: &'static str,
    /// Where the icon is.
    pub icon: &'static str,
    /// True where one has to sign in, and can sign out.
    pub has_login: bool,
}

impl Frame {
    /// Around a page without an archive.
    pub fn bare(title: &str) -> Frame {
        Frame {
            title: title.to_owned(),
            css: assets::path("page.css"),
            js: assets::path("page.js"),
            icon: assets::path("icon.svg"),
            ..Frame::default()
        }
    }

    /// With a question in its box.
    pub fn asking(self, address: &Address) -> Frame {
        let kept = Address { q: String::new(), ..address.at_page(0) }.fields();
        Frame { q: address.q.clone(), kept, ..self }
    }

    /// Around a page of an archive.
    pub fn of(snapshot: &Snapshot, title: &str) -> Frame {
        Frame {
            generation: snapshot.generation.clone(),
            articles: snapshot.about.articles,
            articles_shown: number(snapshot.about.articles),
            warnings: snapshot.warnings(),
            has_login: snapshot.serving.has_login,
            ..Frame::bare(title)
        }
    }
}
