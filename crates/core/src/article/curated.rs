//! What a user says of an article: corrections of what was read, tags and notes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One correction that an article has, with what was there before, so that it can be taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// What was corrected, as it is written in a correction: `headline`, `country`, `not-person`.
    pub field: String,
    /// What is said of it; for a field without a value nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The value that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The rule that gave the value that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the correction was made for: `article`, `folder /news/bbc`, `files *.txt`, `site example.org`.
    pub by: String,
}

/// As one line to read: `country FR, was mentioned (article)`.
impl fmt::Display for Corrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.value.as_deref().unwrap_or("none"))?;
        match &self.was {
            Some(was) if Some(was) != self.value.as_ref() => write!(f, ", was {was}")?,
            _ => {}
        }
        write!(f, " ({})", self.by)
    }
}

/// A note that a user made with an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Note {
    /// What it says.
    pub text: String,
    /// When it was made, as an RFC 3339 date-time; empty if that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_one_line() {
        let corrected = |field: &str, value: Option<&str>, was: Option<&str>| {
            let (value, was) = (value.map(str::to_owned), was.map(str::to_owned));
            Corrected { field: field.into(), value, was, rule: None, by: "article".into() }.to_string()
        };
        assert_eq!(
            corrected("country", Some("FR"), Some("mentioned")),
            "country FR, was mentioned (article)"
        );
        assert_eq!(corrected("published", None, Some("2019")), "published none, was 2019 (article)");
        assert_eq!(corrected("not-person", Some("Ray"), Some("Ray")), "not-person Ray (article)");
    }
}
