//! How a copy of a story differs from the article beside it: the sentences that only one of them has.

use std::collections::HashSet;

use dateline_core::article::Article;
use dateline_core::text::{fold, sentences};

use crate::page::Link;
use crate::page::diff;
use crate::page::numbers::counted;

/// So many sentences of each are shown.
const SHOWN: usize = 20;

/// A copy with what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyView {
    /// The copy.
    pub link: Link,
    /// How much is the same, in words.
    pub same: String,
    /// Sentences that only the article has.
    pub only_here: Vec<String>,
    /// Sentences that only the copy has.
    pub only_there: Vec<String>,
    /// How many more of both are not shown.
    pub more: usize,
    /// Where the two are compared word by word.
    pub compare: String,
    /// The headline of the copy, where it is another.
    pub headline: Option<String>,
}

/// Compares an article with a copy of its story.
pub fn copy(link: Link, article: &Article, other: &Article) -> CopyView {
    let (here, there) = (sentences_of(&article.body), sentences_of(&other.body));
    let keys = |of: &[(String, &str)]| of.iter().map(|(key, _)| key.clone()).collect::<HashSet<String>>();
    let (known_here, known_there) = (keys(&here), keys(&there));
    let only = |of: &[(String, &str)], known: &HashSet<String>| -> Vec<String> {
        of.iter().filter(|(key, _)| !known.contains(key)).map(|(_, text)| (*text).to_owned()).collect()
    };
    let (only_here, only_there) = (only(&here, &known_there), only(&there, &known_here));
    let same = here.len() - only_here.len();
    let same = match (only_here.is_empty(), only_there.is_empty()) {
        (true, true) => "the same text".to_owned(),
        _ => format!("{} of {} the same", same, counted(here.len() as u64, "sentence", "sentences")),
    };
    let more = only_here.len().saturating_sub(SHOWN) + only_there.len().saturating_sub(SHOWN);
    let first = |mut of: Vec<String>| {
        of.truncate(SHOWN);
        of
    };
    let headline = other.headline.clone().filter(|_| other.headline != article.headline);
    let compare = diff::href(article, other);
    CopyView {
        link,
        compare,
        same,
        only_here: first(only_here),
        only_there: first(only_there),
        more,
        headline,
    }
}

/// The sentences of a text, each with what makes it the same as another: its letters, but for capitals and spaces.
fn sentences_of(text: &str) -> Vec<(String, &str)> {
    let trimmed = sentences(text).into_iter().filter_map(|range| text.get(range)).map(str::trim);
    trimmed
        .filter(|sentence| !sentence.is_empty())
        .map(|sentence| (fold(sentence).split_whitespace().collect::<Vec<_>>().join(" "), sentence))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(here: &str, there: &str) -> CopyView {
        let article = |body: &str| Article {
            body: body.to_owned(),
            headline: Some("Talks".into()),
            ..Article::default()
        };
        copy(Link::new("Wire", "/a/b"), &article(here), &article(there))
    }

    #[test]
    fn sentences_that_only_one_has_are_told() {
        let view = compared("The talks ended. Nobody spoke.", "The  talks ENDED. A minister left.");
        assert_eq!(view.same, "1 of 2 sentences the same");
        assert_eq!(
            (view.only_here, view.only_there),
            (vec!["Nobody spoke.".to_owned()], vec!["A minister left.".to_owned()])
        );
        assert_eq!(view.headline, None);
    }

    #[test]
    fn the_same_text_is_the_same() {
        assert_eq!(compared("One. Two.", "One.\n\nTwo.").same, "the same text");
    }
}
