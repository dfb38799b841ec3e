//! Work on all cores with results in the order of the jobs and bounded memory.
//!
//! Nothing that goes wrong in there ends or holds up a run: a job whose work panics comes out as lost, in its place;
//! of the threads that the system does not give the work is done
//! by the others, at last by the calling one. The thread that makes the jobs is waited for by nobody, as a
//! read that never returns would otherwise hold up the end.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select, unbounded};

/// How much of the input may be under way at once, in bytes.
///
/// One job may be larger than this; it then is under way alone.
const IN_FLIGHT: usize = 32 << 20;

/// After this time without a result, the consumer is called.
const IDLE: Duration = Duration::from_secs(1);

/// How many jobs may be under way at once.
const JOBS_IN_FLIGHT: usize = 512;

/// At most this many results are handed over together, where jobs come faster than they are done: waking
/// the consumer costs about as much as a short job.
const BATCH_SIZE: usize = 16;

/// Something to do with a piece of the input.
pub trait Job: Send + 'static {
    /// What stays known of the job when the work on it is lost.
    type Mark: Send + 'static;

    /// How many bytes of the input it holds.
    fn cost(&self) -> usize;

    /// What to know of it when the work on it is lost.
    fn mark(&self) -> Self::Mark;
}

/// The results of the jobs, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<O, M> {
    /// A job was done.
    Done(O),
    /// The work on a job panicked.
    Lost(M),
    /// What makes the jobs panicked; no more follow.
    Broken,
    /// Nothing came for a second or so.
    Idle,
}

/// Where jobs are handed over; after `Break` no more are wanted.
pub type Jobs<'j, J> = dyn FnMut(J) -> ControlFlow<()> + 'j;

/// Runs `work` over jobs on `threads` threads and gives the results to `take` in job order.
///
/// `jobs` hands over the jobs; it runs on a thread of its own and is held up when it is more than a fixed
/// number of bytes ahead. `take` runs on the calling thread; when it breaks, the remaining jobs are dropped, and only
/// the work that is under way is waited for.
pub fn in_order<J, O>(
    jobs: impl FnOnce(&mut Jobs<J>) + Send + 'static,
    threads: usize,
    work: impl Fn(J) -> O + Sync,
    mut take: impl FnMut(Outcome<O, J::Mark>) -> ControlFlow<()>,
) where
    J: Job,
    O: Send,
{
    let budget = Arc::new(Budget::new(IN_FLIGHT));
    let (job_sender, job_receiver) = bounded(JOBS_IN_FLIGHT);
    let (result_sender, result_receiver) = unbounded();
    let (stop_sender, stop_receiver) = bounded::<()>(0);
    // There may be no thread to be had, not even one.
    if let Err(jobs) = made_apart(jobs, &budget, job_sender) {
        return alone(jobs, &work, &mut take);
    }
    thread::scope(|scope| {
        // Dropped at the end, also where `take` panics: the workers would wait for ever.
        let _closing = Closing { budget: &budget, _stop: stop_sender };
        let mut workers = 0;
        for _ in 0..threads.max(1) {
            let (jobs, stop, results) = (&job_receiver, &stop_receiver, result_sender.clone());
            let (threads, work) = (threads.max(1), &work);
            let run = move || run_jobs(jobs, stop, threads, &results, work);
            match thread::Builder::new().spawn_scoped(scope, run) {
                Ok(_) => workers += 1,
                Err(_) => break,
            }
        }
        drop(result_sender);
        match workers {
            0 => do_received(&job_receiver, &budget, &work, &mut take),
            _ => deliver(&result_receiver, &budget, &mut take),
        }
    });
}

/// Ends the producer and the workers when it goes.
struct Closing<'a> {
    budget: &'a Budget,
    _stop: Sender<()>,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.budget.close();
    }
}

/// A job, or nothing where making it panicked.
type Made<J> = Option<J>;

/// A job or a result with its number in the order and its cost.
struct Numbered<T> {
    number: u64,
    cost: usize,
    value: T,
}

