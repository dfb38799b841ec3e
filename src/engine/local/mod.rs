//! The engine on a tantivy index on this machine.

mod collect;
mod explain;
mod facets;
mod translate;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use tantivy::collector::{Count, DocSetCollector};
use tantivy::query::{Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Score, Searcher, TantivyDocument, Term};

use crate::article::Article;
use crate::index::{FORMAT_VERSION, Index, IndexError, read_article};
use crate::search::dates::Day;
use crate::search::request::{FacetField, Request};
use crate::search::response::{Facet, Hit, Response, TotalRelation};
use crate::search::snippets::{Matcher, Snippet, SnippetOptions, snippets};
use crate::text;

use super::{Capabilities, Description, Engine, EngineError};
use collect::Ranked;
use translate::Translator;

/// An index on this machine, opened for searching.
pub struct Local {
    index: Index,
    searcher: Searcher,
}

impl Local {
    /// Opens the index in a folder as it was at its last commit.
    ///
    /// # Errors
    /// If there is none, or it is damaged or of another format.
    pub fn open(dir: &Path) -> Result<Local, EngineError> {
        let index = guarded(|| Ok(Index::open(dir)?))?;
        let searcher = index.searcher();
        Ok(Local { index, searcher })
    }

    fn answer(&self, request: &Request) -> Result<Response, EngineError> {
        let start = Instant::now();
        let translator = Translator { searcher: &self.searcher, fields: self.index.fields() };
        let query = translator.request(request)?;
        let (total, ranked) =
            collect::ranked(&self.searcher, &*query, request).map_err(|e| self.failed(e))?;
        Ok(Response {
            total,
            relation: TotalRelation::Exact,
            undated: self.undated(&translator, request)?,
            hits: self.hits(&*query, ranked, request)?,
            facets: self.facets(&translator, &*query, request)?,
            warnings: Vec::new(),
            took: start.elapsed(),
        })
    }

    /// How many articles the date filter leaves out only because they bear no date.
    fn undated(&self, translator: &Translator<'_>, request: &Request) -> Result<u64, EngineError> {
        if request.filters.since.is_none() && request.filters.until.is_none() {
            return Ok(0);
        }
        let query = translator.undated(request)?;
        self.searcher.search(&query, &Count).map(|n| n as u64).map_err(|e| self.failed(e))
    }

    fn hits(
        &self,
        query: &dyn TantivyQuery,
        ranked: Vec<Ranked>,
        request: &Request,
    ) -> Result<Vec<Hit>, EngineError> {
        let matcher = Matcher::new(&request.query);
        let first = request.offset as u64 + 1;
        let numbered = (first..).zip(ranked);
        numbered.map(|(rank, found)| self.hit(query, &matcher, rank, found, request)).collect()
    }

    fn hit(
        &self,
        query: &dyn TantivyQuery,
        matcher: &Matcher,
        rank: u64,
        found: Ranked,
        request: &Request,
    ) -> Result<Hit, EngineError> {
        let article = self.article(found.address)?;
        let snippets: Vec<Snippet> = if request.snippets {
            snippets(&article, matcher, &SnippetOptions::default())
        } else {
            Vec::new()
        };
        let explanation = if request.explain {
            Some(explain::explain(&self.searcher, query, found.address).map_err(|e| self.failed(e))?)
        } else {
            None
        };
        Ok(Hit { rank, score: found.score, article, snippets, explanation })
    }

    fn facets(
        &self,
        translator: &Translator<'_>,
        query: &dyn TantivyQuery,
        request: &Request,
    ) -> Result<Vec<Facet>, EngineError> {
        let mut out = Vec::new();
        for &field in &request.facets {
            // A chosen value of a facet shall not hide the others of the same facet.
            let facet = match without_own_filter(request, field) {
                Some(widened) => {
                    let query = translator.request(&widened)?;
                    facets::count(&self.searcher, &*query, field, request.facet_limit)
                }
                None => facets::count(&self.searcher, query, field, request.facet_limit),
            };
            out.push(facet.map_err(|e| self.failed(e))?);
        }
        Ok(out)
    }

