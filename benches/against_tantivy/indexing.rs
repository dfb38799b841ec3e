//! What indexing costs: time, memory and room, for both and on one thread and two.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::corpus::Corpus;
use crate::place::{Place, bytes};
use crate::raw::{self, Raw};
use crate::table::{Checks, Limit, Table};
use crate::usage::Usage;
use crate::{ours, phase, say};

/// The indexes that searching is measured on.
pub struct Indexes {
    /// The raw index, merged to as many segments as `ours` has.
    pub raw: PathBuf,
    /// dateline's, as one thread left it.
    pub ours: PathBuf,
}

/// An index with what making it cost.
pub struct Built {
    pub dir: PathBuf,
    pub usage: Usage,
    pub bytes: u64,
    pub segments: usize,
}

/// Indexes the corpus with both and prints the cost.
pub fn measure(corpus: &Corpus, place: &Place) -> Result<Indexes> {
    let raw = [build_raw(corpus, place, 1)?, build_raw(corpus, place, 2)?];
    let reading = read(corpus)?;
    let ours = [build(corpus, place, 1)?, build(corpus, place, 2)?];
    let alone = on_one_core(corpus, place)?;
    println!(
        "## Indexing\n\n{}; {} MB for the writer of each.\n",
        raw::describe(&raw[0].dir)?,
        crate::MEMORY >> 20
    );
    println!("{}", table(&raw, &ours, &reading, alone.as_ref()));
    println!("{}", checks(corpus, &raw, &ours, &reading));
    println!("{}", speed_up(&ours, alone.as_ref()));
    let [raw, _] = raw;
    let [ours, _] = ours;
    even_out(&raw, &ours)?;
    Ok(Indexes { raw: raw.dir, ours: ours.dir })
}

fn build_raw(corpus: &Corpus, place: &Place, threads: usize) -> Result<Built> {
    say(&format!("indexing with raw tantivy, threads: {threads}"));
    let dir = place.empty_folder(&format!("raw-{threads}"))?;
    let usage = run(phase::RAW_INDEX, corpus, &dir, threads)?;
    let segments = Raw::open(&dir)?.segments();
    Ok(Built { bytes: bytes(&dir)?, dir, usage, segments })
}

/// Indexes a corpus with dateline.
pub fn build(corpus: &Corpus, place: &Place, threads: usize) -> Result<Built> {
    say(&format!("indexing with dateline, threads: {threads}"));
    let dir = place.empty_folder(&format!("dateline-{threads}"))?;
    let usage = run(phase::INDEX, corpus, &dir, threads)?;
    let segments = ours::segments(&dir)?;
    Ok(Built { bytes: bytes(&dir)?, dir, usage, segments })
}

/// Indexes with one thread on one core: with more of them a single thread reads while another writes.
fn on_one_core(corpus: &Corpus, place: &Place) -> Result<Option<Usage>> {
    say("indexing with dateline on one core");
    let dir = place.empty_folder("dateline-one-core")?;
    phase::run_on_one_core(phase::INDEX, &[corpus.path.as_ref(), dir.as_ref(), OsStr::new("1")])
}

fn run(phase: &str, corpus: &Corpus, dir: &Path, threads: usize) -> Result<Usage> {
    phase::run(phase, &[corpus.path.as_ref(), dir.as_ref(), threads.to_string().as_ref()])
}

fn read(corpus: &Corpus) -> Result<Usage> {
    say("reading and enriching without an index");
    phase::run(phase::READ, &[corpus.path.as_ref(), OsStr::new("1")])
}

fn table(raw: &[Built; 2], ours: &[Built; 2], reading: &Usage, alone: Option<&Usage>) -> Table {
    let mut table = Table::new(&["what", "wall s", "CPU s", "peak MB", "index MB", "segments"]);
    table.row(cells("raw tantivy, 1 thread", &raw[0]));
    table.row(cells("raw tantivy, 2 threads", &raw[1]));
    table.row(cells("dateline, 1 thread", &ours[0]));
    table.row(cells("dateline, 2 threads", &ours[1]));
    let others = [
        ("dateline, 1 thread on one core", alone),
        ("dateline, reading and enriching alone, 1 thread", Some(reading)),
    ];
    for (name, usage) in others {
        let [wall, cpu, peak] = usage.map_or_else(Default::default, usage_cells);
        table.row([name.to_owned(), wall, cpu, peak, String::new(), String::new()]);
    }
    table
}

fn cells(name: &str, built: &Built) -> [String; 6] {
    let [wall, cpu, peak] = usage_cells(&built.usage);
    [name.to_owned(), wall, cpu, peak, format!("{:.1}", built.bytes as f64 / 1e6), built.segments.to_string()]
}

fn usage_cells(usage: &Usage) -> [String; 3] {
    [usage.wall, usage.cpu, usage.peak_mb()].map(|figure| format!("{figure:.1}"))
}

fn checks(corpus: &Corpus, raw: &[Built; 2], ours: &[Built; 2], reading: &Usage) -> Checks {
    let text = corpus.text_bytes as f64;
    let raw_cpu = raw[0].usage.cpu;
    let peak = ours.iter().map(|built| built.usage.peak_mb()).fold(0.0, f64::max);
    let mut checks = Checks::new();
    checks.told("bytes of the raw index / bytes of text", raw[0].bytes as f64 / text);
    checks.held(
        "bytes of dateline's index / bytes of text",
        ours[0].bytes as f64 / text,
        Limit::AtMost(1.25),
    );
    checks.held(
        "dateline's CPU time / raw tantivy's, 1 thread",
        ours[0].usage.cpu / raw_cpu,
        Limit::AtMost(5.0),
    );
    checks.told("the same without reading and enriching", (ours[0].usage.cpu - reading.cpu) / raw_cpu);
    checks.told("raw tantivy, wall time of 1 thread / of 2", raw[0].usage.wall / raw[1].usage.wall);
    checks.told("dateline, wall time of 1 thread / of 2", ours[0].usage.wall / ours[1].usage.wall);
    checks.held("dateline's peak memory in MB, the higher of 1 thread and 2", peak, Limit::AtMost(600.0));
    checks
}

/// How much faster two threads on all cores are than one on one core.
fn speed_up(ours: &[Built; 2], alone: Option<&Usage>) -> Checks {
    let mut checks = Checks::new();
    if let Some(alone) = alone {
        let name = "dateline, wall time of 1 thread on one core / of 2 threads";
        checks.held(name, alone.wall / ours[1].usage.wall, Limit::AtLeast(1.7));
    }
    checks
}

/// Merges the raw index to as many segments as ours, so that a search visits as many in both.
fn even_out(raw: &Built, ours: &Built) -> Result<()> {
    say("merging the raw index to as many segments");
    phase::run(phase::RAW_MERGE, &[raw.dir.as_ref(), ours.segments.to_string().as_ref()])?;
    let segments = Raw::open(&raw.dir)?.segments();
    println!(
        "For searching, the raw index was merged from {} segments to {segments}; dateline's has {}.\n",
        raw.segments, ours.segments
    );
    Ok(())
}
