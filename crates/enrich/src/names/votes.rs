//! What a name is elsewhere in the article decides when a bare occurrence is ambiguous.

use std::ops::Range;

use super::decode::{Candidate, Found, ORGANISATION, PERSON};
use super::features::spells;
use super::lexicon::{ByHash, class};
use super::listed::phrase;
use super::model::Scores;
use super::tokens::{Gap, Shape, Token};

/// A name counts with its margin, but with no more than this.
const SUREST: f32 = 6.0;
/// All bare occurrences of a word together count with no more than this: it is these that the vote decides.
const SUREST_BARE: f32 = 1.0;
/// A bare surname takes this share of the certainty of the full name.
const SURNAME_SHARE: f32 = 0.9;
/// A bare given name takes less, as it may be a word of its own.
const GIVEN_SHARE: f32 = 0.3;
/// What a full and undivided vote adds to a score.
const WEIGHT: f32 = 3.0;
/// Certainty at which a vote counts in full.
const ENOUGH: f32 = 1.0;

/// The votes of an article.
#[derive(Default)]
pub(super) struct Votes {
    by_phrase: ByHash<Vote>,
    /// Acronyms that the article itself explains, with the kind of what they stand for.
    acronyms: ByHash<(usize, Shape)>,
}

/// What is evidence for each kind.
#[derive(Default, Clone, Copy)]
struct Vote {
    /// From names of several words, which this is one of or a part of.
    full: Scores,
    /// From names of one word.
    bare: Scores,
}

impl Votes {
    /// Counts a name.
    pub fn count(&mut self, text: &str, tokens: &[Token], name: &Found) {
        let words = &tokens[name.words.clone()];
        let certainty = name.margin.min(SUREST);
        if words.len() == 1 {
            self.by_phrase.entry(phrase(words)).or_default().bare[name.kind] += certainty;
        } else {
            self.vote(words, name.kind, certainty);
        }
        if words.len() > 1 && name.kind == PERSON {
            self.vote(&words[surname(words)..], PERSON, certainty * SURNAME_SHARE);
            self.vote(&words[words.len() - 1..], PERSON, certainty * SURNAME_SHARE);
            self.vote(&words[..1], PERSON, certainty * GIVEN_SHARE);
        }
        if let Some(acronym) = acronym_after(text, tokens, name) {
            self.acronyms.insert(acronym.hash, (name.kind, acronym.shape));
        }
    }

    fn vote(&mut self, words: &[Token], kind: usize, certainty: f32) {
        self.by_phrase.entry(phrase(words)).or_default().full[kind] += certainty;
    }

    /// Adds the article's votes to the scores of the candidates.
    ///
    /// A part of a name of several words that was `found` keeps its score: votes are for what is alone.
    pub fn apply(&self, tokens: &[Token], found: &[Found], candidates: &mut [Candidate]) {
        for candidate in candidates {
            if is_part(&candidate.words, found) {
                continue;
            }
            let words = &tokens[candidate.words.clone()];
            if let Some(kind) = self.explained(words) {
                candidate.scores[kind] = candidate.scores[kind].max(WEIGHT);
            } else if let Some(vote) = self.by_phrase.get(&phrase(words)) {
                vote.add_to(&mut candidate.scores);
            }
        }
    }

    /// The kind of what an acronym stands for that the article explains.
    fn explained(&self, words: &[Token]) -> Option<usize> {
        let [word] = words else { return None };
        let (kind, shape) = self.acronyms.get(&word.hash).copied()?;
        (word.shape == shape && !word.shouted).then_some(kind)
    }
}

impl Vote {
    fn add_to(&self, scores: &mut Scores) {
        let bare: f32 = self.bare.iter().sum();
        let share = if bare > SUREST_BARE { SUREST_BARE / bare } else { 1.0 };
        let total = self.full.iter().sum::<f32>() + bare * share;
        if total <= 0.0 {
            return;
        }
        let force = WEIGHT * (total / ENOUGH).min(1.0);
        for (kind, score) in scores.iter_mut().enumerate() {
            let votes = self.full[kind] + self.bare[kind] * share;
            *score += force * (2.0 * votes / total - 1.0);
        }
    }
}

