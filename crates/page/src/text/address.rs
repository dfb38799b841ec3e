//! The address of the page itself, where the text begins with it.
//!
//! Whoever saves a page as text often writes its address above it. That line is no headline; the words in it are those
//! of the headline, though.

use rustc_hash::FxHashSet;

use super::topic::line_key;
use crate::patterns;

/// This many lines that only announce the address may be above it.
const MAX_LABELS: usize = 2;
/// The longest address, in bytes.
const MAX_LINE: usize = 2000;
/// An address with fewer words does not say what the page is about.
const MIN_WORDS: usize = 3;

/// The address with which a text begins, and the text below it.
///
/// The address is alone in its line but for a label such as `URL:` or `Saved from`, and perhaps the time of saving behind it.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let mut rest = text;
    let mut labels = 0;
    while let Some(line) = rest.split_inclusive('\n').next() {
        rest = &rest[line.len()..];
        if !line.contains(char::is_alphanumeric) {
            continue;
        }
        if let Some(address) = alone(line.trim_matches(is_blank)) {
            return Some((address, rest));
        }
        labels += 1;
        if labels > MAX_LABELS || !is_label(line) {
            return None;
        }
    }
    None
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The address of which a line consists.
fn alone(line: &str) -> Option<&str> {
    if line.len() > MAX_LINE || !line.contains('/') {
        return None;
    }
    let found = patterns::PAGE_ADDRESS.captures(line)?;
    let address = found.name("address")?.as_str();
    Some(address.trim_end_matches(['>', ')', ']', ',', ';', '"']))
}

/// A line above the address that says only where or when the page was saved.
fn is_label(line: &str) -> bool {
    line.len() <= 80 && line.trim_end().ends_with([':', '：'])
}

/// The words of an address that name what the page is about.
#[derive(Debug, Default)]
pub struct Slug {
    words: FxHashSet<u64>,
}

impl Slug {
    /// The words of the longest part of the path.
    pub fn of(address: &str) -> Slug {
        let path = address.split_once("://").map_or(address, |(_, rest)| rest);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts = path.split('/').skip(1).map(|part| words(part).collect::<FxHashSet<u64>>());
        let words = parts.max_by_key(FxHashSet::len).filter(|words| words.len() >= MIN_WORDS);
        Slug { words: words.unwrap_or_default() }
    }

    /// How much of the address's words is in a line, and of the line's words in the address, as their harmonic mean.
    pub fn likeness(&self, line: &str) -> Option<f32> {
        if self.words.is_empty() {
            return None;
        }
        let words: FxHashSet<u64> = words(line).collect();
        let same = words.intersection(&self.words).count();
        Some(2.0 * same as f32 / (words.len() + self.words.len()) as f32)
    }
}

/// Keys of the words that addresses write: in plain letters, and not too short.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    words
        .map(plain)
        .filter(|word| word.len() >= 3 && !word.bytes().all(|b| b.is_ascii_digit()))
        .map(|word| line_key(&word))
}

/// A word as addresses write it: small, without accents.
fn plain(word: &str) -> String {
    let folded = dateline_core::text::fold(word);
    folded.chars().flat_map(char::to_lowercase).filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_above_a_text_is_split_off() {
        for first in [
            "https://post.example/news/2019/10/old-ferry-stays",
            "URL: https://post.example/news/2019/10/old-ferry-stays",
            "<https://post.example/news/2019/10/old-ferry-stays>",
            "Source:\nhttps://post.example/news/2019/10/old-ferry-stays  12/10/2019, 10:22",
        ] {
            let text = format!("\n{first}\n\nOld ferry stays\n\nThe council voted.");
            let (address, rest) = split(&text).unwrap_or_else(|| panic!("{first}"));
            assert_eq!(address, "https://post.example/news/2019/10/old-ferry-stays");
            assert_eq!(rest, "\nOld ferry stays\n\nThe council voted.");
        }
    }

    #[test]
    fn an_address_in_the_text_is_left_where_it_is() {
        for text in
            ["Ferry stays\nhttps://post.example/a", "See https://post.example/a for more.", "www.\n", ""]
        {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn the_words_of_the_address_are_those_of_the_headline() {
        let slug = Slug::of("https://post.example/news/the-old-ferry-stays-for-munchen-1234.html");
        assert!(slug.likeness("The old ferry stays for München").unwrap() > 0.8);
        assert_eq!(slug.likeness("Storm expected"), Some(0.0));
        assert_eq!(Slug::of("https://post.example/a1b2").likeness("Old ferry"), None);
    }
}
