//! Words in several pieces that others write as one: `cease-fire`, `e-mail`, `MH-17`, `R&D`, `C++`.
//!
//! Such a word is one piece of a text, so that a search finds it however it is written. The table
//! holds words whose pieces nobody looks for: `care` is to be found in `health care`, `fire` not in `cease-fire`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::words::{Token, words};

/// By the first piece in lower case the second pieces, and whether a space may stand between.
static TABLE: LazyLock<FxHashMap<&'static str, Vec<Second>>> = LazyLock::new(|| {
    let mut table: FxHashMap<&str, Vec<Second>> = FxHashMap::default();
    let rows = include_str!("../../data/compounds.tsv").lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let mut columns = row.split('\t');
        let (Some(first), Some(seconds), Some(between)) = (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let second = |text| Second { text, spaced: between == "space" };
        table.entry(first).or_default().extend(seconds.split(' ').map(second));
    }
    table
});

/// By the lowest bits of their first letter the lengths of the first pieces that a space may follow, a bit for each.
///
/// Nearly every word is followed by a space, and few go on to be looked up.
static SPACED: LazyLock<[u16; 32]> = LazyLock::new(|| {
    let mut lengths = [0; 32];
    let is_spaced = |seconds: &[Second]| seconds.iter().any(|second| second.spaced);
    for first in TABLE.iter().filter(|(_, seconds)| is_spaced(seconds)).map(|(first, _)| first) {
        lengths[usize::from(first.as_bytes()[0] & 31)] |= 1 << first.len();
    }
    lengths
});

/// The longest first piece of the table, in bytes; a longer word is not looked up.
const LONGEST: usize = 8;

/// A second piece, before its ending.
struct Second {
    text: &'static str,
    /// A space may stand between the pieces, not only a hyphen.
    spaced: bool,
}

/// The endings that a second piece may have.
const ENDINGS: [&str; 8] = ["", "d", "ed", "er", "ers", "es", "ing", "s"];

/// Letters before and behind `&` are one word up to this many.
const INITIALS: usize = 3;

/// Capitals before and behind an `&` between spaces are one word up to this many.
const SPACED_INITIALS: usize = 2;

/// The end of a word with a sign that belongs to it: `AT&T`, `R & D`, `C++`, `C#`.
pub(super) fn after_sign(text: &str, word: Token<'_>) -> Option<usize> {
    let rest = &text.as_bytes()[word.end..];
    match rest.first()? {
        b' ' if rest.get(1) == Some(&b'&') && rest.get(2) == Some(&b' ') && are_capitals(word.text) => {
            let next = words(&text[word.end + 3..]).next().filter(|next| next.start == 0)?;
            let letters = next.text.split('\'').next().unwrap_or_default();
            are_capitals(letters).then_some(word.end + 3 + next.end)
        }
        b'&' => {
            let next = words(&text[word.end + 1..]).next().filter(|next| next.start == 0)?;
            let letters = next.text.split('\'').next().unwrap_or_default();
            let is_short =
                |text: &str| text.len() <= INITIALS && text.bytes().all(|b| b.is_ascii_alphabetic());
            (is_short(word.text) && is_short(letters)).then_some(word.end + 1 + next.end)
        }
        b'+' if is_letter(word.text) && rest.starts_with(b"++") => Some(word.end + 2),
        b'#' if is_letter(word.text) && !rest.get(1).is_some_and(u8::is_ascii_alphanumeric) => {
            Some(word.end + 1)
        }
        _ => None,
    }
}

/// The start of a word with a stop that belongs to it: `.NET`.
pub(super) fn before_sign(text: &str, word: Token<'_>) -> Option<usize> {
    if !matches!(word.text.as_bytes(), [b'N' | b'n', ..]) {
        return None;
    }
    let is_net = word.text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("net"));
    let rest = word.text.get(3..).unwrap_or_default();
    if !is_net || !matches!(rest, "" | "'s" | "\u{2019}s") {
        return None;
    }
    let before = text[..word.start].strip_suffix('.')?;
    (!before.ends_with(|c: char| c.is_alphanumeric() || c == '.')).then_some(before.len())
}

