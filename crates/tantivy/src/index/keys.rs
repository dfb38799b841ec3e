//! The keys of names, remembered for names that come again.
//!
//! A few thousand names make up most of those in any archive, and making their keys took a
//! fifteenth of the time of indexing.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use dateline_core::article::EntityKind;
use dateline_enrich::names::variants::{Keys, all_keys};

/// The memory of a thread is emptied when it holds this many names of a kind.
const CAPACITY: usize = 1 << 14;

type Known = FxHashMap<Box<str>, Rc<Keys>>;

thread_local! {
    static KNOWN: RefCell<[Known; 3]> = RefCell::new(Default::default());
}

/// The keys of a name.
pub(super) fn of(kind: EntityKind, name: &str) -> Rc<Keys> {
    let at = match kind {
        EntityKind::Person => 0,
        EntityKind::Organisation => 1,
        EntityKind::Place => 2,
    };
    KNOWN.with_borrow_mut(|known| {
        let known = &mut known[at];
        if let Some(keys) = known.get(name) {
            return Rc::clone(keys);
        }
        if known.len() >= CAPACITY {
            known.clear();
        }
        let keys = Rc::new(all_keys(kind, name));
        known.insert(name.into(), Rc::clone(&keys));
        keys
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_keys_are_those_made_anew_and_of_their_kind() {
        for kind in [EntityKind::Person, EntityKind::Organisation, EntityKind::Place] {
            for _ in 0..2 {
                assert_eq!(*of(kind, "Sergey Lavrov"), all_keys(kind, "Sergey Lavrov"));
            }
        }
    }

    #[test]
    fn the_memory_does_not_grow_without_end() {
        for number in 0..CAPACITY + 10 {
            of(EntityKind::Place, &format!("Place {number}"));
        }
        KNOWN.with_borrow(|known| assert!(known[2].len() <= CAPACITY));
    }
}
