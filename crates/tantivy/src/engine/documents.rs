//! Articles by their ids, and what the index as a whole says of itself.

use std::collections::BTreeSet;

use tantivy::collector::DocSetCollector;
use tantivy::postings::SegmentPostings;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use crate::index::columns;
use dateline_core::article::Article;
use dateline_core::dates::Day;
use dateline_search::engine::EngineError;

use super::Local;

/// All articles with this id, in the order of their paths.
pub(super) fn with_id(local: &Local, id: &str) -> Result<Vec<Article>, EngineError> {
    let query = TermQuery::new(Term::from_field_text(local.index.fields().id, id), IndexRecordOption::Basic);
    let found = local.searcher.search(&query, &DocSetCollector).map_err(|e| local.failed(e))?;
    let mut articles: Vec<Article> =
        found.into_iter().map(|address| local.article(address)).collect::<Result<_, _>>()?;
    articles.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
    Ok(articles)
}

/// Articles whose ids begin with these characters, in the order of their ids and paths, at most `limit`.
pub(super) fn beginning(local: &Local, prefix: &str, limit: usize) -> Result<Vec<Article>, EngineError> {
    let mut articles = Vec::new();
    for id in ids_beginning(local, prefix, limit).map_err(|e| local.failed(e))? {
        articles.extend(with_id(local, &id)?);
        if articles.len() >= limit {
            break;
        }
    }
    articles.truncate(limit);
    Ok(articles)
}

/// The least ids of living articles that begin with these characters, at most this many, in order.
///
/// A dictionary may still hold ids of articles that are gone.
fn ids_beginning(local: &Local, prefix: &str, limit: usize) -> tantivy::Result<BTreeSet<String>> {
    let id = local.index.fields().id;
    let mut ids = BTreeSet::new();
    for segment in local.searcher.segment_readers() {
        let inverted = segment.inverted_index(id)?;
        let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
        let mut own = 0;
        while own < limit && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            let postings = inverted.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            if has_living(segment, postings) {
                ids.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
                own += 1;
            }
        }
    }
    while ids.len() > limit {
        ids.pop_last();
    }
    Ok(ids)
}

/// In how many articles each of these words occurs, in any inflection.
pub(super) fn frequencies(local: &Local, words: &[&str]) -> tantivy::Result<Vec<u64>> {
    words.iter().map(|word| frequency(local, word)).collect()
}

/// In how many articles a word stands, in any inflection.
fn frequency(local: &Local, word: &str) -> tantivy::Result<u64> {
    let terms = local.languages.analyses().all_terms(word);
    let [terms] = terms.as_slice() else { return Ok(0) };
    let combined = local.index.fields().combined;
    // An article is in one language, so each of its words is indexed as one term, except for misspellings.
    terms.iter().map(|term| local.searcher.doc_freq(&Term::from_field_text(combined, term))).sum()
}

/// The first and the last day on which an article was published.
pub(super) fn days(local: &Local) -> Result<(Option<String>, Option<String>), EngineError> {
    let mut days = BTreeSet::new();
    for segment in local.searcher.segment_readers() {
        let column = segment.fast_fields().u64(columns::DAY).map_err(|e| local.failed(e))?;
        if segment.num_docs() > 0 {
            let held = segment.doc_ids_alive().filter_map(|doc| column.first(doc));
            let (least, most) = held.fold((u64::MAX, 0), |(low, high), day| (low.min(day), high.max(day)));
            days.extend([least, most].into_iter().filter(|day| (1..u64::MAX).contains(day)));
        }
    }
    let show = |day: &u64| u32::try_from(*day).ok().and_then(Day::from_number).map(|day| day.to_string());
    Ok((days.first().and_then(show), days.last().and_then(show)))
}

/// True if an article that was not deleted is among these.
fn has_living(segment: &SegmentReader, mut postings: SegmentPostings) -> bool {
    while postings.doc() != TERMINATED {
        if segment.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
            return true;
        }
        postings.advance();
    }
    false
}
