//! The packed table of word clusters: words that occur in similar contexts share a number.
//!
//! The file holds entries sorted by key: the key of the word as `u32`, and a number of 24 bits whose lower 10
//! are the cluster among many and whose upper 7 are the cluster among few, all little-endian.

use std::collections::BTreeMap;

use super::hash;
use super::lexicon::{self, Word};

/// Bytes of an entry.
pub(super) const ENTRY: usize = 7;
const FINE_BITS: u32 = 10;

/// The entries of a file; one that is cut short is left out.
pub(super) fn entries(bytes: &[u8]) -> impl Iterator<Item = (u32, Word)> + '_ {
    bytes.chunks_exact(ENTRY).map(|entry| {
        let key = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
        let packed = u32::from_le_bytes([entry[4], entry[5], entry[6], 0]);
        let fine = (packed & ((1 << FINE_BITS) - 1)) as u16;
        (key, Word { classes: 0, fine, coarse: (packed >> FINE_BITS) as u8 })
    })
}

/// Packs a table whose lines are a form, its cluster among at most 127 and its cluster among at most 1,023.
///
/// Forms that are not one word of letters are left out; of forms that differ only in case or diacritics the
/// first one counts.
pub fn pack(table: &str) -> Vec<u8> {
    let mut packed: BTreeMap<u32, u32> = BTreeMap::new();
    for line in table.lines() {
        let mut columns = line.split('\t');
        let (Some(form), Some(coarse), Some(fine)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        let (Ok(coarse), Ok(fine)) = (coarse.parse::<u32>(), fine.parse::<u32>()) else { continue };
        if is_word(form) && coarse < 127 && fine < 1023 {
            let key = lexicon::key(hash::word(form));
            packed.entry(key).or_insert((coarse + 1) << FINE_BITS | (fine + 1));
        }
    }
    let mut out = Vec::with_capacity(packed.len() * ENTRY);
    for (key, clusters) in packed {
        out.extend(key.to_le_bytes());
        out.extend(&clusters.to_le_bytes()[..3]);
    }
    out
}

/// True for what the tagger sees as one word; full stops do not count.
fn is_word(form: &str) -> bool {
    let mut letters = form.chars().filter(|&c| c != '.');
    letters.clone().next().is_some() && letters.all(char::is_alphabetic)
}
