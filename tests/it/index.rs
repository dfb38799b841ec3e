//! `dateline index`: what is added, changed, removed and skipped, and what goes wrong.

use std::fs;
use std::io::Write;

use crate::common::{Scratch, article, counts, dateline, json, stderr, stdout};

fn wire(articles: &[(&str, &str)]) -> String {
    articles.iter().map(|(id, headline)| article(id, headline, "They met again on Monday.")).collect()
}

#[test]
fn a_second_run_adds_nothing() {
    let scratch = Scratch::with(&[
        ("wire.jsonl", &wire(&[("a", "Talks open"), ("b", "Talks close")])),
        (
            "clip.txt",
            "Bridge reopens in Mostar\n\nThe old bridge over the river was opened again on Friday, officials said.\n",
        ),
    ]);
    assert_eq!(counts(&scratch.index_news()), [3, 0, 0, 0, 0]);
    assert_eq!(counts(&scratch.index_news()), [0, 0, 3, 0, 0]);
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn changed_and_deleted_lines_update_exactly_those() {
    let scratch = Scratch::new();
    let headlines: Vec<(String, String)> =
        (0..50).map(|n| (format!("id{n}"), format!("Report {n}"))).collect();
    let mut rows: Vec<(&str, &str)> = headlines.iter().map(|(id, h)| (id.as_str(), h.as_str())).collect();
    scratch.write("wire.jsonl", wire(&rows).as_bytes());
    assert_eq!(counts(&scratch.index_news()), [50, 0, 0, 0, 0]);
    rows.remove(40);
    rows.remove(3);
    rows[20].1 = "Another report";
    rows.push(("new", "New report"));
    scratch.write("wire.jsonl", wire(&rows).as_bytes());
    assert_eq!(counts(&scratch.index_news()), [1, 1, 47, 2, 0]);
    assert_eq!(scratch.headlines(&["another"]), ["Another report"]);
    assert!(scratch.headlines(&["headline:40"]).is_empty());
    // Records behind a deleted line carry their new number.
    let shown = json(&scratch.run(&["show", "id49", "--json"]));
    assert_eq!(shown["record"], 47);
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn records_without_ids_are_told_apart_by_their_text() {
    let scratch = Scratch::new();
    let line = |n: u32| format!("{{\"headline\":\"Report {n}\",\"body\":\"Text of report {n}.\"}}\n");
    let write = |numbers: &[u32]| {
        scratch.write("wire.jsonl", numbers.iter().map(|n| line(*n)).collect::<String>().as_bytes())
    };
    write(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(counts(&scratch.index_news()), [6, 0, 0, 0, 0]);
    write(&[0, 2, 3, 4, 5]);
    assert_eq!(counts(&scratch.index_news()), [0, 0, 5, 1, 0]);
    write(&[9, 0, 2, 3, 4, 5]);
    assert_eq!(counts(&scratch.index_news()), [1, 0, 5, 0, 0]);
    write(&[9, 0, 2, 77, 4, 5]);
    assert_eq!(counts(&scratch.index_news()), [0, 1, 5, 0, 0]);
    let mut found = scratch.headlines(&["report", "-n", "20"]);
    found.sort();
    assert_eq!(found, ["Report 0", "Report 2", "Report 4", "Report 5", "Report 77", "Report 9"]);
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn deleted_files_go_unless_they_are_to_be_kept() {
    let scratch =
        Scratch::with(&[("a/one.jsonl", &wire(&[("1", "One")])), ("b/two.jsonl", &wire(&[("2", "Two")]))]);
    scratch.index_news();
    fs::remove_file(scratch.news().join("a/one.jsonl")).unwrap();
    let news = scratch.news();
    let keep = json(&scratch.run(&["index", "--json", "--keep-missing", news.to_str().unwrap()]));
    assert_eq!(counts(&keep), [0, 0, 1, 0, 0]);
    // Another folder's files are not touched.
    let other = json(&scratch.run(&["index", "--json", news.join("b").to_str().unwrap()]));
    assert_eq!(counts(&other), [0, 0, 1, 0, 0]);
    assert_eq!(scratch.headlines(&["one"]), ["One"]);
    assert_eq!(counts(&scratch.index_news()), [0, 0, 1, 1, 0]);
    assert!(scratch.headlines(&["one"]).is_empty());
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn articles_with_the_same_text_or_the_same_id_stay_separate() {
    let scratch = Scratch::with(&[
        ("a.jsonl", &(wire(&[("1", "Same")]) + &wire(&[("1", "Same")]) + &wire(&[("2", "Same")]))),
        ("b.jsonl", &wire(&[("1", "Same")])),
    ]);
    assert_eq!(counts(&scratch.index_news()), [4, 0, 0, 0, 0]);
    assert_eq!(scratch.headlines(&["same"]).len(), 4);
    let shown = scratch.run(&["show", "1"]);
    assert_eq!(shown.status.code(), Some(2));
    assert!(stdout(&shown).contains("a.jsonl") && stdout(&shown).contains("b.jsonl"));
    assert_eq!(counts(&scratch.index_news()), [0, 0, 4, 0, 0]);
}

#[test]
fn bad_documents_are_named_and_nothing_else_is_lost() {
    let scratch = Scratch::new();
    let mut lines = wire(&[("a", "First")]).into_bytes();
    lines.extend_from_slice(b"{\"id\": \"b\", broken\n");
    lines.extend_from_slice(b"{\"id\": \"c\", \"headline\": \"bad \xff\xfe\"}\n");
    lines.extend_from_slice(b"{\"id\": \"d\", \"url\": \"https://example.org/\"}\n");
    lines.extend_from_slice(wire(&[("e", "Last")]).as_bytes());
    scratch.write("wire.jsonl", &lines);
    scratch.write("empty.txt", b"");
    scratch.write("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01");
    let news = scratch.news();
    let output = scratch.run(&["index", "--json", news.to_str().unwrap()]);
    assert!(output.status.success());
    assert_eq!(counts(&json(&output)), [2, 0, 0, 0, 3]);
    let said = stderr(&output);
    for record in ["record 1: malformed JSON", "record 2: ", "record 3: "] {
        assert!(said.contains(&format!("wire.jsonl, {record}")), "{record} not in {said}");
    }
    assert!(said.contains("not indexed: ") && said.contains("empty.txt: empty"), "{said}");
    let strict = dateline(&["index", "--strict", "-q"])
        .arg(&news)
        .arg("--index")
        .arg(scratch.path().join("other"))
        .output();
    assert_eq!(strict.unwrap().status.code(), Some(2));
}

#[test]
fn a_truncated_gzip_gives_what_can_be_read() {
    let scratch = Scratch::new();
    let text: String = (0..2000)
        .map(|n| article(&format!("id{n}"), &format!("Report {n}"), &"word ".repeat(n % 50)))
        .collect();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let zipped = encoder.finish().unwrap();
    scratch.write("dump.jsonl.gz", &zipped[..zipped.len() / 2]);
    let output = scratch.run(&["index", "--json", scratch.news().to_str().unwrap()]);
    assert!(output.status.success());
    let [added, .., skipped] = counts(&json(&output));
    assert!(added > 100 && added < 2000, "{added}");
    assert_eq!(skipped, 1);
    assert!(stderr(&output).contains("dump.jsonl.gz"), "{}", stderr(&output));
    assert!(scratch.run(&["verify"]).status.success());
    // The whole file, once it is there, completes the index.
    scratch.write("dump.jsonl.gz", &zipped);
    assert_eq!(counts(&scratch.index_news()), [2000 - added, 0, added, 0, 0]);
}

#[test]
fn a_missing_path_is_an_error_and_the_others_are_indexed() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    let missing = scratch.path().join("nowhere");
    let output = scratch.run(&["index", missing.to_str().unwrap(), scratch.news().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nowhere"), "{}", stderr(&output));
    assert_eq!(scratch.headlines(&["one"]), ["One"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_loops_is_named_and_not_followed() {
    let scratch = Scratch::with(&[("a/one.jsonl", &wire(&[("1", "One")]))]);
    std::os::unix::fs::symlink(scratch.news(), scratch.news().join("a/loop")).unwrap();
    let output = scratch.run(&["index", "--json", scratch.news().to_str().unwrap()]);
    assert_eq!(json(&output)["added"], 1);
    assert!(stderr(&output).contains("loop"), "{}", stderr(&output));
}

#[test]
fn standard_input_is_read_and_its_format_can_be_said() {
    let scratch = Scratch::new();
    let feed = |text: &str, args: &[&str]| {
        let mut child = dateline(args)
            .arg("--index")
            .arg(scratch.index())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let output = feed(&wire(&[("1", "Piped in")]), &["index", "--json", "-"]);
    assert_eq!(json(&output)["added"], 1);
    // What came earlier through the pipe stays.
    feed(&wire(&[("2", "Piped later")]), &["index", "-q", "-", "--input-format", "jsonl"]);
    assert_eq!(scratch.headlines(&["piped"]).len(), 2);
}

#[test]
fn the_index_does_not_read_itself() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    let run = || dateline(&["index", "--json", "."]).current_dir(scratch.news()).output().unwrap();
    assert_eq!(counts(&json(&run())), [1, 0, 0, 0, 0]);
    assert_eq!(counts(&json(&run())), [0, 0, 1, 0, 0]);
}

#[test]
fn another_format_version_says_how_to_rebuild() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    scratch.index_news();
    fs::write(scratch.index().join("dateline.json"), "{\"format_version\": 99}").unwrap();
    // The commit of another version is not one of this version either.
    fs::write(scratch.index().join("meta.json"), "{\"segments\": []}").unwrap();
    let news = scratch.news();
    for args in [vec!["search", "one"], vec!["index", news.to_str().unwrap()], vec!["stats"], vec!["verify"]]
    {
        let output = scratch.run(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains("99") && stderr(&output).contains("to rebuild it"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    fs::create_dir(scratch.index()).unwrap();
    fs::write(scratch.index().join("thesis.doc"), "mine").unwrap();
    let output = scratch.run(&["index", scratch.news().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("thesis.doc"), "{}", stderr(&output));
    assert_eq!(fs::read_dir(scratch.index()).unwrap().count(), 1);
}

#[test]
fn two_writers_at_once_is_an_error_of_the_second() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    scratch.index_news();
    let mut first = dateline(&["index", "-q", "-"])
        .arg("--index")
        .arg(scratch.index())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = first.stdin.take().unwrap();
    pipe.write_all(wire(&[("2", "Two")]).as_bytes()).unwrap();
    pipe.flush().unwrap();
    // The first writer holds the lock until its input ends.
    let locked = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let second = scratch.run(&["index", "-q", scratch.news().to_str().unwrap()]);
        second.status.code() == Some(2) && stderr(&second).contains("another dateline is writing")
    });
    drop(pipe);
    assert!(first.wait().unwrap().success());
    assert!(locked);
    assert_eq!(scratch.headlines(&["two"]), ["Two"]);
}

#[test]
fn sizes_and_formats_are_checked_before_work_starts() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    for args in [["--memory", "lots"], ["--input-format", "parchment"]] {
        let output = scratch.run(&[&["index", scratch.news().to_str().unwrap()], args.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(args[1]), "{}", stderr(&output));
        assert!(!scratch.index().exists());
    }
}

#[test]
fn a_record_that_becomes_unreadable_is_removed_and_not_changed() {
    let scratch = Scratch::new();
    let line = |n: u32| format!("{{\"headline\":\"Report {n}\",\"body\":\"Text of report {n}.\"}}\n");
    let write = |lines: &[String]| scratch.write("wire.jsonl", lines.concat().as_bytes());
    write(&[line(0), line(1), line(2)]);
    assert_eq!(counts(&scratch.index_news()), [3, 0, 0, 0, 0]);
    // A record without headline and body is no article.
    write(&[line(0), "{\"url\":\"https://example.org/\"}\n".into(), line(2)]);
    assert_eq!(counts(&scratch.index_news()), [0, 0, 2, 1, 1]);
    write(&[line(0), "{broken\n".into(), line(2)]);
    assert_eq!(counts(&scratch.index_news()), [0, 0, 2, 0, 1]);
    write(&[line(0), line(7), line(2)]);
    assert_eq!(counts(&scratch.index_news()), [1, 0, 2, 0, 0]);
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn the_beginning_of_an_id_stands_for_it_where_no_other_begins_like_that() {
    let ids = ["mw-20151023-vienna", "mw-20151023-oslo", "short"];
    let text: String = ids.iter().map(|id| article(id, &format!("About {id}"), "They met again.")).collect();
    let scratch = Scratch::with(&[("wire.jsonl", &text)]);
    scratch.index_news();
    let shown = |id: &str| scratch.run(&["show", id, "--json"]);
    assert_eq!(json(&shown("mw-20151023-v"))["id"], ids[0]);
    let several = shown("mw-201");
    assert_eq!(several.status.code(), Some(2));
    assert!(stdout(&several).contains(ids[0]) && stdout(&several).contains(ids[1]));
    assert!(stderr(&several).contains("several ids begin with it"), "{}", stderr(&several));
    // Fewer than six characters are no beginning but an id.
    assert_eq!(shown("shor").status.code(), Some(1));
    // What was deleted is not in the way.
    scratch.write("wire.jsonl", article(ids[1], "About oslo", "They met again.").as_bytes());
    scratch.index_news();
    assert_eq!(json(&shown("mw-201"))["id"], ids[1]);
}

#[test]
fn a_copied_index_is_searched_and_checked() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    scratch.index_news();
    let copy = scratch.path().join("copy");
    fs::create_dir_all(&copy).unwrap();
    for entry in fs::read_dir(scratch.index()).unwrap() {
        let entry = entry.unwrap();
        fs::write(copy.join(entry.file_name()), fs::read(entry.path()).unwrap()).unwrap();
    }
    let run = |args: &[&str]| dateline(args).arg("--index").arg(&copy).output().unwrap();
    for _ in 0..2 {
        assert!(run(&["search", "one"]).status.success());
    }
    assert!(copy.join("verified.json").exists());
    assert!(run(&["verify"]).status.success());
    // A file that is changed after that is noticed.
    let store = fs::read_dir(&copy).unwrap().map(|entry| entry.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[0] ^= 1;
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(&store, bytes).unwrap();
    assert_eq!(run(&["search", "one"]).status.code(), Some(2));
}

#[test]
fn equal_articles_rank_the_same_however_many_threads_indexed_them() {
    let scratch = Scratch::new();
    for n in 0..40 {
        let text = article(&format!("id{n}"), "Ferry talks", "The ferry talks ended on the coast.");
        scratch.write(
            &format!("{:02}.jsonl", n % 7),
            (text + &article(&format!("x{n}"), "Ferry", "Talks.")).as_bytes(),
        );
    }
    let order = |threads: &str| {
        let index = scratch.path().join(format!("index{threads}"));
        let news = scratch.news();
        let run = |args: &[&str]| dateline(args).arg("--index").arg(&index).output().unwrap();
        assert!(run(&["index", "-q", "--threads", threads, news.to_str().unwrap()]).status.success());
        ["ferry talks", "coast", "*"]
            .map(|query| stdout(&run(&["search", query, "--format", "csv", "-n", "30"])))
    };
    assert_eq!(order("1"), order("4"));
}

#[cfg(unix)]
#[test]
fn whoever_may_read_one_file_of_the_index_may_read_all() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    scratch.index_news();
    let files: Vec<_> = fs::read_dir(scratch.index()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode();
    assert!(files.len() > 8);
    for path in &files {
        assert_eq!(mode(path), mode(&scratch.index().join("dateline.json")), "{}", path.display());
    }
    assert!(scratch.run(&["verify"]).status.success());
}

#[test]
fn files_that_give_no_article_are_named_on_every_run() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")])), ("empty.txt", "")]);
    let broken = wire(&[("b", "Two")]) + &"{\"id\": \"b\", broken\n".repeat(30);
    scratch.write("broken.jsonl", broken.as_bytes());
    scratch.write("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01");
    let mut runs = (0..3).map(|_| {
        let output = scratch.run(&["index", "--json", scratch.news().to_str().unwrap()]);
        assert!(output.status.success());
        (json(&output), stderr(&output))
    });
    let (first, _) = runs.next().unwrap();
    for (summary, said) in runs {
        assert_eq!(counts(&summary), [0, 0, 2, 0, 30]);
        assert_eq!(summary["passed_over"], first["passed_over"]);
        for named in
            ["not indexed: ", "empty.txt: empty", "photo.jpg: image", "broken.jsonl, record 7: malformed"]
        {
            assert!(said.contains(named), "{named} not in {said}");
        }
    }
}

#[test]
fn nothing_is_made_where_nothing_that_was_asked_for_is_there() {
    let scratch = Scratch::new();
    let missing = scratch.path().join("nowhere");
    let missing = missing.to_str().unwrap();
    for args in [
        vec!["index", missing],
        vec!["index", missing, "also-nowhere"],
        vec!["search", "--corpus", missing, "x"],
    ] {
        let output = scratch.run(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains("nowhere: no such file or folder"), "{}", stderr(&output));
        assert!(!scratch.index().exists());
    }
    let prune = scratch.run(&["index", "--prune"]);
    assert_eq!(prune.status.code(), Some(2));
    assert!(stderr(&prune).contains("there is no index") && !scratch.index().exists(), "{}", stderr(&prune));
}

#[test]
fn another_index_in_a_folder_is_left_alone() {
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")]))]);
    let inner = scratch.news().join("old/index");
    fs::create_dir_all(inner.parent().unwrap()).unwrap();
    let news = scratch.news();
    let made = dateline(&["index", "-q", news.to_str().unwrap(), "--index"]).arg(&inner).output().unwrap();
    assert!(made.status.success());
    let output = scratch.run(&["index", "--json", news.to_str().unwrap()]);
    assert!(output.status.success());
    assert_eq!(counts(&json(&output)), [1, 0, 0, 0, 0]);
    let said = stderr(&output);
    assert!(said.contains("old/index: not read: this folder is a dateline index"), "{said}");
    // The index of the run itself is nothing to tell of.
    let own = dateline(&["index", news.to_str().unwrap(), "--index"]).arg(&inner).output().unwrap();
    assert!(!stderr(&own).contains("dateline index"), "{}", stderr(&own));
    // What was asked for by its name and is not read is an error.
    assert_eq!(scratch.run(&["index", inner.to_str().unwrap()]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named_as_such() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::with(&[("a.jsonl", &wire(&[("1", "One")])), ("b.jsonl", &wire(&[("2", "Two")]))]);
    scratch.index_news();
    let path = scratch.write("b.jsonl", wire(&[("2", "Three")]).as_bytes());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        // The administrator may read everything.
        return;
    }
    let output = scratch.run(&["index", "--json", scratch.news().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("b.jsonl: cannot be opened: permission denied"), "{}", stderr(&output));
    assert_eq!(scratch.headlines(&["two"]), ["Two"]);
}
