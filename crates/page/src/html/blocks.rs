//! The paragraphs of a piece of HTML.

use std::hash::{DefaultHasher, Hash, Hasher};

use dom_query::NodeRef;

use super::dom::{self, Step};

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Heading,
    /// An item of a list or a row of a table.
    Item,
    Code,
}

/// A paragraph, heading or item with what is needed to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub kind: Kind,
    pub text: String,
    /// Bytes of the text that are in links.
    pub linked: usize,
    pub place: Place,
}

/// Where in the page a block is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The names and classes of the elements around it, as one number: equal for paragraphs of the same kind of box.
    pub path: u64,
    /// Which `article` element it is in, counted from 1; 0 if in none.
    pub article: u32,
    /// The level of a heading, else 0.
    pub level: u8,
    /// Whether it is in the caption of a picture.
    pub is_caption: bool,
}

impl Block {
    /// True if nearly all of the text is a link.
    pub fn is_link(&self) -> bool {
        self.linked * 10 >= self.text.len() * 8
    }
}

/// The blocks of text below a node.
pub(super) fn blocks(root: NodeRef) -> Vec<Block> {
    let mut writer = Writer::default();
    dom::walk(root, |node, step| writer.visit(node, step));
    writer.flush();
    writer.blocks
}

/// An open element.
struct Open {
    /// Stands for the element, its classes and all around it.
    path: u64,
    /// The same without its own classes.
    plain: u64,
    article: u32,
    is_caption: bool,
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    text: String,
    linked: usize,
    links: usize,
    code: usize,
    headings: usize,
    level: u8,
    item: bool,
    /// Whether a span begins or ends since the last text.
    meets: bool,
    open: Vec<Open>,
    articles: u32,
}

impl Writer {
    fn visit(&mut self, node: NodeRef, step: Step) -> bool {
        if dom::is_unseen(node) {
            return false;
        }
        if node.is_element() {
            self.element(node, step);
        } else if step == Step::Enter {
            dom::with_text(node, |text| self.push(text));
        }
        true
    }

    fn element(&mut self, node: NodeRef, step: Step) {
        let name = dom::name(node);
        let enter = step == Step::Enter;
        match name.as_str() {
            "a" => count(&mut self.links, enter),
            "br" if enter => self.text.push('\n'),
            "td" | "th" if enter && !self.text.trim().is_empty() => {
                self.text.truncate(self.text.trim_end().len());
                self.text.push_str(" | ");
            }
            "br" | "td" | "th" => {}
            _ if dom::is_inline(node) => self.meets |= dom::is_any(node, &["span", "time", "abbr"]),
            _ => {
                self.flush();
                self.item = enter && matches!(name.as_str(), "li" | "tr" | "dd" | "dt");
                match name.as_str() {
                    "pre" => count(&mut self.code, enter),
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                        count(&mut self.headings, enter);
                        self.level = name.as_bytes()[1] - b'0';
                    }
                    _ => {}
                }
                if enter {
                    self.enter(node, &name);
                } else {
                    self.open.pop();
                }
            }
        }
    }

    fn enter(&mut self, node: NodeRef, name: &str) {
        let (outer, mut article) = self.open.last().map_or((0, 0), |open| (open.path, open.article));
        let is_caption = name == "figcaption" || self.open.last().is_some_and(|open| open.is_caption);
        if name == "article" {
            self.articles += 1;
            article = self.articles;
        }
        let plain = hash(outer, name);
        let path = dom::attribute(node, "class").map_or(plain, |class| {
            // Numbers in class names count what they are on.
            let names =
                class.split_ascii_whitespace().filter(|name| !name.contains(|c: char| c.is_ascii_digit()));
            names.fold(plain, hash)
        });
        self.open.push(Open { path, plain, article, is_caption });
    }

    fn push(&mut self, text: &str) {
        let before = self.text.len();
        if std::mem::take(&mut self.meets) && dom::would_glue(&self.text, text) {
            self.text.push(' ');
        }
        if self.code > 0 {
            self.text.push_str(text);
        } else {
            push_collapsed(&mut self.text, text);
        }
        if self.links > 0 {
            self.linked += self.text.len() - before;
        }
    }

    /// Ends the block; an empty line within it, as two `br` make, parts it.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let kind = self.kind();
        if kind == Kind::Code {
            self.push_block(kind, text.trim_matches('\n').trim_end(), linked);
            return;
        }
        let whole = text.trim().len().max(1);
        let mut part = String::new();
        for line in text.split('\n').map(|line| line.trim().trim_end_matches(" |")) {
            if line.is_empty() {
                self.push_block(kind, &part, linked * part.len() / whole);
                part.clear();
                continue;
            }
            if !part.is_empty() {
                part.push('\n');
            }
            part.push_str(line);
        }
        self.push_block(kind, &part, linked * part.len() / whole);
    }

    fn kind(&self) -> Kind {
        match self {
            _ if self.code > 0 => Kind::Code,
            _ if self.headings > 0 => Kind::Heading,
            _ if self.item => Kind::Item,
            _ => Kind::Paragraph,
        }
    }

    fn push_block(&mut self, kind: Kind, text: &str, linked: usize) {
        if !text.trim().is_empty() {
            let (path, article) = self.open.last().map_or((0, 0), |open| (open.plain, open.article));
            let level = if kind == Kind::Heading { self.level } else { 0 };
            let is_caption = self.open.last().is_some_and(|open| open.is_caption);
            let place = Place { path, article, level, is_caption };
            self.blocks.push(Block { kind, text: text.to_owned(), linked: linked.min(text.len()), place });
        }
    }
}

