//! Runs of words in which names can stand; all other words are never scored.

use std::ops::Range;

use super::lexicon::class;
use super::tokens::{Gap, Shape, Token};

/// At most this many words that are not names join two that are: "for the", "of the".
const JOINERS_IN_A_ROW: usize = 3;

/// The runs of words written like names, with the particles and joining words within them.
///
/// A run begins and ends with a word that is written like a name, except that a particle
/// may begin it (`al-Assad`, `von Trotta`).
pub(super) fn chunks(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !begins(tokens, at) {
            at += 1;
            continue;
        }
        let end = chunk_end(tokens, at);
        if end > at + 1 || !is_function_word(&tokens[at]) {
            out.push(at..end);
        }
        at = end;
    }
    out
}

fn begins(tokens: &[Token], at: usize) -> bool {
    if tokens[at].is_nameish() {
        return !heads_sentence(&tokens[at]);
    }
    let next_is_name = |i: usize| tokens.get(i).is_some_and(|t| t.is_nameish() && continues(t.gap));
    is_particle(&tokens[at])
        && (next_is_name(at + 1)
            || tokens.get(at + 1).is_some_and(|t| is_particle(t) && continues(t.gap)) && next_is_name(at + 2))
}

/// True for the `In` of `In Vienna`, but not for `The`, with which a name may begin.
fn heads_sentence(token: &Token) -> bool {
    token.gap == Gap::Start
        && is_function_word(token)
        && !token.is(class::GIVEN | class::SURNAME | class::JOINER)
}

/// True for a word of grammar with a capital; `IT` and `WHO` may be names.
fn is_function_word(token: &Token) -> bool {
    token.shape == Shape::Capital && token.is(class::FUNCTION)
}

fn is_particle(token: &Token) -> bool {
    token.shape == Shape::Lower && token.is(class::PARTICLE)
}

/// Just past the last word of the run that begins at `start`.
fn chunk_end(tokens: &[Token], start: usize) -> usize {
    let mut end = start + 1;
    let mut at = end;
    while let Some(token) = tokens.get(at) {
        if !continues(token.gap) || at - end > JOINERS_IN_A_ROW {
            break;
        }
        if token.is_nameish() || ends_hyphenated(token) {
            end = at + 1;
        } else if token.shape != Shape::Lower || !token.is(class::JOINER | class::PARTICLE) {
            break;
        }
        at += 1;
    }
    end
}

/// True for the number of `CARTOSAT-1` and the second part of `Ki-moon`.
fn ends_hyphenated(token: &Token) -> bool {
    matches!(token.shape, Shape::Number | Shape::Lower) && token.gap == Gap::Hyphen
}

fn continues(gap: Gap) -> bool {
    matches!(gap, Gap::Space | Gap::Hyphen | Gap::Dash | Gap::Stop)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let tokens = tokens(text);
        chunks(&tokens).into_iter().map(|c| &text[tokens[c.start].start..tokens[c.end - 1].end]).collect()
    }

    #[test]
    fn runs_keep_their_joining_words() {
        assert_eq!(
            found("the Office for the Coordination of Humanitarian Affairs of the state"),
            ["Office for the Coordination of Humanitarian Affairs"]
        );
        assert_eq!(
            found("with al-Assad and Ursula von der Leyen, Osama bin Laden"),
            ["al-Assad and Ursula von der Leyen", "Osama bin Laden"]
        );
        assert_eq!(found("no names here"), [""; 0]);
    }
}
