//! dateline compared with raw tantivy on the same articles, in one run: what indexing costs, and what searching does.
//!
//!     cargo bench --bench against_tantivy -- [ARTICLES.jsonl] [--articles N] [--queries FILE] [--keep DIR]
//!     cargo bench --bench against_tantivy -- [ARTICLES.jsonl] --growth
//!
//! The articles are repeated with varied words up to N (200,000); without a file it makes up articles of its own.
//! `--queries` takes the queries of words from a file, `--keep` leaves corpus and indexes in a folder, and
//! `--growth` measures the cost at N/20, N/4 and N articles instead. `docs/benchmarks.md` says what each figure
//! means. It reads `/proc`, so that it runs on Linux only.

mod corpus;
mod fit;
mod growth;
mod indexing;
mod once;
mod options;
mod ours;
mod phase;
mod place;
mod queries;
mod random;
mod raw;
mod searching;
mod table;
mod times;
mod usage;

use anyhow::Result;
use dateline_search::engine::Engine;
use dateline_tantivy::Local;

use corpus::{Corpus, source};
use options::Options;
use place::Place;
use queries::Queries;
use searching::Opened;

/// The allocator of the program, for both.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Memory for the index writer, for both: what `dateline index` takes by default.
const MEMORY: usize = 256 << 20;

fn main() -> Result<()> {
    // cargo adds `--bench` to the arguments of every benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [first, phase @ ..] = arguments.as_slice()
        && first == phase::FLAG
    {
        return phase::work(phase);
    }
    let options = Options::read(arguments)?;
    let originals = match &options.source {
        Some(path) => source::read(path)?,
        None => source::made_up(),
    };
    let place = Place::new(options.keep.as_deref())?;
    if options.growth {
        return growth::measure(&originals, &options, &place);
    }
    say("writing the corpus");
    let corpus = corpus::write(&originals, options.articles(), &place.file("articles.jsonl"))?;
    drop(originals);
    beside(&corpus, &options, &place)
}

/// Measures both on one corpus.
fn beside(corpus: &Corpus, options: &Options, place: &Place) -> Result<()> {
    println!("# dateline compared with raw tantivy\n\n{}.\n", corpus.describe());
    let indexes = indexing::measure(corpus, place)?;
    let opened = Opened::open(&indexes)?;
    let queries = queries_for(corpus, options, &opened.ours)?;
    searching::measure(&opened, &queries)?;
    once::measure(&indexes, &queries)
}

/// The queries for a corpus, chosen by how frequent dateline says their words are.
fn queries_for(corpus: &Corpus, options: &Options, engine: &Local) -> Result<Queries> {
    let frequency = |word: &str| Ok(engine.frequencies(&[word])?.into_iter().sum());
    let queries = Queries::of(&corpus.headlines, corpus.articles as u64, frequency)?;
    match &options.queries {
        Some(file) => queries.with_words_of(file),
        None => Ok(queries),
    }
}

/// Tells what goes on, beside the report.
fn say(what: &str) {
    eprintln!("… {what}");
}
