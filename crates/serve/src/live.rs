//! The archive as it is now: opened again whenever it changes, while answers of the moment before are finished.

use std::collections::HashMap;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use dateline_search::budget::{Budget, Limits, Stop};
use dateline_search::complete::Completions;
use dateline_search::engine::{Description, Engine, EngineError};
use dateline_search::periods::Step;
use dateline_search::request::{FacetField, Request};

use crate::archive::{Archive, Opened};
use crate::fault::{Fault, Kind};

/// What could not be opened is tried again after this time.
const AGAIN: Duration = Duration::from_secs(10);

/// This many earlier moments stay open, for those who page through an answer.
const EARLIER: usize = 2;

/// The facets whose values are completed.
pub const COMPLETED: [FacetField; 4] =
    [FacetField::Person, FacetField::Organisation, FacetField::Place, FacetField::Source];

/// What of the settings an answer depends on.
#[derive(Debug, Clone, Copy)]
pub struct Serving {
    /// The time that the work on a query may take.
    pub query_time: Duration,
    /// True where one has to sign in.
    pub has_login: bool,
}

/// An archive opened at one moment, with what is found out of it once.
pub struct Snapshot {
    /// What answers questions.
    pub engine: Box<dyn Engine + Send + Sync>,
    /// The name of the moment.
    pub generation: String,
    warnings: Vec<String>,
    stale: RwLock<Option<String>>,
    /// What the archive holds.
    pub about: Description,
    /// How it is served.
    pub serving: Serving,
    /// Where it comes from.
    pub archive: Arc<dyn Archive>,
    countries: OnceLock<HashMap<String, u64>>,
    periods: [OnceLock<HashMap<String, u64>>; 4],
    completions: OnceLock<Vec<(FacetField, Completions)>>,
}

impl Snapshot {
    fn of(archive: &Arc<dyn Archive>, serving: Serving) -> Result<Snapshot, EngineError> {
        let Opened { engine, generation, warnings } = archive.open()?;
        let about = engine.describe()?;
        Ok(Snapshot {
            engine,
            generation,
            warnings,
            stale: RwLock::default(),
            about,
            serving,
            archive: Arc::clone(archive),
            countries: OnceLock::new(),
            periods: Default::default(),
            completions: OnceLock::new(),
        })
    }

    /// What was wrong when the archive was last to be opened again, if something was.
    pub fn stale(&self) -> Option<String> {
        self.stale.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the user should know before trusting an answer.
    pub fn warnings(&self) -> Vec<String> {
        let stale = self.stale().map(|reason| {
            format!("the index has changed but cannot be opened; showing its previous state: {reason}")
        });
        self.warnings.iter().cloned().chain(stale).collect()
    }

    /// How many articles of the archive are about each country, by code.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn countries(&self) -> Result<&HashMap<String, u64>, EngineError> {
        self.once(&self.countries, FacetField::Country)
    }

    /// How many articles of the archive were published in each period of a length.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn periods(&self, step: Step) -> Result<&HashMap<String, u64>, EngineError> {
        let at = match step {
            Step::Day => 0,
            Step::Week => 1,
            Step::Month => 2,
            Step::Year => 3,
        };
        self.once(&self.periods[at], FacetField::of_step(step))
    }

    fn once<'a>(
        &self,
        known: &'a OnceLock<HashMap<String, u64>>,
        facet: FacetField,
    ) -> Result<&'a HashMap<String, u64>, EngineError> {
        if let Some(known) = known.get() {
            return Ok(known);
        }
        let request =
            Request { facets: vec![facet], facet_limit: usize::MAX, limit: 0, ..Request::default() };
        let values = self.engine.search(&request)?.facets.into_iter().flat_map(|facet| facet.values);
        Ok(known.get_or_init(|| values.map(|value| (value.value, value.count)).collect()))
    }

    /// The values of facets by the beginnings of their words.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn completions(&self) -> Result<&[(FacetField, Completions)], EngineError> {
        if let Some(known) = self.completions.get() {
            return Ok(known);
        }
        let of = |facet| Ok((facet, Completions::of(&*self.engine, facet)?));
        let completions = COMPLETED.into_iter().map(of).collect::<Result<Vec<_>, EngineError>>()?;
        Ok(self.completions.get_or_init(|| completions))
    }

    /// Finds out what is found out once, so that no one has to wait for it.
    fn warm(&self) {
        // Whoever asks for what failed here gets the error.
        let _ = self.countries();
        let _ = [Step::Day, Step::Month, Step::Year].map(|step| self.periods(step).map(|_| ()));
        let _ = self.completions();
    }
}

