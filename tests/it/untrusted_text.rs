//! Text that would take over a terminal, in every field of an article, through every command and format.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use crate::common::{Scratch, dateline};
use serde_json::{Value, json};

/// Every control character, in an order that makes no line break of two characters.
fn controls() -> String {
    let codes = (0..0x20).chain(0x7f..0xa0).rev();
    codes.map(|code| char::from_u32(code).unwrap()).collect()
}

/// Escape sequences of every kind: of seven and of eight bits, closed and left open.
const SEQUENCES: &[&str] = &[
    "\x1b[31m",
    "\x1b[2J\x1b[H",
    "\x1b[38;2;1;2;3m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://a.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;ZWNobw==\x07",
    "\x1bP1$r0m\x1b\\",
    "\x1b_apc\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bXsos\x1b\\",
    "\x1bc",
    "\x1b(0",
    "\x1b#8",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "\u{90}q\u{9c}",
    "\x1b[",
    "\x1b]0;open",
];

/// The marks of direction, and separators of lines and paragraphs.
const MARKS: &str = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\
                     \u{206a}\u{206f}\u{2028}\u{2029}";

/// All of it, with a word at each end.
fn hostile(word: &str) -> String {
    format!("{word} {}{}{MARKS} {word}", controls(), SEQUENCES.concat())
}

/// An article with hostile text in every field.
fn record() -> Value {
    json!({
        "id": hostile("id"),
        "headline": format!("=Talks {}", hostile("Vienna")),
        "standfirst": hostile("Envoys meet"),
        "byline": [hostile("Ann Bell")],
        "dateline": hostile("VIENNA (AFP)"),
        "published": "2015-10-23",
        "source": hostile("Meridian"),
        "url": format!("https://a.example/{}", hostile("x")),
        "section": hostile("World"),
        "language": "en",
        "captions": [hostile("Sergei Lavrov at the table")],
        "body": format!("Sergei Lavrov met envoys of Syria in Vienna. {}\n\nTalks go on in Syria.", hostile("Damascus")),
        "notes": hostile("kept"),
        hostile("key"): "value",
    })
}

/// Files that hold the article, good neighbours and a fault, under a name that a terminal would obey.
fn scratch() -> Scratch {
    let scratch = Scratch::new();
    let folder = "a\x1b[31m\u{9b}2J\u{202e}\r\n\tb";
    let copies: String = ["one", "two"]
        .map(|id| json!({"id": id, "headline": "Storm", "body": "A storm hit the coast on Sunday. ".repeat(9)}))
        .map(|copy| copy.to_string() + "\n")
        .concat();
    scratch.write(&format!("{folder}/wire.jsonl"), format!("{}\n{{\"id\": \x1b[2J\n", record()).as_bytes());
    scratch.write(&format!("{folder}/copies.jsonl"), copies.as_bytes());
    scratch.write(&format!("{folder}/page.html"), hostile_page().as_bytes());
    scratch
}

fn hostile_page() -> String {
    let text = hostile("Ferry").replace('\0', "");
    format!(
        "<!doctype html><title>{text}</title><meta name=author content=\"{text}\"><h1>{text}</h1>\
         <p>The ferry stays in the harbour for a week, the port said on Friday.<p>{text}"
    )
}

/// Runs a command as a pipe sees it and with styles.
fn run(scratch: &Scratch, args: &[&str]) -> [Output; 2] {
    ["never", "always"].map(|colour| {
        let mut command = dateline(args);
        command.args(["--color", colour]).arg("--index").arg(scratch.index()).output().unwrap()
    })
}

/// Fails if bytes hold anything a terminal would obey other than line breaks, tabs and the program's own styles.
fn assert_obeyed_by_none(bytes: &[u8], said: &str) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{said}: not UTF-8"));
    let without_styles = own_styles_removed(text);
    let obeyed = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || MARKS.contains(*c)
            || matches!(c, '\u{206b}'..='\u{206e}')
    };
    if let Some(c) = without_styles.chars().find(obeyed) {
        let at = without_styles.find(c).unwrap();
        let near: String =
            without_styles[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{said}: {c:?} after {near:?}");
    }
}

