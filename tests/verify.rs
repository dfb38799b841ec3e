//! `dateline verify`: every changed byte is noticed, and a search on a damaged index says so.

mod common;

use std::fs;

use common::{Scratch, article, lines, stderr, stdout};

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
            let search = scratch.run(&["search", "oslo"]);
            assert_eq!(
                search.status.code(),
                Some(2),
                "a search with {name} changed at {at}: {}",
                stdout(&search)
            );
            assert!(stderr(&search).contains(&name), "{}", stderr(&search));
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert!(scratch.run(&["verify"]).status.success());
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
