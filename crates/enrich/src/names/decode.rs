//! Finding the names within runs of words: the best way to cut a run into names and words between them.

use std::ops::Range;

use super::features::{Context, Left, Right, end_features, start_features, stretch_features, word_features};
use super::lexicon::class;
use super::model::{Model, Scores, Sum, key};
use super::tokens::{Gap, Shape, Token};

/// The place of people among the kinds of the model.
pub(super) const PERSON: usize = 0;
/// The place of organisations.
pub(super) const ORGANISATION: usize = 1;
/// The place of places.
pub(super) const PLACE: usize = 2;
/// No name has more words than this.
pub(super) const LONGEST: usize = 10;

/// A stretch of words that may be a name, and what is evidence for each kind; words that are not a name score 0.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The words, as numbers within the text.
    pub words: Range<usize>,
    pub scores: Scores,
}

/// A name found in a run of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The words, as numbers within the text.
    pub words: Range<usize>,
    /// The index of its kind among [`super::model::KINDS`].
    pub kind: usize,
    /// By how much it beats being no name or another kind.
    pub margin: f32,
}

/// Every stretch of a run that may be a name.
pub(super) fn stretches<'a>(
    context: &'a Context<'_>,
    chunk: Range<usize>,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let tokens = context.tokens;
    let last = chunk.end;
    chunk.filter(|&start| may_begin(&tokens[start])).flat_map(move |start| {
        let longest = if owns(context, start) { 1 } else { LONGEST };
        let ends = (start + 1..=last.min(start + longest)).filter(|&end| may_end(&tokens[end - 1]));
        ends.map(move |end| start..end).filter(|words| !is_office(tokens, words))
    })
}

/// True for `Turkey's`: what follows is a name of its own.
fn owns(context: &Context<'_>, word: usize) -> bool {
    context.tokens[word].possessive && context.places.is_place(context.tokens, word)
}

/// True for what follows `Secretary of` or `Minister for` and is a word of its own: `State`, `Defense`.
fn is_office(tokens: &[Token], words: &Range<usize>) -> bool {
    let first = &tokens[words.start];
    words.len() == 1
        && words.start >= 2
        && first.gap == Gap::Space
        && first.is(class::COMMON | class::TITLE | class::ORG)
        && tokens[words.start - 1].is(class::JOINER)
        && tokens[words.start - 2].is(class::TITLE)
}

fn may_begin(token: &Token) -> bool {
    token.is_nameish() || token.is(class::PARTICLE)
}

fn may_end(token: &Token) -> bool {
    let title = token.is(class::FULL_TITLE) && !token.is(class::GIVEN | class::SURNAME);
    (token.is_nameish() && !title)
        || token.shape == Shape::Number
        || token.gap == Gap::Hyphen && token.shape == Shape::Lower
}

/// True if the words cannot be a person's name, as they begin with a title or role.
pub(super) fn is_titled(words: &[Token]) -> bool {
    words.len() > 1
        && words[0].is(class::FULL_TITLE | class::MALE | class::FEMALE)
        && !words[0].is(class::GIVEN | class::SURNAME)
}

/// Below any score.
pub(super) const NEVER: f32 = -1e6;

/// Scores what may be a name; keeps its memory from one run to the next.
pub(super) struct Scorer<'a> {
    model: &'a Model,
    /// For each word of the run: what is before it, and what all stretches share that begin there.
    lefts: Vec<(Left, Sum)>,
    /// The same for what is behind each word and the stretches that end there.
    rights: Vec<(Right, Sum)>,
    /// What the words of the run before each of them add to a stretch.
    inner: Vec<Sum>,
    keys: Vec<u32>,
}

