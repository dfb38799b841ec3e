//! Which spellings are the same name: keys that all spellings of a word share.
//!
//! ```
//! use dateline::enrich::names::variants::{facet_key, name_keys};
//! assert_eq!(name_keys("Sergey Lavrov"), name_keys("Sergei LAVROV"));
//! assert_eq!(facet_key("Bashar al-Assad"), facet_key("Bashar Assad"));
//! assert_ne!(facet_key("George Bush"), facet_key("Kate Bush"));
//! ```
//!
//! A list of well-known spellings (`data/name-variants.tsv`) comes first; a word that is not
//! in it goes through a few rules that undo what differs between systems of transliteration.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::{fold, words};

use super::romanise::romanise;

/// Words that a name has or lacks without being another name.
const LOOSE: &str = " al el ul ad ash as ibn bin ben bint de da do dos das di du del della della des la le los las van von der \
                     den zu y e of the and for mr mrs ms dr sir lord jr sr ii iii ";

/// Spellings of one word, and of several words written with underscores, with their key.
static VARIANTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(load);

/// The longest spelling of several words.
const LONGEST_PHRASE: usize = 4;

/// One key for each telling word of a name, in order; spellings of the same word have the same key.
///
/// Particles, titles and initials beside a full given name have no key. A name without any
/// telling word keeps the keys of all its words.
pub fn name_keys(name: &str) -> Vec<String> {
    let spelt = spelt_words(name);
    if let Some(key) = phrase_key(&spelt) {
        return key.split('_').map(str::to_owned).collect();
    }
    let joined = join_servant_names(&spelt);
    let telling: Vec<&String> = joined.iter().filter(|w| !LOOSE.contains(&format!(" {w} "))).collect();
    let kept = if telling.is_empty() { joined.iter().collect() } else { telling };
    without_initials(kept).iter().map(|word| word_key(word)).collect()
}

/// The key under which a name is counted: its keys, joined.
pub fn facet_key(name: &str) -> String {
    name_keys(name).join(" ")
}

/// True if two full names are the same by their spelling: the same last word, the same first
/// word or its initial, and no word between that contradicts.
pub fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (name_keys(a), name_keys(b));
    same_keys(&a, &b)
}

/// [`same_name`] for the keys of two names.
pub(super) fn same_keys(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (Some(short_last), Some(long_last)) = (short.last(), long.last()) else { return false };
    if short.len() < 2 || short_last != long_last || !same_given(&short[0], &long[0]) {
        return short == long;
    }
    is_subsequence(&short[1..], &long[1..])
}

/// True for the same given name, or one that is an initial of the other.
fn same_given(a: &str, b: &str) -> bool {
    a == b || (a.len() == 1 && b.starts_with(a)) || (b.len() == 1 && a.starts_with(b))
}

fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut long = long.iter();
    short.iter().all(|word| long.any(|other| other == word))
}

fn load() -> HashMap<&'static str, &'static str> {
    let table = include_str!("../../../data/name-variants.tsv");
    let mut map = HashMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (key, others) = line.split_once('\t').unwrap_or((line, ""));
        map.insert(key, key);
        map.extend(others.split_whitespace().map(|other| (other, key)));
    }
    map
}

/// The words of a name, folded, in Latin letters, without possessive endings and apostrophes.
fn spelt_words(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in words(name) {
        for part in split_article(word.text) {
            let latin = romanise(&fold(part));
            let plain = latin.strip_suffix("'s").unwrap_or(&latin).replace(['\'', '.', '`'], "");
            if !plain.is_empty() {
                out.push(plain);
            }
        }
    }
    out
}

/// Splits the Arabic article off a word it is written together with: `ElBaradei`.
fn split_article(word: &str) -> Vec<&str> {
    for article in ["Al", "El", "al", "el"] {
        if let Some(rest) = word.strip_prefix(article)
            && rest.starts_with(char::is_uppercase)
            && rest.chars().any(char::is_lowercase)
        {
            return vec![rest];
        }
    }
    vec![word]
}

