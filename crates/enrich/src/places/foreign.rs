//! Finding countries, their capitals and their people in texts in other languages than English.
//!
//! Each language has a small table of its own. Words are compared by a light stem, so that
//! the cases and genders of a name are found under one; Arabic loses its article and
//! particles. What the English tables know as a country or a large city is found too, as
//! most names are written alike.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::entry::{Candidate, MatchKind};
use super::find::PlaceMatch;
use super::gazetteer::Gazetteer;
use super::stems::stem;
use crate::countries::table::{rows, tables};
use dateline_core::article::Span;
use dateline_core::text::{self, Token};

const NAMES: &str = include_str!("../../data/foreign-names.tsv");
const EXTRA: &str = include_str!("../../data/foreign-extra.tsv");

/// A city of the English tables must have this many thousand people to be found in another language.
const LARGE_CITY: u32 = 300;

/// The names of one language by their key.
#[derive(Default)]
struct Table {
    names: FxHashMap<String, Candidate>,
    /// Short names that are distinguished from ordinary words by their diacritics (Amã, ama).
    accented: FxHashMap<String, &'static str>,
    /// People and adjectives, which may share the stem of their country and need no capital.
    adjectives: FxHashMap<String, Candidate>,
    heads: FxHashMap<String, usize>,
}

static TABLES: LazyLock<FxHashMap<&'static str, Table>> = LazyLock::new(read);

fn read() -> FxHashMap<&'static str, Table> {
    let mut tables: FxHashMap<&'static str, Table> = FxHashMap::default();
    for row in rows(EXTRA).chain(rows(NAMES)) {
        let [language, kind, code, names] = row[..] else { continue };
        let Some(candidate) = candidate(code, kind) else { continue };
        let table = tables.entry(language).or_default();
        for name in names.split('|') {
            table.add(language, name, candidate);
        }
    }
    tables
}

fn candidate(code: &'static str, kind: &str) -> Option<Candidate> {
    let country = tables().country(code)?;
    let kind = match kind {
        "d" => MatchKind::Demonym,
        "s" => MatchKind::Capital,
        _ => MatchKind::Country,
    };
    let weight = (country.population / 1000).clamp(1, u64::from(u32::MAX)) as u32;
    Some(Candidate { code, kind, weight, division: "", name: country.name })
}

impl Table {
    fn add(&mut self, language: &str, name: &'static str, candidate: Candidate) {
        let stems: Vec<String> = text::words(name).map(|word| stem(language, word.text)).collect();
        let Some(head) = stems.first() else { return };
        let longest = self.heads.entry(head.clone()).or_default();
        *longest = stems.len().max(*longest);
        if stems.len() == 1
            && name.chars().count() <= SHORT
            && has_capitals(language)
            && !is_plain(language, name)
        {
            self.accented.insert(head.clone(), name);
        }
        let entries =
            if candidate.kind == MatchKind::Demonym { &mut self.adjectives } else { &mut self.names };
        entries.entry(stems.join(" ")).or_insert(candidate);
    }

