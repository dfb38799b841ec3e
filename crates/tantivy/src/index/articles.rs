//! Reading stored articles back, each against the checksum it was stored with.
//!
//! The checksum covers the key of the document too, which is in a column of its own: a store that gives
//! the article of another document is noticed as one that gives changed bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use tantivy::columnar::Column;
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::IndexError;
use super::checksums::damaged;
use super::columns;
use super::schema::Fields;
use super::segment_files::of_store;
use super::stored;
use dateline_core::article::Article;

/// Reads the articles of one view of an index.
pub struct ArticleReader {
    searcher: Searcher,
    field: Field,
    /// The keys of the documents by segment, opened when the first of it is read.
    keys: Vec<OnceLock<Option<Column<u64>>>>,
}

impl ArticleReader {
    /// A reader for what `searcher` sees.
    pub fn new(searcher: &Searcher, fields: &Fields) -> ArticleReader {
        let keys = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        ArticleReader { searcher: searcher.clone(), field: fields.article, keys }
    }

    /// The article of a document.
    ///
    /// # Errors
    /// If it is not as it was stored.
    pub fn article(&self, address: DocAddress) -> Result<Article, IndexError> {
        self.read(address, |bytes, key| stored::from_bytes(bytes, key).ok())
    }

    /// The texts and the language of the article of a document, without its names and countries.
    ///
    /// # Errors
    /// If it is not as it was stored.
    pub(crate) fn without_names(&self, address: DocAddress) -> Result<Article, IndexError> {
        self.read(address, |bytes, key| stored::without_names(bytes, key).ok())
    }

    /// The id, the path and the record of the article of a document, and nothing more of it.
    ///
    /// # Errors
    /// If it is not as it was stored.
    pub(crate) fn reference(&self, address: DocAddress) -> Result<Article, IndexError> {
        self.read(address, |bytes, key| stored::reference(bytes, key).ok())
    }

    /// What `read` makes of headline and body of a document; the rest is checked and not taken apart.
    ///
    /// # Errors
    /// If the article is not as it was stored.
    pub(crate) fn texts<T>(
        &self,
        address: DocAddress,
        read: impl Fn(Option<&str>, &str) -> T,
    ) -> Result<T, IndexError> {
        self.read(address, |bytes, key| {
            stored::texts(bytes, key).ok().map(|(headline, body)| read(headline, body))
        })
    }

    fn read<T>(&self, address: DocAddress, read: impl Fn(&[u8], u64) -> Option<T>) -> Result<T, IndexError> {
        // tantivy trusts what it has unpacked, and may panic where that is wrong.
        let found = catch_unwind(AssertUnwindSafe(|| {
            let key = self.key(address)?;
            let doc: TantivyDocument = self.searcher.doc(address).ok()?;
            read(doc.get_first(self.field)?.as_bytes()?, key)
        }));
        found.ok().flatten().ok_or_else(|| {
            let segment = self.searcher.segment_reader(address.segment_ord).segment_id();
            damaged(&of_store(segment), "a stored article cannot be read")
        })
    }

    fn key(&self, address: DocAddress) -> Option<u64> {
        let column = self.keys.get(address.segment_ord as usize)?.get_or_init(|| {
            let segment = self.searcher.segment_reader(address.segment_ord);
            segment.fast_fields().u64(columns::KEY).ok()
        });
        column.as_ref()?.first(address.doc_id)
    }
}
