//! The engine on a tantivy index on this machine.
//!
//! [`Local`] is the index, opened; as an [`Engine`] it hands each question to the module that answers it. A request
//! is answered by [`answer`], which reads top to bottom: retrieval, reranking, grouping, counting, hits.

mod answer;
mod bounded;
mod clusters;
mod collect;
mod column;
mod counting;
mod documents;
mod excluded;
mod expansion;
mod explain;
mod facets;
mod filters;
mod glob;
mod grouping;
mod groups;
mod hits;
mod languages;
mod matched;
mod name_expansion;
mod names;
mod plan;
mod positions;
mod prepared;
mod recency;
mod rerank;
mod retrieval;
mod suggest;
mod translate;
mod wildcard;

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;

use tantivy::columnar::Column;
use tantivy::{DocAddress, Score, Searcher, SegmentReader};

use crate::index::{ArticleReader, FORMAT_VERSION, Index, IndexError, columns};
use dateline_core::article::Article;
use dateline_core::text::{Analyses, Analysis};
use dateline_search::budget::{Budget, Spent};
use dateline_search::curation::{CORRECTIONS_FILE, Curation};
use dateline_search::engine::{Capabilities, Description, Engine, EngineError};
use dateline_search::help::Near;
use dateline_search::name_expansion::NameVariants;
use dateline_search::names::{FILE_NAME, Names};
use dateline_search::query::Field;
use dateline_search::request::{FacetField, Request};
use dateline_search::response::{Hit, OtherCopy, Response};
use dateline_search::store::Files;

use collect::Columns;
use languages::Languages;
use prepared::Prepared;
use suggest::Suggester;
use translate::Translator;

/// An index on this machine, opened for searching.
pub struct Local {
    index: Index,
    searcher: Searcher,
    articles: ArticleReader,
    names: Names,
    /// What is wrong with what the file of corrections says of names.
    faults: Vec<String>,
    columns: Columns,
    languages: Languages,
    /// What was read ahead, if it was.
    prepared: OnceLock<Prepared>,
}

impl Local {
    /// Opens the index in a folder as it was at its last commit.
    ///
    /// Names are merged and distinguished as the file of names in the folder says, if there is one.
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
            let corrections = Curation::load(dir);
            let (names, faults) = names.with_lines(corrections.corrections().names());
            let faults = faults
                .iter()
                .map(|fault| format!("{CORRECTIONS_FILE}, {fault}; this block does not act"))
                .collect();
            let names = names.over(index.archive_names());
            let languages =
                Languages::of(&searcher, index.fields().language).map_err(IndexError::engine(dir))?;
            let articles = ArticleReader::new(&searcher, index.fields());
            let (columns, prepared) = (Columns::default(), OnceLock::new());
            Ok(Local { index, searcher, articles, names, faults, columns, languages, prepared })
        })
    }

    /// Makes counting fast, for whoever asks often: it takes as long as a few searches, and the memory of all
    /// names once and of four bytes for each name of each article.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn prepare(&self) -> Result<(), EngineError> {
        self.guarded(|| {
            let prepared = Prepared::of(self).map_err(|error| self.failed(error))?;
            // Who came first has found out the same.
            let _ = self.prepared.set(prepared);
            Ok(())
        })
    }

    /// A name of the commit that it was opened at, which no other commit has.
    pub fn generation(&self) -> &str {
        self.index.generation()
    }

    /// The last run all of whose articles are there: a run that goes on, or was stopped, is not one.
    pub fn complete_run(&self) -> u64 {
        self.index.complete_run()
    }

    /// A number that an index keeps as long as it is not made anew.
    pub fn made(&self) -> u64 {
        self.index.made()
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
        self.index.warnings().into_iter().chain(self.faults.iter().cloned()).collect()
    }

    /// How many articles match, by the first stage alone: nothing is reranked or read.
    ///
    /// It finds as many candidates as reranking needs, and is there to be timed.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn first_stage(&self, request: &Request) -> Result<u64, EngineError> {
        guarded(|| answer::first_stage(self, request))
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

    fn suggester<'a>(&'a self, budget: &'a Budget) -> Suggester<'a> {
        Suggester { searcher: &self.searcher, translator: self.translator(self.languages.analyses(), budget) }
    }

    fn article(&self, address: DocAddress) -> Result<Article, EngineError> {
        let mut article = self.articles.article(address)?;
        self.names.correct(&mut article);
        Ok(article)
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
}

/// When the articles of a segment were published, in seconds since 1970.
fn instants(segment: &SegmentReader) -> tantivy::Result<Column<i64>> {
    segment.fast_fields().i64(columns::INSTANT)
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
        self.guarded(|| answer::answer(self, request))
    }

    fn each(
        &self,
        request: &Request,
        take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
    ) -> Result<Response, EngineError> {
        self.guarded(|| answer::each(self, request, take))
    }

    fn documents(&self, id: &str) -> Result<Vec<Article>, EngineError> {
        self.guarded(|| documents::with_id(self, id))
    }

    fn documents_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<Article>, EngineError> {
        self.guarded(|| documents::beginning(self, prefix, limit))
    }

    fn copies(&self, article: &Article) -> Result<Vec<OtherCopy>, EngineError> {
        self.guarded(|| clusters::other_copies(self, article))
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
        self.guarded(|| documents::frequencies(self, words).map_err(|e| self.failed(e)))
    }

    fn name_variants(&self, words: &[&str], budget: &Budget) -> Result<Option<NameVariants>, EngineError> {
        self.guarded(|| name_expansion::name_variants(self, words, budget))
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
            let (from, until) = documents::days(self)?;
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
        let distinct = |field: &FacetField| {
            facets::distinct(&self.searcher, &self.names, *field).map_err(|e| self.failed(e))
        };
        self.guarded(|| facets.iter().map(distinct).collect())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { facets: true, snippets: true, explanations: true, fuzzy: true, wildcards: true }
    }
}

/// A score that only tells articles apart that match from those that do not.
const NO_SCORE: Score = 0.0;
