//! Which names of organisations in an article are the same organisation.

use std::collections::HashMap;

use dateline_core::article::{EntityKind, Piece};

use super::aliases::{canonical, plain};
use super::bodies::common_spelling;
use super::hash;
use super::lexicon::{self, class};
use super::mentions::Name;

/// Forms of companies, which a name has or lacks.
const LEGAL_FORMS: &str = " inc incorporated corp corporation co company cos companies ltd limited plc llc llp lp ag sa gmbh spa nv bv ab asa oy \
                           kk pty pte bhd kgaa kg se group holding holdings ";

/// What a company's name in full has after the word it is called by.
const LINES_OF_BUSINESS: &str = " international industries industrial airways airlines airline aviation motor motors bank banking bancorp \
                                 financial insurance systems technologies technology electronics electric oil petroleum energy resources mining minerals \
                                 steel chemical chemicals pharmaceuticals pharmaceutical foods stores brothers bros enterprises communications media \
                                 entertainment publishing partners and the of ";

/// Words that alone stand for the one organisation of the article whose name begins or ends with them.
const HEADS: &str = " ministry commission committee agency authority council bureau federation association institute foundation \
                     university party union department tribunal academy secretariat consortium league ";

/// Names are compared with no more others than this that share a word.
const NAMESAKES: usize = 16;

