//! `dateline index`: bring the index up to date with files and folders.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::archive::{Options, update};
use crate::ingest::{FileRead, Missing, Problem, ReadOptions, Report, Severity, Summary, UpdateOptions};
use dateline_read::Exclude;
use dateline_tantivy::index::{clear, held_files};

use super::ignored::Ignored;
use super::progress::Progress;
use super::reading::{FileReport, ReadArgs, default_corrections, finish_report};
use super::{Global, Outcome, interrupt, shown_path};

/// Index files and folders; run it again to bring the index up to date
#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Files and folders to read; - for standard input
    #[arg(required_unless_present_any = ["prune", "rebuild"], value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Keep articles whose files or records no longer exist
    #[arg(long)]
    keep_missing: bool,
    /// Remove articles whose files no longer exist, including files outside the given paths
    #[arg(long, conflicts_with = "keep_missing")]
    prune: bool,
    /// Leave out files and folders that this pattern fits, as in a .gitignore, such as '*.bak'; articles of them that were
    /// indexed are removed. Repeatable. Files named .datelineignore in the folders hold such patterns too
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Make the index anew, without PATH of the files that it holds; your corrections, tags and notes stay
    #[arg(long)]
    rebuild: bool,
    /// Memory for the index writer, such as 256M or 1G
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = parse_size)]
    memory: usize,
    /// Check every byte of the index first, even if nothing has changed
    #[arg(long)]
    check: bool,
    /// Exit with code 2 if any file, or anything in one, gave no article
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    read: ReadArgs,
}

impl IndexArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let update = UpdateOptions {
            threads: global.threads,
            choices: self.read.choices(),
            read: ReadOptions { corrections: self.read.corrections(global)?, ..ReadOptions::default() },
            keep_missing: self.keep_missing,
            check: self.check,
            stop: interrupt::listen().stop(),
            prune: self.prune,
            renewal: None,
            exclude: Exclude::new(&self.exclude).map_err(anyhow::Error::msg).context("--exclude")?,
        };
        let options = Options { update, memory: self.memory };
        let report = self.read.report()?;
        let paths = if self.rebuild { rebuilt(global, &self.paths)? } else { self.paths.clone() };
        let summary = bring_up_to_date(global, &paths, &options, report)?;
        let mut out = global.output();
        if global.json {
            out.json(&summary)?;
        } else {
            out.line(sentence(&summary))?;
        }
        out.flush()?;
        if summary.interrupted {
            return Ok(Outcome::Interrupted(interrupt::listen().exit_code()));
        }
        let faults = summary.failed > 0 || (self.strict && summary.without_article() > 0);
        Ok(if faults { Outcome::Faults } else { Outcome::Done })
    }
}

/// Removes the index, and gives the paths to make it anew of.
fn rebuilt(global: &Global, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let paths = if paths.is_empty() {
        let files = held_files(&global.index)
            .context("the files of the index are not known; give the paths to make it anew of")?;
        files.iter().map(|file| file.path.clone()).collect()
    } else {
        paths.to_vec()
    };
    clear(&global.index)?;
    Ok(paths)
}

/// Brings the index of `global` up to date, reporting progress on standard error.
pub(super) fn bring_up_to_date(
    global: &Global,
    paths: &[PathBuf],
    options: &Options,
    report: Option<FileReport>,
) -> Result<Summary> {
    let teller = Teller::new(global, paths, options.update.keep_missing, report);
    run_with(global, paths, options, teller)
}

/// The same for a run that follows another one: what that said of files without articles is not said again.
pub(super) fn bring_up_to_date_again(
    global: &Global,
    paths: &[PathBuf],
    options: &Options,
) -> Result<Summary> {
    let mut teller = Teller::new(global, paths, options.update.keep_missing, None);
    teller.is_again = true;
    run_with(global, paths, options, teller)
}

fn run_with(
    global: &Global,
    paths: &[PathBuf],
    options: &Options,
    mut teller: Teller<'_>,
) -> Result<Summary> {
    let result = update(&global.index, paths, options, &mut teller);
    let report = teller.finish();
    let summary = result?;
    finish_report(report, &summary)?;
    if summary.interrupted {
        global
            .say("interrupted: everything read so far is committed; run the same command again to continue");
    }
    Ok(summary)
}

