//! The place from which an answer goes on: a moment of the archive, and how many hits came before.

use crate::fault::{Fault, Kind};

use super::parameters::bad;

/// A place in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The moment of the archive.
    pub generation: String,
    /// How many hits came before.
    pub offset: usize,
}

impl Cursor {
    /// As a parameter has it.
    pub fn text(&self) -> String {
        format!("{}-{}", self.generation, self.offset)
    }

    /// Reads one.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(text: &str) -> Result<Cursor, Fault> {
        let parts = text.rsplit_once('-');
        let read = parts.and_then(|(generation, offset)| {
            Some(Cursor { generation: generation.to_owned(), offset: offset.parse().ok()? })
        });
        read.filter(|cursor| cursor.offset < usize::MAX / 2)
            .ok_or_else(|| bad("cursor", "invalid cursor; use the value of next from the previous response"))
    }

    /// That the moment is gone.
    pub fn gone() -> Fault {
        Fault::new(
            Kind::Gone,
            "the index has changed since the cursor was given; ask again from the beginning",
        )
    }
}
