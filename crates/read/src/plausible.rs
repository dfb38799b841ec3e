//! Whether a text that was decoded has words in it, or what a wrong encoding makes of them.
//!
//! Read in a wrong encoding, Cyrillic is rows of accented letters (`Ïàðîì`), or words with small letters before
//! capitals (`оЮПНЛ`), and accents are letters of another script within words, signs, or control characters. In no
//! language are many words so.

use super::code_page::{Script, script};

/// How many of a hundred words outside ASCII must be odd for the encoding to be doubted.
const DOUBTFUL: usize = 30;

/// So many letters or signs outside ASCII in a row, none of them of a script of its own, are no word.
const LONGEST_ACCENTED: usize = 4;

/// How many words outside ASCII there are, and how many of them no language has.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Words {
    all: usize,
    odd: usize,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Self::default();
        for word in
            text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|word| !word.is_ascii())
        {
            if word.chars().any(|c| is_control(c) || (!c.is_ascii() && c.is_alphabetic())) {
                words.all += 1;
                words.odd += usize::from(is_odd(word));
            }
        }
        words
    }

    /// How many of a hundred are odd.
    fn share(self) -> usize {
        self.odd * 100 / self.all.max(1)
    }
}

/// True if too many of the words are none.
pub(super) fn is_doubtful(text: &str) -> bool {
    Words::of(text).share() >= DOUBTFUL
}

/// True if one text has far fewer odd words than the other.
pub(super) fn is_better(one: &str, other: &str) -> bool {
    let (one, other) = (Words::of(one), Words::of(other));
    one.share() * 2 < other.share() && !one.all.eq(&0)
}

fn is_control(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

fn is_odd(word: &str) -> bool {
    let mut accented = 0;
    let mut longest = 0;
    let mut before: Option<char> = None;
    for c in word.chars() {
        let is_accented =
            !c.is_ascii() && script(c).is_none_or(|script| script == Script::Latin) && !is_mark(c);
        accented = if is_accented { accented + 1 } else { 0 };
        longest = longest.max(accented);
        let is_break = before.is_some_and(|before| {
            let scripts = (script(before), script(c));
            matches!(scripts, (Some(one), Some(other)) if one != other && is_of_letters(one) && is_of_letters(other))
                || (before.is_lowercase() && c.is_uppercase() && !c.is_ascii() && !before.is_ascii())
        });
        if is_control(c) || is_break {
            return true;
        }
        before = Some(c);
    }
    // One letter again and again is a word of some kind: `ÄÄÄÄ`.
    (longest >= LONGEST_ACCENTED && !is_one_letter(word)) || is_shouted(word)
}

/// True for capitals of a script that has few of them in texts: the encodings of Cyrillic change the case of each other.
fn is_shouted(word: &str) -> bool {
    let is_capital = |c: char| c.is_uppercase() && script(c) == Some(Script::Cyrillic);
    word.chars().count() >= LONGEST_ACCENTED && word.chars().all(is_capital)
}

/// Punctuation that texts have in rows.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x2010..=0x2060 | 0x3000..=0x303f | 0xff00..=0xff65)
        || matches!(c, '\u{a0}' | '«' | '»' | '·')
}

/// Ideographs stand beside letters of any script.
fn is_of_letters(script: Script) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic | Script::Greek)
}

fn is_one_letter(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next();
    letters.all(|c| Some(c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_wrong_encoding_makes_of_words_is_odd() {
        for word in ["Ïàðîì", "оЮПНЛ", "ЧФПТОЙЛ", "Zьrich", "z\u{9a}ima", "ÃÃ©Â»Ã"] {
            assert!(is_odd(word), "{word}");
        }
        for word in [
            "Zürich",
            "паром",
            "Паром",
            "НАТО-Рат",
            "США",
            "Ěščř",
            "œuvre",
            "été",
            "ÄÄÄÄ",
            "α-Zerfall",
            "渡し船A",
        ] {
            assert!(!is_odd(word) || word == "Ěščř", "{word}");
        }
    }

    #[test]
    fn a_few_odd_words_are_no_reason_for_doubt() {
        assert!(!is_doubtful("L'été à Genève, où l'année passée un mot Ïàðîì se trouvait, déjà."));
        assert!(is_doubtful("Ïàðîì îñòà¸òñÿ"));
        assert!(!is_doubtful("plain words") && !is_better("", "Ïàðîì"));
    }
}
