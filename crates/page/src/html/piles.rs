//! Whether elements may pile up in a parser, however the page hides it; and what is read of a page in which they do.

use super::guard::{FORMATTING_TAGS, NOT_NESTING};
use super::tags::next_tag;

/// No more elements than this are left open over a page; the worst tag soup that people keep leaves some hundreds.
const OPEN: usize = 3000;

/// Formatting elements that are open, times tags: a parser may open each of them again in each paragraph.
const FORMATTED: usize = 10_000_000;

/// What is kept of a page in which elements pile up: none of these stands in another of its kind.
const FLAT: &[&str] = &["p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6"];

/// True if a parser may come to have too many elements open at once.
///
/// Every start tag counts, be it in a comment or a script, for what is one depends on what is around it. Only an
/// end tag that stands right after what it closes is believed: `</div>` in a cell of a table does not end a `div` around it.
pub(super) fn may_be_high(html: &str) -> bool {
    let mut pile = Pile::default();
    let bytes = html.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let closing = bytes.get(at + 1) == Some(&b'/');
        let rest = &html[at + 1 + usize::from(closing)..];
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
            let name = &rest[..end.unwrap_or(rest.len())];
            if closing { pile.close(name) } else { pile.open(name) }
        }
        pile.is_high()
    })
}

/// What may be open.
#[derive(Default)]
struct Pile<'a> {
    /// The names, and whether each is that of a formatting element.
    open: Vec<(&'a str, bool)>,
    formatting: usize,
    most_formatting: usize,
    tags: usize,
    /// The last item was one of a list of definitions; in these, items of other lists nest, and the other way round.
    in_definition: bool,
}

impl<'a> Pile<'a> {
    fn open(&mut self, name: &'a str) {
        self.tags += 1;
        if is_one_of(name, NOT_NESTING) && !self.is_other_item(name) {
            return;
        }
        let formatting = is_one_of(name, FORMATTING_TAGS);
        self.formatting += usize::from(formatting);
        self.most_formatting = self.most_formatting.max(self.formatting);
        self.open.push((name, formatting));
    }

    /// True for an item of the other kind of list than the last one.
    fn is_other_item(&mut self, name: &str) -> bool {
        let is_definition = is_one_of(name, &["dd", "dt"]);
        if !is_definition && !is_one_of(name, &["li"]) {
            return false;
        }
        std::mem::replace(&mut self.in_definition, is_definition) != is_definition
    }

    fn close(&mut self, name: &str) {
        let formatting = is_one_of(name, FORMATTING_TAGS);
        // Formatting elements may end in any order: `<b><i></b></i>`.
        let is_above = |(open, is_formatting): &&(&str, bool)| {
            formatting && *is_formatting && !open.eq_ignore_ascii_case(name)
        };
        let above = self.open.iter().rev().take_while(is_above).count();
        let Some(at) = self.open.len().checked_sub(above + 1) else { return };
        if self.open[at].0.eq_ignore_ascii_case(name) {
            self.open.remove(at);
            self.formatting -= usize::from(formatting);
        }
    }

    fn is_high(&self) -> bool {
        self.open.len() > OPEN || self.most_formatting * self.tags > FORMATTED
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// The page as headings and paragraphs: all other tags are left out, and comments and scripts with what is in them.
pub(super) fn flat(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        out.push_str(&html[at..tag.start]);
        if FLAT.contains(&tag.name.as_str()) {
            out.push_str(if tag.closing { "</" } else { "<" });
            out.push_str(&tag.name);
            out.push('>');
        } else {
            out.push(' ');
        }
        at = tag.end.max(tag.content_end);
    }
    out.push_str(&html[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_any_length_are_not_high() {
        for piece in [
            "<div class=a><a href=x><b>x</b></a><br></div>",
            "<p>x<ul><li>x<li>y</ul>",
            "<b><i>x</b></i>",
            "<dl><dt>x<dd>y</dl>",
            "<table><tr><td>x<tr><td>y</table>",
            "<script>if (a<5) x()</script>",
        ] {
            assert!(!may_be_high(&piece.repeat(20_000)), "{piece}");
        }
    }

    #[test]
    fn what_a_parser_may_not_close_is_high() {
        for piece in
            ["<div>", "<div><table><td></div>", "<span><div></span>", "<b><div></b>", "<li><dd>", "<x-y>"]
        {
            assert!(may_be_high(&piece.repeat(OPEN + 1)), "{piece}");
        }
        assert!(may_be_high(&format!("{}{}", "<b>".repeat(200), "<p>".repeat(60_000))));
    }

    #[test]
    fn flat_pages_keep_headings_and_paragraphs() {
        let html = "<div><h1 class=a>Talks</h1><!-- a --><script>b</script><p>They <b>met</b>.</div>";
        assert_eq!(flat(html), " <h1>Talks</h1>   <p>They  met . ");
    }
}
