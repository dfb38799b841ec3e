//! Work on all cores with results in the order of the jobs and bounded memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};

/// How much of the input may be under way at once, in bytes.
///
/// One job may be larger than this; it then is under way alone.
const IN_FLIGHT: usize = 32 << 20;

/// After so long without a result, the taker is told.
const IDLE: Duration = Duration::from_secs(1);

/// How many jobs may be under way at once.
const JOBS_IN_FLIGHT: usize = 512;

/// At most so many results are handed over together, where jobs come faster than they are done: to wake the
/// taker costs about as much as a short job.
const TOGETHER: usize = 16;

/// Runs `work` over the jobs on `threads` threads and gives the results to `take` in job order.
///
/// Jobs are drawn from the iterator on a thread of its own, no further ahead than a fixed
/// number of bytes as told by `cost`. `take` runs on the calling thread; when it breaks,
/// the remaining jobs are dropped.
pub fn in_order<J, O, I>(
    jobs: I,
    threads: usize,
    cost: impl Fn(&J) -> usize + Sync,
    work: impl Fn(J) -> O + Sync,
    mut take: impl FnMut(O) -> ControlFlow<()>,
) where
    J: Send,
    O: Send,
    I: Iterator<Item = J> + Send,
{
    in_order_or_idle(jobs, threads, cost, work, |result| match result {
        Some(result) => take(result),
        None => ControlFlow::Continue(()),
    });
}

/// Like [`in_order`]; `take` also gets `None` every second or so in which no result comes.
pub fn in_order_or_idle<J, O, I>(
    jobs: I,
    threads: usize,
    cost: impl Fn(&J) -> usize + Sync,
    work: impl Fn(J) -> O + Sync,
    mut take: impl FnMut(Option<O>) -> ControlFlow<()>,
) where
    J: Send,
    O: Send,
    I: Iterator<Item = J> + Send,
{
    let budget = Budget::new(IN_FLIGHT);
    let (job_sender, job_receiver) = bounded(JOBS_IN_FLIGHT);
    let (result_sender, result_receiver) = unbounded();
    std::thread::scope(|scope| {
        let (budget, cost, work) = (&budget, &cost, &work);
        scope.spawn(move || produce(jobs, budget, cost, &job_sender));
        for _ in 0..threads.max(1) {
            let (jobs, results) = (job_receiver.clone(), result_sender.clone());
            scope.spawn(move || run_jobs(&jobs, threads.max(1), &results, work));
        }
        drop((job_receiver, result_sender));
        deliver(&result_receiver, budget, &mut take);
        budget.close();
        drop(result_receiver);
    });
}

/// A job or a result with its number in the order and its cost.
struct Numbered<T> {
    number: u64,
    cost: usize,
    value: T,
}

fn produce<J>(
    jobs: impl Iterator<Item = J>,
    budget: &Budget,
    cost: &impl Fn(&J) -> usize,
    sender: &Sender<Numbered<J>>,
) {
    for (number, value) in (0..).zip(jobs) {
        let cost = cost(&value);
        if !budget.acquire(cost) || sender.send(Numbered { number, cost, value }).is_err() {
            return;
        }
    }
}

/// Does the jobs that wait, no more at a time than this thread's share of them.
fn run_jobs<J, O>(
    jobs: &Receiver<Numbered<J>>,
    threads: usize,
    results: &Sender<Vec<Numbered<O>>>,
    work: &impl Fn(J) -> O,
) {
    let done = |Numbered { number, cost, value }| Numbered { number, cost, value: work(value) };
    while let Ok(first) = jobs.recv() {
        let further = (jobs.len() / threads).min(TOGETHER - 1);
        let batch = std::iter::once(first).chain(jobs.try_iter().take(further));
        if results.send(batch.map(done).collect()).is_err() {
            return;
        }
    }
}

fn deliver<O>(
    results: &Receiver<Vec<Numbered<O>>>,
    budget: &Budget,
    take: &mut impl FnMut(Option<O>) -> ControlFlow<()>,
) {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    loop {
        match results.recv_timeout(IDLE) {
            Ok(batch) => waiting.extend(batch.into_iter().map(|result| (result.number, result))),
            Err(RecvTimeoutError::Timeout) if take(None).is_continue() => continue,
            Err(_) => return,
        };
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            budget.release(result.cost);
            if take(Some(result.value)).is_break() {
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

    #[test]
    fn the_taker_is_told_when_nothing_comes() {
        let slow = (0..2u64).inspect(|n| std::thread::sleep(IDLE * 3 / 2 * (*n as u32)));
        let (mut results, mut idle) = (Vec::new(), 0);
        in_order_or_idle(
            slow,
            1,
            |_| 1,
            |n| n,
            |result| {
                match result {
                    Some(n) => results.push(n),
                    None => idle += 1,
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!(results, [0, 1]);
        assert!(idle >= 1);
    }

    #[test]
    fn results_come_in_order() {
        let mut seen = Vec::new();
        let work = |n: u64| {
            if n.is_multiple_of(7) {
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            n * 2
        };
        in_order(
            0..500u64,
            4,
            |_| 1000,
            work,
            |n| {
                seen.push(n);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(seen, (0..500).map(|n| n * 2).collect::<Vec<u64>>());
    }

    #[test]
    fn breaking_stops_the_producer() {
        let drawn = AtomicUsize::new(0);
        let jobs = (0..1_000_000).inspect(|_| {
            drawn.fetch_add(1, Ordering::Relaxed);
        });
        let mut taken = 0;
        in_order(
            jobs,
            2,
            |_| 1 << 20,
            |n: i32| n,
            |_| {
                taken += 1;
                if taken == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert!(drawn.load(Ordering::Relaxed) < 10_000);
    }

    #[test]
    fn the_producer_stays_within_the_budget() {
        let (started, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let jobs = (0..200).inspect(|_| {
            let open = started.fetch_add(1, Ordering::SeqCst) + 1 - finished.load(Ordering::SeqCst);
            most.fetch_max(open, Ordering::SeqCst);
        });
        in_order(
            jobs,
            2,
            |_| 8 << 20,
            |n: i32| n,
            |_| {
                finished.fetch_add(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        // Four jobs fill the budget; one more is drawn from the iterator before it waits.
        assert!(most.load(Ordering::SeqCst) <= 6, "{most:?} under way");
    }

    #[test]
    fn a_job_above_the_budget_runs_alone() {
        let mut sum = 0;
        in_order(
            [100 << 20, 1, 200 << 20].into_iter(),
            2,
            |&n| n,
            |n: usize| n,
            |n| {
                sum += n;
                ControlFlow::Continue(())
            },
        );
        assert_eq!(sum, (300 << 20) + 1);
    }
}