/// The archive at one moment, for one request: all that is asked for it draws from one budget.
pub struct Moment {
    snapshot: Arc<Snapshot>,
    budget: Budget,
    stop: Stop,
}

impl Moment {
    /// For a request that begins now, and whose work ends when `stop` says so.
    pub fn of(snapshot: Arc<Snapshot>, stop: Stop) -> Moment {
        let limits = Limits { time: snapshot.serving.query_time, ..Limits::default() };
        let budget = Budget::until(limits, stop.clone());
        Moment { snapshot, budget, stop }
    }

    /// What is left of what the request may cost.
    pub fn budget(&self) -> Budget {
        self.budget.clone()
    }

    /// A budget for one of many questions of the request, which has this time.
    pub fn budget_of(&self, time: Duration) -> Budget {
        Budget::until(Limits { time, ..Limits::default() }, self.stop.clone())
    }
}

impl Deref for Moment {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.snapshot
    }
}

/// What can be served at the moment.
#[derive(Clone)]
pub enum Current {
    /// The archive.
    Open(Arc<Snapshot>),
    /// There is none yet.
    Nothing,
    /// It cannot be opened; the reason.
    Broken(String),
}

/// The archive as it is now.
pub struct Live {
    archive: Arc<dyn Archive>,
    serving: Serving,
    state: RwLock<State>,
}

struct State {
    current: Current,
    /// The latest last.
    earlier: Vec<Arc<Snapshot>>,
    /// Of what `current` was made.
    seen: Option<String>,
    /// When it was last to be opened.
    looked: Instant,
}

impl Live {
    /// Opens the archive, if there is one that can be opened.
    pub fn new(archive: Arc<dyn Archive>, serving: Serving) -> Live {
        let state =
            State { current: Current::Nothing, earlier: Vec::new(), seen: None, looked: Instant::now() };
        let live = Live { archive, serving, state: RwLock::new(state) };
        live.refresh();
        live
    }

    /// What can be served now.
    pub fn current(&self) -> Current {
        self.state.read().unwrap_or_else(PoisonError::into_inner).current.clone()
    }

    /// The archive as it is now.
    ///
    /// # Errors
    /// If there is none, or it cannot be opened.
    pub fn snapshot(&self) -> Result<Arc<Snapshot>, Fault> {
        match self.current() {
            Current::Open(snapshot) => Ok(snapshot),
            Current::Nothing => Err(Fault::new(Kind::NoArchive, "there is no index here yet")),
            Current::Broken(reason) => Err(Fault::new(Kind::Broken, reason)),
        }
    }

    /// The archive at this moment, if it is still open.
    pub fn at(&self, generation: &str) -> Option<Arc<Snapshot>> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let current = match &state.current {
            Current::Open(snapshot) => Some(snapshot),
            _ => None,
        };
        current.into_iter().chain(&state.earlier).find(|snapshot| snapshot.generation == generation).cloned()
    }

    /// The command that makes the archive.
    pub fn command(&self) -> String {
        self.archive.command()
    }

    /// Opens the archive again if it has changed; says whether it had. An archive that cannot be opened does not
    /// replace one that is open.
    pub fn refresh(&self) -> bool {
        let now = self.archive.generation();
        {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            let is_well = match &state.current {
                Current::Open(snapshot) => snapshot.stale().is_none(),
                Current::Nothing => true,
                Current::Broken(_) => false,
            };
            if state.seen == now && (is_well || state.looked.elapsed() < AGAIN) {
                return false;
            }
        }
        let next = match &now {
            None => Current::Nothing,
            Some(_) => self.opened(),
        };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.looked = Instant::now();
        if let (Current::Open(open), Current::Broken(_) | Current::Nothing) = (&state.current, &next) {
            let reason = match next {
                Current::Broken(reason) => reason,
                _ => "it is gone".to_owned(),
            };
            *open.stale.write().unwrap_or_else(PoisonError::into_inner) = Some(reason);
            state.seen = now;
            return true;
        }
        if let Current::Open(before) = std::mem::replace(&mut state.current, next) {
            state.earlier.push(before);
            let extra = state.earlier.len().saturating_sub(EARLIER);
            state.earlier.drain(..extra);
        }
        // What was opened may be newer than what was seen; then it is opened once more.
        state.seen = now;
        true
    }

    fn opened(&self) -> Current {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let snapshot = Snapshot::of(&self.archive, self.serving)?;
            snapshot.warm();
            Ok::<_, EngineError>(snapshot)
        }));
        match opened {
            Ok(Ok(snapshot)) => Current::Open(Arc::new(snapshot)),
            Ok(Err(error)) => Current::Broken(error.to_string()),
            Err(_) => Current::Broken(EngineError::Internal.to_string()),
        }
    }
}
