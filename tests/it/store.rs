//! What `ingest` expects of a store, asked of every store there is: the index on disk, and one in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use dateline::ingest::{Problem, Stop, Summary, UpdateOptions, update};
use dateline_core::article::Article;
use dateline_search::ask::{Question, ask};
use dateline_search::query::ParseOptions;
use dateline_search::request::Request;
use dateline_search::store::{
    FileEntry, Files, FirstIndexed, Identity, Place, Store, StoreError, StoredRecord, View, file_hash,
};
use dateline_tantivy::Local;
use dateline_tantivy::index::{Writer, new_or_existing_folder};

/// Articles by their keys, and the files they come from.
#[derive(Clone, Default)]
struct Held {
    articles: BTreeMap<u64, (Identity, Article)>,
    files: Files,
    curated: u64,
}

/// A store that keeps all in memory; what was committed is shared by those opened later.
struct MemoryStore {
    committed: Arc<Mutex<Held>>,
    now: Held,
}

impl MemoryStore {
    fn open(committed: &Arc<Mutex<Held>>) -> MemoryStore {
        MemoryStore { committed: Arc::clone(committed), now: committed.lock().unwrap().clone() }
    }

    fn commit(&mut self) {
        *self.committed.lock().unwrap() = self.now.clone();
    }
}

struct MemoryView(Vec<(Identity, Article)>);

impl View for MemoryView {
    type Document = (Identity, Article);

    fn records(&self, file: u64) -> Result<Vec<StoredRecord>, StoreError> {
        let places = self.0.iter().enumerate().filter(|(_, (identity, _))| identity.file == file);
        let record = |(place, (identity, article)): (usize, &(Identity, Article))| StoredRecord {
            key: identity.key,
            digest: identity.digest,
            record: article.record,
            place: Place(place as u64),
            first: FirstIndexed::default(),
        };
        Ok(places.map(record).collect())
    }

    fn count(&self, file: u64) -> Result<u64, StoreError> {
        Ok(self.records(file)?.len() as u64)
    }

    fn with_id(&self, id: &str) -> Result<Vec<(u64, StoredRecord)>, StoreError> {
        let places = self.0.iter().enumerate().filter(|(_, (_, article))| article.id == id);
        let record = |(place, (identity, article)): (usize, &(Identity, Article))| {
            let Identity { file, key, digest } = *identity;
            let (record, place) = (article.record, Place(place as u64));
            (file, StoredRecord { key, digest, record, place, first: FirstIndexed::default() })
        };
        Ok(places.map(record).collect())
    }

    fn article(&self, Place(place): Place) -> Result<Article, StoreError> {
        Ok(self.0[place as usize].1.clone())
    }

    fn run(&self) -> u64 {
        1
    }

    fn document(&self, article: &Article, identity: Identity) -> Result<Self::Document, String> {
        Ok((identity, article.clone()))
    }
}

impl Store for MemoryStore {
    type View = MemoryView;

    fn view(&self) -> Result<MemoryView, StoreError> {
        Ok(MemoryView(self.committed.lock().unwrap().articles.values().cloned().collect()))
    }

    fn files(&self) -> &Files {
        &self.now.files
    }

    fn curated(&self) -> u64 {
        self.now.curated
    }

    fn note_curated(&mut self, digest: u64) -> Result<(), StoreError> {
        self.now.curated = digest;
        Ok(())
    }

