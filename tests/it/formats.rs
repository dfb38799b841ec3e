//! Every format by a small fixture: what becomes of it, and that no damage to it does harm.
//!
//! `tests/data/formats` holds the files, `tests/data/expected` what is to be read out of each.
//! After a change that is meant, `UPDATE_EXPECTED=1 cargo test --test it formats` writes the latter
//! anew, for a reader to look at.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dateline_read::{Opened, Reason, RecordResult, open_reader};
use serde_json::{Map, Value, json};

use crate::common::{dateline, stderr, stdout};

/// What enrichment adds, and what depends on where the project lies.
const NOT_COMPARED: &[&str] = &["id", "path", "entities", "countries", "dateline_country", "source_country"];

/// A record more than this is no sensible answer to any fixture, however damaged.
const MAX_RECORDS: usize = 2_000;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// The files below a folder, in order.
fn files(below: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(below)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect();
    found.sort();
    found
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| path.strip_prefix(folder("formats")).unwrap().to_str().unwrap().to_owned();
    files(&folder("formats")).iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

/// What the program makes of each file: its articles, and a line for all that it passes over or cannot read.
fn read_all() -> BTreeMap<String, Vec<Value>> {
    let root = folder("formats");
    let output = dateline(&["extract", "-v", "--threads", "1", root.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in stdout(&output).lines() {
        let mut article: Map<String, Value> = serde_json::from_str(line).unwrap();
        let path = article["path"].as_str().unwrap();
        let name = Path::new(path).strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        NOT_COMPARED.iter().for_each(|key| drop(article.remove(*key)));
        found.entry(name).or_default().push(Value::Object(article));
    }
    let root = format!("{}/", root.display());
    for line in stderr(&output).lines() {
        let Some((what, rest)) = line.split_once(&root) else { continue };
        let end = rest.find([':', ',', ' ']).unwrap_or(rest.len());
        let (name, reason) = (rest[..end].to_owned(), rest[end..].trim_start_matches([':', ',', ' ']));
        found
            .entry(name)
            .or_default()
            .push(json!({ what.trim().trim_start_matches("dateline: ").trim_end_matches(':'): reason }));
    }
    found
}

#[test]
fn every_fixture_is_read_as_expected() {
    let expected_at = |name: &str| folder("expected").join(format!("{}.jsonl", name.replace('/', "-")));
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let found = read_all();
    for (name, _) in fixtures() {
        let lines = found.get(&name).map_or(&[][..], Vec::as_slice);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        if update {
            fs::write(expected_at(&name), &text).unwrap();
        }
        let expected = fs::read_to_string(expected_at(&name)).unwrap_or_default();
        let expected: Vec<Value> = expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, expected, "{name}");
        assert!(!lines.is_empty(), "{name}: nothing was read and nothing was said");
    }
}

/// Reads all records of some bytes and fails if a reader panicked or goes on for ever.
fn survives(name: &str, bytes: &[u8], what: &str) {
    let Opened::Records(records) = open_reader(bytes, Path::new(name), None) else {
        return;
    };
    let (mut count, mut fault) = (0, None);
    let ended = records.read(&mut |record: RecordResult| {
        count += 1;
        let internal = record.err().filter(|error| matches!(error.reason, Reason::Internal { .. }));
        fault = internal.map(|error| error.to_string());
        if fault.is_some() || count == MAX_RECORDS {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(fault, None, "{name}, {what}");
    assert!(ended.is_continue(), "{name}, {what}: no end");
}

/// About so many places, spread over a length; another choice for each fixture.
fn places(length: usize, count: usize, seed: usize) -> impl Iterator<Item = usize> {
    let step = (length / count).max(1);
    (seed % step..length).step_by(step)
}

#[test]
fn no_prefix_of_a_fixture_does_harm() {
    for (seed, (name, bytes)) in fixtures().iter().enumerate() {
        for end in places(bytes.len(), 150, seed) {
            survives(name, &bytes[..end], &format!("cut at {end}"));
        }
    }
}

#[test]
fn no_flipped_bit_does_harm() {
    for (seed, (name, bytes)) in fixtures().iter().enumerate() {
        let mut bytes = bytes.clone();
        for at in places(bytes.len(), 300, seed) {
            let bit = 1 << ((at + seed) % 8);
            bytes[at] ^= bit;
            survives(name, &bytes, &format!("bit {bit} flipped at {at}"));
            bytes[at] ^= bit;
        }
    }
}

#[test]
fn no_two_fixtures_one_after_the_other_do_harm() {
    let fixtures = fixtures();
    for (name, first) in &fixtures {
        for (other, second) in &fixtures {
            survives(name, &[&first[..], second].concat(), &format!("followed by {other}"));
            survives(
                name,
                &[&first[..first.len() / 2], second].concat(),
                &format!("half, followed by {other}"),
            );
        }
    }
}
