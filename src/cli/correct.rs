//! `dateline correct`: what is to be taken differently from what was read.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};

use dateline_read::absolute;
use dateline_search::curation::{Change, Curation, Rule, Target};
use dateline_search::engine::Engine;

use super::output::{FACT, TITLE, Text};
use super::{Global, Outcome, curate, shown_path};

/// Correct what was read of an article, or of all articles of a folder, of files or of a site
#[derive(Debug, Args)]
#[command(override_usage = "dateline correct [OPTIONS] <ID> <FIELD=VALUE>...\n       \
                            dateline correct [OPTIONS] --folder|--files|--site <…> <FIELD=VALUE>...\n       \
                            dateline correct --undo <ID> [FIELD]...\n       dateline correct --list")]
pub(super) struct CorrectArgs {
    /// Id of the article, or a unique prefix of 6 characters or more; not with --folder, --files or --site
    #[arg(value_name = "ID")]
    first: Option<String>,
    /// What is so: headline=, published= (a date, a month or a year), source=, section=, language=, country=,
    /// -country= (not about it), -mentions= (does not name it either), -person=, -org=, -place= (not a name);
    /// with --undo the names of fields
    #[arg(value_name = "FIELD=VALUE")]
    changes: Vec<String>,
    /// For all articles of the files below this folder, or of this file
    #[arg(long, value_name = "PATH")]
    folder: Option<PathBuf>,
    /// For all articles of the files that this pattern fits, as in a .gitignore, such as '*.txt' or 'bbc/2004/'
    #[arg(long, value_name = "PATTERN", conflicts_with = "folder")]
    files: Option<String>,
    /// For all articles whose address is on this site
    #[arg(long, value_name = "HOST", conflicts_with_all = ["folder", "files"])]
    site: Option<String>,
    /// Why, for whoever reads corrections.toml
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    /// Take corrections back: all that were made for the article, folder, files or site, or those of these fields
    #[arg(long)]
    undo: bool,
    /// List all corrections
    #[arg(long, conflicts_with = "undo")]
    list: bool,
}

impl CorrectArgs {
    pub(super) fn run(mut self, global: &Global) -> Result<Outcome> {
        if self.list {
            return list(global);
        }
        let engine = global.engine()?;
        let before = Curation::load(&global.index);
        let target = match self.target(global, &engine, &before)? {
            Ok(target) => target,
            Err(outcome) => return Ok(outcome),
        };
        drop(engine);
        if self.undo {
            self.take_back(global, &before, target)
        } else {
            self.correct(global, &before, target)
        }
    }

    fn target(
        &mut self,
        global: &Global,
        engine: &impl Engine,
        before: &Curation,
    ) -> Result<std::result::Result<Target, Outcome>> {
        let checked = |target: std::result::Result<Target, String>| target.map_err(anyhow::Error::msg);
        let wide = match (&self.folder, &self.files, &self.site) {
            (Some(folder), ..) => Target::Folder(absolute(folder)),
            (_, Some(pattern), _) => checked(Target::files(pattern))?,
            (.., Some(site)) => checked(Target::site(site))?,
            _ => {
                let Some(id) = self.first.take() else {
                    bail!("expected the id of an article, or --folder, --files or --site");
                };
                let is_held =
                    before.corrections().rules().any(|rule| rule.target == Target::Article(id.clone()));
                if self.undo && is_held {
                    return Ok(Ok(Target::Article(id)));
                }
                return Ok(curate::id_of(global, engine, &id)?.map(Target::Article));
            }
        };
        self.changes.splice(0..0, self.first.take());
        Ok(Ok(wide))
    }

    fn correct(&self, global: &Global, before: &Curation, target: Target) -> Result<Outcome> {
        let changes = curate::typed(&self.changes)?;
        if changes.is_empty() {
            bail!("expected what to correct, such as country=FR or published=2004-03-01");
        }
        if changes.contains(&Change::Forget) {
            bail!("to leave articles out, use `dateline forget`");
        }
        let comment = self.comment.as_deref();
        curate::write(global, &target, |held| Some(held.with(&target, &changes, comment)))?;
        done(global, before, target)
    }

