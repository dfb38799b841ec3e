//! Signals that ask a run to end: the first has it commit what is done, a second one ends the program at once.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::ingest::Stop;

/// A program that a signal ended has this exit code and the number of the signal on top.
const BASE: u8 = 128;

/// What signals have requested.
#[derive(Debug, Default)]
pub(super) struct Interrupt {
    requested: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

/// Listens to SIGINT and SIGTERM from now on.
pub(super) fn listen() -> &'static Interrupt {
    static INTERRUPT: OnceLock<Interrupt> = OnceLock::new();
    INTERRUPT.get_or_init(|| {
        let interrupt = Interrupt::default();
        for signal in [SIGINT, SIGTERM] {
            // Where the system refuses, a signal ends the program at once, which loses nothing that is committed.
            let _ = interrupt.register(signal);
        }
        interrupt
    })
}

impl Interrupt {
    /// The order matters: the first signal finds nothing requested, and requests it.
    fn register(&self, signal: i32) -> std::io::Result<()> {
        flag::register_conditional_shutdown(signal, exit_code(signal).into(), Arc::clone(&self.requested))?;
        flag::register_usize(signal, Arc::clone(&self.signal), usize::try_from(signal).unwrap_or_default())?;
        flag::register(signal, Arc::clone(&self.requested))?;
        Ok(())
    }

    /// The request as a run takes it.
    pub(super) fn stop(&self) -> Stop {
        Stop::of(Arc::clone(&self.requested))
    }

    /// The exit code of a run that was ended.
    pub(super) fn exit_code(&self) -> u8 {
        exit_code(i32::try_from(self.signal.load(Ordering::Relaxed)).unwrap_or(SIGINT))
    }
}

fn exit_code(signal: i32) -> u8 {
    BASE + u8::try_from(signal).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_shells() {
        assert_eq!((exit_code(SIGINT), exit_code(SIGTERM)), (130, 143));
    }
}
