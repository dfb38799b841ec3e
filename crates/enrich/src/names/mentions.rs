//! The names in English text, found piece by piece with one vote over the whole article.

use std::ops::Range;

use crate::places::PlaceMatch;
use dateline_core::article::{EntityKind, Piece, Span};

use super::bounds;
use super::chunks::chunks;
use super::decode::{Candidate, Found, Scorer, best};
use super::evidence::Evidence;
use super::features::{Context, spells};
use super::firms;
use super::gazetteer::PlaceMarks;
use super::lexicon::class;
use super::model::{KINDS, Model};
use super::partners;
use super::settle::settled;
use super::tokens::{Gap, Shape, Token, tokens};
use super::votes::Votes;

/// Whether a title before a name shows that it is a man's or a woman's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

/// A name where it is.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The number of the piece.
    pub piece: usize,
    pub span: Span,
    pub kind: EntityKind,
    /// What a title before it shows.
    pub gender: Option<Gender>,
    /// It is in brackets after the name before it, whose acronym it is.
    pub abbreviates_last: bool,
}

/// A piece of text with its runs of words and what may be a name in each.
pub(super) struct Tagged<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    marks: PlaceMarks,
    runs: Vec<(Range<usize>, Range<usize>)>,
    candidates: Vec<Candidate>,
}