fn phrase_key(words: &[String]) -> Option<&'static str> {
    let fits = (2..=LONGEST_PHRASE).contains(&words.len());
    fits.then(|| VARIANTS.get(words.join("_").as_str()).copied())?
}

/// Joins `Abdel Fattah`, `Abd al-Fattah` and `Abdul-Fattah` to one word, as `Abdelfattah` is.
fn join_servant_names(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let servant = is_servant(&words[at]);
        let article = servant
            && words.get(at + 1).is_some_and(|w| matches!(w.as_str(), "al" | "el" | "ul" | "ur" | "ar"));
        let name = at + 1 + usize::from(article);
        if servant && name < words.len() {
            out.push(format!("abd{}", words[name]));
            at = name + 1;
        } else {
            out.push(words[at].clone());
            at += 1;
        }
    }
    out
}

fn is_servant(word: &str) -> bool {
    matches!(
        word,
        "abd" | "abdel" | "abdul" | "abdal" | "abdol" | "abdoul" | "abdur" | "abdu" | "abdus" | "abdr"
    )
}

/// Joins initials that stand together, and drops them beside a full given name.
fn without_initials(words: Vec<&String>) -> Vec<String> {
    let full = words.iter().filter(|w| w.chars().count() > 1).count();
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        let initial = word.chars().count() == 1;
        if initial && full > 1 {
            continue;
        }
        match out.last_mut() {
            Some(last) if initial && open => last.push_str(word),
            _ => out.push(word.clone()),
        }
        open = initial;
    }
    out
}

/// The key of a folded word.
fn word_key(word: &str) -> String {
    if let Some(&key) = VARIANTS.get(word) {
        return key.to_owned();
    }
    let plain = plain_form(word);
    VARIANTS.get(plain.as_str()).map_or(plain, |&key| key.to_owned())
}

/// Endings and letters that systems of transliteration write differently: from, to, and the
/// shortest word it holds for.
const ENDINGS: [(&str, &str, usize); 15] = [
    ("yy", "i", 5),
    ("iy", "i", 5),
    ("ij", "i", 5),
    ("ii", "i", 5),
    ("yi", "i", 5),
    ("skyj", "ski", 5),
    ("ey", "ei", 6),
    ("ej", "ei", 6),
    ("ay", "ai", 6),
    ("aj", "ai", 6),
    ("y", "i", 5),
    ("off", "ov", 6),
    ("eff", "ev", 6),
    ("ah", "a", 6),
    ("ych", "ich", 6),
];

const LETTERS: [(&str, &str, usize); 16] = [
    ("tsch", "ch", 5),
    ("tch", "ch", 5),
    ("ck", "k", 5),
    ("ph", "f", 5),
    ("dh", "d", 5),
    ("gh", "g", 6),
    ("dj", "j", 5),
    ("q", "k", 4),
    ("oo", "u", 5),
    ("ou", "u", 5),
    ("ee", "i", 6),
    ("iya", "ia", 5),
    ("ya", "ia", 5),
    ("yu", "iu", 5),
    ("yev", "ev", 6),
    ("oe", "o", 5),
];

/// The word without what differs between systems of transliteration.
fn plain_form(word: &str) -> String {
    let length = word.len();
    let mut plain = servant_stem(word);
    if let Some(&(from, to, _)) =
        ENDINGS.iter().find(|(from, _, least)| length >= *least && plain.ends_with(from))
    {
        plain.truncate(plain.len() - from.len());
        plain.push_str(to);
    }
    for (from, to, least) in LETTERS {
        if length >= least && plain.contains(from) {
            plain = replace_inside(&plain, from, to);
        }
    }
    if length >= 5 && plain.starts_with("ye") {
        plain.remove(0);
    }
    plain = umlaut_as_letter(plain);
    single_letters(&plain)
}

