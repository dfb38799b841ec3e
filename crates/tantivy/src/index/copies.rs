//! Bringing the stories of an index up to date with its articles.
//!
//! Which articles look like copies follows from the sketches in the index alone. What comparing their texts gave
//! is kept with the stories, so that after a run only pairs with new or changed articles
//! have to be read.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::fastfield::AliveBitSet;
use tantivy::{DocAddress, DocId, Searcher};

use dateline_enrich::copies::{self, Articles, Likeness, Sketch, TokenSequence};
use dateline_search::store::hash;

use super::IndexError;
use super::articles::ArticleReader;
use super::checksums::damaged;
use super::columns;
use super::schema::Fields;
use super::stories::{Member, Stories, VERDICT};

/// Token sequences of this many words in all are kept at hand: those that are compared together, and some more.
const KEPT_WORDS: usize = 24 << 20;

/// What the articles of an index give.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// The articles that have copies.
    pub members: Vec<Member>,
    /// What was found out about pairs of articles.
    pub verdicts: Vec<u64>,
}

/// The stories of all articles; `known` is what was found out before.
///
/// # Errors
/// If an article cannot be read.
pub(super) fn group(
    searcher: &Searcher,
    fields: &Fields,
    known: &Stories,
    threads: usize,
) -> Result<Grouped, IndexError> {
    let damaged = |error: tantivy::TantivyError| damaged("the columns of a segment", &error.to_string());
    let mut articles = Indexed::new(searcher, fields, known, threads).map_err(damaged)?;
    let pairs = copies::stories(&mut articles);
    if let Some(error) = articles.error {
        return Err(error);
    }
    Ok(Grouped { members: articles.members(&pairs), verdicts: articles.verdicts })
}

/// The columns of a segment that are needed to find copies.
struct Segment {
    /// The number of its first article.
    first: u32,
    sketches: Column<u64>,
    keys: Column<u64>,
    digests: Column<u64>,
    words: Column<u64>,
    alive: Option<AliveBitSet>,
}

/// The articles of an index, numbered through all segments; those that are deleted have no sketch.
struct Indexed<'a> {
    articles: ArticleReader,
    known: &'a Stories,
    segments: Vec<Segment>,
    count: u32,
    threads: usize,
    sequences: FxHashMap<u32, Arc<TokenSequence>>,
    words: usize,
    verdicts: Vec<u64>,
    error: Option<IndexError>,
}

