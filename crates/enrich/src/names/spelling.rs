//! Spellings of one word: a list of well-known ones, and rules that undo what differs between systems of transliteration.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Spellings of one word, and of several words written with underscores, with their key.
static VARIANTS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(load);

/// Names of several words, by the keys of their words.
static PHRASES: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let phrases = VARIANTS.iter().filter(|(phrase, _)| phrase.contains('_'));
    phrases
        .map(|(phrase, &key)| (phrase.split('_').map(word_key).collect::<Vec<_>>().join("_"), key))
        .collect()
});

/// What the rules make of the listed spellings of one word, so that they hold for others that the rules make the same.
static PLAIN_FORMS: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let mut words: Vec<(&str, &str)> = VARIANTS.iter().map(|(&word, &key)| (word, key)).collect();
    words.sort_unstable_by_key(|&(word, key)| (word != key, word));
    let mut map = FxHashMap::default();
    for (word, key) in words.into_iter().filter(|(word, _)| !word.contains('_')) {
        map.entry(plain_form(word)).or_insert(key);
    }
    map
});

/// The longest spelling of several words.
const LONGEST_PHRASE: usize = 4;

fn load() -> FxHashMap<&'static str, &'static str> {
    let table = include_str!("../../data/name-variants.tsv");
    let mut map = FxHashMap::default();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (key, others) = line.split_once('\t').unwrap_or((line, ""));
        map.insert(key, key);
        map.extend(others.split_whitespace().map(|other| (other, key)));
    }
    map
}

/// The key of a listed name of several folded words.
pub(super) fn phrase_key(words: &[String]) -> Option<&'static str> {
    let fits = (2..=LONGEST_PHRASE).contains(&words.len());
    fits.then(|| VARIANTS.get(words.join("_").as_str()).copied())?
}

/// The key of a listed name whose words have these keys.
pub(super) fn phrase_of_keys(keys: &[String]) -> Option<&'static str> {
    let fits = (2..=LONGEST_PHRASE).contains(&keys.len());
    fits.then(|| PHRASES.get(&keys.join("_")).copied())?
}

/// The key of a folded word.
pub(super) fn word_key(word: &str) -> String {
    if let Some(&key) = VARIANTS.get(word) {
        return key.to_owned();
    }
    if let Some(name) = servant_of(word) {
        return format!("abd{}", word_key(name));
    }
    let plain = plain_form(word);
    let listed = VARIANTS.get(plain.as_str()).or_else(|| PLAIN_FORMS.get(&plain));
    listed.map_or(plain, |&key| key.to_owned())
}

/// The name in `abdulrahman`, `abdurrahman`, `abdelrahman`: `rahman`.
fn servant_of(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("abd")?;
    let name = ["oul", "our", "ul", "ur", "us", "el", "al", "ol", "er", "ou", "u", "i", "e"]
        .iter()
        .filter_map(|article| rest.strip_prefix(article))
        .find(|name| name.len() >= 3)?;
    Some(name.trim_start_matches('-'))
}

/// Endings that systems of transliteration write differently: from, to, and the shortest word it holds for.
const ENDINGS: [(&str, &str, usize); 26] = [
    ("owitsch", "ovich", 8),
    ("ewitsch", "evich", 8),
    ("owicz", "ovich", 7),
    ("owski", "ovski", 7),
    ("slaw", "slav", 6),
    ("skyj", "ski", 5),
    ("sky", "ski", 5),
    ("yy", "i", 5),
    ("iy", "i", 5),
    ("ij", "i", 5),
    ("ii", "i", 5),
    ("yi", "i", 5),
    ("vic", "vich", 6),
    ("ych", "ich", 6),
    ("ey", "ei", 6),
    ("ej", "ei", 6),
    ("ay", "ai", 6),
    ("aj", "ai", 6),
    ("off", "ov", 6),
    ("eff", "ev", 6),
    ("ow", "ov", 7),
    ("ew", "ev", 7),
    ("owa", "ova", 6),
    ("ewa", "eva", 6),
    ("ah", "a", 6),
    ("y", "i", 5),
];

