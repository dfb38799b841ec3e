//! Damages the fixtures of all formats for as long as one likes, and looks whether a reader panics or hangs.
//!
//! ```text
//! cargo run --release --example fuzz_readers -- 120            # two minutes for each fixture
//! cargo run --release --example fuzz_readers -- 120 warc pdf   # only those whose names contain one of these
//! ```
//!
//! It needs no special compiler. Each input is a fixture after one to four changes: bits flipped,
//! bytes deleted, repeated, overwritten with telling numbers or with a piece of another fixture. A
//! finding is written to the folder of temporary files, and its path is printed.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use dateline_read::{Opened, Reason, RecordResult, open_reader};

/// No record of a few kilobytes takes longer than this to read.
const TOO_SLOW: Duration = Duration::from_secs(5);

/// No fixture has so many records, however damaged.
const TOO_MANY: usize = 100_000;

/// Numbers at which lengths and offsets go wrong.
const TELLING: [u64; 8] = [0, 1, 0x7f, 0xff, 0x7fff_ffff, 0xffff_ffff, 0x7fff_ffff_ffff_ffff, u64::MAX];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(seconds) = arguments.next().and_then(|seconds| seconds.parse().ok()) else {
        eprintln!("give the seconds for each fixture, and perhaps parts of their names");
        return ExitCode::from(2);
    };
    let wanted: Vec<String> = arguments.collect();
    let fixtures = fixtures();
    let mut findings = 0;
    for (number, (name, _)) in fixtures.iter().enumerate() {
        if wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())) {
            findings += fuzz(&fixtures, number, Duration::from_secs(seconds));
        }
    }
    println!("{findings} findings");
    if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The files of `tests/data/formats` with their names.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats");
    let mut paths: Vec<PathBuf> = dateline_read::walk(&[folder]).flatten().map(|entry| entry.path).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().filter_map(|path| Some((name(path), fs::read(path).ok()?))).collect()
}

/// Fuzzes one fixture and tells how it went.
fn fuzz(fixtures: &[(String, Vec<u8>)], number: usize, time: Duration) -> usize {
    let (name, bytes) = &fixtures[number];
    let (start, mut inputs, mut records, mut findings) = (Instant::now(), 0u64, 0usize, 0);
    let mut slowest = Duration::ZERO;
    let mut random = Random(number as u64 + 1);
    while start.elapsed() < time {
        let input = damaged(bytes, fixtures, &mut random);
        let begin = Instant::now();
        let outcome = read(name, &input);
        slowest = slowest.max(begin.elapsed());
        inputs += 1;
        match outcome {
            Ok(count) => records += count,
            Err(what) => {
                findings += 1;
                report(name, &input, &what, inputs);
            }
        }
    }
    println!("{name}: {inputs} inputs, {records} records, slowest {slowest:.1?}, {findings} findings");
    findings
}

/// Reads all records of an input, or says what is wrong with the reader.
fn read(name: &str, input: &[u8]) -> Result<usize, String> {
    let begin = Instant::now();
    let (mut count, mut fault) = (0, None);
    if let Opened::Records(records) = open_reader(input, Path::new(name), None) {
        let _ = records.read(&mut |record: RecordResult| {
            count += 1;
            let internal = record.err().filter(|error| matches!(error.reason, Reason::Internal { .. }));
            fault = internal.map(|error| error.to_string());
            if count > TOO_MANY {
                fault = Some("no end of records".to_owned());
            }
            if fault.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    if begin.elapsed() > TOO_SLOW { Err("too slow".to_owned()) } else { Ok(count) }
}

fn report(name: &str, input: &[u8], what: &str, number: u64) {
    let path = std::env::temp_dir().join(format!("finding-{number}-{name}"));
    match fs::write(&path, input) {
        Ok(()) => println!("{name}: {what}: {}", path.display()),
        Err(error) => println!("{name}: {what}; the input could not be kept: {error}"),
    }
}

fn damaged(bytes: &[u8], fixtures: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let mut input = bytes.to_vec();
    for _ in 0..=random.below(4) {
        damage(&mut input, fixtures, random);
    }
    input
}

fn damage(input: &mut Vec<u8>, fixtures: &[(String, Vec<u8>)], random: &mut Random) {
    let at = random.below(input.len().max(1)).min(input.len());
    let length = random.below(1 + (input.len() - at).min(64));
    match random.below(7) {
        0 => input.truncate(at),
        1 => drop(input.drain(at..at + length)),
        2 => {
            let piece = input[at..at + length].repeat(1 + random.below(50));
            drop(input.splice(at..at, piece));
        }
        3 => {
            let number = TELLING[random.below(TELLING.len())].to_le_bytes();
            let width = [1, 2, 4, 8][random.below(4)].min(input.len() - at);
            input[at..at + width].copy_from_slice(&number[..width]);
        }
        4 => {
            let (_, other) = &fixtures[random.below(fixtures.len())];
            let from = random.below(other.len().max(1)).min(other.len());
            let piece = other[from..(from + 200).min(other.len())].to_vec();
            drop(input.splice(at..at + length, piece));
        }
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
    }
}

/// A small generator of numbers (SplitMix64), so that a run can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit, which is not 0.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}
