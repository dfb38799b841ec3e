//! The engine on a tantivy index on this machine.

mod bounded;
mod collect;
mod column;
mod copies;
mod excluded;
mod expansion;
mod explain;
mod facets;
mod groups;
mod languages;
mod name_expansion;
mod names;
mod positions;
mod recency;
mod rerank;
mod retrieval;
mod suggest;
mod translate;
mod wildcard;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use tantivy::collector::{Count, DocSetCollector};
use tantivy::columnar::Column;
use tantivy::postings::SegmentPostings;
use tantivy::query::{Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::{ArticleReader, FORMAT_VERSION, Index, IndexError};
use dateline_core::article::Article;
use dateline_core::dates::Day;
use dateline_core::text::{Analyses, Analysis};
use dateline_search::budget::{Budget, Spent};
use dateline_search::help::Near;
use dateline_search::names::{FILE_NAME, Names};
use dateline_search::query::Field;
use dateline_search::ranking::Ranking;
use dateline_search::recognise::KnownName;
use dateline_search::request::{Counted, FacetField, Request, Sort};
use dateline_search::response::{Explanation, Facet, Groups, Hit, OtherCopy, Response, TotalRelation};
use dateline_search::snippets::{Matcher, Snippet, SnippetOptions, snippets};
use dateline_search::store::Files;

use collect::{Columns, Ranked};
use dateline_search::engine::{Capabilities, Description, Engine, EngineError};
use facets::Counter;
use languages::Languages;
use recency::RecencyDecay;
use rerank::{Reranker, Terms};
use retrieval::Retrieval;
use suggest::Suggester;
use translate::Translator;

/// A page of an answer before its articles are read.
struct Page<'a> {
    first: Retrieval,
    /// The place of the first article of the page, from 1.
    place: u64,
    groups: Option<Groups>,
    look: Option<Reranker<'a>>,
}

/// What stands behind the hits of an answer.
struct Found<'a> {
    query: &'a dyn TantivyQuery,
    look: Option<Reranker<'a>>,
    decay: Option<RecencyDecay>,
    request: &'a Request,
}

/// An index on this machine, opened for searching.
pub struct Local {
    index: Index,
    searcher: Searcher,
    articles: ArticleReader,
    names: Names,
    columns: Columns,
    languages: Languages,
}

impl Local {
    /// Opens the index in a folder as it was at its last commit.
    ///
    /// Names are merged and told apart as the file of names in the folder says, where there is one.
    ///
    /// # Errors
    /// If there is none, or it is damaged or of another format, or the file of names has a fault.
    pub fn open(dir: &Path) -> Result<Local, EngineError> {
        let file = dir.join(FILE_NAME);
        let names = if file.exists() { Names::read(&file)? } else { Names::default() };
        Local::open_with_names(dir, names)
    }

    /// Opens the index in a folder with what a user says about names.
    ///
    /// # Errors
    /// If there is none, or it is damaged or of another format.
    pub fn open_with_names(dir: &Path, names: Names) -> Result<Local, EngineError> {
        guarded(|| {
            let index = Index::open(dir)?;
            let searcher = index.searcher();
            let languages =
                Languages::of(&searcher, index.fields().language).map_err(IndexError::engine(dir))?;
            let articles = ArticleReader::new(&searcher, index.fields());
            Ok(Local { index, searcher, articles, names, columns: Columns::default(), languages })
        })
    }

    /// The files that the index holds articles of.
    ///
    /// # Errors
    /// If what is written of them is missing or damaged.
    pub fn files(&self) -> Result<Files, EngineError> {
        Ok(self.index.files()?)
    }

    /// What the user should know before trusting an answer: that a run did not finish, or that a file is lost.
    pub fn warnings(&self) -> Vec<String> {
        self.index.warnings()
    }

