//! How two articles differ, word by word.

use std::time::{Duration, Instant};

use dateline_core::article::Article;
use serde_json::{Value, json};
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};

/// So long is looked for the shortest difference of a field; after that a longer one is given.
const PATIENCE: Duration = Duration::from_secs(2);

/// A field in which two articles differ.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldDifference {
    /// The name of the field.
    pub field: &'static str,
    /// The share of the words of both that is the same, from 0 to 1.
    pub same: f64,
    /// All of the text of both, in order.
    pub parts: Vec<Part>,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which of the articles has it.
    pub change: Change,
    /// The words, with single blanks between.
    pub text: String,
}

/// Which of two articles has some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Both.
    Same,
    /// Only the first.
    Removed,
    /// Only the second.
    Added,
}

impl Change {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Removed => "removed",
            Change::Added => "added",
        }
    }
}

impl FieldDifference {
    /// The difference, for scripts.
    pub fn json(&self) -> Value {
        let part = |part: &Part| json!({"change": part.change.name(), "text": part.text});
        json!({"field": self.field, "same": self.same, "parts": self.parts.iter().map(part).collect::<Vec<_>>()})
    }
}

/// The fields in which two articles differ in more than white space.
pub fn differences(first: &Article, second: &Article) -> Vec<FieldDifference> {
    let fields = texts(first).into_iter().zip(texts(second));
    fields.filter_map(|((field, first), (_, second))| difference(field, &first, &second)).collect()
}

/// What an article says, by field.
fn texts(article: &Article) -> [(&'static str, String); 9] {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        ("headline", optional(&article.headline)),
        ("standfirst", optional(&article.standfirst)),
        ("byline", article.byline.join(", ")),
        ("published", optional(&article.published)),
        ("source", optional(&article.source)),
        ("section", optional(&article.section)),
        ("url", optional(&article.url)),
        ("body", article.body.clone()),
        ("captions", article.captions.join("\n")),
    ]
}

fn difference(field: &'static str, first: &str, second: &str) -> Option<FieldDifference> {
    let (first, second): (Vec<&str>, Vec<&str>) =
        (first.split_whitespace().collect(), second.split_whitespace().collect());
    if first == second {
        return None;
    }
    let until = Instant::now() + PATIENCE;
    let mut parts = Vec::new();
    let mut same = 0;
    for step in capture_diff_slices_deadline(Algorithm::Myers, &first, &second, Some(until)) {
        let (tag, old, new) = step.as_tag_tuple();
        let mut push = |change, words: &[&str]| {
            if !words.is_empty() {
                parts.push(Part { change, text: words.join(" ") });
            }
        };
        if tag == DiffTag::Equal {
            same += old.len();
            push(Change::Same, &first[old]);
        } else {
            push(Change::Removed, &first[old]);
            push(Change::Added, &second[new]);
        }
    }
    let same = 2.0 * same as f64 / (first.len() + second.len()) as f64;
    Some(FieldDifference { field, same, parts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bodies(first: &str, second: &str) -> Vec<FieldDifference> {
        let article = |body: &str| Article { body: body.into(), ..Article::default() };
        differences(&article(first), &article(second))
    }

    #[test]
    fn words_are_the_same_removed_or_added() {
        let found = bodies("The talks ended on Friday.", "The talks ended early on  Friday night.");
        let part = |change, text: &str| Part { change, text: text.into() };
        assert_eq!((found.len(), found[0].field), (1, "body"));
        assert_eq!(
            found[0].parts,
            [
                part(Change::Same, "The talks ended"),
                part(Change::Added, "early"),
                part(Change::Same, "on"),
                part(Change::Removed, "Friday."),
                part(Change::Added, "Friday night."),
            ]
        );
        assert!((found[0].same - 8.0 / 12.0).abs() < 1e-9);
    }

    #[test]
    fn white_space_is_no_difference() {
        assert_eq!(bodies("One.\n\nTwo.", "One. Two."), []);
        let headline = Article { headline: Some("Talks".into()), ..Article::default() };
        assert_eq!(differences(&headline, &Article::default())[0].field, "headline");
    }

    proptest! {
        #[test]
        fn the_parts_give_back_both_texts(first in "[abc ]{0,40}", second in "[abc ]{0,40}") {
            for found in bodies(&first, &second) {
                let without = |change| {
                    let texts = found.parts.iter().filter(|part| part.change != change);
                    texts.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
                };
                let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                prop_assert_eq!(without(Change::Added), words(&first));
                prop_assert_eq!(without(Change::Removed), words(&second));
            }
        }
    }
}
