//! The one writer of an answer, in every format in which hits are printed.

mod csv;
mod markdown;
mod text;

use anyhow::Result;
use clap::ValueEnum;

use dateline_core::article::{Article, Role};
use dateline_search::json::{header_json, hits_json};
use dateline_search::response::Response;

use super::output::Output;
use super::{Global, copies, help};

/// What is shown where an article has no headline.
pub(super) const NO_HEADLINE: &str = "(no headline)";
/// How hits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for the terminal
    Text,
    /// JSON, one object per hit
    Jsonl,
    /// Comma-separated values with a header row
    Csv,
    /// Markdown, to paste into notes
    Md,
    /// Whole articles as `show --json` prints them, one per line
    Articles,
    /// A first JSON object with the totals, then one a hit
    #[value(skip)]
    Json,
}

impl Format {
    /// `--json` is a format of its own, with a first line about the whole answer.
    pub(super) fn or_json(self, json: bool) -> Format {
        if json { Format::Json } else { self }
    }
}

/// Prints an answer in a format.
pub(super) fn print(out: &mut Output, response: &Response, query: &str, format: Format) -> Result<()> {
    match format {
        Format::Text => text::print(out, response)?,
        Format::Json => {
            out.json(&header_json(response, query))?;
            print_lines(out, response)?;
        }
        Format::Jsonl => print_lines(out, response)?,
        Format::Articles => response.hits.iter().try_for_each(|hit| out.json(&hit.article))?,
        Format::Csv => csv::print(out, response)?,
        Format::Md => markdown::print(out, response)?,
    }
    Ok(())
}

fn print_lines(out: &mut Output, response: &Response) -> std::io::Result<()> {
    hits_json(response).try_for_each(|line| out.json(&line))
}

/// Says on standard error what is to be known beside an answer: what is not in it, and what else to try.
pub(super) fn say(global: &Global, response: &Response, format: Format) {
    if format == Format::Csv {
        copies::say_folded(global, &response.hits);
    }
    response.joins.iter().for_each(|join| global.say(join));
    if response.undated > 0 {
        let undated = response.undated;
        global.say(format!("{undated} more match but have no date, and --since/--until leave them out"));
    }
    help::say(global, response.help.as_ref());
}

/// Source, date and countries on one line.
pub(super) fn facts(article: &Article) -> String {
    let mut parts = Vec::new();
    if let Some(source) = &article.source {
        parts.push(source.clone());
    }
    if let Some(published) = &article.published {
        parts.push(published.get(..10).unwrap_or(published).to_owned());
    }
    let about: Vec<&str> =
        article.countries.iter().filter(|c| c.role == Role::About).map(|c| c.name.as_str()).collect();
    if !about.is_empty() {
        parts.push(about.join(", "));
    }
    parts.join(" · ")
}

/// The codes of the countries an article is about.
pub(super) fn about(article: &Article) -> Vec<String> {
    article.countries.iter().filter(|c| c.role == Role::About).map(|c| c.code.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_leave_out_what_is_not_known() {
        let article = Article {
            source: Some("The Harbour Courier".into()),
            published: Some("2015-10-23T18:04:00+02:00".into()),
            ..Article::default()
        };
        assert_eq!(facts(&article), "The Harbour Courier · 2015-10-23");
        assert_eq!(facts(&Article::default()), "");
    }
}
