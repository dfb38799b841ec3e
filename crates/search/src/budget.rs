//! The budget of a query, and the error when it is spent.
//!
//! One [`Budget`] goes with a query through all that is done for it: reading its names, its clauses, the words
//! that its patterns stand for, its filters, the counting and the help. Every kind of clause draws from it, so
//! that neither one monstrous clause nor a thousand harmless ones can take the machine's memory or its time.
//!
//! ```
//! use dateline_search::budget::{Budget, Limits, Resource};
//! let budget = Budget::new(Limits { clauses: 2, ..Limits::default() });
//! budget.draw(Resource::Clauses, 2, &"peace talks").unwrap();
//! let spent = budget.draw(Resource::Clauses, 1, &"oslo").unwrap_err();
//! assert_eq!(spent.clause, "oslo");
//! assert!(spent.to_string().starts_with("the query is too expensive at \"oslo\": more than 2 clauses"));
//! ```
//!
//! Not for: what one run of indexing may take.

use std::fmt::{self, Display};
use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use thiserror::Error;

/// Work that was done without a look at the clock, between two looks.
const BETWEEN_LOOKS: u64 = 1 << 12;

/// An error shows so many letters of a clause.
const SHOWN: usize = 60;

/// How much of everything a query may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Words, names and values to look up, after names and languages multiplied them.
    pub clauses: u64,
    /// Words of the index that patterns and near words are compared with or stand for.
    pub terms: u64,
    /// States of the automata that near words are found with.
    pub states: u64,
    /// Bytes held at one time for what the clauses found.
    pub bytes: u64,
    /// Time from the first work on.
    pub time: Duration,
}

impl Default for Limits {
    /// Far above what people ask, and well below what a machine has.
    fn default() -> Self {
        Limits {
            clauses: 65_536,
            terms: 20_000_000,
            states: 400_000,
            bytes: 128 << 20,
            time: Duration::from_secs(10),
        }
    }
}

/// What a query takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Things to look up.
    Clauses,
    /// Words of the index.
    Terms,
    /// States of automata.
    States,
    /// Memory.
    Bytes,
    /// Time.
    Time,
}

/// A query that would cost more than it may.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Spent {
    /// What there was not enough of.
    pub resource: Resource,
    /// The clause at which the budget was spent, its beginning where it is long.
    pub clause: String,
    /// How much the whole query may take of it.
    limit: String,
}

impl Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spent { resource, clause, limit } = self;
        let clause = shortened(clause, SHOWN);
        let (what, advice) = match resource {
            Resource::Clauses => ("clauses", "remove some"),
            Resource::Terms => ("index terms to compare", "write more letters before the *, or remove it"),
            Resource::States => ("automaton states for words with ~", "use fewer or shorter ones"),
            Resource::Bytes => ("of memory", "make it more specific or remove it"),
            Resource::Time => ("of processing time", "make it more specific or remove it"),
        };
        match clause.is_empty() {
            true => write!(f, "the query is too expensive: more than {limit} {what}; {advice}"),
            false => {
                write!(f, "the query is too expensive at \"{clause}\": more than {limit} {what}; {advice}")
            }
        }
    }
}

impl From<Spent> for io::Error {
    fn from(spent: Spent) -> io::Error {
        io::Error::other(spent)
    }
}

/// The first characters of a text, with an ellipsis where more follow.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Keeps the head of what is written to it, and then stops whoever writes: a clause may have megabytes.
struct Head(String);

impl fmt::Write for Head {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = (SHOWN + 1).saturating_sub(self.0.chars().count());
        self.0.extend(text.chars().take(room));
        if room == 0 { Err(fmt::Error) } else { Ok(()) }
    }
}

/// The beginning of a clause, enough for an error to show it.
pub fn head(clause: &dyn Display) -> String {
    let mut head = Head(String::new());
    // It ends with an error once enough is written.
    let _ = fmt::Write::write_fmt(&mut head, format_args!("{clause}"));
    head.0
}

