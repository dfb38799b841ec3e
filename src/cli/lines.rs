//! `dateline lines`: every occurrence on a line of its own, aligned on what was found.

use std::io;
use std::ops::ControlFlow;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use dateline_core::text::{columns, head_within};
use dateline_search::ask::{Question, each, matcher};
use dateline_search::lines::{COLUMNS, Counts, Line, LineOrder, cells, lines, sort};
use dateline_search::request::{Copies, Request};
use dateline_search::response::Response;

use super::choices;
use super::filters::FilterArgs;
use super::output::{Cell, FACT, HIT, Output, Style, Text, width};
use super::query::QueryArgs;
use super::{Global, Outcome};

/// The columns of day and outlet before a line.
const DAY: usize = 10;
const OUTLET: usize = 16;

/// List every occurrence with the text around it, one per line (a concordance)
#[derive(Debug, Args)]
pub(super) struct LinesArgs {
    /// Words, "phrases", operators and fields (see docs/query-language.md); each word not in a phrase is found by itself
    #[arg(allow_hyphen_values = true)]
    query: String,
    /// Sort by date (newest, oldest), by the word to the left or right, or by outlet
    #[arg(long, value_name = "ORDER", default_value = "newest", value_parser = choices::line_orders(),
        hide_possible_values = true)]
    sort: LineOrder,
    /// Maximum number of lines; all are counted [default: all]
    #[arg(short = 'n', long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    reading: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for the terminal
    Text,
    /// JSON, one object per line
    Jsonl,
    /// Comma-separated values with a header row
    Csv,
}

impl LinesArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let request = Request {
            filters: self.filters.checked()?,
            sort: self.sort.of_articles(),
            limit: usize::MAX,
            snippets: false,
            copies: Copies::All,
            ..Request::default()
        };
        let question = self.reading.question(&self.query, global)?.with(request);
        let engine = global.engine()?;
        let matcher = matcher(&engine, &question)?;
        if matcher.is_empty() {
            bail!("nothing to line up: the query has no word of a text; add one, or use `dateline search`")
        }
        let mut out = global.output();
        let format = if global.json { Format::Jsonl } else { self.format };
        let mut printer = Printer { out: &mut out, format, left: self.limit };
        printer.head()?;
        let (counts, response) = self.print(&engine, &question, &matcher, &mut printer)?;
        if format == Format::Text {
            out.line(Text::new().styled(FACT, said(&counts)))?;
            out.flush()?;
        } else {
            out.flush()?;
            global.say(said(&counts));
        }
        if response.undated > 0 {
            let undated = response.undated;
            global.say(format!("{undated} more match but have no date, and --since/--until leave them out"));
        }
        Ok(if counts.occurrences == 0 { Outcome::NothingFound } else { Outcome::Done })
    }

    fn print(
        &self,
        engine: &dyn dateline_search::engine::Engine,
        question: &Question,
        matcher: &dateline_search::snippets::Matcher,
        printer: &mut Printer<'_>,
    ) -> Result<(Counts, Response)> {
        let (mut counts, mut held, mut failed) = (Counts::default(), Vec::new(), None);
        let response = each(engine, question, &mut |hit| {
            let found = lines(&hit.article, matcher);
            counts.add(found.len());
            if !self.sort.is_of_articles() {
                held.extend(found);
                return ControlFlow::Continue(());
            }
            match printer.print(&found) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        sort(&mut held, self.sort);
        printer.print(&held)?;
        Ok((counts, response))
    }
}

fn said(counts: &Counts) -> String {
    let some = |count: u64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut said =
        format!("{} in {}", some(counts.occurrences, "occurrence"), some(counts.articles, "article"));
    if counts.without > 0 {
        said.push_str(&format!(
            "; {} found without an occurrence in the text",
            some(counts.without, "article")
        ));
    }
    said
}

/// Writes lines in a format, until there are enough.
struct Printer<'a> {
    out: &'a mut Output,
    format: Format,
    left: usize,
}

impl Printer<'_> {
    fn head(&mut self) -> io::Result<()> {
        if self.format != Format::Csv {
            return Ok(());
        }
        let mut csv = self.out.csv();
        csv.row(COLUMNS.map(Cell::from))?;
        csv.finish()
    }

    fn print(&mut self, lines: &[Line]) -> io::Result<()> {
        let wanted = &lines[..lines.len().min(self.left)];
        self.left -= wanted.len();
        match self.format {
            Format::Text => wanted.iter().try_for_each(|line| self.out.line(text(line, width()))),
            Format::Jsonl => wanted.iter().try_for_each(|line| self.out.json(line)),
            Format::Csv => {
                let mut csv = self.out.csv();
                wanted.iter().try_for_each(|line| csv.row(cells(line)))?;
                csv.finish()
            }
        }
    }
}

/// A line as text: day and outlet, then the occurrence in the middle of what is left of this width.
fn text(line: &Line, width: usize) -> Text {
    let day = line.published.as_deref().map_or("", |published| published.get(..10).unwrap_or(published));
    let outlet = head_within(line.source.as_deref().unwrap_or_default(), OUTLET);
    let text = Text::new().left(FACT, day, DAY).spaces(1).left(FACT, outlet, OUTLET).spaces(1);
    let rest = width.saturating_sub(text.columns());
    let before = tail_within(&line.before, rest / 2);
    let used = rest / 2 + columns(&line.hit);
    let after = head_within(&line.after, rest.saturating_sub(used));
    text.right(Style::new(), before, rest / 2).styled(HIT, &line.hit).plain(after)
}

/// The end of a text that fits in this many columns.
fn tail_within(text: &str, most: usize) -> &str {
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let fits = |&at: &usize| columns(&text[at..]) <= most;
    starts.skip(text.chars().count().saturating_sub(most)).find(fits).map_or("", |at| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_text_fits() {
        assert_eq!(tail_within("the talks", 5), "talks");
        assert_eq!(tail_within("ab", 5), "ab");
        assert_eq!(tail_within("和平会谈", 5), "会谈");
        assert_eq!(tail_within("ab", 0), "");
    }

    #[test]
    fn counts_are_said_in_full() {
        assert_eq!(said(&Counts { occurrences: 1, articles: 1, without: 0 }), "1 occurrence in 1 article");
        let without = Counts { occurrences: 3, articles: 2, without: 1 };
        assert_eq!(
            said(&without),
            "3 occurrences in 2 articles; 1 article found without an occurrence in the text"
        );
    }
}