/// What came of a job, in its place.
type Settled<J, O> = Numbered<Outcome<O, <J as Job>::Mark>>;

/// Makes the jobs on a thread that nobody waits for; returns them if no thread can be started.
fn made_apart<J, F>(jobs: F, budget: &Arc<Budget>, sender: Sender<Numbered<Made<J>>>) -> Result<(), F>
where
    J: Job,
    F: FnOnce(&mut Jobs<J>) + Send + 'static,
{
    // The closure is gone where its thread cannot be made, and what it owns would go with it.
    let (jobs, budget) = (Arc::new(Mutex::new(Some(jobs))), Arc::clone(budget));
    let for_thread = Arc::clone(&jobs);
    let made = thread::Builder::new().spawn(move || {
        let jobs = for_thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        jobs.into_iter().for_each(|jobs| produce(jobs, &budget, &sender));
    });
    match made {
        Ok(_) => Ok(()),
        Err(_) => jobs.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err),
    }
}

fn produce<J: Job>(jobs: impl FnOnce(&mut Jobs<J>), budget: &Budget, sender: &Sender<Numbered<Made<J>>>) {
    let mut number = 0;
    let mut send = |value: Made<J>| {
        let cost = value.as_ref().map_or(0, Job::cost);
        if !budget.acquire(cost) || sender.send(Numbered { number, cost, value }).is_err() {
            return ControlFlow::Break(());
        }
        number += 1;
        ControlFlow::Continue(())
    };
    if catch_unwind(AssertUnwindSafe(|| jobs(&mut |job| send(Some(job))))).is_err() {
        let _ = send(None);
    }
}

/// Does the work on a job; a panic is returned as a lost job.
fn done<J: Job, O>(job: Made<J>, work: &impl Fn(J) -> O) -> Outcome<O, J::Mark> {
    let Some(job) = job else { return Outcome::Broken };
    let mark = job.mark();
    match catch_unwind(AssertUnwindSafe(|| work(job))) {
        Ok(result) => Outcome::Done(result),
        Err(_) => Outcome::Lost(mark),
    }
}

/// Makes and does the jobs on the calling thread, if there is no other.
fn alone<J: Job, O>(
    jobs: impl FnOnce(&mut Jobs<J>),
    work: &impl Fn(J) -> O,
    take: &mut impl FnMut(Outcome<O, J::Mark>) -> ControlFlow<()>,
) {
    // A panic of `take` goes on once the jobs have ended: whoever makes them must not take it for one of his own.
    let mut panic = None;
    let mut take = |outcome| match catch_unwind(AssertUnwindSafe(|| take(outcome))) {
        Ok(flow) => flow,
        Err(payload) => {
            panic = Some(payload);
            ControlFlow::Break(())
        }
    };
    if catch_unwind(AssertUnwindSafe(|| jobs(&mut |job| take(done(Some(job), work))))).is_err() {
        let _ = take(Outcome::Broken);
    }
    if let Some(payload) = panic {
        resume_unwind(payload);
    }
}

/// Does the jobs that another thread makes on the calling thread.
fn do_received<J: Job, O>(
    jobs: &Receiver<Numbered<Made<J>>>,
    budget: &Budget,
    work: &impl Fn(J) -> O,
    take: &mut impl FnMut(Outcome<O, J::Mark>) -> ControlFlow<()>,
) {
    for job in jobs {
        budget.release(job.cost);
        if take(done(job.value, work)).is_break() {
            return;
        }
    }
}

/// Does the jobs that wait, no more at a time than this thread's share of them.
fn run_jobs<J: Job, O>(
    jobs: &Receiver<Numbered<Made<J>>>,
    stop: &Receiver<()>,
    threads: usize,
    results: &Sender<Vec<Settled<J, O>>>,
    work: &impl Fn(J) -> O,
) {
    let done = |Numbered { number, cost, value }| Numbered { number, cost, value: done(value, work) };
    loop {
        // The producer may never come back from a read; the end does not wait for it.
        let first = select! {
            recv(jobs) -> job => job,
            recv(stop) -> _ => return,
        };
        let Ok(first) = first else { return };
        let further = (jobs.len() / threads).min(BATCH_SIZE - 1);
        let batch = std::iter::once(first).chain(jobs.try_iter().take(further));
        if results.send(batch.map(done).collect()).is_err() {
            return;
        }
    }
}