/// True if the words are a part of a longer name; `found` is in reading order.
fn is_part(words: &Range<usize>, found: &[Found]) -> bool {
    let at = found.partition_point(|name| name.words.end < words.end);
    found.get(at).is_some_and(|name| name.words.start <= words.start && name.words != *words)
}

/// Where the surname begins: `al-Assad` of `Bashar al-Assad`.
fn surname(words: &[Token]) -> usize {
    let particles = words[1..words.len() - 1].iter().rev().take_while(|w| w.is(class::PARTICLE)).count();
    words.len() - 1 - particles
}

/// The acronym in brackets that follows the name and is made of its letters.
fn acronym_after<'a>(text: &str, tokens: &'a [Token], name: &Found) -> Option<&'a Token> {
    let words = &tokens[name.words.clone()];
    let next = tokens.get(name.words.end).filter(|t| t.gap == Gap::Open && t.is_nameish())?;
    let alone = tokens.get(name.words.end + 1).is_none_or(|t| !matches!(t.gap, Gap::Space | Gap::Hyphen));
    let spelt = next.shape == Shape::Upper && spells(text, words, next);
    (spelt || alone && name.kind == ORGANISATION && is_drawn_from(text, words, next)).then_some(next)
}

/// True for `Icipe` after `International Centre of Insect Physiology and Ecology`: a word with the same
/// first letter whose letters all are in the name in this order.
fn is_drawn_from(text: &str, words: &[Token], short: &Token) -> bool {
    const SHORTEST: usize = 3;
    let lower = |from: usize, to: usize| text[from..to].chars().flat_map(char::to_lowercase);
    let wanted = lower(short.start, short.end);
    let mut letters = lower(words[0].start, words[words.len() - 1].end);
    words.len() > 1
        && wanted.clone().count() >= SHORTEST
        && letters.clone().next() == wanted.clone().next()
        && wanted.into_iter().all(|letter| letters.any(|l| l == letter))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn found(words: std::ops::Range<usize>, kind: usize) -> Found {
        Found { words, kind, margin: 4.0 }
    }

    #[test]
    fn a_full_name_decides_for_the_bare_surname() {
        let text = "Bashar al-Assad spoke. The fate of Assad";
        let tokens = tokens(text);
        let mut votes = Votes::default();
        votes.count(text, &tokens, &found(0..3, PERSON));
        votes.count(text, &tokens, &found(7..8, 2));
        let mut candidates = [Candidate { words: 7..8, scores: [-1.0, -1.0, 2.0] }];
        votes.apply(&tokens, &[], &mut candidates);
        assert!(candidates[0].scores[PERSON] > candidates[0].scores[2]);
    }

    #[test]
    fn a_short_name_in_brackets_is_drawn_from_the_long_one() {
        let text = "the Coastal Reef Research Institute (Coreri) said. Coreri grew";
        let tokens = tokens(text);
        let mut votes = Votes::default();
        votes.count(text, &tokens, &found(1..5, ORGANISATION));
        let mut candidates = [Candidate { words: 7..8, scores: [1.0, -3.0, 0.0] }];
        votes.apply(&tokens, &[], &mut candidates);
        assert_eq!(candidates[0].scores[ORGANISATION], WEIGHT);
    }

    #[test]
    fn an_explained_acronym_is_a_name_only_in_capitals() {
        let text = "the Islamic State (IS) group. Now IS is near";
        let tokens = tokens(text);
        let mut votes = Votes::default();
        votes.count(text, &tokens, &found(1..3, 1));
        let never = [-9.0; 3];
        let mut candidates = [6..7, 7..8].map(|words| Candidate { words, scores: never });
        votes.apply(&tokens, &[], &mut candidates);
        assert_eq!(candidates[0].scores[1], WEIGHT);
        assert_eq!(candidates[1].scores, never);
    }
}
