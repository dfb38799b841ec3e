//! How often someone may try a password.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many tries that fail are answered in a while.
const MOST: u32 = 5;
/// The while.
const WHILE: Duration = Duration::from_secs(60);
/// So many names and addresses are remembered; beyond that all are forgotten together.
const REMEMBERED: usize = 4096;

/// The tries that failed, by name and by address.
#[derive(Default)]
pub struct Tries(Mutex<HashMap<blake3::Hash, (u32, Instant)>>);

impl Tries {
    /// Takes a try for all of these, as one that fails; false if one of them has none left. It counts before it is made,
    /// so that many at once are not more than one after the other.
    pub fn take(&self, whose: &[String]) -> bool {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, (_, since)| since.elapsed() <= WHILE);
        if tries.len() >= REMEMBERED {
            tries.clear();
        }
        let whose: Vec<blake3::Hash> = whose.iter().map(|one| blake3::hash(one.as_bytes())).collect();
        if whose.iter().any(|one| tries.get(one).is_some_and(|(taken, _)| *taken >= MOST)) {
            return false;
        }
        for one in whose {
            tries.entry(one).or_insert((0, Instant::now())).0 += 1;
        }
        true
    }

    /// Gives back a try that did not fail.
    pub fn give_back(&self, whose: &[String]) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for one in whose {
            if let Some((taken, _)) = tries.get_mut(&blake3::hash(one.as_bytes())) {
                *taken = taken.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_some_failures_no_try_is_allowed_for_a_while() {
        let tries = Tries::default();
        let ann = ["ann".to_owned(), "10.0.0.1".to_owned()];
        for _ in 0..MOST {
            assert!(tries.take(&ann));
        }
        assert!(!tries.take(&ann));
        assert!(!tries.take(&["ann".to_owned(), "10.0.0.2".to_owned()]), "another address helps nobody");
        assert!(tries.take(&["bob".to_owned(), "10.0.0.2".to_owned()]));
    }

    #[test]
    fn a_try_that_does_not_fail_is_given_back() {
        let tries = Tries::default();
        let ann = ["ann".to_owned()];
        for _ in 0..3 * MOST {
            assert!(tries.take(&ann));
            tries.give_back(&ann);
        }
    }
}
