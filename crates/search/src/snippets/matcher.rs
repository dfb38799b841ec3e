//! What of a text a query matches.

use std::collections::{HashMap, HashSet};

use super::pattern::Pattern;
use super::phrase::{Seen, exact, near};
use crate::query::{Field, Query, regex};
use dateline_core::article::TextField;
use dateline_core::text::{self, Analyses, Analysis, Token};

/// The words, phrases and patterns of a query, ready to be found in texts.
///
/// Clauses that exclude are left out. Words of person, organisation and place clauses are looked for
/// in all the text. Pass the query without its stop words, else they are found like other words.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    units: Vec<Unit>,
    vocabulary: HashMap<String, u32>,
    /// By term: the units that are that word.
    word_units: Vec<Vec<usize>>,
    /// The units that have to be tried on every word.
    patterns: Vec<usize>,
    /// The patterns of phrases, which are tried on every word too, with the numbers of their terms.
    in_phrases: Vec<(u32, String)>,
    /// How the words of the query are read.
    analyses: Analyses,
    /// The ASCII bytes that terms of the vocabulary begin with.
    initials: HashSet<u8>,
    known: HashSet<Unit>,
}

/// One thing to look for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Unit {
    /// Where to look; `None` is everywhere.
    field: Option<TextField>,
    kind: UnitKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum UnitKind {
    Word(u32),
    Phrase {
        terms: Vec<u32>,
        slop: usize,
    },
    /// A phrase of which some words are patterns.
    PatternPhrase {
        terms: Vec<u32>,
        slop: usize,
    },
    /// The exact form of a word.
    Exact(Vec<String>),
    Wildcard(String),
    Regex(String),
    Fuzzy {
        word: String,
        distance: usize,
    },
}

/// Something found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    /// Byte offset of its first byte.
    pub(super) start: usize,
    /// Byte offset just past its last byte.
    pub(super) end: usize,
    /// What was found, by its number.
    pub(super) unit: usize,
}

impl Matcher {
    /// A matcher for what the query looks for in English text and in text of no known language.
    pub fn new(query: &Query) -> Self {
        Matcher::in_languages(query, Analyses::default())
    }

    /// A matcher for what the query looks for in articles of several languages.
    pub fn in_languages(query: &Query, analyses: Analyses) -> Self {
        let mut matcher = Self { analyses, ..Self::default() };
        matcher.add(query);
        matcher
    }

    /// Looks for the words of a name too, as `--person` and its like give them.
    pub fn add_name(&mut self, name: &str) {
        let words = text::words(name).filter(|word| !text::is_stop_word(&text::fold(word.text)));
        for word in words.map(|word| word.text.to_owned()).collect::<Vec<_>>() {
            self.add_words(None, &word, 0);
        }
    }

    /// How many things are to be looked for at every word: patterns, and words that may stand anywhere near.
    pub(super) fn effort(&self) -> usize {
        let near = |unit: &Unit| match &unit.kind {
            UnitKind::Phrase { terms, slop } if *slop > 0 => terms.len(),
            UnitKind::PatternPhrase { terms, .. } => 2 * terms.len(),
            _ => 0,
        };
        self.patterns.len() + self.units.iter().map(near).sum::<usize>()
    }

    /// True if there is nothing to look for in any text.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The spans of all that is found in a text of the field, in order and without overlaps.
    pub fn spans(&self, analysis: Analysis, field: TextField, text: &str) -> Vec<[usize; 2]> {
        merged(&self.matches(analysis, field, text))
    }

