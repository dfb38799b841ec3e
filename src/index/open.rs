//! Opening an index to read from it.

use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, Searcher};

use super::IndexError;
use super::analyzer::register_analyzers;
use super::checked;
use super::directory::ReadFolder;
use super::format::{self, Holds};
use super::manifest::{Manifest, Payload};
use super::schema::Fields;
use super::seal::{self, Seal};
use super::stories::Stories;

/// Articles are compressed together in blocks of this many bytes: larger ones are smaller on disk and slower to read from.
const STORE_BLOCK: usize = 64 << 10;

/// How hard zstd tries: a twentieth smaller than by its own choice, for a hundredth of the time of indexing.
const STORE_LEVEL: i32 = 7;

/// How often opening is tried again while another process writes.
const OPEN_TRIES: usize = 5;

/// An index opened for reading, as it was at its last commit.
pub struct Index {
    dir: PathBuf,
    inner: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    stories: Stories,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// If there is none, if it is of another format, or if a file was changed since it was written.
    pub fn open(dir: &Path) -> Result<Index, IndexError> {
        if format::inspect(dir)? == Holds::Nothing {
            return Err(IndexError::Missing(dir.to_owned()));
        }
        // A run that begins while we look changes the files that the seal we read speaks of;
        // damage is believed only if the seal is still the same afterwards.
        for _ in 0..OPEN_TRIES {
            let seal = Seal::read(dir)?;
            match Index::open_sealed(dir, seal.clone()) {
                Err(IndexError::Damaged { .. }) if Seal::read(dir)? != seal => {}
                opened => return opened,
            }
        }
        let seal = Seal::read(dir)?;
        Index::open_sealed(dir, seal)
    }

    fn open_sealed(dir: &Path, seal: Option<Seal>) -> Result<Index, IndexError> {
        match seal {
            Some(seal) => checked::check(dir, &seal.files())?,
            None => seal::expect_absent(dir)?,
        }
        Index::open_unchecked(dir)
    }

    /// Opens the index without looking at the seal.
    pub(crate) fn open_unchecked(dir: &Path) -> Result<Index, IndexError> {
        let inner = open_tantivy(dir)?;
        let (_, fields) = Fields::schema();
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(IndexError::engine(dir))?;
        let payload = read_payload(dir, &inner)?;
        let stories = Stories::open(dir, payload.and_then(|payload| payload.stories).as_ref())?;
        Ok(Index { dir: dir.to_owned(), inner, fields, reader, stories })
    }

    /// The folder of the index.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// A view of the articles as of the last commit.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Which articles are copies of one story.
    pub fn stories(&self) -> &Stories {
        &self.stories
    }

    /// The tantivy index underneath.
    pub fn tantivy(&self) -> &tantivy::Index {
        &self.inner
    }

    /// The bytes that the files of the index take.
    pub fn bytes(&self) -> Result<u64, IndexError> {
        let names = seal::file_names(&self.dir)?;
        Ok(names.iter().filter_map(|name| std::fs::metadata(self.dir.join(name)).ok()).map(|m| m.len()).sum())
    }

    /// The manifest of the last commit.
    ///
    /// # Errors
    /// If it is missing or damaged.
    pub fn manifest(&self) -> Result<Manifest, IndexError> {
        read_manifest(&self.dir, &self.inner)
    }
}

/// What the last commit says about its manifest; `None` for an index without a commit.
pub(crate) fn read_payload(dir: &Path, index: &tantivy::Index) -> Result<Option<Payload>, IndexError> {
    let meta = index.load_metas().map_err(IndexError::engine(dir))?;
    let Some(payload) = meta.payload else { return Ok(None) };
    serde_json::from_str(&payload).map(Some).map_err(|error| IndexError::Damaged {
        file: "meta.json".to_owned(),
        reason: format!("its payload does not name a manifest: {error}"),
    })
}

/// Reads the manifest that the last commit names; an index without a commit has an empty one.
pub(crate) fn read_manifest(dir: &Path, index: &tantivy::Index) -> Result<Manifest, IndexError> {
    match read_payload(dir, index)? {
        Some(payload) => Manifest::read(dir, &payload),
        None => Ok(Manifest::default()),
    }
}

/// Opens tantivy's index with our analyzers.
pub(crate) fn open_tantivy(dir: &Path) -> Result<tantivy::Index, IndexError> {
    let folder = MmapDirectory::open(dir).map_err(|error| IndexError::engine(dir)(error.into()))?;
    let index = tantivy::Index::open(ReadFolder::new(folder)).map_err(IndexError::engine(dir))?;
    register_analyzers(index.tokenizers());
    let (schema, _) = Fields::schema();
    if index.schema() != schema {
        return Err(IndexError::Damaged {
            file: "meta.json".to_owned(),
            reason: "its schema is not that of its format version".to_owned(),
        });
    }
    Ok(index)
}

/// Opens the index in a folder for writing, making a new one where there is none.
pub(crate) fn open_or_create(dir: &Path) -> Result<tantivy::Index, IndexError> {
    if format::inspect(dir)? == Holds::Index && dir.join("meta.json").exists() {
        return open_tantivy(dir);
    }
    std::fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
    format::write(dir)?;
    let directory = MmapDirectory::open(dir).map_err(|error| IndexError::engine(dir)(error.into()))?;
    let settings = IndexSettings {
        docstore_blocksize: STORE_BLOCK,
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(STORE_LEVEL) }),
        ..IndexSettings::default()
    };
    let (schema, _) = Fields::schema();
    let index = tantivy::Index::create(directory, schema, settings).map_err(IndexError::engine(dir))?;
    register_analyzers(index.tokenizers());
    Ok(index)
}
