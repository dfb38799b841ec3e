//! `dateline search`: ranked articles.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;

use crate::ingest::Summary;
use dateline_search::ask::{Question, ask};
use dateline_search::engine::Engine;
use dateline_search::recency::{HalfLife, Recency};
use dateline_search::request::{FacetField, Grouping, Request, Sort};
use dateline_search::response::Hit;

use super::answer::{self, Format};
use super::batch::{self, BatchQuery};
use super::choices;
use super::copies::{self, CopiesArgs};
use super::filters::FilterArgs;
use super::index::{bring_up_to_date, default_options, sentence};
use super::output::Output;
use super::query::QueryArgs;
use super::{Global, Outcome, help, interrupt, save};

/// How many values of a facet come with the hits.
const FACET_LIMIT: usize = 100;
/// The default number of hits for a query of a batch.
const BATCH_LIMIT: usize = 1000;

/// Search by words, by filters, or both
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// Words, "phrases", operators and fields (see docs/query-language.md)
    #[arg(allow_hyphen_values = true)]
    query: Option<String>,
    /// Number of hits, or of groups [default: 10; 1000 with --queries]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Skip this many hits, or groups
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Sort by relevance, newest or oldest
    #[arg(long, value_name = "ORDER", default_value = "relevance", value_parser = choices::orders(), hide_possible_values = true)]
    sort: Sort,
    /// Favour newer articles; AGE (30d, 8w, 6m, 2y) is the half-life of the bonus [default AGE: depends on the dates in the index]
    #[arg(long, value_name = "AGE", num_args = 0..=1, require_equals = true)]
    recent: Option<Option<HalfLife>>,
    /// Group the hits by source, country, section, language, year, month or day
    #[arg(long, value_name = "FIELD", value_parser = choices::groups(), hide_possible_values = true)]
    group: Option<FacetField>,
    /// Maximum number of hits per group
    #[arg(long, value_name = "N", default_value_t = 3, requires = "group")]
    per_group: usize,
    /// Show counts for these facets, separated by commas: country, person, source, year…
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = choices::facets(),
        hide_possible_values = true)]
    facets: Vec<FacetField>,
    /// Bring the index up to date with this file or folder first
    #[arg(long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
    /// Show how each score was calculated
    #[arg(long)]
    explain: bool,
    /// Save the query and the filters under this name, for `dateline digest`
    #[arg(long, value_name = "NAME", conflicts_with = "queries")]
    save: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Run the queries in this file, one `id<TAB>query` per line, and print a TREC run
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "explain", "facets", "format", "group"])]
    queries: Option<PathBuf>,
    #[command(flatten)]
    copies: CopiesArgs,
    #[command(flatten)]
    reading: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
}

