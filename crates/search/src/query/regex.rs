//! Regular expressions over words, bounded so that any engine can find their words quickly.
//!
//! An expression has to match a whole word in its exact form, without capitals and diacritics. It begins with a letter,
//! so that not every word of an index has to be compared, and its automaton is small.
//!
//! ```
//! use dateline_search::query::regex::compiled;
//! let regex = compiled("Organi[sz]ation(s|al)?").unwrap();
//! assert!(regex.is_match("organizational") && !regex.is_match("reorganization"));
//! assert!(compiled(".*ation").is_err());
//! ```

use regex::{Regex, RegexBuilder};

use dateline_core::text::fold;

/// An expression that can be compared with the exact forms of words.
pub type Compiled = Regex;

/// The automaton of an expression has at most this many bytes.
const LARGEST: usize = 64 << 10;

/// Why an expression is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRegex {
    /// It does not begin with a letter or a digit that has to be there.
    #[error(
        "a regular expression has to begin with a letter, because every word of the index would have to be compared"
    )]
    Beginning,
    /// It has something that is not supported.
    #[error("regular expressions have no {0} here")]
    Unsupported(String),
    /// It is not well-formed.
    #[error("this is not a regular expression")]
    Malformed,
    /// Its automaton would be too large.
    #[error("this regular expression is too large")]
    TooLarge,
}

impl BadRegex {
    /// What to write instead.
    pub fn hint(&self) -> &'static str {
        match self {
            BadRegex::Beginning => "write the beginning of the word, and OR for several",
            BadRegex::Unsupported(_) => "letters, . [ ] ( ) | ? * + and {n,m} are supported",
            BadRegex::Malformed => "close its brackets, and write \\ before a sign that is meant itself",
            BadRegex::TooLarge => "use smaller numbers in {n,m}",
        }
    }
}

/// The expression as an automaton; it matches whole words.
///
/// # Errors
/// If it is not well-formed, or not bounded.
pub fn compiled(pattern: &str) -> Result<Compiled, BadRegex> {
    check_beginning(pattern)?;
    check_signs(pattern)?;
    let whole = format!("^(?:{})$", folded(pattern));
    RegexBuilder::new(&whole).size_limit(LARGEST).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => BadRegex::TooLarge,
        _ => BadRegex::Malformed,
    })
}

/// The expression over words in their exact form: letters without capitals and diacritics.
pub fn folded(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str("[0-9]"),
                // A slash has a backslash only because of the slashes around the expression.
                Some('/') => out.push('/'),
                Some(sign) => out.extend(['\\', sign]),
                None => out.push('\\'),
            },
            c if c.is_alphabetic() => out.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
            c => out.push(c),
        }
    }
    out
}

/// The first sign is a letter or a digit, which has to be there whatever alternatives follow.
fn check_beginning(pattern: &str) -> Result<(), BadRegex> {
    let mut chars = pattern.chars();
    let begins = chars.next().is_some_and(char::is_alphanumeric);
    let is_optional = matches!(chars.next(), Some('?' | '*' | '{' | '|'));
    if begins && !is_optional && !has_outer_alternatives(pattern) { Ok(()) } else { Err(BadRegex::Beginning) }
}

/// True if a `|` is outside all brackets.
fn has_outer_alternatives(pattern: &str) -> bool {
    let mut depth = 0usize;
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            '|' if !in_class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// No anchors, flags and classes by name, which the automata over an index do not have.
fn check_signs(pattern: &str) -> Result<(), BadRegex> {
    let unsupported = |sign: &str| Err(BadRegex::Unsupported(sign.to_owned()));
    let mut chars = pattern.chars().peekable();
    let (mut in_class, mut before) = (false, ' ');
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(letter) if letter.is_alphanumeric() && letter != 'd' => {
                    return unsupported(&format!("\\{letter}"));
                }
                Some('d') if in_class => return unsupported("\\d within [ ]"),
                _ => {}
            },
            '[' if in_class => return unsupported("[ within [ ]"),
            '[' => in_class = true,
            ']' => in_class = false,
            '&' | '-' | '~' if in_class && before == c => return unsupported("sets within [ ]"),
            '^' if !in_class => return unsupported("^"),
            '$' if !in_class => return unsupported("$"),
            '?' if !in_class && before == '(' => return unsupported("(?"),
            '?' if !in_class && matches!(before, '*' | '+' | '?' | '}') => {
                return unsupported("lazy repetitions");
            }
            _ => {}
        }
        before = if c == '\\' { ' ' } else { c };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{ParseOptions, parse};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_words_in_their_exact_form_are_matched() {
        let is = |pattern: &str, word: &str| compiled(pattern).unwrap().is_match(word);
        assert!(is("Orb[áa]n", "orban") && is("G\\d{1,2}", "g20") && !is("g\\d", "g20"));
        assert!(is("a(b|c)d", "acd") && !is("ab", "abc") && is("at\\&t", "at&t"));
    }

    #[test]
    fn what_is_not_bounded_is_refused() {
        for pattern in [".*x", "[a-z]x", "a?b", "a*b", "ab|.*", "(a|b)c", "", "a{0,1}b"] {
            assert_eq!(compiled(pattern).err(), Some(BadRegex::Beginning), "{pattern}");
        }
        assert_eq!(compiled("a.{1,1000}b").err(), Some(BadRegex::TooLarge));
        assert_eq!(compiled("a(b").err(), Some(BadRegex::Malformed));
        for pattern in ["ab$", "a^", "a\\w", "a(?i)b", "a.*?b", "a[\\d]", "a[b&&c]"] {
            assert!(matches!(compiled(pattern), Err(BadRegex::Unsupported(_))), "{pattern}");
        }
    }

    #[test]
    fn a_bad_expression_matches_nothing_and_is_reported() {
        let read = parse("/.*tion/ peace", &ParseOptions::default()).unwrap();
        assert_eq!(read.query.to_string(), "-* peace".replace("-*", "(-*)"));
        assert!(read.warnings[0].to_string().starts_with("a regular expression has to begin"));
        let strict = ParseOptions { strict: true, ..ParseOptions::default() };
        assert!(parse("/a(b/", &strict).is_err() && parse("person:/ab/", &strict).is_err());
        assert_eq!(parse("-title:/ab+/^2", &strict).unwrap().query.to_string(), "-headline:/ab+/");
    }

    proptest! {
        #[test]
        fn no_expression_breaks_it(pattern in "a?[a-cÉß\\[\\](){}|.*+?\\\\^$&0-9,-]{0,16}", word in "[a-c]{0,5}") {
            if let Ok(regex) = compiled(&pattern) {
                let _ = regex.is_match(&word);
            }
        }
    }
}
