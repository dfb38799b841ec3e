//! What a user says of articles: corrections of what was read, tags, notes, and what is to be left out.
//!
//! Two files in the folder of an index hold it, and belong to the user: [`corrections.toml`](mod@file) and
//! [`notes.jsonl`](notes). An article is corrected when it is stored, with what was there before, so that
//! everything that reads the index sees it, and it can be taken back without reading the file of the article again.
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_search::curation::Curation;
//! let curation = Curation::of("[[correct]]\nfolder = '/news/bbc'\nsource = 'BBC'\n", "");
//! let mut article = Article { path: "/news/bbc/1.txt".into(), source: Some("B".into()), ..Article::default() };
//! curation.apply(&mut article);
//! assert_eq!((article.source.as_deref(), article.corrected[0].was.as_deref()), (Some("BBC"), Some("B")));
//! Curation::default().apply(&mut article);
//! assert_eq!((article.source.as_deref(), article.corrected.len()), (Some("B"), 0));
//! ```
//!
//! Not for: finding the articles that a change concerns, which is the work of who brings an index up to date, or
//! names, which are [elsewhere](crate::names).

mod apply;
mod change;
pub mod file;
pub mod notes;
mod others;
mod target;
pub(crate) mod toml_blocks;

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::store::hash;
pub use change::{Change, Field};
pub use file::{Corrections, Rule};
pub use notes::{Entry, Notes};
pub use target::Target;

/// The file of corrections in the folder of an index.
pub const CORRECTIONS_FILE: &str = "corrections.toml";
/// The file of tags and notes in the folder of an index.
pub const NOTES_FILE: &str = "notes.jsonl";

/// How many times an article may have got another id, as the record of its changes is followed.
const MOST_CHANGES: usize = 100;

/// Something in one of the files that is not understood; the rest of the file acts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Fault {
    /// The line in the file, from 1.
    pub line: usize,
    /// What is wrong, and what is expected.
    pub reason: String,
}

/// Everything that a user says of articles.
#[derive(Debug, Clone, Default)]
pub struct Curation {
    corrections: Corrections,
    notes: Notes,
    /// The numbers of the rules for single articles, by id.
    by_id: HashMap<String, Vec<usize>>,
    /// The numbers of the other rules, those for fewer articles last.
    wide: Vec<usize>,
    /// Faults with the name of their file.
    faults: Vec<(&'static str, Fault)>,
    digest: u64,
}

impl Curation {
    /// Reads the files in the folder of an index, where there are any.
    pub fn load(folder: &Path) -> Curation {
        let (corrections, notes) = (read(folder, CORRECTIONS_FILE), read(folder, NOTES_FILE));
        let text = |read: &Result<String, String>| read.clone().unwrap_or_default();
        let mut curation = Curation::of(&text(&corrections), &text(&notes));
        for (name, read) in [(CORRECTIONS_FILE, corrections), (NOTES_FILE, notes)] {
            if let Err(reason) = read {
                curation.faults.push((name, Fault { line: 1, reason }));
            }
        }
        curation
    }

    /// What these texts of the two files say.
    pub fn of(corrections: &str, notes: &str) -> Curation {
        let (corrections, notes) = (Corrections::parse(corrections), Notes::parse(notes));
        let faults = corrections.faults().iter().map(|fault| (CORRECTIONS_FILE, fault.clone()));
        let faults = faults.chain(notes.faults().iter().map(|fault| (NOTES_FILE, fault.clone()))).collect();
        let mut curation = Curation { faults, ..Curation::default() };
        for (number, rule) in corrections.rules().enumerate() {
            match &rule.target {
                Target::Article(id) => curation.by_id.entry(id.clone()).or_default().push(number),
                _ => curation.wide.push(number),
            }
        }
        let rules: Vec<&Rule> = corrections.rules().collect();
        curation.wide.sort_by_key(|&number| rules[number].target.rank());
        if !rules.is_empty() || !notes.is_empty() {
            let said = rules.iter().map(|rule| rule.said()).collect::<Vec<_>>().join("\n");
            curation.digest = hash(&[said.as_bytes(), b"\0", notes.said().as_bytes()]).max(1);
        }
        curation.corrections = corrections;
        curation.notes = notes;
        curation
    }

