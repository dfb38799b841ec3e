//! Markdown to the words a reader sees.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::xml::{Prose, one_line, plain as unmarked, prose};
use super::fields::Text;

/// Longer texts keep their marks, since parsing needs many times their length in memory.
const MAX_MARKDOWN: usize = 4 << 20;

/// The text without its markup. The heading it begins with stays the first paragraph.
pub(super) fn plain(markdown: &str) -> Text {
    if markdown.len() > MAX_MARKDOWN {
        return Text { prose: unmarked(markdown), heading: None };
    }
    let mut writer = Writer::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(markdown, options) {
        writer.event(event);
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    text: Text,
    paragraph: String,
    /// The words that describe the picture that is open.
    caption: Option<String>,
    /// The HTML of the block that is open.
    html: Option<String>,
}

impl Writer {
    fn event(&mut self, event: Event) {
        match event {
            Event::Text(text) => self.words(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.words(&text),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.words("\n"),
            Event::Html(markup) => match &mut self.html {
                Some(html) => html.push_str(&markup),
                None => self.html_block(&markup),
            },
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Rule => self.end_paragraph(),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn words(&mut self, text: &str) {
        self.caption.as_mut().unwrap_or(&mut self.paragraph).push_str(text);
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Image { .. } => self.caption = Some(String::new()),
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } => {}
            Tag::TableCell => self.words(" "),
            _ => self.end_paragraph(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => {
                let caption = one_line(&self.caption.take().unwrap_or_default());
                self.text.prose.captions.extend((!caption.is_empty()).then_some(caption));
            }
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.html_block(&html);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::TableCell => {}
            TagEnd::Heading(_) => self.end_heading(),
            _ => self.end_paragraph(),
        }
    }

    fn html_block(&mut self, markup: &str) {
        self.end_paragraph();
        let Prose { paragraphs, captions } = prose(markup);
        self.text.prose.paragraphs.extend(paragraphs);
        self.text.prose.captions.extend(captions);
    }

    fn end_heading(&mut self) {
        let is_first = self.text.prose.paragraphs.is_empty();
        self.end_paragraph();
        if is_first {
            self.text.heading = self.text.prose.paragraphs.first().cloned();
        }
    }

    /// Lines stay where they were broken on purpose, as in verses and code.
    fn end_paragraph(&mut self) {
        let lines: Vec<_> = self.paragraph.lines().map(one_line).filter(|line| !line.is_empty()).collect();
        if !lines.is_empty() {
            self.text.prose.push(lines.join("\n"));
        }
        self.paragraph.clear();
    }

    fn finish(mut self) -> Text {
        self.end_paragraph();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let text = plain(
            "# Ferry *stays*\n\nThe [council](https://example.org) **voted**\nto keep `it`.  \nTwice.\n\n* one\n* two\n\n> quote\n\n```\nlet a = 1;\n```\n\nA[^1] note.\n\n[^1]: Below.\n",
        );
        assert_eq!(text.heading.as_deref(), Some("Ferry stays"));
        assert_eq!(
            text.prose.body(),
            "Ferry stays\n\nThe council voted to keep it.\nTwice.\n\none\n\ntwo\n\nquote\n\nlet a = 1;\n\nA note.\n\nBelow."
        );
    }

    #[test]
    fn pictures_have_captions_and_html_is_read() {
        let text = plain(
            "Words ![The ferry](a.png) on.\n\n<figure>\n<img src=a><figcaption>A hall</figcaption>\n</figure>\n\n<p>More</p>\n",
        );
        assert_eq!(text.prose.captions, ["The ferry", "A hall"]);
        assert_eq!(text.prose.paragraphs, ["Words on.", "More"]);
        assert_eq!(text.heading, None);
    }

    #[test]
    fn hostile_text_takes_little_time() {
        for unit in ["> ", "[", "*a ", "- ", "`", "![", "<a", "|a"] {
            plain(&unit.repeat(20_000));
        }
    }

    proptest! {
        #[test]
        fn plain_words_come_back(words in proptest::collection::vec("[a-z]{1,8}", 1..20)) {
            prop_assert_eq!(plain(&words.join(" ")).prose.body(), words.join(" "));
        }
    }
}
