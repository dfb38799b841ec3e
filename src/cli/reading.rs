//! Options of the commands that read files: corrections for single sites, and the report.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use super::Global;
use crate::ingest::{Corrections, ReportWriter};

/// The folder of corrections in the folder of the index.
const SITES: &str = "sites";

/// A report that goes to a file.
pub(super) type FileReport = ReportWriter<BufWriter<File>>;

/// Options of the commands that read files.
#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Folder of corrections for single sites, one TOML file per site [default: sites in the index folder]
    #[arg(long, value_name = "DIR", env = "DATELINE_SITES")]
    sites: Option<PathBuf>,
    /// Write a report of what was read and skipped to this file, as JSON lines
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl ReadArgs {
    /// The corrections to read with.
    pub(super) fn corrections(&self, global: &Global) -> Result<Corrections> {
        match &self.sites {
            Some(folder) => Ok(Corrections::load(folder)?),
            None => default_corrections(global),
        }
    }

    /// The report, if one is wanted.
    pub(super) fn report(&self) -> Result<Option<FileReport>> {
        self.report.as_deref().map(create_report).transpose()
    }
}

/// The corrections in the folder of the index; none where it has no such folder.
pub(super) fn default_corrections(global: &Global) -> Result<Corrections> {
    let folder = global.index.join(SITES);
    Ok(if folder.is_dir() { Corrections::load(&folder)? } else { Corrections::default() })
}

fn create_report(path: &Path) -> Result<FileReport> {
    let file =
        File::create(path).with_context(|| format!("cannot write the report to {}", path.display()))?;
    Ok(ReportWriter::new(BufWriter::new(file)))
}

/// Ends a report with the sums of the run.
pub(super) fn finish_report(report: Option<FileReport>, sums: &impl Serialize) -> Result<()> {
    match report {
        Some(report) => report.finish(sums).context("cannot write the report"),
        None => Ok(()),
    }
}
