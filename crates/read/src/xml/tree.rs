//! The elements of a record, to be asked for by name.
//!
//! The tree is a flat list in the order of the document, each element with the place where
//! its last descendant ends. Nothing here recurses, so no depth of nesting does harm.

use rustc_hash::FxHashMap;

use super::entities::unescape;
use super::tags::{Kind, Part, Parts, Tag, local};

/// More elements than any article has; those after them are left out.
const MAX_ELEMENTS: usize = 500_000;

#[derive(Debug, Clone, Copy)]
struct Node {
    /// The opening tag in the markup.
    tag: (usize, usize),
    /// The end of what is within the element, before its closing tag.
    close: usize,
    /// The first node that is no descendant.
    next: usize,
    depth: u32,
}

/// The elements of some markup.
pub(crate) struct Tree<'a> {
    markup: &'a str,
    nodes: Vec<Node>,
}

/// One element.
#[derive(Clone, Copy)]
pub(crate) struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    at: usize,
}

impl<'a> Tree<'a> {
    pub fn new(markup: &'a str) -> Self {
        let mut building = Building::default();
        for part in Parts::new(markup) {
            if let Part::Tag(tag) = part {
                building.tag(tag);
            }
            if building.nodes.len() == MAX_ELEMENTS {
                break;
            }
        }
        Self { markup, nodes: building.finish(markup.len()) }
    }

    /// The first element, which holds the others where the markup is well formed.
    pub fn root(&self) -> Option<Element<'_, 'a>> {
        self.all().next()
    }

    /// All elements in their order.
    pub fn all(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        (0..self.nodes.len()).map(|at| Element { tree: self, at })
    }

    /// The first element with this name, wherever it stands.
    pub fn find(&self, name: &str) -> Option<Element<'_, 'a>> {
        self.all().find(|element| element.is(name))
    }
}

#[derive(Default)]
struct Building<'a> {
    nodes: Vec<Node>,
    open: Vec<(usize, &'a str)>,
    /// How many elements of a name are open, so that a stray closing tag costs no search.
    open_by_name: FxHashMap<&'a str, usize>,
}

impl<'a> Building<'a> {
    fn tag(&mut self, tag: Tag<'a>) {
        if tag.kind == Kind::Close {
            return self.close(tag);
        }
        let at = self.nodes.len();
        let depth = self.open.len() as u32;
        self.nodes.push(Node { tag: (tag.start, tag.end), close: tag.end, next: at + 1, depth });
        if tag.kind == Kind::Open {
            self.open.push((at, tag.name));
            *self.open_by_name.entry(tag.name).or_default() += 1;
        }
    }

    /// Closes the innermost element of this name and those within it that were left open.
    fn close(&mut self, tag: Tag<'a>) {
        if self.open_by_name.get(tag.name).is_none_or(|&count| count == 0) {
            return;
        }
        while let Some(name) = self.close_one(tag.start) {
            if name == tag.name {
                return;
            }
        }
    }

