//! Queries taken from the headlines of the corpus, the same in every run.

use std::path::Path;

use anyhow::{Context, Result};
use dateline_core::text::is_stop_word;
use dateline_search::query::{ParseOptions, Query, parse, without_stop_words};

/// How many queries of words there are.
const QUERIES: usize = 250;
/// How many phrases, and how many wildcards.
const OTHERS: usize = 100;
const MOST_WORDS: usize = 5;
const LEAST_LETTERS: usize = 3;

/// How frequent a query's word is.
#[derive(Clone, Copy)]
enum Band {
    /// In at least one article of a hundred.
    Frequent,
    /// Between the others.
    Middling,
    /// In at most one article of two thousand.
    Rare,
    Any,
}

const BANDS: [Band; 5] = [Band::Frequent, Band::Middling, Band::Rare, Band::Any, Band::Frequent];

impl Band {
    fn has(self, frequency: u64, articles: u64) -> bool {
        let (frequent, rare) = (frequency * 100 >= articles, frequency * 2_000 <= articles);
        match self {
            Band::Frequent => frequent,
            Band::Middling => !frequent && !rare,
            Band::Rare => rare,
            Band::Any => true,
        }
    }
}

/// The queries of a run.
pub struct Queries {
    /// Plain words.
    pub words: Vec<String>,
    /// Two or three words in quotes.
    pub phrases: Vec<String>,
    /// The beginning of a word with a star.
    pub wildcards: Vec<String>,
}

impl Queries {
    /// Queries from these headlines; `frequency` says in how many of the articles a word stands.
    pub fn of(
        headlines: &[String],
        articles: u64,
        frequency: impl Fn(&str) -> Result<u64>,
    ) -> Result<Queries> {
        let words = words(headlines, articles, frequency)?;
        let wildcards = wildcards(&words);
        Ok(Queries { words, phrases: phrases(headlines), wildcards })
    }

    /// The same with words from a file, one query a line, with or without an id and a tab before it.
    pub fn with_words_of(mut self, file: &Path) -> Result<Queries> {
        let text = std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
        let queries = text.lines().map(|line| line.split_once('\t').map_or(line, |(_, query)| query).trim());
        self.words = queries.filter(|query| !query.is_empty()).map(str::to_owned).collect();
        self.wildcards = wildcards(&self.words);
        Ok(self)
    }
}

/// Queries of one to five words that follow each other in a headline, without stop words; the lengths take turns, and
/// so do the bands, so that there are frequent, middling and rare words at every length.
fn words(
    headlines: &[String],
    articles: u64,
    frequency: impl Fn(&str) -> Result<u64>,
) -> Result<Vec<String>> {
    let mut headlines = headlines.iter().cycle().take(headlines.len() * MOST_WORDS);
    let mut queries = Vec::new();
    for number in 0..QUERIES {
        let length = 1 + number % MOST_WORDS;
        let band = BANDS[number / MOST_WORDS % BANDS.len()];
        for headline in headlines.by_ref() {
            if let Some(query) = words_of(headline, length, |word| Ok(band.has(frequency(word)?, articles)))?
            {
                queries.push(query);
                break;
            }
        }
    }
    Ok(queries)
}

/// The first words of a headline of this number with a fitting one among them.
fn words_of(headline: &str, length: usize, fits: impl Fn(&str) -> Result<bool>) -> Result<Option<String>> {
    let words: Vec<String> = content(headline).into_iter().flatten().collect();
    for words in words.windows(length) {
        for word in words {
            if fits(word)? {
                return Ok(Some(words.join(" ")));
            }
        }
    }
    Ok(None)
}

/// The words of a headline that say something, in lower case, with gaps where others stand.
fn content(headline: &str) -> Vec<Option<String>> {
    let word = |word: &str| {
        let lower = word.to_lowercase();
        let says =
            lower.len() >= LEAST_LETTERS && lower.chars().all(char::is_alphabetic) && !is_stop_word(&lower);
        says.then_some(lower)
    };
    headline.split_whitespace().map(word).collect()
}

fn phrases(headlines: &[String]) -> Vec<String> {
    let lengths = [2, 3].into_iter().cycle();
    let phrases = headlines.iter().zip(lengths).filter_map(|(headline, length)| {
        let words = content(headline);
        let whole = words.windows(length).find_map(|words| words.iter().cloned().collect::<Option<Vec<_>>>());
        whole.map(|words| format!("\"{}\"", words.join(" ")))
    });
    phrases.take(OTHERS).collect()
}

/// Three to five letters of a word of each query.
fn wildcards(queries: &[String]) -> Vec<String> {
    let lengths = (LEAST_LETTERS..=5).cycle();
    let wildcard = |(query, length): (&String, usize)| {
        let longest = query.split_whitespace().max_by_key(|word| word.len())?;
        let letters: String = longest.chars().take(length).collect();
        Some(format!("{letters}*"))
    };
    queries.iter().zip(lengths).filter_map(wildcard).take(OTHERS).collect()
}

/// A query as `dateline search` reads it.
pub fn read(text: &str, any: bool) -> Result<Query> {
    let parsed = parse(text, &ParseOptions { any, ..ParseOptions::default() });
    let parsed = parsed.map_err(|issue| anyhow::anyhow!("{}", issue.render(text)))?;
    Ok(without_stop_words(parsed.query))
}

/// The words that a query of plain words looks for.
pub fn words_in(query: &Query) -> Vec<String> {
    match query {
        Query::Word { text, .. } => vec![text.clone()],
        Query::Bool { must, should, .. } => must.iter().chain(should).flat_map(words_in).collect(),
        _ => Vec::new(),
    }
}