/// The text without escape sequences that set a style in 16 colours, which is all that the program writes.
fn own_styles_removed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        out.push_str(&rest[..at]);
        let sequence = &rest[at + 2..];
        let end = sequence.find(|c: char| !c.is_ascii_digit()).unwrap_or(sequence.len());
        let own = ["0", "1", "2", "32", "33", "34", "35", "36"].contains(&&sequence[..end]);
        let is_style = own && sequence[end..].starts_with('m');
        out.push_str(if is_style { "" } else { "\x1b" });
        rest = if is_style { &sequence[end + 1..] } else { sequence };
    }
    out + rest
}

fn assert_all(scratch: &Scratch, args: &[&str], codes: &[i32]) -> Output {
    let [plain, styled] = run(scratch, args);
    for output in [&plain, &styled] {
        assert_obeyed_by_none(&output.stdout, &format!("stdout of {args:?}"));
        assert_obeyed_by_none(&output.stderr, &format!("stderr of {args:?}"));
        let code = output.status.code().unwrap();
        assert!(codes.contains(&code), "{args:?}: {code}, {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(!plain.stdout.contains(&0x1b), "{args:?} has styles in a pipe");
    plain
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let scratch = scratch();
    let news = scratch.news();
    let news = news.to_str().unwrap();
    // No argument can hold a zero byte.
    let evil = hostile("Vienna").replace('\0', "");
    assert_all(&scratch, &["index", "-v", news], &[0]);
    let queries = scratch.path().join("q.tsv");
    fs::write(&queries, format!("q1\ttalks vienna\nq2\t({evil}\nno tab {evil}\n")).unwrap();
    let judgments = scratch.path().join("j.txt");
    fs::write(&judgments, "q1 0 one 1\nq2 0 one 1\n").unwrap();
    let (queries, judgments) = (queries.to_str().unwrap(), judgments.to_str().unwrap());

    for format in ["text", "jsonl", "csv", "md", "articles"] {
        let found: &[&str] = &["search", "talks", "--format", format];
        assert_all(&scratch, found, &[0]);
        for more in
            [&["--group", "source"][..], &["--facets", "source,section,person,time"], &["--copies", "all"]]
        {
            assert_all(&scratch, &[&["search", "talks OR storm", "--format", format], more].concat(), &[0]);
        }
    }
    for more in [&[][..], &["--json"]] {
        let all = |args: &[&str], codes: &[i32]| drop(assert_all(&scratch, &[args, more].concat(), codes));
        all(&["search", "talks", "--explain"], &[0]);
        all(&["search", "nothing lavrof", "--source", &evil], &[1]);
        all(&["search", &format!("talks ({evil} colour:{evil}")], &[0, 1]);
        all(&["search", "--strict-query", &format!("({evil}")], &[2]);
        all(&["search", "talks", "--country", &evil], &[2]);
        all(&["search", "talks", "--sort", &evil], &[2]);
        all(&["search", "talks", &format!("--{evil}")], &[2]);
        all(&["facets"], &[0]);
        all(&["facets", "--by", "source,section,person,place", "--forms", "--format", "csv"], &[0]);
        all(&["facets", "--by", "country", "--tree"], &[0]);
        all(&["facets", "--timeline"], &[0]);
        all(&["facets", "--by", &evil], &[2]);
        all(&["stats"], &[0]);
        all(&["verify"], &[0]);
        all(&["eval", queries, judgments, "--per-query"], &[2]);
        all(&["extract", "-v", "--explain", news], &[0]);
        all(&["extract", &format!("{news}/{evil}")], &[2]);
        all(&["index", &format!("{news}/{evil}")], &[2]);
        all(&["index", "-v", news], &[0]);
        all(&["show", &evil], &[1]);
        all(&["similar", "one"], &[0, 1]);
        all(&["why-not", "one", &format!("talks {evil} -storm")], &[0]);
        all(&["stats", "--names", &evil], &[2]);
    }
    assert_all(&scratch, &["search", "--queries", queries], &[2]);
    let missing = format!("{}/{evil}", scratch.path().display());
    for args in [
        &["stats", "--index", &missing][..],
        &["extract", news, "--report", &missing],
        &["eval", &missing, &missing],
    ] {
        assert_obeyed_by_none(&dateline(args).output().unwrap().stderr, &format!("{args:?}"));
    }
}

/// The article of `record` under an id that can be given on a command line, which no zero byte can.
#[test]
fn showing_one_article_obeys_nothing() {
    let scratch = scratch();
    let mut article = record();
    article["id"] = json!("shown");
    scratch.write("shown.jsonl", (article.to_string() + "\n").as_bytes());
    scratch.index_news();
    for args in [
        &["show", "shown"][..],
        &["show", "shown", "--why", "Syria"],
        &["show", "shown", "--light", "Lavrov"],
        &["similar", "shown"],
        &["similar", "shown", "--format", "csv"],
        &["similar", "shown", "--format", "md"],
        &["why-not", "shown", "talks storm"],
    ] {
        assert_all(&scratch, args, &[0, 1]);
        assert_all(&scratch, &[args, &["--json"]].concat(), &[0, 1]);
    }
    let shown = scratch.run(&["show", "shown"]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("\u{fffd}[31m"), "what was there is to be seen: {text}");
    assert!(text.contains("Damascus") && text.contains("\n\nTalks go on in Syria."));
}

/// Structured input keeps its text byte for byte, and the offsets refer to it.
#[test]
fn json_gives_every_byte_back() {
    let scratch = scratch();
    scratch.index_news();
    let given = record();
    let wire = scratch.news().join("a\x1b[31m\u{9b}2J\u{202e}\r\n\tb/wire.jsonl");
    let hits = assert_all(&scratch, &["search", "talks vienna", "--format", "articles"], &[0]);
    for output in [assert_all(&scratch, &["extract", wire.to_str().unwrap()], &[0]), hits] {
        let line = String::from_utf8(output.stdout).unwrap();
        let article: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
        for field in ["id", "headline", "standfirst", "source", "url", "section", "body", "captions"] {
            assert_eq!(article[field], given[field], "{field}");
        }
        assert_eq!(article["path"], wire.to_str().unwrap());
        assert_eq!(article["extra"]["notes"], given["notes"]);
        assert_eq!(article["extra"][hostile("key")], "value");
        assert_mentions_are_where_they_say(&article);
    }
    let line = assert_all(&scratch, &["search", "talks damascus", "--format", "jsonl"], &[0]).stdout;
    let hit: Value = serde_json::from_slice(line.split(|&byte| byte == b'\n').next().unwrap()).unwrap();
    let snippets = hit["snippets"].as_array().unwrap();
    let marked: Vec<&str> = snippets.iter().flat_map(marked).collect();
    assert!(marked.contains(&"Talks") && marked.contains(&"Damascus"), "{marked:?}");
    let facets = assert_all(&scratch, &["facets", "--by", "source", "--json"], &[0]).stdout;
    let facet: Value = serde_json::from_slice(facets.split(|&byte| byte == b'\n').next().unwrap()).unwrap();
    assert_eq!(facet["name"], given["source"]);
}

fn offsets(value: &Value) -> [usize; 2] {
    [&value[0], &value[1]].map(|number| number.as_u64().unwrap() as usize)
}

fn marked(snippet: &Value) -> Vec<&str> {
    let text = snippet["text"].as_str().unwrap();
    snippet["highlights"].as_array().unwrap().iter().map(offsets).map(|[from, to]| &text[from..to]).collect()
}

fn assert_mentions_are_where_they_say(article: &Value) {
    let entities = article["entities"].as_array().unwrap();
    assert!(!entities.is_empty());
    for mention in entities.iter().flat_map(|entity| entity["mentions"].as_array().unwrap()) {
        let field = &article[mention["field"].as_str().unwrap()];
        let text = mention.get("item").map_or(field, |item| &field[item.as_u64().unwrap() as usize]);
        let [from, to] = [&mention["start"], &mention["end"]].map(|at| at.as_u64().unwrap() as usize);
        assert_eq!(&text.as_str().unwrap()[from..to], mention["text"].as_str().unwrap());
    }
}

/// What comes out of a member of an archive keeps its name.
#[test]
fn names_of_members_reach_no_terminal() {
    let scratch = Scratch::new();
    let name = "in\x1b[31m\u{202e}\u{9b}.txt";
    let file: PathBuf =
        scratch.write("a.tar", &tar(name, b"Talks end in Oslo\n\nThe talks ended on Friday.\n"));
    let output = assert_all(&scratch, &["extract", file.to_str().unwrap()], &[0]);
    let article: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(article["member"], name);
    scratch.index_news();
    assert_all(&scratch, &["search", "talks"], &[0]);
}

/// A tar archive of one file.
fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let padding = vec![0; 512 - content.len() % 512 + 1024];
    [&header[..], content, &padding].concat()
}
