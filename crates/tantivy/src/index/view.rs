//! What the index held when a run began, as the run asks for it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use dateline_core::article::Article;
use dateline_search::store::{FirstIndexed, Identity, Place, StoreError, StoredRecord, View};
use tantivy::collector::{Count, DocSetCollector};
use tantivy::columnar::Column;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use super::IndexError;
use super::articles::ArticleReader;
use super::columns;
use super::document::document;
use super::open::Index;
use super::schema::Fields;

/// The index as of one commit.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    articles: ArticleReader,
    dir: std::path::PathBuf,
    run: u64,
}

impl Snapshot {
    /// The snapshot that an index was opened as.
    pub(crate) fn of(index: &Index) -> Snapshot {
        let (searcher, fields) = (index.searcher(), *index.fields());
        let articles = ArticleReader::new(&searcher, &fields);
        Snapshot { searcher, fields, articles, dir: index.dir().to_owned(), run: index.run() + 1 }
    }

    fn of_file(&self, file: u64) -> TermQuery {
        TermQuery::new(Term::from_field_u64(self.fields.file, file), IndexRecordOption::Basic)
    }

    /// The documents that a query finds, each with the hash of the path of its file.
    fn stored(&self, query: &TermQuery) -> tantivy::Result<Vec<(u64, StoredRecord)>> {
        let found = self.searcher.search(query, &DocSetCollector)?;
        // Opening a column costs more than reading a hundred values of it; a file may have a million records.
        let mut columns = HashMap::new();
        for segment in found.iter().map(|address| address.segment_ord) {
            if let Entry::Vacant(vacant) = columns.entry(segment) {
                let fast = self.searcher.segment_reader(segment).fast_fields();
                let names = [columns::KEY, columns::DIGEST, columns::RECORD, columns::FILE, columns::RUN];
                let [key, digest, record, file, run] = names.map(|name| fast.u64(name));
                vacant.insert(([key?, digest?, record?, file?, run?], fast.i64(columns::FIRST_AT)?));
            }
        }
        let record = |address: DocAddress| {
            let value = |column: &Column<u64>| column.first(address.doc_id).unwrap_or_default();
            let (numbers, times) = columns.get(&address.segment_ord)?;
            let [key, digest, record, file, run] = numbers.each_ref().map(value);
            let first = FirstIndexed { run, at: times.first(address.doc_id).unwrap_or_default() };
            Some((file, StoredRecord { key, digest, record, place: place_of(address), first }))
        };
        Ok(found.into_iter().filter_map(record).collect())
    }
}

impl View for Snapshot {
    type Document = TantivyDocument;

    fn records(&self, file: u64) -> Result<Vec<StoredRecord>, StoreError> {
        if self.searcher.num_docs() == 0 {
            return Ok(Vec::new());
        }
        let found = self.stored(&self.of_file(file)).map_err(IndexError::engine(&self.dir))?;
        Ok(found.into_iter().map(|(_, record)| record).collect())
    }

    fn with_id(&self, id: &str) -> Result<Vec<(u64, StoredRecord)>, StoreError> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        Ok(self.stored(&query).map_err(IndexError::engine(&self.dir))?)
    }

    fn count(&self, file: u64) -> Result<u64, StoreError> {
        let count =
            self.searcher.search(&self.of_file(file), &Count).map_err(IndexError::engine(&self.dir))?;
        Ok(count as u64)
    }

    fn article(&self, place: Place) -> Result<Article, StoreError> {
        Ok(self.articles.article(address_of(place))?)
    }

    fn run(&self) -> u64 {
        self.run
    }

    fn document(&self, article: &Article, identity: Identity) -> Result<TantivyDocument, String> {
        document(&self.fields, article, identity).map_err(|error| error.to_string())
    }
}

/// A document's number within its segment is in the lower half.
fn place_of(address: DocAddress) -> Place {
    Place(u64::from(address.segment_ord) << 32 | u64::from(address.doc_id))
}

fn address_of(Place(place): Place) -> DocAddress {
    DocAddress::new((place >> 32) as u32, place as u32)
}
