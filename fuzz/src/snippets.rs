//! Snippets: highlights are words of the passage, in order, and the passage is as long as asked.

use dateline_search::query::{ParseOptions, parse, without_stop_words};
use dateline_search::snippets::{Matcher, Snippet, SnippetOptions, snippets};

use crate::input::Input;
use crate::names;

/// Checks the snippets of an article for a query.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let length = 1 + input.byte() as usize;
    let query = input.text();
    let article = names::article(&mut input);
    let Ok(parsed) = parse(&query, &ParseOptions::default()) else { return };
    let matcher = Matcher::new(&without_stop_words(parsed.query));
    for snippet in snippets(&article, &matcher, &SnippetOptions { length }) {
        check_snippet(&snippet, length);
    }
}

fn check_snippet(snippet: &Snippet, length: usize) {
    let Snippet { text, highlights, .. } = snippet;
    let bare = text.trim_matches('…');
    assert!(!text.is_empty() && !text.contains(['\n', '\r', '\t']), "{text:?}");
    assert!(bare.chars().count() <= length, "{} of {length} characters: {text:?}", bare.chars().count());
    let mut last = 0;
    for &[start, end] in highlights {
        assert!(last <= start && start < end, "{highlights:?}");
        assert!(text.get(start..end).is_some_and(|word| word.trim() == word), "{start}..{end} in {text:?}");
        last = end;
    }
}
