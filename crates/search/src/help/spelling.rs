//! How similar two spellings are, considering common typing and spelling errors.
//!
//! The measure is the edit distance with swaps (Damerau 1964), in which common errors, a swap, a
//! neighbouring key, a letter that sounds similar, one doubled or not, cost a little less, and a wrong
//! first letter costs more, since people seldom miss it.

use dateline_core::text;

/// The cost of one letter.
const EDIT: u32 = 10;
/// The cost of a common error.
const SLIP: u32 = 8;
/// What a wrong first letter adds.
const FIRST: u32 = 6;
/// How much cost a word makes up for by being in e times as many articles.
const FREQUENCY: f64 = 3.0;
/// Candidates that cost this much more than the best are not offered.
const BESIDE: f64 = 12.0;

/// The rows of the keyboard.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// Letters that sound alike, or are written for one another between languages.
const ALIKE: [&str; 8] = ["aeiouy", "ckq", "fvw", "sz", "dt", "bp", "gj", "mn"];

/// Something written nearly as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The word or the name.
    pub text: String,
    /// In how many articles it stands, if the engine knows at no cost.
    pub articles: u64,
    /// How far it is from what was typed; one letter is 10.
    pub cost: u32,
}

/// A word as somebody typed it.
#[derive(Debug, Clone)]
pub struct Typed {
    word: String,
    letters: u32,
    reach: usize,
}

impl Typed {
    /// The word in its folded form; none where others would be mere guesses: short words, numbers, single signs.
    pub fn new(word: &str) -> Option<Typed> {
        let word = text::exact_term(word).into_owned();
        let reach = match word.chars().count() {
            0..3 => return None,
            3..6 => 1,
            _ => 2,
        };
        let is_word = word.chars().all(|c| c.is_alphabetic() && !text::is_ideographic(c));
        is_word.then(|| Typed { letters: letters(&word), word, reach })
    }

    /// The word in its folded form.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// How far another word is from this, if it is near; both in their folded forms.
    pub fn cost(&self, other: &str) -> Option<u32> {
        if other == self.word {
            return Some(0);
        }
        // A letter more, less or other changes the set of letters by two at most.
        if (self.letters ^ letters(other)).count_ones() as usize > 2 * self.reach {
            return None;
        }
        let distance = text::distance_within(&self.word, other, self.reach)?;
        let same_first = self.word.chars().next() == other.chars().next();
        match (distance, same_first) {
            (1, _) => Some(
                if is_slip(&self.word, other) { SLIP } else { EDIT } + if same_first { 0 } else { FIRST },
            ),
            (_, true) => Some(EDIT * distance as u32),
            _ => None,
        }
    }
}

/// The letters of a word as a set of 32; different letters may fall together.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) & 31))
}

/// True if the difference is a swap, a doubling, or one letter for a neighbouring key or a similar sound.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    match (&a[head..a.len() - tail], &b[head..b.len() - tail]) {
        ([first, second], [other_first, other_second]) => (first, second) == (other_second, other_first),
        ([one], [other]) => are_neighbours(*one, *other) || are_alike(*one, *other),
        ([only], []) | ([], [only]) => head > 0 && a[head - 1] == *only,
        _ => false,
    }
}

fn are_alike(a: char, b: char) -> bool {
    ALIKE.iter().any(|group| group.contains(a) && group.contains(b))
}

/// True for neighbouring keys, in a row or across.
fn are_neighbours(a: char, b: char) -> bool {
    let place = |c: char| KEYS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.find(c)?)));
    let (Some((row, at)), Some((other_row, other_at))) = (place(a), place(b)) else { return false };
    match row.abs_diff(other_row) {
        0 => at.abs_diff(other_at) == 1,
        1 => {
            let (upper, lower) = if row < other_row { (at, other_at) } else { (other_at, at) };
            upper == lower || upper == lower + 1
        }
        _ => false,
    }
}