    fn translator<'a>(&'a self, analyses: &'a Analyses, budget: &'a Budget) -> Translator<'a> {
        Translator {
            searcher: &self.searcher,
            fields: self.index.fields(),
            names: &self.names,
            analyses,
            budget,
        }
    }

    fn counter(&self) -> Counter<'_> {
        Counter {
            searcher: &self.searcher,
            names: &self.names,
            limit: 0,
            forms: false,
            timeline: false,
            stories: None,
        }
    }

    fn suggester<'a>(&'a self, budget: &'a Budget) -> Suggester<'a> {
        Suggester { searcher: &self.searcher, translator: self.translator(self.languages.analyses(), budget) }
    }

    fn answer(&self, request: &Request) -> Result<Response, EngineError> {
        let start = Instant::now();
        let budget = request.budget.clone().unwrap_or_default();
        let analyses = self.analyses(request);
        let translator = self.translator(&analyses, &budget);
        let decay = self.decay(request)?;
        let query = translator.request(request)?;
        let query = match decay {
            Some(decay) => decay.wrap(query),
            None => query,
        };
        let query = translator.bounded(query, request);
        let page = self.page(&translator, &*query, request, decay)?;
        let first = page.first;
        let facets = self.facets(&translator, &*query, request)?;
        let counted = match counted_by_a_facet(request, &facets) {
            None if first.is_cheap_to_count => Some(self.count(&*query)?),
            counted => counted,
        };
        let relation = if counted.is_some() { TotalRelation::Exact } else { first.relation };
        Ok(Response {
            total: counted.unwrap_or(first.total),
            relation,
            undated: self.undated(&translator, request)?,
            stories: page.stories.or_else(|| counted_stories(request, &facets)),
            hits: page.hits,
            groups: page.groups,
            facets,
            names: request.names.as_ref().map(|names| names.names.clone()).unwrap_or_default(),
            warnings: Vec::new(),
            help: None,
            took: start.elapsed(),
        })
    }

    fn count(&self, query: &dyn TantivyQuery) -> Result<u64, EngineError> {
        self.searcher.search(query, &Count).map(|count| count as u64).map_err(|e| self.failed(e))
    }

    /// The articles of the page that was asked for, how many match, and the reranker if there was one.
    fn ranked(
        &self,
        translator: &Translator<'_>,
        query: &dyn TantivyQuery,
        request: &Request,
        decay: Option<RecencyDecay>,
    ) -> Result<Page<'_>, EngineError> {
        let page = |first, look| Page { first, place: request.offset as u64 + 1, groups: None, look };
        let by_relevance = request.sort == Sort::Relevance && request.limit > 0;
        let Some(words) = rerank::plain_words(request.typed()).filter(|_| by_relevance) else {
            return Ok(page(self.first(translator, query, request)?, None));
        };
        let ranking = Ranking::default();
        let end = request.offset.saturating_add(request.limit);
        let mut first = self.first(translator, query, &candidates_of(request, &ranking))?;
        let terms = Terms::of(translator, request, &words);
        let look = self.rerank(&terms, ranking, &mut first.ranked, decay)?;
        first.ranked.truncate(end);
        first.ranked = first.ranked.split_off(request.offset.min(first.ranked.len()));
        Ok(page(first, Some(look)))
    }

    /// How many articles match, by the first stage alone: nothing is read or weighed again.
    ///
    /// It finds as many candidates as the ranking needs, and is there to be timed.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn first_stage(&self, request: &Request) -> Result<u64, EngineError> {
        guarded(|| {
            let budget = request.budget.clone().unwrap_or_default();
            let analyses = self.analyses(request);
            let translator = self.translator(&analyses, &budget);
            let query = translator.bounded(translator.request(request)?, request);
            Ok(self.first(&translator, &*query, &candidates_of(request, &Ranking::default()))?.total)
        })
    }

    /// Weighs the first articles of an answer again.
    fn rerank(
        &self,
        terms: &Terms,
        ranking: Ranking,
        answer: &mut [Ranked],
        decay: Option<RecencyDecay>,
    ) -> Result<Reranker<'_>, EngineError> {
        let fields = self.index.fields();
        let mut look =
            Reranker::new(&self.searcher, fields, ranking, terms, answer).map_err(|e| self.failed(e))?;
        let feedback_documents = look.feedback_documents().into_iter().map(|address| self.article(address));
        let feedback_documents: Vec<Article> = feedback_documents.collect::<Result<_, _>>()?;
        look.expand(&feedback_documents).map_err(|e| self.failed(e))?;
        look.order(answer).map_err(|e| self.failed(e))?;
        if let Some(decay) = decay {
            let columns = self.columns.of(&self.searcher).map_err(|e| self.failed(e))?;
            decay.order(columns, answer, ranking.candidates).map_err(|e| self.failed(e))?;
        }
        Ok(look)
    }

    /// In how many articles a word stands, in any inflection.
    fn frequency(&self, word: &str) -> tantivy::Result<u64> {
        let terms = self.languages.analyses().all_terms(word);
        let [terms] = terms.as_slice() else { return Ok(0) };
        let combined = self.index.fields().combined;
        // An article is in one language, and its words stand under one term but for misspellings.
        terms.iter().map(|term| self.searcher.doc_freq(&Term::from_field_text(combined, term))).sum()
    }

    /// How many articles the date filter leaves out only because they bear no date.
    fn undated(&self, translator: &Translator<'_>, request: &Request) -> Result<u64, EngineError> {
        if request.filters.since.is_none() && request.filters.until.is_none() {
            return Ok(0);
        }
        let query = translator.bounded(translator.undated(request)?, request);
        self.count(&*query)
    }

    fn hit(
        &self,
        found: &Found<'_>,
        matcher: &Matcher,
        rank: u64,
        ranked: Ranked,
    ) -> Result<Hit, EngineError> {
        let article = self.article(ranked.address)?;
        let snippets: Vec<Snippet> = if found.request.snippets {
            snippets(&article, matcher, &SnippetOptions::default())
        } else {
            Vec::new()
        };
        let explanation = found.request.explain.then(|| self.explained(found, ranked.address)).transpose()?;
        Ok(Hit {
            rank,
            score: ranked.score,
            article,
            snippets,
            explanation,
            story: None,
            copies: Vec::new(),
            more_copies: 0,
        })
    }

    /// How the score of an article came about, in all its steps.
    fn explained(&self, found: &Found<'_>, address: DocAddress) -> Result<Explanation, EngineError> {
        let explained = || {
            let first = explain::explain(&self.searcher, found.query, address)?;
            let second = found.look.as_ref().and_then(|look| look.explain(address));
            let second = match (second, found.decay) {
                (Some(second), Some(decay)) => Some(decay.explain(&self.searcher, address, second)?),
                (second, _) => second,
            };
            Ok(explain::with_second_look(first, second))
        };
        explained().map_err(|e| self.failed(e))
    }

    fn facets(
        &self,
        translator: &Translator<'_>,
        query: &dyn TantivyQuery,
        request: &Request,
    ) -> Result<Vec<Facet>, EngineError> {
        let (limit, forms, timeline) = (request.facet_limit, request.facet_forms, request.facet_timeline);
        let stories = (request.count == Counted::Stories).then(|| self.index.stories());
        let counter = Counter { limit, forms, timeline, stories, ..self.counter() };
        let count = |query: &dyn TantivyQuery, field: FacetField| {
            let as_tree = request.facet_tree && field.is_of_countries();
            let facet = if as_tree { counter.count_tree(query, field) } else { counter.count(query, field) };
            facet.map_err(|e| self.failed(e))
        };
        let facet = |&field: &FacetField| match without_own_filter(request, field) {
            // A chosen value of a facet shall not hide the others of the same facet.
            Some(widened) => count(&*translator.bounded(translator.request(&widened)?, &widened), field),
            None => count(query, field),
        };
        request.facets.iter().map(facet).collect()
    }

    fn with_id(&self, id: &str) -> Result<Vec<Article>, EngineError> {
        let query =
            TermQuery::new(Term::from_field_text(self.index.fields().id, id), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &DocSetCollector).map_err(|e| self.failed(e))?;
        let mut articles: Vec<Article> =
            found.into_iter().map(|address| self.article(address)).collect::<Result<_, _>>()?;
        articles.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
        Ok(articles)
    }

    /// The least ids of living articles that begin with these characters, at most so many, in order.
    ///
    /// A dictionary may still hold ids of articles that are gone.
    fn ids_beginning(&self, prefix: &str, limit: usize) -> tantivy::Result<BTreeSet<String>> {
        let id = self.index.fields().id;
        let mut ids = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(id)?;
            let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
            let mut own = 0;
            while own < limit && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                let postings =
                    inverted.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
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

    fn article(&self, address: DocAddress) -> Result<Article, EngineError> {
        Ok(self.articles.article(address)?)
    }

    /// [`guarded`], and what was found counts only if the words were looked up in sound dictionaries.
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
        let answer = guarded(work);
        self.index.confirm()?;
        answer
    }

    fn failed(&self, error: tantivy::TantivyError) -> EngineError {
        engine_error(self.index.dir(), error)
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

/// The request for the articles that reranking chooses a page from.
fn candidates_of(request: &Request, ranking: &Ranking) -> Request {
    let end = request.offset.saturating_add(request.limit);
    Request { offset: 0, limit: end.max(ranking.candidates), ..request.clone() }
}

/// The number of articles that match, where a facet was counted over just these.
fn counted_by_a_facet(request: &Request, facets: &[Facet]) -> Option<u64> {
    let mut same = facets.iter().filter(|facet| without_own_filter(request, facet.field).is_none());
    same.next().map(|facet| facet.articles)
}

/// The number of stories that match, where a facet was counted over just the articles that do.
fn counted_stories(request: &Request, facets: &[Facet]) -> Option<u64> {
    let mut same = facets.iter().filter(|facet| without_own_filter(request, facet.field).is_none());
    same.find_map(|facet| facet.stories)
}

/// The request without the filter that chose values of this facet, if it has one.
fn without_own_filter(request: &Request, field: FacetField) -> Option<Request> {
    let mut widened = request.clone();
    let filters = &mut widened.filters;
    let chosen = match field {
        FacetField::Country => &mut filters.country,
        FacetField::Mentions => &mut filters.mentions,
        FacetField::Dateline => &mut filters.dateline,
        FacetField::SourceCountry => &mut filters.source_country,
        FacetField::Source => &mut filters.source,
        FacetField::Section => &mut filters.section,
        FacetField::Language => &mut filters.language,
        // People, organisations and places that are chosen must all occur, so the counts of
        // the others are those beside the chosen ones.
        _ => return None,
    };
    if chosen.is_empty() {
        return None;
    }
    chosen.clear();
    Some(widened)
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

/// When the articles of a segment were published, in seconds since 1970.
fn instants(segment: &SegmentReader) -> tantivy::Result<Column<i64>> {
    segment.fast_fields().i64("instant")
}

/// Runs something that reads the index, and makes a panic in there an error, and a spent budget what it is.
fn guarded<T>(work: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|thrown| match thrown.downcast::<Spent>() {
        Ok(spent) => Err(EngineError::TooCostly(*spent)),
        Err(_) => Err(EngineError::Internal),
    })
}

/// What tantivy failed with, or what was said through it.
fn engine_error(dir: &Path, error: tantivy::TantivyError) -> EngineError {
    match error {
        tantivy::TantivyError::InvalidArgument(reason) => EngineError::Query(reason),
        tantivy::TantivyError::IoError(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                Some(spent) => EngineError::TooCostly(Spent::clone(spent)),
                None => IndexError::engine(dir)(tantivy::TantivyError::IoError(error)).into(),
            }
        }
        other => IndexError::engine(dir)(other).into(),
    }
}

