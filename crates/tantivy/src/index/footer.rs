//! tantivy's own checksums, which are at the end of each of its files.

use std::io;
use std::sync::Arc;

use tantivy::directory::FileSlice;
use tantivy::directory::footer::Footer;

use super::folder::Folder;

/// True if the bytes of a file of a segment are those that were written.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn is_sound(folder: &dyn Folder, name: &str) -> io::Result<bool> {
    let file = FileSlice::new(Arc::new(folder.map(name)?));
    let Ok((footer, body)) = Footer::extract_footer(file) else { return Ok(false) };
    Ok(crc32fast::hash(&body.read_bytes()?) == footer.crc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::{DiskFolder, SharedFolder, TantivyFolder};
    use std::fs;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{IndexSettings, TantivyDocument};

    #[test]
    fn every_changed_byte_of_the_body_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let folder: SharedFolder = Arc::new(DiskFolder::open(dir.path()).unwrap());
        let mut schema = Schema::builder();
        let field = schema.add_text_field("word", STRING);
        let directory = TantivyFolder::new(Arc::clone(&folder));
        let index = tantivy::Index::create(directory, schema.build(), IndexSettings::default()).unwrap();
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        let mut doc = TantivyDocument::default();
        doc.add_text(field, "talks");
        writer.add_document(doc).unwrap();
        writer.commit().unwrap();
        let names = folder.list().unwrap();
        let name = names.iter().find(|name| name.ends_with(".term")).unwrap();
        assert!(is_sound(&*folder, name).unwrap());
        let bytes = fs::read(dir.path().join(name)).unwrap();
        for at in 0..20 {
            let mut changed = bytes.clone();
            changed[at] ^= 4;
            fs::write(dir.path().join(name), &changed).unwrap();
            assert!(!is_sound(&DiskFolder::open(dir.path()).unwrap(), name).unwrap(), "byte {at}");
        }
        fs::write(dir.path().join(name), "").unwrap();
        assert!(!is_sound(&DiskFolder::open(dir.path()).unwrap(), name).unwrap());
    }
}