/// The likeliest to have been meant, best first: nearer ones, and among these the more frequent.
pub fn likeliest(mut found: Vec<Near>, limit: usize) -> Vec<Near> {
    found.sort_by(|a, b| unlikelihood(a).total_cmp(&unlikelihood(b)).then_with(|| a.text.cmp(&b.text)));
    let best = found.first().map_or(0.0, unlikelihood);
    found.retain(|near| unlikelihood(near) <= best + BESIDE);
    found.truncate(limit);
    found
}

fn unlikelihood(near: &Near) -> f64 {
    f64::from(near.cost) - FREQUENCY * (near.articles as f64 + 1.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cost(typed: &str, other: &str) -> Option<u32> {
        Typed::new(typed).and_then(|typed| typed.cost(other))
    }

    #[test]
    fn slips_cost_less_than_other_letters_and_first_letters_more() {
        assert_eq!(cost("Lavrot", "lavrov"), Some(EDIT));
        assert_eq!(cost("Lavrof", "lavrov"), Some(SLIP));
        assert_eq!(cost("lavorv", "lavrov"), Some(SLIP));
        assert_eq!(cost("lacrov", "lavrov"), Some(SLIP));
        assert_eq!(cost("zelenskyy", "zelensky"), Some(SLIP));
        assert_eq!(cost("kavrov", "lavrov"), Some(SLIP + FIRST));
        assert_eq!(cost("lawrow", "lavrov"), Some(2 * EDIT));
        assert_eq!(cost("tokyo", "too"), None);
        assert_eq!(cost("xavrof", "lavrov"), None);
        assert_eq!(cost("lavrov", "lavrov"), Some(0));
    }

    #[test]
    fn short_words_and_numbers_have_no_neighbours() {
        for typed in ["ab", "2015", "g20", "", "北京新", "..."] {
            assert!(Typed::new(typed).is_none(), "{typed}");
        }
        assert_eq!(cost("teh", "the"), Some(SLIP));
        assert_eq!(cost("wra", "war"), Some(SLIP));
        assert_eq!(cost("iran", "irma"), None);
    }

    #[test]
    fn keys_are_neighbours_in_a_row_and_across() {
        for (a, b) in [('q', 'w'), ('a', 's'), ('q', 'a'), ('w', 'a'), ('s', 'z'), ('g', 'v')] {
            assert!(are_neighbours(a, b) && are_neighbours(b, a), "{a}{b}");
        }
        assert!(!are_neighbours('q', 's') && !are_neighbours('q', 'z') && !are_neighbours('é', 'e'));
    }

    #[test]
    fn the_nearer_and_the_more_frequent_come_first() {
        let near = |text: &str, articles, cost| Near { text: text.into(), articles, cost };
        let order = |found| likeliest(found, 3).into_iter().map(|near| near.text).collect::<Vec<_>>();
        assert_eq!(order(vec![near("b", 2, 10), near("a", 12, 10), near("c", 12, 20)]), ["a", "b", "c"]);
        assert_eq!(order(vec![near("rare", 1, 10), near("common", 500, 20)]), ["common", "rare"]);
        assert_eq!(order(vec![near("good", 500, 8), near("odd", 1, 20)]), ["good"]);
    }

    proptest! {
        #[test]
        fn what_is_near_one_way_is_near_the_other(a in "[a-e]{3,8}", b in "[a-e]{3,8}") {
            let (there, back) = (cost(&a, &b), cost(&b, &a));
            if a.len() == b.len() {
                prop_assert_eq!(there.is_some(), back.is_some());
            }
            prop_assert_eq!(there == Some(0), a == b);
        }

        #[test]
        fn any_word_can_be_typed(word in "\\PC{0,12}", other in "\\PC{0,12}") {
            if let Some(typed) = Typed::new(&word) {
                prop_assert_eq!(typed.cost(typed.word()), Some(0));
                typed.cost(&other);
            }
        }
    }
}
