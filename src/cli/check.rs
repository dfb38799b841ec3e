//! `dateline check`: whether the files of articles are still as they were when they were read.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use dateline_core::article::Article;
use dateline_read::{Kept, find_kept};

use super::output::Output;
use super::{Global, Outcome, show, shown_path};

/// Check that the kept file of an article still has the bytes that were read
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Ids of the articles, or unique prefixes of 6 characters or more; put -- before one that begins with a hyphen
    #[arg(required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    choice: show::Choice,
}

/// What became of the bytes of an article.
enum State {
    Same(Kept),
    Changed,
    Missing(String),
    Unknown,
}

impl State {
    fn of(article: &Article) -> State {
        let Some(hash) = article.sha256 else { return State::Unknown };
        match find_kept(article, hash) {
            Ok(Some(kept)) => State::Same(kept),
            Ok(None) => State::Changed,
            Err(error) => State::Missing(dateline_read::said(&error.source)),
        }
    }

    fn name(&self, article: &Article) -> &'static str {
        match self {
            State::Same(kept) if kept.record == article.record && kept.member == article.member => "same",
            State::Same(_) => "moved",
            State::Changed => "changed",
            State::Missing(_) => "missing",
            State::Unknown => "unknown",
        }
    }
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
            let state = State::of(&article);
            if global.json {
                out.json(&in_json(&article, &state))?;
            } else {
                print(&mut out, &article, &state)?;
            }
            if !matches!(state, State::Same(_)) {
                ended = Outcome::Faults;
            }
        }
        out.flush()?;
        Ok(ended)
    }
}

fn in_json(article: &Article, state: &State) -> serde_json::Value {
    let mut line = json!({
        "id": article.id, "state": state.name(article), "path": article.path, "sha256": article.sha256,
    });
    match state {
        State::Same(kept) => {
            line["record"] = kept.record.into();
            line["member"] = json!(kept.member);
            line["bytes"] = json!(kept.range.as_ref().map(|range| [range.start, range.end]));
        }
        State::Missing(reason) => line["reason"] = reason.as_str().into(),
        State::Changed | State::Unknown => {}
    }
    line.as_object_mut().into_iter().for_each(|line| line.retain(|_, value| !value.is_null()));
    line
}

fn print(out: &mut Output, article: &Article, state: &State) -> Result<()> {
    let hash = article.sha256.map(|hash| hash.to_string()).unwrap_or_default();
    let path = shown_path(&article.path);
    let said = match state {
        State::Same(kept) => {
            let member = kept.member.as_deref().map(|member| format!(", {member}")).unwrap_or_default();
            let bytes = kept.range.as_ref().map(|range| format!(", bytes {} to {}", range.start, range.end));
            format!("{path}{member}, record {}{}", kept.record, bytes.unwrap_or_default())
        }
        State::Changed => format!("{path} has no record with this hash any more"),
        State::Missing(reason) => format!("{path}: {reason}"),
        State::Unknown => format!("{path}: the index has no hash of the article"),
    };
    out.line(format!("{}  {}  {said}", article.id, state.name(article)))?;
    if !hash.is_empty() {
        out.line(format!("  SHA-256 {hash}"))?;
    }
    Ok(())
}
