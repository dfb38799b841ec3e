//! What the words around the mentions of a name show about it, over the whole article.
//!
//! One mention with "shares" behind it or "the" before it tells what the name is at all others, where the model sees only
//! a foreign word.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::decode::{Candidate, Found, ORGANISATION, PERSON};
use super::hash;
use super::lexicon::{ByHash, class};
use super::listed::phrase;
use super::tokens::{Gap, Shape, Token};

/// What the signs of an organisation add to its score and take from that of a person.
const FORCE: f32 = 1.5;
/// What the score of a person loses whom nothing in the article shows to be one.
const DOUBT: f32 = 2.0;
/// What names an organisation when it stands directly before the name: "the carmaker X".
const BEFORE_ORGANISATION: &str = "company firm brand carmaker automaker maker giant startup start-up retailer app platform newspaper daily \
    weekly magazine club party agency broadcaster ngo conglomerate lender bank airline insurer developer supplier \
    manufacturer operator watchdog union band network channel tabloid subsidiary rival exchange chain brewer \
    chipmaker drugmaker builder publisher charity nonprofit non-profit outlet portal website \
    militants militia rebels extremists cartel";
/// What belongs to an organisation when it stands directly behind its name: "X shares".
const BEHIND_ORGANISATION: &str = "shares stock stocks shareholders shareholder investors ceo cfo executives executive spokesperson employees \
    employee subsidiary plant factory users products striker midfielder defender goalkeeper winger forward \
    lawmakers lawmaker mp mps candidate candidates newspaper magazine website headquarters board militants militant \
    fighters gunmen stores outlets app accounts members activists workers leader leadership chairman boss \
    flights founder co-founder correspondent reporter coach captain";
/// What only people do, directly behind the name.
const BEHIND_PERSON: &str = "said says told added tells asked replied recalled explained thinks believes whose wrote argued insisted tweeted \
    noted admitted laughed smiled died";
/// What joins a name to what it does, so that "the" before it belongs to the name alone.
const BEHIND_THE: &str = "has have had is are was were will would said says and in of to for on at by from with that which as also may can";

static SETS: LazyLock<[FxHashSet<u64>; 4]> = LazyLock::new(|| {
    [BEFORE_ORGANISATION, BEHIND_ORGANISATION, BEHIND_PERSON, BEHIND_THE]
        .map(|words| words.split_whitespace().map(hash::word).collect())
});

/// What is known from the words around a name.
#[derive(Default, Clone, Copy)]
struct Signs {
    person: u16,
    organisation: u16,
}

/// The evidence of an article.
#[derive(Default)]
pub(super) struct Evidence {
    by_phrase: ByHash<Signs>,
}

impl Evidence {
    /// Looks at one mention of a name.
    pub fn see(&mut self, tokens: &[Token], name: &Found) {
        let words = &tokens[name.words.clone()];
        let signs = self.by_phrase.entry(phrase(words)).or_default();
        signs.organisation += u16::from(is_organisation(tokens, name));
        signs.person += u16::from(is_person(tokens, name));
        if words.len() > 1 && name.kind == PERSON {
            for word in [&words[0], &words[words.len() - 1]] {
                self.by_phrase.entry(phrase(std::slice::from_ref(word))).or_default().person += 1;
            }
        }
    }

    /// Adds what the article shows to the scores of the candidates.
    pub fn apply(&self, tokens: &[Token], candidates: &mut [Candidate]) {
        for candidate in candidates {
            let words = &tokens[candidate.words.clone()];
            let Some(signs) = self.by_phrase.get(&phrase(words)) else { continue };
            if signs.organisation > 0 && signs.person == 0 {
                candidate.scores[ORGANISATION] += FORCE;
                candidate.scores[PERSON] -= FORCE;
            }
            if let [word] = words
                && signs.person == 0
                && !word.is(class::GIVEN | class::SURNAME)
            {
                candidate.scores[PERSON] -= DOUBT;
            }
        }
    }
}

