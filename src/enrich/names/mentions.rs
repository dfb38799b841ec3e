//! The names in English text, found piece by piece with one vote over the whole article.

use std::ops::Range;

use crate::article::{EntityKind, Piece, Span};
use crate::enrich::places::PlaceMatch;

use super::chunks::chunks;
use super::decode::{Candidate, Found, best, score};
use super::features::{Context, spells};
use super::gazetteer::PlaceMarks;
use super::lexicon::class;
use super::model::{KINDS, Model};
use super::tokens::{Gap, Shape, Token, tokens};
use super::votes::Votes;

/// Whether a title before a name tells that it is a man's or a woman's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

/// A name where it stands.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The number of the piece.
    pub piece: usize,
    pub span: Span,
    pub kind: EntityKind,
    /// What a title before it tells.
    pub gender: Option<Gender>,
    /// It stands in brackets after the name before it, whose acronym it is.
    pub abbreviates_last: bool,
}

/// A piece of text with its runs of words and what may be a name in each.
struct Scored<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    runs: Vec<(Range<usize>, Range<usize>)>,
    candidates: Vec<Candidate>,
}

/// The names of all pieces, in reading order.
pub(super) fn english(pieces: &[Piece<'_>], places: &[Vec<PlaceMatch>]) -> Vec<Name> {
    let none = Vec::new();
    let mut scored: Vec<Scored<'_>> = pieces
        .iter()
        .enumerate()
        .map(|(i, piece)| Scored::new(piece.text, places.get(i).unwrap_or(&none)))
        .collect();
    let mut votes = Votes::default();
    for piece in &scored {
        piece.found(|name| votes.count(piece.text, &piece.tokens, name));
    }
    for piece in &mut scored {
        votes.apply(&piece.tokens, &mut piece.candidates);
    }
    let mut out = Vec::new();
    for (number, piece) in scored.iter().enumerate() {
        piece.found(|name| out.push(piece.name(number, name)));
    }
    out
}

impl<'a> Scored<'a> {
    fn new(text: &'a str, places: &[PlaceMatch]) -> Scored<'a> {
        let tokens = tokens(text);
        let marks = PlaceMarks::new(places);
        let context = Context { text, tokens: &tokens, places: &marks };
        let (mut runs, mut candidates) = (Vec::new(), Vec::new());
        for chunk in chunks(&tokens) {
            let from = candidates.len();
            score(Model::get(), &context, chunk.clone(), &mut candidates);
            runs.push((chunk, from..candidates.len()));
        }
        Scored { text, tokens, runs, candidates }
    }

    /// Gives each name to `take`, in reading order.
    fn found(&self, take: impl FnMut(&Found)) {
        let names = |(chunk, candidates): &(Range<usize>, Range<usize>)| {
            best(chunk.clone(), &self.candidates[candidates.clone()])
        };
        self.runs.iter().flat_map(names).collect::<Vec<_>>().iter().for_each(take);
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
    let abbreviated =
        word.contains('.') || matches!(word, "Jr" | "Sr" | "Inc" | "Corp" | "Ltd" | "Co" | "Bros");
    let stop = abbreviated && !last.possessive && text[last.end..].starts_with('.');
    Span::new(first.start, last.end + usize::from(stop))
}

/// What the word before the name tells about the person.
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
