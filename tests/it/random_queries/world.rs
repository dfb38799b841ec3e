//! The articles that random queries are asked of: an index of several segments, and the same articles to be
//! looked through one by one.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::OnceLock;

use dateline::ingest::{ExtractOptions, extract};
use dateline_core::article::Article;
use dateline_core::dates::Day;
use dateline_search::ask::without_stop_words;
use dateline_search::engine::Engine;
use dateline_search::query::Query;
use dateline_search::request::{Filters, Request};
use dateline_search::response::Response;
use dateline_tantivy::Local;

use crate::common::{Scratch, corpus, stderr};
use crate::matcher::Collection;

/// Articles whose texts are odd in ways that the sample corpus is not.
const ODD: &str = r#"
{"id":"o1","headline":"Talks, talks, talks","body":"Talks about talks. The talks of the talks talk. No talk."}
{"id":"o2","headline":"U.S. and U.N.","body":"us U.S us un U.N. u.s. AT&T O'Neill's o’neill don't dont 9/11 9 11 1,000 3.5"}
{"id":"o3","body":"北京 news 東京都 قال الأسد Сергей Лавров Ürgülgül Łódź STRASSE Straße ﬁnance é é"}
{"id":"o4","headline":"One caption after another","body":".","captions":["first minister","resigned today","minister","resigned"]}
{"id":"o5","headline":"LONG","body":"before LONG after","published":"2015-10-23"}
"#;

pub struct World {
    _scratch: Scratch,
    pub engine: Local,
    pub collection: Collection,
    /// The articles themselves, for those who make queries of them.
    pub plain: Vec<Article>,
    numbers: HashMap<Identity, usize>,
}

/// What an article is known by.
type Identity = (String, u64, String);

fn identity(article: &Article) -> Identity {
    (article.path.clone(), article.record, article.id.clone())
}

impl World {
    /// Made once for all tests.
    pub fn shared() -> &'static World {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(World::new)
    }

    /// Each folder is indexed by a run of its own, and one is taken out again, so that there are several segments
    /// and articles that were removed.
    fn new() -> World {
        let scratch = Scratch::new();
        scratch.write("odd/odd.jsonl", ODD.replace("LONG", &"long".repeat(40)).as_bytes());
        scratch.write("gone/gone.jsonl", ODD.as_bytes());
        let mut folders: Vec<PathBuf> =
            ["archive", "clippings", "foreign", "saved-pages", "wire"].map(|name| corpus().join(name)).into();
        folders.push(scratch.news().join("odd"));
        index(&scratch, &scratch.news().join("gone"));
        folders.iter().for_each(|folder| index(&scratch, folder));
        std::fs::remove_file(scratch.news().join("gone/gone.jsonl")).unwrap();
        index(&scratch, &scratch.news().join("gone"));
        let plain = read(&folders);
        let numbers = plain.iter().enumerate().map(|(number, article)| (identity(article), number)).collect();
        let collection = Collection::new(plain.iter().cloned());
        let engine = Local::open(&scratch.index()).unwrap();
        World { _scratch: scratch, engine, collection, plain, numbers }
    }

    /// The numbers of the articles that the engine finds, in its order, with the rest of its answer.
    ///
    /// # Errors
    /// If the engine gives no answer.
    pub fn found(&self, request: &Request) -> Result<(Vec<usize>, Response), String> {
        let request = without_stop_words(&self.engine, request.clone());
        let response = request.and_then(|request| self.engine.search(&request));
        let response = response.map_err(|error| error.to_string())?;
        let numbers = response.hits.iter().map(|hit| self.numbers[&identity(&hit.article)]).collect();
        Ok((numbers, response))
    }

    /// The numbers of the articles that match, by looking at each.
    pub fn matching(&self, query: &Query, filters: &Filters) -> Vec<usize> {
        self.collection.matching(query, filters)
    }

    /// The day that an article was published on.
    pub fn day(&self, number: usize) -> Option<Day> {
        self.collection.articles[number].day()
    }
}

fn index(scratch: &Scratch, folder: &std::path::Path) {
    let output = scratch.run(&["index", "-q", folder.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
}

fn read(folders: &[PathBuf]) -> Vec<Article> {
    let mut articles = Vec::new();
    extract(folders, &ExtractOptions::default(), |read| {
        articles.extend(read);
        ControlFlow::Continue(())
    });
    articles
}
