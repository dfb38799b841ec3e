//! Where a quotation of an article is: in its text, and in the file that it was read from.

use std::ops::Range;

use dateline_core::article::{Article, TextField};
use dateline_core::text::quotation::quoted_in;
use serde_json::{Map, Value, json};

/// A quotation of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// As the article has it.
    pub text: String,
    /// The field of the article that it is in.
    pub field: TextField,
    /// Which caption it is in, from 0.
    pub item: Option<usize>,
    /// Where it is in the text of that field.
    pub range: Range<usize>,
    /// Where it is in the kept file, if that is known.
    pub kept: Option<KeptPlace>,
}

/// Where a quotation is in a kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlace {
    /// The file.
    pub file: String,
    /// Where the record is within an archive.
    pub member: Option<String>,
    /// What the bytes are counted in.
    pub within: Within,
    /// The bytes of each place, in their order.
    pub places: Vec<Range<u64>>,
}

/// What the bytes of a quotation are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// The file as it is.
    File,
    /// The file, where it is not known which part of it is the record.
    WholeFile,
    /// The file after unpacking.
    Unpacked,
    /// The member of an archive, after unpacking.
    Member,
}

impl Within {
    fn said(self) -> &'static str {
        match self {
            Within::File => "the file",
            Within::WholeFile => "the file, which has other records too",
            Within::Unpacked => "the unpacked file",
            Within::Member => "the unpacked member",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Within::File | Within::WholeFile => "file",
            Within::Unpacked => "unpacked file",
            Within::Member => "unpacked member",
        }
    }
}

impl Quotation {
    /// The first place of a quotation in the text of an article; white space and the form of quotation marks and
    /// dashes make no difference.
    pub fn in_article(article: &Article, quote: &str) -> Option<Quotation> {
        article.pieces().find_map(|piece| {
            let range = quoted_in(piece.text, quote)?;
            let text = piece.text[range.clone()].to_owned();
            Some(Quotation { text, field: piece.field, item: piece.item, range, kept: None })
        })
    }

    /// The same with its place in the kept file.
    #[must_use]
    pub fn kept_at(self, place: KeptPlace) -> Quotation {
        Quotation { kept: Some(place), ..self }
    }

    /// Where it is, in words.
    pub fn said(&self) -> String {
        let mut field = self.field.name().to_owned();
        field.extend(self.item.map(|item| format!(" {item}")));
        let Range { start, end } = self.range;
        let mut said = format!("\"{}\": {field}, bytes {start} to {end}", self.text);
        if let Some(kept) = &self.kept {
            said.push_str("; in ");
            said.push_str(kept.within.said());
            said.push_str(&format!(" {}", kept.file));
            said.extend(kept.member.as_deref().map(|member| format!(", {member}")));
            let places = kept.places.iter().map(|place| format!("bytes {} to {}", place.start, place.end));
            said.push_str(&format!(", {}", places.collect::<Vec<_>>().join(" and ")));
        }
        said
    }

    /// Where it is, for scripts.
    pub fn json(&self) -> Value {
        let mut value = Map::new();
        let mut set =
            |key: &str, given: Option<Value>| value.extend(given.map(|given| (key.to_owned(), given)));
        set("text", Some(self.text.as_str().into()));
        set("field", Some(self.field.name().into()));
        set("item", self.item.map(Value::from));
        set("start", Some(self.range.start.into()));
        set("end", Some(self.range.end.into()));
        if let Some(kept) = &self.kept {
            set("file", Some(kept.file.as_str().into()));
            set("member", kept.member.as_deref().map(Value::from));
            set("bytes_of", Some(kept.within.name().into()));
            let places: Vec<[u64; 2]> = kept.places.iter().map(|place| [place.start, place.end]).collect();
            set("bytes", Some(json!(places)));
        }
        Value::Object(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_found_in_any_text_of_the_article() {
        let article = Article {
            headline: Some("Talks end".into()),
            body: "They left.\n\nNobody “spoke” again.".into(),
            captions: vec!["A hall".into(), "The last hour".into()],
            ..Article::default()
        };
        let found = Quotation::in_article(&article, "left. Nobody \"spoke\"").unwrap();
        assert_eq!((found.field, found.text.as_str()), (TextField::Body, "left.\n\nNobody “spoke”"));
        let caption = Quotation::in_article(&article, "last hour").unwrap();
        assert_eq!(
            (caption.field, caption.item, caption.range.clone()),
            (TextField::Captions, Some(1), 4..13)
        );
        assert_eq!(caption.said(), "\"last hour\": captions 1, bytes 4 to 13");
        assert_eq!(caption.json()["item"], 1);
        assert_eq!(Quotation::in_article(&article, "never said"), None);
    }
}