    /// What is not understood, with the name of its file.
    pub fn faults(&self) -> &[(&'static str, Fault)] {
        &self.faults
    }

    /// A number that is another one whenever something else is said; 0 if nothing is.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The corrections.
    pub fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// Tags and notes.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The ids of all articles of which something is said by their id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str).chain(self.notes.ids())
    }

    /// True if a record with this id, or the file at this path, is to be left out.
    pub fn forgets(&self, id: &str, path: &Path) -> bool {
        self.forgets_id(id) || self.forgets_path(path)
    }

    /// True if records with this id are to be left out, in whatever file.
    pub fn forgets_id(&self, id: &str) -> bool {
        self.rules_for_id(id).into_iter().any(Rule::forgets)
    }

    /// True if the file at this path is to be left out as a whole.
    pub fn forgets_path(&self, path: &Path) -> bool {
        let rules = self.wide.iter().filter_map(|&number| self.corrections.rule(number));
        let mut forgetting = rules.filter(|rule| rule.forgets());
        forgetting.any(|rule| rule.target.fits_path(path))
    }

    /// The rules for an article alone, also under an id that it had before.
    fn rules_for_id(&self, id: &str) -> Vec<&Rule> {
        let numbers = self.ids_of(id).into_iter().filter_map(|id| self.by_id.get(id)).flatten();
        numbers.filter_map(|&number| self.corrections.rule(number)).collect()
    }

    /// An id, behind those that the article had before it, the oldest first.
    pub fn ids_of<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut ids = vec![id];
        while let Some(before) = ids.last().and_then(|id| self.notes.before(id))
            && ids.len() < MOST_CHANGES
            && !ids.contains(&before)
        {
            ids.push(before);
        }
        ids.reverse();
        ids
    }
}

/// The text of a file; nothing where there is none.
fn read(folder: &Path, name: &str) -> Result<String, String> {
    match fs::read(folder.join(name)) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| "the file is not UTF-8, so nothing in it acts; save it as UTF-8".to_owned()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(String::new())
        }
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_tells_what_is_said_and_not_how() {
        assert_eq!(Curation::of("# nothing\n", "\n").digest(), 0);
        let one = Curation::of("[[correct]]\nid = 'a'\nsource = 'BBC'\n", "");
        let same = Curation::of("# mine\n[[correct]]\nsource = \"BBC\"\nid = \"a\"", "");
        let other = Curation::of("[[correct]]\nid = 'a'\nsource = 'CBC'\n", "");
        assert!(one.digest() != 0 && one.digest() == same.digest() && one.digest() != other.digest());
        assert_ne!(Curation::of("", r#"{"id":"a","tag":"x"}"#).digest(), 0);
    }

    #[test]
    fn files_that_cannot_be_read_are_faults_and_missing_ones_are_not() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Curation::load(dir.path()).faults().is_empty());
        fs::write(dir.path().join(CORRECTIONS_FILE), [0xff, 0xfe, 0]).unwrap();
        let curation = Curation::load(dir.path());
        let (file, fault) = &curation.faults()[0];
        assert!(*file == CORRECTIONS_FILE && fault.reason.contains("UTF-8"), "{fault}");
    }

    #[test]
    fn records_files_and_folders_are_forgotten() {
        let curation = Curation::of(
            "[[correct]]\nid = 'a'\nforget = true\n[[correct]]\nfolder = '/news/old'\nforget = true\n",
            r#"{"id":"a","became":"b"}"#,
        );
        let here = Path::new("/news/new/1.txt");
        assert!(curation.forgets("a", here) && curation.forgets("b", here) && !curation.forgets("c", here));
        assert!(curation.forgets_path(Path::new("/news/old/x/1.txt")) && !curation.forgets_path(here));
    }

    #[test]
    fn ids_that_go_round_in_a_circle_end() {
        let notes = "{\"id\":\"a\",\"became\":\"b\"}\n{\"id\":\"b\",\"became\":\"a\"}\n";
        assert_eq!(Curation::of("", notes).ids_of("a"), ["b", "a"]);
    }
}