    fn take_back(&self, global: &Global, before: &Curation, target: Target) -> Result<Outcome> {
        let mut keys = Vec::new();
        for text in &self.changes {
            let name = text.split('=').next().unwrap_or(text);
            let known = Change::names(name);
            keys.push(known.ok_or_else(|| anyhow::anyhow!("{text:?} is not a field that can be corrected"))?);
        }
        let is_kept = |rule: &Rule| rule.target == target && rule.forgets();
        if keys.is_empty() && before.corrections().rules().any(is_kept) {
            bail!("it is left out; to take that back, use `dateline forget --undo`");
        }
        if !curate::write(global, &target, |held| held.without(&target, &keys))? {
            global.say(format!("nothing is corrected for {} {}", target.key(), target.value()));
            return Ok(Outcome::NothingFound);
        }
        done(global, before, target)
    }
}

/// The arguments of the program with `-country=FR` as `not-country=FR`, for a hyphen begins an option elsewhere.
pub(super) fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut is_correct = false;
    let argument = |given: OsString| {
        is_correct |= given == "correct";
        let field = given.to_str().filter(|_| is_correct).and_then(|text| text.strip_prefix('-'));
        match field {
            Some(field) if is_field(field.split('=').next().unwrap_or(field)) => {
                format!("not-{field}").into()
            }
            _ => given,
        }
    };
    given.map(argument).collect()
}

/// True for what can be corrected, or said not to be.
fn is_field(name: &str) -> bool {
    Change::names(name).or_else(|| Change::names(&format!("not-{name}"))).is_some()
}

/// Brings a change to the articles and says what became of it.
fn done(global: &Global, before: &Curation, target: Target) -> Result<Outcome> {
    let line = json!({"target": target.key(), "value": target.value()});
    let summary = curate::bring(global, before, vec![target], &[])?;
    curate::say(global, line, summary.as_ref())
}

fn list(global: &Global) -> Result<Outcome> {
    let curation = Curation::load(&global.index);
    curation.faults().iter().for_each(|(file, fault)| global.say(format!("{file}, {fault}")));
    let mut out = global.output();
    let mut outcome = Outcome::NothingFound;
    for rule in curation.corrections().rules() {
        outcome = Outcome::Done;
        if global.json {
            out.json(&in_json(rule))?;
            continue;
        }
        let value = match &rule.target {
            Target::Folder(path) => shown_path(&path.to_string_lossy()),
            target => target.value(),
        };
        out.line(Text::new().styled(TITLE, format!("{} {value}", rule.target.key())))?;
        for change in &rule.changes {
            out.line(Text::new().spaces(2).left(FACT, change.key(), 14).plain(change.value()))?;
        }
        if let Some(comment) = &rule.comment {
            out.line(Text::new().spaces(2).left(FACT, "comment", 14).plain(comment))?;
        }
    }
    out.flush()?;
    Ok(outcome)
}

fn in_json(rule: &Rule) -> Value {
    let changes: Vec<Value> =
        rule.changes.iter().map(|change| json!({"field": change.key(), "value": change.value()})).collect();
    let mut line = json!({
        "target": rule.target.key(), "value": rule.target.value(), "line": rule.line, "changes": changes,
    });
    if let Some(comment) = &rule.comment {
        line["comment"] = comment.as_str().into();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_before_a_field_is_no_option() {
        let given =
            ["dateline", "-q", "correct", "a", "-country=FR", "-source", "--json", "-q", "-mentions=GB"];
        let read = arguments(given.into_iter().map(OsString::from));
        let expected = [
            "dateline",
            "-q",
            "correct",
            "a",
            "not-country=FR",
            "not-source",
            "--json",
            "-q",
            "not-mentions=GB",
        ];
        assert_eq!(read, expected);
        let search = ["dateline", "search", "-country=FR"].map(OsString::from);
        assert_eq!(arguments(search.clone().into_iter()), search);
    }
}
