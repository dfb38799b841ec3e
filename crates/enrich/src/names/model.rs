//! The trained weights: the weight of each feature for each kind of name.

use std::sync::LazyLock;

use dateline_core::article::EntityKind;

/// The kinds of names, in the order of their weights.
pub(super) const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

/// One number for each of [`KINDS`].
pub(super) type Scores = [f32; 3];

/// A sum of weights in the steps of a model, one for each of [`KINDS`].
pub(super) type Sum = [i32; 3];

/// Bytes of an entry of the file: the feature's key and three weights.
const ENTRY: usize = 7;

/// A feature none of whose weights is more steps than this is left out of the file; no result depends on it.
const NEGLIGIBLE: u8 = 4;

/// A table of weights, addressed by the keys of features.
///
/// The file holds the step of the weights as `f32`, then entries sorted by key: the key as
/// `u32` and three weights as `i8`, all little-endian.
pub(super) struct Model {
    slots: Vec<Slot>,
    mask: usize,
    /// A bit for the head of each key that has a slot. Most features have none, and this table is
    /// small enough to stay near the processor.
    heads: Vec<u64>,
    step: f32,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    key: u32,
    weights: [i8; 3],
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::from_bytes(include_bytes!("../../models/names.bin")));

/// The key of a feature: no feature has the key 0, which marks an empty slot.
pub(super) fn key(hash: u64) -> u32 {
    ((hash >> 32) as u32).max(1)
}

/// This many keys are looked up together.
const AT_ONCE: usize = 32;

/// The head of a key is this many of its bits.
const HEAD: u32 = 21;

/// The place in [`Model::heads`] of a key's head.
fn head(key: u32) -> (usize, u32) {
    let head = key >> (u32::BITS - HEAD);
    ((head >> 6) as usize, head & 63)
}

fn add_weights(slot: &Slot, sum: &mut Sum) {
    for (sum, weight) in sum.iter_mut().zip(slot.weights) {
        *sum += i32::from(weight);
    }
}

impl Model {
    /// The model that is built into the program.
    pub fn get() -> &'static Model {
        &MODEL
    }

    /// Reads the file's bytes; entries cut short are left out.
    pub fn from_bytes(bytes: &[u8]) -> Model {
        let (head, entries) = bytes.split_at_checked(4).unwrap_or((&[0; 4], &[]));
        let step = f32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        let size = (entries.len() / ENTRY * 3 / 2).next_power_of_two().max(2);
        let heads = vec![0; 1 << (HEAD - 6)];
        let mut model = Model { slots: vec![Slot::default(); size], mask: size - 1, heads, step };
        for entry in entries.chunks_exact(ENTRY) {
            let key = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
            let weights = [entry[4] as i8, entry[5] as i8, entry[6] as i8];
            model.insert(Slot { key, weights });
        }
        model
    }

    /// The bytes of a file with these weights; negligible ones are left out.
    pub fn to_bytes(weights: &[(u32, Scores)]) -> Vec<u8> {
        let largest = weights.iter().flat_map(|(_, w)| w).fold(0f32, |max, w| max.max(w.abs()));
        let step = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let mut rounded: Vec<(u32, [i8; 3])> =
            weights.iter().map(|&(key, w)| (key, w.map(|w| (w / step).round() as i8))).collect();
        rounded.retain(|(_, w)| w.iter().any(|weight| weight.unsigned_abs() > NEGLIGIBLE));
        rounded.sort_unstable();
        let mut out = step.to_le_bytes().to_vec();
        for (key, w) in rounded {
            out.extend(key.to_le_bytes());
            out.extend(w.map(|w| w as u8));
        }
        out
    }

    fn insert(&mut self, slot: Slot) {
        let (word, bit) = head(slot.key);
        self.heads[word] |= 1 << bit;
        let mut at = slot.key as usize & self.mask;
        while self.slots[at].key != 0 && self.slots[at].key != slot.key {
            at = (at + 1) & self.mask;
        }
        self.slots[at] = slot;
    }

    /// Adds the weights of features to a sum in steps.
    ///
    /// The first places of all keys are read before any is looked at, so that the memory answers them together.
    pub fn add(&self, keys: &[u32], sum: &mut Sum) {
        for keys in keys.chunks(AT_ONCE) {
            let mut known = [0; AT_ONCE];
            let mut count = 0;
            for &key in keys {
                known[count] = key;
                count += usize::from(self.may_hold(key));
            }
            let known = &known[..count];
            let mut first = [Slot::default(); AT_ONCE];
            for (slot, &key) in first.iter_mut().zip(known) {
                *slot = self.slots[key as usize & self.mask];
            }
            for (slot, &key) in first.iter().zip(known) {
                if slot.key == key {
                    add_weights(slot, sum);
                } else if slot.key != 0 {
                    self.add_displaced(key, sum);
                }
            }
        }
    }

    /// False for most keys that have no slot.
    fn may_hold(&self, key: u32) -> bool {
        let (word, bit) = head(key);
        self.heads[word] >> bit & 1 == 1
    }

    /// Adds the weights of a feature that does not stand at its first place.
    fn add_displaced(&self, key: u32, sum: &mut Sum) {
        let mut at = (key as usize + 1) & self.mask;
        while self.slots[at].key != 0 {
            if self.slots[at].key == key {
                return add_weights(&self.slots[at], sum);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// A sum of steps as scores.
    pub fn scores(&self, sum: Sum) -> Scores {
        sum.map(|s| s as f32 * self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_survive_the_file_up_to_rounding() {
        let weights = [(7, [1.0, -2.0, 0.5]), (9, [0.0, 0.0, 0.001]), (7 + (1 << 16), [0.0, 1.0, 0.0])];
        let model = Model::from_bytes(&Model::to_bytes(&weights));
        let mut sum = [0; 3];
        model.add(&[7, 9, 11], &mut sum);
        let scores = model.scores(sum);
        assert!((scores[0] - 1.0).abs() < 0.01 && (scores[1] + 2.0).abs() < 0.01);
    }

    #[test]
    fn broken_files_make_no_panic() {
        for bytes in [&[][..], &[1, 2], &[0, 0, 128, 63, 1, 0, 0]] {
            let model = Model::from_bytes(bytes);
            model.add(&[1], &mut [0; 3]);
        }
    }
}
