//! The `text` room wrapped as tantivy analyzers.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};
use tantivy::tokenizer::{
    TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager, WhitespaceTokenizer,
};

use dateline_core::text::{self, Analysis, TermCache, Units, units};

/// Analyzer of searchable text: folded and stemmed words.
pub const TERMS: &str = "dateline_terms";
/// The same for fields with several values, which lie too far apart for words of two to be near each other.
pub const TERMS_APART: &str = "dateline_terms_apart";
/// Analyzer of names, addresses and the like: folded words, not stemmed, each at its place.
pub const WRITTEN: &str = "dateline_written";
/// The same for fields with several values, which lie far apart.
pub const WRITTEN_APART: &str = "dateline_written_apart";
/// Analyzer of exact forms, each of which it gives once for a text: folded words, not stemmed.
pub const EXACT: &str = "dateline_exact";
/// Analyzer of name keys that are already made and stand separated by spaces.
pub const KEYS: &str = "dateline_keys";

/// Words longer than this many bytes are not indexed; they are encoded data, not language.
const MAX_TERM: usize = 100;

/// The analyzers of dateline under their names.
pub fn register_analyzers(manager: &TokenizerManager) {
    manager.register(TERMS, TextAnalyzer::builder(WordTokenizer::new(Form::Stemmed)).build());
    manager.register(TERMS_APART, TextAnalyzer::builder(WordTokenizer::new(Form::Stemmed).apart()).build());
    manager.register(WRITTEN, TextAnalyzer::builder(WordTokenizer::new(Form::Exact)).build());
    manager.register(WRITTEN_APART, TextAnalyzer::builder(WordTokenizer::new(Form::Exact).apart()).build());
    manager.register(EXACT, TextAnalyzer::builder(WordTokenizer::new(Form::ExactOnce)).build());
    manager.register(KEYS, TextAnalyzer::builder(WhitespaceTokenizer::default()).build());
}

/// This many positions lie between the parts of an article, more than neighbours in ranking may be apart.
const BETWEEN: usize = 4;

/// This many positions lie between two values that are apart; no query asks for words as far from each other.
pub const APART: usize = 1 << 20;

/// Stands before and after the code of the language at the head of a text to index.
const MARK: char = '\u{2}';

/// A text to index, with its language at its head where that is not English.
///
/// A field's analyzer knows nothing but the text, so that the language has to come with it.
pub(crate) fn in_language<'t>(text: &'t str, language: Option<&str>) -> Cow<'t, str> {
    let analysis = Analysis::of(language);
    if analysis == Analysis::default() && !text.starts_with(MARK) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{MARK}{}{MARK}{text}", analysis.code()))
}

/// The analysis of a text to index, and the text without its language.
fn of_language(text: &str) -> (Analysis, &str) {
    let marked = text.strip_prefix(MARK).and_then(|rest| rest.split_once(MARK));
    marked.map_or((Analysis::default(), text), |(code, text)| (Analysis::of(Some(code)), text))
}

/// How many positions a text takes up.
pub(crate) fn positions(text: &str) -> u64 {
    let kept = units(text).enumerate().filter(|(_, unit)| unit.text.len() <= MAX_TERM);
    kept.last().map_or(0, |(position, _)| position as u64 + 1)
}

/// The position in the combined field that the headline begins at, behind a body of this many positions.
pub fn headline_start(body_positions: u64) -> u64 {
    if body_positions == 0 { 1 } else { body_positions + BETWEEN as u64 }
}

#[derive(Clone, Copy)]
enum Form {
    Stemmed,
    Exact,
    /// The exact form at its first occurrence in the text only, without positions.
    ExactOnce,
}

#[derive(Clone)]
struct WordTokenizer {
    form: Form,
    /// One for each language met so far.
    caches: Vec<TermCache>,
    token: Token,
    /// Hashes of the words that the text had so far.
    seen: FxHashSet<u64>,
    /// How many positions the last word of a value takes up.
    length: usize,
}

impl WordTokenizer {
    fn new(form: Form) -> Self {
        Self {
            form,
            caches: Vec::new(),
            token: Token::default(),
            seen: FxHashSet::default(),
            length: BETWEEN,
        }
    }

