//! `dateline index`: bring the index up to date with files and folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::index::{Report, Summary, UpdateOptions, update};
use crate::pipeline::{FileRead, Problem, ReadOptions, Severity};
use crate::readers::Format;

use super::progress::Progress;
use super::reading::{FileReport, ReadArgs, default_corrections, finish_report};
use super::{Global, Outcome};

/// Bring the index up to date with these files and folders
#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Files and folders to read; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read all files as this format: text, html, json, csv, xml, warc… (see docs/formats.md) [default: told from the content]
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<Format>,
    /// Keep articles whose files or records are no longer there
    #[arg(long)]
    keep_missing: bool,
    /// Memory for the index writer, like 256M or 1G
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = parse_size)]
    memory: usize,
    /// End with exit code 2 if a document was skipped
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    read: ReadArgs,
}

impl IndexArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let options = UpdateOptions {
            threads: global.threads,
            memory: self.memory,
            format: self.input_format,
            read: ReadOptions { corrections: self.read.corrections(global)?, explain: false },
            keep_missing: self.keep_missing,
        };
        let report = self.read.report()?;
        let summary = bring_up_to_date(global, &self.paths, &options, report)?;
        let mut out = global.output();
        if global.json {
            out.json(&summary)?;
        } else {
            out.line(sentence(&summary))?;
        }
        out.flush()?;
        let faults = summary.failed > 0 || (self.strict && summary.skipped > 0);
        Ok(if faults { Outcome::Faults } else { Outcome::Done })
    }
}

/// Brings the index of `global` up to date, telling the user on standard error how it goes.
pub(super) fn bring_up_to_date(
    global: &Global,
    paths: &[PathBuf],
    options: &UpdateOptions,
    report: Option<FileReport>,
) -> Result<Summary> {
    let mut teller = Teller::new(global, paths, report);
    let result = update(&global.index, paths, options, &mut teller);
    let report = teller.finish();
    let summary = result?;
    finish_report(report, &summary)?;
    Ok(summary)
}

/// The summary as one line.
pub(super) fn sentence(summary: &Summary) -> String {
    let Summary { added, changed, unchanged, removed, skipped, bytes, seconds, .. } = summary;
    let megabytes = *bytes as f64 / 1e6;
    format!(
        "{added} added, {changed} changed, {unchanged} unchanged, {removed} removed, {skipped} skipped \
         ({megabytes:.1} MB in {seconds:.1} s)"
    )
}

/// Tells the user how a run goes.
struct Teller<'a> {
    progress: Progress<'a>,
    verbose: bool,
    report: Option<FileReport>,
    /// Bytes of text as of the last counts.
    bytes: u64,
    /// Files passed over, by kind.
    passed_over: BTreeMap<String, u64>,
}

impl<'a> Teller<'a> {
    fn new(global: &'a Global, paths: &[PathBuf], report: Option<FileReport>) -> Self {
        let progress = Progress::new(global, paths, true);
        Self { progress, verbose: global.verbose, report, bytes: 0, passed_over: BTreeMap::new() }
    }

    /// Takes the bar away and says what was passed over; gives the report back.
    fn finish(self) -> Option<FileReport> {
        self.progress.clear();
        if !self.passed_over.is_empty() {
            let kinds: Vec<String> =
                self.passed_over.iter().map(|(kind, n)| format!("{n} × {kind}")).collect();
            self.progress.say(&format!("passed over, not articles: {}", kinds.join(", ")));
        }
        self.report
    }
}

impl Report for Teller<'_> {
    fn problem(&mut self, problem: &Problem) {
        if let Some(report) = &mut self.report {
            report.problem(problem);
        }
        match problem.severity {
            Severity::PassedOver => {
                *self.passed_over.entry(problem.reason.clone()).or_default() += 1;
                if self.verbose {
                    self.progress.say(&problem.to_string());
                }
            }
            Severity::Skipped => self.progress.say(&format!("skipped {problem}")),
            Severity::Failed => self.progress.fault(&problem.to_string()),
        }
    }

    fn counts(&mut self, so_far: &Summary) {
        self.progress.read(so_far.bytes.saturating_sub(self.bytes));
        self.bytes = so_far.bytes;
        self.progress.show(so_far.added + so_far.changed + so_far.unchanged);
    }

    fn file(&mut self, file: &FileRead) {
        self.progress.file_done(file.bytes);
        if let Some(report) = &mut self.report {
            report.file(file);
        }
    }

    fn removed(&mut self, path: &Path, articles: u64) {
        if let Some(report) = &mut self.report {
            report.removed(path, articles);
        }
    }
}

/// A size like `256M`, `1G`, `64MB` or `1000000` in bytes.
fn parse_size(text: &str) -> Result<usize, String> {
    let lower = text.trim().to_ascii_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: usize = match &lower[digits.len()..] {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(format!("invalid size {text:?}; write it like 256M or 1G")),
    };
    let number: usize =
        digits.trim().parse().map_err(|_| format!("invalid size {text:?}; write it like 256M or 1G"))?;
    number.checked_mul(factor).ok_or_else(|| format!("{text:?} is more than this machine can address"))
}

/// The default options for bringing an index up to date before a search.
///
/// # Errors
/// If the corrections in the folder of the index cannot be read.
pub(super) fn default_options(global: &Global) -> Result<UpdateOptions> {
    let read = ReadOptions { corrections: default_corrections(global)?, explain: false };
    Ok(UpdateOptions { threads: global.threads, read, ..UpdateOptions::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(parse_size("256M"), Ok(256 << 20));
        assert_eq!(parse_size("1 g"), Ok(1 << 30));
        assert_eq!(parse_size("4096"), Ok(4096));
        assert!(parse_size("many").is_err());
        assert!(parse_size("3x").is_err());
        assert!(parse_size("99999999999999999999G").is_err());
    }

    #[test]
    fn the_summary_names_every_count() {
        let summary = Summary { added: 5, skipped: 2, bytes: 2_000_000, seconds: 1.0, ..Summary::default() };
        let line = sentence(&summary);
        assert_eq!(line, "5 added, 0 changed, 0 unchanged, 0 removed, 2 skipped (2.0 MB in 1.0 s)");
    }
}
