//! The story where a page keeps it for a script to show: in a template, for readers without scripts, in JSON-LD, or in
//! the state of the program that draws the page.
//!
//! Not for: texts that the page shows; those come first, and these are weighed only where they promise more.

use dom_query::{Document, NodeRef};

use super::blocks::{Block, blocks};
use super::dom::{self, Step};
use super::region::is_running;
use super::trim::letters;

/// A text that the page does not show.
#[derive(Debug)]
pub(super) struct Hidden {
    pub blocks: Vec<Block>,
    pub rule: &'static str,
}

/// A story has at least so much running text.
const SHORTEST_STORY: usize = 400;

/// So many bytes of scripts are searched; the state of real pages is smaller.
const MOST_STATE: usize = 8_000_000;

/// The text that a page keeps out of sight, if it is long enough to be the story.
///
/// Of several the one with the most words of the headline is taken, and of equals the longest.
pub(super) fn story(doc: &Document, headline: Option<&str>) -> Option<Hidden> {
    let mut found = Vec::new();
    let mut budget = MOST_STATE;
    dom::walk(doc.root(), |node, step| {
        if step == Step::Enter {
            found.extend(of_element(node, &mut budget));
        }
        !dom::is_any(node, &["script", "template", "noscript"])
    });
    let words: Vec<String> =
        headline.unwrap_or_default().split_whitespace().map(letters).filter(|w| w.len() >= 4).collect();
    let rank = |hidden: &Hidden| {
        let text: String = hidden.blocks.iter().map(|block| letters(&block.text)).collect();
        (words.iter().filter(|word| text.contains(word.as_str())).count(), text.len())
    };
    found.into_iter().filter(|hidden| running(&hidden.blocks) >= SHORTEST_STORY).max_by_key(rank)
}

fn running(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| is_running(block)).map(|block| block.text.len()).sum()
}

fn of_element(node: NodeRef, budget: &mut usize) -> Vec<Hidden> {
    if dom::is_any(node, &["template"]) {
        return vec![markup(&node.inner_html(), "text in a template")];
    }
    if dom::is_any(node, &["noscript"]) {
        let has_elements = node.children_it(false).any(|child| child.is_element());
        let html = if has_elements { node.inner_html().to_string() } else { dom::raw_text(node) };
        return vec![markup(&html, "text for readers without scripts")];
    }
    if !dom::is_any(node, &["script"]) {
        return Vec::new();
    }
    let kind = dom::attribute(node, "type").unwrap_or_default().to_ascii_lowercase();
    if kind.contains("template") || kind == "text/html" {
        return vec![markup(&dom::raw_text(node), "text in a template")];
    }
    if kind.contains("ld+json") {
        return Vec::new();
    }
    let script = dom::raw_text(node);
    if script.len() > *budget {
        return Vec::new();
    }
    *budget -= script.len();
    let mut texts = Vec::new();
    strings(&script, 0, &mut texts);
    texts.into_iter().map(|html| markup(&html, "text in the state of the page")).collect()
}

fn markup(html: &str, rule: &'static str) -> Hidden {
    let doc = super::guard::parse(html);
    Hidden { blocks: blocks(doc.root()), rule }
}

/// Collects the string literals of a script that are paragraphs of HTML, also those within other strings.
fn strings(script: &str, depth: usize, found: &mut Vec<String>) {
    const DEEPEST: usize = 2;
    const MOST: usize = 40;
    let bytes = script.as_bytes();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'"', &bytes[at..]).map(|start| at + start) {
        let Some(end) = end_of_string(bytes, start + 1) else { return };
        at = end + 1;
        if end - start < SHORTEST_STORY || found.len() >= MOST {
            continue;
        }
        let Ok(text) = serde_json::from_str::<String>(&script[start..=end]) else { continue };
        if is_prose(&text) {
            found.push(text);
        } else if depth < DEEPEST {
            strings(&text, depth + 1, found);
        }
    }
}

/// The place of the quotation mark that ends a string; `None` at the end of the script.
fn end_of_string(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
        if at >= bytes.len() {
            return None;
        }
    }
}

/// True for paragraphs of HTML that are not in another string.
fn is_prose(text: &str) -> bool {
    let starts = text.trim_start().starts_with('<');
    starts && text.matches("<p").nth(1).is_some()
}

/// A text in which lines are paragraphs, or which is HTML, as blocks.
pub(super) fn of_text(text: &str) -> Vec<Block> {
    let is_markup = text.contains("</") || text.contains("<br");
    let html = match is_markup {
        true => text.to_owned(),
        false => text.lines().map(|line| format!("<p>{}", line.replace('<', "&lt;"))).collect(),
    };
    blocks(super::guard::parse(&html).root())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The council met for six hours on Tuesday and agreed that the old ferry should be kept for another \
                        winter, whatever it costs, and that nobody would have to pay more for the crossing.";

    fn texts(html: &str) -> Vec<String> {
        let hidden = story(&Document::from(html), Some("Ferry stays another winter"));
        hidden.map(|hidden| hidden.blocks.into_iter().map(|block| block.text).collect()).unwrap_or_default()
    }

    #[test]
    fn text_in_templates_is_read() {
        let story = format!("<p>{TEXT}</p>").repeat(3);
        for html in [
            format!("<div><script type='text/template'>{story}</script></div>"),
            format!("<body><div id=app></div><noscript>{story}</noscript>"),
        ] {
            assert_eq!(texts(&html), [TEXT, TEXT, TEXT], "{html}");
        }
    }

    #[test]
    fn text_in_the_state_of_a_program_is_read() {
        let story = format!("<p>{TEXT}</p>").repeat(3);
        let other = story.replace("ferry", "bridge").replace("winter", "summer");
        let state =
            serde_json::json!({"a": {"contentHtml": story}, "related": [{"contentHtml": other}]}).to_string();
        let flight = serde_json::json!([1, state]).to_string();
        assert_eq!(texts(&format!("<script>window.state = {state}</script>")), [TEXT, TEXT, TEXT]);
        assert_eq!(texts(&format!("<script>self.__next_f.push({flight})</script>")), [TEXT, TEXT, TEXT]);
    }

    #[test]
    fn broken_state_is_nothing() {
        for script in ["\"", "\"abc\\", "\"\\", &"\"".repeat(5001), &"\\\"".repeat(5000)] {
            assert!(texts(&format!("<script>x = {script}</script>")).is_empty());
        }
    }

    #[test]
    fn lines_of_a_text_are_paragraphs() {
        let texts = |text: &str| of_text(text).into_iter().map(|block| block.text).collect::<Vec<_>>();
        assert_eq!(texts("One < two\nThree"), ["One < two", "Three"]);
        assert_eq!(texts("<p>One</p><p>Two</p>"), ["One", "Two"]);
    }
}
