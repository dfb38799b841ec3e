//! Limits on markup, so that no page takes a parser's time or stack without bound.
//!
//! Parsing HTML is quadratic in the depth of nesting and in the number of attributes of
//! a tag. Pages that people keep come nowhere near these limits; on one that
//! exceeds them, tags are left out and the text stays.
//!
//! [`tame`] follows which elements are open as a parser would, but does not know all of its rules. What slips
//! through is seen by [counting](piles) before the page is parsed, and in the tree after; such a page is
//! read as headings and paragraphs.

use std::borrow::Cow;

use dom_query::Document;

use super::piles;
use super::tags::{Tag, next_tag};

/// No more elements than this are open at once. Browsers stop at 512, real pages stay below 100.
const DEPTH: usize = 120;

/// No more formatting elements (`b`, `font`) than this are open at once; parsers open them again in each paragraph.
const FORMATTING: usize = 24;

/// No more tags than this.
const TAGS: usize = 250_000;

/// A tag with more attributes than this loses them all.
const ATTRIBUTES: usize = 400;

/// No tree is deeper than this; an element that is open counts as up to four, as the parts of a table do.
const TREE_DEPTH: usize = 1000;

pub(super) const FORMATTING_TAGS: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without content, and those whose end tag may be left out: they close each other and do not nest by themselves.
pub(super) const NOT_NESTING: &[&str] = &[
    "area", "base", "basefont", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "track", "wbr",
];

/// The page as a tree that is not too deep for anyone.
pub(super) fn parse(html: &str) -> Document {
    let tamed = tame(html);
    if !piles::may_be_high(&tamed) {
        let doc = Document::from(tamed.as_ref());
        if !is_deep(&doc) {
            return doc;
        }
    }
    Document::from(piles::flat(html))
}

/// True if a node stands deeper in the tree than any should.
fn is_deep(doc: &Document) -> bool {
    let (mut node, mut depth) = (doc.root(), 0);
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            if depth > TREE_DEPTH {
                return true;
            }
            continue;
        }
        node = loop {
            if let Some(next) = node.next_sibling() {
                break next;
            }
            let Some(parent) = node.parent() else { return false };
            (node, depth) = (parent, depth - 1);
        };
    }
}

