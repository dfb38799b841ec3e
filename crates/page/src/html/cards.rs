//! Cards of other stories: boxes with a picture, a linked title and perhaps a line or two.

use dom_query::NodeRef;

use super::dom::{self, Step};

/// A card holds no more text than this outside of its links.
pub(super) const LONGEST: usize = 400;

/// A link around more text than this is a mistake in the markup.
const LONGEST_LINK: usize = 600;

/// True for a link to another page.
pub(super) fn is_link_away(node: NodeRef) -> bool {
    dom::attribute(node, "href")
        .is_some_and(|href| !href.starts_with('#') && !href.starts_with("javascript:"))
}

/// True if a link holds blocks with words, as cards do; links within a text hold words alone.
pub(super) fn wraps_blocks(link: NodeRef) -> bool {
    let mut blocks = 0;
    dom::walk(link, |node, step| {
        if step == Step::Enter && node.is_element() {
            blocks += usize::from(dom::is_any(
                node,
                &["div", "p", "h2", "h3", "h4", "h5", "h6", "article", "header"],
            ));
        }
        true
    });
    let length = dom::text(link).len();
    blocks > 0 && length > 0 && length <= LONGEST_LINK
}

/// The text of the one heading of a box, where that is a link to another page.
pub(super) fn linked_heading(node: NodeRef) -> Option<String> {
    let mut found = None;
    dom::walk(node, |node, step| {
        if step == Step::Enter && found.is_none() && dom::is_any(node, &["h2", "h3", "h4", "h5", "h6"]) {
            found = Some(node);
        }
        found.is_none()
    });
    let heading = found?;
    let text = dom::text(heading);
    let link = heading.descendants_it().find(|inner| dom::is_any(*inner, &["a"]) && is_link_away(*inner))?;
    (!text.is_empty() && dom::text(link).len() * 10 >= text.len() * 8).then_some(text)
}
