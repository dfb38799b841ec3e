//! `dateline digest`: what came for the saved searches since the last digest, each article once.

use std::ops::ControlFlow;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Parser, ValueEnum};

use dateline_search::ask::each;
use dateline_search::digest::{Digest, Form};
use dateline_search::json::hit_json;
use dateline_search::new_since::NewSince;
use dateline_search::request::{Copies, Filters, Request, Sort};
use dateline_search::response::Hit;
use dateline_search::saved::{GIVEN_FILE, Given, SEARCHES_FILE, Saved, SavedSearches};
use dateline_tantivy::Local;
use dateline_tantivy::index::replace_users_file;

use super::filters::FilterArgs;
use super::output::Output;
use super::query::QueryArgs;
use super::{Global, Outcome};

/// Show the new articles of the searches saved in searches.toml in the index folder, each article once
#[derive(Debug, Args)]
pub(super) struct DigestArgs {
    /// Only the saved searches with these names [default: all]
    #[arg(value_name = "NAME")]
    wanted: Vec<String>,
    /// Leave the articles new for the next digest
    #[arg(long)]
    peek: bool,
    /// Show what was first indexed since this run or date instead, and leave what counts as new as it is
    #[arg(long, value_name = "RUN|DATE", conflicts_with = "peek")]
    new_since: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The address that a mail is for
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<String>,
    /// The address that a mail is from
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    from: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for the terminal
    Text,
    /// Markdown
    Md,
    /// A mail in HTML
    Eml,
    /// An Atom feed
    Atom,
    /// JSON, one article per line, with the name of the search
    Jsonl,
}

/// The options that a saved search may have.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub(super) struct SavedOptions {
    #[command(flatten)]
    reading: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
}

/// A saved search that can be answered.
struct Ready {
    saved: Saved,
    reading: QueryArgs,
    filters: Filters,
}

impl DigestArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let instead =
            self.new_since.as_deref().map(str::parse::<NewSince>).transpose().context("--new-since")?;
        let engine = global.engine()?;
        let (searches, mut faults) = self.searches(global)?;
        let given = read_given(global)?;
        let complete = engine.complete_run();
        if instead.is_none() && given.is_of_another_index(engine.made()) {
            global.say(
                "the index was made anew since the last digest: what it holds now counts as given; --new-since DATE shows \
                 it all the same",
            );
        }
        let mut out = global.output();
        let format = if global.json { Format::Jsonl } else { self.format };
        let mut printer = Printer::new(&mut out, format, &self);
        let mut answered = Vec::new();
        for search in &searches {
            let after = given.upto(&search.saved.name, engine.made(), complete);
            let since = instead.unwrap_or(NewSince::Between { after, upto: complete });
            match printer.search(&engine, search, since, global) {
                Ok(()) => answered.push(search.saved.name.as_str()),
                Err(error) if error.is::<std::io::Error>() => return Err(error),
                Err(error) => {
                    faults = true;
                    global.fault(fault_at(global, &search.saved, &format!("{error:#}")));
                }
            }
        }
        let found = printer.end()?;
        // Only what has left the program counts as given.
        if !self.peek && instead.is_none() {
            note_given(global, &answered, engine.made(), complete)?;
        }
        Ok(match (faults, found) {
            (true, _) => Outcome::Faults,
            (false, 0) => Outcome::NothingFound,
            (false, _) => Outcome::Done,
        })
    }

    /// The searches to answer, and whether something is wrong with one of them.
    fn searches(&self, global: &Global) -> Result<(Vec<Ready>, bool)> {
        let path = global.index.join(SEARCHES_FILE);
        let held = SavedSearches::load(&global.index).map_err(|error| anyhow!(error))?;
        let Some(held) = held else {
            bail!(
                "no searches are saved; add --save NAME to a search, or write {} with, for example:\n[[search]]\nname = \"Vienna talks\"\nquery = \"talks \
                 vienna\"\ncountry = \"AT\"",
                path.display()
            )
        };
        for fault in &held.faults {
            global.fault(format!("{}: {fault}", path.display()));
        }
        let mut faults = !held.faults.is_empty();
        let known: Vec<String> = held.searches.iter().map(|search| search.name.clone()).collect();
        if let Some(unknown) = self.wanted.iter().find(|name| !known.contains(name)) {
            bail!(
                "no saved search is called {unknown:?}; those in {} are: {}",
                path.display(),
                known.join(", ")
            )
        }
        let is_wanted = |search: &Saved| self.wanted.is_empty() || self.wanted.contains(&search.name);
        let mut searches = Vec::new();
        for saved in held.searches.into_iter().filter(is_wanted) {
            match ready(&saved) {
                Ok((reading, filters)) => searches.push(Ready { saved, reading, filters }),
                Err(error) => {
                    faults = true;
                    global.fault(fault_at(global, &saved, &format!("{error:#}")));
                }
            }
        }
        Ok((searches, faults))
    }
}

