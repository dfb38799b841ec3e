//! A person's name taken apart, and when two of them may be the same person in one article.

use dateline_core::text::fold;

use super::genders::{agree, is_short_for, of_given_name};
use super::mentions::Gender;
use super::people::one_letter_apart;
use super::slavic;
use super::variants::name_keys;

/// What comes after a surname and distinguishes father from son.
pub(super) const GENERATIONS: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];
/// The shortest surname that may be written with one letter wrong.
const SHORTEST_MISSPELT: usize = 5;

/// A person's name as an article gives it.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    /// The keys of its words; none for initials next to a full given name.
    pub keys: Vec<String>,
    /// The keys of words with a hyphen as one: `chingkuo`.
    pub joined: Vec<String>,
    /// Its words, folded.
    words: Vec<String>,
    /// The initials after its first word.
    initials: Vec<char>,
    generation: Option<String>,
    /// The name, folded, where it is three to five capital letters.
    pub acronym: Option<String>,
    /// The first letters of its words, folded.
    first_letters: String,
    pub gender: Option<Gender>,
}

impl Form {
    /// The form of a name without a title before it.
    pub fn new(text: &str) -> Form {
        let folded = fold(text);
        let words: Vec<&str> = folded.split_whitespace().map(|word| word.trim_matches(['.', ','])).collect();
        let initials = words.iter().skip(1).filter(|w| w.chars().count() == 1);
        let keys = keys(text);
        Form {
            gender: words.first().filter(|_| keys.len() > 1).and_then(|given| of_given_name(given)),
            initials: initials.filter_map(|word| word.chars().next()).collect(),
            acronym: is_acronym(text).then(|| folded.to_string()),
            first_letters: words.iter().filter_map(|word| word.chars().next()).collect(),
            generation: words.last().filter(|w| GENERATIONS.contains(w)).map(|w| (*w).to_owned()),
            keys,
            joined: joined(text),
            words: words.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The first letters of the words: `amlo`.
    pub fn initials_of_words(&self) -> &str {
        &self.first_letters
    }

    /// True for a name of more than one word.
    pub fn is_full(&self) -> bool {
        self.keys.len() > 1
    }

    /// The last word, folded.
    pub fn last_word(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// True if the person may be called by this word as by a surname.
    pub fn has_surname(&self, key: &str) -> bool {
        self.keys.len() == 1 || self.keys.iter().skip(1).chain(&self.joined).any(|k| k == key)
    }

    /// True if the two may be one person's: one has all words of the other in the same order,
    /// an initial or a short form standing for a given name, and nothing contradicts.
    pub fn fits(&self, other: &Form) -> bool {
        let (short, long) = if self.keys.len() <= other.keys.len() { (self, other) } else { (other, self) };
        self.may_be(other)
            && (is_within(&short.keys, &long.keys)
                || same_given(&short.keys, &long.keys)
                || long.words.ends_with(&short.words))
    }

    /// True if the surnames differ by one letter and all else is the same.
    pub fn is_misspelt(&self, other: &Form) -> bool {
        let (Some((a, given_a)), Some((b, given_b))) = (self.keys.split_last(), other.keys.split_last())
        else {
            return false;
        };
        self.may_be(other)
            && given_a == given_b
            && !given_a.is_empty()
            && a.len().min(b.len()) >= SHORTEST_MISSPELT
            && one_letter_apart(a, b)
    }

    /// Adds what another form of the name shows.
    pub fn learn(&mut self, other: &Form) {
        self.gender = self.gender.or(other.gender);
        if self.initials.is_empty() {
            self.initials.clone_from(&other.initials);
        }
        self.generation = self.generation.take().or_else(|| other.generation.clone());
    }

    fn may_be(&self, other: &Form) -> bool {
        let initials = self.initials.first().zip(other.initials.first());
        let generations = self.generation.as_ref().zip(other.generation.as_ref());
        agree(self.gender, other.gender)
            && initials.is_none_or(|(a, b)| a == b)
            && generations.is_none_or(|(a, b)| a == b)
    }
}

/// The keys of a name; of one in Cyrillic letters without the endings of its case.
fn keys(text: &str) -> Vec<String> {
    if !slavic::is_cyrillic(text) {
        return name_keys(text);
    }
    name_keys(&text.split_whitespace().map(slavic::nominative).collect::<Vec<_>>().join(" "))
}

/// The keys of the words that have a hyphen, which lines and old texts lose.
fn joined(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter(|word| word.contains('-'));
    words.map(|word| name_keys(word).concat()).filter(|key| !key.is_empty()).collect()
}

fn is_acronym(text: &str) -> bool {
    (3..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// True if all words of the shorter name, two at least, are in the longer one in the same order.
fn is_within(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.len() > 1 && short.iter().all(|word| rest.any(|other| other == word))
}

/// True if the first words are initials or short forms of each other and the rest is within.
fn same_given(short: &[String], long: &[String]) -> bool {
    let (Some((given, rest)), Some((other, long_rest))) = (short.split_first(), long.split_first()) else {
        return false;
    };
    let mut left = long_rest.iter();
    !rest.is_empty()
        && rest.last() == long_rest.last()
        && rest.iter().all(|word| left.any(|o| o == word))
        && (is_initial_of(given, other) || is_initial_of(other, given) || is_short_for(given, other))
}

/// True for `j` or `jf` and `john`.
fn is_initial_of(initials: &str, given: &str) -> bool {
    let count = initials.chars().count();
    let is_initials = count == 1 || (count <= 3 && !initials.contains(['a', 'e', 'i', 'o', 'u', 'y']));
    is_initials && given.chars().count() > count && given.chars().next() == initials.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, fits: bool) {
        let (a, b) = (Form::new(a), Form::new(b));
        assert_eq!((a.fits(&b), b.fits(&a)), (fits, fits), "{a:?} {b:?}");
    }

    #[test]
    fn forms_of_one_name_fit() {
        check("Andrés Manuel López Obrador", "López Obrador", true);
        check("Zine El Abidine Ben Ali", "Ben Ali", true);
        check("Gabriel Boric Font", "Gabriel Boric", true);
        check("J. Kerry", "John F. Kerry", true);
        check("J.F. Kerry", "John Kerry", true);
        check("Bob Hawke", "Robert James Hawke", true);
        check("Bashar al-Assad", "Bashar Hafez al-Assad", true);
        check("Sergey Lavrov", "Sergei Lavrov", true);
    }

    #[test]
    fn other_people_do_not() {
        check("George Bush", "Kate Bush", false);
        check("George W. Bush", "George H. W. Bush", false);
        check("John Smith Jr", "John Smith Sr", false);
        check("Bill Clinton", "Hillary Clinton", false);
        check("Li Peng", "Li Keqiang", false);
        check("Kim Jong-un", "Kim Jong-il", false);
    }

    #[test]
    fn initials_of_a_name() {
        assert_eq!(Form::new("Andrés Manuel López Obrador").initials_of_words(), "amlo");
        assert_eq!(Form::new("AMLO").acronym.as_deref(), Some("amlo"));
        assert_eq!(Form::new("Amlo").acronym, None);
    }

    #[test]
    fn a_letter_may_be_wrong() {
        assert!(Form::new("Tito Ayala").is_misspelt(&Form::new("Tito Ayalas")));
        assert!(!Form::new("Tito Bush").is_misspelt(&Form::new("Tito Rush")));
    }
}