    fn close_one(&mut self, end: usize) -> Option<&'a str> {
        let (at, name) = self.open.pop()?;
        if let Some(count) = self.open_by_name.get_mut(name) {
            *count -= 1;
        }
        let next = self.nodes.len();
        let node = &mut self.nodes[at];
        (node.close, node.next) = (end, next);
        Some(name)
    }

    fn finish(mut self, end: usize) -> Vec<Node> {
        while self.close_one(end).is_some() {}
        self.nodes
    }
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(&self) -> &'t Node {
        &self.tree.nodes[self.at]
    }

    fn tag(&self) -> Tag<'a> {
        let (start, end) = self.node().tag;
        match Parts::new(&self.tree.markup[start..end]).next() {
            Some(Part::Tag(tag)) => tag,
            _ => Tag { kind: Kind::Empty, name: "", attributes: "", start, end },
        }
    }

    /// The name with its prefix.
    pub fn name(&self) -> &'a str {
        self.tag().name
    }

    /// True if the element has this name in any case; a name without a prefix fits any prefix.
    pub fn is(&self, name: &str) -> bool {
        let own = self.name();
        let own = if name.contains(':') { own } else { local(own) };
        own.eq_ignore_ascii_case(name)
    }

    /// The elements directly within.
    pub fn children(&self) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        let (tree, end) = (self.tree, self.node().next);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Element { tree, at })?;
            at = child.node().next;
            Some(child)
        })
    }

    /// The elements within at any depth, in their order.
    pub fn descendants(&self) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        let tree = self.tree;
        (self.at + 1..self.node().next).map(move |at| Element { tree, at })
    }

    /// The first child with this name.
    pub fn child(&self, name: &str) -> Option<Element<'t, 'a>> {
        self.children().find(|child| child.is(name))
    }

    /// The first element within that has this name.
    pub fn find(&self, name: &str) -> Option<Element<'t, 'a>> {
        self.descendants().find(|element| element.is(name))
    }

    /// All elements within that have this name.
    pub fn find_all(&self, name: &'static str) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        self.descendants().filter(move |element| element.is(name))
    }

    /// The value of an attribute; `None` where it is blank.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = unescape(self.tag().attribute(name)?).trim().to_owned();
        (!value.is_empty()).then_some(value)
    }

    /// Where the element stands in the markup, its closing tag included.
    pub fn range(&self) -> std::ops::Range<usize> {
        let node = self.node();
        let markup = self.tree.markup;
        let close = node.close.max(node.tag.1);
        let has_tag = markup[close..].starts_with("</");
        let end = if has_tag {
            memchr::memchr(b'>', &markup.as_bytes()[close..]).map_or(markup.len(), |at| close + at + 1)
        } else {
            close
        };
        node.tag.0..end
    }

    /// The markup of the element with its tags.
    pub fn markup(&self) -> &'a str {
        &self.tree.markup[self.range()]
    }

    /// The markup within.
    pub fn inner(&self) -> &'a str {
        let node = self.node();
        &self.tree.markup[node.tag.1..node.close.max(node.tag.1)]
    }

    /// All text within as it was written, references resolved.
    pub fn raw_text(&self) -> String {
        Parts::new(self.inner()).filter_map(Part::text).collect()
    }

    /// All text within on one line; `None` where there is none.
    pub fn text(&self) -> Option<String> {
        let text = one_line(&self.raw_text());
        (!text.is_empty()).then_some(text)
    }

    /// The text of the first child with this name.
    pub fn child_text(&self, name: &str) -> Option<String> {
        self.children().filter(|child| child.is(name)).find_map(|child| child.text())
    }

    /// The text of the first element within that has this name.
    pub fn find_text(&self, name: &'static str) -> Option<String> {
        self.find_all(name).find_map(|element| element.text())
    }

    /// How many elements it stands within.
    pub fn depth(&self) -> u32 {
        self.node().depth
    }
}

/// A text with each run of white space as one blank.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.trim_matches('\u{a0}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_are_found_by_name() {
        let tree = Tree::new("<a><b x='1 &amp; 2'>One</b><n:c><b>Two</b></n:c><b> </b></a>");
        let root = tree.root().unwrap();
        assert_eq!(root.children().map(|child| child.name()).collect::<Vec<_>>(), ["b", "n:c", "b"]);
        assert_eq!(root.find_all("b").count(), 3);
        assert_eq!(root.child("B").unwrap().attribute("x").as_deref(), Some("1 & 2"));
        assert_eq!(root.child("c").unwrap().find_text("b").as_deref(), Some("Two"));
        assert!(root.child("x:c").is_none() && root.child("n:c").is_some());
        assert_eq!(tree.find("c").unwrap().depth(), 1);
    }

    #[test]
    fn texts_are_joined_over_tags() {
        let tree = Tree::new("<a> Tom\n &amp; <i>Ann</i><![CDATA[ <x>]]> </a>");
        let root = tree.root().unwrap();
        assert_eq!(root.text().as_deref(), Some("Tom & Ann <x>"));
        assert_eq!(root.inner(), " Tom\n &amp; <i>Ann</i><![CDATA[ <x>]]> ");
    }

    #[test]
    fn elements_left_open_end_with_the_one_around_them() {
        let tree = Tree::new("<a><p>One<p>Two</x></a><c>Three");
        let root = tree.root().unwrap();
        assert_eq!(root.text().as_deref(), Some("OneTwo"));
        assert_eq!(root.descendants().count(), 2);
        assert_eq!(tree.find("c").unwrap().text().as_deref(), Some("Three"));
    }

    #[test]
    fn deep_and_wide_markup_takes_linear_time() {
        let deep = "<a>".repeat(200_000);
        assert_eq!(Tree::new(&deep).all().map(|element| element.depth()).max(), Some(199_999));
        let stray = format!("{}{}", "<a>".repeat(100_000), "</b>".repeat(100_000));
        assert_eq!(Tree::new(&stray).nodes.len(), 100_000);
        assert_eq!(Tree::new(&"<a/>".repeat(MAX_ELEMENTS + 5)).nodes.len(), MAX_ELEMENTS);
    }

    proptest! {
        #[test]
        fn no_markup_makes_it_panic(markup in "(<a>|</a>|<b c='d'>|</b>|<c/>|x|é|<|>|&amp;| ){0,40}") {
            for element in Tree::new(&markup).all() {
                prop_assert!(element.raw_text().len() <= markup.len());
                prop_assert!(element.children().count() <= element.descendants().count());
            }
        }
    }
}
