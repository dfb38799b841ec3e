//! Settles the kinds of names that are known as a whole or by their last word.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::decode::{Found, ORGANISATION, PERSON, PLACE};
use super::gazetteer::PlaceMarks;
use super::hash;
use super::listed;
use super::tokens::{Gap, Shape, Token};

/// Last words of the names of facilities and landscapes, which are places also where people work there.
const SITES: &str = "park museum airport road bridge stadium station highway mall prison jail bypass expressway boulevard avenue \
    cemetery dam lighthouse gallery plaza square tower towers palace cathedral mosque temple shrine hotel arena canal tunnel \
    terminal harbour harbor sanctuary valley river lake mountain hills hill island islands beach bay forest desert \
    peninsula province governorate street lane checkpoint barracks airbase camp dome";
/// Last words of the names of events, laws, treaties and prizes, which are no names here.
const EVENTS: &str = "cup act treaty bill prize award awards festival games championship championships olympics agreement protocol \
    convention accord accords tournament marathon derby pact declaration dynasty trophy";

static SETS: LazyLock<[FxHashSet<u64>; 2]> =
    LazyLock::new(|| [SITES, EVENTS].map(|words| words.split_whitespace().map(hash::word).collect()));

/// True for the last word of the name of a facility, a landscape or a district.
pub(super) fn is_site(word: &Token) -> bool {
    let [sites, ..] = &*SETS;
    sites.contains(&word.hash)
}

/// The names with the kinds that are known for sure, without what is known to be none.
pub(super) fn settled(
    text: &str,
    tokens: &[Token],
    places: &PlaceMarks,
    mut names: Vec<Found>,
) -> Vec<Found> {
    let [sites, events] = &*SETS;
    let laws = laws(text, tokens, &names);
    names.retain_mut(|name| {
        if laws.contains(&listed::phrase(&tokens[name.words.clone()])) {
            return false;
        }
        if is_place_and_thing(text, tokens, places, &name.words) {
            name.words.end -= 1;
            name.kind = PLACE;
        }
        if is_rating(text, tokens, &name.words) || is_in_ticker(text, tokens, &name.words) {
            return false;
        }
        let words = &tokens[name.words.clone()];
        let last = words[words.len() - 1].hash;
        if listed::is_no_name(words)
            || is_affiliation(name.kind, words)
            || words.len() > 1 && events.contains(&last)
        {
            return false;
        }
        if listed::is_organisation(words) && !places.is_exact(tokens, &name.words) {
            name.kind = ORGANISATION;
        } else if name.kind == ORGANISATION && words.len() > 1 && sites.contains(&last) {
            name.kind = PLACE;
        }
        true
    });
    names
}

/// What is called by the names of two people.
const OF_TWO_PEOPLE: &str =
    " act amendment bill budget deficit law laws legislation pact accord treaty tariff reform ";

/// The laws, pacts and the like that are called by two people: `the Gramm-Rudman act`, by their words.
fn laws(text: &str, tokens: &[Token], names: &[Found]) -> FxHashSet<u64> {
    let is_law = |name: &&Found| {
        let words = &tokens[name.words.clone()];
        let the = name.words.start.checked_sub(1).map(|before| &tokens[before]);
        let next = tokens.get(name.words.end);
        name.kind == PERSON
            && matches!(words, [one, two] if two.gap == Gap::Hyphen && !one.shouted && !two.possessive)
            && the.is_some_and(|the| the.hash == hash::word("the"))
            && next.is_some_and(|next| {
                OF_TWO_PEOPLE.contains(&format!(" {} ", &text[next.start..next.end]))
                    && next.gap == Gap::Space
            })
    };
    names.iter().filter(is_law).map(|name| listed::phrase(&tokens[name.words.clone()])).collect()
}

/// Words behind a country that make no name with it: its money, its television.
const THINGS: &str = " dlrs dlr dollars tv ";

/// True for a place and what is there: `U.S. Dlrs`, `US TV`.
fn is_place_and_thing(text: &str, tokens: &[Token], places: &PlaceMarks, words: &Range<usize>) -> bool {
    let thing = &tokens[words.end - 1];
    words.len() > 1
        && THINGS.contains(&format!(" {} ", text[thing.start..thing.end].to_lowercase()))
        && places.is_exact(tokens, &(words.start..words.end - 1))
}

