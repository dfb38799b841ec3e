//! What `dateline serve` answers: the same as the command line, whole, safely, and while the index changes.

mod answers;
mod exports;
mod hostile;
mod http;
mod live;
mod login;
mod page;
mod working;

use crate::common::{Scratch, corpus};

/// An index of the sample corpus, made once for all tests.
fn sample() -> &'static Scratch {
    static SAMPLE: std::sync::OnceLock<Scratch> = std::sync::OnceLock::new();
    SAMPLE.get_or_init(|| {
        let scratch = Scratch::new();
        scratch.index_with(&[corpus().to_str().unwrap()]);
        scratch
    })
}