    fn check(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn put(&mut self, document: (Identity, Article), _bytes: u64) -> Result<(), StoreError> {
        self.now.articles.insert(document.0.key, document);
        Ok(())
    }

    fn remove(&mut self, key: u64) -> Result<(), StoreError> {
        self.now.articles.remove(&key);
        Ok(())
    }

    fn remove_file(&mut self, path: &Path) -> Result<(), StoreError> {
        let file = file_hash(path);
        self.now.articles.retain(|_, (identity, _)| identity.file != file);
        self.now.files.remove(path);
        Ok(())
    }

    fn begin_file(&mut self, path: &Path) -> Result<(), StoreError> {
        self.now.files.insert(FileEntry::unfinished(path));
        Ok(())
    }

    fn leave_file(&mut self, entry: FileEntry) -> Result<(), StoreError> {
        self.now.files.insert(entry.departing());
        Ok(())
    }

    fn forget_file(&mut self, path: &Path) -> Result<(), StoreError> {
        self.now.files.remove(path);
        Ok(())
    }

    fn finish_file(&mut self, entry: FileEntry) -> Result<(), StoreError> {
        self.now.files.insert(entry);
        Ok(())
    }

    fn commit_if_due(&mut self) -> Result<(), StoreError> {
        self.commit();
        Ok(())
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        self.commit();
        Ok(())
    }

    fn stop(&mut self) -> Result<(), StoreError> {
        self.commit();
        Ok(())
    }

    fn close(self) -> Result<(), StoreError> {
        Ok(())
    }

    fn abandon(self, error: StoreError) -> StoreError {
        error
    }
}

/// A folder of news, and a store to bring up to date with it.
struct Case<Open, Held> {
    news: tempfile::TempDir,
    open: Open,
    /// Ids and file names of all articles in the store.
    held: Held,
}

impl<S, Open, Held> Case<Open, Held>
where
    S: Store,
    S::View: 'static,
    Open: Fn() -> S,
    Held: Fn() -> Vec<(String, String)>,
{
    fn write(&self, name: &str, ids: &[&str]) {
        let line = |id: &&str| {
            format!("{{\"id\":\"{id}\",\"headline\":\"Talks of {id}\",\"body\":\"Text {id}.\"}}\n")
        };
        fs::write(self.news.path().join(name), ids.iter().map(line).collect::<String>()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.news.path().join(name)
    }

    fn run(&self, options: &UpdateOptions) -> Summary {
        let mut report = |problem: &Problem| panic!("{problem}");
        update((self.open)(), None, &[self.news.path().to_owned()], options, &mut report).unwrap()
    }

    /// Added, changed, unchanged, moved and removed articles of a run, and what the store holds after it.
    fn expect(&self, counts: [u64; 5], articles: &[(&str, &str)]) {
        let summary = self.run(&UpdateOptions { threads: 2, ..UpdateOptions::default() });
        let Summary { added, changed, unchanged, moved, removed, .. } = summary;
        assert_eq!([added, changed, unchanged, moved, removed], counts);
        let articles: Vec<(String, String)> =
            articles.iter().map(|(id, file)| ((*id).to_owned(), (*file).to_owned())).collect();
        assert_eq!((self.held)(), articles);
    }

    fn conforms(&self) {
        self.write("a.jsonl", &["1", "2"]);
        self.write("b.jsonl", &["3"]);
        self.expect([3, 0, 0, 0, 0], &[("1", "a.jsonl"), ("2", "a.jsonl"), ("3", "b.jsonl")]);
        self.expect([0, 0, 3, 0, 0], &[("1", "a.jsonl"), ("2", "a.jsonl"), ("3", "b.jsonl")]);
        // One record goes and one comes in a file; another file gets another name.
        self.write("a.jsonl", &["2", "4", "5"]);
        fs::rename(self.path("b.jsonl"), self.path("c.jsonl")).unwrap();
        let now = [("2", "a.jsonl"), ("3", "c.jsonl"), ("4", "a.jsonl"), ("5", "a.jsonl")];
        self.expect([2, 0, 2, 1, 1], &now);
        fs::remove_file(self.path("a.jsonl")).unwrap();
        self.expect([0, 0, 1, 0, 3], &[("3", "c.jsonl")]);
        // A run that is stopped at once keeps what was there.
        self.write("d.jsonl", &["6"]);
        let stop = Stop::of(Arc::new(true.into()));
        assert!(self.run(&UpdateOptions { stop, ..UpdateOptions::default() }).interrupted);
        assert!((self.held)().contains(&("3".to_owned(), "c.jsonl".to_owned())));
        self.run(&UpdateOptions::default());
        assert_eq!((self.held)().len(), 2);
    }
}

fn id_and_file(article: &Article) -> (String, String) {
    let file = Path::new(&article.path).file_name().unwrap().to_string_lossy().into_owned();
    (article.id.clone(), file)
}

#[test]
fn a_store_in_memory_conforms() {
    let committed = Arc::default();
    let held = || {
        let held: std::sync::MutexGuard<'_, Held> = Mutex::lock(&committed).unwrap();
        let mut all: Vec<_> = held.articles.values().map(|(_, article)| id_and_file(article)).collect();
        all.sort();
        all
    };
    let news = tempfile::tempdir().unwrap();
    Case { news, open: || MemoryStore::open(&committed), held }.conforms();
}

#[test]
fn the_index_on_disk_conforms() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("index");
    let open = || Writer::open(&new_or_existing_folder(&dir).unwrap(), 1, 15 << 20).unwrap();
    let held = || {
        let question = Question::read("", &ParseOptions::default()).unwrap();
        let request = Request { limit: 100, snippets: false, ..Request::default() };
        let response = ask(&Local::open(&dir).unwrap(), &question.with(request)).unwrap();
        let mut all: Vec<_> = response.hits.iter().map(|hit| id_and_file(&hit.article)).collect();
        all.sort();
        all
    };
    Case { news: tempfile::tempdir().unwrap(), open, held }.conforms();
}
