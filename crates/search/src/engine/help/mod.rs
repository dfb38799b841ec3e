//! Asking an engine what to do about a search that found nothing or little.
//!
//! [`slips`] looks for what was probably meant by words and names that no article has, [`wider`]
//! for conditions that can be left out or widened.

mod slips;
mod wider;

use std::time::Duration;

use crate::ask::without_stop_words;
use crate::budget::Budget;
use crate::help::{Counted, Help, Part, joined, parts};
use crate::query::{ParseOptions, Query, parse};
use crate::request::{Filters, Request};

use super::{Engine, EngineError};

/// From this many articles on, a search needs no help.
const ENOUGH: u64 = 3;
/// Help that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_millis(1500);
/// The most conditions that are counted one by one.
const MOST_PARTS: usize = 12;

/// A search as it was requested.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The request to the engine.
    pub request: &'a Request,
    /// The query as it was typed.
    pub text: &'a str,
    /// How it was read.
    pub options: ParseOptions,
}

/// Help on a search that found few articles; none if it found enough or there is nothing to suggest.
///
/// It costs a few dozen counts at most, and a look through the words of the index for each word
/// that it lacks. It draws from the budget of the search, and takes a second and a half at most.
///
/// # Errors
/// If the engine cannot be read.
pub fn help(engine: &dyn Engine, asked: &Asked<'_>, found: u64) -> Result<Option<Help>, EngineError> {
    let parts = parts(&asked.request.query, &asked.request.filters);
    if found >= ENOUGH || (parts.is_empty() && found > 0) {
        return Ok(None);
    }
    let help = Help { found, ..Help::default() };
    let budget = asked.request.budget.clone().unwrap_or_default().within(PATIENCE);
    let base = base(asked.request, &budget);
    let mut helper = Helper { engine, asked, base, budget, parts, alone: Vec::new(), help };
    match helper.look_for_all() {
        // What was found until then is of use too.
        Ok(()) | Err(EngineError::TooCostly(_)) => {}
        Err(error) => return Err(error),
    }
    if found == 0 && !helper.help.has_other_search() {
        let all = Request { budget: None, ..helper.base.clone() };
        helper.help.browse = Some(engine.search(&all)?.total);
    }
    Ok(Some(helper.help).filter(|help| !help.is_empty()))
}

/// A request that counts all articles as this one counts those that match.
fn base(request: &Request, budget: &Budget) -> Request {
    let mut base = Request { budget: Some(budget.clone()), ..request.clone() };
    (base.query, base.filters) = (Query::All, Filters::default());
    (base.limit, base.offset, base.facets) = (0, 0, Vec::new());
    base
}

/// Finds out one thing after the other.
struct Helper<'a> {
    engine: &'a dyn Engine,
    asked: &'a Asked<'a>,
    base: Request,
    budget: Budget,
    parts: Vec<Part>,
    /// How many articles each part finds alone, where that was counted.
    alone: Vec<u64>,
    help: Help,
}

impl Helper<'_> {
    fn look_for_all(&mut self) -> Result<(), EngineError> {
        self.count_alone()?;
        self.look_for_slips()?;
        self.leave_out()?;
        if self.help.found == 0 {
            self.widen()?;
            self.any_word()?;
        }
        Ok(())
    }

    /// How many articles a query and filters find.
    fn count(&self, query: Query, filters: Filters) -> Result<u64, EngineError> {
        Ok(self.counts([(query, filters)])?.into_iter().sum())
    }

    /// The same for several of them, in one go.
    fn counts(&self, asked: impl IntoIterator<Item = (Query, Filters)>) -> Result<Vec<u64>, EngineError> {
        let request = |(query, filters)| Request { query, filters, ..self.base.clone() };
        self.engine.totals(&asked.into_iter().map(request).collect::<Vec<_>>())
    }

    fn count_joined<'p>(&self, parts: impl Iterator<Item = &'p Part>) -> Result<u64, EngineError> {
        let (query, filters) = joined(parts);
        self.count(query, filters)
    }

    /// How many articles a query finds that is typed and read like the original one.
    fn count_text(&self, text: &str, filters: Filters) -> Result<u64, EngineError> {
        self.count_read(text, &ParseOptions { strict: false, ..self.asked.options }, filters)
    }

    fn count_read(&self, text: &str, options: &ParseOptions, filters: Filters) -> Result<u64, EngineError> {
        match parse(text, options) {
            Ok(parsed) => {
                let request = Request { query: parsed.query, filters, ..self.base.clone() };
                Ok(self.engine.search(&without_stop_words(self.engine, request)?)?.total)
            }
            Err(_) => Ok(0),
        }
    }

    fn count_alone(&mut self) -> Result<(), EngineError> {
        if self.parts.len() > MOST_PARTS {
            return Ok(());
        }
        self.alone = self.counts(self.parts.iter().map(|part| joined(std::iter::once(part))))?;
        if self.help.found > 0 || self.parts.len() < 2 {
            return Ok(());
        }
        let counted =
            self.parts.iter().zip(&self.alone).filter(|(part, _)| !matches!(part, Part::Excluded(_)));
        self.help.alone =
            counted.map(|(part, &articles)| Counted { clause: part.to_string(), articles }).collect();
        Ok(())
    }
}