    fn add(&mut self, query: &Query) {
        match query {
            Query::Word { field, text } | Query::Phrase { field, text, .. }
                if field.kind_of_names().is_some() =>
            {
                self.add_name(text)
            }
            Query::Word { field, text } => {
                self.add_in(*field, |matcher, field| matcher.add_words(field, text, 0))
            }
            Query::Phrase { field, text, slop } => {
                let slop = usize::try_from(*slop).unwrap_or(usize::MAX);
                self.add_in(*field, |matcher, field| matcher.add_words(field, text, slop));
            }
            Query::PatternPhrase { field, text, slop } => {
                let slop = usize::try_from(*slop).unwrap_or(usize::MAX);
                self.add_in(*field, |matcher, field| matcher.add_pattern_phrase(field, text, slop));
            }
            Query::Regex { field, pattern } => {
                let kind = UnitKind::Regex(pattern.clone());
                self.add_in(*field, |matcher, field| matcher.add_unit(Unit { field, kind }));
            }
            Query::Exact { field, text } => {
                let kind = UnitKind::Exact(self.analyses.exact_terms(text));
                self.add_in(*field, |matcher, field| matcher.add_unit(Unit { field, kind }));
            }
            Query::Wildcard { field, pattern } => {
                let kind = UnitKind::Wildcard(pattern.clone());
                self.add_in(*field, |matcher, field| matcher.add_unit(Unit { field, kind }));
            }
            Query::Fuzzy { field, text, distance } => {
                let kind = UnitKind::Fuzzy {
                    word: text::exact_term(text).into_owned(),
                    distance: usize::from(*distance),
                };
                self.add_in(*field, |matcher, field| matcher.add_unit(Unit { field, kind }));
            }
            Query::Bool { must, should, .. } => must.iter().chain(should).for_each(|inner| self.add(inner)),
            Query::Boost(inner, _) => self.add(inner),
            Query::All | Query::Countries { .. } | Query::Dates { .. } | Query::Length { .. } => {}
        }
    }

    /// Adds a unit if the query's field is one that snippets show.
    fn add_in(&mut self, field: Field, add: impl FnOnce(&mut Self, Option<TextField>)) {
        match field {
            Field::Any | Field::Person | Field::Org | Field::Place => add(self, None),
            Field::Headline => add(self, Some(TextField::Headline)),
            Field::Standfirst => add(self, Some(TextField::Standfirst)),
            Field::Body => add(self, Some(TextField::Body)),
            Field::By
            | Field::Source
            | Field::Section
            | Field::Language
            | Field::Tag
            | Field::Note
            | Field::Url
            | Field::Path => {}
        }
    }

    fn add_words(&mut self, field: Option<TextField>, words: &str, slop: usize) {
        let all = self.analyses.all_terms(words);
        let terms: Vec<u32> = all.into_iter().map(|terms| self.term(terms)).collect();
        let kind = match terms.as_slice() {
            [] => return,
            [term] => UnitKind::Word(*term),
            _ => UnitKind::Phrase { terms, slop },
        };
        self.add_unit(Unit { field, kind });
    }

    fn add_pattern_phrase(&mut self, field: Option<TextField>, words: &str, slop: usize) {
        let mut terms = Vec::new();
        for word in words.split(' ') {
            if word.contains(['*', '?']) {
                terms.push(self.pattern_term(word));
            } else {
                let all = self.analyses.all_terms(word);
                terms.extend(all.into_iter().map(|terms| self.term(terms)));
            }
        }
        self.add_unit(Unit { field, kind: UnitKind::PatternPhrase { terms, slop } });
    }

    /// The number that stands for the words of a pattern.
    fn pattern_term(&mut self, pattern: &str) -> u32 {
        if let Some((term, _)) = self.in_phrases.iter().find(|(_, known)| known == pattern) {
            return *term;
        }
        let term = u32::try_from(self.word_units.len()).unwrap_or(u32::MAX);
        self.word_units.push(Vec::new());
        self.in_phrases.push((term, pattern.to_owned()));
        term
    }

