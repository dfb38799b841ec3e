//! Where the corpus and the indexes lie.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// A folder that goes away at the end, or one that stays.
pub enum Place {
    Passing(TempDir),
    Kept(PathBuf),
}

impl Place {
    /// The folder to keep, or a new one that goes away.
    pub fn new(keep: Option<&Path>) -> Result<Place> {
        let Some(dir) = keep else { return Ok(Place::Passing(tempfile::tempdir()?)) };
        fs::create_dir_all(dir).with_context(|| format!("{}", dir.display()))?;
        Ok(Place::Kept(dir.to_owned()))
    }

    /// A file of this name.
    pub fn file(&self, name: &str) -> PathBuf {
        match self {
            Place::Passing(dir) => dir.path().join(name),
            Place::Kept(dir) => dir.join(name),
        }
    }

    /// An empty folder of this name; what an earlier run left there goes.
    pub fn empty_folder(&self, name: &str) -> Result<PathBuf> {
        let dir = self.file(name);
        if dir.exists() {
            fs::remove_dir_all(&dir).with_context(|| format!("{}", dir.display()))?;
        }
        fs::create_dir(&dir)?;
        Ok(dir)
    }
}

/// The bytes of the files in a folder.
pub fn bytes(dir: &Path) -> Result<u64> {
    fs::read_dir(dir)?.map(|file| Ok(file?.metadata()?.len())).sum()
}
