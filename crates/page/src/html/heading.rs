//! The text of a heading, and what of it is a kicker.

use dom_query::NodeRef;

use super::dom::{self, Step};

/// Words in the names of elements that hold a kicker.
const KICKERS: &[&str] = &[
    "kicker",
    "roofline",
    "overline",
    "topline",
    "dachzeile",
    "spitzmarke",
    "eyebrow",
    "pretitle",
    "pre-title",
    "antetitulo",
    "volanta",
    "header-label",
    "toptitle",
    "hat-title",
    "surtitre",
    "occhiello",
    "suptitle",
];

/// The text of a heading.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Text {
    pub whole: String,
    /// The text without the element that it begins with, if it begins with one and goes on.
    pub rest: Option<String>,
    /// Whether the markup calls that element a kicker.
    pub kicker: bool,
}

/// Reads a heading.
pub(super) fn text(heading: NodeRef) -> Text {
    let whole = joined(heading, None);
    let Some(first) = first_part(heading) else { return Text { whole, ..Text::default() } };
    let rest = Some(joined(heading, Some(first))).filter(|rest| !rest.is_empty());
    Text { whole, kicker: rest.is_some() && is_kicker(first), rest }
}

/// The element that holds the first words of a heading, but not all of them.
fn first_part(heading: NodeRef) -> Option<NodeRef> {
    const DEEPEST: usize = 8;
    let mut node = heading;
    for _ in 0..DEEPEST {
        let mut parts = node.children_it(false).filter(has_words);
        let first = parts.next()?;
        if !first.is_element() {
            return None;
        }
        if parts.next().is_some() {
            return Some(first);
        }
        node = first;
    }
    None
}

fn has_words(node: &NodeRef) -> bool {
    let mut words = false;
    dom::walk(*node, |node, _| {
        dom::with_text(node, |text| words |= text.chars().any(char::is_alphanumeric));
        !words && !dom::is_unseen(node)
    });
    words
}

fn is_kicker(node: NodeRef) -> bool {
    let Some(element) = node.element_ref() else { return false };
    element.attrs.iter().any(|attribute| {
        let is_named = |text: &str| {
            let text = text.to_ascii_lowercase();
            text.len() <= 200 && KICKERS.iter().any(|kicker| text.contains(kicker))
        };
        let name = &*attribute.name.local;
        (name.starts_with("data-") && is_named(name))
            || (matches!(name, "class" | "id") || name.starts_with("data-")) && is_named(&attribute.value)
    })
}

/// The text of a heading in one line, with a space where two elements meet within a word: `DemoDer` is two words.
fn joined(heading: NodeRef, without: Option<NodeRef>) -> String {
    let mut raw = String::new();
    let mut at_edge = false;
    dom::walk(heading, |node, step| {
        if dom::is_unseen(node) || without.is_some_and(|out| out.id == node.id) {
            return false;
        }
        if node.is_element() {
            at_edge = true;
            if !dom::is_inline(node) || dom::is_any(node, &["br"]) {
                raw.push(' ');
            }
        } else if step == Step::Enter {
            dom::with_text(node, |text| {
                let ends = raw.ends_with(|c: char| {
                    c.is_lowercase() || matches!(c, '"' | '”' | '“' | '»' | '?' | '!' | ':')
                });
                let meets = ends && text.starts_with(char::is_uppercase);
                if at_edge && meets {
                    raw.push(' ');
                }
                raw.push_str(text);
                at_edge &= text.is_empty();
            });
        }
        true
    });
    let line = dom::one_line(&raw);
    if without.is_some() {
        line.trim_start_matches([':', '|', '–', '-', '·', ' ']).to_owned()
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn of(html: &str) -> Text {
        let doc = Document::fragment(html);
        text(doc.select("h1").nodes()[0])
    }

    #[test]
    fn what_a_heading_begins_with_may_be_a_kicker() {
        for (html, whole, rest, kicker) in [
            (
                "<h1><small>Norway</small><br>Ferry stays</h1>",
                "Norway Ferry stays",
                Some("Ferry stays"),
                false,
            ),
            ("<h1><a><b>Harbour</b> <i>Ferry</i></a></h1>", "Harbour Ferry", Some("Ferry"), false),
            ("<h1><i class=c-kicker>Harbour: </i>Ferry</h1>", "Harbour: Ferry", Some("Ferry"), true),
            ("<h1><span>Ferry stays</span></h1>", "Ferry stays", None, false),
            ("<h1>Ferry <em>stays</em></h1>", "Ferry stays", None, false),
            (
                "<h1><b>“It begins”</b><b>Ferry stays</b></h1>",
                "“It begins” Ferry stays",
                Some("Ferry stays"),
                false,
            ),
        ] {
            assert_eq!(
                of(html),
                Text { whole: whole.to_owned(), rest: rest.map(str::to_owned), kicker },
                "{html}"
            );
        }
    }

    #[test]
    fn two_elements_are_not_glued() {
        assert_eq!(
            of("<h1><span>The vote</span><span>Ferry stays</span></h1>").whole,
            "The vote Ferry stays"
        );
        assert_eq!(of("<h1>Mac<b>Donald</b> and i<b>pad</b></h1>").whole, "Mac Donald and ipad");
    }
}