    /// The longest name that begins with the first of these words, and how many words it has.
    fn longest(&self, language: &str, words: &[Token<'_>], text: &str) -> Option<(usize, Candidate)> {
        if ORDINARY.contains(&(language, words[0].text)) {
            return None;
        }
        let mut key = stem(language, words[0].text);
        let limit = *self.heads.get(&key)?;
        let is_other_word = self.accented.get(&key).is_some_and(|name| !is_alike(name, words[0].text));
        let is_capitalised = !has_capitals(language) || words[0].text.starts_with(char::is_uppercase);
        let may_be_name = is_capitalised && !is_other_word;
        let mut best = None;
        for at in 0..limit.min(words.len()) {
            if at > 0 {
                if !is_joined(&text[words[at - 1].end..words[at].start]) {
                    break;
                }
                key.push(' ');
                key.push_str(&stem(language, words[at].text));
            }
            let name = self.names.get(&key).filter(|_| may_be_name);
            if let Some(candidate) = name.or_else(|| self.adjectives.get(&key)) {
                best = Some((at + 1, *candidate));
            }
        }
        best
    }
}

/// Words that are written like the stem of a name and are ordinary words, as they are written.
const ORDINARY: [(&str, &str); 7] = [
    ("de", "Man"),
    ("de", "man"),
    ("es", "malta"),
    ("it", "malta"),
    ("pt", "malta"),
    ("ru", "Того"),
    ("ru", "того"),
];

/// A name of this many letters at most is short.
const SHORT: usize = 4;

/// True if a name has none of the diacritics of its language.
fn is_plain(language: &str, name: &str) -> bool {
    name.is_ascii() || language == "ru"
}

fn is_alike(name: &str, word: &str) -> bool {
    name.to_lowercase() == word.to_lowercase()
}

fn is_joined(gap: &str) -> bool {
    gap.len() <= 3 && gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{a0}' | '・' | '\n'))
}

impl Gazetteer {
    /// The places named in a text in this language (ISO 639-1); English if it is not known.
    pub fn find_in(&self, text: &str, language: Option<&str>) -> Vec<PlaceMatch> {
        let language = language.or_else(|| language_of_script(text)).unwrap_or("en");
        if language == "en" {
            return self.find(text);
        }
        let alike = self.find(text).into_iter().filter(is_known_everywhere);
        let Some((language, table)) = TABLES.get_key_value(language) else { return alike.collect() };
        let own = table_matches(language, table, text);
        merge(own, alike)
    }
}

/// The language that a text in a script other than Latin is most likely in.
fn language_of_script(text: &str) -> Option<&'static str> {
    let letter = text.chars().find(|c| c.is_alphabetic())?;
    match letter {
        '\u{400}'..='\u{4ff}' => Some("ru"),
        '\u{600}'..='\u{6ff}' => Some("ar"),
        '\u{3040}'..='\u{30ff}' => Some("ja"),
        '\u{4e00}'..='\u{9fff}' => {
            let is_kana = |c: char| ('\u{3040}'..='\u{30ff}').contains(&c);
            Some(if text.chars().take(200).any(is_kana) { "ja" } else { "zh" })
        }
        _ => None,
    }
}

fn is_known_everywhere(place: &PlaceMatch) -> bool {
    if place.doubtful {
        return false;
    }
    match place.kind {
        MatchKind::Country | MatchKind::FormerCountry | MatchKind::Capital => place.span.len() > 2,
        MatchKind::City => place.candidates.first().is_some_and(|first| first.weight >= LARGE_CITY),
        _ => false,
    }
}

/// How many words are looked at together; no name has more.
const WINDOW: usize = 12;

fn table_matches(language: &str, table: &Table, text: &str) -> Vec<PlaceMatch> {
    let mut found = Vec::new();
    let mut rest = text::words(text);
    let mut window: Vec<Token<'_>> = Vec::with_capacity(WINDOW);
    loop {
        window.extend(rest.by_ref().take(WINDOW - window.len()).map(|word| without_article(language, word)));
        let Some(first) = window.first().copied() else { return found };
        let used = match table.longest(language, &window, text) {
            Some((count, candidate)) => {
                found.push(place(Span::new(first.start, ends_at(window[count - 1])), candidate));
                count
            }
            None => 1,
        };
        window.drain(..used);
    }
}

/// A word without the article that is elided before it (l'Iran).
fn without_article<'a>(language: &str, word: Token<'a>) -> Token<'a> {
    let elided = word.text.find(['\'', '\u{2019}']).filter(|at| *at <= 5 && matches!(language, "fr" | "it"));
    let after =
        elided.and_then(|at| word.text[at..].chars().next().map(|apostrophe| at + apostrophe.len_utf8()));
    let start = after.filter(|&at| word.text.len() - at > 2).unwrap_or(0);
    Token { text: &word.text[start..], start: word.start + start, end: word.end }
}

/// Where the name in a word ends: a Turkish case ending after an apostrophe is not part of it.
fn ends_at(word: Token<'_>) -> usize {
    word.text.find(['\'', '\u{2019}']).filter(|&at| at >= 3).map_or(word.end, |at| word.start + at)
}

/// True if the language writes names with capitals.
fn has_capitals(language: &str) -> bool {
    !matches!(language, "ar" | "zh" | "ja")
}

fn place(span: Span, candidate: Candidate) -> PlaceMatch {
    PlaceMatch {
        span,
        kind: candidate.kind,
        candidates: vec![candidate],
        name: candidate.name,
        ambiguous: false,
        doubtful: false,
        is_common_word: false,
        settled: false,
    }
}

