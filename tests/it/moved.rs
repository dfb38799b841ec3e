//! Ids that stay, and files that move, change, go and come: no article is lost, doubled or left behind.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::common::{Scratch, counts, dateline, json, stderr, stdout};
use sha2::{Digest, Sha256};

/// What `sha256sum` prints of the bytes, as far as an id goes.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn text(n: u64) -> String {
    format!("Report {n} from Oslo\n\nThe council of Oslo met on Monday for the {n}th time, officials said.\n")
}

/// How many files are moved: `DATELINE_TEST_FILES=1000 cargo test --release --test it moved` for more.
fn many() -> u64 {
    std::env::var("DATELINE_TEST_FILES").ok().and_then(|number| number.parse().ok()).unwrap_or(60)
}

/// Folders of ten text files each.
fn write_folder(scratch: &Scratch, files: u64) {
    for n in 0..files {
        scratch.write(&format!("{:02}/{n:03}.txt", n / 10), text(n).as_bytes());
    }
}

/// Ids and paths of all articles, in order.
fn articles(scratch: &Scratch) -> Vec<(String, String)> {
    let mut found: Vec<_> = scratch
        .hits(&["*", "-n", "5000", "--copies", "all"])
        .iter()
        .map(|hit| {
            let field = |name: &str| hit[name].as_str().unwrap().to_owned();
            (field("id"), field("path"))
        })
        .collect();
    found.sort();
    found
}

fn ids(scratch: &Scratch) -> Vec<String> {
    articles(scratch).into_iter().map(|(id, _)| id).collect()
}

/// Every article is that of a file that is there, and the index is sound.
fn assert_no_ghosts(scratch: &Scratch) {
    for (id, path) in articles(scratch) {
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(sha256(&bytes), id, "{path}");
    }
    scratch.assert_sound();
}