/// The key of the organisation that each name stands for; empty for names of other kinds.
pub(super) fn keys(pieces: &[Piece<'_>], names: &[Name], texts: &[&str]) -> Vec<String> {
    let is_organisation = |&i: &usize| names[i].kind == EntityKind::Organisation;
    let mut cached: HashMap<&str, String> = HashMap::new();
    let mut keys = vec![String::new(); names.len()];
    let mut same = Same::default();
    for i in (0..names.len()).filter(is_organisation) {
        let key = cached.entry(texts[i]).or_insert_with(|| key(texts[i])).clone();
        same.add(&key, texts[i]);
        keys[i] = key;
    }
    for i in (1..names.len()).filter(is_organisation).filter(|i| is_organisation(&(i - 1))) {
        same.explain(pieces, &names[i - 1..=i], &texts[i - 1..=i], &keys[i - 1..=i]);
    }
    same.join_short_forms();
    for key in &mut keys {
        *key = same.root(key);
    }
    keys
}

/// The words of a name without its legal form, or those of the name in common use.
fn key(text: &str) -> String {
    let words = |text: &str| {
        let plain = plain(text);
        let mut words: Vec<&str> = plain.split(' ').map(common_spelling).collect();
        while words.len() > 1 && words.last().is_some_and(|last| holds(LEGAL_FORMS, last)) {
            words.pop();
        }
        let name = words.join(" ");
        name.strip_suffix("'s").unwrap_or(&name).to_owned()
    };
    let short = words(text);
    let name =
        canonical(EntityKind::Organisation, text).or_else(|| canonical(EntityKind::Organisation, &short));
    name.map(words).unwrap_or(short)
}

fn holds(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// The keys of an article and which of them are the same organisation.
#[derive(Default)]
struct Same {
    distinct: Vec<String>,
    number: HashMap<String, usize>,
    by_word: HashMap<String, Vec<usize>>,
    acronyms: HashMap<String, usize>,
    /// For each key the one it is the same as; itself if none.
    parent: Vec<usize>,
}

impl Same {
    fn add(&mut self, key: &str, text: &str) {
        if self.number.contains_key(key) {
            return;
        }
        let number = self.distinct.len();
        self.number.insert(key.to_owned(), number);
        self.distinct.push(key.to_owned());
        self.parent.push(number);
        for word in key.split(' ') {
            let bearers = self.by_word.entry(word.to_owned()).or_default();
            if bearers.len() < NAMESAKES && bearers.last() != Some(&number) {
                bearers.push(number);
            }
        }
        if let Some(acronym) = acronym(text) {
            self.acronyms.entry(acronym).or_insert(number);
        }
    }

    /// Learns from `International Monetary Fund (IMF)` and from `IMF (International Monetary Fund)`.
    fn explain(&mut self, pieces: &[Piece<'_>], names: &[Name], texts: &[&str], keys: &[String]) {
        let [first, second] = names else { return };
        if !stands_beside(pieces, first, second) {
            return;
        }
        if second.abbreviates_last || may_abbreviate(texts[1], texts[0]) {
            self.join(&keys[1], &keys[0]);
        } else if may_abbreviate(texts[0], texts[1]) {
            self.join(&keys[0], &keys[1]);
        }
    }

    /// Makes the first key the same as the second.
    fn join(&mut self, short: &str, long: &str) {
        let (Some(&short), Some(&long)) = (self.number.get(short), self.number.get(long)) else { return };
        let (short, long) = (self.top(short), self.top(long));
        if short != long {
            self.parent[short] = long;
        }
    }

    fn top(&self, mut number: usize) -> usize {
        while self.parent[number] != number {
            number = self.parent[number];
        }
        number
    }

    fn root(&self, key: &str) -> String {
        self.number.get(key).map_or_else(String::new, |&number| self.distinct[self.top(number)].clone())
    }

    /// Joins acronyms to the names they spell, and short names to the one full name that they can stand for.
    fn join_short_forms(&mut self) {
        for number in 0..self.distinct.len() {
            if self.parent[number] != number {
                continue;
            }
            let spelt = self.acronyms.get(&self.distinct[number]).copied().filter(|&full| full != number);
            if let Some(full) = spelt.or_else(|| self.only_full_form(number)) {
                let full = self.top(full);
                if full != number {
                    self.parent[number] = full;
                }
            }
        }
    }

    /// The one longer name that this one is short for.
    fn only_full_form(&self, number: usize) -> Option<usize> {
        let short = self.distinct[number].as_str();
        let first = short.split(' ').next().unwrap_or(short);
        let bearers = self.by_word.get(first).map_or(&[][..], Vec::as_slice);
        let mut full: Vec<usize> = bearers
            .iter()
            .filter(|&&other| is_short_for(short, &self.distinct[other]))
            .map(|&other| self.top(other))
            .collect();
        full.sort_unstable();
        full.dedup();
        let [only] = full.as_slice() else { return None };
        (*only != number).then_some(*only)
    }
}

/// True for `viacom` and `viacom international`, for `ministry` and `ministry of health`, and for
/// `foreign ministry` and `israeli foreign ministry`.
fn is_short_for(short: &str, long: &str) -> bool {
    if let Some(rest) = long.strip_prefix(short).and_then(|rest| rest.strip_prefix(' ')) {
        let plain = |word: &str| holds(LINES_OF_BUSINESS, word) || holds(LEGAL_FORMS, word);
        // `the Bank` after Bank of Korea; after World Bank it is any.
        return holds(HEADS, short)
            || short == "bank" && rest.starts_with("of ")
            || rest.split(' ').all(plain);
    }
    let Some(before) = long.strip_suffix(short).and_then(|before| before.strip_suffix(' ')) else {
        return false;
    };
    holds(HEADS, short) || (short.contains(' ') && is_nation(before))
}

/// True for the adjective or acronym of a country: `israeli`, `us`.
fn is_nation(word: &str) -> bool {
    lexicon::classes(hash::word(word)) & class::DEMONYM != 0 || matches!(word, "us" | "uk" | "un" | "eu")
}

/// True if only a bracket or a comma is between the names and another follows the second.
fn stands_beside(pieces: &[Piece<'_>], first: &Name, second: &Name) -> bool {
    if first.piece != second.piece {
        return false;
    }
    let text = pieces[first.piece].text;
    let Some(between) = text.get(first.span.end..second.span.start) else { return false };
    let after = text.get(second.span.end..).unwrap_or_default();
    match between.trim() {
        "(" | "[" | "(\"" | "(\u{201c}" => true,
        "," => after.starts_with(','),
        _ => false,
    }
}

/// True if the first text is in capitals, and its letters are in this order in the second, beginning a word of it, or
/// are the initials of the second in another order, as acronyms of another language are: `Brazilian Coffee Institute, IBC`.
fn may_abbreviate(acronym: &str, name: &str) -> bool {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_alphabetic()).collect();
    let in_capitals = letters.iter().filter(|c| c.is_uppercase()).count() * 2 > letters.len();
    let words = name.split(|c: char| c.is_whitespace() || c == '-').count();
    if !in_capitals || acronym.contains(' ') || !(2..=10).contains(&letters.len()) || words < 2 {
        return false;
    }
    if are_initials(&letters, name) {
        return true;
    }
    let same = |a: char, b: char| a.to_lowercase().eq(b.to_lowercase());
    let begins = name.split(|c: char| c.is_whitespace() || c == '-').take(2);
    let starts = begins.filter_map(|word| word.chars().next()).any(|c| same(c, letters[0]));
    let mut of_name = name.chars();
    starts && letters.iter().all(|&letter| of_name.any(|c| same(c, letter)))
}

/// True for the capitals of a name's words, three at least, in any order.
fn are_initials(letters: &[char], name: &str) -> bool {
    let mut letters = letters.to_vec();
    let mut initials: Vec<char> = name
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .collect();
    letters.sort_unstable();
    initials.sort_unstable();
    initials.len() > 2 && letters == initials
}

/// The acronym of a name of three capitalised words or more, as a key: `imf`.
fn acronym(name: &str) -> Option<String> {
    let initials: String = name
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .flat_map(char::to_lowercase)
        .collect();
    (initials.chars().count() >= 3).then_some(initials)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_without_legal_forms_and_spelling() {
        assert_eq!(key("Volkswagen AG"), key("Volkswagen"));
        assert_eq!(key("USAir Group Inc"), key("USAIR"));
        assert_eq!(key("U.N."), key("United Nations"));
        assert_eq!(key("World Health Organisation"), key("WHO"));
        assert_ne!(key("Bank of Nova Scotia"), key("Nova Scotia"));
    }

    #[test]
    fn short_forms() {
        assert!(is_short_for("viacom", "viacom international"));
        assert!(is_short_for("ministry", "ministry of health"));
        assert!(is_short_for("foreign ministry", "israeli foreign ministry"));
        assert!(!is_short_for("world bank", "world bank group of experts"));
        assert!(!is_short_for("congress", "african national congress"));
        assert!(!is_short_for("bank", "world bank"));
        assert!(is_short_for("bank", "bank of quarvex"));
    }

    #[test]
    fn acronyms_of_names() {
        assert!(may_abbreviate("ICCO", "International Cocoa Organization"));
        assert!(may_abbreviate("IBC", "Brazilian Coffee Institute"));
        assert!(!may_abbreviate("CBI", "Bank of England"));
        assert_eq!(acronym("Commodity Futures Trading Commission").as_deref(), Some("cftc"));
    }
}
