//! A part of a page, as feeds and agencies carry it, to paragraphs and captions.
//!
//! All of it is the article: nothing is left out but what no reader sees, as scripts. This is
//! not for whole pages, in which the article has to be found first.

use dateline_core::html::INLINE_ELEMENTS;
use memchr::memchr;

use super::entities::unescape;
use super::tags::{Kind, Part, Parts, Tag, local};
use super::tree::one_line;

/// The text of a part of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// The paragraphs in their order, headings among them.
    pub paragraphs: Vec<String>,
    /// The captions of pictures.
    pub captions: Vec<String>,
}

/// Texts with more paragraphs are made to do harm; what is beyond goes on in the last one.
const MAX_PARAGRAPHS: usize = 100_000;

impl Prose {
    /// Appends a paragraph.
    pub fn push(&mut self, paragraph: String) {
        if self.paragraphs.len() < MAX_PARAGRAPHS {
            self.paragraphs.push(paragraph);
        } else if let Some(last) = self.paragraphs.last_mut() {
            last.push('\n');
            last.push_str(&paragraph);
        }
    }

    /// The paragraphs with one blank line between them.
    pub fn body(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// Elements that news formats have within a line, beside those of HTML.
const INLINE_IN_NEWS: &str = "alt-code chron city classifier copyrite country denom event frac function lang \
                              location money name.given name.family num numer object.title org person postaddr \
                              pronounce region state sublocation virtloc";

/// Elements whose text is not meant to be read.
const UNSEEN: &[&str] =
    &["script", "style", "head", "iframe", "svg", "template", "object", "form", "button", "select"];

/// Elements that hold the caption of a picture.
const CAPTIONS: &[&str] = &["figcaption", "caption", "media-caption"];

/// The class by which the most common program for blogs marks captions.
const CAPTION_CLASS: &str = "wp-caption-text";

/// The paragraphs and captions of a part of a page. A text without any tag keeps its form.
pub(crate) fn prose(markup: &str) -> Prose {
    if !Parts::new(markup).any(|part| matches!(part, Part::Tag(_) | Part::Literal(_))) {
        return plain(&unescape(markup));
    }
    let mut writer = Writer::default();
    let mut parts = Parts::new(markup);
    while let Some(part) = parts.next() {
        match part {
            Part::Tag(tag) if tag.kind == Kind::Open && is_one_of(tag.name, UNSEEN) => {
                writer.end_paragraph();
                parts.skip_to_close(tag.name);
            }
            Part::Tag(tag) => writer.tag(tag),
            text => writer.text(&text.text().unwrap_or_default()),
        }
    }
    writer.finish()
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| local(name).eq_ignore_ascii_case(known))
}

fn is_inline(name: &str) -> bool {
    is_one_of(name, INLINE_ELEMENTS)
        || INLINE_IN_NEWS.split(' ').any(|known| known.eq_ignore_ascii_case(name))
}

/// A text without markup: blank lines part its paragraphs.
pub(crate) fn plain(text: &str) -> Prose {
    let mut prose = Prose::default();
    let mut lines: Vec<&str> = vec![];
    for line in text.lines().map(str::trim).chain([""]) {
        if !line.is_empty() {
            lines.push(line);
        } else if !lines.is_empty() {
            prose.push(lines.join("\n"));
            lines.clear();
        }
    }
    prose
}

#[derive(Default)]
struct Writer<'a> {
    done: Prose,
    /// The lines of the paragraph under way, a break between them being one `br`.
    lines: Vec<String>,
    line: String,
    /// The name of the caption element that is open.
    caption: Option<&'a str>,
    preformatted: usize,
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &str) {
        if self.preformatted > 0 && memchr(b'\n', text.as_bytes()).is_some() {
            for line in text.split_inclusive('\n') {
                self.line.push_str(line);
                if line.ends_with('\n') {
                    self.end_line();
                }
            }
        } else {
            self.line.push_str(text);
        }
    }

    fn tag(&mut self, tag: Tag<'a>) {
        let name = local(tag.name);
        if name.eq_ignore_ascii_case("br") {
            return self.end_line();
        }
        if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
            return self.line.push(' ');
        }
        if is_inline(name) {
            return;
        }
        self.end_paragraph();
        if name.eq_ignore_ascii_case("pre") {
            self.preformatted = match tag.kind {
                Kind::Open => self.preformatted + 1,
                _ => self.preformatted.saturating_sub(1),
            };
        }
        self.turn_caption(tag);
    }

    fn turn_caption(&mut self, tag: Tag<'a>) {
        let is_caption = is_one_of(tag.name, CAPTIONS)
            || tag
                .attribute("class")
                .is_some_and(|class| class.split_whitespace().any(|c| c == CAPTION_CLASS));
        match (tag.kind, self.caption) {
            (Kind::Open, None) if is_caption => self.caption = Some(tag.name),
            (Kind::Close, Some(open)) if tag.is(open) => self.caption = None,
            _ => {}
        }
    }

    /// Ends a line; two ends without a word between them end the paragraph.
    fn end_line(&mut self) {
        let line = one_line(&std::mem::take(&mut self.line));
        if line.is_empty() { self.end_lines() } else { self.lines.push(line) }
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        self.end_lines();
    }

    fn end_lines(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let paragraph = std::mem::take(&mut self.lines).join("\n");
        match self.caption {
            Some(_) if self.done.captions.len() < MAX_PARAGRAPHS => self.done.captions.push(paragraph),
            _ => self.done.push(paragraph),
        }
    }

    fn finish(mut self) -> Prose {
        self.end_paragraph();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_are_paragraphs() {
        let found = prose(
            "<div><h2>Talks</h2><p>One <b>two</b>,\n three.<p>Four&nbsp;five.</div>Six<ul><li>a</li><li>b</ul>",
        );
        assert_eq!(found.body(), "Talks\n\nOne two, three.\n\nFour\u{a0}five.\n\nSix\n\na\n\nb");
    }

    #[test]
    fn one_break_is_a_line_and_two_are_a_paragraph() {
        assert_eq!(prose("One<br>two<br/><br />three<br>").body(), "One\ntwo\n\nthree");
        assert_eq!(prose("<pre>a  b\nc\n\nd</pre>").body(), "a b\nc\n\nd");
    }

    #[test]
    fn captions_stand_apart_and_scripts_are_gone() {
        let found = prose(
            "<p>One</p><figure><img src='a' alt='b'><figcaption><p>A hall.</p></figcaption></figure>\
             <p class='x wp-caption-text'>Oslo</p><script>if (a < b) '<p>'</script><style>p {}</style><p>Two",
        );
        assert_eq!(found.captions, ["A hall.", "Oslo"]);
        assert_eq!(found.paragraphs, ["One", "Two"]);
    }

    #[test]
    fn a_table_is_a_line_a_row() {
        assert_eq!(
            prose("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>").body(),
            "a b\n\nc"
        );
    }

    #[test]
    fn a_text_without_tags_keeps_its_lines() {
        assert_eq!(prose("One\ntwo &amp; three.\n\n\n Four.").body(), "One\ntwo & three.\n\nFour.");
        assert_eq!(prose("").body(), "");
    }

    #[test]
    fn nothing_hostile_costs_much() {
        for unit in ["<div>", "<p", "<script>", "</script>", "<figcaption>", "<br>", "<pre>\n"] {
            prose(&unit.repeat(100_000));
        }
    }

    proptest! {
        #[test]
        fn words_are_kept_in_order(words in proptest::collection::vec("[a-z]{1,6}", 1..20), tags in proptest::collection::vec(0usize..5, 20)) {
            let tag = |n: usize| ["<p>", "<br>", "</div>", " <td>", "<h1 a='b'>"][n];
            let markup: String = words.iter().zip(&tags).map(|(word, &n)| format!("{word}{}", tag(n))).collect();
            let body = prose(&markup).body();
            prop_assert_eq!(body.split_whitespace().collect::<Vec<_>>(), words);
        }

        #[test]
        fn no_markup_makes_it_panic(markup in "(<[a-z/]{1,10}>|<pre|<br>|x|é|\n|&lt;|<!\\[CDATA\\[){0,40}") {
            prose(&markup);
        }
    }
}
