//! The user's corrections for single sites: one TOML file a site, in a folder.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dateline_search::curation::CORRECTIONS_FILE;
use dateline_search::store::hash;
use thiserror::Error;

use dateline_page::sites::{Site, SiteError, Sites};

/// Corrections, and a value that distinguishes them from others.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    pub(super) sites: Sites,
    /// The same, one by one.
    list: Vec<Site>,
    /// The first bytes of a hash of all files; 0 without any.
    pub(super) digest: u64,
}

/// Why corrections could not be read.
#[derive(Debug, Error)]
pub enum CorrectionsError {
    /// The folder or a file of it cannot be read.
    #[error("{}: cannot be read: {reason}", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// The error of the system, which is part of the message.
        reason: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {fault}", path.display())]
    Faulty {
        /// The file.
        path: PathBuf,
        /// The key and what is wrong with it, which are part of the message.
        fault: SiteError,
    },
}

impl Corrections {
    /// Reads the files of a folder whose names end in `.toml`, in the order of their names.
    ///
    /// # Errors
    /// If the folder or one of the files cannot be read or is faulty.
    pub fn load(folder: &Path) -> Result<Corrections, CorrectionsError> {
        let mut texts = Vec::new();
        let mut sites = Vec::new();
        for path in files(folder)? {
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let site = Site::parse(&name, &text);
            sites.push(site.map_err(|fault| CorrectionsError::Faulty { path: path.clone(), fault })?);
            texts.extend([name.into_owned(), text]);
        }
        let digest = if sites.is_empty() { 0 } else { hash(&[texts.join("\0").as_bytes()]) };
        Ok(Corrections { sites: Sites::of(sites.clone()), list: sites, digest })
    }

    /// These corrections and those that the file of corrections holds, each with its line there; those with a fault
    /// are left out.
    pub fn with(self, texts: &[(usize, String)]) -> (Corrections, Vec<(usize, SiteError)>) {
        if texts.is_empty() {
            return (self, Vec::new());
        }
        let (mut list, mut faults, mut read) = (self.list, Vec::new(), self.digest.to_string());
        for (line, text) in texts {
            match Site::parse(&format!("{CORRECTIONS_FILE}, line {line}"), text) {
                Ok(site) => {
                    list.push(site);
                    read.push_str(text);
                }
                Err(fault) => faults.push((*line, fault)),
            }
        }
        (Corrections { sites: Sites::of(list.clone()), list, digest: hash(&[read.as_bytes()]) }, faults)
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, CorrectionsError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.extension() == Some(OsStr::new("toml")) && !is_hidden {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> CorrectionsError {
    let path = path.to_owned();
    move |reason| CorrectionsError::Unreadable { path: path.clone(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_toml_file_of_the_folder_counts() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Corrections::load(dir.path()).unwrap().digest, 0);
        fs::write(dir.path().join("a.toml"), "host = 'a.example'").unwrap();
        fs::write(dir.path().join("notes.txt"), "no TOML").unwrap();
        let one = Corrections::load(dir.path()).unwrap();
        assert!(!one.sites.is_empty() && one.digest != 0);
        fs::write(dir.path().join("a.toml"), "host = 'b.example'").unwrap();
        assert_ne!(Corrections::load(dir.path()).unwrap().digest, one.digest);
    }

    #[test]
    fn those_of_the_file_of_corrections_count_too() {
        let texts = [(3, "host = 'a.example'".to_owned()), (7, "hst = 'b.example'".to_owned())];
        let (corrections, faults) = Corrections::default().with(&texts);
        assert!(!corrections.sites.is_empty() && corrections.digest != 0);
        assert!(
            faults.len() == 1 && faults[0].0 == 7 && faults[0].1.to_string().contains("hst"),
            "{faults:?}"
        );
        assert_eq!(Corrections::default().with(&[]).0.digest, 0);
    }

    #[test]
    fn errors_name_file_and_key() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("post.toml"), "host = 'a.example'\n[html]\nbody = '['").unwrap();
        let message = Corrections::load(dir.path()).unwrap_err().to_string();
        assert!(message.contains("post.toml: html.body: \"[\" is not a CSS selector"), "{message}");
        assert!(Corrections::load(&dir.path().join("absent")).is_err());
    }
}
