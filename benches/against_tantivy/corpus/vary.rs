//! An article with other words: as long, as frequent, and about other things.

use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::random::{Random, hash};

use super::countries::Countries;
use super::source::Original;
use super::vocabulary::{Kind, Vocabulary, is_word};
use super::{Record, invented, pieces};

/// This many of the different words of an article are replaced by a word as frequent.
const REPLACED: f64 = 0.45;
/// This many common words, names and numbers are replaced by one that no original has.
const NEW_COMMON: f64 = 0.015;
const NEW_NAMES: f64 = 0.06;
const NEW_NUMBERS: f64 = 0.05;
/// This many articles are filed from the place of another.
const MOVED: f64 = 0.5;
/// Articles are published on any day from this one on for this many days.
const FIRST_DAY: Date = date(2000, 1, 1);
const DAYS: usize = 9_000;

/// Makes articles out of others.
pub struct Variation<'a> {
    originals: &'a [Original],
    vocabulary: Vocabulary,
    countries: Countries,
    seed: u64,
}

impl<'a> Variation<'a> {
    /// What is needed to vary these articles.
    pub fn of(originals: &'a [Original], seed: u64) -> Result<Variation<'a>> {
        let (vocabulary, countries) = (Vocabulary::of(originals), Countries::of(originals)?);
        Ok(Variation { originals, vocabulary, countries, seed })
    }

    /// The article of a number: the originals in turn, each time with other words.
    pub fn article(&self, number: usize) -> Record {
        let original = &self.originals[number % self.originals.len()];
        let mut random = Random::of(&[self.seed, number as u64]);
        let published = FIRST_DAY.saturating_add((random.below(DAYS) as i64).days());
        Record {
            id: format!("varied-{number}"),
            headline: self.text(&original.headline, number),
            dateline: self.dateline(original, published, &mut random),
            published: published.to_string(),
            source: original.source.clone(),
            body: self.text(&original.body, number),
        }
    }

    /// The place that an article is filed from, and the day it was published.
    fn dateline(&self, original: &Original, published: Date, random: &mut Random) -> String {
        let from = if random.share() < MOVED { random.one(self.originals) } else { original };
        let Some((place, _)) = from.dateline.rsplit_once(',') else { return from.dateline.clone() };
        format!("{place}, {} -", published.strftime("%B %-d"))
    }

    /// A text of an article with other words; within an article a word always becomes the same other word.
    fn text(&self, text: &str, article: usize) -> String {
        let mut out = String::with_capacity(text.len());
        for (stretch, is_country) in self.countries.split(text) {
            if is_country {
                out.push_str(&self.countries.other(stretch, [self.seed, article as u64]));
                continue;
            }
            for piece in pieces(stretch) {
                match self.word(piece, article) {
                    Some(other) => out.push_str(&other),
                    None => out.push_str(piece),
                }
            }
        }
        out
    }

    /// What stands for a word; `None` if it stands for itself.
    fn word(&self, word: &str, article: usize) -> Option<String> {
        let lower = is_word(word).then(|| word.to_lowercase())?;
        let (kind, rank) = self.vocabulary.find(&lower)?;
        let mut random = Random::of(&[self.seed, article as u64, hash(&lower)]);
        let share = random.share();
        let new = new_words(kind);
        if share < new {
            Some(like(word, invent(kind, word, &mut random)))
        } else if share < new + REPLACED {
            Some(like(word, self.vocabulary.similar(kind, rank, &mut random).to_owned()))
        } else {
            None
        }
    }
}

fn new_words(kind: Kind) -> f64 {
    match kind {
        Kind::Common => NEW_COMMON,
        Kind::Name => NEW_NAMES,
        Kind::Number => NEW_NUMBERS,
    }
}

fn invent(kind: Kind, instead_of: &str, random: &mut Random) -> String {
    match kind {
        Kind::Number => invented::any_number(instead_of.len(), random),
        Kind::Common | Kind::Name => invented::any_word(random),
    }
}

/// A word in lower case with capitals where the model has them.
fn like(model: &str, word: String) -> String {
    if !model.starts_with(char::is_uppercase) {
        return word;
    }
    if !model.chars().any(char::is_lowercase) {
        return word.to_uppercase();
    }
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
