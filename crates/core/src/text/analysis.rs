//! From text to search terms: words, folded and stemmed as their language has it, each with its position and span.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use super::normal::{folded, lower};
use super::script::Script;
use super::spellings::{american, is_unpronounceable, with_s};
use super::tables::{Language, Stem, language};
use super::{arabic, primary, units, variants};

pub(super) static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// Stands between a stem and the code of its language: `not@fr`.
const LANGUAGE_MARK: char = '@';

/// Languages without a stemmer that are not written in Latin letters: what is there in Latin ones is read as English.
const NOT_LATIN: [&str; 38] = [
    "am", "be", "bg", "bn", "dv", "dz", "gu", "he", "iw", "ja", "ka", "kk", "km", "kn", "ko", "ks", "ky",
    "lo", "mk", "ml", "mn", "mr", "my", "or", "pa", "ps", "sd", "si", "te", "tg", "th", "ti", "tt", "ug",
    "ur", "yi", "yue", "zh",
];

/// A search term and the span of the word it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<'a> {
    /// The term as it is in the index: folded and stemmed.
    pub text: Cow<'a, str>,
    /// Byte offset of the word's first byte.
    pub start: usize,
    /// Byte offset just past the word's last byte.
    pub end: usize,
    /// The number of the word within the text, from 0.
    pub position: usize,
}

/// How text in one language becomes search terms.
///
/// The same analysis serves articles and queries. Words in a script of the language are stemmed and, but for
/// English, have the mark of their language, for a stem of one language is often another word of another: French
/// `notes` is `not@fr` and finds no English "not". Other words of Latin letters are taken as English in languages of
/// other scripts. All else is folded: names in another script, numbers, languages without a stemmer.
#[derive(Clone, Copy)]
pub struct Analysis(Kind);

#[derive(Clone, Copy)]
enum Kind {
    /// English, and where the language is not known or not stemmed and has letters of its own.
    English,
    /// A language whose words are stemmed.
    Stemmed(&'static Language),
    /// A language of Latin letters whose words are not stemmed.
    Plain,
}

impl Analysis {
    /// The analysis for a language, by its ISO 639-1 code; text of unknown language is taken as English.
    pub fn of(code: Option<&str>) -> Analysis {
        let Some(code) = code else { return Analysis::default() };
        let code = primary(code);
        if matches!(code.as_str(), "" | "en") {
            return Analysis::default();
        }
        let unstemmed = if NOT_LATIN.contains(&code.as_str()) { Kind::English } else { Kind::Plain };
        Analysis(language(&code).map_or(unstemmed, Kind::Stemmed))
    }

    /// The code that stands for this analysis: that of its language, or `und` where words are not stemmed.
    pub fn code(self) -> &'static str {
        match self.0 {
            Kind::English => "en",
            Kind::Stemmed(language) => language.code,
            Kind::Plain => "und",
        }
    }

    /// Gives every term of a text, in order, to `take`.
    ///
    /// A word is folded and stemmed; a possessive ending, an elided article (`l'avion`), and the stops of an acronym
    /// are removed (`Lavrov's` to `lavrov`, `U.S` to `us`), other apostrophes vanish.
    pub fn analyze(self, text: &str, take: &mut dyn FnMut(Term<'_>)) {
        for (position, unit) in units(text).enumerate() {
            take(Term { text: self.term(unit.text), start: unit.start, end: unit.end, position });
        }
    }

    /// The texts of all terms of a text, in order.
    pub fn terms(self, text: &str) -> Vec<String> {
        units(text).map(|unit| self.term(unit.text).into_owned()).collect()
    }

    /// True if a term may begin with another letter than its word: an article or a prefix is removed.
    pub fn changes_beginning(self, word: &str) -> bool {
        let Kind::Stemmed(language) = self.0 else { return false };
        matches!(language.code, "ga" | "id" | "nl") || word.contains(['\'', '\u{2019}'])
    }

    /// True for a term with the mark of this language.
    pub fn marks(self, term: &str) -> bool {
        matches!(self.0, Kind::Stemmed(_))
            && term.split_once(LANGUAGE_MARK).is_some_and(|(_, code)| code == self.code())
    }

    /// The search term for one word.
    pub fn term(self, word: &str) -> Cow<'_, str> {
        match self.0 {
            Kind::English => english(word),
            Kind::Stemmed(language) => match Script::of_word(word) {
                Some(script) if language.scripts.contains(&script) => {
                    Cow::Owned(marked(language, &self.spelling(word)))
                }
                Some(Script::Latin) if !language.scripts.contains(&Script::Latin) => english(word),
                _ => self.exact_term(word),
            },
            Kind::Plain => self.exact_term(word),
        }
    }