/// The names of all pieces, in reading order.
pub(super) fn english(pieces: &[Piece<'_>], places: &[Vec<PlaceMatch>]) -> Vec<Name> {
    english_by(Model::get(), pieces, places)
}

/// The names that a model finds.
pub(super) fn english_by(model: &Model, pieces: &[Piece<'_>], places: &[Vec<PlaceMatch>]) -> Vec<Name> {
    let places_of = |piece: usize| places.get(piece).map_or(&[][..], Vec::as_slice);
    let texts = pieces.iter().map(|piece| piece.text).enumerate();
    let mut tagged: Vec<Tagged<'_>> = texts.map(|(i, text)| Tagged::new(model, text, places_of(i))).collect();
    let first: Vec<Vec<Found>> = tagged.iter().map(Tagged::found).collect();
    let (mut votes, mut evidence) = (Votes::default(), Evidence::default());
    for (piece, found) in tagged.iter().zip(&first) {
        for name in found {
            votes.count(piece.text, &piece.tokens, name);
            evidence.see(&piece.tokens, name);
        }
    }
    for (piece, found) in tagged.iter_mut().zip(&first) {
        votes.apply(&piece.tokens, found, &mut piece.candidates);
        evidence.apply(&piece.tokens, &mut piece.candidates);
    }
    let mut out = Vec::new();
    for (number, piece) in tagged.iter().enumerate() {
        let found = bounds::corrected(piece.text, &piece.tokens, &piece.found());
        let mut found = settled(piece.text, &piece.tokens, &piece.marks, found);
        partners::with_codes(piece.text, &piece.tokens, &mut found);
        let found = partners::joined(piece.text, &piece.tokens, found);
        out.extend(found.iter().map(|name| piece.name(number, name)));
    }
    firms::joined(pieces, out)
}

impl<'a> Tagged<'a> {
    /// Scores what may be a name in the text by itself.
    pub fn new(model: &Model, text: &'a str, places: &[PlaceMatch]) -> Tagged<'a> {
        let tokens = tokens(text);
        let marks = PlaceMarks::new(places);
        let context = Context { text, tokens: &tokens, places: &marks };
        let (mut runs, mut candidates, mut scorer) = (Vec::new(), Vec::new(), Scorer::new(model));
        for chunk in chunks(&tokens) {
            let from = candidates.len();
            scorer.score(&context, chunk.clone(), &mut candidates);
            runs.push((chunk, from..candidates.len()));
        }
        Tagged { text, tokens, marks, runs, candidates }
    }

    /// The names and their kinds, in reading order.
    pub fn names(&self) -> Vec<(Span, EntityKind)> {
        let name = |found: &Found| (span(self.text, &self.tokens[found.words.clone()]), KINDS[found.kind]);
        self.found().iter().map(name).collect()
    }

    fn found(&self) -> Vec<Found> {
        let names = |(chunk, candidates): &(Range<usize>, Range<usize>)| {
            best(chunk.clone(), &self.candidates[candidates.clone()])
        };
        self.runs.iter().flat_map(names).collect()
    }

    fn name(&self, piece: usize, found: &Found) -> Name {
        Name {
            piece,
            span: span(self.text, &self.tokens[found.words.clone()]),
            kind: KINDS[found.kind],
            gender: gender(&self.tokens, found.words.start),
            abbreviates_last: abbreviates_last(self.text, &self.tokens, &found.words),
        }
    }
}

/// The span of the words, with the full stop of an abbreviation at their end.
pub(super) fn span(text: &str, words: &[Token]) -> Span {
    let (first, last) = (&words[0], &words[words.len() - 1]);
    let word = &text[last.start..last.end];
    let abbreviated = word.contains('.')
        || is_spaced_acronym(words)
        || matches!(word, "Jr" | "Sr" | "Inc" | "Corp" | "Ltd" | "Co" | "Bros");
    let stop = abbreviated && !last.possessive && text[last.end..].starts_with('.');
    Span::new(first.start, last.end + usize::from(stop))
}

/// True for `U. S.`
fn is_spaced_acronym(words: &[Token]) -> bool {
    let [.., before, last] = words else { return false };
    before.shape == Shape::Letter && last.shape == Shape::Letter && last.gap == Gap::Stop
}

/// What the word before the name shows about the person.
pub(super) fn gender(tokens: &[Token], start: usize) -> Option<Gender> {
    let title = tokens[start].gap != Gap::Start && start > 0;
    let before = title.then(|| &tokens[start - 1])?;
    if before.is(class::FEMALE) {
        return Some(Gender::Female);
    }
    before.is(class::MALE).then_some(Gender::Male)
}

fn abbreviates_last(text: &str, tokens: &[Token], words: &Range<usize>) -> bool {
    let acronym = &tokens[words.start];
    if words.len() != 1 || acronym.gap != Gap::Open || acronym.shape != Shape::Upper {
        return false;
    }
    let letters = acronym.end - acronym.start;
    (2..=letters + 3)
        .any(|n| words.start >= n && spells(text, &tokens[words.start - n..words.start], acronym))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Gazetteer;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(String, EntityKind)> {
        let places = Gazetteer::get().find(text);
        let tagged = Tagged::new(Model::get(), text, &places);
        tagged.names().into_iter().map(|(span, kind)| (text[span.start..span.end].into(), kind)).collect()
    }

    fn named(text: &str, name: &str) -> Option<EntityKind> {
        found(text).into_iter().find(|(found, _)| found == name).map(|(_, kind)| kind)
    }

    #[test]
    fn names_are_found_whole() {
        let cases = [
            ("UN Secretary-General Ban Ki-moon spoke on Monday.", "Ban Ki-moon", EntityKind::Person),
            ("He met Mr Dominic Quarles in Oslo.", "Dominic Quarles", EntityKind::Person),
            ("Secretary of State Antony Blinken left.", "Antony Blinken", EntityKind::Person),
            ("Ursula von der Leyen was in Kyiv.", "Ursula von der Leyen", EntityKind::Person),
            ("Officials at the Ministry of Health said so.", "Ministry of Health", EntityKind::Organisation),
            ("Troops left the U. S. base on Friday.", "U. S.", EntityKind::Place),
        ];
        for (text, name, kind) in cases {
            assert_eq!(named(text, name), Some(kind), "{:?}", found(text));
        }
    }

    #[test]
    fn words_of_grammar_are_no_names() {
        assert!(found("However they left. The talks failed. In the end it rained.").is_empty());
    }

    fn check(text: &str) -> Result<(), TestCaseError> {
        let places = Gazetteer::get().find(text);
        let piece = dateline_core::article::Article { body: text.into(), ..Default::default() };
        let pieces: Vec<Piece<'_>> = piece.pieces().collect();
        let mut last = 0;
        for name in english(&pieces, &[places]) {
            prop_assert!(text.get(name.span.start..name.span.end).is_some_and(|form| !form.is_empty()));
            prop_assert!(name.span.start >= last, "names overlap");
            last = name.span.end;
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn any_text_is_tagged(text in "(?s).{0,200}") {
            check(&text)?;
        }

        #[test]
        fn what_looks_like_news_is_tagged(
            text in "((Mr|Dr|al|de|Ban|Ki|moon|Łódź|UN|U|S|Bank|of|and|the|İ|ß|İstanbul|2015)(\\. |’s |\u{2019} s | - |-| |, |\n|\\(|\\)|\"|\u{0301}|\u{a0})){0,40}"
        ) {
            check(&text)?;
        }
    }
}
