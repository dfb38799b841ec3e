//! Packs the table of word clusters for the tagger.
//!
//!     cargo run --release --example pack_clusters -- clusters.tsv.gz crates/enrich/models/clusters.bin

use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result, bail};
use dateline_enrich::names::clusters::pack;
use flate2::read::MultiGzDecoder;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, out] = arguments.as_slice() else { bail!("usage: pack_clusters TABLE.tsv.gz OUT") };
    let mut text = String::new();
    let file = File::open(table).with_context(|| format!("opening {table}"))?;
    MultiGzDecoder::new(file).read_to_string(&mut text).with_context(|| format!("reading {table}"))?;
    let bytes = pack(&text);
    println!("{} bytes", bytes.len());
    std::fs::write(out, bytes).with_context(|| format!("writing {out}"))
}
