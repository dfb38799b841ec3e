//! One stream to read, with its name and what holds for all that is nested in it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

use super::columns::Columns;
use super::error::Reason;
use super::hash::Fingerprinting;
use super::object::MAX_RECORD;
use super::peek_reader::PeekReader;
use super::store::Store;
use super::unpack_limits::{Noted, UnpackLimits};
use super::{Format, unpack};

/// How deep archives and compression may be nested; what people keep is nested four or five deep.
const MAX_DEPTH: usize = 16;

/// A stream to read.
pub(super) struct Input<'a> {
    pub source: PeekReader<'a>,
    /// The name of the file or of the member of an archive, which helps to tell the format.
    pub name: PathBuf,
    /// The encoding declared from outside, as over HTTP.
    pub encoding: Option<&'static Encoding>,
    /// True for what belongs to a page that was saved with all its parts.
    pub is_part: bool,
    /// The whole file on disk, where that is what the stream holds.
    pub store: Option<Arc<Store>>,
    pub scope: Scope,
}

impl<'a> Input<'a> {
    /// A stream of unknown length.
    pub(super) fn from_reader(reader: impl Read + 'a, name: &Path, choices: Choices) -> Self {
        let scope = Scope::new(None, choices);
        Self::within(scope.clone(), name, PeekReader::new(Noted { inner: reader, ledger: scope.ledger }))
    }

    /// A file on disk.
    pub(super) fn from_file(file: File, name: &Path, choices: Choices, hash: &Fingerprinting) -> Self {
        // Pipes and devices have no length and cannot be read out of order.
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
        let scope = Scope::new(length, choices);
        let second = length.and_then(|length| Some((file.try_clone().ok()?, length)));
        let store = second.map(|(file, length)| Arc::new(Store::file(file, length, scope.ledger.clone())));
        let source = PeekReader::new(Noted { inner: hash.reading(file), ledger: scope.ledger.clone() });
        Self { store, ..Self::within(scope, name, source) }
    }

    /// A stream within another one.
    pub(super) fn within(scope: Scope, name: &Path, source: PeekReader<'a>) -> Self {
        Self { source, name: name.to_owned(), encoding: None, is_part: false, store: None, scope }
    }

    /// The same without its compression.
    ///
    /// # Errors
    /// If it is nested too deep.
    pub(super) fn unpacked(mut self) -> Result<Self, Reason> {
        let depth = self.scope.depth;
        self.source = unpack::unpacked(self.source, &mut self.scope)?;
        if self.scope.depth > depth {
            self.store = None;
        }
        Ok(self)
    }

    /// All bytes of the stream.
    ///
    /// # Errors
    /// If it is longer than a record may be, or cannot be read to its end.
    pub(super) fn whole(self) -> Result<Vec<u8>, Reason> {
        self.whole_up_to(MAX_RECORD)
    }

    /// All bytes of the stream, up to a limit.
    pub(super) fn whole_up_to(mut self, limit: usize) -> Result<Vec<u8>, Reason> {
        // The room for a large file is made once: while it grows, a buffer is there twice.
        let length = self.store.as_ref().map_or(0, |store| store.length()).min(limit as u64);
        let mut raw = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        (&mut self.source).take(limit as u64 + 1).read_to_end(&mut raw)?;
        if raw.len() > limit {
            return Err(Reason::TooLong { what: "file", line: 1, limit });
        }
        Ok(raw)
    }

    /// The stream as bytes that can be read in any order: the file on disk, or else all of it in memory.
    ///
    /// # Errors
    /// If it is not a file on disk and longer than a record may be.
    pub(super) fn into_store(mut self) -> Result<Arc<Store>, Reason> {
        match self.store.take() {
            Some(store) => Ok(store),
            None => Ok(Arc::new(Store::memory(self.whole()?))),
        }
    }

