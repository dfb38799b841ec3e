//! The index folder as what is served: opened, and opened again when it or a file of what the user says of names has changed.

use std::path::{Path, PathBuf};

use dateline_core::article::Article;
use dateline_search::cite::KeptPlace;
use dateline_search::curation::CORRECTIONS_FILE;
use dateline_search::custody::Custody;
use dateline_search::engine::EngineError;
use dateline_search::names::{FILE_NAME, Names};
use dateline_serve::{Archive, Opened};
use dateline_tantivy::Local;
use dateline_tantivy::index::last_generation;

use super::{Global, kept};

/// The index in a folder.
pub(super) struct Folder {
    dir: PathBuf,
    names: Option<PathBuf>,
}

impl Folder {
    /// The one that the command line names.
    pub(super) fn of(global: &Global) -> Folder {
        Folder { dir: global.index.clone(), names: global.names.clone() }
    }

    /// The file of names that counts.
    fn names_file(&self) -> PathBuf {
        self.names.clone().unwrap_or_else(|| self.dir.join(FILE_NAME))
    }

    /// When what the user says about names was changed: the sum of the times of both files, so that either tells.
    fn said(&self) -> Option<u128> {
        let times = [self.names_file(), self.dir.join(CORRECTIONS_FILE)].map(|file| changed(&file));
        times.into_iter().flatten().reduce(u128::wrapping_add)
    }
}

impl Archive for Folder {
    fn open(&self) -> Result<Opened, EngineError> {
        let names = self.said();
        let engine = match &self.names {
            Some(file) => Local::open_with_names(&self.dir, Names::read(file)?)?,
            None => Local::open(&self.dir)?,
        };
        engine.prepare()?;
        let (warnings, generation) = (engine.warnings(), name_of(engine.generation(), names));
        Ok(Opened { engine: Box::new(engine), generation, warnings })
    }

    /// The commit, and what the user says about names.
    fn generation(&self) -> Option<String> {
        Some(name_of(&last_generation(&self.dir)?, self.said()))
    }

    fn command(&self) -> String {
        format!("dateline index --index {} FOLDER", self.dir.display())
    }

    fn custody(&self, article: &Article) -> Custody {
        kept::custody(article)
    }

    fn place_of(&self, article: &Article, quote: &str) -> Result<KeptPlace, String> {
        kept::place_of(article, quote)
    }
}

/// A name of a commit with a file of names.
fn name_of(commit: &str, names: Option<u128>) -> String {
    names.map_or_else(|| commit.to_owned(), |changed| format!("{commit}.{changed:x}"))
}

/// When a file was changed, in milliseconds; `None` if there is none.
fn changed(file: &Path) -> Option<u128> {
    let time = std::fs::metadata(file).ok()?.modified().ok()?;
    time.duration_since(std::time::UNIX_EPOCH).ok().map(|since| since.as_millis())
}