    /// Every term under which a word of a query may be in an article of the language, the likeliest first.
    ///
    /// Stemmers read diacritics, and people leave them out: a word typed without stands for all words that fold to
    /// it, and one typed with them also for what sloppy writers make of it.
    pub fn query_terms(self, word: &str) -> Vec<String> {
        let mut terms = vec![self.term(word).into_owned()];
        if let Kind::Stemmed(language) = self.0
            && Script::of_word(word).is_some_and(|script| language.scripts.contains(&script))
        {
            for spelling in variants::spellings(&self.spelling(word), &language.letters) {
                let term = marked(language, &spelling);
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        terms
    }

    /// The exact form of one word: folded, without elided article, possessive ending and punctuation, not stemmed.
    pub fn exact_term(self, word: &str) -> Cow<'_, str> {
        folded(self.spelling(word))
    }

    /// A word in lower case with its diacritics, without what surrounds it.
    fn spelling(self, word: &str) -> Cow<'_, str> {
        let (elided, turkish) = match self.0 {
            Kind::Stemmed(language) => (language.elided.as_slice(), language.code == "tr"),
            _ => (&[][..], false),
        };
        without_punctuation(lower(word, turkish), elided)
    }
}

impl Default for Analysis {
    /// That of English, which also serves where the language is not known.
    fn default() -> Self {
        Analysis(Kind::English)
    }
}

impl PartialEq for Analysis {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Analysis {}

impl fmt::Debug for Analysis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Analysis({})", self.code())
    }
}

/// A term without the mark of its language.
pub fn stem_of(term: &str) -> &str {
    term.split(LANGUAGE_MARK).next().unwrap_or_default()
}

/// [`Analysis::analyze`] for text whose language is not known.
pub fn analyze(text: &str, take: &mut dyn FnMut(Term<'_>)) {
    Analysis::default().analyze(text, take);
}

/// [`Analysis::terms`] for text whose language is not known.
pub fn terms(text: &str) -> Vec<String> {
    Analysis::default().terms(text)
}

/// [`Analysis::exact_term`] for each word of a text whose language is not known.
pub fn exact_terms(text: &str) -> Vec<String> {
    units(text).map(|unit| exact_term(unit.text).into_owned()).collect()
}

/// The letters, marks and digits of a part of a word, in their exact form; for patterns.
pub fn exact_letters(part: &str) -> String {
    let exact = exact_term(part);
    exact.chars().filter(|&c| c.is_alphanumeric() || is_combining_mark(c)).collect()
}

/// [`Analysis::exact_term`] for a word whose language is not known.
pub fn exact_term(word: &str) -> Cow<'_, str> {
    Analysis::default().exact_term(word)
}

/// The search term of a word in English text.
fn english(word: &str) -> Cow<'_, str> {
    let folded = Analysis::default().exact_term(word);
    if !folded.bytes().all(|b| b.is_ascii_lowercase()) {
        return folded;
    }
    if is_unpronounceable(&folded) {
        return folded;
    }
    let folded = with_s(&folded).map_or(folded, Cow::Owned);
    let stem = ENGLISH.stem(&folded);
    if let Some(other) = american(&stem) {
        return Cow::Owned(other.to_owned());
    }
    match stem {
        Cow::Borrowed(same) if same.len() == folded.len() => folded,
        stemmed => Cow::Owned(stemmed.into_owned()),
    }
}

/// The stem of a word in lower case with the mark of its language.
fn marked(language: &Language, spelling: &str) -> String {
    let mut term = stemmed(language, spelling);
    term.push(LANGUAGE_MARK);
    term.push_str(language.code);
    term
}

fn stemmed(language: &Language, spelling: &str) -> String {
    match language.stem {
        Stem::Arabic => arabic::stem(&folded(Cow::Borrowed(spelling))).to_owned(),
        Stem::Snowball(stemmer) => {
            let spelling = with_ending(spelling, &language.before);
            let stem = stemmer.stem(&spelling);
            folded(with_ending(&stem, &language.after)).into_owned()
        }
    }
}

/// A word with the first of these endings that it has exchanged, where at least two letters stay before it.
fn with_ending<'w>(word: &'w str, endings: &[(&str, &str)]) -> Cow<'w, str> {
    for (ending, other) in endings {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 2
        {
            return Cow::Owned(format!("{rest}{other}"));
        }
    }
    Cow::Borrowed(word)
}

/// Takes an elided article, a possessive ending and then all apostrophes, stops, hyphens and spaces off a word in lower case.
fn without_punctuation<'w>(word: Cow<'w, str>, elided: &[&str]) -> Cow<'w, str> {
    if !word.contains(['\'', '.', ' ', '-']) {
        return word;
    }
    let whole = match word.split_once('\'') {
        Some((article, rest)) if elided.contains(&article) && !rest.is_empty() => rest,
        _ => &word,
    };
    let bare = whole.strip_suffix("'s").unwrap_or(whole);
    Cow::Owned(bare.replace(['\'', '.', ' ', '-'], ""))
}

