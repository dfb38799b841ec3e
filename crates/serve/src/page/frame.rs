//! What every page has around what it shows.

use dateline_search::query::Field;

use crate::address::{Address, FIELDS};
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
    /// The fields that words can be looked for in, by their names in an address and for people; true for the one that
    /// is chosen.
    pub fields: Vec<(&'static str, &'static str, bool)>,
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
            fields: fields(Field::Any),
            ..Frame::default()
        }
    }

    /// With a question in its box.
    pub fn asking(self, address: &Address) -> Frame {
        let kept = Address { q: String::new(), field: Field::Any, ..address.at_page(0) }.fields();
        Frame { q: address.q.clone(), kept, fields: fields(address.field), ..self }
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

/// The fields to choose from.
fn fields(chosen: Field) -> Vec<(&'static str, &'static str, bool)> {
    let label = |name: &'static str, field| match field {
        Field::Headline => "headlines",
        Field::Body => "text",
        Field::Person => "people",
        Field::Org => "organisations",
        Field::Place => "places",
        Field::By => "bylines",
        _ => name,
    };
    FIELDS.map(|(name, field)| (name, label(name, field), field == chosen)).to_vec()
}