    /// The number of a word that may be under any of these terms.
    fn term(&mut self, terms: Vec<String>) -> u32 {
        let known = terms.iter().find_map(|term| self.vocabulary.get(term).copied());
        let number = known.unwrap_or(u32::try_from(self.word_units.len()).unwrap_or(u32::MAX));
        if known.is_none() {
            self.word_units.push(Vec::new());
        }
        for term in terms {
            self.initials.extend(term.bytes().next());
            self.vocabulary.entry(term).or_insert(number);
        }
        number
    }

    fn add_unit(&mut self, unit: Unit) {
        if !self.known.insert(unit.clone()) {
            return;
        }
        let number = self.units.len();
        match unit.kind {
            UnitKind::Word(term) => self.word_units[term as usize].push(number),
            UnitKind::Phrase { .. } | UnitKind::PatternPhrase { .. } => {}
            UnitKind::Exact(_) | UnitKind::Wildcard(_) | UnitKind::Regex(_) | UnitKind::Fuzzy { .. } => {
                self.patterns.push(number);
            }
        }
        self.units.push(unit);
    }

    /// Everything found in a text of the field, ordered by where it begins.
    pub(super) fn matches(&self, analysis: Analysis, field: TextField, text: &str) -> Vec<Match> {
        if self.units.is_empty() {
            return Vec::new();
        }
        let mut out = Vec::new();
        let seen = self.scan(analysis, field, text, &mut out);
        for (unit, kind) in self.units_of(field) {
            if let UnitKind::Phrase { terms, slop } = kind {
                let spans = if *slop == 0 { exact(&seen, terms) } else { near(&seen, terms, *slop) };
                out.extend(spans.into_iter().map(|[start, end]| Match { start, end, unit }));
            }
        }
        self.add_pattern_phrases(analysis, field, text, &seen, &mut out);
        out.sort_by_key(|found| (found.start, found.end));
        out
    }

    /// Adds what is found of phrases with patterns, given the words that the vocabulary knows.
    fn add_pattern_phrases(
        &self,
        analysis: Analysis,
        field: TextField,
        text: &str,
        seen: &[Seen],
        out: &mut Vec<Match>,
    ) {
        let of_field = |(unit, kind)| match kind {
            &UnitKind::PatternPhrase { ref terms, slop } => Some((unit, terms, slop)),
            _ => None,
        };
        let mut phrases = self.units_of(field).filter_map(of_field).peekable();
        if phrases.peek().is_none() {
            return;
        }
        let mut seen = seen.to_vec();
        seen.extend(self.seen_like(analysis, text));
        seen.sort_by_key(|word| word.position);
        for (unit, terms, slop) in phrases {
            let words = near(&seen, terms, slop);
            // Words that are next to each other are one match, as those of other phrases are.
            let of_a_match = if slop == 0 { terms.len().max(1) } else { 1 };
            let spans =
                words.chunks(of_a_match).filter_map(|words| Some([words.first()?[0], words.last()?[1]]));
            out.extend(spans.map(|[start, end]| Match { start, end, unit }));
        }
    }

    /// The words of a text that have the pattern of a phrase.
    fn seen_like(&self, analysis: Analysis, text: &str) -> Vec<Seen> {
        let pattern = |(term, pattern): &(u32, String)| Some((*term, Pattern::new(pattern)?));
        let patterns: Vec<(u32, Pattern)> = self.in_phrases.iter().filter_map(pattern).collect();
        let mut seen = Vec::new();
        for (position, word) in text::units(text).enumerate() {
            let exact = analysis.exact_term(word.text);
            let found = patterns.iter().filter(|(_, pattern)| pattern.matches(&exact));
            seen.extend(found.map(|&(term, _)| Seen { term, position, start: word.start, end: word.end }));
        }
        seen
    }

    fn units_of(&self, field: TextField) -> impl Iterator<Item = (usize, &UnitKind)> {
        let units = self.units.iter().enumerate();
        units.filter(move |(_, unit)| unit.is_in(field)).map(|(number, unit)| (number, &unit.kind))
    }

