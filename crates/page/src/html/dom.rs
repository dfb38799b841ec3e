//! Reading the element tree: attributes, text as a reader sees it, walking without recursion.

use dateline_core::html::INLINE_ELEMENTS;
use dom_query::{NodeData, NodeRef};

/// Elements whose content no reader sees.
const UNSEEN: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "head", "select",
    // The readings of characters: they are beside the words, not among them.
    "rt", "rp", "rtc",
];

/// A step of [`walk`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Enter,
    Leave,
}

/// Visits every node below and including `root` in document order, on entering and on leaving it.
///
/// Where `visit` returns false on entering, the content of the node is ignored; it is then not left either.
pub(super) fn walk<'a>(root: NodeRef<'a>, mut visit: impl FnMut(NodeRef<'a>, Step) -> bool) {
    let mut node = root;
    loop {
        if visit(node, Step::Enter) {
            if let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            visit(node, Step::Leave);
        }
        loop {
            if node.id == root.id {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            visit(parent, Step::Leave);
            node = parent;
        }
    }
}

/// The lower-case name of an element, empty for other nodes.
pub(super) fn name(node: NodeRef) -> String {
    node.element_ref().map(|element| element.name.local.to_string()).unwrap_or_default()
}

/// True if the element is one of these.
pub(super) fn is_any(node: NodeRef, names: &[&str]) -> bool {
    node.element_ref().is_some_and(|element| names.contains(&&*element.name.local))
}

/// True if readers see nothing of the element.
pub(super) fn is_unseen(node: NodeRef) -> bool {
    is_any(node, UNSEEN)
}

/// True if the element is within a line of text.
pub(super) fn is_inline(node: NodeRef) -> bool {
    is_any(node, INLINE_ELEMENTS)
}

/// The value of an attribute, trimmed, if it is not empty.
pub(super) fn attribute(node: NodeRef, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Calls `read` with the content of a text node.
pub(super) fn with_text(node: NodeRef, read: impl FnOnce(&str)) {
    node.query(|node| {
        if let NodeData::Text { contents } = &node.data {
            read(contents);
        }
    });
}

/// The visible text of a node in one line.
pub(super) fn text(node: NodeRef) -> String {
    let mut raw = String::new();
    let mut meets = false;
    walk(node, |node, step| {
        if is_unseen(node) {
            return false;
        }
        if node.is_element() && !is_inline(node) {
            raw.push(' ');
        }
        meets |= is_any(node, &["span", "time", "abbr"]);
        if step == Step::Enter {
            with_text(node, |text| {
                if meets && would_glue(&raw, text) {
                    raw.push(' ');
                }
                meets = false;
                raw.push_str(text);
            });
        }
        true
    });
    one_line(&raw)
}

/// True if two pieces of text would make one number of two.
pub(super) fn would_glue(before: &str, text: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit()) && text.starts_with(|c: char| c.is_ascii_digit())
}

/// The raw content of a script element.
pub(super) fn raw_text(node: NodeRef) -> String {
    let mut raw = String::new();
    for child in node.children_it(false) {
        with_text(child, |text| raw.push_str(text));
    }
    raw
}

/// Text with runs of white space made single spaces, without invisible characters.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(char::is_whitespace) {
        let mut word = word.chars().filter(|&c| !is_invisible(c)).peekable();
        if word.peek().is_some() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word);
        }
    }
    out
}

/// Zero-width spaces, soft hyphens, byte order marks, controls. Joiners stay: some scripts need them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn text_is_what_a_reader_sees() {
        let doc = Document::from(
            "<div><p>One\n <b>t</b>wo&nbsp;&amp; three<br>four</p><script>x</script><style>y</style><p>fi&shy;ve</p></div>",
        );
        assert_eq!(text(doc.root()), "One two & three four five");
    }

    #[test]
    fn content_is_passed_over_where_asked() {
        let doc = Document::fragment("<ul><li>a</li></ul><p>b</p>");
        let mut seen = Vec::new();
        walk(doc.root(), |node, step| {
            if step == Step::Enter {
                seen.push(name(node));
            }
            !is_any(node, &["ul"])
        });
        assert!(
            seen.contains(&"ul".to_owned())
                && seen.contains(&"p".to_owned())
                && !seen.contains(&"li".to_owned())
        );
    }

    #[test]
    fn attributes_are_trimmed_and_not_empty() {
        let doc = Document::fragment("<p class=' a b ' id=''></p>");
        let paragraph = doc.select("p").nodes()[0];
        assert_eq!(attribute(paragraph, "class").as_deref(), Some("a b"));
        assert_eq!(attribute(paragraph, "id"), None);
    }
}
