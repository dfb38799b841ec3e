//! Spans of text and mentions, which are spans that remember where they are.

use serde::{Deserialize, Serialize};

/// A half-open range of byte offsets into a UTF-8 text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to and without `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// The number of bytes covered.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// True if the span covers nothing.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// True if the two spans share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True if `other` lies wholly within this span.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// The fields of an article that hold text in which something can be mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// The headline.
    Headline,
    /// The summary below the headline.
    Standfirst,
    /// The place and agency line, when it stands as a field of its own.
    Dateline,
    /// The article's text.
    Body,
    /// Picture captions; a mention in one carries its item number.
    Captions,
}

impl TextField {
    /// The name of the field in JSON and in queries.
    pub fn name(self) -> &'static str {
        match self {
            TextField::Headline => "headline",
            TextField::Standfirst => "standfirst",
            TextField::Dateline => "dateline",
            TextField::Body => "body",
            TextField::Captions => "captions",
        }
    }
}

/// One place in an article's text where something is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mention {
    /// The field the mention is in.
    pub field: TextField,
    /// Which caption, from 0; only for captions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// Byte offset of the first byte within the field.
    pub start: usize,
    /// Byte offset just past the last byte within the field.
    pub end: usize,
    /// The mentioned text itself.
    #[serde(default)]
    pub text: String,
}

impl Mention {
    /// The span of the mention within its field.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_needs_a_shared_byte() {
        let span = Span::new(2, 5);
        assert!(span.overlaps(Span::new(4, 9)));
        assert!(!span.overlaps(Span::new(5, 9)));
        assert!(span.contains(Span::new(2, 5)) && !span.contains(Span::new(1, 3)));
    }

    #[test]
    fn mention_json_is_flat() {
        let mention =
            Mention { field: TextField::Captions, item: Some(1), start: 0, end: 4, text: "Oslo".into() };
        let json = serde_json::to_string(&mention).unwrap();
        assert_eq!(json, r#"{"field":"captions","item":1,"start":0,"end":4,"text":"Oslo"}"#);
    }
}