/// Both lists in order; where they overlap the first one's match stands.
fn merge(own: Vec<PlaceMatch>, alike: impl Iterator<Item = PlaceMatch>) -> Vec<PlaceMatch> {
    let mut all = Vec::with_capacity(own.len());
    let mut own = own.into_iter().peekable();
    let mut last_end = 0;
    for place in alike {
        while let Some(first) = own.next_if(|first| first.span.start < place.span.end) {
            last_end = first.span.end;
            all.push(first);
        }
        if place.span.start >= last_end {
            all.push(place);
        }
    }
    all.extend(own);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(language: &str, text: &str) -> Vec<&'static str> {
        let found = Gazetteer::get().find_in(text, Some(language));
        found.iter().filter_map(PlaceMatch::code).collect()
    }

    #[test]
    fn western_languages() {
        assert_eq!(
            codes("fr", "Les forces syriennes et la Russie à Damas, selon l'Iran"),
            ["SY", "RU", "SY", "IR"]
        );
        assert_eq!(
            codes("es", "El presidente francés viajó a Estados Unidos y Alemania"),
            ["FR", "US", "DE"]
        );
        assert_eq!(codes("de", "Die syrische Regierung und das Weiße Haus in Moskau"), ["SY", "US", "RU"]);
        assert_eq!(codes("it", "Il governo tedesco e gli Stati Uniti"), ["DE", "US"]);
        assert_eq!(codes("pt", "A Rússia e os soldados brasileiros"), ["RU", "BR"]);
    }

    #[test]
    fn inflected_and_glued_names() {
        assert_eq!(
            codes("ru", "Министр России прибыл в Сирию, американские войска в Турции"),
            ["RU", "SY", "US", "TR"]
        );
        assert_eq!(
            codes("ru", "С Россией и Украиной, на Кубе, россияне и американцы, бразильский министр в Пекине"),
            ["RU", "UA", "CU", "RU", "US", "BR", "CN"]
        );
        assert_eq!(
            codes(
                "pl",
                "Prezydent Polski w Warszawie, rosyjskiego wojska na Ukrainie, ze Stanów Zjednoczonych"
            ),
            ["PL", "PL", "RU", "UA", "US"]
        );
        assert_eq!(codes("fr", "les troupes françaises et américaines"), ["FR", "US"]);
        assert_eq!(codes("de", "die Hauptstadt Polens"), ["PL"]);
        assert_eq!(codes("tr", "Suriye'de ve Rusya'nın kararı, ABD'nin tepkisi"), ["SY", "RU", "US"]);
        assert_eq!(codes("ar", "قالت روسيا إن سوريا والعراق وإيران"), ["RU", "SY", "IQ", "IR"]);
    }

    #[test]
    fn ordinary_words_are_no_names() {
        for (language, text) in [
            ("de", "Man sagt, dass man das kann"),
            ("pt", "Ama quem ama, e a man"),
            ("es", "la malta y el cubo"),
            ("ru", "Того не было, кроме того, пер"),
        ] {
            assert!(codes(language, text).is_empty(), "{language}: {:?}", codes(language, text));
        }
        assert_eq!(codes("pt", "o rei em Amã"), ["JO"]);
    }

    #[test]
    fn scripts_without_spaces() {
        assert_eq!(codes("zh", "美国和俄罗斯讨论叙利亚问题"), ["US", "RU", "SY"]);
        assert_eq!(codes("ja", "ロシアとアメリカがシリアについて"), ["RU", "US", "SY"]);
    }

    #[test]
    fn the_script_tells_the_language_where_nothing_else_does() {
        let found = Gazetteer::get().find_in("Россия и США", None);
        assert_eq!(found.iter().filter_map(PlaceMatch::code).collect::<Vec<_>>(), ["RU", "US"]);
    }

    #[test]
    fn a_case_ending_is_no_part_of_the_name() {
        let text = "Suriye'de";
        assert_eq!(Gazetteer::get().find_in(text, Some("tr"))[0].span, Span::new(0, 6));
    }

    proptest! {
        #[test]
        fn spans_are_text_in_order(language in "fr|ru|ar|zh|tr|xx", text in "(?s).{0,200}") {
            let mut last = 0;
            for place in Gazetteer::get().find_in(&text, Some(&language)) {
                prop_assert!(place.span.start >= last && !place.span.is_empty());
                prop_assert!(text.get(place.span.start..place.span.end).is_some());
                last = place.span.end;
            }
        }
    }
}
