//! `dateline why-not`: why a search does not find an article, or that it does.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use dateline_core::article::Article;
use dateline_core::text::columns;
use dateline_search::ask;
use dateline_search::engine::{Reason, WhyNot, why_not};
use dateline_search::request::Request;

use super::answer::NO_HEADLINE;
use super::filters::FilterArgs;
use super::output::{self, FACT, HEADLINE, HIT, Output, Style, TITLE, Text};
use super::query::QueryArgs;
use super::{Global, Outcome, show, shown_path};

/// A wider condition moves its explanation further to the right.
const WIDEST: usize = 32;

/// Explain, clause by clause, why a search does not find an article
#[derive(Debug, Args)]
pub(super) struct WhyNotArgs {
    /// Id of the article, or a unique prefix of 6 characters or more; or its file, or its headline or how that begins
    #[arg(allow_hyphen_values = true)]
    id: String,
    /// The query that does not find it; filters alone work too
    #[arg(allow_hyphen_values = true)]
    query: Option<String>,
    #[command(flatten)]
    choice: show::Choice,
    #[command(flatten)]
    reading: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
}

impl WhyNotArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let filters = self.filters.checked()?;
        let text = self.query.as_deref().unwrap_or_default();
        let question = self.reading.question(text, global)?;
        let engine = global.engine()?;
        let article = match show::one(global, &engine, &self.id, &self.choice)? {
            Ok(article) => article,
            Err(outcome) => return Ok(outcome),
        };
        let left_out = question.left_out();
        let request = Request { filters, snippets: false, ..Request::default() };
        let request = ask::request(&engine, &question.with(request))?;
        let found = why_not(&engine, &request, &article)?;
        let mut out = global.output();
        if global.json {
            print_json(&mut out, &article, text, &left_out, &found)?;
        } else {
            print_text(&mut out, &article, &left_out, &found)?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

fn print_json(
    out: &mut Output,
    article: &Article,
    query: &str,
    left_out: &[String],
    found: &WhyNot,
) -> Result<()> {
    let mut line = json!({
        "id": article.id, "path": article.path, "record": article.record, "query": query,
        "matches": found.matches, "total": found.total, "clauses": found.clauses, "left_out": left_out,
    });
    if let Some(headline) = &article.headline {
        line["headline"] = json!(headline);
    }
    if let Some(rank) = found.rank {
        line["rank"] = json!(rank);
    }
    Ok(out.json(&line)?)
}

fn print_text(out: &mut Output, article: &Article, left_out: &[String], found: &WhyNot) -> Result<()> {
    let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
    out.wrapped(Text::new(), Text::new().styled(HEADLINE, headline))?;
    out.line(Text::new().styled(FACT, format!("{}  {}", article.id, shown_path(&article.path))))?;
    out.wrapped(Text::new(), Text::new().styled(TITLE, verdict(found)))?;
    let widest = widest(&found.clauses, 0).min(WIDEST).min(output::width() / 2);
    print_reasons(out, &found.clauses, widest, 0)?;
    if !left_out.is_empty() {
        let line = format!("stop words, not required to match: {}", left_out.join(", "));
        out.wrapped(Text::new(), Text::new().styled(FACT, line))?;
    }
    Ok(())
}

/// Whether the article is found, and what of the search holds.
fn verdict(found: &WhyNot) -> String {
    let total = found.total;
    let articles = if total == 1 { "article" } else { "articles" };
    if !found.matches {
        let failing = found.clauses.iter().filter(|reason| !reason.holds).count();
        return format!(
            "not found: {failing} of {} conditions not met; the search finds {total} {articles}",
            found.clauses.len()
        );
    }
    match found.rank {
        Some(rank) => format!("found: rank {rank} of {total}"),
        None => format!("found, but not among the first 1000 of {total} {articles}"),
    }
}

fn widest(reasons: &[Reason], depth: usize) -> usize {
    let width =
        |reason: &Reason| (2 * depth + columns(&reason.clause)).max(widest(&reason.clauses, depth + 1));
    reasons.iter().map(width).max().unwrap_or(0)
}

/// A condition a line, those of a group below it.
fn print_reasons(out: &mut Output, reasons: &[Reason], width: usize, depth: usize) -> Result<()> {
    for reason in reasons {
        let (answer, style) = if reason.holds { ("yes", FACT) } else { ("no ", HIT) };
        let answer = Text::new().spaces(2).styled(style, answer).spaces(2);
        let clause = format!("{}{}", "  ".repeat(depth), reason.clause);
        let head = answer.left(Style::new(), clause, width).spaces(2);
        let says = Text::from(&reason.says);
        // After a condition wider than its column there is no room to break lines.
        if head.columns() > width + 9 && head.columns() + says.columns() > output::width() {
            out.line(head)?;
            out.wrapped(Text::new().spaces(9), says)?;
        } else {
            out.wrapped(head, says)?;
        }
        print_reasons(out, &reason.clauses, width, depth + 1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(clause: &str, holds: bool) -> Reason {
        Reason { clause: clause.into(), holds, says: String::new(), nearest: vec![], clauses: vec![] }
    }

    #[test]
    fn the_verdict_counts_what_fails() {
        let clauses = vec![reason("truce", true), reason("--country France", false)];
        let mut found = WhyNot { matches: false, rank: None, total: 1, clauses };
        assert_eq!(verdict(&found), "not found: 1 of 2 conditions not met; the search finds 1 article");
        (found.matches, found.rank, found.total) = (true, Some(3), 57);
        assert_eq!(verdict(&found), "found: rank 3 of 57");
        found.rank = None;
        assert_eq!(verdict(&found), "found, but not among the first 1000 of 57 articles");
    }

    #[test]
    fn groups_are_set_in() {
        let group = Reason { clauses: vec![reason("abcdef", false)], ..reason("(a OR b)", false) };
        assert_eq!(widest(&[group], 0), 8);
        assert_eq!(widest(&[], 0), 0);
    }
}