fn move_into(scratch: &Scratch, from: &str, to: &str) {
    let to = scratch.path().join(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(scratch.path().join(from), to).unwrap();
}

#[test]
fn a_folder_that_is_moved_keeps_ids_and_articles() {
    let scratch = Scratch::new();
    let all = many();
    write_folder(&scratch, all);
    assert_eq!(counts(&scratch.index_news()), [all, 0, 0, 0, 0]);
    let before = ids(&scratch);
    assert_no_ghosts(&scratch);
    // Only the new path is given.
    move_into(&scratch, "news", "elsewhere/archive");
    let summary = scratch.index_with(&[&scratch.at("elsewhere")]);
    assert_eq!((counts(&summary), summary["moved"].as_u64()), ([0, 0, all, 0, 0], Some(all)));
    assert_eq!(ids(&scratch), before);
    assert_no_ghosts(&scratch);
    let again = scratch.index_with(&[&scratch.at("elsewhere")]);
    assert_eq!((counts(&again), again["moved"].as_u64()), ([0, 0, all, 0, 0], Some(0)));
    // The path is searched by its new names.
    assert_eq!(scratch.headlines(&["path:archive headline:7"]), ["Report 7 from Oslo"]);
}

#[test]
fn files_that_are_renamed_copied_edited_and_deleted_are_told_apart() {
    let scratch = Scratch::new();
    let all = many();
    write_folder(&scratch, all);
    scratch.index_news();
    let news = scratch.news();
    for n in 0..10 {
        fs::rename(news.join(format!("00/{n:03}.txt")), news.join(format!("00/renamed-{n}.txt"))).unwrap();
        fs::copy(news.join(format!("01/{:03}.txt", 10 + n)), news.join(format!("01/copy-{n}.txt"))).unwrap();
        scratch.write(&format!("02/{:03}.txt", 20 + n), text(9000 + n).as_bytes());
        fs::remove_file(news.join(format!("03/{:03}.txt", 30 + n))).unwrap();
    }
    let summary = scratch.index_news();
    assert_eq!((counts(&summary), summary["moved"].as_u64()), ([10, 10, all - 20, 10, 0], Some(10)));
    assert_eq!(articles(&scratch).len() as u64, all);
    assert_no_ghosts(&scratch);
    assert_eq!(counts(&scratch.index_news()), [0, 0, all, 0, 0]);
    // Articles with the same bytes share an id and stay two.
    let id = sha256(text(15).as_bytes());
    let shown = scratch.run(&["show", &id]);
    assert_eq!((shown.status.code(), stdout(&shown).lines().count()), (Some(2), 2));
    let path = news.join("01/015.txt");
    let one = scratch.run(&["show", &id, "--path", path.to_str().unwrap(), "--json"]);
    assert_eq!(json(&one)["path"], path.to_str().unwrap());
}

#[test]
fn an_index_that_moves_with_its_files_to_another_machine_goes_on() {
    let scratch = Scratch::new();
    let all = many();
    write_folder(&scratch, all);
    scratch.index_news();
    let before = ids(&scratch);
    move_into(&scratch, "news", "mnt/disk/news");
    move_into(&scratch, "index", "mnt/disk/index");
    let run = |args: &[&str]| {
        let folder = scratch.path().join("mnt/disk/index");
        let output = dateline(args).arg("--index").arg(folder).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        output
    };
    let moved = scratch.at("mnt/disk/news");
    assert_eq!(counts(&json(&run(&["index", "--json", &moved]))), [0, 0, all, 0, 0]);
    run(&["verify"]);
    move_into(&scratch, "mnt/disk/index", "index");
    assert_eq!(ids(&scratch), before);
    assert_no_ghosts(&scratch);
}

#[test]
fn archives_with_many_records_are_moved_whole() {
    let scratch = Scratch::new();
    let line =
        |n: usize| format!("{{\"headline\":\"Report {n}\",\"body\":\"Text of report {}.\"}}\n", n % 40);
    // Some lines are equal, some are broken.
    let lines: String =
        (0..100).map(|n| if n % 50 == 49 { "{broken\n".into() } else { line(n % 45) }).collect();
    scratch.write("dump.jsonl", lines.as_bytes());
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all((200..230).map(line).collect::<String>().as_bytes()).unwrap();
    scratch.write("more.jsonl.gz", &encoder.finish().unwrap());
    assert_eq!(counts(&scratch.index_news()), [128, 0, 0, 0, 2]);
    let before = ids(&scratch);
    assert!(before.contains(&sha256(line(3).trim_end().as_bytes())));
    fs::rename(scratch.news().join("dump.jsonl"), scratch.news().join("renamed.jsonl")).unwrap();
    move_into(&scratch, "news/more.jsonl.gz", "news/deep/more.jsonl.gz");
    let summary = scratch.index_news();
    assert_eq!((counts(&summary), summary["moved"].as_u64()), ([0, 0, 128, 0, 2], Some(128)));
    assert_eq!(ids(&scratch), before);
    // A change after the move is one of the new path.
    let changed = lines.replacen("Report 7", "Report seven", 1);
    scratch.write("renamed.jsonl", changed.as_bytes());
    assert_eq!(counts(&scratch.index_news()), [0, 1, 127, 0, 2]);
    scratch.assert_sound();
}

#[test]
fn what_is_gone_elsewhere_is_told_counted_and_pruned() {
    let scratch = Scratch::new();
    write_folder(&scratch, 20);
    scratch.index_news();
    let news = scratch.news();
    fs::remove_file(news.join("00/003.txt")).unwrap();
    fs::remove_file(news.join("00/004.txt")).unwrap();
    let one = news.join("01");
    let output = scratch.run(&["index", "--json", one.to_str().unwrap()]);
    let summary = json(&output);
    assert_eq!(counts(&summary), [0, 0, 10, 0, 0]);
    assert_eq!((&summary["missing_files"], &summary["missing_articles"]), (&2.into(), &2.into()));
    let said = stderr(&output);
    assert!(
        said.contains("2 indexed files") && said.contains("003.txt") && said.contains("--prune"),
        "{said}"
    );
    let stats = json(&scratch.run(&["stats", "--json"]));
    assert_eq!((&stats["missing_files"], &stats["missing_articles"]), (&2.into(), &2.into()));
    assert!(stdout(&scratch.run(&["stats"])).contains("missing         2 files (2 articles)"));
    assert_eq!(counts(&scratch.index_with(&["--prune"])), [0, 0, 0, 2, 0]);
    assert_eq!(json(&scratch.run(&["stats", "--json"]))["missing_files"], 0);
    assert_eq!(articles(&scratch).len(), 18);
    assert_no_ghosts(&scratch);
}

#[test]
fn a_given_folder_that_is_gone_loses_its_articles_unless_they_are_to_be_kept() {
    let scratch = Scratch::new();
    write_folder(&scratch, 20);
    scratch.index_news();
    let gone = scratch.news().join("00");
    fs::remove_dir_all(&gone).unwrap();
    let kept = scratch.run(&["index", "--json", "--keep-missing", gone.to_str().unwrap()]);
    assert!(kept.status.success(), "{}", stderr(&kept));
    assert!(
        stderr(&kept).contains("no longer exists") && stderr(&kept).contains("kept"),
        "{}",
        stderr(&kept)
    );
    assert_eq!(counts(&json(&kept)), [0, 0, 0, 0, 0]);
    let removed = scratch.run(&["index", "--json", gone.to_str().unwrap()]);
    assert!(removed.status.success() && stderr(&removed).contains("removed"), "{}", stderr(&removed));
    assert_eq!(counts(&json(&removed)), [0, 0, 0, 10, 0]);
    assert_no_ghosts(&scratch);
    // By now nothing is known of it.
    assert_eq!(scratch.run(&["index", gone.to_str().unwrap()]).status.code(), Some(2));
}

#[test]
fn files_with_the_same_bytes_that_move_together_are_each_recognised() {
    let scratch = Scratch::new();
    for name in ["a/x.txt", "a/y.txt", "b/x.txt"] {
        scratch.write(name, text(1).as_bytes());
    }
    scratch.index_news();
    move_into(&scratch, "news/a", "news/c");
    let summary = scratch.index_news();
    assert_eq!((counts(&summary), summary["moved"].as_u64()), ([0, 0, 3, 0, 0], Some(2)));
    let mut paths: Vec<_> = articles(&scratch).into_iter().map(|(_, path)| path).collect();
    paths.sort();
    assert_eq!(paths, ["b/x.txt", "c/x.txt", "c/y.txt"].map(|name| scratch.at("news/") + name));
    assert_no_ghosts(&scratch);
}

#[test]
fn a_moved_file_is_read_again_where_it_is_to_be_read_in_another_way() {
    let scratch = Scratch::new();
    scratch.write("a.txt", b"{\"headline\":\"Talks end\",\"body\":\"They met in Oslo.\"}\n");
    scratch.index_news();
    assert_eq!(scratch.headlines(&["talks"]), ["Talks end"]);
    move_into(&scratch, "news/a.txt", "news/b/a.txt");
    let summary = scratch.index_with(&["--input-format", "text", scratch.news().to_str().unwrap()]);
    assert_eq!(summary["added"].as_u64().unwrap() + summary["changed"].as_u64().unwrap(), 1);
    assert_eq!(articles(&scratch).len(), 1);
    scratch.assert_sound();
}

#[test]
fn a_file_that_is_one_article_has_the_id_that_sha256sum_begins_with() {
    let nitf = "<?xml version=\"1.0\"?>\n<nitf><body><body.head><hedline><hl1>Talks end</hl1></hedline></body.head>\
                <body.content><p>They met in Oslo.</p></body.content></body></nitf>\n";
    let files: &[(&str, &str)] = &[
        ("a.txt", "Talks end in Oslo\n\nThe talks ended on Monday, officials said.\n"),
        ("a.html", "<html><h1>Talks end</h1><p>They met in Oslo on Monday, officials said.</p></html>\n"),
        ("a.md", "---\ntitle: Talks end\n---\nThey met in Oslo.\n"),
        ("a.json", "{\"headline\": \"Talks end\",\n \"body\": \"They met in Oslo.\"}\n"),
        ("a.nitf", nitf),
        (
            "a.eml",
            "Message-ID: <1@x>\nSubject: Talks end\nTo: a@example.org\n\nThey met in Oslo on Monday.\n",
        ),
    ];
    let scratch = Scratch::with(files);
    scratch.index_news();
    let found = articles(&scratch);
    assert_eq!(found.len(), files.len());
    assert_no_ghosts(&scratch);
}

#[test]
fn records_within_a_file_are_called_by_their_own_bytes() {
    let object = "{\"headline\": \"Talks end\"}";
    let scratch = Scratch::with(&[
        ("list.json", &format!("[{object}, {{\"headline\": \"Talks go on\"}}]\n")),
        ("lines.jsonl", &format!("{object}\r\n{object}\n")),
        ("table.csv", "headline,body\nTalks end,\"They met,\nthey said.\"\r\nTalks go on,x\n"),
    ]);
    scratch.index_news();
    let row = "Talks end,\"They met,\nthey said.\"";
    let found = ids(&scratch);
    let with = |bytes: &str| found.iter().filter(|id| **id == sha256(bytes.as_bytes())).count();
    assert_eq!((found.len(), with(object), with(row), with("Talks go on,x")), (6, 3, 1, 1));
    assert_eq!(counts(&scratch.index_news()), [0, 0, 6, 0, 0]);
}

#[test]
fn standard_input_and_files_that_may_not_be_looked_at_are_not_gone() {
    let scratch = Scratch::new();
    let feed = |text: &str| {
        let mut child = scratch
            .command(&["index", "--json", "-"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        json(&child.wait_with_output().unwrap())
    };
    let line = "{\"headline\":\"Piped\",\"body\":\"They met.\"}\n";
    assert_eq!(counts(&feed(&line.repeat(2))), [2, 0, 0, 0, 0]);
    assert_eq!(counts(&feed(line)), [0, 0, 1, 0, 0]);
    assert_eq!(counts(&scratch.index_with(&["--prune"])), [0, 0, 0, 0, 0]);
    assert_eq!(articles(&scratch).len(), 2);
    assert!(Path::new(&scratch.index()).exists());
}
