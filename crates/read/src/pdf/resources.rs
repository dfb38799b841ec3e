//! What the names in a drawing stand for, looked up once.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Dict, Stream};
use rustc_hash::FxHashMap;

use super::file::File;
use super::font::Font;

/// The tables of fonts that are kept for the next page have at most this many entries in all.
const MAX_WEIGHT: usize = 500_000;

/// This many bytes of dictionaries are kept for the next page.
const MAX_KEPT: usize = 4 << 20;

/// Reading a byte of a dictionary takes about as long as unpacking so many.
const COST: usize = 8;

/// Dictionaries that are in objects of their own, each read once: a thousand pages share one of a thousand fonts.
#[derive(Default)]
pub(super) struct Dictionaries<'a> {
    known: FxHashMap<u32, Dict<'a>>,
    size: usize,
}

impl<'a> Dictionaries<'a> {
    /// The dictionary under a key.
    pub fn under(&mut self, file: &File, dictionary: &Dict<'a>, key: &[u8]) -> Option<Dict<'a>> {
        let number = dictionary.get_ref(key).map(|reference| reference.obj_number);
        if let Some(known) = number.and_then(|number| self.known.get(&number)) {
            return Some(known.clone());
        }
        let found = dictionary.get::<Dict<'a>>(key)?;
        file.spend(COST * found.data().len());
        if let Some(number) = number {
            self.size += found.data().len();
            if self.size > MAX_KEPT {
                self.known.clear();
                self.size = found.data().len();
            }
            self.known.insert(number, found.clone());
        }
        Some(found)
    }
}

/// The fonts and forms that the names in a drawing stand for.
pub(super) struct Resources<'a> {
    pub dictionary: Dict<'a>,
    /// The dictionaries of fonts and of forms, once one was requested.
    named_fonts: OnceCell<Dict<'a>>,
    named_forms: OnceCell<Dict<'a>>,
    /// The fonts that were requested; `None` for a name that is not a font.
    pub fonts: RefCell<Fonts<Vec<u8>, Option<Rc<Font>>>>,
}

impl<'a> Resources<'a> {
    pub fn new(dictionary: Dict<'a>) -> Self {
        let (named_fonts, named_forms) = (OnceCell::new(), OnceCell::new());
        Self { dictionary, named_fonts, named_forms, fonts: RefCell::default() }
    }

    /// What a name stands for among the fonts.
    pub fn font(&self, file: &File, known: &mut Dictionaries<'a>, name: &[u8]) -> Option<Dict<'a>> {
        let entries = || known.under(file, &self.dictionary, keys::FONT).unwrap_or_default();
        self.named_fonts.get_or_init(entries).get(name)
    }

    /// What a name stands for among the forms.
    pub fn form(&self, file: &File, known: &mut Dictionaries<'a>, name: &[u8]) -> Option<Stream<'a>> {
        let entries = || known.under(file, &self.dictionary, keys::XOBJECT).unwrap_or_default();
        self.named_forms.get_or_init(entries).get(name)
    }
}

/// Fonts that are kept, as long as their tables are not too large.
pub(super) struct Fonts<K, V> {
    pub known: FxHashMap<K, V>,
    weight: usize,
}

impl<K, V> Default for Fonts<K, V> {
    fn default() -> Self {
        Self { known: FxHashMap::default(), weight: 0 }
    }
}

impl<K: std::hash::Hash + Eq, V> Fonts<K, V> {
    pub fn keep(&mut self, key: K, value: V, weight: usize) {
        self.weight += weight;
        if self.weight > MAX_WEIGHT {
            self.known.clear();
            self.weight = weight;
        }
        self.known.insert(key, value);
    }
}