    /// The same, or the stream as it comes where it is too long or damaged.
    pub(super) fn access(mut self) -> Access<'a> {
        if let Some(store) = self.store {
            return Access::Store(store);
        }
        self.source.ahead(self.scope.room());
        match self.source.whole() {
            Some(bytes) => Access::Store(Arc::new(Store::memory(bytes))),
            None => Access::Stream(self.source),
        }
    }

    /// Takes the stream into memory, where it is neither a file on disk nor too long for that.
    pub(super) fn settled(mut self) -> Self {
        if self.store.is_none() {
            self.source.ahead(self.scope.room());
            self.store = self.source.whole().map(|bytes| Arc::new(Store::memory(bytes)));
        }
        self
    }
}

/// How the bytes of a stream can be read.
pub(super) enum Access<'a> {
    /// In any order.
    Store(Arc<Store>),
    /// As they come.
    Stream(PeekReader<'a>),
}

/// What holds for a stream and all that is nested in it.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// How much was read and unpacked so far.
    pub ledger: UnpackLimits,
    /// How many archives and compressions the stream is in.
    pub depth: usize,
    /// True for a member of an archive.
    pub is_in_archive: bool,
    /// The format of all documents, where content and name shall not decide.
    pub forced: Option<Format>,
    /// The names that the user gives to columns and keys.
    pub columns: Columns,
    /// Whether the bytes of records go with their documents.
    pub keep_raw: bool,
}

/// What the user says of the files that are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The format of all files, where content and name shall not decide.
    pub format: Option<Format>,
    /// Columns of tables and keys of JSON by the fields they stand for.
    pub columns: Columns,
    /// Whether the bytes of a record go with its document, where its format has them apart.
    pub keep_raw: bool,
}

impl From<Option<Format>> for Choices {
    fn from(format: Option<Format>) -> Self {
        Self { format, ..Self::default() }
    }
}

impl Scope {
    /// What holds for a stream of a length, if that is known.
    fn new(length: Option<u64>, choices: Choices) -> Self {
        let Choices { format: forced, columns, keep_raw } = choices;
        let ledger = UnpackLimits::new(length);
        Self { ledger, depth: 0, is_in_archive: false, forced, columns, keep_raw }
    }

    /// Goes one level deeper.
    ///
    /// # Errors
    /// If that is too deep.
    pub(super) fn descend(&mut self) -> Result<(), Reason> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Reason::TooDeep { limit: MAX_DEPTH }) } else { Ok(()) }
    }

    /// How much of an archive may be in memory; half at each level, as those around it are there too.
    pub(super) fn room(&self) -> usize {
        MAX_RECORD >> self.depth.min(6)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn input<'a>(name: &str, bytes: &'a [u8]) -> Input<'a> {
        Input::from_reader(bytes, Path::new(name), Choices::default())
    }

    pub(crate) fn unpacked<'a>(name: &str, bytes: &'a [u8]) -> Input<'a> {
        input(name, bytes).unpacked().unwrap()
    }

    fn slice(store: &Arc<Store>, offset: u64, length: u64) -> Vec<u8> {
        let mut bytes = vec![];
        let range = offset..offset + length;
        rawzip::RangeReader::new(Arc::clone(store), range).read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_file_is_its_own_store() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "words").unwrap();
        let mut input = Input::from_file(
            File::open(&path).unwrap(),
            &path,
            Choices::default(),
            &Fingerprinting::default(),
        );
        assert_eq!(input.source.head(), b"words");
        let store = input.into_store().unwrap();
        assert_eq!(slice(&store, 1, 3), b"ord");
    }

    #[test]
    fn archives_in_archives_have_less_room() {
        let mut scope = input("a", b"").scope;
        assert_eq!(scope.room(), MAX_RECORD);
        let total: usize = (0..MAX_DEPTH).map(|_| scope.descend().map(|()| scope.room()).unwrap()).sum();
        assert!(total < 2 * MAX_RECORD);
    }

    #[test]
    fn a_stream_is_kept_in_memory_up_to_a_limit() {
        assert_eq!(slice(&input("a", b"words").into_store().unwrap(), 3, 2), b"ds");
        assert!(matches!(input("a", b"words").settled().access(), Access::Store(_)));
        let endless = Input::from_reader(std::io::repeat(b'x'), Path::new("a"), Choices::default());
        assert!(matches!(endless.into_store(), Err(Reason::TooLong { .. })));
    }
}
