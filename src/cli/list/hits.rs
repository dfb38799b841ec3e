//! Every article that a term of a list finds, with the term.

use std::io;
use std::ops::ControlFlow;

use anyhow::Result;

use dateline_search::ask::Question;
use dateline_search::engine::Engine;
use dateline_search::json::hits_json;
use dateline_search::lists::{Term, each_hit};
use dateline_search::query::QueryIssue;
use dateline_search::response::{Hit, Response};

use super::table::shortened;
use super::{ListFormat, Said};
use crate::cli::Outcome;
use crate::cli::answer::{NO_HEADLINE, facts};
use crate::cli::output::{Cell, FACT, HEADLINE, Markdown, Output, TITLE, Text};

/// The columns of a table of hits.
const COLUMNS: [&str; 9] = ["line", "term", "id", "published", "source", "headline", "url", "path", "record"];

pub(super) fn print(
    out: &mut Output,
    engine: &dyn Engine,
    terms: Vec<Term>,
    read: &dyn Fn(&Term) -> Result<Question, QueryIssue>,
    format: ListFormat,
    said: &Said<'_>,
) -> Result<Outcome> {
    if format == ListFormat::Csv {
        let mut csv = out.csv();
        csv.row(COLUMNS.map(Cell::from))?;
        csv.finish()?;
    }
    let mut outcome = Outcome::NothingFound;
    for term in &terms {
        let question = read(term);
        if let Ok(question) = &question {
            let warnings: Vec<String> = question.issues.iter().map(ToString::to_string).collect();
            said.warn(term, &warnings);
        }
        print_title(out, term, format)?;
        let mut failed = None;
        let mut take = |hit: Hit| match print_hit(out, term, hit, format) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        };
        let found = each_hit(engine, question, &mut take)?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        match found {
            Ok(0) => print_nothing(out, format)?,
            Ok(_) if outcome == Outcome::NothingFound => outcome = Outcome::Done,
            Ok(_) => {}
            Err(fault) => {
                // What was found so far comes before the error.
                out.flush()?;
                said.fault(term, fault);
                outcome = Outcome::Faults;
            }
        }
    }
    Ok(outcome)
}

fn print_title(out: &mut Output, term: &Term, format: ListFormat) -> io::Result<()> {
    let term = shortened(&term.text);
    match format {
        ListFormat::Text => out.line(Text::new().styled(TITLE, term)),
        ListFormat::Md => out.markdown(&Markdown::new().markup("\n## ").text(&term).markup("\n")),
        ListFormat::Jsonl | ListFormat::Csv => Ok(()),
    }
}

fn print_nothing(out: &mut Output, format: ListFormat) -> io::Result<()> {
    match format {
        ListFormat::Text => out.line(Text::new().spaces(2).styled(FACT, "nothing found")),
        ListFormat::Md => out.markdown(&Markdown::new().markup("Nothing found.")),
        ListFormat::Jsonl | ListFormat::Csv => Ok(()),
    }
}

fn print_hit(out: &mut Output, term: &Term, hit: Hit, format: ListFormat) -> io::Result<()> {
    let article = &hit.article;
    let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
    match format {
        ListFormat::Text => {
            let facts = facts(article);
            let text = Text::new().styled(HEADLINE, headline).plain("  ").styled(FACT, facts).plain("  ");
            out.wrapped(Text::new().spaces(2), text.styled(FACT, &article.id))
        }
        ListFormat::Md => {
            let text = Markdown::new().markup("- **").link(headline, article.url.as_deref()).markup("** ");
            out.markdown(&text.text(&facts(article)))
        }
        ListFormat::Csv => {
            let text = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default().into());
            let cells = [
                Cell::from(term.line),
                (&term.text).into(),
                (&article.id).into(),
                text(&article.published),
                text(&article.source),
                text(&article.headline),
                text(&article.url),
                (&article.path).into(),
                article.record.into(),
            ];
            let mut csv = out.csv();
            csv.row(cells)?;
            csv.finish()
        }
        ListFormat::Jsonl => {
            let response = Response { hits: vec![hit], ..Response::default() };
            for mut line in hits_json(&response) {
                line["line"] = term.line.into();
                line["term"] = term.text.as_str().into();
                out.json(&line)?;
            }
            Ok(())
        }
    }
}
