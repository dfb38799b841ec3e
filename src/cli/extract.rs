//! `dateline extract`: read and enrich, print one JSON object a line, index nothing.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use crate::ingest::{self, ExtractOptions, FileRead, Problem, ReadOptions, Severity};
use dateline_core::article::Article;

use super::ignored::Ignored;
use super::output::{FACT, HEADLINE, Output, TITLE, Text};
use super::progress::Progress;
use super::reading::{FileReport, ReadArgs, finish_report};
use super::{Global, Outcome};

/// Read files and print their articles as JSON, one per line, without indexing them
#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Files and folders to read; - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show the rule that gave each field, and what other rules found: in `explain`, or as text on a terminal
    #[arg(long)]
    explain: bool,
    /// Exit with code 2 if any file, or anything in one, gave no article
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    read: ReadArgs,
}

impl ExtractArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let read = ReadOptions {
            corrections: self.read.corrections(global)?,
            explain: self.explain,
            ..ReadOptions::default()
        };
        let options = ExtractOptions { threads: global.threads, choices: self.read.choices(), read };
        let on_terminal = io::stdout().is_terminal();
        let mut run = Run {
            out: global.output(),
            as_text: self.explain && on_terminal && !global.json,
            verbose: global.verbose,
            progress: Progress::new(global, &self.paths, !on_terminal),
            report: self.read.report()?,
            current: None,
            ignored: Ignored::default(),
            sums: Sums::default(),
        };
        let mut written = Ok(());
        ingest::extract(&self.paths, &options, |result| {
            written = run.take(result);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        let sums = run.finish()?;
        let skipped = sums.skipped + sums.passed_over + sums.failed;
        if skipped > 0 {
            global.say(format!("{skipped} skipped"));
        }
        if sums.doubtful > 0 {
            global.say(format!("{} perhaps incomplete: see `doubt`", sums.doubtful));
        }
        let faults = sums.failed > 0 || (self.strict && skipped > 0);
        Ok(if faults { Outcome::Faults } else { Outcome::Done })
    }
}

/// What a run read.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Sums {
    articles: u64,
    skipped: u64,
    doubtful: u64,
    passed_over: u64,
    failed: u64,
}

/// The file whose records come now.
struct Current {
    path: PathBuf,
    articles: u64,
    skipped: u64,
}

/// The size of a file; 0 if it is not known.
fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// A run with all that it writes.
struct Run<'a> {
    out: Output,
    as_text: bool,
    verbose: bool,
    progress: Progress<'a>,
    report: Option<FileReport>,
    current: Option<Current>,
    ignored: Ignored,
    sums: Sums,
}

impl Run<'_> {
    fn take(&mut self, result: Result<Article, Problem>) -> io::Result<()> {
        match result {
            Ok(article) => {
                self.at(PathBuf::from(&article.path)).articles += 1;
                self.sums.articles += 1;
                self.sums.doubtful += u64::from(article.doubt.is_some());
                self.print(&article)?;
            }
            Err(problem) => self.problem(&problem),
        }
        self.progress.show(self.sums.articles);
        Ok(())
    }

    fn print(&mut self, article: &Article) -> io::Result<()> {
        if self.as_text { explained(&mut self.out, article) } else { self.out.json(article) }
    }

    fn problem(&mut self, problem: &Problem) {
        if let Some(report) = &mut self.report {
            report.problem(problem);
        }
        match problem.severity {
            Severity::PassedOver => {
                self.sums.passed_over += 1;
                if problem.member.is_none() {
                    self.end_file();
                    self.progress.file_done(size(&problem.path));
                }
                if self.verbose {
                    self.progress.say(&format!("not indexed: {problem}"));
                } else {
                    self.ignored.add(problem, 1);
                }
            }
            Severity::Skipped => {
                self.at(problem.path.clone()).skipped += 1;
                self.sums.skipped += 1;
                self.progress.say(&format!("skipped {problem}"));
            }
            Severity::Failed => {
                self.sums.failed += 1;
                self.progress.fault(&problem.to_string());
            }
        }
    }

    /// The counts of a file; the one before it is done.
    fn at(&mut self, path: PathBuf) -> &mut Current {
        if self.current.as_ref().is_none_or(|current| current.path != path) {
            self.end_file();
        }
        self.current.get_or_insert(Current { path, articles: 0, skipped: 0 })
    }

    fn end_file(&mut self) {
        let Some(current) = self.current.take() else { return };
        let bytes = size(&current.path);
        self.progress.file_done(bytes);
        if let Some(report) = &mut self.report {
            let Current { path, articles, skipped } = &current;
            let (articles, skipped) = (*articles, *skipped);
            report.file(&FileRead { path, bytes, articles, skipped, unchanged: false, moved_from: None });
        }
    }

    fn finish(mut self) -> Result<Sums> {
        self.end_file();
        self.progress.clear();
        self.ignored.lines("-v names all").for_each(|line| self.progress.say(&line));
        self.out.flush()?;
        finish_report(self.report.take(), &self.sums)?;
        Ok(self.sums)
    }
}

/// Writes for people where each field comes from.
fn explained(out: &mut Output, article: &Article) -> io::Result<()> {
    explanation(article).into_iter().try_for_each(|line| out.line(line))?;
    out.blank()
}

fn explanation(article: &Article) -> Vec<Text> {
    let mut lines = vec![Text::new().styled(TITLE, &article.path)];
    for (field, explained) in &article.explain {
        let (value, rule) = (one_line(&explained.value), &explained.rule);
        let head = Text::new().plain(format!("  {field:<11} "));
        lines.push(match rule.is_empty() {
            true => head.styled(FACT, "not used"),
            false => head.styled(HEADLINE, value).plain("  ").styled(FACT, format!("({rule})")),
        });
        for other in &explained.others {
            let other = format!("{}: {}", other.rule, one_line(&other.value));
            lines.push(Text::new().spaces(14).styled(FACT, other));
        }
    }
    lines
}

/// The start of a value in one line.
fn one_line(value: &str) -> String {
    const LONGEST: usize = 120;
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::{Candidate, Explained};

    #[test]
    fn an_explanation_names_the_rule_and_the_others() {
        let other = Candidate { rule: "title element".into(), value: "Ferry stays | Post".into() };
        let headline =
            Explained { value: "Ferry stays".into(), rule: "first heading".into(), others: vec![other] };
        let mut article = Article { path: "a.html".into(), ..Article::default() };
        article.explain.insert("headline".into(), headline);
        let lines: Vec<String> = explanation(&article).iter().map(Text::uncoloured).collect();
        let expected = [
            "a.html",
            "  headline    Ferry stays  (first heading)",
            "              title element: Ferry stays | Post",
        ];
        assert_eq!(lines, expected);
    }
}