impl Engine for Local {
    fn search(&self, request: &Request) -> Result<Response, EngineError> {
        self.guarded(|| self.answer(request))
    }

    fn documents(&self, id: &str) -> Result<Vec<Article>, EngineError> {
        self.guarded(|| self.with_id(id))
    }

    fn documents_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<Article>, EngineError> {
        self.guarded(|| {
            let mut articles = Vec::new();
            for id in self.ids_beginning(prefix, limit).map_err(|e| self.failed(e))? {
                articles.extend(self.with_id(&id)?);
                if articles.len() >= limit {
                    break;
                }
            }
            articles.truncate(limit);
            Ok(articles)
        })
    }

    fn copies(&self, article: &Article) -> Result<Vec<OtherCopy>, EngineError> {
        self.guarded(|| self.other_copies(article))
    }

    fn languages(&self) -> Vec<Option<String>> {
        self.languages.codes().to_vec()
    }

    fn standing(&self, language: Option<&str>, words: &[&str]) -> Result<usize, EngineError> {
        self.guarded(|| {
            let budget = Budget::default();
            let translator = self.translator(self.languages.analyses(), &budget);
            let analysis = Analysis::of(language);
            Ok(words.iter().filter(|word| translator.stands(analysis, word)).count())
        })
    }

    fn totals(&self, requests: &[Request]) -> Result<Vec<u64>, EngineError> {
        let total = |request: &Request| {
            let counted = Request {
                limit: 0,
                offset: 0,
                facets: Vec::new(),
                snippets: false,
                explain: false,
                grouping: None,
                ..request.clone()
            };
            self.search(&counted).map(|response| response.total)
        };
        requests.iter().map(total).collect()
    }

