//! The `dateline` program: parses the command line, runs the command, picks the exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use dateline::cli::{self, Cli, Outcome};

/// A tenth of the time of indexing went into small allocations, which this allocator serves faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::of_process().run() {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::Faults) => ExitCode::from(2),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cli::report(&error);
            ExitCode::from(2)
        }
    }
}

/// True if the reader of our output went away, which is how `head` works and no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let in_csv = cause.downcast_ref::<csv::Error>().map(csv::Error::kind);
        cause.downcast_ref().is_some_and(broken)
            || matches!(in_csv, Some(csv::ErrorKind::Io(error)) if broken(error))
    })
}
