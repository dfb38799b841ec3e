//! `dateline verify`: check every byte of the index, and the manifest against it.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::index::{Verification, verify};

use super::output::Output;
use super::{Global, Outcome};

/// Check every byte of the index, and the manifest against it
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {}

impl VerifyArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let checked = verify(&global.index)?;
        let mut out = global.output();
        if global.json {
            print_json(&mut out, &checked)?
        } else {
            print_text(&mut out, &checked)?
        }
        out.flush()?;
        if checked.unfinished {
            global.say("the last run did not finish; run `dateline index` again to complete it");
        }
        Ok(if checked.findings.is_empty() { Outcome::Done } else { Outcome::Faults })
    }
}

fn print_json(out: &mut Output, checked: &Verification) -> Result<()> {
    for finding in &checked.findings {
        out.json(&json!({"file": finding.file, "reason": finding.reason}))?;
    }
    out.json(&json!({
        "sound": checked.findings.is_empty(),
        "finished": !checked.unfinished,
        "files": checked.files,
        "articles": checked.articles,
    }))?;
    Ok(())
}

fn print_text(out: &mut Output, checked: &Verification) -> Result<()> {
    for finding in &checked.findings {
        out.line(format!("{}: {}", finding.file, finding.reason))?;
    }
    if checked.findings.is_empty() {
        out.line(format!("sound: {} files, {} articles", checked.files, checked.articles))?;
    } else {
        out.line("damaged: to mend it, delete the index folder and index your files again")?;
    }
    Ok(())
}