/// The word before the name in its sentence, with nothing but a space between.
fn before<'a>(tokens: &'a [Token], name: &Found) -> Option<&'a Token> {
    let start = name.words.start;
    (start > 0 && matches!(tokens[start].gap, Gap::Space | Gap::Quote)).then(|| &tokens[start - 1])
}

/// The word behind the name, with nothing but a space or a possessive ending between.
fn behind<'a>(tokens: &'a [Token], name: &Found) -> Option<&'a Token> {
    tokens.get(name.words.end).filter(|t| t.gap == Gap::Space && t.shape == Shape::Lower)
}

fn is_organisation(tokens: &[Token], name: &Found) -> bool {
    let [titles, goods, _, verbs] = &*SETS;
    let after = behind(tokens, name);
    if after.is_some_and(|t| goods.contains(&t.hash)) {
        return true;
    }
    let Some(before) = before(tokens, name).filter(|t| t.shape == Shape::Lower) else { return false };
    if titles.contains(&before.hash) {
        return true;
    }
    let alone = tokens.get(name.words.end).is_none_or(|t| t.gap != Gap::Space && t.gap != Gap::Hyphen);
    let the = before.hash == hash::word("the");
    the && !tokens[name.words.end - 1].possessive && (alone || after.is_some_and(|t| verbs.contains(&t.hash)))
}

fn is_person(tokens: &[Token], name: &Found) -> bool {
    let [_, _, says, _] = &*SETS;
    let titled = tokens[name.words.start].gap != Gap::Start
        && name.words.start > 0
        && matches!(tokens[name.words.start].gap, Gap::Space | Gap::Stop)
        && tokens[name.words.start - 1].is(class::TITLE);
    let age = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|t| t.gap == Gap::Comma && t.shape == Shape::Number && t.end - t.start == 2)
            && tokens.get(at + 1).is_none_or(|t| matches!(t.gap, Gap::Comma | Gap::Start))
    };
    let the = before(tokens, name).is_some_and(|t| t.hash == hash::word("the"));
    titled || !the && behind(tokens, name).is_some_and(|t| says.contains(&t.hash)) || age(name.words.end)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// How the scores of the word `at` change by what the article shows, where `found` are words taken for people.
    fn change(text: &str, found: &[std::ops::Range<usize>], at: usize) -> [f32; 3] {
        let tokens = tokens(text);
        let mut evidence = Evidence::default();
        for words in found {
            evidence.see(&tokens, &Found { words: words.clone(), kind: PERSON, margin: 1.0 });
        }
        let mut candidates = [Candidate { words: at..at + 1, scores: [0.0; 3] }];
        evidence.apply(&tokens, &mut candidates);
        candidates[0].scores
    }

    #[test]
    fn shares_make_an_organisation_of_every_mention() {
        let text = "Quarvex shares fell. We asked Quarvex";
        let [person, organisation, place] = change(text, &[0..1, 5..6], 5);
        assert!(person < 0.0 && organisation > 0.0 && place == 0.0);
    }

    #[test]
    fn a_title_outweighs_the_signs_of_an_organisation() {
        let text = "Quarvex shares fell. Mr Quarvex left";
        assert_eq!(change(text, &[0..1, 4..5], 4), [0.0; 3]);
    }

    #[test]
    fn a_word_alone_is_a_person_less_easily_than_a_surname() {
        assert_eq!(change("We asked Quarvex", &[2..3], 2), [-DOUBT, 0.0, 0.0]);
        assert_eq!(change("Ona Quarvex left. We asked Quarvex", &[0..2, 5..6], 5), [0.0; 3]);
    }

    #[test]
    fn the_article_is_a_sign_only_where_it_belongs_to_the_name() {
        assert!(change("Then the Quarvex said so", &[2..3], 2)[ORGANISATION] > 0.0);
        assert_eq!(change("Then the Quarvex plan grew", &[2..3], 2)[ORGANISATION], 0.0);
    }
}
