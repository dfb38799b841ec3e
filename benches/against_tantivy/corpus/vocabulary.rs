//! The words of a corpus by kind and frequency, to find words that can stand for one another.

use std::collections::HashMap;

use crate::random::Random;

use super::source::Original;

/// What a word is; words of one kind stand for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Common,
    Name,
    Number,
}

/// The most frequent common words, which are the function words of the language, stand for themselves.
const FUNCTION_WORDS: usize = 150;
/// Words shorter than this stand for themselves.
const LEAST_LETTERS: usize = 3;
/// Names of months and days stand for themselves, so that sentences with dates still make sense.
const CALENDAR: &str = "january february march april may june july august september october november december \
    jan feb mar apr jun jul aug sept sep oct nov dec \
    monday tuesday wednesday thursday friday saturday sunday";

/// How often a word is in the bodies, and how often with a capital letter.
#[derive(Default)]
struct Seen {
    times: u32,
    capital: u32,
}

/// The words of a corpus that may be replaced.
pub struct Vocabulary {
    /// The words of each kind, the most frequent first.
    by_rank: HashMap<Kind, Vec<String>>,
    ranks: HashMap<String, (Kind, usize)>,
}

impl Vocabulary {
    /// The vocabulary of these articles.
    pub fn of(articles: &[Original]) -> Vocabulary {
        let mut by_rank: HashMap<Kind, Vec<String>> = HashMap::new();
        for (word, kind) in by_frequency(articles) {
            by_rank.entry(kind).or_default().push(word);
        }
        if let Some(common) = by_rank.get_mut(&Kind::Common) {
            common.drain(..FUNCTION_WORDS.min(common.len()));
        }
        let ranked = |(kind, words): (&Kind, &Vec<String>)| {
            let kind = *kind;
            words
                .iter()
                .cloned()
                .enumerate()
                .map(move |(rank, word)| (word, (kind, rank)))
                .collect::<Vec<_>>()
        };
        let ranks = by_rank.iter().flat_map(ranked).collect();
        Vocabulary { by_rank, ranks }
    }

    /// The kind of a word in lower case and its rank among those; `None` for a word that stands for itself.
    pub fn find(&self, word: &str) -> Option<(Kind, usize)> {
        self.ranks.get(word).copied()
    }

    /// A word of the kind whose rank is at most a third away.
    pub fn similar(&self, kind: Kind, rank: usize, random: &mut Random) -> &str {
        let words = &self.by_rank[&kind];
        let low = (rank - rank / 4).saturating_sub(4);
        let high = (rank + rank / 3 + 4).min(words.len() - 1);
        &words[low + random.below(high + 1 - low)]
    }
}

/// The words that may be replaced and their kinds, the most frequent first.
fn by_frequency(articles: &[Original]) -> Vec<(String, Kind)> {
    let seen = count(articles);
    let calendar: Vec<&str> = CALENDAR.split_whitespace().collect();
    let mut words: Vec<(String, Seen)> = seen
        .into_iter()
        .filter(|(word, _)| word.chars().count() >= LEAST_LETTERS && !calendar.contains(&word.as_str()))
        .collect();
    words.sort_unstable_by(|(a, seen_a), (b, seen_b)| seen_b.times.cmp(&seen_a.times).then(a.cmp(b)));
    words.into_iter().filter_map(|(word, seen)| kind(&word, &seen).map(|kind| (word, kind))).collect()
}

fn count(articles: &[Original]) -> HashMap<String, Seen> {
    let mut seen: HashMap<String, Seen> = HashMap::new();
    for word in
        articles.iter().flat_map(|article| super::pieces(&article.body)).filter(|piece| is_word(piece))
    {
        let entry = seen.entry(word.to_lowercase()).or_default();
        entry.times += 1;
        entry.capital += u32::from(word.starts_with(char::is_uppercase));
    }
    seen
}

/// True for a piece of text that is a word and not what is between two.
pub fn is_word(piece: &str) -> bool {
    piece.starts_with(char::is_alphanumeric)
}

fn kind(word: &str, seen: &Seen) -> Option<Kind> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Kind::Number);
    }
    let is_name = seen.capital * 10 >= seen.times * 9;
    word.chars().all(char::is_alphabetic).then_some(if is_name { Kind::Name } else { Kind::Common })
}
