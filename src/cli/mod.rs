//! The commands: one file each, with its arguments and what it does.
//!
//! A command turns its raw arguments into checked values before any work starts, calls
//! the library, and prints. Data goes to standard output, everything else to standard
//! error.
//!
//! Not for: anything another program could want to call; that belongs in the library's
//! other modules.

mod answer;
mod bars;
mod batch;
mod check;
mod choices;
mod cite;
mod completions;
mod copies;
mod correct;
mod cross;
mod curate;
mod diff;
mod digest;
mod eval;
mod examples;
mod extract;
mod facets;
mod filters;
mod folder;
mod forget;
mod help;
mod ignored;
mod index;
mod interrupt;
mod kept;
mod lines;
mod list;
mod man;
mod mcp;
mod merge;
mod note;
mod output;
mod password;
mod progress;
mod query;
mod reading;
mod save;
mod search;
mod serve;
mod show;
mod similar;
mod stats;
mod tag;
mod timeline;
mod verify;
mod watch;
mod why_not;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};

use dateline_search::names::Names;
use dateline_tantivy::Local;
use output::Output;

/// Search saved news articles by text, person, organisation, place, country and date
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes, before or after its name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Index folder
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_INDEX", default_value = "index")]
    index: PathBuf,
    /// Your corrections of names (lines "same", "different", "is" and "not") [default: names.tsv in the index folder]
    #[arg(long, global = true, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Print JSON, one object per line
    #[arg(long, global = true)]
    json: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Print only errors on standard error
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print more details on standard error
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Number of threads [default: one per core]
    #[arg(long, global = true, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(after_help = examples::of("index"))]
    Index(index::IndexArgs),
    #[command(after_help = examples::of("merge"))]
    Merge(merge::MergeArgs),
    #[command(after_help = examples::of("watch"))]
    Watch(watch::WatchArgs),
    #[command(after_help = examples::of("search"))]
    Search(search::SearchArgs),
    #[command(after_help = examples::of("facets"))]
    Facets(facets::FacetsArgs),
    #[command(after_help = examples::of("list"))]
    List(list::ListArgs),
    #[command(after_help = examples::of("lines"))]
    Lines(lines::LinesArgs),
    #[command(after_help = examples::of("digest"))]
    Digest(digest::DigestArgs),
    #[command(after_help = examples::of("show"))]
    Show(show::ShowArgs),
    #[command(after_help = examples::of("similar"))]
    Similar(similar::SimilarArgs),
    #[command(after_help = examples::of("cite"))]
    Cite(cite::CiteArgs),
    #[command(after_help = examples::of("check"))]
    Check(check::CheckArgs),
    #[command(after_help = examples::of("diff"))]
    Diff(diff::DiffArgs),
    #[command(after_help = examples::of("correct"))]
    Correct(correct::CorrectArgs),
    #[command(after_help = examples::of("tag"))]
    Tag(tag::TagArgs),
    #[command(after_help = examples::of("note"))]
    Note(note::NoteArgs),
    #[command(after_help = examples::of("forget"))]
    Forget(forget::ForgetArgs),
    #[command(after_help = examples::of("why-not"))]
    WhyNot(why_not::WhyNotArgs),
    #[command(after_help = examples::of("serve"))]
    Serve(serve::ServeArgs),
    #[command(after_help = examples::of("mcp"))]
    Mcp(mcp::McpArgs),
    #[command(after_help = examples::of("password"))]
    Password(password::PasswordArgs),
    #[command(after_help = examples::of("extract"))]
    Extract(extract::ExtractArgs),
    #[command(after_help = examples::of("stats"))]
    Stats(stats::StatsArgs),
    #[command(after_help = examples::of("verify"))]
    Verify(verify::VerifyArgs),
    #[command(after_help = examples::of("eval"))]
    Eval(eval::EvalArgs),
    #[command(after_help = examples::of("completions"))]
    Completions(completions::CompletionsArgs),
    #[command(after_help = examples::of("man"))]
    Man(man::ManArgs),
}