fn deliver<O, M>(
    results: &Receiver<Vec<Numbered<Outcome<O, M>>>>,
    budget: &Budget,
    take: &mut impl FnMut(Outcome<O, M>) -> ControlFlow<()>,
) {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    loop {
        match results.recv_timeout(IDLE) {
            Ok(batch) => waiting.extend(batch.into_iter().map(|result| (result.number, result))),
            Err(RecvTimeoutError::Timeout) if take(Outcome::Idle).is_continue() => continue,
            Err(_) => return,
        };
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            budget.release(result.cost);
            if take(result.value).is_break() {
                return;
            }
        }
    }
}

/// A count of bytes that may be under way, shared between the producer and the consumer.
struct Budget {
    limit: usize,
    state: Mutex<BudgetState>,
    changed: Condvar,
}

struct BudgetState {
    used: usize,
    jobs: usize,
    closed: bool,
}

impl Budget {
    fn new(limit: usize) -> Self {
        let state = Mutex::new(BudgetState { used: 0, jobs: 0, closed: false });
        Self { limit, state, changed: Condvar::new() }
    }

    /// Waits until there is room; false if the budget was closed meanwhile.
    fn acquire(&self, cost: usize) -> bool {
        let full = |s: &mut BudgetState| {
            !s.closed && s.jobs > 0 && (s.used + cost > self.limit || s.jobs >= JOBS_IN_FLIGHT)
        };
        let guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.changed.wait_while(guard, full).unwrap_or_else(PoisonError::into_inner);
        state.used += cost;
        state.jobs += 1;
        !state.closed
    }

    fn release(&self, cost: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.used -= cost;
        state.jobs -= 1;
        let is_roomy = state.used <= self.limit / 2 && state.jobs <= JOBS_IN_FLIGHT / 2;
        drop(state);
        // A producer that waited goes on when it can draw several jobs.
        if is_roomy {
            self.changed.notify_all();
        }
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    /// A number that takes so many bytes.
    struct Number {
        number: u64,
        bytes: usize,
    }

    impl Job for Number {
        type Mark = u64;

        fn cost(&self) -> usize {
            self.bytes
        }

        fn mark(&self) -> u64 {
            self.number
        }
    }

    fn numbers(count: u64, bytes: usize) -> impl Iterator<Item = Number> + Send + 'static {
        (0..count).map(move |number| Number { number, bytes })
    }

    fn of(
        mut numbers: impl Iterator<Item = Number> + Send + 'static,
    ) -> impl FnOnce(&mut Jobs<Number>) + Send {
        move |out| {
            let _ = numbers.try_for_each(out);
        }
    }

    /// All results of the jobs.
    fn all(
        jobs: impl Iterator<Item = Number> + Send + 'static,
        threads: usize,
        work: impl Fn(u64) -> u64 + Sync,
    ) -> Vec<Outcome<u64, u64>> {
        let mut seen = Vec::new();
        in_order(
            of(jobs),
            threads,
            |job| work(job.number),
            |outcome| {
                seen.push(outcome);
                ControlFlow::Continue(())
            },
        );
        seen
    }

    #[test]
    fn the_taker_is_told_when_nothing_comes() {
        let slow = numbers(2, 1).inspect(|job| thread::sleep(IDLE * 3 / 2 * job.number as u32));
        let mut seen = all(slow, 1, |n| n);
        let idle = seen.iter().filter(|outcome| **outcome == Outcome::Idle).count();
        seen.retain(|outcome| *outcome != Outcome::Idle);
        assert_eq!(seen, [Outcome::Done(0), Outcome::Done(1)]);
        assert!(idle >= 1);
    }