    /// Notes the single words found and gives the words that the vocabulary knows.
    fn scan(&self, analysis: Analysis, field: TextField, text: &str, out: &mut Vec<Match>) -> Vec<Seen> {
        let patterns = self.compiled(field);
        let mut seen = Vec::new();
        for (position, word) in text::units(text).enumerate() {
            let (start, end) = (word.start, word.end);
            if let Some(term) = self.known_term(analysis, &word) {
                seen.push(Seen { term, position, start, end });
                let units = self.word_units[term as usize].iter();
                out.extend(units.filter(|&&unit| self.units[unit].is_in(field)).map(|&unit| Match {
                    start,
                    end,
                    unit,
                }));
            }
            if !patterns.is_empty() {
                let exact = analysis.exact_term(word.text);
                let found = patterns.iter().filter(|(_, pattern)| pattern.matches(&exact));
                out.extend(found.map(|&(unit, _)| Match { start, end, unit }));
            }
        }
        seen
    }

    /// The number of the word's term. Words are analysed only if some term begins as they do, for
    /// stemming all the words of a long text takes much longer than finding a few in it.
    fn known_term(&self, analysis: Analysis, word: &Token<'_>) -> Option<u32> {
        let first = word.text.as_bytes()[0];
        let possible = !first.is_ascii()
            || self.initials.contains(&first.to_ascii_lowercase())
            || analysis.changes_beginning(word.text);
        if !possible {
            return None;
        }
        self.vocabulary.get(analysis.term(word.text).as_ref()).copied()
    }

    fn compiled(&self, field: TextField) -> Vec<(usize, WordPattern<'_>)> {
        let units = self.patterns.iter().filter(|&&unit| self.units[unit].is_in(field));
        units.filter_map(|&unit| Some((unit, WordPattern::new(&self.units[unit].kind)?))).collect()
    }

    /// How many different things were found.
    pub(super) fn distinct(&self, matches: &[Match]) -> usize {
        matches.iter().map(|found| found.unit).collect::<HashSet<_>>().len()
    }

    /// How many words of the query a unit stands for.
    pub(super) fn words_in(&self, unit: usize) -> usize {
        match &self.units[unit].kind {
            UnitKind::Phrase { terms, .. } | UnitKind::PatternPhrase { terms, .. } => terms.len(),
            _ => 1,
        }
    }

    /// The number of units; every match's unit is below it.
    pub(super) fn unit_count(&self) -> usize {
        self.units.len()
    }
}

impl Unit {
    fn is_in(&self, field: TextField) -> bool {
        self.field.is_none_or(|only| only == field)
    }
}