fn hash(outer: u64, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    outer.hash(&mut hasher);
    name.hash(&mut hasher);
    hasher.finish()
}

fn count(counter: &mut usize, enter: bool) {
    *counter = if enter { *counter + 1 } else { counter.saturating_sub(1) };
}

/// Adds text with white space collapsed to one space, and none at the start of a line.
fn push_collapsed(out: &mut String, text: &str) {
    for c in text.chars().filter(|&c| !dom::is_invisible(c)) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn texts(html: &str) -> Vec<String> {
        blocks(Document::fragment(html).root()).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn block_elements_part_text_and_inline_ones_do_not() {
        assert_eq!(texts("<div>One <b>t</b>wo<p>three</p> four</div>"), ["One two", "three", "four"]);
        assert_eq!(texts("<ul><li>a</li><li>b <i>c</i></li></ul>"), ["a", "b c"]);
    }

    #[test]
    fn figures_of_two_spans_are_not_glued() {
        assert_eq!(texts("<div><span>28.09.19</span><span>12:44</span></div>"), ["28.09.19 12:44"]);
        assert_eq!(texts("<p>10<sup>6</sup> and <b>1</b>2</p>"), ["106 and 12"]);
    }

    #[test]
    fn one_break_is_a_line_and_two_are_a_paragraph() {
        assert_eq!(texts("<p>a<br>b<br><br>c</p>"), ["a\nb", "c"]);
    }

    #[test]
    fn cells_of_a_row_stand_in_a_line() {
        assert_eq!(texts("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), ["a | b", "c"]);
    }

    #[test]
    fn code_keeps_its_lines() {
        assert_eq!(texts("<pre><code>a {\n  b\n\n}</code></pre>"), ["a {\n  b\n\n}"]);
    }

    #[test]
    fn boxes_of_one_kind_have_one_path() {
        let doc = Document::fragment(
            "<div class='box n1'><p class=first>a</p></div><div class='box n2'><p>b</p></div><div class=note><p>c</p></div>",
        );
        let paths: Vec<u64> = blocks(doc.root()).iter().map(|block| block.place.path).collect();
        assert!(paths[0] == paths[1] && paths[1] != paths[2]);
    }

    #[test]
    fn links_are_measured() {
        let doc =
            Document::fragment("<p><a href=x>Read more</a></p><p>Much text with <a href=x>one</a> link</p>");
        let found: Vec<_> = blocks(doc.root()).iter().map(Block::is_link).collect();
        assert_eq!(found, [true, false]);
    }
}
