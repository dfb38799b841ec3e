//! `dateline forget`: what is removed from the index and left out from then on.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;

use dateline_read::absolute;
use dateline_search::curation::{Change, Curation, Target};
use dateline_search::store::Files;

use super::{Global, Outcome, curate, shown_path};

/// Remove an article, a file or a folder from the index, and leave it out from now on; the files stay as they are
#[derive(Debug, Args)]
#[command(
    override_usage = "dateline forget [OPTIONS] <ID|PATH>...\n       dateline forget --files <PATTERN>\n       \
                            dateline forget --list"
)]
pub(super) struct ForgetArgs {
    /// Ids of articles, also of single records of a file, or paths of files and folders
    #[arg(value_name = "ID|PATH")]
    what: Vec<String>,
    /// The files that this pattern fits, as in a .gitignore
    #[arg(long, value_name = "PATTERN", conflicts_with = "what")]
    files: Option<String>,
    /// Take it back, and read it again
    #[arg(long)]
    undo: bool,
    /// List what is left out
    #[arg(long, conflicts_with_all = ["undo", "what", "files"])]
    list: bool,
}

impl ForgetArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        if self.list {
            return list(global);
        }
        let before = Curation::load(&global.index);
        let mut ended = Outcome::Done;
        let mut targets = Vec::new();
        if let Some(pattern) = &self.files {
            targets.push(Target::files(pattern).map_err(anyhow::Error::msg)?);
        }
        for text in &self.what {
            match self.target(global, &before, text)? {
                Ok(target) => targets.push(target),
                Err(outcome) => ended = outcome,
            }
        }
        if targets.is_empty() {
            if ended == Outcome::Done {
                bail!("expected the id of an article or a path, or --files or --list");
            }
            return Ok(ended);
        }
        let mut paths = Vec::new();
        for target in &targets {
            if self.undo {
                let keys = [Change::Forget.key().to_owned()];
                if !curate::write(global, target, |held| held.without(target, &keys))? {
                    global.say(format!("{} is not left out", target.value()));
                    ended = Outcome::NothingFound;
                    continue;
                }
                paths.extend(to_read(global, target)?);
            } else {
                curate::write(global, target, |held| Some(held.with(target, &[Change::Forget], None)))?;
            }
        }
        let line = json!({
            "targets": targets.iter().map(|target| json!({"target": target.key(), "value": target.value()}))
                .collect::<Vec<_>>(),
            "forgotten": !self.undo,
        });
        let summary = curate::bring(global, &before, targets, &paths)?;
        curate::say(global, line, summary.as_ref())?;
        Ok(ended)
    }

    /// What a text stands for: what is left out already, a file or folder that is there or is indexed, or an article.
    fn target(
        &self,
        global: &Global,
        before: &Curation,
        text: &str,
    ) -> Result<std::result::Result<Target, Outcome>> {
        let path = absolute(Path::new(text));
        let known = [Target::Article(text.to_owned()), Target::Folder(path.clone())];
        let is_held = |target: &Target| {
            before.corrections().rules().any(|rule| rule.forgets() && rule.target == *target)
        };
        if let Some(target) = known.into_iter().find(is_held) {
            return Ok(Ok(target));
        }
        let engine = global.engine()?;
        let files = engine.files()?;
        if path.exists() || files.below(&path).next().is_some() {
            return Ok(Ok(Target::Folder(path)));
        }
        Ok(curate::id_of(global, &engine, text)?.map(Target::Article))
    }
}

/// The files to read once a target is no longer left out. Those that were read as the user said are left to the user.
fn to_read(global: &Global, target: &Target) -> Result<Vec<PathBuf>> {
    let files: Files = global.engine()?.files()?;
    match target {
        Target::Folder(path) => Ok(Some(path.clone()).filter(|path| path.exists()).into_iter().collect()),
        Target::Article(id) => {
            let with = files.iter().filter(|file| file.forgotten.contains(id));
            let (as_said, plain): (Vec<_>, Vec<_>) = with.partition(|file| file.format.is_some());
            for file in as_said {
                let path = shown_path(&file.path.to_string_lossy());
                global.say(format!("to read it again, run `dateline index {path}` as you did before"));
            }
            Ok(plain.into_iter().map(|file| file.path.clone()).collect())
        }
        Target::Files(..) | Target::Site(_) => {
            global.say("to read these files again, run `dateline index` with their folders");
            Ok(Vec::new())
        }
    }
}

fn list(global: &Global) -> Result<Outcome> {
    let curation = Curation::load(&global.index);
    let mut out = global.output();
    let mut ended = Outcome::NothingFound;
    for rule in curation.corrections().rules().filter(|rule| rule.forgets()) {
        ended = Outcome::Done;
        let (key, value) = (rule.target.key(), rule.target.value());
        if global.json {
            out.json(&json!({"target": key, "value": value}))?;
        } else {
            let value = if key == "folder" { shown_path(&value) } else { value };
            out.line(format!("{key}  {value}"))?;
        }
    }
    out.flush()?;
    Ok(ended)
}
