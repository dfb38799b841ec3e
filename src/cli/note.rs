//! `dateline note`: a text that the user keeps with an article.

use anyhow::{Result, anyhow};
use clap::Args;
use serde_json::json;

use dateline_search::curation::{Curation, Entry, NOTES_FILE, Target, notes};
use dateline_tantivy::index::add_to_users_file;

use super::{Global, Outcome, curate};
use crate::archive::now;

/// Make a note with an article, to read with it and to find it by with note:
#[derive(Debug, Args)]
pub(super) struct NoteArgs {
    /// Id of the article, or a unique prefix of 6 characters or more
    #[arg(allow_hyphen_values = true)]
    id: String,
    /// The note
    #[arg(allow_hyphen_values = true)]
    text: String,
    /// Take the note with this text away
    #[arg(long)]
    remove: bool,
}

impl NoteArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let text = notes::checked_note(&self.text).map_err(|reason| anyhow!(reason))?;
        let before = Curation::load(&global.index);
        let engine = global.engine()?;
        let id = match curate::id_of(global, &engine, &self.id)? {
            Ok(id) => id,
            Err(outcome) => return Ok(outcome),
        };
        drop(engine);
        let entry = |id: &str| Entry { id: id.to_owned(), at: now(), ..Entry::default() };
        let entries: Vec<Entry> = if self.remove {
            let ids = before.ids_of(&id).into_iter();
            let held = ids.filter(|id| before.notes().notes(id).iter().any(|note| note.text == text));
            held.map(|id| Entry { unnote: Some(text.clone()), ..entry(id) }).collect()
        } else {
            vec![Entry { note: Some(text.clone()), ..entry(&id) }]
        };
        if entries.is_empty() {
            global.say("the article has no note with this text");
            return Ok(Outcome::NothingFound);
        }
        let lines: String = entries.iter().map(Entry::line).collect();
        add_to_users_file(&global.index, NOTES_FILE, &lines)?;
        let summary = curate::bring(global, &before, vec![Target::Article(id.clone())], &[])?;
        curate::say(global, json!({"id": id, "note": text, "noted": !self.remove}), summary.as_ref())
    }
}
