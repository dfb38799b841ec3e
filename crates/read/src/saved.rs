//! Pages that a browser saved as "complete": `talks.html` beside a folder `talks_files`.
//!
//! What lies in the folder belongs to the page. Frames in it are pages of their own, of
//! advertisers and players mostly, and are not articles.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use rustc_hash::FxBuildHasher;

/// What browsers put behind the name of a page to name its folder, in the languages in which they do.
const FOLDER_ENDINGS: &[&str] = &[
    "_files",
    ".files",
    "-filer",
    "-Dateien",
    "_fichiers",
    "_bestanden",
    "_file",
    "_archivos",
    "_tiedostot",
    "_pliki",
    "_soubory",
    "_elemei",
    "_ficheiros",
    "_arquivos",
    "_dosyalar",
    "_datoteke",
    "_fitxers",
    "_failid",
    "_fails",
    "_bylos",
    "_fajlovi",
    "_fitxategiak",
];

const PAGE_EXTENSIONS: &[&str] = &["html", "htm", "xhtml", "shtml", "php", "asp", "aspx"];

/// How many pages of one archive are remembered.
const MAX_PAGES: usize = 1 << 20;

/// The name of the page, without its extension, to which a folder of this name would belong.
fn owner(folder: &str) -> Option<&str> {
    let stem = FOLDER_ENDINGS.iter().find_map(|ending| folder.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty())
}

/// True for a file that lies in the folder of a saved page, unless it was requested by its own path.
pub(super) fn is_part_on_disk(path: &Path, root: &Path) -> bool {
    let below = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
    below.into_iter().any(|folder| {
        let stem = folder.file_name().and_then(OsStr::to_str).and_then(owner);
        stem.is_some_and(|stem| {
            // The page's own name may have dots, so that the extension is put behind it, not in place of one.
            PAGE_EXTENSIONS
                .iter()
                .any(|extension| folder.with_file_name(format!("{stem}.{extension}")).is_file())
        })
    })
}

/// The pages of an archive that were met so far.
#[derive(Debug, Default)]
pub(super) struct Pages(HashSet<String, FxBuildHasher>);

impl Pages {
    /// Notes a member if it is a page.
    pub(super) fn note(&mut self, path: &str) {
        let page = path.rsplit_once('.').filter(|(_, extension)| {
            PAGE_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
        });
        if let Some((stem, _)) = page
            && self.0.len() < MAX_PAGES
        {
            self.0.insert(stem.to_owned());
        }
    }

    /// True for a member that lies in the folder of one of the pages.
    pub(super) fn owns(&self, path: &str) -> bool {
        let folders = memchr::memchr_iter(b'/', path.as_bytes()).map(|end| &path[..end]);
        !self.0.is_empty() && folders.filter_map(owner).any(|stem| self.0.contains(stem))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tar::tests::tar;
    use super::super::zip::tests::read_all;
    use super::super::{Opened, open, walk};
    use super::*;

    #[test]
    fn frames_in_the_folder_of_a_page_are_no_articles() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["talks_files", "other_files", "talks_files/deeper"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        let files = [
            "talks.html",
            "talks_files/frame.html",
            "talks_files/deeper/a.txt",
            "other_files/b.html",
            "talks_files/c.png",
        ];
        for name in files {
            std::fs::write(at(name), if name.ends_with("png") { "\u{89}PNG" } else { "<html><p>Words" })
                .unwrap();
        }
        std::fs::write(at("talks_files/c.png"), b"\x89PNG\r\n\x1a\n").unwrap();
        let told = |path: &Path| {
            walk(&[path.to_owned()])
                .map(|entry| match open(&entry.unwrap(), None).unwrap() {
                    Opened::Skipped { kind } => kind.into_owned(),
                    Opened::Records(records) => records.format().to_string(),
                })
                .collect::<Vec<_>>()
        };
        let part = "part of a saved page";
        assert_eq!(told(folder.path()), ["html", "html", "image", part, part]);
        assert_eq!(told(&at("talks_files/frame.html")), ["html"]);
    }

    #[test]
    fn archives_have_saved_pages_too() {
        let bytes = tar(&[
            ("a/talks.html", b'0', b"<html><p>Words"),
            ("a/talks_files/frame.html", b'0', b"<html><p>Buy"),
            ("b/talks_files/frame.html", b'0', b"<html><p>More"),
        ]);
        let expected = [
            "0 a/talks.html <html><p>Words",
            "- a/talks_files/frame.html part of a saved page",
            "1 b/talks_files/frame.html <html><p>More",
        ];
        assert_eq!(read_all("a.tar", &bytes), expected);
    }

    #[test]
    fn only_known_endings_make_a_folder_of_a_page() {
        assert_eq!(owner("Talks end_files"), Some("Talks end"));
        assert_eq!(owner("Gespräche-Dateien"), Some("Gespräche"));
        assert_eq!((owner("_files"), owner("profiles")), (None, None));
    }
}
