//! The hits of an answer: the articles at its places, read back, with their snippets and explanations.

use std::ops::ControlFlow;

use tantivy::DocAddress;

use dateline_core::article::Article;
use dateline_search::engine::EngineError;
use dateline_search::response::{Explanation, Hit};
use dateline_search::snippets::{Matcher, Snippet, SnippetOptions, snippets};

use super::clusters::other_copy;
use super::explain;
use super::grouping::{Grouped, HitPlace};
use super::plan::Plan;
use super::rerank::Reranked;

/// At most this many copies are listed under a hit.
const LISTED: usize = 20;

/// Reads the articles at the places of a page, and hands each on until `take` says stop.
pub(super) fn read(
    plan: &Plan<'_>,
    reranked: &Reranked,
    grouped: &Grouped,
    take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
) -> Result<(), EngineError> {
    let matcher = Matcher::in_languages(&plan.request.query, plan.translator.analyses.clone());
    let reader = HitReader { plan, reranked, matcher };
    for (rank, place) in (grouped.first_rank..).zip(&grouped.places) {
        if take(reader.hit(rank, place)?).is_break() {
            break;
        }
    }
    Ok(())
}

struct HitReader<'a> {
    plan: &'a Plan<'a>,
    reranked: &'a Reranked,
    matcher: Matcher,
}

impl HitReader<'_> {
    fn hit(&self, rank: u64, place: &HitPlace) -> Result<Hit, EngineError> {
        let best = place.best.address;
        // The earliest copy is shown, under the score of the best.
        let shown = place.members.first().copied().unwrap_or(best);
        let others = place.members.get(1..).unwrap_or_default();
        let copies = others.iter().take(LISTED).map(|&copy| Ok(other_copy(self.article(copy)?)));
        let article = self.article(shown)?;
        Ok(Hit {
            rank,
            score: place.best.score,
            snippets: self.snippets(&article),
            article,
            explanation: self.plan.request.explain.then(|| self.explain(best)).transpose()?,
            story: place.story,
            copies: copies.collect::<Result<_, EngineError>>()?,
            more_copies: others.len().saturating_sub(LISTED) as u64,
        })
    }

    fn article(&self, address: DocAddress) -> Result<Article, EngineError> {
        if self.plan.request.references {
            return Ok(self.plan.local.articles.reference(address)?);
        }
        self.plan.local.article(address)
    }

    fn snippets(&self, article: &Article) -> Vec<Snippet> {
        if !self.plan.request.snippets {
            return Vec::new();
        }
        snippets(article, &self.matcher, &SnippetOptions::default())
    }

    /// How the score of an article came about, in all its steps.
    fn explain(&self, address: DocAddress) -> Result<Explanation, EngineError> {
        let searcher = &self.plan.local.searcher;
        let explained = || {
            let first = explain::explain(searcher, &*self.plan.query, address)?;
            let reranked = match (self.reranked.explain(address), self.plan.decay) {
                (Some(reranked), Some(decay)) => Some(decay.explain(searcher, address, reranked)?),
                (reranked, _) => reranked,
            };
            Ok(explain::with_reranking(first, reranked))
        };
        explained().map_err(|e| self.plan.failed(e))
    }
}
