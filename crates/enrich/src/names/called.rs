//! What people are called by for short: the surname of a full name, and what tells namesakes apart.
//!
//! ```
//! use dateline_enrich::names::called::{initials, surnames};
//! assert_eq!(surnames("Konrad Brandt"), ["brandt"]);
//! assert_eq!(initials("George H. W. Brandt"), "hw");
//! ```
//!
//! Not for: who is meant by a surname, which an article or an archive decides.

use dateline_core::text::fold;

use super::form::{Form, GENERATIONS};
use super::name_order::{east_asian_surname, given_name_first};
use super::romanise::to_latin;
use super::variants::name_keys;

/// What the key of a joined name begins with, which its bearer may be called without: `Abdel Nasser`.
pub const SERVANT: &str = "abd";

/// The keys of the words that may stand for a full name alone; none for a name of one word.
pub fn surnames(name: &str) -> Vec<String> {
    if let Some(surname) = east_asian_surname(name) {
        return vec![surname];
    }
    let mut keys = name_keys(&given_name_first(&to_latin(name)));
    if keys.len() < 2 {
        return Vec::new();
    }
    let Some(last) = keys.pop() else { return Vec::new() };
    let without = last.strip_prefix(SERVANT).filter(|rest| rest.len() > 2).map(str::to_owned);
    std::iter::once(last).chain(without).collect()
}

/// The initials within a name, folded, with the number of a generation: `w`, `hw`, `m jr`.
///
/// Namesakes of whom both are given with some are two people if these differ.
pub fn initials(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(|c: char| c.is_whitespace() || c == '.' || c == ',').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let Some((first, rest)) = words.split_first() else { return String::new() };
    if first.chars().count() < 2 {
        return String::new();
    }
    let letters = rest.iter().filter(|word| word.chars().count() == 1);
    let mut out = letters.copied().collect::<String>();
    if let Some(generation) = rest.last().filter(|word| GENERATIONS.contains(word)) {
        out = format!("{out} {generation}").trim().to_owned();
    }
    out
}

/// The form of a full name, to be compared with others.
#[derive(Debug, Clone)]
pub struct FullName(Form);

impl FullName {
    /// That of a name.
    pub fn new(name: &str) -> FullName {
        FullName(Form::new(name))
    }

    /// True if the two may be one person's: an initial or a short form stands for a given name, or a name is left out, and
    /// nothing contradicts.
    pub fn may_be(&self, other: &FullName) -> bool {
        self.0.fits(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_has_a_surname() {
        assert_eq!(surnames("Ona van der Brandt"), ["brandt"]);
        assert_eq!(surnames("BRANDT, Ona"), ["brandt"]);
        assert_eq!(surnames("Brandt"), [""; 0]);
        assert_eq!(surnames("Kim Jong-un"), ["kim"]);
        assert!(surnames("Omar Abdel Brandt").contains(&name_keys("Brandt")[0]));
    }

    #[test]
    fn full_names_are_compared() {
        let may_be = |one: &str, other: &str| FullName::new(one).may_be(&FullName::new(other));
        assert!(may_be("J. Quarvex", "John Quarvex") && may_be("Jim Quarvex", "James Quarvex"));
        assert!(!may_be("Anna Quarvex", "John Quarvex"));
    }

    #[test]
    fn initials_tell_namesakes_apart() {
        assert_eq!(initials("George W. Bush"), "w");
        assert_eq!(initials("George H.W. Bush"), "hw");
        assert_eq!(initials("John Brandt Jr."), "jr");
        assert_eq!(initials("J. R. Brandt"), "");
        assert_eq!(initials(""), "");
    }
}