/// Turns words to terms, remembering the words it has seen.
///
/// Stemming is a third of the cost of indexing and a few thousand words make up most
/// of any text, so an indexing thread keeps one of these for each language.
#[derive(Debug, Clone, Default)]
pub struct TermCache {
    analysis: Analysis,
    terms: FxHashMap<Box<str>, Box<str>>,
}

impl TermCache {
    /// The cache is emptied when it holds this many words.
    const CAPACITY: usize = 1 << 16;

    /// An empty cache for one language.
    pub fn new(analysis: Analysis) -> Self {
        Self { analysis, terms: FxHashMap::default() }
    }

    /// The analysis that the terms are of.
    pub fn analysis(&self) -> Analysis {
        self.analysis
    }

    /// Writes the search term for a word into `out`, which is cleared first.
    pub fn term_into(&mut self, word: &str, out: &mut String) {
        out.clear();
        if let Some(known) = self.terms.get(word) {
            out.push_str(known);
            return;
        }
        out.push_str(&self.analysis.term(word));
        if self.terms.len() >= Self::CAPACITY {
            self.terms.clear();
        }
        self.terms.insert(word.into(), out.as_str().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn english_terms(text: &str) -> Vec<String> {
        Analysis::default().terms(text)
    }

    /// True if all these forms have one term in the language.
    fn same(code: &str, forms: &str) -> bool {
        let mut terms = Analysis::of(Some(code)).terms(forms);
        terms.dedup();
        terms.len() == 1
    }

    #[test]
    fn terms_are_folded_and_stemmed() {
        assert_eq!(english_terms("The Minister's TALKS, coordinating"), ["the", "minist", "talk", "coordin"]);
        assert_eq!(english_terms("U.S. and O'Neill's"), ["us", "and", "oneil"]);
        assert_eq!(english_terms("Zürich 2015"), ["zurich", "2015"]);
        assert_eq!(english_terms("J. R. R. Tolkien at 5 p.m."), ["jrr", "tolkien", "at", "5", "pm"]);
    }

    #[test]
    fn spellings_of_both_sides_of_the_ocean_have_one_term() {
        for forms in [
            "labour labor Labours labored",
            "organise organize organisations organizing",
            "programme programs programmed",
            "manoeuvre maneuver maneuvers",
            "defence defenses",
            "travelling traveled",
            "theatre theaters",
            "cease-fires ceasefire",
            "MH-17 mh17",
        ] {
            assert!(same("en", forms), "{forms}: {:?}", english_terms(forms));
        }
        assert_eq!(english_terms("SBY SBI AT&T C++ flies fly"), ["sby", "sbi", "at&t", "c++", "fli", "fli"]);
    }

    #[test]
    fn each_language_has_its_stems() {
        for (code, forms) in [
            ("de", "Häuser Haus Hauses"),
            ("fr", "gouvernement gouvernements"),
            ("es", "elección elecciones"),
            ("es", "gobierno gobiernos"),
            ("pt", "eleição eleições"),
            ("it", "governo governi"),
            ("ro", "ministru ministrul ministrului"),
            ("nl", "verkiezing verkiezingen"),
            ("sv", "regering regeringen regeringens"),
            ("nb", "valg valget valgene"),
            ("da", "regering regeringen"),
            ("pl", "rząd rządu rządowi"),
            ("cs", "volby voleb volbách"),
            ("ru", "Лавров Лаврова Лаврову Лавровым"),
            ("ru", "выборы выборов выборах"),
            ("uk", "вибори виборів виборах"),
            ("hr", "predsjednik predsjednika председника"),
            ("el", "πρόεδρος ΠΡΌΕΔΡΟΣ προέδρου"),
            ("tr", "hükümet hükümetin HÜKÜMETİ"),
            ("ar", "الوزير وزير والوزير"),
            ("fa", "دولت دولتها"),
            ("hi", "सरकार सरकारों"),
            ("id", "pemerintah pemerintahan"),
            ("hu", "kormány kormányt kormánynak"),
            ("fi", "vaalit vaali"),
        ] {
            assert!(same(code, forms), "{code}: {:?}", Analysis::of(Some(code)).terms(forms));
        }
    }

    #[test]
    fn stems_bear_their_language_and_other_words_do_not() {
        let french = Analysis::of(Some("fr"));
        assert_eq!(french.terms("Les notes 2015 G20 Лавров"), ["le@fr", "not@fr", "2015", "g20", "лавров"]);
        assert_eq!(
            Analysis::of(Some("ru")).terms("Boeing на"),
            [english_terms("Boeing")[0].as_str(), "на@ru"]
        );
        assert_eq!(Analysis::of(Some("vi")).terms("Việt Nam"), ["viet", "nam"]);
    }

    #[test]
    fn elided_articles_go() {
        let french = Analysis::of(Some("fr"));
        assert_eq!(french.terms("l'avion d\u{2019}État"), french.terms("avion état"));
        assert_eq!(french.terms("aujourd'hui O'Neill").len(), 2);
        let italian = Analysis::of(Some("it"));
        assert_eq!(italian.terms("dell'arte"), italian.terms("arte"));
        assert_eq!(french.exact_term("l'Élysée"), "elysee");
        assert!(same("uk", "м'яч м\u{2019}яч м\u{2bc}яч"));
    }

    #[test]
    fn words_without_diacritics_stand_for_those_with_them() {
        for (code, typed, written) in [
            ("pt", "conferencia", "conferências"),
            ("pt", "eleicao", "eleições"),
            ("es", "eleccion", "elecciones"),
            ("fr", "elysee", "Élysée"),
            ("fr", "donnee", "données"),
            ("tr", "irak", "Irak'ın"),
            ("tr", "hukumetin", "hükümet"),
            ("hu", "valasztasok", "választás"),
            ("ro", "presedintele", "președinte"),
            ("de", "Mueller", "Müller"),
            ("de", "Muller", "Müller"),
        ] {
            let analysis = Analysis::of(Some(code));
            let typed = analysis.query_terms(typed);
            assert!(typed.contains(&analysis.term(written).into_owned()), "{code} {written}: {typed:?}");
        }
    }

    #[test]
    fn english_words_are_one_term_in_a_query() {
        assert_eq!(Analysis::default().query_terms("Talks"), ["talk"]);
        assert_eq!(Analysis::of(Some("zh")).query_terms("京"), ["京"]);
    }

    #[test]
    fn codes_with_regions_and_unknown_codes() {
        assert_eq!(Analysis::of(Some("pt-BR")).code(), "pt");
        assert_eq!(Analysis::of(Some("EN_gb")), Analysis::default());
        assert_eq!(Analysis::of(None).code(), "en");
        assert_eq!(Analysis::of(Some("xx")).code(), "und");
        assert_eq!(Analysis::of(Some("zh-Hant")), Analysis::default());
        assert_eq!(Analysis::of(Some("nn")), Analysis::of(Some("nb")));
    }

    #[test]
    fn positions_count_words() {
        let mut seen = Vec::new();
        let text = "air operations over Syria";
        Analysis::default().analyze(text, &mut |t| seen.push((t.position, t.start, t.end)));
        assert_eq!(seen, [(0, 0, 3), (1, 4, 14), (2, 15, 19), (3, 20, 25)]);
    }

    #[test]
    fn exact_terms_are_not_stemmed() {
        let exact = |word| Analysis::default().exact_term(word).into_owned();
        assert_eq!(
            ["Coordinated", "U.S", "strikes", "O'Neill's"].map(exact),
            ["coordinated", "us", "strikes", "oneill"]
        );
    }

    #[test]
    fn the_cache_answers_like_the_function() {
        for code in ["en", "fr", "ar", "xx"] {
            let analysis = Analysis::of(Some(code));
            let (mut cache, mut out) = (TermCache::new(analysis), String::new());
            for word in ["Talks", "talks", "Talks", "U.S", "café's", "الوزير"] {
                cache.term_into(word, &mut out);
                assert_eq!(out, analysis.term(word));
            }
        }
    }

    const CODES: [&str; 34] = [
        "ar", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "hi", "hu", "hy",
        "id", "it", "lt", "ne", "nl", "no", "pl", "pt", "ro", "ru", "sr", "sv", "ta", "tr", "uk", "vi", "zh",
    ];

    proptest! {
        #[test]
        fn any_text_is_analysed(text in "\\PC*|[а-яіїєґ'ё]{0,12}|[ء-ي ]{0,12}|[α-ωά-ώ]{0,12}|[a-zà-ÿőűğışșțąęłżćńśźřů']{0,14}|[ऀ-ॿ]{0,9}|[஀-௿]{0,9}|[ա-և]{0,9}", number in 0..CODES.len()) {
            let analysis = Analysis::of(Some(CODES[number]));
            analysis.analyze(&text, &mut |term| {
                assert!(text.get(term.start..term.end).is_some());
                let typed = analysis.query_terms(&text[term.start..term.end]);
                assert_eq!(typed[0].as_str(), term.text);
            });
        }

        #[test]
        fn words_of_ascii_letters_keep_their_first(word in "[a-z]{1,12}", number in 0..CODES.len()) {
            let analysis = Analysis::of(Some(CODES[number]));
            let term = analysis.term(&word).into_owned();
            prop_assert!(analysis.changes_beginning(&word) || term.as_bytes()[0] == word.as_bytes()[0]);
        }
    }
}
