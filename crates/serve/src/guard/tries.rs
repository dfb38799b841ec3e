//! How often someone may try a password.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many tries that fail are answered in a while.
const MOST: u32 = 5;
/// The while.
const WHILE: Duration = Duration::from_secs(60);
/// So many names and addresses are remembered; beyond that the oldest are forgotten together.
const REMEMBERED: usize = 4096;

/// The tries that failed, by name and by address.
#[derive(Default)]
pub struct Tries(Mutex<HashMap<String, (u32, Instant)>>);

impl Tries {
    /// True if one more try is allowed for all of these.
    pub fn allow(&self, whose: &[String]) -> bool {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        whose
            .iter()
            .all(|one| tries.get(one).is_none_or(|(failed, since)| *failed < MOST || since.elapsed() > WHILE))
    }

    /// Remembers a try that failed.
    pub fn failed(&self, whose: &[String]) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() > REMEMBERED {
            tries.retain(|_, (_, since)| since.elapsed() <= WHILE);
        }
        for one in whose {
            let entry = tries.entry(one.clone()).or_insert((0, Instant::now()));
            if entry.1.elapsed() > WHILE {
                *entry = (0, Instant::now());
            }
            entry.0 += 1;
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
            assert!(tries.allow(&ann));
            tries.failed(&ann);
        }
        assert!(!tries.allow(&ann));
        assert!(!tries.allow(&["ann".to_owned(), "10.0.0.2".to_owned()]), "another address helps nobody");
        assert!(tries.allow(&["bob".to_owned(), "10.0.0.2".to_owned()]));
    }
}
