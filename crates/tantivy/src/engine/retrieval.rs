//! The first stage: the best articles by the index alone, and how many match.
//!
//! Every match is counted where all words have to occur. For a query of which any word is enough only those
//! articles are looked at that can be among the best; the number is then a lower bound, and the engine
//! counts by itself where that is cheap.

use tantivy::query::{
    AllQuery, Bm25StatisticsProvider, BooleanQuery, EnableScoring, Occur, Query as TantivyQuery,
};
use tantivy::schema::Field as IndexField;
use tantivy::{BitSet, Searcher, SegmentReader, Term};

use dateline_search::engine::EngineError;
use dateline_search::query::Query;
use dateline_search::ranking::Ranking;
use dateline_search::request::{Request, Sort};
use dateline_search::response::TotalRelation;

use super::Local;
use super::collect::{self, Ranked, View, order_of};
use super::groups::{self, FieldGroups};
use super::plan::{GroupBy, Plan};

/// Queries whose words are in no more articles than this, each counted for itself, are cheap to count.
const COUNTED: u64 = 200_000;

/// A filter that leaves fewer than one in this many articles is looked up first, and the words in what is left.
const RARE: u64 = 16;

/// What the first stage found.
pub(super) struct Retrieval {
    pub matches: Matches,
    /// The best articles in their order.
    pub ranked: Vec<Ranked>,
    /// All groups of the answer, where it is grouped by a field.
    pub groups: Option<FieldGroups>,
}

/// How many articles match, as far as the first stage knows.
pub(super) struct Matches {
    pub total: u64,
    pub relation: TotalRelation,
    /// The number is a lower bound, and the exact one takes less than a millisecond or two.
    pub is_cheap_to_count: bool,
}

impl Matches {
    fn exactly(total: u64) -> Matches {
        Matches { total, relation: TotalRelation::Exact, is_cheap_to_count: false }
    }
}

/// How the articles that a filter lets through are found.
enum Narrowing {
    /// There is no filter.
    None,
    /// By looking up the filter together with the words.
    Intersection,
    /// By looking at the words and leaving out articles that are not in these sets, one a segment.
    Allowed(Vec<BitSet>),
}

/// The best articles, as many as are wanted, or as reranking needs where that are more; or the best of each group.
pub(super) fn retrieve(plan: &Plan<'_>, wanted: usize) -> Result<Retrieval, EngineError> {
    let candidates = if plan.words.is_some() { Ranking::default().candidates } else { 0 };
    match plan.group_by {
        GroupBy::Field(grouping) => {
            let mut groups = groups::retrieve(plan, grouping)?;
            let counted = (candidates > 0).then(|| counted(plan, candidates)).transpose()?;
            let ranked = counted.map(|counted| counted.ranked).unwrap_or_default();
            let ranked = groups.with_candidates(plan, grouping, ranked).map_err(|e| plan.failed(e))?;
            Ok(Retrieval { matches: Matches::exactly(groups.total), ranked, groups: Some(groups) })
        }
        GroupBy::Cluster | GroupBy::Nothing => best(plan, wanted.max(candidates)),
    }
}

/// The best articles, counting all that match only where that has to be.
fn best(plan: &Plan<'_>, wanted: usize) -> Result<Retrieval, EngineError> {
    let (local, translator) = (plan.local, &plan.translator);
    let Some(terms) = any_terms(&plan.request.query, &|word| translator.alternatives(word))
        .filter(|_| wanted > 0 && may_prune(plan.request))
    else {
        return counted(plan, wanted);
    };
    let frequencies = Frequencies::of(local, &terms).map_err(|e| plan.failed(e))?;
    let exact = frequencies.exact();
    // Where all words have to occur, be it one, every match is counted.
    if exact.is_none() && matches!(plan.request.query, Query::Word { .. }) {
        return counted(plan, wanted);
    }
    let allowed = match narrowing(plan)? {
        Narrowing::None => None,
        Narrowing::Allowed(allowed) if terms.len() > 1 => Some(allowed),
        _ => return counted(plan, wanted),
    };
    let known = if allowed.is_none() { exact.unwrap_or(frequencies.least) } else { 0 };
    let words = translator.bounded(translator.words_only(plan.request)?, plan.request);
    let view = View { statistics: &frequencies, ..view(local) };
    let (seen, ranked) =
        collect::ranked_by_pruning(&view, &*words, wanted, allowed).map_err(|e| plan.failed(e))?;
    let matches = Matches {
        total: known.max(seen),
        relation: if exact.is_some() { TotalRelation::Exact } else { TotalRelation::AtLeast },
        is_cheap_to_count: exact.is_none() && frequencies.sum() <= COUNTED,
    };
    Ok(Retrieval { matches, ranked, groups: None })
}

/// The best articles, with all that match counted.
fn counted(plan: &Plan<'_>, wanted: usize) -> Result<Retrieval, EngineError> {
    let ranked = collect::ranked(&view(plan.local), &*plan.query, order_of(plan.request), wanted);
    let (total, ranked) = ranked.map_err(|e| plan.failed(e))?;
    Ok(Retrieval { matches: Matches::exactly(total), ranked, groups: None })
}

fn view(local: &Local) -> View<'_> {
    View { searcher: &local.searcher, columns: &local.columns, statistics: &local.searcher }
}