/// Letters that systems of transliteration write differently, in the order in which they are replaced.
const LETTERS: [(&str, &str, usize); 29] = [
    ("schtsch", "shch", 7),
    ("tsch", "ch", 5),
    ("tch", "ch", 5),
    ("dsch", "j", 6),
    ("sch", "sh", 6),
    ("ck", "k", 5),
    ("ph", "f", 5),
    ("dh", "d", 6),
    ("gh", "g", 6),
    ("kh", "ch", 6),
    ("dj", "j", 5),
    ("q", "k", 4),
    ("tz", "ts", 5),
    ("oo", "u", 5),
    ("ou", "u", 5),
    ("ee", "i", 6),
    ("iya", "ia", 5),
    ("ya", "ia", 5),
    ("yu", "iu", 5),
    ("yev", "ev", 6),
    ("oe", "o", 5),
    ("jan", "ian", 7),
    ("rj", "ri", 6),
    ("nj", "ni", 6),
    ("ullah", "ulah", 6),
    ("ollah", "ulah", 6),
    ("uddin", "udin", 6),
    ("eddin", "udin", 6),
    ("oddin", "udin", 6),
];

/// The letters of each of [`LETTERS`] that are replaced: most words lack one of them, which is seen at a glance.
const NEEDED: [u32; LETTERS.len()] = {
    let mut needed = [0; LETTERS.len()];
    let mut at = 0;
    while at < LETTERS.len() {
        needed[at] = letters_of(LETTERS[at].0);
        at += 1;
    }
    needed
};

/// Which of the letters a to z a word holds, as bits.
const fn letters_of(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let (mut letters, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at].is_ascii_lowercase() {
            letters |= 1 << (bytes[at] - b'a');
        }
        at += 1;
    }
    letters
}

/// The word without what differs between systems of transliteration.
fn plain_form(word: &str) -> String {
    let length = word.len();
    let mut plain = word.to_owned();
    if let Some(&(from, to, _)) =
        ENDINGS.iter().find(|(from, _, least)| length >= *least && plain.ends_with(from))
    {
        plain.truncate(plain.len() - from.len());
        plain.push_str(to);
    }
    let mut held = letters_of(&plain);
    for ((from, to, least), needed) in LETTERS.iter().zip(NEEDED) {
        if length >= *least && held & needed == needed && plain.contains(from) {
            plain = replace_inside(&plain, from, to);
            held = letters_of(&plain);
        }
    }
    if length >= 5 {
        plain = hard_c_as_k(&plain);
    }
    if length >= 5 && plain.starts_with("ye") {
        plain.remove(0);
    }
    if ["wl", "ws", "wj"].iter().any(|head| plain.starts_with(head)) {
        plain.replace_range(..1, "v");
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

/// `Constantin` as `Konstantin`, `Mercouri` as `Merkouri`: a `c` that is spoken as `k`.
fn hard_c_as_k(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let hard = c == 'c' && !matches!(chars.peek(), None | Some('e' | 'i' | 'y' | 'h' | 'z' | 's'));
        out.push(if hard { 'k' } else { c });
    }
    out
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
    fn same(words: &[&str]) {
        for word in words {
            assert_eq!(word_key(word), word_key(words[0]), "{word} / {}", words[0]);
        }
    }

    #[test]
    fn german_english_and_french_transliteration() {
        same(&["sakharov", "sacharow"]);
        same(&["shostakovich", "schostakowitsch"]);
        same(&["rachmaninoff", "rakhmaninov"]);
        same(&["khachaturian", "chatschaturjan"]);
        same(&["tarkovski", "tarkowski"]);
        same(&["vladislav", "wladislaw"]);
        same(&["constantin", "konstantin"]);
        same(&["mercouri", "merkouri"]);
        same(&["muller", "mueller"]);
        same(&["milosevic", "milosevich"]);
    }

    #[test]
    fn servants_of_god() {
        same(&["abdulrahman", "abdurrahman", "abdelrahman", "abdolrahman"]);
        same(&["abdulaziz", "abdelaziz"]);
        same(&["abdelnasser", "abdulnasir"]);
        assert_ne!(word_key("abdulrahman"), word_key("abdulaziz"));
    }

    #[test]
    fn other_words_stay_apart() {
        for (a, b) in
            [("bush", "busch"), ("martin", "marin"), ("kate", "katie"), ("lee", "li"), ("luis", "louis")]
        {
            assert_ne!(word_key(a), word_key(b), "{a} / {b}");
        }
    }

    proptest! {
        #[test]
        fn words_of_rule_letters(word in "[abcdeghjklnoqrstuvwyz]{0,14}") {
            word_key(&word);
        }
    }
}