/// Reads the options of a saved search.
fn ready(saved: &Saved) -> Result<(QueryArgs, Filters)> {
    let options = SavedOptions::try_parse_from(saved.arguments()).map_err(|error| {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        anyhow!("{line}; every key is an option of `dateline search` without its dashes")
    })?;
    let filters = options.filters.checked()?;
    if filters.new_since.is_some() {
        bail!("a saved search has no new-since; `dateline digest` knows what is new")
    }
    Ok((options.reading, filters))
}

fn fault_at(global: &Global, saved: &Saved, reason: &str) -> String {
    let path = global.index.join(SEARCHES_FILE);
    format!("{}: line {}: search {:?}: {reason}; it is left out", path.display(), saved.line, saved.name)
}

fn read_given(global: &Global) -> Result<Given> {
    let path = global.index.join(GIVEN_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Given::parse(&text).map_err(|error| anyhow!(error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Given::default()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn note_given(global: &Global, names: &[&str], made: u64, run: u64) -> Result<()> {
    let changed = |text: String| {
        let mut given = Given::parse(&text).map_err(|error| anyhow!(error))?;
        given.note(names.iter().copied(), made, run);
        Ok::<_, anyhow::Error>(Some(given.text()))
    };
    replace_users_file(&global.index, GIVEN_FILE, changed)
        .context("what was shown could not be noted, and will be shown again")?;
    Ok(())
}

/// An address of a mail on one line.
fn address(text: &str) -> Result<String, String> {
    let is_fine = text.is_ascii() && !text.contains(|c: char| c.is_control()) && text.contains('@');
    if is_fine && text.len() < 900 { Ok(text.to_owned()) } else { Err("not an address of a mail".to_owned()) }
}

/// Writes the articles of the searches in the format that is wanted.
struct Printer<'a> {
    out: &'a mut Output,
    /// None for JSON.
    digest: Option<Digest>,
    found: u64,
}

impl<'a> Printer<'a> {
    fn new(out: &'a mut Output, format: Format, args: &DigestArgs) -> Printer<'a> {
        let form = match format {
            Format::Text => Some(Form::Text),
            Format::Md => Some(Form::Markdown),
            Format::Eml => Some(Form::Mail { to: args.to.clone(), from: args.from.clone() }),
            Format::Atom => Some(Form::Atom),
            Format::Jsonl => None,
        };
        Printer { out, digest: form.map(|form| Digest::new(form, jiff::Timestamp::now())), found: 0 }
    }

    fn search(&mut self, engine: &Local, search: &Ready, since: NewSince, global: &Global) -> Result<()> {
        let request = Request {
            filters: Filters { new_since: Some(since), ..search.filters.clone() },
            sort: Sort::Newest,
            limit: usize::MAX,
            copies: Copies::All,
            ..Request::default()
        };
        let place = format!("search {:?}", search.saved.name);
        let question = search.reading.question_at(&search.saved.query, global, Some(&place))?.with(request);
        let (mut failed, mut is_first) = (None, true);
        each(engine, &question, &mut |hit| match self.article(&search.saved.name, &hit, &mut is_first) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    fn article(&mut self, search: &str, hit: &Hit, is_first: &mut bool) -> std::io::Result<()> {
        self.found += 1;
        let Some(digest) = &mut self.digest else {
            let mut line = serde_json::Map::from_iter([("search".to_owned(), search.into())]);
            if let serde_json::Value::Object(hit) = hit_json(hit) {
                line.extend(hit);
            }
            return self.out.json(&line);
        };
        if std::mem::take(is_first) {
            self.out.document(&digest.search(search))?;
        }
        self.out.document(&digest.article(search, hit))
    }

    /// Writes the end, and hands everything on; how many articles there were.
    fn end(self) -> std::io::Result<u64> {
        if let Some(digest) = self.digest {
            self.out.document(&digest.end())?;
        }
        self.out.flush()?;
        Ok(self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_a_saved_search_are_those_of_search() {
        let saved = |text: &str| SavedSearches::parse(text).searches.remove(0);
        let (reading, filters) = ready(&saved("[[search]]\nname='a'\ncountry='Syria'\nany=true\n")).unwrap();
        assert!(reading.any && filters.country == ["SY"]);
        let refused = |keys: &str| {
            format!("{:#}", ready(&saved(&format!("[[search]]\nname='a'\n{keys}\n"))).unwrap_err())
        };
        assert!(refused("countri='Syria'").contains("--countri"));
        assert!(refused("country='Syrria'").contains("Syria"));
        assert!(refused("new-since='last'").contains("knows what is new"));
    }

    #[test]
    fn an_address_adds_no_line_to_a_mail() {
        assert!(address("desk@example.com").is_ok());
        for text in ["a@b\r\nBcc: c@d", "desk", "ü@b"] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