impl Spent {
    /// Leaves a loop of another library, which would not listen to an error; the engine makes it an error again.
    pub fn unwind(self) -> ! {
        resume_unwind(Box::new(self))
    }
}

/// Ends the work on a query whose answer nobody waits for any more; clones end the same work.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends the work, at its next look at the clock.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is left for a query; clones draw from the same.
#[derive(Debug, Clone)]
pub struct Budget {
    shared: Arc<Shared>,
    /// When the work that this clone is for has to end, if that is before the whole query has to.
    until: Option<Instant>,
}

#[derive(Debug)]
struct Shared {
    limits: Limits,
    stop: Stop,
    started: Instant,
    clauses: AtomicU64,
    terms: AtomicU64,
    states: AtomicU64,
    bytes: AtomicU64,
}

/// Two budgets are the same if what one draws is gone from the other.
impl PartialEq for Budget {
    fn eq(&self, other: &Budget) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) && self.until == other.until
    }
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new(Limits::default())
    }
}

impl Budget {
    /// A budget whose time begins now.
    pub fn new(limits: Limits) -> Budget {
        Budget::until(limits, Stop::default())
    }

    /// A budget whose time begins now, and which is also spent once it is stopped.
    pub fn until(limits: Limits, stop: Stop) -> Budget {
        let shared = Shared {
            limits,
            stop,
            started: Instant::now(),
            clauses: AtomicU64::new(0),
            terms: AtomicU64::new(0),
            states: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        };
        Budget { shared: Arc::new(shared), until: None }
    }

    /// The same budget for a part of the work that has to end sooner.
    pub fn within(&self, time: Duration) -> Budget {
        let until = Instant::now() + time;
        Budget { until: Some(self.until.map_or(until, |earlier| earlier.min(until))), ..self.clone() }
    }

    /// Takes some of a resource for a clause, and looks at the clock.
    ///
    /// # Errors
    /// If there is not enough left.
    pub fn draw(&self, resource: Resource, amount: u64, clause: &dyn Display) -> Result<(), Spent> {
        let Shared { limits, clauses, terms, states, bytes, .. } = &*self.shared;
        let (drawn, limit) = match resource {
            Resource::Clauses => (clauses, limits.clauses),
            Resource::Terms => (terms, limits.terms),
            Resource::States => (states, limits.states),
            Resource::Bytes => (bytes, limits.bytes),
            Resource::Time => return self.look(clause),
        };
        let before = drawn.fetch_add(amount, Ordering::Relaxed);
        if before.saturating_add(amount) > limit {
            return Err(self.spent(resource, clause));
        }
        Ok(())
    }

    /// Takes memory until what is returned is dropped.
    ///
    /// # Errors
    /// If there is not enough left.
    pub fn hold(&self, bytes: u64, clause: &dyn Display) -> Result<Held, Spent> {
        // Made first, so that it is given back also where it was too much.
        let held = Held { shared: Arc::clone(&self.shared), bytes };
        self.draw(Resource::Bytes, bytes, clause)?;
        Ok(held)
    }

    /// Counts the work on a clause.
    pub fn meter<'a>(&'a self, clause: &'a dyn Display) -> Meter<'a> {
        Meter { budget: self, clause, work: 0, terms: 0 }
    }

    /// Looks at the clock.
    ///
    /// # Errors
    /// If the time is up.
    pub fn look(&self, clause: &dyn Display) -> Result<(), Spent> {
        let is_over = self.shared.stop.is_stopped()
            || self.shared.started.elapsed() > self.shared.limits.time
            || self.until.is_some_and(|until| Instant::now() > until);
        if is_over { Err(self.spent(Resource::Time, clause)) } else { Ok(()) }
    }

    fn spent(&self, resource: Resource, clause: &dyn Display) -> Spent {
        let limits = &self.shared.limits;
        let limit = match resource {
            Resource::Clauses => limits.clauses.to_string(),
            Resource::Terms => limits.terms.to_string(),
            Resource::States => limits.states.to_string(),
            Resource::Bytes => format!("{} MB", limits.bytes >> 20),
            Resource::Time => format!("{} s", limits.time.as_secs_f32()),
        };
        Spent { resource, clause: head(clause), limit }
    }
}

