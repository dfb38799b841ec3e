//! `dateline verify`: check every byte of the index, and the manifest against it; repair what can be repaired.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use dateline_tantivy::index::{Repair, Verification, repair, verify, verify_sample};

use super::index::parse_size;
use super::output::Output;
use super::{Global, Outcome};

/// Check every byte of the index, and repair damage
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Check only about SIZE bytes (64M if not given), a different part each time
    #[arg(
        long, value_name = "SIZE", num_args = 0..=1, default_missing_value = "64M", value_parser = parse_size,
        conflicts_with = "repair"
    )]
    sample: Option<usize>,
    /// Rebuild lost checksums and remove damaged segments; `dateline index` then reads their files again
    #[arg(long)]
    repair: bool,
}

impl VerifyArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let repaired = self.repair.then(|| repair(&global.index)).transpose()?;
        let checked = match self.sample {
            Some(bytes) => verify_sample(&global.index, bytes as u64)?,
            None => verify(&global.index)?,
        };
        let mut out = global.output();
        let repaired = repaired.unwrap_or_default();
        if global.json {
            print_json(&mut out, &repaired, &checked)?
        } else {
            print_text(&mut out, &repaired, &checked, self.sample.is_some())?
        }
        out.flush()?;
        for name in &checked.leftovers {
            global.say(format!(
                "{name}: left over from an interrupted run; the next `dateline index` removes it"
            ));
        }
        if repaired.read_again {
            global.say("run `dateline index` on your files to read the lost articles again");
        } else if checked.unfinished {
            global.say("the last run did not finish; run `dateline index` again to complete it");
        }
        Ok(if checked.findings.is_empty() { Outcome::Done } else { Outcome::Faults })
    }
}

fn print_json(out: &mut Output, repaired: &Repair, checked: &Verification) -> Result<()> {
    for done in &repaired.done {
        out.json(&json!({"repaired": done}))?;
    }
    for finding in &checked.findings {
        out.json(&json!({"file": finding.file, "reason": finding.reason}))?;
    }
    out.json(&json!({
        "sound": checked.findings.is_empty(),
        "finished": !checked.unfinished,
        "files": checked.files,
        "articles": checked.articles,
        "leftovers": checked.leftovers,
    }))?;
    Ok(())
}

fn print_text(out: &mut Output, repaired: &Repair, checked: &Verification, sample: bool) -> Result<()> {
    for done in &repaired.done {
        out.line(format!("repaired: {done}"))?;
    }
    for finding in &checked.findings {
        out.line(format!("{}: {}", finding.file, finding.reason))?;
    }
    match (checked.findings.is_empty(), sample) {
        (true, false) => out.line(format!(
            "no damage found: checked {} files, {} articles",
            checked.files, checked.articles
        ))?,
        (true, true) => out.line(format!("no damage found: {} files sampled", checked.files))?,
        (false, _) => {
            out.line("damaged: run `dateline verify --repair`, then `dateline index` on your files")?
        }
    }
    Ok(())
}
