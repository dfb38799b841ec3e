//! What gave no article in a file, remembered with the file, so that it is reported on every run that meets the file.

use serde::{Deserialize, Serialize};

/// How much it matters that something gave no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not an article and not meant to be one: an empty file, an image.
    #[serde(rename = "ignored")]
    PassedOver,
    /// A document that could not be read; the run goes on without it.
    Skipped,
    /// A path that was requested and is not there or may not be read, or a file that the system failed to read.
    Failed,
}

/// Something in a file that gave no article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// How much it matters.
    pub severity: Severity,
    /// The record, from 0, where it is one record's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The member of an archive, where it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<str>>,
    /// What is wrong, in words; empty for those that are only counted.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub reason: Box<str>,
    /// How many there are of the kind.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(count: &u64) -> bool {
    *count == 1
}