fn narrowing(plan: &Plan<'_>) -> Result<Narrowing, EngineError> {
    let (searcher, translator) = (&plan.local.searcher, &plan.translator);
    let mut clauses = translator.filters(&plan.request.filters)?;
    if clauses.is_empty() {
        return Ok(Narrowing::None);
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    let filters = translator.bounded(Box::new(BooleanQuery::new(clauses)), plan.request);
    let (allowed, count) = sets(searcher, &*filters).map_err(|e| plan.failed(e))?;
    let frequent = count.saturating_mul(RARE) >= searcher.num_docs();
    Ok(if frequent { Narrowing::Allowed(allowed) } else { Narrowing::Intersection })
}

/// The articles of each segment that a query finds, and how many.
fn sets(searcher: &Searcher, query: &dyn TantivyQuery) -> tantivy::Result<(Vec<BitSet>, u64)> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut count = 0;
    let set = |segment: &SegmentReader| {
        let mut set = BitSet::with_max_value(segment.max_doc());
        weight.for_each_no_score(segment, &mut |docs| {
            count += docs.len() as u64;
            for &doc in docs {
                set.insert(doc);
            }
        })?;
        Ok(set)
    };
    let sets = searcher.segment_readers().iter().map(set).collect::<tantivy::Result<_>>()?;
    Ok((sets, count))
}

/// True for an answer in the order of scores of words, which does not need all that match.
fn may_prune(request: &Request) -> bool {
    request.sort == Sort::Relevance && request.recency.is_none() && request.only.is_none()
}

/// The terms of a query that is a word of the article's text.
type Alternatives<'a> = &'a dyn Fn(&Query) -> Option<Vec<String>>;

/// The terms of a query of which any word is enough, or of a single word; `None` for any other.
fn any_terms(query: &Query, alternatives: Alternatives<'_>) -> Option<Vec<String>> {
    let words = match query {
        Query::Bool { must, should, must_not } if must.is_empty() && must_not.is_empty() => should.as_slice(),
        word => std::slice::from_ref(word),
    };
    let terms: Vec<Vec<String>> = words.iter().map(alternatives).collect::<Option<_>>()?;
    (!terms.is_empty()).then(|| terms.concat())
}

/// In how many articles words stand.
struct Frequencies<'a> {
    searcher: &'a Searcher,
    /// The words with the number of articles they are in.
    terms: Vec<(Term, u64)>,
    /// This many articles have one of the words at least.
    least: u64,
    deleted: bool,
}

impl<'a> Frequencies<'a> {
    fn of(local: &'a Local, terms: &[String]) -> tantivy::Result<Frequencies<'a>> {
        let combined = local.index.fields().combined;
        let term = |term: &String| (Term::from_field_text(combined, term), 0);
        let terms = terms.iter().map(term).collect();
        let mut all = Frequencies { searcher: &local.searcher, terms, least: 0, deleted: false };
        for segment in local.searcher.segment_readers() {
            let inverted = segment.inverted_index(combined)?;
            let mut most = 0;
            for (term, sum) in &mut all.terms {
                let frequency = u64::from(inverted.doc_freq(term)?);
                *sum += frequency;
                most = most.max(frequency);
            }
            // The frequencies count deleted articles too.
            let deleted = u64::from(segment.num_deleted_docs());
            all.deleted |= deleted > 0;
            all.least += most.saturating_sub(deleted);
        }
        Ok(all)
    }

    /// The sum over the words.
    fn sum(&self) -> u64 {
        self.terms.iter().map(|(_, frequency)| frequency).sum()
    }

    /// The number of articles with one of the words, where that follows from the frequencies.
    fn exact(&self) -> Option<u64> {
        (self.terms.len() == 1 && !self.deleted).then(|| self.sum())
    }
}

/// What scores are made of, without looking up again what is known.
impl Bm25StatisticsProvider for Frequencies<'_> {
    fn total_num_tokens(&self, field: IndexField) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.terms.iter().find(|(known, _)| known == term) {
            Some((_, frequency)) => Ok(*frequency),
            None => Bm25StatisticsProvider::doc_freq(self.searcher, term),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::query::Field;

    fn any_terms(query: &Query) -> Option<Vec<String>> {
        super::any_terms(query, &|word| match word {
            Query::Word { field: Field::Any, text } => Some(vec![text.to_lowercase()]),
            _ => None,
        })
    }

    fn word(text: &str) -> Query {
        Query::Word { field: Field::Any, text: text.into() }
    }

    #[test]
    fn words_of_which_any_is_enough_may_be_passed_over() {
        let any = |should: Vec<Query>| Query::Bool { must: vec![], should, must_not: vec![] };
        assert_eq!(
            any_terms(&any(vec![word("Talks"), word("war")])),
            Some(vec!["talks".into(), "war".into()])
        );
        assert_eq!(any_terms(&word("war")), Some(vec!["war".into()]));
        assert_eq!(any_terms(&any(vec![word("war"), Query::All])), None);
        assert_eq!(any_terms(&any(vec![])), None);
        let both = Query::Bool { must: vec![word("a"), word("b")], should: vec![], must_not: vec![] };
        assert_eq!(any_terms(&both), None);
    }
}