    fn frequencies(&self, words: &[&str]) -> Result<Vec<u64>, EngineError> {
        self.guarded(|| words.iter().map(|word| self.frequency(word).map_err(|e| self.failed(e))).collect())
    }

    fn name_of(&self, words: &[&str], budget: &Budget) -> Result<Option<KnownName>, EngineError> {
        self.guarded(|| self.known_name(words, budget))
    }

    fn words_near(
        &self,
        field: Field,
        word: &str,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Near>, EngineError> {
        self.guarded(|| self.suggester(budget).words(field, word, limit).map_err(|e| self.failed(e)))
    }

    fn values_near(
        &self,
        facet: FacetField,
        name: &str,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Near>, EngineError> {
        self.guarded(|| self.suggester(budget).values(facet, name, limit).map_err(|e| self.failed(e)))
    }

    fn describe(&self) -> Result<Description, EngineError> {
        self.guarded(|| {
            let (from, until) = self.days()?;
            Ok(Description {
                articles: self.searcher.num_docs(),
                bytes: self.index.bytes()?,
                segments: self.searcher.segment_readers().len() as u64,
                from,
                until,
                format_version: FORMAT_VERSION,
            })
        })
    }

    fn distinct(&self, facets: &[FacetField]) -> Result<Vec<u64>, EngineError> {
        let distinct = |field: &FacetField| self.counter().distinct(*field).map_err(|e| self.failed(e));
        self.guarded(|| facets.iter().map(distinct).collect())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { facets: true, snippets: true, explanations: true, fuzzy: true, wildcards: true }
    }
}

/// A score that only tells articles apart that match from those that do not.
const NO_SCORE: Score = 0.0;
