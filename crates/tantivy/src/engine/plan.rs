//! A request as the index reads it, which every stage of an answer works by.

use dateline_core::text::Analyses;
use dateline_search::budget::Budget;
use dateline_search::engine::EngineError;
use dateline_search::ranking::reranked_words;
use dateline_search::request::{Copies, Grouping, Request};

use super::Local;
use super::recency::RecencyDecay;
use super::translate::{Boxed, Translator};

/// What the articles of an answer are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupBy {
    /// Every article is a hit of its own.
    Nothing,
    /// The copies of a story are one hit.
    Cluster,
    /// Hits are listed by the values of a field.
    Field(Grouping),
}

/// A request translated for an index.
pub(super) struct Plan<'a> {
    pub local: &'a Local,
    pub request: &'a Request,
    pub translator: Translator<'a>,
    /// How age counts, where it does.
    pub decay: Option<RecencyDecay>,
    /// The query with its filters, within the budget.
    pub query: Boxed,
    /// The words that reranking weighs; `None` if there is no reranking.
    pub words: Option<Vec<&'a str>>,
    pub group_by: GroupBy,
}

impl<'a> Plan<'a> {
    pub fn of(
        local: &'a Local,
        request: &'a Request,
        analyses: &'a Analyses,
        budget: &'a Budget,
    ) -> Result<Plan<'a>, EngineError> {
        let translator = local.translator(analyses, budget);
        let decay = RecencyDecay::of_request(&local.searcher, request).map_err(|e| local.failed(e))?;
        let query = translator.request(request)?;
        let query = match decay {
            Some(decay) => decay.wrap(query),
            None => query,
        };
        let query = translator.bounded(query, request);
        let (words, group_by) = (reranked_words(request), group_by(local, request));
        Ok(Plan { local, request, translator, decay, query, words, group_by })
    }

    /// The number of the last hit of the page that was requested.
    pub fn end(&self) -> usize {
        if self.request.limit == 0 { 0 } else { self.request.offset.saturating_add(self.request.limit) }
    }

    pub fn failed(&self, error: tantivy::TantivyError) -> EngineError {
        self.local.failed(error)
    }
}

fn group_by(local: &Local, request: &Request) -> GroupBy {
    let apart = request.copies == Copies::All || local.index.stories().is_empty() || request.limit == 0;
    match request.grouping {
        Some(grouping) => GroupBy::Field(grouping),
        None if apart => GroupBy::Nothing,
        None => GroupBy::Cluster,
    }
}
