//! What the tables of the project say about single words.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::{clusters, hash};
use dateline_core::text::NAME_PARTICLES;

/// What is known about a word, as bits.
pub(super) mod class {
    /// A given name.
    pub const GIVEN: u16 = 1;
    /// A surname.
    pub const SURNAME: u16 = 1 << 1;
    /// A title or role that may be before a name.
    pub const TITLE: u16 = 1 << 2;
    /// A title of men.
    pub const MALE: u16 = 1 << 3;
    /// A title of women.
    pub const FEMALE: u16 = 1 << 4;
    /// What may follow a surname: Jr, III.
    pub const SUFFIX: u16 = 1 << 5;
    /// A word of organisations' names.
    pub const ORG: u16 = 1 << 6;
    /// A word of the names of buildings and natural places.
    pub const SITE: u16 = 1 << 7;
    /// A demonym or language.
    pub const DEMONYM: u16 = 1 << 8;
    /// A month, weekday or feast.
    pub const DATE: u16 = 1 << 9;
    /// A religion, movement, or another capitalised word that is not a name.
    pub const OTHER: u16 = 1 << 10;
    /// A word that is usually written in lower case.
    pub const COMMON: u16 = 1 << 11;
    /// A particle of personal names, which may begin a name in lower case: al, von.
    pub const PARTICLE: u16 = 1 << 12;
    /// A word that joins the parts of an organisation's name: of, for, and.
    pub const JOINER: u16 = 1 << 13;
    /// A title that ends no name but in `Prime Minister` and its like.
    pub const FULL_TITLE: u16 = 1 << 14;
    /// A word of grammar: by itself it is not a name, and at the head of a sentence it begins none.
    pub const FUNCTION: u16 = 1 << 15;
}

/// A hasher for keys that are hashes already.
#[derive(Default)]
pub(super) struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &b| hash::mix(hash, u64::from(b)));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = hash::finish(value);
    }
}

/// A map whose keys are hashes of words or phrases.
pub(super) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Ready>>;

/// Words that are particles only where the words around them are names.
const OTHER_PARTICLES: &str = "ul ad as ash abu abdel abdul af av san";
const JOINERS: &str = "of the for and on & de des du la le les del der und et e to against";
const FUNCTIONS: &str = "a an the this that these those he she it they we i you his her their its our my in on at by for from \
                         with as if when while since until after before during under over between among within without \
                         although though because despite unlike and but or nor so yet also then there here now not what \
                         why how where which who whose some many most both all each every no one two three several few \
                         however meanwhile earlier later once even only just still instead";

/// What is known about a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Bits of [`class`].
    pub classes: u16,
    /// Its cluster among many; 0 if it is in none.
    pub fine: u16,
    /// Its cluster among few; 0 if it is in none.
    pub coarse: u8,
}

/// Words by the upper half of their hash, at the place given by the whole hash, or after it.
struct Lexicon {
    slots: Vec<Slot>,
    mask: usize,
}

/// The key 0 marks an empty slot.
#[derive(Clone, Copy, Default)]
struct Slot {
    key: u32,
    word: Word,
}

impl Lexicon {
    fn new(classes: &ByHash<u16>, clusters: &[u8]) -> Lexicon {
        let count = classes.len() + clusters.len() / clusters::ENTRY;
        let size = (count * 3 / 2).next_power_of_two();
        let mut out = Lexicon { slots: vec![Slot::default(); size], mask: size - 1 };
        for (key, word) in clusters::entries(clusters) {
            let at = out.find(key);
            out.slots[at] = Slot { key, word };
        }
        for (&hash, &classes) in classes {
            let at = out.find(key(hash));
            out.slots[at] = Slot { key: key(hash), word: Word { classes, ..out.slots[at].word } };
        }
        out
    }

    /// Where the key stands, or the empty place where it would.
    fn find(&self, key: u32) -> usize {
        let mut at = key as usize & self.mask;
        while self.slots[at].key != 0 && self.slots[at].key != key {
            at = (at + 1) & self.mask;
        }
        at
    }
}

/// The key of a word in the tables.
pub(super) fn key(word_hash: u64) -> u32 {
    ((hash::finish(word_hash) >> 32) as u32).max(1)
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(&load(), include_bytes!("../../models/clusters.bin")));

/// What is known about the word with this hash.
pub(super) fn word(word_hash: u64) -> Word {
    let lexicon = &*LEXICON;
    lexicon.slots[lexicon.find(key(word_hash))].word
}

/// The classes of the word with this hash; 0 if nothing is known about it.
pub(super) fn classes(word_hash: u64) -> u16 {
    word(word_hash).classes
}

fn load() -> ByHash<u16> {
    let mut map = ByHash::default();
    add_table(&mut map, include_str!("../../data/given-names.tsv"), |kind| match kind {
        "g" => class::GIVEN,
        "s" => class::SURNAME,
        _ => class::GIVEN | class::SURNAME,
    });
    add_table(&mut map, include_str!("../../data/titles.tsv"), |kind| match kind {
        "male" => class::TITLE | class::MALE,
        "female" => class::TITLE | class::FEMALE,
        "after" => class::SUFFIX,
        "part" => class::TITLE,
        _ => class::TITLE | class::FULL_TITLE,
    });
    add_table(&mut map, include_str!("../../data/org-words.tsv"), |kind| match kind {
        "site" => class::SITE,
        _ => class::ORG,
    });
    add_table(&mut map, include_str!("../../data/not-names.tsv"), |kind| match kind {
        "demonym" => class::DEMONYM,
        "date" => class::DATE,
        _ => class::OTHER,
    });
    add_table(&mut map, include_str!("../../data/common-words.tsv"), |_| class::COMMON);
    let particles = OTHER_PARTICLES.split_whitespace().chain(NAME_PARTICLES);
    add_words(&mut map, particles, class::PARTICLE);
    add_words(&mut map, JOINERS.split_whitespace(), class::JOINER);
    add_words(&mut map, FUNCTIONS.split_whitespace(), class::FUNCTION);
    map
}

/// Adds the words of a table whose first column is a word and whose second is its kind.
fn add_table(map: &mut ByHash<u16>, table: &str, class_of: fn(&str) -> u16) {
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (word, kind) = line.split_once('\t').unwrap_or((line, ""));
        *map.entry(hash::word(word)).or_default() |= class_of(kind);
    }
}

fn add_words<'a>(map: &mut ByHash<u16>, words: impl Iterator<Item = &'a str>, class: u16) {
    for word in words {
        *map.entry(hash::word(word)).or_default() |= class;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> u16 {
        classes(hash::word(word))
    }

    #[test]
    fn the_tables_are_read() {
        assert!(of("John") & class::GIVEN != 0);
        assert!(of("Mrs") & class::FEMALE != 0 && of("Mr.") & class::MALE != 0);
        assert!(of("MINISTRY") & class::ORG != 0);
        assert!(of("Syrian") & class::DEMONYM != 0);
        assert!(of("Friday") & class::DATE != 0);
        assert!(of("however") & class::COMMON != 0);
        assert_eq!(of("Qwrtzp"), 0);
    }
}
