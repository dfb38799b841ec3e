//! `dateline verify`: every changed byte is noticed, and a search on a damaged index says so.

use std::fs;

use crate::common::{Scratch, article, lines, stderr, stdout};

fn indexed() -> Scratch {
    let text: String = (0..30)
        .map(|n| article(&format!("id{n}"), &format!("Report {n} from Oslo"), "They met in Oslo."))
        .collect();
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    scratch
}

fn files(scratch: &Scratch) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(scratch.index()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| fs::metadata(path).unwrap().len() > 0).collect();
    files.sort();
    files
}

#[test]
fn a_sound_index_passes() {
    let scratch = indexed();
    let output = scratch.run(&["verify", "--json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let said = lines(&output);
    assert_eq!((said[0]["sound"].as_bool(), said[0]["articles"].as_u64()), (Some(true), Some(30)));
}

#[test]
fn a_changed_byte_of_any_file_is_noticed_and_the_file_named() {
    let scratch = indexed();
    assert!(files(&scratch).len() > 5);
    for path in files(&scratch) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] = changed[at].wrapping_add(1);
            fs::write(&path, &changed).unwrap();
            let output = scratch.run(&["verify"]);
            let said = stdout(&output) + &stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{name} byte {at}: {said}");
            assert!(said.contains(&name), "{name} byte {at}: {said}");
            expect_search_to_say_so(&scratch, &name, at);
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert!(scratch.run(&["verify"]).status.success());
}

/// A search of a damaged index fails, or answers and names the file where that holds no part of the answer.
fn expect_search_to_say_so(scratch: &Scratch, name: &str, at: usize) {
    let search = scratch.run(&["search", "oslo"]);
    let is_one_of = |kinds: &[&str]| kinds.iter().any(|kind| name.starts_with(kind));
    // The version stands in the commit too, and what was indexed from where is nothing that a search asks.
    let is_not_read = is_one_of(&["dateline.json", "manifest-"]);
    let code = if is_not_read || is_one_of(&["checksums-", "stories-"]) { 0 } else { 2 };
    assert_eq!(search.status.code(), Some(code), "{name} byte {at}: {}", stderr(&search));
    if !is_not_read {
        assert!(stderr(&search).contains(name), "{name} byte {at}: {}", stderr(&search));
        assert!(!stderr(&search).contains("delete"), "{}", stderr(&search));
    }
}

#[test]
fn a_changed_byte_that_leaves_size_and_time_is_noticed_by_the_search_or_by_the_next_run() {
    let scratch = indexed();
    let sound = stdout(&scratch.run(&["search", "oslo", "--format", "csv"]));
    // A file that was made again has another name.
    for path in files(&scratch) {
        if !path.exists() {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (bytes, time) = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
        let put = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        };
        let mut changed = bytes.clone();
        let at = bytes.len() / 2;
        changed[at] ^= 1;
        put(&changed);
        let search = scratch.run(&["search", "oslo", "--format", "csv"]);
        let is_checked = [".store", ".term", "meta.json"].iter().any(|end| name.ends_with(end));
        // Some bytes hold nothing that this search needs.
        if is_checked && stdout(&search) != sound {
            assert_eq!(search.status.code(), Some(2), "{name}");
            assert!(stderr(&search).contains(&name), "{name}: {}", stderr(&search));
        }
        let news = scratch.news();
        let checked = scratch.run(&["index", "--check", "-q", news.to_str().unwrap()]);
        let is_made_again =
            ["dateline.json", "checksums-", "stories-"].iter().any(|kind| name.starts_with(kind));
        assert_eq!(
            checked.status.code(),
            Some(if is_made_again { 0 } else { 2 }),
            "{name}: {}",
            stderr(&checked)
        );
        if !is_made_again {
            assert!(stderr(&checked).contains(&name), "{name}: {}", stderr(&checked));
            put(&bytes);
        } else if path.exists() {
            put(&bytes);
        }
    }
}

#[test]
fn a_damaged_index_is_repaired_and_completed() {
    let scratch = indexed();
    let store =
        files(&scratch).into_iter().find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[10] ^= 1;
    fs::write(&store, bytes).unwrap();
    let damaged = scratch.run(&["verify"]);
    assert!(stdout(&damaged).contains("verify --repair"), "{}", stdout(&damaged));
    let repaired = scratch.run(&["verify", "--repair"]);
    assert!(repaired.status.success(), "{}{}", stdout(&repaired), stderr(&repaired));
    assert!(stderr(&repaired).contains("dateline index"), "{}", stderr(&repaired));
    scratch.index_news();
    let output = scratch.run(&["verify", "--json"]);
    let said = lines(&output);
    assert_eq!((said[0]["sound"].as_bool(), said[0]["articles"].as_u64()), (Some(true), Some(30)));
}

#[test]
fn samples_come_round_to_every_file() {
    let scratch = indexed();
    let store =
        files(&scratch).into_iter().find(|path| path.extension().is_some_and(|e| e == "pos")).unwrap();
    let time = fs::metadata(&store).unwrap().modified().unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[10] ^= 1;
    fs::write(&store, bytes).unwrap();
    fs::File::options().write(true).open(&store).unwrap().set_modified(time).unwrap();
    let found = (0..20).find(|_| scratch.run(&["verify", "--sample", "1"]).status.code() == Some(2));
    assert!(found.is_some());
}

#[test]
fn a_missing_file_is_named() {
    let scratch = indexed();
    let store =
        files(&scratch).into_iter().find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    fs::remove_file(&store).unwrap();
    let output = scratch.run(&["verify"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains(store.file_name().unwrap().to_str().unwrap()));
}

#[test]
fn where_there_is_no_index_the_message_says_how_to_make_one() {
    let scratch = Scratch::new();
    for command in ["verify", "stats", "search"] {
        let output = scratch.run(&[command]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(stderr(&output).contains("dateline index"), "{}", stderr(&output));
    }
}
