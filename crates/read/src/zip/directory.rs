//! The directory at the end of a zip.

use std::sync::Arc;

use rawzip::{ErrorKind, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ZipArchive, ZipFileHeaderRecord, ZipLocator};

use super::super::code_page::{CodePage, Names};
use super::super::error::Reason;
use super::super::peek_reader::PeekReader;
use super::super::sink::Stop;
use super::super::store::Store;
use super::{FORMAT, Header, Packed, names};

/// The comment after the end of the directory has at most this many bytes.
const MAX_COMMENT: u64 = u16::MAX as u64;

/// A zip that has a directory.
pub(super) struct Directory {
    archive: ZipArchive<Arc<Store>>,
    /// The code page of the names that are not in Unicode.
    page: CodePage,
}

impl Directory {
    /// Finds the directory.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn open(store: &Arc<Store>) -> Result<Self, Reason> {
        let mut buffer = record_buffer();
        let archive = locate(store, &mut buffer).map_err(reason)?;
        // The place of the directory is only what the end of the file says.
        let mut entries = archive.entries(&mut buffer);
        let mut names = Names::default();
        let mut next = entries.next_entry().map_err(reason)?;
        while let Some(entry) = next {
            if names::in_unicode(entry.file_path().as_bytes(), entry.extra_fields()).is_none() {
                names.add(entry.file_path().as_bytes());
            }
            // What comes after a damaged entry is not judged.
            next = entries.next_entry().unwrap_or_default();
        }
        Ok(Self { page: names.code_page(), archive })
    }

    /// Calls `take` with the header of each member, until it fails.
    ///
    /// # Errors
    /// If the directory is damaged, or `take` fails.
    pub(super) fn for_each(&self, mut take: impl FnMut(Header) -> Result<(), Stop>) -> Result<(), Stop> {
        let mut buffer = record_buffer();
        let mut entries = self.archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(reason)? {
            take(header(&entry, self.page))?;
        }
        Ok(())
    }

    /// The packed bytes of a member, whose place only its local header gives exactly.
    ///
    /// # Errors
    /// If there is no member in that place.
    pub(super) fn packed(&self, header: &Header) -> Result<PeekReader<'_>, Reason> {
        let Packed::At(place) = header.packed else {
            return Err(Reason::damaged(FORMAT, "the central directory gives no offset for a member"));
        };
        let entry = self
            .archive
            .get_entry(place)
            .map_err(|_| Reason::damaged(FORMAT, "the member is not where the directory says"))?;
        Ok(PeekReader::sized(place.compressed_size_hint(), entry.reader()))
    }
}

/// Looks for the end of the directory from the end of the file on. A comment may have what looks like one.
fn locate(store: &Arc<Store>, buffer: &mut [u8]) -> Result<ZipArchive<Arc<Store>>, rawzip::Error> {
    let mut end = store.length();
    loop {
        match ZipLocator::new().locate_in_reader(Arc::clone(store), buffer, end) {
            Ok(archive) => return Ok(archive),
            Err((_, error)) => match error.eocd_offset() {
                Some(at) if at < end && end > store.length().saturating_sub(MAX_COMMENT) => end = at,
                _ => return Err(error),
            },
        }
    }
}

/// Room for the longest record of a directory.
fn record_buffer() -> Vec<u8> {
    vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE]
}

fn header(entry: &ZipFileHeaderRecord, page: CodePage) -> Header {
    let flags = entry.flags();
    let name = names::name(entry.file_path().as_bytes(), entry.extra_fields(), flags.bits(), Some(page));
    Header {
        name: name.text,
        is_hidden: name.is_hidden,
        flags: flags.bits(),
        method: entry.compression_method(),
        crc: entry.crc32(),
        size: entry.uncompressed_size_hint(),
        packed: Packed::At(entry.wayfinder()),
        is_link: entry.mode().is_symlink(),
    }
}

fn reason(error: rawzip::Error) -> Reason {
    let message = match error.into_kind() {
        ErrorKind::IO(error) => return error.into(),
        ErrorKind::MissingEndOfCentralDirectory => "it has no directory".to_owned(),
        ErrorKind::Eof => "its directory ends early".to_owned(),
        ErrorKind::InvalidSignature { .. } | ErrorKind::InvalidEndOfCentralDirectory => {
            "the central directory is not at the expected offset".to_owned()
        }
        other => other.to_string(),
    };
    Reason::damaged(FORMAT, message)
}

#[cfg(test)]
mod tests {
    use super::super::super::input::tests::input;
    use super::super::tests::{made, read_all, zip};
    use super::*;
    use std::io::Read;

    #[test]
    fn a_zip_behind_something_else_is_found() {
        let bytes = [b"#!/bin/sh exit; ".repeat(9), zip(&[made("a.txt", b"Words")])].concat();
        let store = Arc::new(Store::memory(bytes));
        let directory = Directory::open(&store).unwrap();
        let mut contents = vec![];
        let read = directory.for_each(|header| {
            let mut content = String::new();
            super::super::open_member(&directory, &header, &input("a", b"").scope)?
                .read_to_string(&mut content)?;
            contents.push((header.name, content));
            Ok(())
        });
        assert!(read.is_ok());
        assert_eq!(contents, [("a.txt".to_owned(), "Words".to_owned())]);
    }

    #[test]
    fn a_comment_that_looks_like_an_end_does_no_harm() {
        let mut bytes = zip(&[made("a.txt", b"Words")]);
        let comment = b"PK\x05\x06 is how it ends";
        let at = bytes.len() - 2;
        bytes[at..].copy_from_slice(&(comment.len() as u16).to_le_bytes());
        bytes.extend_from_slice(comment);
        assert_eq!(read_all("a.zip", &bytes), ["0 a.txt Words"]);
        assert_eq!(read_all("a.zip", &zip(&[])), ["empty zip archive"]);
    }
}