    /// The cache for a language.
    fn cache(caches: &mut Vec<TermCache>, analysis: Analysis) -> &mut TermCache {
        let known = caches.iter().position(|cache| cache.analysis() == analysis);
        let at = known.unwrap_or(caches.len());
        if at == caches.len() {
            caches.push(TermCache::new(analysis));
        }
        &mut caches[at]
    }

    /// The same with values that are apart.
    fn apart(self) -> Self {
        Self { length: APART, ..self }
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        self.token.position_length = self.length;
        self.seen.clear();
        let (analysis, text) = of_language(text);
        WordStream {
            units: text::units(text),
            form: self.form,
            analysis,
            cache: WordTokenizer::cache(&mut self.caches, analysis),
            token: &mut self.token,
            seen: &mut self.seen,
        }
    }
}

struct WordStream<'a> {
    units: Units<'a>,
    form: Form,
    analysis: Analysis,
    cache: &'a mut TermCache,
    token: &'a mut Token,
    seen: &'a mut FxHashSet<u64>,
}

impl WordStream<'_> {
    fn is_repeated(&mut self, word: &str) -> bool {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        !self.seen.insert(hasher.finish())
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(word) = self.units.next() {
            self.token.position = self.token.position.wrapping_add(1);
            if word.text.len() > MAX_TERM
                || (matches!(self.form, Form::ExactOnce) && self.is_repeated(word.text))
            {
                continue;
            }
            self.token.offset_from = word.start;
            self.token.offset_to = word.end;
            match self.form {
                Form::Stemmed => self.cache.term_into(word.text, &mut self.token.text),
                Form::Exact | Form::ExactOnce => {
                    self.token.text.clear();
                    self.token.text.push_str(&self.analysis.exact_term(word.text));
                }
            }
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str, text: &str) -> Vec<(String, usize)> {
        let manager = TokenizerManager::new();
        register_analyzers(&manager);
        let mut analyzer = manager.get(name).unwrap();
        let mut out = Vec::new();
        analyzer.token_stream(text).process(&mut |t| out.push((t.text.clone(), t.position)));
        out
    }

    #[test]
    fn terms_agree_with_the_text_room() {
        let text = "The U.S.-led coalition's air operations";
        let seen: Vec<String> = tokens(TERMS, text).into_iter().map(|(t, _)| t).collect();
        assert_eq!(seen, text::terms(text));
        let exact: Vec<String> = tokens(EXACT, text).into_iter().map(|(t, _)| t).collect();
        assert_eq!(exact, text::exact_terms(text));
    }

    #[test]
    fn the_language_of_a_text_decides_its_terms() {
        let french = in_language("l'avion, notes", Some("fr"));
        let seen: Vec<String> = tokens(TERMS, &french).into_iter().map(|(t, _)| t).collect();
        assert_eq!(seen, ["avion@fr", "not@fr"]);
        let exact: Vec<String> = tokens(EXACT, &french).into_iter().map(|(t, _)| t).collect();
        assert_eq!(exact, ["avion", "notes"]);
        assert_eq!(tokens(TERMS, &in_language("notes", Some("vi"))), [("notes".into(), 0)]);
        assert_eq!(tokens(TERMS, &in_language("notes", Some("en"))), [("note".into(), 0)]);
    }

    #[test]
    fn control_characters_of_a_text_are_no_language() {
        let text = "\u{2}fr\u{2}notes";
        assert_eq!(tokens(EXACT, &in_language(text, None)), [("fr".into(), 0), ("notes".into(), 1)]);
        assert_eq!(in_language("plain", None), "plain");
    }

    #[test]
    fn overlong_words_leave_a_gap() {
        let text = format!("one {} three", "x".repeat(101));
        assert_eq!(tokens(EXACT, &text), [("one".into(), 0), ("three".into(), 2)]);
        assert_eq!((positions(&text), positions("one two"), positions("")), (3, 2, 0));
        assert_eq!(positions(&format!("one {}", "x".repeat(101))), 1);
    }

    #[test]
    fn exact_forms_are_given_once_and_names_each_time() {
        assert_eq!(tokens(EXACT, "no talks no"), [("no".into(), 0), ("talks".into(), 1)]);
        assert_eq!(tokens(WRITTEN, "no talks no").len(), 3);
    }
}
