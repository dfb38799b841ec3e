//! Options of the commands that read files: their format, columns, corrections for single sites, the report.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use super::Global;
use crate::ingest::{Corrections, ReportWriter};
use dateline_read::{Choices, Columns, Format};

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
    /// Read all files as this format: text, html, json, csv, xml, warc… (see docs/formats.md) [default: detected from the content]
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<Format>,
    /// Columns of tables and keys of JSON by the fields they hold, such as headline=Titel,body=Volltext
    #[arg(long, value_name = "FIELD=NAME,…", value_parser = Columns::from_str)]
    columns: Option<Columns>,
}

impl ReadArgs {
    /// The corrections to read with.
    pub(super) fn corrections(&self, global: &Global) -> Result<Corrections> {
        match &self.sites {
            Some(folder) => Ok(Corrections::load(folder)?),
            None => default_corrections(global),
        }
    }

    /// What the user says of the files.
    pub(super) fn choices(&self) -> Choices {
        Choices {
            format: self.input_format,
            columns: self.columns.clone().unwrap_or_default(),
            keep_raw: false,
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