/// Memory that was taken from a budget, and is given back when this is dropped.
#[derive(Debug)]
pub struct Held {
    shared: Arc<Shared>,
    bytes: u64,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Counts the work on one clause and looks at the clock sometimes.
pub struct Meter<'a> {
    budget: &'a Budget,
    clause: &'a dyn Display,
    work: u64,
    terms: u64,
}

impl Meter<'_> {
    /// Counts a word of the index.
    ///
    /// # Errors
    /// If the budget is spent.
    pub fn term(&mut self) -> Result<(), Spent> {
        self.terms += 1;
        if self.terms >= BETWEEN_LOOKS {
            self.budget.draw(Resource::Terms, std::mem::take(&mut self.terms), self.clause)?;
        }
        self.work(1)
    }

    /// Counts some steps of work that are short.
    ///
    /// # Errors
    /// If the time is up.
    pub fn work(&mut self, steps: u64) -> Result<(), Spent> {
        self.work += steps;
        if self.work < BETWEEN_LOOKS {
            return Ok(());
        }
        self.work = 0;
        self.budget.look(self.clause)
    }

    /// Draws what was counted last.
    ///
    /// # Errors
    /// If the budget is spent.
    pub fn finish(self) -> Result<(), Spent> {
        self.budget.draw(Resource::Terms, self.terms, self.clause)?;
        self.budget.look(self.clause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits { clauses: 3, terms: 10_000, states: 5, bytes: 100, time: Duration::from_secs(3600) }
    }

    #[test]
    fn work_that_nobody_waits_for_is_ended() {
        let stop = Stop::default();
        let budget = Budget::until(Limits::default(), stop.clone());
        assert!(budget.look(&"talks").is_ok());
        stop.stop();
        assert_eq!(budget.look(&"talks").unwrap_err().resource, Resource::Time);
    }

    #[test]
    fn clones_draw_from_the_same() {
        let budget = Budget::new(limits());
        budget.clone().draw(Resource::Clauses, 2, &"a").unwrap();
        budget.draw(Resource::Clauses, 1, &"b").unwrap();
        let spent = budget.within(Duration::from_secs(60)).draw(Resource::Clauses, 1, &"c").unwrap_err();
        assert_eq!(
            spent.to_string(),
            "the query is too expensive at \"c\": more than 3 clauses; remove some"
        );
    }

    #[test]
    fn memory_is_given_back() {
        let budget = Budget::new(limits());
        for _ in 0..9 {
            let held = budget.hold(60, &"a*").unwrap();
            assert_eq!(budget.hold(60, &"b*").unwrap_err().resource, Resource::Bytes);
            drop(held);
        }
    }

    #[test]
    fn long_clauses_are_cut() {
        let budget = Budget::new(limits());
        let long = "é".repeat(1_000_000);
        let spent = budget.draw(Resource::States, 6, &format_args!("{long}~2")).unwrap_err();
        assert_eq!(spent.clause.chars().count(), SHOWN + 1);
        assert!(spent.to_string().contains(&format!("\"{}…\"", "é".repeat(SHOWN))));
    }

    #[test]
    fn terms_and_time_are_counted_on_the_way() {
        let budget = Budget::new(limits());
        let mut meter = budget.meter(&"a*");
        let counted = (0..20_000).take_while(|_| meter.term().is_ok()).count();
        assert!((8_000..=12_288).contains(&counted), "{counted}");
        let late = Budget::new(Limits { time: Duration::ZERO, ..limits() });
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(late.look(&"a").unwrap_err().resource, Resource::Time);
        let part = Budget::new(limits()).within(Duration::ZERO);
        std::thread::sleep(Duration::from_millis(2));
        assert!(part.meter(&"a").work(BETWEEN_LOOKS).is_err());
    }
}
