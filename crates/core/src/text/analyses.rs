//! The analyses of all languages of a collection, for what is typed in none of them in particular.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::analysis::Analysis;
use super::units;

/// The analyses that the words of a query go through: one for each language of the articles.
///
/// To read a word in a dozen languages takes a millisecond, and it is requested at every step of a search, so that
/// the words read last are remembered. Copies share what is remembered.
#[derive(Debug, Clone)]
pub struct Analyses {
    all: Vec<Analysis>,
    read: Arc<Mutex<HashMap<String, Vec<String>>>>,
}

/// This many words are remembered.
const REMEMBERED: usize = 1024;

impl Analyses {
    /// The analyses of these languages, and that of text whose language is not known.
    pub fn of<C: AsRef<str>>(codes: impl IntoIterator<Item = C>) -> Analyses {
        let mut all = vec![Analysis::default()];
        for code in codes {
            let analysis = Analysis::of(Some(code.as_ref()));
            if !all.contains(&analysis) {
                all.push(analysis);
            }
        }
        Analyses::from(all)
    }

    /// The analysis of one language alone.
    pub fn only(code: Option<&str>) -> Analyses {
        Analyses::from(vec![Analysis::of(code)])
    }

    /// The analyses, that of unknown languages first.
    pub fn iter(&self) -> impl Iterator<Item = Analysis> {
        self.all.iter().copied()
    }

    /// Every term that one word may be under, each once; the first is that of unknown languages.
    pub fn terms(&self, word: &str) -> Vec<String> {
        if let [only] = self.all.as_slice() {
            return only.query_terms(word);
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(terms) = read.get(word) {
            return terms.clone();
        }
        if read.len() >= REMEMBERED {
            read.clear();
        }
        let terms = distinct(self.iter().flat_map(|analysis| analysis.query_terms(word)));
        read.insert(word.to_owned(), terms.clone());
        terms
    }

    /// For each word of a text, in order, every term that it may be under.
    pub fn all_terms(&self, text: &str) -> Vec<Vec<String>> {
        units(text).map(|unit| self.terms(unit.text)).collect()
    }

    /// Every exact form of one word, each once: an elided article is a part of the word in other languages.
    pub fn exact_terms(&self, word: &str) -> Vec<String> {
        distinct(self.iter().map(|analysis| analysis.exact_term(word).into_owned()))
    }
}

impl From<Vec<Analysis>> for Analyses {
    fn from(all: Vec<Analysis>) -> Self {
        Analyses { all, read: Arc::default() }
    }
}

impl PartialEq for Analyses {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl Eq for Analyses {}

impl Default for Analyses {
    /// That of text whose language is not known, alone.
    fn default() -> Self {
        Analyses::from(vec![Analysis::default()])
    }
}

fn distinct(terms: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for term in terms {
        if !term.is_empty() && !out.contains(&term) {
            out.push(term);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_alone_has_one_term_a_word() {
        assert_eq!(Analyses::default().all_terms("Peace talks"), [["peac"], ["talk"]]);
        assert_eq!(Analyses::of(["en"]), Analyses::default());
    }

    #[test]
    fn each_language_adds_its_term() {
        let both = Analyses::of(["en", "fr", "vi", "fr", "ja", "sk"]);
        assert_eq!(both.iter().count(), 3);
        let terms = both.terms("notes");
        assert_eq!(terms[0], "note");
        assert!(terms.contains(&"not@fr".to_owned()) && terms.contains(&"notes".to_owned()));
        assert_eq!(both.terms("notes"), terms);
        assert_eq!(both.terms("2015"), ["2015"]);
        assert_eq!(both.terms("Лавров"), ["лавров"]);
    }

    #[test]
    fn exact_forms_differ_by_elision_only() {
        assert_eq!(Analyses::of(["fr", "de"]).exact_terms("l'Avion"), ["lavion", "avion"]);
        assert_eq!(Analyses::of(["fr", "de"]).exact_terms("talks"), ["talks"]);
    }
}
