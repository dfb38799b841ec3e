//! `dateline tag`: words that the user gives articles, to find them again.

use anyhow::{Result, anyhow};
use clap::Args;
use serde_json::json;

use dateline_core::text::fold;
use dateline_search::curation::{Curation, Entry, NOTES_FILE, Target, notes};
use dateline_tantivy::index::add_to_users_file;

use super::{Global, Outcome, curate};
use crate::archive::now;

/// Tag articles, to find them again with tag:, --tag and the facet tag
#[derive(Debug, Args)]
#[command(override_usage = "dateline tag [OPTIONS] <ID>... <TAG>")]
pub(super) struct TagArgs {
    /// Ids of the articles, or unique prefixes of 6 characters or more, and the tag
    #[arg(required = true, num_args = 2.., value_name = "ID… TAG")]
    ids_and_tag: Vec<String>,
    /// Take the tag away
    #[arg(long)]
    remove: bool,
}

impl TagArgs {
    pub(super) fn run(mut self, global: &Global) -> Result<Outcome> {
        let tag = self.ids_and_tag.pop().unwrap_or_default();
        let tag = notes::checked_tag(&tag).map_err(|reason| anyhow!(reason))?;
        let before = Curation::load(&global.index);
        let engine = global.engine()?;
        let (mut lines, mut targets, mut ended) = (String::new(), Vec::new(), Outcome::Done);
        for text in &self.ids_and_tag {
            let id = match curate::id_of(global, &engine, text)? {
                Ok(id) => id,
                Err(outcome) => {
                    ended = if ended == Outcome::Faults { ended } else { outcome };
                    continue;
                }
            };
            entries(&before, &id, &tag, self.remove).iter().for_each(|entry| lines.push_str(&entry.line()));
            targets.push(Target::Article(id));
        }
        drop(engine);
        if targets.is_empty() {
            return Ok(ended);
        }
        add_to_users_file(&global.index, NOTES_FILE, &lines)?;
        let ids: Vec<String> = targets.iter().map(Target::value).collect();
        let summary = curate::bring(global, &before, targets, &[])?;
        curate::say(global, json!({"ids": ids, "tag": tag, "tagged": !self.remove}), summary.as_ref())?;
        Ok(ended)
    }
}

/// What is written down for an article; a tag is taken away from every id that the article had.
fn entries(said: &Curation, id: &str, tag: &str, remove: bool) -> Vec<Entry> {
    let entry = |id: &str| Entry { id: id.to_owned(), at: now(), ..Entry::default() };
    if !remove {
        return vec![Entry { tag: Some(tag.to_owned()), ..entry(id) }];
    }
    let ids = said.ids_of(id).into_iter();
    let held = ids.filter(|id| said.notes().tags(id).any(|held| fold(held) == fold(tag)));
    held.map(|id| Entry { untag: Some(tag.to_owned()), ..entry(id) }).collect()
}
