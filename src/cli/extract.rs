//! `dateline extract`: read and enrich, print one JSON object a line, index nothing.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::pipeline::{self, ExtractOptions, Severity};
use crate::readers::Format;

use super::{Global, Outcome};

/// Read and enrich, print one JSON object a line, index nothing
#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Files and folders to read; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read all files as this format: text, html, json or jsonl [default: told from the content]
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<Format>,
    /// End with exit code 2 if a document was skipped
    #[arg(long)]
    strict: bool,
}

impl ExtractArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let options = ExtractOptions { threads: global.threads, format: self.input_format };
        let mut out = global.output();
        let mut written = Ok(());
        let (mut skipped, mut failed) = (0u64, 0u64);
        pipeline::extract(&self.paths, &options, |result| {
            match result {
                Ok(article) => written = out.json(&article),
                Err(problem) => match problem.severity {
                    Severity::PassedOver if !global.verbose => {}
                    Severity::PassedOver => global.say(format!("passed over {problem}")),
                    Severity::Skipped => {
                        skipped += 1;
                        global.say(format!("skipped {problem}"));
                    }
                    Severity::Failed => {
                        failed += 1;
                        anstream::eprintln!("dateline: {problem}");
                    }
                },
            }
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        out.flush()?;
        if skipped > 0 {
            global.say(format!("{skipped} skipped"));
        }
        let faults = failed > 0 || (self.strict && skipped > 0);
        Ok(if faults { Outcome::Faults } else { Outcome::Done })
    }
}