    #[test]
    fn results_come_in_order() {
        let work = |n: u64| {
            if n.is_multiple_of(7) {
                thread::sleep(Duration::from_millis(2));
            }
            n * 2
        };
        let want: Vec<_> = (0..500).map(|n| Outcome::Done(n * 2)).collect();
        assert_eq!(all(numbers(500, 1000), 4, work), want);
    }

    #[test]
    fn a_job_whose_work_panics_is_lost_in_its_place() {
        let work = |n: u64| if n % 50 == 7 { panic!("a fault of the work") } else { n };
        let want: Vec<_> =
            (0..200).map(|n| if n % 50 == 7 { Outcome::Lost(n) } else { Outcome::Done(n) }).collect();
        let mut seen = all(numbers(200, 1), 3, work);
        // Printing a panic may take longer than the consumer waits for a result.
        seen.retain(|outcome| *outcome != Outcome::Idle);
        assert_eq!(seen, want);
    }

    #[test]
    fn a_panic_of_what_makes_the_jobs_is_reported() {
        let broken = numbers(6, 1).inspect(|job| assert!(job.number != 3, "a fault of a reader"));
        let want: Vec<_> = [0, 1, 2].map(Outcome::Done).into_iter().chain([Outcome::Broken]).collect();
        assert_eq!(all(broken, 2, |n| n), want);
    }

    #[test]
    fn a_read_that_never_returns_does_not_hold_up_the_end() {
        let blocked = numbers(2, 1).inspect(|job| {
            if job.number == 1 {
                thread::sleep(Duration::from_secs(3600));
            }
        });
        let start = Instant::now();
        in_order(of(blocked), 2, |job| job.number, |_| ControlFlow::Break(()));
        assert!(start.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn without_threads_the_calling_one_does_the_work() {
        let mut seen = Vec::new();
        alone(of(numbers(4, 1)), &|job: Number| job.number, &mut |outcome| {
            seen.push(outcome);
            if seen.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(seen, [0, 1, 2].map(Outcome::Done));
        let fails =
            || alone(of(numbers(4, 1)), &|job: Number| job.number, &mut |_| panic!("a fault of the taker"));
        assert!(catch_unwind(fails).is_err());
    }

    #[test]
    fn breaking_stops_the_producer() {
        let drawn = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&drawn);
        let jobs = numbers(1_000_000, 1 << 20).inspect(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let mut taken = 0;
        in_order(
            of(jobs),
            2,
            |job| job.number,
            |_| {
                taken += 1;
                if taken == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert!(drawn.load(Ordering::Relaxed) < 10_000);
    }

    #[test]
    fn the_producer_stays_within_the_budget() {
        let counts = Arc::new([const { AtomicUsize::new(0) }; 3]);
        let in_producer = Arc::clone(&counts);
        let jobs = numbers(200, 8 << 20).inspect(move |_| {
            let [started, finished, most] = &*in_producer;
            let open = started.fetch_add(1, Ordering::SeqCst) + 1 - finished.load(Ordering::SeqCst);
            most.fetch_max(open, Ordering::SeqCst);
        });
        in_order(
            of(jobs),
            2,
            |job| job.number,
            |_| {
                counts[1].fetch_add(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        // Four jobs fill the budget; one more is drawn from the iterator before it waits.
        let most = counts[2].load(Ordering::SeqCst);
        assert!(most <= 6, "{most} under way");
    }

    #[test]
    fn a_job_above_the_budget_runs_alone() {
        let jobs = [100 << 20, 1, 200 << 20].into_iter();
        let jobs = jobs.map(|bytes| Number { number: bytes as u64, bytes });
        let sum = all(jobs, 2, |n| n)
            .iter()
            .map(|done| if let Outcome::Done(n) = done { *n } else { 0 })
            .sum::<u64>();
        assert_eq!(sum, (300 << 20) + 1);
    }
}