/// A word of rating stands so many words before or behind a rating.
const NEAR: usize = 6;

/// True for what a rating agency says of a debtor: `AAA` near "rated".
fn is_rating(text: &str, tokens: &[Token], words: &Range<usize>) -> bool {
    let word = &text[tokens[words.start].start..tokens[words.start].end];
    let letters = ["AAA", "AA", "BBB", "BB", "CCC"];
    if words.len() != 1 || !letters.contains(&word) {
        return false;
    }
    let around = words.start.saturating_sub(NEAR)..(words.end + NEAR).min(tokens.len());
    tokens[around].iter().any(|token| {
        let word = &text[token.start..token.end];
        word.get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("rate") || start.eq_ignore_ascii_case("rati"))
    })
}

/// True for the market at the end of the code of a share: the `PA` of `<QVX.PA>`.
fn is_in_ticker(text: &str, tokens: &[Token], words: &Range<usize>) -> bool {
    let code = &tokens[words.start];
    let before = &text[..code.start];
    let follows = text[code.end..].starts_with(['>', ')']);
    words.len() == 1
        && follows
        && before.strip_suffix('.').is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

/// True for a party and a state, `R-Minn`, and for a letter alone that was taken for a person.
fn is_affiliation(kind: usize, words: &[Token]) -> bool {
    let letter = |word: &Token| word.shape == Shape::Letter;
    match words {
        [word] => kind == PERSON && letter(word),
        [party, state] => kind != ORGANISATION && letter(party) && state.gap == Gap::Hyphen,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// The kind of the words of a text that were taken for a name of the kind `was`; `None` if they are none.
    fn kind(text: &str, words: std::ops::Range<usize>, was: usize) -> Option<usize> {
        let found = vec![Found { words, kind: was, margin: 1.0 }];
        settled(text, &tokens(text), &PlaceMarks::default(), found).first().map(|name| name.kind)
    }

    #[test]
    fn listed_names_are_of_their_kind() {
        assert_eq!(kind("He wrote for Reuters then", 3..4, PERSON), Some(ORGANISATION));
        assert_eq!(kind("He met Quarvex then", 2..3, PERSON), Some(PERSON));
    }

    #[test]
    fn ratings_and_markets_of_shares_are_no_names() {
        assert_eq!(kind("The bonds were rated AAA by both", 4..5, ORGANISATION), None);
        assert_eq!(kind("Cars towed by the AAA yesterday", 4..5, ORGANISATION), Some(ORGANISATION));
        assert_eq!(kind("The firm <QVX.PA> rose", 3..4, ORGANISATION), None);
        assert_eq!(kind("The mayor of Quarvex, PA, left", 4..5, PLACE), Some(PLACE));
    }

    #[test]
    fn what_is_called_by_two_people_is_no_person() {
        assert_eq!(kind("under the Quarvex-Brandt law of then", 2..4, PERSON), None);
        assert_eq!(kind("then Quarvex-Brandt left", 1..3, PERSON), Some(PERSON));
        assert_eq!(kind("of the Quarvex-Brandts then", 2..4, ORGANISATION), Some(ORGANISATION));
    }

    #[test]
    fn facilities_are_places_and_events_are_no_names() {
        assert_eq!(kind("near Brandt Memorial Bridge today", 1..4, ORGANISATION), Some(PLACE));
        assert_eq!(kind("then Anna Hill spoke", 1..3, PERSON), Some(PERSON));
        assert_eq!(kind("won the Brandt Memorial Trophy", 2..5, ORGANISATION), None);
        assert_eq!(kind("said the NGO yesterday", 2..3, ORGANISATION), None);
    }

    #[test]
    fn a_party_and_a_state_are_no_person() {
        assert_eq!(kind("Ona Brandt, R-Minn, left", 2..4, PERSON), None);
        assert_eq!(kind("then R left", 1..2, PERSON), None);
        assert_eq!(kind("then Brandt-Holme left", 1..3, PERSON), Some(PERSON));
    }
}