impl<'a> Scorer<'a> {
    /// A scorer with these weights.
    pub fn new(model: &'a Model) -> Scorer<'a> {
        Scorer { model, lefts: Vec::new(), rights: Vec::new(), inner: Vec::new(), keys: Vec::new() }
    }

    /// The candidates of a run with their scores.
    pub fn score(&mut self, context: &Context<'_>, chunk: Range<usize>, out: &mut Vec<Candidate>) {
        self.prepare(context, &chunk);
        for words in stretches(context, chunk.clone()) {
            let (from, to) = (words.start - chunk.start, words.end - chunk.start);
            let ((left, before), (right, behind)) = (&self.lefts[from], &self.rights[to - 1]);
            let mut sum = [0, 1, 2].map(|kind| before[kind] + behind[kind]);
            if words.len() > 1 {
                let (outside, within) = (&self.inner[from], &self.inner[to]);
                (0..3).for_each(|kind| sum[kind] += within[kind] - outside[kind]);
            }
            self.keys.clear();
            stretch_features(context, words.clone(), left, right, |hash| self.keys.push(key(hash)));
            self.model.add(&self.keys, &mut sum);
            let scores = corrected(context, &words, self.model.scores(sum));
            out.push(Candidate { words, scores });
        }
    }

    /// Sums up what stretches share.
    fn prepare(&mut self, context: &Context<'_>, chunk: &Range<usize>) {
        self.lefts.clear();
        self.rights.clear();
        self.inner.clear();
        self.inner.push([0; 3]);
        for word in chunk.clone() {
            let left = Left::of(context.tokens, word);
            let sum = self.sum([0; 3], |take| start_features(context, word, &left, take));
            self.lefts.push((left, sum));
            let right = Right::of(context.tokens, word + 1);
            let sum = self.sum([0; 3], |take| end_features(context, word + 1, &right, take));
            self.rights.push((right, sum));
            if chunk.len() > 1 {
                let before = self.inner[word - chunk.start];
                let sum = self.sum(before, |take| word_features(&context.tokens[word], take));
                self.inner.push(sum);
            }
        }
    }

    /// A sum with the weights of some features added.
    fn sum(&mut self, mut sum: Sum, features: impl FnOnce(&mut dyn FnMut(u64))) -> Sum {
        self.keys.clear();
        features(&mut |hash| self.keys.push(key(hash)));
        self.model.add(&self.keys, &mut sum);
        sum
    }
}

/// The scores with what is known for sure.
fn corrected(context: &Context<'_>, words: &Range<usize>, scores: Scores) -> Scores {
    if is_titled(&context.tokens[words.clone()]) {
        return [NEVER, scores[1], scores[2]];
    }
    scores
}

/// The best set of candidates that do not overlap.
///
/// `candidates` are those of the run `chunk`, by their first words.
pub(super) fn best(chunk: Range<usize>, candidates: &[Candidate]) -> Vec<Found> {
    if !candidates.iter().any(|c| c.scores.iter().any(|&score| score > 0.0)) {
        return Vec::new();
    }
    let mut reach: Vec<(f32, Option<usize>)> = vec![(0.0, None); chunk.len() + 1];
    let mut next = 0;
    for at in 0..chunk.len() {
        while let Some(candidate) = candidates.get(next).filter(|c| c.words.start - chunk.start == at) {
            let score = candidate.scores.iter().copied().fold(0f32, f32::max);
            let (total, end) = (reach[at].0 + score, candidate.words.end - chunk.start);
            if score > 0.0 && total > reach[end].0 {
                reach[end] = (total, Some(next));
            }
            next += 1;
        }
        if reach[at].0 >= reach[at + 1].0 {
            reach[at + 1] = (reach[at].0, None);
        }
    }
    trace_back(&reach, chunk.start, candidates)
}

fn trace_back(reach: &[(f32, Option<usize>)], offset: usize, candidates: &[Candidate]) -> Vec<Found> {
    let mut out = Vec::new();
    let mut end = reach.len() - 1;
    while end > 0 {
        let Some(candidate) = reach[end].1.map(|number| &candidates[number]) else {
            end -= 1;
            continue;
        };
        let (kind, margin) = top_kind(&candidate.scores);
        out.push(Found { words: candidate.words.clone(), kind, margin });
        end = candidate.words.start - offset;
    }
    out.reverse();
    out
}

/// The kind with the highest score, and its lead over the next kind or over being no name.
fn top_kind(scores: &Scores) -> (usize, f32) {
    let mut kind = 0;
    for other in 1..scores.len() {
        if scores[other] > scores[kind] {
            kind = other;
        }
    }
    let next = (0..scores.len()).filter(|&k| k != kind).fold(0f32, |next, k| next.max(scores[k]));
    (kind, scores[kind] - next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(words: Range<usize>, scores: Scores) -> Candidate {
        Candidate { words, scores }
    }

    #[test]
    fn the_best_cut_wins() {
        let candidates = [
            candidate(4..5, [1.0, 0.0, 0.0]),
            candidate(4..6, [5.0, 1.0, 0.0]),
            candidate(5..6, [3.0, 0.0, 0.0]),
            candidate(6..7, [-1.0, -1.0, -1.0]),
        ];
        assert_eq!(best(4..7, &candidates), [Found { words: 4..6, kind: 0, margin: 4.0 }]);
        assert_eq!(best(4..4, &[]), []);
    }
}
