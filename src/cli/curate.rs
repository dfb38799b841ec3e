//! What the commands share that write down what the user says of articles: `correct`, `forget`, `tag` and `note`.

use std::path::PathBuf;

use anyhow::{Result, anyhow};

use serde_json::Value;

use dateline_search::curation::{CORRECTIONS_FILE, Change, Corrections, Curation, Target};
use dateline_search::engine::Engine;
use dateline_tantivy::index::{IndexError, replace_users_file};

use super::index::{counted, default_options};
use super::{Global, Outcome, show};
use crate::archive::{Said, renew};
use crate::ingest::{Problem, Summary};

/// The id that is meant, of one article or of its copies; if it is none, or may be several, the user gets a message.
pub(super) fn id_of(
    global: &Global,
    engine: &impl Engine,
    text: &str,
) -> Result<std::result::Result<String, Outcome>> {
    if !engine.documents(text)?.is_empty() {
        return Ok(Ok(text.to_owned()));
    }
    let found = show::one(global, engine, text, &show::Choice::default())?;
    Ok(found.map(|article| article.id))
}

/// Writes changes of a target into the file of corrections, or with `undo` takes them back. False if nothing was changed.
pub(super) fn write(
    global: &Global,
    target: &Target,
    change: impl FnOnce(&Corrections) -> Option<String>,
) -> Result<bool> {
    let written = replace_users_file::<IndexError>(&global.index, CORRECTIONS_FILE, |text| {
        let changed = change(&Corrections::parse(&text));
        Ok(changed.filter(|changed| *changed != text))
    });
    written.map_err(|error| anyhow!("{error}; nothing is said of {target}"))
}

/// Brings what was written down to the articles, reads what is new below the paths, and says what became of it. `None` where that has to wait.
pub(super) fn bring(
    global: &Global,
    before: &Curation,
    targets: Vec<Target>,
    paths: &[PathBuf],
) -> Result<Option<Summary>> {
    let mut report = |problem: &Problem| global.say(problem);
    match renew(&global.index, before, targets, paths, &default_options(global)?, &mut report)? {
        Said::Done(summary) => Ok(Some(summary)),
        Said::Later => {
            global.say(
                "the index is being updated by another run: this is written down, and the next `dateline index` \
                 brings it to the articles",
            );
            Ok(None)
        }
    }
}

/// How many articles a change came to, as a sentence.
fn sentence(summary: &Summary) -> String {
    let mut parts = vec![format!("{} brought up to date", counted(summary.renewed, "article"))];
    if summary.removed + summary.forgotten > 0 {
        parts.push(format!(
            "{} removed from the index",
            counted(summary.removed + summary.forgotten, "article")
        ));
    }
    if summary.added > 0 {
        parts.push(format!("{} read again", counted(summary.added, "article")));
    }
    parts.join(", ")
}

/// What became of a change, as a line for people or for scripts.
pub(super) fn say(global: &Global, mut line: Value, summary: Option<&Summary>) -> Result<Outcome> {
    let mut out = global.output();
    if global.json {
        if let Some(summary) = summary {
            line["renewed"] = summary.renewed.into();
            line["removed"] = (summary.removed + summary.forgotten).into();
            line["added"] = summary.added.into();
        }
        line["later"] = summary.is_none().into();
        out.json(&line)?;
    } else if let Some(summary) = summary {
        out.line(sentence(summary))?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// The changes that are typed.
pub(super) fn typed(texts: &[String]) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for text in texts {
        changes.extend(Change::typed(text).map_err(|reason| anyhow!(reason))?);
    }
    Ok(changes)
}