/// A pattern made ready for comparing.
enum WordPattern<'a> {
    Exact(&'a [String]),
    Wildcard(Pattern),
    Regex(Box<regex::Compiled>),
    Fuzzy { word: &'a str, distance: usize },
}

impl<'a> WordPattern<'a> {
    fn new(kind: &'a UnitKind) -> Option<Self> {
        match kind {
            UnitKind::Exact(word) => Some(WordPattern::Exact(word)),
            UnitKind::Wildcard(pattern) => Pattern::new(pattern).map(WordPattern::Wildcard),
            UnitKind::Regex(pattern) => {
                regex::compiled(pattern).ok().map(|regex| WordPattern::Regex(Box::new(regex)))
            }
            UnitKind::Fuzzy { word, distance } => Some(WordPattern::Fuzzy { word, distance: *distance }),
            _ => None,
        }
    }

    /// True if the exact form of a word is matched.
    fn matches(&self, exact: &str) -> bool {
        match self {
            WordPattern::Exact(forms) => forms.iter().any(|form| form == exact),
            WordPattern::Wildcard(pattern) => pattern.matches(exact),
            WordPattern::Regex(regex) => regex.is_match(exact),
            WordPattern::Fuzzy { word, distance } => is_near(word, exact, *distance),
        }
    }
}

/// True if the words are that near; their lengths in bytes rule most words out at once.
fn is_near(wanted: &str, word: &str, most: usize) -> bool {
    wanted.len().abs_diff(word.len()) <= 4 * most && text::distance_within(wanted, word, most).is_some()
}

/// The spans of the matches, those that overlap made one.
pub(super) fn merged(matches: &[Match]) -> Vec<[usize; 2]> {
    let mut out: Vec<[usize; 2]> = Vec::new();
    for found in matches {
        match out.last_mut() {
            Some([_, end]) if found.start < *end => *end = found.end.max(*end),
            _ => out.push([found.start, found.end]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn found(query: &str, text: &str) -> Vec<String> {
        let query = parse(query, &ParseOptions::default()).unwrap().query;
        let spans = Matcher::new(&query).spans(Analysis::default(), TextField::Body, text);
        spans.into_iter().map(|[start, end]| text[start..end].to_owned()).collect()
    }

    #[test]
    fn words_match_in_any_inflection_and_are_marked_whole() {
        assert_eq!(
            found("coordinate", "Coordinating and coordinated, uncoordinated"),
            ["Coordinating", "coordinated"]
        );
        assert_eq!(found("lavrov", "LAVROV\u{2019}s plane"), ["LAVROV\u{2019}s"]);
        assert_eq!(found("élysée", "the ELYSEE and the Élysée"), ["ELYSEE", "Élysée"]);
        assert_eq!(found("us", "the U.S. envoy"), ["U.S"]);
        assert_eq!(found("北京", "在北京开会"), ["北京"]);
    }

    #[test]
    fn phrases_are_marked_as_one() {
        let text = "Air operations, not operations in air; the air operation";
        assert_eq!(found("\"air operations\"", text), ["Air operations", "air operation"]);
        assert_eq!(found("\"air operations\"~2", text), ["Air", "operations", "air", "operation"]);
        assert_eq!(found("\"air operations\"~3", text).len(), 6);
        let text = "prime ministers said; a minister said so, prime minis say";
        assert_eq!(found("\"prime min* said\"", text), ["prime ministers said"]);
        assert_eq!(found("\"min?s say\"~1 x", text), ["minis", "say"]);
        assert_eq!(found("four-year", "a four-year plan, four in a year"), ["four-year"]);
    }

    #[test]
    fn patterns_are_compared_with_the_whole_word() {
        assert_eq!(found("russ* w*n", "Russia's russet women won"), ["Russia's", "russet", "women", "won"]);
        assert_eq!(found("/l[ao]vr.+/", "Lavrov, lovrin, lavr"), ["Lavrov", "lovrin"]);
        assert_eq!(found("lavrov~1", "Lavrow Lawrow lavrov's"), ["Lavrow", "lavrov's"]);
    }

    #[test]
    fn what_is_excluded_is_not_marked() {
        assert_eq!(found("war -peace", "war and peace"), ["war"]);
        assert_eq!(found("war (land -(sea OR peace))", "war land sea peace"), ["war", "land"]);
        assert_eq!(found("-war", "war"), Vec::<String>::new());
        assert_eq!(found("country:syria date:2015 source:war", "Syria 2015 war"), Vec::<String>::new());
    }

    #[test]
    fn names_are_marked_word_by_word() {
        let text = "Lavrov of Russia; Sergei himself";
        assert_eq!(found("person:\"Sergei of Lavrov\"", text), ["Lavrov", "Sergei"]);
        let mut matcher = Matcher::default();
        assert!(matcher.is_empty());
        matcher.add_name("Sergei Lavrov");
        assert_eq!(matcher.spans(Analysis::default(), TextField::Headline, text), [[0, 6], [18, 24]]);
    }

    #[test]
    fn overlapping_matches_are_one() {
        assert_eq!(found("\"a b\" \"b c\" b", "a b c"), ["a b c"]);
        assert_eq!(found("war wa* war~1", "war"), ["war"]);
    }
}