    fn article(&self, address: DocAddress) -> Result<Article, EngineError> {
        let doc: TantivyDocument = self.searcher.doc(address).map_err(|e| self.failed(e))?;
        read_article(self.index.fields(), &doc)
            .ok_or_else(|| damaged("a stored article cannot be read").into())
    }

    fn failed(&self, error: tantivy::TantivyError) -> EngineError {
        match error {
            tantivy::TantivyError::InvalidArgument(reason) => EngineError::Query(reason),
            other => IndexError::engine(self.index.dir())(other).into(),
        }
    }

    fn days(&self) -> Result<(Option<String>, Option<String>), EngineError> {
        let mut days = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let column = segment.fast_fields().u64("day").map_err(|e| self.failed(e))?;
            if segment.num_docs() > 0 {
                let held = segment.doc_ids_alive().filter_map(|doc| column.first(doc));
                let (least, most) =
                    held.fold((u64::MAX, 0), |(low, high), day| (low.min(day), high.max(day)));
                days.extend([least, most].into_iter().filter(|day| (1..u64::MAX).contains(day)));
            }
        }
        let show = |day: &u64| u32::try_from(*day).ok().and_then(Day::from_number).map(|day| day.to_string());
        Ok((days.first().and_then(show), days.last().and_then(show)))
    }
}

/// The request without the filter that chose values of this facet, if it has one.
fn without_own_filter(request: &Request, field: FacetField) -> Option<Request> {
    let mut widened = request.clone();
    let filters = &mut widened.filters;
    let chosen = match field {
        FacetField::Country => &mut filters.country,
        FacetField::Mentions => &mut filters.mentions,
        FacetField::Source => &mut filters.source,
        FacetField::Section => &mut filters.section,
        FacetField::Language => &mut filters.language,
        // People, organisations and places that are chosen must all occur, so the counts of
        // the others are those beside the chosen ones.
        FacetField::Person | FacetField::Organisation | FacetField::Place | FacetField::Year => return None,
    };
    if chosen.is_empty() {
        return None;
    }
    chosen.clear();
    Some(widened)
}

fn damaged(reason: &str) -> IndexError {
    IndexError::Damaged { file: "the document store".to_owned(), reason: reason.to_owned() }
}

/// Runs something that reads the index, and makes a panic in there an error.
fn guarded<T>(work: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(EngineError::Internal))
}

impl Engine for Local {
    fn search(&self, request: &Request) -> Result<Response, EngineError> {
        guarded(|| self.answer(request))
    }

    fn documents(&self, id: &str) -> Result<Vec<Article>, EngineError> {
        guarded(|| {
            let query =
                TermQuery::new(Term::from_field_text(self.index.fields().id, id), IndexRecordOption::Basic);
            let found = self.searcher.search(&query, &DocSetCollector).map_err(|e| self.failed(e))?;
            let mut articles: Vec<Article> =
                found.into_iter().map(|address| self.article(address)).collect::<Result<_, _>>()?;
            articles.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
            Ok(articles)
        })
    }

    fn frequency(&self, word: &str) -> Result<u64, EngineError> {
        guarded(|| {
            let terms = text::terms(word);
            let [term] = terms.as_slice() else { return Ok(0) };
            let term = Term::from_field_text(self.index.fields().combined, term);
            self.searcher.doc_freq(&term).map_err(|e| self.failed(e))
        })
    }

    fn describe(&self) -> Result<Description, EngineError> {
        guarded(|| {
            let distinct = |field| facets::distinct(&self.searcher, field).map_err(|e| self.failed(e));
            let (from, until) = self.days()?;
            Ok(Description {
                articles: self.searcher.num_docs(),
                countries: distinct(FacetField::Mentions)?,
                people: distinct(FacetField::Person)?,
                bytes: self.index.bytes()?,
                segments: self.searcher.segment_readers().len() as u64,
                from,
                until,
                format_version: FORMAT_VERSION,
            })
        })
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { facets: true, snippets: true, explanations: true, fuzzy: true, wildcards: true }
    }
}

/// A score that only tells articles apart that match from those that do not.
const NO_SCORE: Score = 0.0;
