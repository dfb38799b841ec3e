//! The place from which an answer goes on: a moment of the archive, and what came before.

use dateline_serve::fault::{Fault, Kind};

use crate::arguments::bad;

/// No answer is so long.
const MOST: usize = 1 << 40;

/// A place in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The moment of the archive.
    pub generation: String,
    /// How many hits, values or bytes came before.
    pub at: usize,
    /// How many lines of the hit there came before.
    pub within: usize,
}

impl Cursor {
    /// As an argument has it.
    pub fn text(&self) -> String {
        format!("{}-{}-{}", self.generation, self.at, self.within)
    }

    /// Reads one.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(text: &str) -> Result<Cursor, Fault> {
        let number = |text: &str| text.parse().ok().filter(|number| *number < MOST);
        let read = || {
            let (rest, within) = text.rsplit_once('-')?;
            let (generation, at) = rest.rsplit_once('-')?;
            Some(Cursor { generation: generation.to_owned(), at: number(at)?, within: number(within)? })
        };
        read().ok_or_else(|| bad("cursor", "invalid; use the value of cursor from the previous answer"))
    }

    /// That the moment is gone.
    pub fn gone() -> Fault {
        Fault::new(
            Kind::Gone,
            "the index has changed since the cursor was given; ask again without it to begin anew",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let cursor = Cursor { generation: "a-1.2f".into(), at: 7, within: 3 };
        assert_eq!(Cursor::parse(&cursor.text()).unwrap(), cursor);
        for none in ["", "x", "x-1", "x-1-y", "x-1-2-", "x- 1-2", "x-99999999999999999999-1"] {
            assert!(Cursor::parse(none).is_err(), "{none}");
        }
    }
}
