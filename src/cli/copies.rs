//! Copies of a story on the command line: how they are shown and counted.

use anyhow::Result;
use clap::Args;

use dateline_search::request::{Copies, Counted};
use dateline_search::response::{Hit, OtherCopy};

use super::Global;

/// How many outlets are listed with a hit.
const NAMED: usize = 4;

/// What facets count.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct CountArgs {
    /// Count articles, or stories (all copies of a story count once)
    #[arg(long, value_name = "WHAT", default_value = "articles")]
    pub count: Counted,
}

/// How copies of a story are shown.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct CopiesArgs {
    /// Copies of a story: `together` as one hit, `all` as one hit each [default: together; all with --queries and for whole articles]
    #[arg(long, value_name = "HOW")]
    pub copies: Option<Copies>,
    #[command(flatten)]
    pub count: CountArgs,
}

impl CopiesArgs {
    /// How copies are shown; an export of whole articles lists all unless told otherwise.
    pub(super) fn of_hits(&self, whole_articles: bool) -> Copies {
        self.copies.unwrap_or(if whole_articles { Copies::All } else { Copies::Together })
    }
}

/// The line about the copies of a hit; `None` if it has none.
pub(super) fn beside(hit: &Hit) -> Option<String> {
    if hit.copies.is_empty() {
        return None;
    }
    let more = hit.copies.len().saturating_sub(NAMED) as u64 + hit.more_copies;
    let mut named: Vec<String> = hit.copies.iter().take(NAMED).map(named).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    Some(format!("also in: {}", named.join("; ")))
}

/// Reports how many copies have no row of their own in a table.
pub(super) fn say_folded(global: &Global, hits: &[Hit]) {
    let copies: u64 = hits.iter().map(Hit::folded).sum();
    if copies > 0 {
        let folded = if copies == 1 { "1 copy has".to_owned() } else { format!("{copies} copies have") };
        global.say(format!(
            "{folded} no separate row (see the column \"copies\"); --copies all gives each copy a row"
        ));
    }
}

/// The outlet of a copy, or its id if that is not known, and its day.
pub(super) fn named(copy: &OtherCopy) -> String {
    let outlet = copy.source.as_deref().unwrap_or(&copy.id);
    match copy.published.as_deref().map(|published| published.get(..10).unwrap_or(published)) {
        Some(day) => format!("{outlet} ({day})"),
        None => outlet.to_owned(),
    }
}

/// Whether a query file may be run with copies shown like this.
///
/// # Errors
/// If copies are to be shown together: a run names every article.
pub(super) fn check_run(copies: &CopiesArgs) -> Result<()> {
    anyhow::ensure!(copies.copies != Some(Copies::Together), "TREC runs list every article; remove --copies");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::Article;

    fn copy(id: &str, source: Option<&str>) -> OtherCopy {
        OtherCopy {
            id: id.into(),
            path: "/a".into(),
            record: id.len() as u64,
            headline: None,
            source: source.map(str::to_owned),
            published: Some("2015-10-23T10:00:00Z".into()),
            url: None,
        }
    }

    fn hit(record: u64) -> Hit {
        Hit {
            rank: 1,
            score: 1.0,
            article: Article { path: "/a".into(), record, ..Article::default() },
            snippets: vec![],
            explanation: None,
            story: None,
            copies: vec![],
            more_copies: 0,
        }
    }

    #[test]
    fn a_few_outlets_are_named() {
        assert_eq!(beside(&hit(1)), None);
        let copies = vec![copy("a", Some("The Courier")), copy("bb", None)];
        let mut shown = Hit { copies, ..hit(1) };
        assert_eq!(beside(&shown).unwrap(), "also in: The Courier (2015-10-23); bb (2015-10-23)");
        shown.more_copies = 7;
        assert!(beside(&shown).unwrap().ends_with("; 7 more"));
    }
}