impl SearchArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let request = Request {
            filters: self.filters.checked()?,
            sort: self.sort,
            recency: self.recency()?,
            grouping: self.group.map(|by| Grouping::new(by, self.per_group)).transpose()?,
            offset: self.offset,
            facets: self.facets.clone(),
            facet_limit: FACET_LIMIT,
            count: self.copies.count.count,
            explain: self.explain,
            ..Request::default()
        };
        let query = match &self.query {
            Some(text) if text.starts_with("--") => {
                bail!("unknown option {text}; see `dateline help search`")
            }
            query => query.as_deref().unwrap_or_default(),
        };
        let question = self.reading.question(query, global)?.with(request);
        let failed = match self.update_corpus(global)? {
            Outcome::Interrupted(code) => return Ok(Outcome::Interrupted(code)),
            outcome => outcome == Outcome::Faults,
        };
        if let Some(name) = &self.save {
            save::save(global, name, query)?;
        }
        let found = match &self.queries {
            Some(file) => self.batch(global, file, question.request)?,
            None => self.one(global, question)?,
        };
        Ok(if failed { Outcome::Faults } else { found })
    }

    /// How recency counts, if requested.
    fn recency(&self) -> Result<Option<Recency>> {
        let Some(half_life) = self.recent else { return Ok(None) };
        if self.sort != Sort::Relevance {
            bail!(
                "--recent works only with --sort relevance; --sort {} already sorts by date",
                self.sort.name()
            )
        }
        // `--recent 30d` would otherwise look for the word "30d" and say nothing about it.
        match &self.query {
            Some(text) if half_life.is_none() && text.parse::<HalfLife>().is_ok() => {
                bail!("write --recent={text} for an age, or \"{text}\" in quotes to search for the word")
            }
            _ => Ok(Some(Recency { half_life })),
        }
    }

    /// Brings the index up to date if requested; reports faults if a path could not be read.
    fn update_corpus(&self, global: &Global) -> Result<Outcome> {
        if self.corpus.is_empty() {
            return Ok(Outcome::Done);
        }
        let summary = bring_up_to_date(global, &self.corpus, &default_options(global)?, None)?;
        global.say(format!("{}: {}", global.index.display(), sentence(&summary)));
        Ok(match summary {
            Summary { interrupted: true, .. } => Outcome::Interrupted(interrupt::listen().exit_code()),
            Summary { failed, .. } if failed > 0 => Outcome::Faults,
            _ => Outcome::Done,
        })
    }

    fn one(&self, global: &Global, mut question: Question) -> Result<Outcome> {
        // The process ends with the answer; to close the index before would take a twentieth of the time.
        let engine = ManuallyDrop::new(global.engine()?);
        let request = &mut question.request;
        request.limit = self.limit.unwrap_or(request.limit);
        request.snippets = self.format != Format::Articles;
        request.copies = self.copies.of_hits(self.format == Format::Articles);
        question.help = help::is_wanted(global);
        let response = ask(&*engine, &question)?;
        let mut out = global.output();
        let format = self.format.or_json(global.json);
        answer::print(&mut out, &response, question.text(), format)?;
        out.flush()?;
        answer::say(global, &response, format);
        Ok(if response.total == 0 { Outcome::NothingFound } else { Outcome::Done })
    }

    fn batch(&self, global: &Global, file: &Path, mut request: Request) -> Result<Outcome> {
        copies::check_run(&self.copies)?;
        let engine = global.engine()?;
        request.limit = self.limit.unwrap_or(BATCH_LIMIT);
        request.snippets = false;
        request.references = true;
        let mut out = global.output();
        let mut outcome = Outcome::NothingFound;
        for query in batch::queries_of(file)? {
            match self.ranked(global, &engine, query?, &request) {
                Ok((id, hits)) => {
                    write_run(&mut out, &id, &hits)?;
                    if outcome == Outcome::NothingFound && !hits.is_empty() {
                        outcome = Outcome::Done;
                    }
                }
                // Print what was found so far before the error.
                Err(fault) => {
                    out.flush()?;
                    global.fault(format!("{:#}", batch::of_one_query(fault)?));
                    outcome = Outcome::Faults;
                }
            }
        }
        out.flush()?;
        Ok(outcome)
    }

    /// The id of a query of a batch and what it finds.
    fn ranked(
        &self,
        global: &Global,
        engine: &dyn Engine,
        query: BatchQuery,
        request: &Request,
    ) -> Result<(String, Vec<Hit>)> {
        let (id, text) = query.parsed()?;
        let read = query.at(self.reading.question_at(text, global, Some(query.place())))?;
        let question = read.with(request.clone());
        let response = query.at(ask(engine, &question).map_err(Into::into))?;
        Ok((id.to_owned(), response.hits))
    }
}

/// The hits of one query as lines of a TREC run.
///
/// Scores fall strictly, so that tools that sort by score keep our order, and an id
/// shared by several articles stands once, where the first of them ranks.
fn write_run(out: &mut Output, query_id: &str, hits: &[Hit]) -> std::io::Result<()> {
    let mut seen = std::collections::HashSet::new();
    let mut last = f64::INFINITY;
    let distinct = hits.iter().filter(|hit| seen.insert(hit.article.id.as_str()));
    for (rank, hit) in (1..).zip(distinct) {
        let score = f64::from(hit.score).min(last - 1e-6);
        last = score;
        out.line(format!("{query_id} Q0 {} {rank} {score:.6} dateline", hit.article.id))?;
    }
    Ok(())
}