fn are_capitals(word: &str) -> bool {
    (1..=SPACED_INITIALS).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic()
}

/// The end of the word that this piece begins, where others write it as one; a hyphen or a space follows the piece.
pub fn compound_end(text: &str, word: Token<'_>) -> Option<usize> {
    if word.text.len() > LONGEST {
        return None;
    }
    let between = text[word.end..].chars().next()?;
    let is_spaced = match between {
        ' ' => true,
        '-' | '\u{2010}' | '\u{2011}' => false,
        _ => return None,
    };
    if !word.text.is_ascii() {
        return None;
    }
    let at = word.end + between.len_utf8();
    let initial = usize::from(word.text.as_bytes()[0] & 31);
    if is_spaced && SPACED[initial] & (1 << word.text.len()) == 0 {
        return None;
    }
    let is_number = !is_spaced && is_code(word.text);
    let lower = word.text.to_ascii_lowercase();
    let seconds = TABLE.get(lower.as_str());
    if seconds.is_none() && !is_number {
        return None;
    }
    let next = words(&text[at..]).next().filter(|next| next.start == 0)?;
    let end = at + next.end;
    if is_number && is_alone(text, word.start, end) && next.text.len() <= 3 && is_all_digits(next.text) {
        return Some(end);
    }
    let second = next.text.to_ascii_lowercase();
    let is_of_table = |of_table: &Second| {
        let ending = second.strip_prefix(of_table.text);
        (of_table.spaced || !is_spaced) && ending.is_some_and(|ending| ENDINGS.contains(&ending))
    };
    (seconds?.iter().any(is_of_table) && is_alone(text, word.start, end)).then_some(end)
}

/// True for the letters of a code: one or two, or three without a vowel.
fn is_code(word: &str) -> bool {
    let is_vowel = |b: u8| matches!(b.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u');
    word.bytes().all(|b| b.is_ascii_alphabetic())
        && (word.len() < 3 || word.len() == 3 && !word.bytes().any(is_vowel))
}

fn is_all_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// True if no hyphen joins the pieces to others.
fn is_alone(text: &str, start: usize, end: usize) -> bool {
    let is_hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
    !text[..start].ends_with(is_hyphen) && !text[end..].starts_with(is_hyphen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compound(text: &str) -> Option<&str> {
        let first = words(text).next()?;
        compound_end(text, first).map(|end| &text[first.start..end])
    }

    #[test]
    fn pieces_of_the_table_are_one_word() {
        for (text, one) in [
            ("cease-fire holds", Some("cease-fire")),
            ("Cease fires hold", Some("Cease fires")),
            ("E\u{2011}mail", Some("E\u{2011}mail")),
            ("co-operating", Some("co-operating")),
            ("take-over bid", Some("take-over")),
            ("take over", None),
            ("cease firearms", None),
            ("cease  fire", None),
            ("four-year", None),
        ] {
            assert_eq!(compound(text), one, "{text}");
        }
    }

    #[test]
    fn codes_are_letters_with_a_number() {
        for (text, one) in [
            ("MH-17", Some("MH-17")),
            ("g-20 summit", Some("g-20")),
            ("mid-90", None),
            ("G-2015", None),
            ("to-1-on-1", None),
            ("F-16s", None),
        ] {
            assert_eq!(compound(text), one, "{text}");
        }
    }

    #[test]
    fn every_first_piece_is_short_enough() {
        assert!(
            TABLE.keys().all(|first| first.len() <= LONGEST && first.bytes().all(|b| b.is_ascii_lowercase()))
        );
        assert!(TABLE.values().flatten().all(|second| !second.text.is_empty()));
    }
}
