//! A laid-out document: its paragraphs as they are printed, of which all are content.
//!
//! A page of the web is searched for the story in it. In a document, whether of a word processor, a book or
//! a PDF, every paragraph belongs to it, and what it looks like tells the headline.

/// A document, before its headline and the other fields are found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The title that the properties of the file give, which may be anything: that of a template, the name of a file.
    pub title: Option<String>,
    /// The paragraphs, rows of tables and notes, in the order in which they are read.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph and what it looks like.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paragraph {
    /// The text; a line end in it is one that is set by the author.
    pub text: String,
    /// What the document says that it is.
    pub role: Role,
    /// The size of its letters in points; 0 if the format does not tell it.
    pub size: f32,
    /// The number of its page, from 0; formats without pages have one.
    pub page: usize,
}

/// What a paragraph is, as the document itself marks it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// Running text, or nothing is said of it.
    #[default]
    Text,
    /// The title of the document.
    Title,
    /// Its subtitle.
    Subtitle,
    /// A heading of this level, 1 being the highest.
    Heading(u8),
    /// A row of a table, its cells separated by bars.
    Row,
    /// The caption of a picture.
    Caption,
}

/// What is between the cells of a row.
pub const CELL_END: &str = " | ";

impl Document {
    /// The number of bytes of its texts.
    pub fn text_len(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum()
    }
}

impl Paragraph {
    /// A paragraph of the first page of which only the text is known.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::marked(text, Role::Text)
    }

    /// A paragraph of the first page that is marked as what it is.
    pub fn marked(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, ..Self::default() }
    }
}