/// Replaces everywhere, except that `y` at the head of a word stays.
fn replace_inside(word: &str, from: &str, to: &str) -> String {
    if !from.starts_with('y') || !word.starts_with('y') {
        return word.replace(from, to);
    }
    format!("y{}", word[1..].replace(from, to))
}

/// `abdulrahman`, `abdurrahman`, `abdelrahman` as `abdrahman`.
fn servant_stem(word: &str) -> String {
    let Some(rest) = word.strip_prefix("abd") else { return word.to_owned() };
    for article in ["oul", "ul", "el", "al", "ol", "ou", "u", "i", "a", "e"] {
        let Some(name) = rest.strip_prefix(article) else { continue };
        if name.len() >= 3 {
            return format!("abd{}", name.trim_start_matches('-'));
        }
    }
    word.to_owned()
}

/// `Mueller` as `Muller`, which is what `Müller` folds to.
fn umlaut_as_letter(word: String) -> String {
    let Some(at) = word.find("ue").filter(|&at| at > 0 && word.len() >= 6) else { return word };
    let before = word.as_bytes()[at - 1];
    if matches!(before, b'q' | b'g') || at + 3 > word.len() {
        return word;
    }
    format!("{}u{}", &word[..at], &word[at + 2..])
}

/// Doubled consonants as single ones, where at least four letters are left.
fn single_letters(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        let doubled = out.ends_with(c) && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
        if !doubled {
            out.push(c);
        }
    }
    if out.chars().count() >= 4 { out } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn same(names: &[&str]) {
        for name in names {
            assert_eq!(facet_key(name), facet_key(names[0]), "{name} / {}", names[0]);
        }
    }

    #[test]
    fn spellings_of_a_name_share_their_keys() {
        same(&["Sergey Lavrov", "Sergei Lavrov", "Сергей Лавров", "SERGEI LAVROV"]);
        same(&["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy"]);
        same(&["Muammar Gaddafi", "Moammar Kadhafi", "Muammar al-Qaddafi", "Moammar Gadhafi"]);
        same(&["Bashar al-Assad", "Bashar Assad", "Bashar el-Assad"]);
        same(&["Abdel Fattah el-Sisi", "Abdul Fatah al-Sisi", "Abdelfattah Sisi", "Abd al-Fattah al-Sisi"]);
        same(&["Abdur Rahman", "Abdulrahman", "Abdel Rahman", "Abdurrahman"]);
        same(&["Gerhard Schröder", "Gerhard Schroeder"]);
        same(&["John F. Kennedy", "John Kennedy"]);
        same(&["J.K. Rowling", "J. K. Rowling", "JK Rowling"]);
        same(&["Kim Jong-un", "Kim Jong Un", "Kim Jongun"]);
    }

    #[test]
    fn different_names_keep_different_keys() {
        for (a, b) in
            [("Bush", "Busch"), ("Martin", "Marin"), ("Kate", "Katie"), ("Lee", "Li"), ("Luis", "Louis")]
        {
            assert_ne!(facet_key(a), facet_key(b), "{a} / {b}");
        }
    }

    #[test]
    fn names_of_particles_alone_keep_them() {
        assert_eq!(name_keys("Al"), ["al"]);
        assert_eq!(name_keys("..."), [""; 0]);
    }

    #[test]
    fn fuller_forms_and_initials_agree() {
        assert!(same_name("J. Kerry", "John Kerry"));
        assert!(same_name("Bashar Hafez al-Assad", "Bashar Assad"));
        assert!(!same_name("George Bush", "Kate Bush"));
        assert!(!same_name("Kerry", "John Kerry"));
    }

    proptest! {
        #[test]
        fn any_name_has_keys_without_panic(name in "\\PC{0,40}") {
            name_keys(&name);
        }

        #[test]
        fn names_of_rule_letters(name in "[abdeglhkoqrstuyij' .-]{0,24}") {
            name_keys(&name);
        }
    }
}
