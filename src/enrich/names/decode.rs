//! Finding the names within runs of words: the best way to cut a run into names and words between them.

use std::ops::Range;

use super::features::{Context, features};
use super::lexicon::class;
use super::model::{Model, Scores, key};
use super::tokens::{Gap, Shape, Token};

/// The place of people among the kinds of the model.
pub(super) const PERSON: usize = 0;
/// The score of a name that a rule finds.
const SURE: f32 = 8.0;
/// No name has more words than this.
pub(super) const LONGEST: usize = 10;

/// A stretch of words that may be a name, and what speaks for each kind; words that are no name score 0.
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
    (token.is_nameish() && !title) || token.shape == Shape::Number
}

/// The candidates of a run with their scores.
pub(super) fn score(model: &Model, context: &Context<'_>, chunk: Range<usize>, out: &mut Vec<Candidate>) {
    for words in stretches(context, chunk) {
        let mut sum = [0; 3];
        features(context, words.clone(), |hash| model.add(key(hash), &mut sum));
        let mut scores = model.scores(sum);
        if is_owned_person(context, &words) {
            scores = [scores[PERSON].max(SURE), scores[1].min(0.0), scores[2].min(0.0)];
        }
        out.push(Candidate { words, scores });
    }
}

/// True for `Feridun Sinirlioglu` after `Turkey's`: two or three words that are nothing else.
fn is_owned_person(context: &Context<'_>, words: &Range<usize>) -> bool {
    const SOMETHING_ELSE: u16 = class::ORG
        | class::SITE
        | class::DEMONYM
        | class::TITLE
        | class::COMMON
        | class::OTHER
        | class::DATE
        | class::JOINER;
    let inside = &context.tokens[words.clone()];
    let plain = |t: &Token| t.shape == Shape::Capital && !t.is(SOMETHING_ELSE) && !t.possessive;
    (2..=3).contains(&words.len())
        && words.start > 0
        && owns(context, words.start - 1)
        && inside.iter().all(plain)
        && inside.iter().skip(1).all(|t| matches!(t.gap, Gap::Space | Gap::Hyphen))
        && context.places.mark(context.tokens, words) == 0
}

/// The best set of candidates that do not overlap.
///
/// `candidates` are those of the run `chunk`.
pub(super) fn best(chunk: Range<usize>, candidates: &[Candidate]) -> Vec<Found> {
    let mut reach: Vec<(f32, Option<Found>)> = vec![(0.0, None); chunk.len() + 1];
    let mut by_end: Vec<Vec<&Candidate>> = vec![Vec::new(); chunk.len() + 1];
    for candidate in candidates {
        by_end[candidate.words.end - chunk.start].push(candidate);
    }
    for end in 1..reach.len() {
        let mut top = (reach[end - 1].0, None);
        for candidate in &by_end[end] {
            let (kind, margin) = top_kind(&candidate.scores);
            let total = reach[candidate.words.start - chunk.start].0 + candidate.scores[kind];
            if candidate.scores[kind] > 0.0 && total > top.0 {
                top = (total, Some(Found { words: candidate.words.clone(), kind, margin }));
            }
        }
        reach[end] = top;
    }
    trace_back(reach, chunk.start)
}

fn trace_back(mut reach: Vec<(f32, Option<Found>)>, offset: usize) -> Vec<Found> {
    let mut out = Vec::new();
    let mut end = reach.len() - 1;
    while end > 0 {
        match reach[end].1.take() {
            Some(found) => {
                end = found.words.start - offset;
                out.push(found);
            }
            None => end -= 1,
        }
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
