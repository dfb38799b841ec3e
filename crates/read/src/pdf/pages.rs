//! The pages of a file in their order, and what each of them shows.

use std::collections::HashSet;

use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object, Rect, Stream};

use super::file::File;
use super::resources::Dictionaries;

/// A file with more pages than this is not a paper.
const MAX_PAGES: usize = 20_000;

/// How far the tree of pages is followed.
const MAX_DEPTH: usize = 64;

/// The operators of one page are at most about so long.
const MAX_DRAWING: usize = 32 << 20;

/// What a page inherits from the nodes above it, of each the nearest.
#[derive(Clone, Default)]
struct Inherited<'a> {
    resources: Option<Dict<'a>>,
    window: Option<Rect>,
}

impl<'a> Inherited<'a> {
    /// What the pages below a node inherit: its own values, or else those that it inherits itself.
    fn below(&self, node: &Dict<'a>) -> Self {
        Self {
            resources: node.get::<Dict<'a>>(keys::RESOURCES).or_else(|| self.resources.clone()),
            window: node.get::<Rect>(keys::MEDIA_BOX).or(self.window),
        }
    }
}

/// A page with what it inherits, not read yet.
pub(super) struct Page<'a> {
    node: MaybeRef<Dict<'a>>,
    inherited: Inherited<'a>,
}

/// What there is to be drawn of a page.
pub(super) struct Shown<'a> {
    pub page: Dict<'a>,
    pub drawing: Vec<u8>,
    pub resources: Dict<'a>,
    /// The part of the plane that can be seen.
    pub window: Option<Rect>,
}

impl<'a> Page<'a> {
    /// Reads a page.
    pub fn shown(self, file: &'a File, known: &mut Dictionaries<'a>) -> Option<Shown<'a>> {
        let page = match self.node {
            MaybeRef::Ref(reference) => file.dictionary(reference.obj_number)?,
            MaybeRef::NotRef(page) => page,
        };
        file.spend(page.data().len());
        let resources = known.under(file, &page, keys::RESOURCES).or(self.inherited.resources);
        let resources = resources.unwrap_or_default();
        let window = page.get::<Rect>(keys::MEDIA_BOX).or(self.inherited.window);
        Some(Shown { drawing: drawing(file, &page), page, resources, window })
    }
}

/// The operators of a page, which may be in several streams.
fn drawing(file: &File, page: &Dict<'_>) -> Vec<u8> {
    if let Some(single) = page.get::<Stream<'_>>(keys::CONTENTS) {
        return file.unpacked(&single).unwrap_or_default();
    }
    let streams = page.get::<Array<'_>>(keys::CONTENTS).unwrap_or_default();
    let mut drawing = vec![];
    for stream in streams.iter::<Stream<'_>>() {
        drawing.extend(file.unpacked(&stream).unwrap_or_default());
        drawing.push(b'\n');
        if drawing.len() > MAX_DRAWING || file.is_spent() {
            break;
        }
    }
    drawing
}

/// The pages in the order of reading; of a file whose list of them is lost, in the order of their numbers.
pub(super) fn listed(file: &File) -> Vec<Page<'_>> {
    let mut walk = Walk { file, seen: HashSet::new(), pages: vec![] };
    if let Some(top) = file.root().and_then(|root| root.get_raw::<Dict<'_>>(keys::PAGES)) {
        walk.visit(top, &Inherited::default(), 0);
    }
    let mut pages = walk.pages;
    if pages.is_empty() {
        let is_page = |number: &u32| {
            let kind = file.dictionary(*number).and_then(|entries| entries.get::<Name<'_>>(keys::TYPE));
            kind.as_deref() == Some(keys::PAGE)
        };
        let numbers = file.numbers().into_iter().filter(is_page).take(MAX_PAGES);
        pages.extend(numbers.map(|number| Page {
            node: MaybeRef::Ref(ObjRef::new(number, 0)),
            inherited: Inherited::default(),
        }));
    }
    pages
}

/// A walk over the tree of pages.
struct Walk<'a> {
    file: &'a File,
    seen: HashSet<u32>,
    pages: Vec<Page<'a>>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, node: MaybeRef<Dict<'a>>, inherited: &Inherited<'a>, depth: usize) {
        if depth > MAX_DEPTH || self.pages.len() >= MAX_PAGES || self.file.is_spent() {
            return;
        }
        let dictionary = match &node {
            MaybeRef::Ref(reference) if !self.seen.insert(reference.obj_number) => return,
            MaybeRef::Ref(reference) => self.file.dictionary(reference.obj_number),
            MaybeRef::NotRef(dictionary) => Some(dictionary.clone()),
        };
        let Some(dictionary) = dictionary else { return };
        self.file.spend(dictionary.data().len());
        let kids = dictionary.get::<Array<'a>>(keys::KIDS).unwrap_or_default();
        let mut kids = kids.raw_iter().peekable();
        if kids.peek().is_none() {
            self.pages.push(Page { node, inherited: inherited.clone() });
            return;
        }
        let inherited = inherited.below(&dictionary);
        for kid in kids {
            match kid {
                MaybeRef::Ref(reference) => self.visit(MaybeRef::Ref(reference), &inherited, depth + 1),
                MaybeRef::NotRef(Object::Dict(page)) => {
                    self.visit(MaybeRef::NotRef(page), &inherited, depth + 1)
                }
                MaybeRef::NotRef(_) => {}
            }
            if self.pages.len() >= MAX_PAGES {
                return;
            }
        }
    }
}
