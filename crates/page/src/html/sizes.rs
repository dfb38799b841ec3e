//! How much text each element of a page holds, and whether the story may be in it.
use dom_query::{NodeId, NodeRef};
use rustc_hash::FxHashMap;

use super::classes::{Roles, roles};
use super::dom::{self, Step};

/// A paragraph of at least this many bytes, links left out, is running text.
const RUNNING: usize = 80;

/// What an element holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    /// Bytes of text, links left out.
    pub text: usize,
    /// Bytes of text in paragraphs that are long enough to be running text.
    pub prose: usize,
    /// Bytes of text that is in no block within the element.
    own: usize,
    /// What its names say.
    roles: Roles,
    /// Whether a headline, an article or the main part of the page is in it.
    pub holds_story: bool,
    /// Whether a heading of the first level is in it.
    pub holds_heading: bool,
    /// How many lower headings are in it, those in links left out.
    pub headings: usize,
}

/// The size of each element of a page.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    of: FxHashMap<NodeId, Size>,
    total: usize,
}

impl Sizes {
    /// Measures everything below a node.
    pub fn of(root: NodeRef) -> Self {
        let mut sizes = Self::default();
        let mut open = vec![Size::default()];
        dom::walk(root, |node, step| {
            if node.is_element() && dom::is_unseen(node) || dom::is_any(node, &["a"]) {
                return false;
            }
            if step == Step::Enter {
                open.push(Size::default());
                dom::with_text(node, |text| add(&mut open, text.trim().len()));
                return true;
            }
            let mut size = open.pop().unwrap_or_default();
            let is_inline = !node.is_element() || dom::is_inline(node);
            if !is_inline && size.own >= RUNNING {
                size.prose += size.own;
            }
            if node.is_element() || node.id == root.id {
                size.roles = roles(node);
                size.holds_story |= is_story(node);
                size.holds_heading |= dom::is_any(node, &["h1"]);
                size.headings += usize::from(dom::is_any(node, &["h2", "h3", "h4", "h5", "h6"]));
                sizes.of.insert(node.id, size);
            }
            if let Some(outer) = open.last_mut() {
                outer.text += size.text;
                outer.prose += size.prose;
                outer.own += if is_inline { size.own } else { 0 };
                outer.holds_story |= size.holds_story;
                outer.holds_heading |= size.holds_heading;
                outer.headings += size.headings;
            }
            true
        });
        sizes.total = sizes.of_node(root).text;
        sizes
    }

    /// The size of an element.
    pub fn of_node(&self, node: NodeRef) -> Size {
        self.of.get(&node.id).copied().unwrap_or_default()
    }

    /// What the names of an element say; those of what is in a link are not kept.
    pub fn roles(&self, node: NodeRef) -> Roles {
        self.of.get(&node.id).map_or_else(|| roles(node), |size| size.roles)
    }

    /// How much of the page so many bytes are, in percent, rounded up.
    pub fn percent(&self, bytes: usize) -> usize {
        (bytes * 100).div_ceil(self.total.max(1))
    }
}

fn add(open: &mut [Size], bytes: usize) {
    if let Some(last) = open.last_mut() {
        last.text += bytes;
        last.own += bytes;
    }
}

fn is_story(node: NodeRef) -> bool {
    dom::is_any(node, &["h1", "article", "main"])
        || dom::attribute(node, "itemprop").is_some_and(|property| property == "articleBody")
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn size_of(html: &str, selector: &str) -> Size {
        let doc = Document::from(html);
        let node = doc.select(selector).nodes()[0];
        Sizes::of(doc.root()).of_node(node)
    }

    #[test]
    fn running_text_is_in_long_paragraphs() {
        let long = "word ".repeat(20);
        let size = size_of(&format!("<div><p>{long}</p><p>short</p><a href=x>{long}</a></div>"), "div");
        assert_eq!((size.text, size.prose), (104, 99));
    }

    #[test]
    fn the_story_is_where_the_headline_is() {
        assert!(size_of("<div><section><h1>Talks</h1></section></div>", "div").holds_story);
        assert!(!size_of("<div><h2>Talks</h2></div><h1>x</h1>", "div").holds_story);
    }
}
