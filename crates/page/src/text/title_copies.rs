//! Where a headline stands again on its page: before the site's name, at the end of a trail of sections, in an address.

use super::topic::{line_key, tail_keys};
use crate::patterns;

/// What is before a sign that may set the site's name off, for each such sign.
pub fn heads(text: &str) -> impl Iterator<Item = &str> {
    const MARKS: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · "];
    let marks = if text.contains(['|', '-', '–', '—', ':', '»', '·']) { &MARKS[..] } else { &[] };
    marks.iter().filter_map(|mark| text.rfind(mark).map(|at| &text[..at]))
}

/// Keys of the ends of a line that is short enough to be a trail of sections.
pub fn tails(text: &str) -> impl Iterator<Item = u64> {
    let keys = if text.len() <= 400 { tail_keys(text) } else { Vec::new() };
    keys.into_iter()
}

/// Keys of the words in the parts of the addresses that are in a line.
pub fn slugs(text: &str) -> impl Iterator<Item = u64> {
    let addresses = patterns::URL.find_iter(text).take(3);
    addresses
        .flat_map(|address| address.as_str().split('/').skip(3))
        .filter(|part| part.contains('-'))
        .flat_map(slug_keys)
}

/// Keys of a part of an address: whole, and without a number at its end.
fn slug_keys(part: &str) -> impl Iterator<Item = u64> {
    let part = part.split(['?', '#']).next().unwrap_or_default();
    let part = part.rsplit_once('.').map_or(part, |(name, _)| name);
    let words = part.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    [slug_key(part), slug_key(words)].into_iter()
}

/// A key that leaves out everything but the letters and digits an address is made of.
pub fn slug_key(text: &str) -> u64 {
    line_key(&text.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_in_titles_trails_and_addresses() {
        assert!(heads("Ferry stays - Harbour Post").any(|head| head == "Ferry stays"));
        assert!(tails("Home News Ferry stays").any(|key| key == line_key("Ferry stays")));
        let address = "https://post.example/2019/old-ferry-stays-1234.html";
        assert!(slugs(address).any(|key| key == slug_key("Old ferry stays")));
        assert!(slugs("No address here").next().is_none());
    }
}
