//! What a name is elsewhere in the article decides where a bare occurrence says little.

use super::decode::{Candidate, Found, PERSON};
use super::features::spells;
use super::hash::mix;
use super::lexicon::{ByHash, class};
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
const WEIGHT: f32 = 10.0;
/// Certainty at which a vote counts in full.
const ENOUGH: f32 = 1.0;

/// The votes of an article.
#[derive(Default)]
pub(super) struct Votes {
    by_phrase: ByHash<Vote>,
    /// Acronyms that the article itself explains, with the kind of what they stand for.
    acronyms: ByHash<usize>,
}

/// What speaks for each kind.
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
            self.acronyms.insert(acronym.hash, name.kind);
        }
    }

    fn vote(&mut self, words: &[Token], kind: usize, certainty: f32) {
        self.by_phrase.entry(phrase(words)).or_default().full[kind] += certainty;
    }

    /// Adds the article's votes to the scores of the candidates.
    pub fn apply(&self, tokens: &[Token], candidates: &mut [Candidate]) {
        for candidate in candidates {
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
        let acronym = word.shape == Shape::Upper && !word.shouted;
        acronym.then(|| self.acronyms.get(&word.hash).copied())?
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

/// Where the surname begins: `al-Assad` of `Bashar al-Assad`.
fn surname(words: &[Token]) -> usize {
    let particles = words[1..words.len() - 1].iter().rev().take_while(|w| w.is(class::PARTICLE)).count();
    words.len() - 1 - particles
}

/// The acronym in brackets that follows the name and spells it.
fn acronym_after<'a>(text: &str, tokens: &'a [Token], name: &Found) -> Option<&'a Token> {
    let next = tokens.get(name.words.end).filter(|t| t.gap == Gap::Open && t.shape == Shape::Upper)?;
    spells(text, &tokens[name.words.clone()], next).then_some(next)
}

fn phrase(words: &[Token]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash, word.hash))
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
        votes.apply(&tokens, &mut candidates);
        assert!(candidates[0].scores[PERSON] > candidates[0].scores[2]);
    }

    #[test]
    fn an_explained_acronym_is_a_name_only_in_capitals() {
        let text = "the Islamic State (IS) group. Now IS is near";
        let tokens = tokens(text);
        let mut votes = Votes::default();
        votes.count(text, &tokens, &found(1..3, 1));
        let never = [-9.0; 3];
        let mut candidates = [6..7, 7..8].map(|words| Candidate { words, scores: never });
        votes.apply(&tokens, &mut candidates);
        assert_eq!(candidates[0].scores[1], WEIGHT);
        assert_eq!(candidates[1].scores, never);
    }
}
