//! `dateline check`: whether the files of articles are still as they were when they were read.

use anyhow::Result;
use clap::Args;

use dateline_core::article::Article;
use dateline_search::custody::Custody;

use super::output::Output;
use super::{Global, Outcome, kept, show, shown_path};

/// Check that the kept file of an article still has the bytes that were read
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Ids of the articles, or unique prefixes of 6 characters or more; put -- before one that begins with a hyphen
    #[arg(required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    choice: show::Choice,
}

impl CheckArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let engine = global.engine()?;
        let mut out = global.output();
        let mut ended = Outcome::Done;
        for id in &self.ids {
            let article = match show::one(global, &engine, id, &self.choice)? {
                Ok(article) => article,
                Err(outcome) => {
                    ended = if ended == Outcome::Faults { ended } else { outcome };
                    continue;
                }
            };
            let state = kept::custody(&article);
            if global.json {
                out.json(&state.json(&article))?;
            } else {
                print(&mut out, &article, &state)?;
            }
            if !state.is_kept() {
                ended = Outcome::Faults;
            }
        }
        out.flush()?;
        Ok(ended)
    }
}

fn print(out: &mut Output, article: &Article, state: &Custody) -> Result<()> {
    let said = state.said(&shown_path(&article.path));
    out.line(format!("{}  {}  {said}", article.id, state.name(article)))?;
    if let Some(hash) = article.sha256 {
        out.line(format!("  SHA-256 {hash}"))?;
    }
    Ok(())
}