impl<'a> Indexed<'a> {
    fn new(
        searcher: &'a Searcher,
        fields: &'a Fields,
        known: &'a Stories,
        threads: usize,
    ) -> tantivy::Result<Indexed<'a>> {
        let mut segments = Vec::new();
        let mut first = 0;
        for reader in searcher.segment_readers() {
            let fast = reader.fast_fields();
            segments.push(Segment {
                first,
                sketches: fast.u64(columns::SKETCH)?,
                keys: fast.u64(columns::KEY)?,
                digests: fast.u64(columns::DIGEST)?,
                words: fast.u64(columns::BODY_WORDS)?,
                alive: reader.alive_bitset().cloned(),
            });
            first += reader.max_doc();
        }
        Ok(Indexed {
            articles: ArticleReader::new(searcher, fields),
            known,
            segments,
            count: first,
            threads: threads.max(1),
            sequences: FxHashMap::default(),
            words: 0,
            verdicts: Vec::new(),
            error: None,
        })
    }

    fn place(&self, article: u32) -> (usize, DocId) {
        let after = self.segments.partition_point(|segment| segment.first <= article);
        let segment = after.saturating_sub(1);
        (segment, article - self.segments[segment].first)
    }

    fn digest(&self, article: u32) -> u64 {
        let (segment, doc) = self.place(article);
        self.segments[segment].digests.first(doc).unwrap_or_default()
    }

    /// A number for a pair of texts under their keys, whose last bits are free for the verdict.
    fn pair(&self, a: u32, b: u32) -> u64 {
        let numbers = [self.key(a), self.digest(a), self.key(b), self.digest(b)].map(u64::to_le_bytes);
        hash(&numbers.each_ref().map(|bytes| &bytes[..])) & !VERDICT
    }

    fn compare_texts(&mut self, a: u32, b: u32) -> Result<Likeness, IndexError> {
        Ok(copies::compare(&*self.sequence(a)?, &*self.sequence(b)?))
    }

    fn sequence(&mut self, article: u32) -> Result<Arc<TokenSequence>, IndexError> {
        if let Some(sequence) = self.sequences.get(&article) {
            return Ok(sequence.clone());
        }
        let sequence = Arc::new(read(&self.articles, self.address(article))?);
        self.keep(article, sequence.clone());
        Ok(sequence)
    }

    fn address(&self, article: u32) -> DocAddress {
        let (segment, doc) = self.place(article);
        DocAddress::new(segment as u32, doc)
    }

    fn keep(&mut self, article: u32, sequence: Arc<TokenSequence>) {
        let words = sequence.body.len() + sequence.headline.len();
        if self.words + words > KEPT_WORDS {
            self.sequences.clear();
            self.words = 0;
        }
        self.words += words;
        self.sequences.insert(article, sequence);
    }

    /// The articles that have to be read to compare a batch, in the order of the index.
    fn wanted(&self, batch: &[(u32, Vec<u32>)]) -> Vec<u32> {
        let mut wanted = Vec::new();
        for (article, others) in batch {
            let is_new = |other: &&u32| self.known.verdict(self.pair(*article, **other)).is_none();
            let before = wanted.len();
            wanted.extend(others.iter().filter(is_new));
            if wanted.len() > before {
                wanted.push(*article);
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted.retain(|article| !self.sequences.contains_key(article));
        wanted
    }

    /// The members of the stories, which are numbered in the order of the least keys of their members.
    fn members(&self, pairs: &[(u32, u32)]) -> Vec<Member> {
        let mut least: FxHashMap<u32, u64> = FxHashMap::default();
        for &(article, leader) in pairs {
            let key = self.key(article);
            least.entry(leader).and_modify(|known| *known = key.min(*known)).or_insert(key);
        }
        let mut order: Vec<(u64, u32)> = least.into_iter().map(|(leader, key)| (key, leader)).collect();
        order.sort_unstable();
        let numbers: FxHashMap<u32, u32> =
            (0..).zip(order).map(|(number, (_, leader))| (leader, number)).collect();
        let member = |&(article, leader): &(u32, u32)| Member {
            key: self.key(article),
            digest: self.digest(article),
            story: numbers[&leader],
        };
        pairs.iter().map(member).collect()
    }
}

/// The sequence of a stored article.
fn read(articles: &ArticleReader, address: DocAddress) -> Result<TokenSequence, IndexError> {
    articles.texts(address, |headline, body| TokenSequence::from_texts(headline.unwrap_or_default(), body))
}

impl Articles for Indexed<'_> {
    fn count(&self) -> u32 {
        self.count
    }

    fn sketch(&self, article: u32) -> Sketch {
        let (segment, doc) = self.place(article);
        let segment = &self.segments[segment];
        if segment.alive.as_ref().is_some_and(|alive| alive.is_deleted(doc)) {
            return Sketch::default();
        }
        Sketch::unpacked(segment.sketches.values_for_doc(doc))
    }

    fn key(&self, article: u32) -> u64 {
        let (segment, doc) = self.place(article);
        self.segments[segment].keys.first(doc).unwrap_or_default()
    }

    fn words(&self, article: u32) -> u64 {
        let (segment, doc) = self.place(article);
        self.segments[segment].words.first(doc).unwrap_or_default()
    }

    /// Reads what is needed on all cores, neighbours in the index together. What could not be read is tried again later.
    fn prepare(&mut self, batch: &[(u32, Vec<u32>)]) {
        let wanted = self.wanted(batch);
        let placed: Vec<(u32, DocAddress)> =
            wanted.into_iter().map(|article| (article, self.address(article))).collect();
        let articles = &self.articles;
        let sequence =
            |&(article, address): &(u32, DocAddress)| Some((article, read(articles, address).ok()?));
        let part = placed.len().div_ceil(self.threads).max(1);
        let read_part = |part: &[(u32, DocAddress)]| part.iter().filter_map(sequence).collect::<Vec<_>>();
        let parts: Vec<Vec<(u32, TokenSequence)>> = std::thread::scope(|scope| {
            // What no thread can be had for is read here, after the others have begun.
            let begin = |part| {
                std::thread::Builder::new().spawn_scoped(scope, move || read_part(part)).map_err(|_| part)
            };
            let begun: Vec<_> = placed.chunks(part).map(begin).collect();
            let finish = |begun: Result<std::thread::ScopedJoinHandle<'_, _>, _>| match begun {
                Ok(thread) => thread.join().unwrap_or_default(),
                Err(part) => read_part(part),
            };
            begun.into_iter().map(finish).collect()
        });
        for (article, sequence) in parts.into_iter().flatten() {
            self.keep(article, Arc::new(sequence));
        }
    }

    fn compare(&mut self, a: u32, b: u32) -> Likeness {
        let pair = self.pair(a, b);
        let likeness = match self.known.verdict(pair).and_then(Likeness::from_number) {
            Some(likeness) => likeness,
            None => self.compare_texts(a, b).unwrap_or_else(|error| {
                self.error.get_or_insert(error);
                Likeness::Different
            }),
        };
        self.verdicts.push(pair | likeness.number());
        likeness
    }
}