/// The page itself if it keeps within the limits, else the page without the tags beyond them.
fn tame(html: &str) -> Cow<'_, str> {
    let mut guard = Guard::default();
    let mut out: Option<String> = None;
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        let verdict = guard.judge(&tag);
        if verdict != Verdict::Keep && out.is_none() {
            out = Some(html[..at].to_owned());
        }
        if let Some(out) = &mut out {
            out.push_str(&html[at..tag.start]);
            push_judged(out, html, &tag, verdict);
        }
        at = tag.end.max(tag.content_end);
        if verdict != Verdict::Drop
            && let Some(out) = &mut out
        {
            // What looks like a tag in raw text is not a tag.
            out.push_str(&html[tag.end..at]);
        }
    }
    match out {
        Some(mut out) => {
            out.push_str(&html[at..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(html),
    }
}

fn push_judged(out: &mut String, html: &str, tag: &Tag, verdict: Verdict) {
    match verdict {
        Verdict::Keep => out.push_str(&html[tag.start..tag.end]),
        Verdict::Bare => {
            out.push_str(if tag.closing { "</" } else { "<" });
            out.push_str(&tag.name);
            out.push('>');
        }
        Verdict::Drop => out.push(' '),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    /// Keep the tag without its attributes.
    Bare,
    Drop,
}

#[derive(Default)]
struct Guard {
    open: Vec<String>,
    formatting: usize,
    /// Within SVG or MathML every element nests.
    foreign: usize,
    tags: usize,
}

impl Guard {
    fn judge(&mut self, tag: &Tag) -> Verdict {
        if tag.name.is_empty() {
            return Verdict::Keep;
        }
        self.tags += 1;
        if self.tags > TAGS {
            return Verdict::Drop;
        }
        let keep = if tag.closing { self.close(&tag.name) } else { self.open(&tag.name) };
        match keep {
            false => Verdict::Drop,
            true if tag.attributes > ATTRIBUTES => Verdict::Bare,
            true => Verdict::Keep,
        }
    }

    fn open(&mut self, name: &str) -> bool {
        if NOT_NESTING.contains(&name) && self.foreign == 0 {
            return true;
        }
        let formatting = FORMATTING_TAGS.contains(&name);
        if self.open.len() >= DEPTH || (formatting && self.formatting >= FORMATTING) {
            return false;
        }
        self.formatting += usize::from(formatting);
        self.foreign += usize::from(is_foreign(name));
        self.open.push(name.to_owned());
        true
    }

    /// Closes the nearest open element of the name; a tag that closes none is kept only if that cannot hurt.
    fn close(&mut self, name: &str) -> bool {
        if FORMATTING_TAGS.contains(&name) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        let Some(at) = self.open.iter().rposition(|open| open == name) else {
            return self.open.len() < DEPTH;
        };
        let closed_foreign = self.open.drain(at..).filter(|open| is_foreign(open)).count();
        self.foreign -= closed_foreign;
        true
    }
}

fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_ordinary_page_stays_as_it_is() {
        let html = "<!doctype html><html><body><svg><path d='M0'/></svg><p>One<p>Two <b>three</b><br></body>";
        assert!(matches!(tame(html), Cow::Borrowed(same) if same == html));
        let list = format!("<ul>{}</ul>", "<li>item".repeat(5000));
        assert!(matches!(tame(&list), Cow::Borrowed(_)));
    }

    #[test]
    fn tags_beyond_the_depth_go_and_text_stays() {
        let html = format!("{}deep{}", "<div>x".repeat(1000), "</div>".repeat(1000));
        let tamed = tame(&html);
        assert_eq!(tamed.matches("<div>").count(), DEPTH);
        assert_eq!(tamed.matches('x').count(), 1000);
        assert!(tamed.contains("deep"));
    }

    #[test]
    fn formatting_elements_do_not_pile_up() {
        let html = "<div><font size=1></div>".repeat(500);
        assert_eq!(tame(&html).matches("<font").count(), FORMATTING);
    }

    #[test]
    fn a_tag_with_countless_attributes_loses_them() {
        let attributes: String = (0..1000).map(|i| format!(" a{i}")).collect();
        assert_eq!(tame(&format!("<p{attributes}>text</p>")), "<p>text</p>");
        assert_eq!(tame(&format!("<p>text</p{attributes}>")), "<p>text</p>");
    }

    #[test]
    fn what_looks_like_a_tag_in_a_script_is_none() {
        let html = format!("<script>{}</script><p>text</p>", "'<div>'".repeat(1000));
        assert!(matches!(tame(&html), Cow::Borrowed(_)));
    }

    #[test]
    fn foreign_elements_all_nest() {
        let html = format!("<svg>{}", "<tr>".repeat(1000));
        assert!(tame(&html).matches("<tr>").count() <= DEPTH);
    }

    /// The depth of the tree of a page.
    fn depth(html: &str) -> usize {
        let doc = parse(html);
        doc.root().descendants_it().map(|node| node.ancestors_it(None).count()).max().unwrap_or(0)
    }

    #[test]
    fn nothing_hides_tags() {
        // Each was a way to be deep without being counted.
        let many = "<div>".repeat(5000);
        for (head, tail) in [
            ("<!-- a --!>", "-->"),
            ("<?<!--?>", "-->"),
            ("<script></scripts><!--</script>", "-->"),
            ("<script><!--<script></script><!--</script></script>", "-->"),
            ("<script-x>", "</script>"),
            ("<p a= \"><!--\">", "-->"),
            ("<svg><title>", ""),
            ("<svg><style>", ""),
            ("<svg><desc><b></desc></svg></b></desc><title>", ""),
            ("<svg><![CDATA[<!--]]><desc>", "-->"),
            ("<select><xmp></select>", ""),
        ] {
            let html = format!("<h1>Talks</h1>{head}{many}{tail}<p>text");
            assert!(depth(&html) <= TREE_DEPTH, "{head}");
        }
    }

    #[test]
    fn end_tags_that_close_nothing_do_not_hide_depth() {
        for pieces in [
            "<div><table><tr><td></div>",
            "<div><marquee></div>",
            "<span><div></span>",
            "<b><div></b>",
            "<a href=x><div></a>",
            "<label><section></label>",
            "<li><dd>",
            "<rt>",
            "<optgroup>",
        ] {
            for count in [200, 5000] {
                let html = format!("<h1>Talks</h1>{}<p>text", pieces.repeat(count));
                assert!(depth(&html) <= TREE_DEPTH, "{count} times {pieces}");
                assert!(parse(&html).text().contains("text"), "{count} times {pieces}");
            }
        }
    }

    #[test]
    fn formatting_elements_do_not_multiply() {
        let fonts: String = (0..1000).map(|n| format!("<font size={n}>")).collect();
        let html = format!("<svg><style>{fonts}</style>{}", "<p>text".repeat(50_000));
        assert!(parse(&html).root().descendants_it().count() < 1_000_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn any_page_is_a_shallow_tree(
            piece in "(</?(div|b|a|p|li|dd|table|td|svg|desc|title|style|script|select|option|template|button|h1|math|mi|x-y)( a='|)>|<!--|-->|x){1,6}",
        ) {
            prop_assert!(depth(&piece.repeat(1500)) <= TREE_DEPTH);
        }

        #[test]
        fn any_text_is_tamed_without_panic(html in "(\\PC|<div>|</div>|<b|<!--|-->|<script>|</|'|\"|=|>){0,60}") {
            let tamed = tame(&html);
            prop_assert!(tamed.len() <= html.len() + 1);
        }
    }
}
