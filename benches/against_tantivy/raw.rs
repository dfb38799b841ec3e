//! Raw tantivy on the same articles: one text field of the kind that dateline ranks words in, with dateline's own
//! analysis, and headline and body stored.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use dateline_tantivy::index::{Fields, register_analyzers};
use serde::Deserialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, FieldType, IndexRecordOption, STORED, Schema, TextOptions, Value};
use tantivy::{Index, IndexWriter, Score, Searcher, TantivyDocument, Term};

use crate::MEMORY;

const TEXT: &str = "text";
const HEADLINE: &str = "headline";
const BODY: &str = "body";
/// How many hits a search gives.
const BEST: usize = 10;

/// The parts of an article that a raw index holds.
#[derive(Deserialize)]
struct Article {
    headline: String,
    body: String,
}

/// Indexes a file of articles in a new folder and lets tantivy merge as it does by itself.
pub fn index(articles: &Path, dir: &Path, threads: usize) -> Result<()> {
    let schema = schema()?;
    let (text, headline, body) =
        (schema.get_field(TEXT)?, schema.get_field(HEADLINE)?, schema.get_field(BODY)?);
    let index = Index::create_in_dir(dir, schema)?;
    register_analyzers(index.tokenizers());
    let mut writer = writer(&index, threads)?;
    for line in BufReader::new(File::open(articles)?).lines() {
        let article: Article = serde_json::from_str(&line?)?;
        let mut doc = TantivyDocument::default();
        // The headline's words count twice, as they do in dateline.
        doc.add_text(text, &article.headline);
        doc.add_text(text, &article.headline);
        doc.add_text(text, &article.body);
        doc.add_text(headline, article.headline);
        doc.add_text(body, article.body);
        writer.add_document(doc)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn writer(index: &Index, threads: usize) -> Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(MEMORY / threads)
        .build();
    Ok(index.writer_with_options(options)?)
}

/// The text field has the options of dateline's combined field, whatever they are.
fn schema() -> Result<Schema> {
    let mut schema = Schema::builder();
    schema.add_text_field(TEXT, combined_options()?);
    schema.add_text_field(HEADLINE, STORED);
    schema.add_text_field(BODY, STORED);
    Ok(schema.build())
}

fn combined_options() -> Result<TextOptions> {
    let (schema, fields) = Fields::schema();
    match schema.get_field_entry(fields.combined).field_type() {
        FieldType::Str(options) => Ok(options.clone()),
        other => anyhow::bail!("the combined field is no text but {other:?}"),
    }
}

/// What the raw index is like, as a sentence.
pub fn describe(dir: &Path) -> Result<String> {
    let options = combined_options()?;
    let indexing = options.get_indexing_options().context("the combined field is not indexed")?;
    let index = Index::open_in_dir(dir)?;
    Ok(format!(
        "raw tantivy: one text field like dateline's combined field (analyzer {}, {:?}, headline twice and body), \
         headline and body stored ({:?})",
        indexing.tokenizer(),
        indexing.index_option(),
        index.settings().docstore_compression,
    ))
}

/// Merges the smallest segments until there are at most this many.
pub fn merge(dir: &Path, most: usize) -> Result<()> {
    let index = Index::open_in_dir(dir)?;
    register_analyzers(index.tokenizers());
    let mut writer = writer(&index, 1)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let surplus = surplus(&index, most.max(1))?;
    if !surplus.is_empty() {
        writer.merge(&surplus).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    writer.wait_merging_threads()?;
    Ok(())
}

/// The smallest segments, so many that one in their place leaves as many as are wanted.
fn surplus(index: &Index, most: usize) -> Result<Vec<SegmentId>> {
    let mut segments = index.searchable_segment_metas()?;
    if segments.len() <= most {
        return Ok(Vec::new());
    }
    segments.sort_unstable_by_key(|segment| segment.num_docs());
    segments.truncate(segments.len() - most + 1);
    Ok(segments.iter().map(|segment| segment.id()).collect())
}

/// A raw index, opened to be searched.
pub struct Raw {
    index: Index,
    searcher: Searcher,
    text: Field,
}

impl Raw {
    /// Opens the index in a folder.
    pub fn open(dir: &Path) -> Result<Raw> {
        let index = Index::open_in_dir(dir)?;
        register_analyzers(index.tokenizers());
        let text = index.schema().get_field(TEXT)?;
        let searcher = index.reader()?.searcher();
        Ok(Raw { index, searcher, text })
    }

    /// How many segments it has.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The flat query of these words: any of them, or all.
    pub fn query(&self, words: &[String], any: bool) -> Result<BooleanQuery> {
        let mut analyzer = self.index.tokenizer_for_field(self.text)?;
        let occur = if any { Occur::Should } else { Occur::Must };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in words {
            analyzer.token_stream(word).process(&mut |token| {
                let term = Term::from_field_text(self.text, &token.text);
                clauses.push((occur, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
            });
        }
        Ok(BooleanQuery::new(clauses))
    }

    /// The top 10, skipping articles that cannot be among them; returns how many there are.
    pub fn best(&self, query: &dyn Query) -> Result<u64> {
        Ok(self.searcher.search(query, &by_score())?.len() as u64)
    }

    /// The top 10 and the number of all matches; returns the latter.
    pub fn best_and_count(&self, query: &dyn Query) -> Result<u64> {
        let (_, count) = self.searcher.search(query, &(by_score(), Count))?;
        Ok(count as u64)
    }
}

fn by_score() -> impl tantivy::collector::Collector<Fruit = Vec<(Score, tantivy::DocAddress)>> {
    TopDocs::with_limit(BEST).order_by_score()
}

/// Answers a query of all words as a small program on tantivy would: opens the index, prints the ten headlines.
pub fn print_best(dir: &Path, query: &str) -> Result<()> {
    let raw = Raw::open(dir)?;
    let headline = raw.index.schema().get_field(HEADLINE)?;
    let words: Vec<String> = query.split_whitespace().map(str::to_owned).collect();
    let (best, count) = raw.searcher.search(&raw.query(&words, false)?, &(by_score(), Count))?;
    println!("{count} articles");
    for (score, address) in best {
        let doc: TantivyDocument = raw.searcher.doc(address)?;
        let headline = doc.get_first(headline).and_then(|value| value.as_str()).unwrap_or_default();
        println!("{score:.3} {headline}");
    }
    Ok(())
}
