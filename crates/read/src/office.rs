//! What documents of word processors have in common: parts of XML in a zip, properties, and styles with known names.

use std::sync::Arc;

use dateline_core::document::{Document, Role};
use serde_json::Value;

use super::error::Reason;
use super::facts::Facts;
use super::flow::Flow;
use super::input::Scope;
use super::store::Store;
use super::xml::Tree;
use super::zip::Archive;
use super::{Content, RawDoc, encoding};

/// The bytes of the part with the text.
///
/// # Errors
/// If it is missing, or cannot be read.
pub(super) fn main_part(
    archive: &Archive,
    name: &str,
    format: &'static str,
    scope: &Scope,
) -> Result<Vec<u8>, Reason> {
    let raw = archive.read(name, scope)?;
    raw.ok_or_else(|| Reason::damaged(format, format!("{name} is missing")))
}

/// The markup of a part that need not be there.
///
/// # Errors
/// If it is there and cannot be read.
pub(super) fn part(archive: &Archive, name: &str, scope: &Scope) -> Result<String, Reason> {
    Ok(archive.read(name, scope)?.map_or_else(String::new, |raw| encoding::decode_html(raw).text))
}

/// An empty document for a file whose text is in this part.
///
/// # Errors
/// If the file cannot be read once more, for its hash.
pub(super) fn document(store: &Arc<Store>, main_part: &[u8]) -> Result<RawDoc, Reason> {
    let mut doc = RawDoc::of(0, main_part, Content::Document(Document::default()));
    // The document is the whole file, of which its text is one member.
    doc.hash = store.hash()?;
    doc.digest = doc.hash.first();
    Ok(doc)
}

/// Fills in what was read of a document.
pub(super) fn fill(doc: &mut RawDoc, facts: Facts, flow: Flow) {
    let title = facts.extra.get("dc:title").and_then(Value::as_str).map(str::to_owned);
    doc.content = Content::Document(Document { title, paragraphs: flow.finish() });
    doc.facts = Some(Box::new(facts));
}

/// Those of the properties of a file that are shown, its title among them; `rule` says where they are from.
pub(super) fn facts(rule: &'static str, shown: &[&str], properties: &str) -> Facts {
    let mut facts = Facts::from(rule);
    let tree = Tree::new(properties);
    for name in shown {
        let value = tree.find(name).and_then(|element| element.text());
        facts.extra.extend(value.map(|value| ((*name).to_owned(), Value::from(value))));
    }
    facts
}

/// What paragraphs of a style are, by its name, which is in English whatever the language of the program is.
pub(super) fn role_of(style: &str) -> Role {
    let name: String = style.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    match name.as_str() {
        "title" => Role::Title,
        "subtitle" => Role::Subtitle,
        "caption" | "figure" | "illustration" => Role::Caption,
        name => {
            let level = name.strip_prefix("heading").and_then(|level| level.parse().ok());
            level.filter(|level| (1..=9).contains(level)).map_or(Role::Text, Role::Heading)
        }
    }
}
