//! Up to which run the articles of each saved search were given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The file of it in the folder of an index.
pub const GIVEN_FILE: &str = "digest.json";

/// What was given of the saved searches of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The index by the time it was made: the runs of one that was made anew are other ones.
    made: u64,
    /// The last run whose articles were given, by the name of the search.
    searches: BTreeMap<String, u64>,
}

impl Given {
    /// What the text of the file says; nothing was given if it is empty.
    ///
    /// # Errors
    /// If it is not as it was written.
    pub fn parse(text: &str) -> Result<Given, String> {
        if text.trim().is_empty() {
            return Ok(Given::default());
        }
        serde_json::from_str(text).map_err(|error| {
            format!("{GIVEN_FILE}: {error}; remove the file to have all articles of the saved searches again")
        })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// The last run whose articles of a search were given, 0 if none were. Of an index that was made anew after that, all
    /// that it holds up to `complete` counts as given.
    pub fn upto(&self, search: &str, made: u64, complete: u64) -> u64 {
        match self.searches.get(search) {
            Some(_) if self.made != made => complete,
            Some(run) => *run,
            None => 0,
        }
    }

    /// True if something was given of an index that this one was made in place of.
    pub fn is_of_another_index(&self, made: u64) -> bool {
        self.made != made && !self.searches.is_empty()
    }

    /// Notes that the articles of these searches were given up to a run.
    pub fn note<'a>(&mut self, names: impl IntoIterator<Item = &'a str>, made: u64, run: u64) {
        if self.made != made {
            self.searches.values_mut().for_each(|given| *given = run);
            self.made = made;
        }
        for name in names {
            let given = self.searches.entry(name.to_owned()).or_default();
            *given = run.max(*given);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_is_read_as_it_was_written() {
        let mut given = Given::parse(" \n").unwrap();
        assert_eq!((given.upto("a", 7, 3), given.is_of_another_index(7)), (0, false));
        given.note(["a"], 7, 3);
        let given = Given::parse(&given.text()).unwrap();
        assert_eq!((given.upto("a", 7, 5), given.upto("b", 7, 5)), (3, 0));
        assert!(Given::parse("{").unwrap_err().contains(GIVEN_FILE));
    }

    #[test]
    fn a_digest_that_ends_late_takes_nothing_back() {
        let mut given = Given::default();
        given.note(["a"], 7, 5);
        given.note(["a"], 7, 4);
        assert_eq!(given.upto("a", 7, 9), 5);
    }

    #[test]
    fn an_index_that_is_made_anew_holds_what_was_given() {
        let mut given = Given::default();
        given.note(["a"], 7, 90);
        assert!(given.is_of_another_index(8));
        assert_eq!((given.upto("a", 8, 2), given.upto("b", 8, 2)), (2, 0));
        given.note(["b"], 8, 2);
        assert_eq!((given.upto("a", 8, 3), given.is_of_another_index(8)), (2, false));
    }
}