/// How a command ended, when it ended without an error of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was found, or the work is done.
    Done,
    /// Nothing was found.
    NothingFound,
    /// The work is done, and something was wrong, as reported on standard error.
    Faults,
    /// A signal ended the work early; what was done is committed. With the exit code for it.
    Interrupted(u8),
}

impl Cli {
    /// Parses the command line of this process; on an error prints it and ends the process.
    pub fn of_process() -> Cli {
        output::say_panics();
        Cli::try_parse_from(correct::arguments(std::env::args_os())).unwrap_or_else(|error| refuse(&error))
    }

    /// Runs the command.
    ///
    /// # Errors
    /// With what was wrong, where, and what to do.
    pub fn run(self) -> Result<Outcome> {
        self.global.color.apply();
        let global = &self.global;
        match self.command {
            Command::Index(args) => args.run(global),
            Command::Merge(args) => args.run(global),
            Command::Watch(args) => args.run(global),
            Command::Search(args) => args.run(global),
            Command::Facets(args) => args.run(global),
            Command::List(args) => args.run(global),
            Command::Lines(args) => args.run(global),
            Command::Digest(args) => args.run(global),
            Command::Show(args) => args.run(global),
            Command::Similar(args) => args.run(global),
            Command::Cite(args) => args.run(global),
            Command::Check(args) => args.run(global),
            Command::Diff(args) => args.run(global),
            Command::Correct(args) => args.run(global),
            Command::Tag(args) => args.run(global),
            Command::Note(args) => args.run(global),
            Command::Forget(args) => args.run(global),
            Command::WhyNot(args) => args.run(global),
            Command::Extract(args) => args.run(global),
            Command::Stats(args) => args.run(global),
            Command::Verify(args) => args.run(global),
            Command::Eval(args) => args.run(global),
            Command::Serve(args) => args.run(global),
            Command::Mcp(args) => args.run(global),
            Command::Password(args) => args.run(global),
            Command::Completions(args) => args.run(),
            Command::Man(args) => args.run(),
        }
    }
}

impl Global {
    /// Opens the index for searching, and prints its warnings.
    fn engine(&self) -> Result<Local> {
        let engine = match &self.names {
            Some(file) => Local::open_with_names(&self.index, Names::read(file)?)?,
            None => Local::open(&self.index)?,
        };
        engine.warnings().iter().for_each(|warning| self.say(warning));
        Ok(engine)
    }

    /// Prints a message on standard error, unless `--quiet` is given.
    fn say(&self, message: impl std::fmt::Display) {
        if !self.quiet {
            output::say(message);
        }
    }

    /// Prints an error on standard error, even with `--quiet`.
    fn fault(&self, message: impl std::fmt::Display) {
        output::say(message);
    }

    fn output(&self) -> Output {
        Output::stdout()
    }
}

impl Color {
    fn apply(self) {
        match self {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// Prints on standard error why a command failed.
pub fn report(error: &anyhow::Error) {
    output::say(format!("{error:#}"));
}

/// Ends the process with what is wrong with its command line, or with the help that was requested.
fn refuse(error: &clap::Error) -> ! {
    let is_unsafe = |argument: std::ffi::OsString| output::is_unsafe(&argument.to_string_lossy());
    // clap quotes arguments as they are.
    if error.use_stderr() && std::env::args_os().any(is_unsafe) {
        output::say(error);
        std::process::exit(2);
    }
    error.exit()
}

/// A path for display: relative to the current folder if it is below it.
fn shown_path(path: &str) -> String {
    let path = Path::new(path);
    let current = std::env::current_dir().ok();
    let relative = current.as_deref().and_then(|current| path.strip_prefix(current).ok());
    relative.filter(|relative| !relative.as_os_str().is_empty()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_flags_work_before_and_after_the_command() {
        let before = Cli::parse_from(["dateline", "--index", "x", "--json", "stats"]);
        let after = Cli::parse_from(["dateline", "stats", "--json", "--index", "x"]);
        assert!(before.global.json && after.global.json);
        assert_eq!(before.global.index, after.global.index);
    }
}