/// The summary as one line.
pub(super) fn sentence(summary: &Summary) -> String {
    let Summary { added, changed, unchanged, moved, removed, doubtful, bytes, seconds, .. } = summary;
    let more = [
        (summary.renewed, "corrected"),
        (summary.forgotten, "forgotten"),
        (summary.left_out, "files left out"),
    ];
    let more: String = more
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!(", {count} {what}"))
        .collect();
    let skipped = summary.without_article();
    let megabytes = *bytes as f64 / 1e6;
    let moved = if *moved > 0 { format!(" ({moved} in moved files)") } else { String::new() };
    let doubtful = if *doubtful > 0 { format!(", {doubtful} perhaps incomplete") } else { String::new() };
    format!(
        "{added} added, {changed} changed, {unchanged} unchanged{moved}, {removed} removed, {skipped} skipped{doubtful}{more} \
         ({megabytes:.1} MB in {seconds:.1} s)"
    )
}

/// Reports the progress of a run to the user.
struct Teller<'a> {
    progress: Progress<'a>,
    verbose: bool,
    report: Option<FileReport>,
    keep_missing: bool,
    /// What was said of files before is not said again.
    is_again: bool,
    /// Bytes of text as of the last counts.
    bytes: u64,
    /// What is not an article, by kind.
    ignored: Ignored,
}

impl<'a> Teller<'a> {
    fn new(global: &'a Global, paths: &[PathBuf], keep_missing: bool, report: Option<FileReport>) -> Self {
        let (progress, verbose) = (Progress::new(global, paths, true), global.verbose);
        Self {
            progress,
            verbose,
            report,
            keep_missing,
            is_again: false,
            bytes: 0,
            ignored: Ignored::default(),
        }
    }

    /// Removes the progress bar and lists the files that are not articles; returns the report.
    fn finish(self) -> Option<FileReport> {
        self.progress.clear();
        self.ignored.lines("`dateline stats --skipped` names all").for_each(|line| self.progress.say(&line));
        self.report
    }

    fn tell(&mut self, problem: &Problem, count: u64) {
        match problem.severity {
            Severity::PassedOver => {
                if !self.verbose {
                    self.ignored.add(problem, count);
                } else {
                    self.progress.say(&format!("not indexed: {problem}{}", times(count)));
                }
            }
            Severity::Skipped => self.progress.say(&format!("skipped {problem}{}", times(count))),
            Severity::Failed => self.progress.fault(&problem.to_string()),
        }
    }
}

/// A number of things: `1 file`, `2 files`.
pub(super) fn counted(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// How often, if more than once.
fn times(count: u64) -> String {
    if count > 1 { format!(" ({count} ×)") } else { String::new() }
}

impl Report for Teller<'_> {
    fn problem(&mut self, problem: &Problem) {
        if let Some(report) = &mut self.report {
            report.problem(problem);
        }
        self.tell(problem, 1);
    }

    fn remembered(&mut self, problem: &Problem, count: u64) {
        if let Some(report) = &mut self.report {
            report.problems(problem, count);
        }
        if !self.is_again {
            self.tell(problem, count);
        }
    }

    fn gone(&mut self, path: &Path) {
        let path = shown_path(&path.to_string_lossy());
        let becomes = if self.keep_missing { "kept" } else { "removed" };
        self.progress.say(&format!("{path} no longer exists; its articles are {becomes}"));
    }

    fn missing(&mut self, missing: &Missing) {
        let (files, articles) =
            (counted(missing.files, "indexed file"), counted(missing.articles, "article"));
        let example = missing.example.as_deref().unwrap_or(Path::new("")).display();
        let verb = if missing.files == 1 { "exists" } else { "exist" };
        self.progress.say(&format!(
            "{files} no longer {verb} ({articles} kept), for example {example}; to remove the articles, run \
             `dateline index --prune`"
        ));
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
pub(super) fn parse_size(text: &str) -> Result<usize, String> {
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
    number.checked_mul(factor).ok_or_else(|| format!("size {text:?} is too large for this machine"))
}

/// The default options for bringing an index up to date before a search.
///
/// # Errors
/// If the corrections in the folder of the index cannot be read.
pub(super) fn default_options(global: &Global) -> Result<Options> {
    let read = ReadOptions { corrections: default_corrections(global)?, ..ReadOptions::default() };
    let stop = interrupt::listen().stop();
    let update = UpdateOptions { threads: global.threads, read, stop, ..UpdateOptions::default() };
    Ok(Options { update, ..Options::default() })
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
        let summary = Summary {
            added: 5,
            skipped: 1,
            passed_over: 1,
            bytes: 2_000_000,
            seconds: 1.0,
            ..Summary::default()
        };
        let line = sentence(&summary);
        assert_eq!(line, "5 added, 0 changed, 0 unchanged, 0 removed, 2 skipped (2.0 MB in 1.0 s)");
    }
}
