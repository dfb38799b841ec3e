//! Work on a question, off the threads that talk to the network, and no more of it at a time than the machine does well.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fault::{Fault, Kind};
use crate::settings::Limits;

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);

/// The places at which work is done.
pub struct Places {
    working: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    exports: Arc<Semaphore>,
    /// Hashing a password takes a core and memory on purpose.
    logins: Arc<Semaphore>,
}

/// Someone who waits; the count goes down when this is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Places {
    /// As many as the limits say.
    pub fn new(limits: &Limits) -> Places {
        Places {
            working: Arc::new(Semaphore::new(limits.working.max(1))),
            waiting: AtomicUsize::new(0),
            most_waiting: limits.waiting,
            exports: Arc::new(Semaphore::new(limits.exports.max(1))),
            logins: Arc::new(Semaphore::new(1)),
        }
    }

    /// A place to work at, once one is free.
    ///
    /// # Errors
    /// If too many wait already, or it takes too long.
    pub async fn place(&self) -> Result<OwnedSemaphorePermit, Fault> {
        if let Ok(permit) = Arc::clone(&self.working).try_acquire_owned() {
            return Ok(permit);
        }
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if waiting >= self.most_waiting {
            return Err(busy());
        }
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.working).acquire_owned()).await;
        permit.ok().and_then(Result::ok).ok_or_else(busy)
    }

    /// A place for an export, which takes long and must not keep others from searching.
    ///
    /// # Errors
    /// If none becomes free for a while.
    pub async fn export(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.exports).acquire_owned()).await;
        permit.ok().and_then(Result::ok).ok_or_else(busy)
    }

    /// Does work at a place, and makes a panic in it a fault.
    ///
    /// # Errors
    /// If there is no place, or the work fails.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = self.place().await?;
        at(permit, work).await
    }

    /// Does work that takes long at a place for exports.
    ///
    /// # Errors
    /// If there is no place, or the work fails.
    pub async fn long<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = self.export().await?;
        at(permit, work).await
    }

    /// Does the work of a login, one at a time and beside the places for searching.
    ///
    /// # Errors
    /// If none can be done for a while, or the work fails.
    pub async fn login<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.logins).acquire_owned()).await;
        at(permit.ok().and_then(Result::ok).ok_or_else(busy)?, work).await
    }
}

/// Does work at a place.
async fn at<T: Send + 'static>(
    permit: OwnedSemaphorePermit,
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        guarded(work)
    });
    done.await.unwrap_or_else(|_| Err(failed()))
}

/// Does work, and makes a panic in it a fault.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failed()))
}

fn failed() -> Fault {
    Fault::new(Kind::Internal, "the server failed to answer; please report this")
}

fn busy() -> Fault {
    Fault::new(Kind::Busy, "too many requests at the moment; please try again in a second")
}
