//! Files made to do harm: each is told of in one clear line, the run completes, and memory stays bounded.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::common::{Scratch, dateline};

/// What a run may need beyond one that reads a single small file.
#[cfg(target_os = "linux")]
const ROOM: u64 = 300 << 20;

/// What became of a run: what it printed, what it said, and the most memory it had.
struct Run {
    stdout: String,
    stderr: String,
    peak: u64,
}

/// Extracts what lies in a folder, watching the memory of the process.
fn extract(scratch: &Scratch) -> Run {
    let mut command = dateline(&["extract", "-v", scratch.news().to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let output = std::thread::scope(|scope| {
        let mut out = child.stdout.take().unwrap();
        let mut err = child.stderr.take().unwrap();
        let read = |reader: &mut dyn std::io::Read| {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let stdout = scope.spawn(move || read(&mut out));
        let stderr = scope.spawn(move || read(&mut err));
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            peak = peak.max(high_water(&status));
            std::thread::sleep(Duration::from_millis(5));
        }
        Run { stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap(), peak }
    });
    assert!(child.wait().unwrap().success(), "{}", output.stderr);
    output
}

/// The most memory a process had so far; 0 where the system does not tell.
fn high_water(status: &str) -> u64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) << 10
}

fn gzip(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    // At its fastest the encoder packs less well than a bomb has to be packed.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    parts.for_each(|part| encoder.write_all(&part).unwrap());
    encoder.finish().unwrap()
}

/// One member stored in a zip, as it would stand in an archive of that one.
fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let length = (content.len() as u32).to_le_bytes();
    let fields = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &crc.sum().to_le_bytes(), &length, &length].concat();
    let names = [&(name.len() as u16).to_le_bytes()[..], &[0, 0]].concat();
    let local = [b"PK\x03\x04", &fields[..], &names, name.as_bytes(), content].concat();
    let entry = [b"PK\x01\x02\x14\x03", &fields[..], &names, &[0; 14], name.as_bytes()].concat();
    let told = [(entry.len() as u32).to_le_bytes(), (local.len() as u32).to_le_bytes()].concat();
    [local, entry, [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &told[..], &[0, 0]].concat()].concat()
}

/// Runs over one hostile file beside a small good one, which has to be read all the same.
fn hostile(name: &str, bytes: &[u8]) -> Run {
    let scratch = Scratch::new();
    scratch.write(
        "a-good.txt",
        "Talks end in Geneva\n\nThe talks ended on Friday, officials said.\n".as_bytes(),
    );
    #[cfg(target_os = "linux")]
    let calm = extract(&scratch).peak;
    scratch.write(name, bytes);
    let run = extract(&scratch);
    assert!(run.stdout.contains("Talks end in Geneva"), "{}", run.stderr);
    #[cfg(target_os = "linux")]
    assert!(run.peak < calm + ROOM, "{} MiB more", (run.peak - calm) >> 20);
    run
}

#[test]
fn a_bomb_is_not_read_on() {
    let blank = || (0..1024).map(|_| vec![b' '; 1 << 20]);
    let line = |run: &Run| {
        let lines: Vec<_> =
            run.stderr.lines().filter(|line| line.contains("skipped ")).map(str::to_owned).collect();
        assert_eq!(lines.len(), 1, "{}", run.stderr);
        lines[0].clone()
    };
    let text = hostile("bomb.txt.gz", &gzip(blank()));
    assert!(line(&text).contains("longer than 64 MiB"), "{}", line(&text));
    let objects = hostile("bomb.jsonl.gz", &gzip(std::iter::once(b"{\"a\": \"".to_vec()).chain(blank())));
    assert!(line(&objects).contains("may be a decompression bomb"), "{}", line(&objects));
    let twice = hostile("bomb.jsonl.gz.gz", &gzip(std::iter::once(gzip(blank()))));
    assert!(twice.stderr.contains("bomb") || twice.stderr.contains("longer than"), "{}", twice.stderr);
}

#[test]
fn archives_nested_without_end_are_told_of() {
    let deep =
        (0..100).fold(b"Words".to_vec(), |bytes, n| zip(if n == 0 { "a.txt" } else { "a.zip" }, &bytes));
    let run = hostile("deep.zip", &deep);
    assert!(run.stderr.contains("archives nested more than 16 deep are not read"), "{}", run.stderr);
    let deep = (0..100).fold(b"Words".to_vec(), |bytes, _| gzip(std::iter::once(bytes)));
    let run = hostile("deep.gz", &deep);
    assert!(run.stderr.contains("archives nested more than 16 deep are not read"), "{}", run.stderr);
    // The archives are in memory one within the other, so that many large ones must not be.
    let picture = [b"\x89PNG\r\n\x1a\n", &vec![b'x'; 60 << 20][..]].concat();
    let large = (0..12).fold(picture, |bytes, n| zip(if n == 0 { "a.png" } else { "a.zip" }, &bytes));
    let run = hostile("large.zip", &large);
    assert!(run.stderr.contains("a.zip/a.png): image"), "{}", run.stderr);
}

#[test]
fn elements_nested_without_end_are_read() {
    let page = format!(
        "<!doctype html><h1>Talks</h1>{}<p>The talks ended on Friday, officials said.",
        "<div>".repeat(100_000)
    );
    let run = hostile("deep.html", page.as_bytes());
    assert!(run.stdout.lines().count() + run.stderr.matches("skipped ").count() >= 2, "{}", run.stderr);
}

#[test]
fn a_page_that_is_too_large_is_told_of() {
    let page = format!("<!doctype html><h1>Talks</h1><p>{}", "The talks ended on Friday. ".repeat(1 << 20));
    let run = hostile("large.html", page.as_bytes());
    assert!(run.stderr.contains("page longer than 20 MiB"), "{}", run.stderr);
}

#[test]
fn one_line_without_end_is_told_of() {
    let run = hostile("line.txt", &vec![b'x'; 100 << 20]);
    assert!(run.stderr.contains("longer than 64 MiB"), "{}", run.stderr);
    let run = hostile(
        "line.jsonl",
        &[b"{\"a\": \"", &vec![b'x'; 100 << 20][..], b"\"}\n{\"title\": \"After it\"}\n"].concat(),
    );
    assert!(run.stderr.contains("line longer than 64 MiB at line 1"), "{}", run.stderr);
    assert!(run.stdout.contains("After it"));
}

#[test]
fn one_cell_without_end_is_told_of() {
    let cell = |line: &[u8]| {
        let lines = line.repeat((100 << 20) / line.len());
        [b"title,body,date\nBefore it,b,2024\nLong,\"", &lines[..], b"\",2024\nAfter it,c,2024\n"].concat()
    };
    for line in [&b"x"[..], b"many words of one cell, and more\n"] {
        let run = hostile("cell.csv", &cell(line));
        assert!(run.stderr.contains("row longer than 64 MiB at line 3"), "{}", run.stderr);
        assert_eq!(run.stderr.matches("skipped ").count(), 1, "{}", run.stderr);
        assert!(run.stdout.contains("Before it") && run.stdout.contains("After it"));
    }
}

#[test]
fn a_page_with_megabytes_of_data_about_it_is_read() {
    let text = "The old ferry stays for another winter. ".repeat(5 << 15);
    let data = serde_json::json!({"@type": "NewsArticle", "headline": "Ferry stays", "articleBody": text});
    let page = format!(
        "<html><head><script type=\"application/ld+json\">{data}</script></head><body><h1>Ferry stays</h1>\
         <p>The council of the town agreed on Tuesday that the old ferry stays for another winter.</p></body></html>"
    );
    let run = hostile("data.html", page.as_bytes());
    assert!(run.stdout.contains("Ferry stays"), "{}", run.stderr);
}

#[test]
fn names_that_lead_elsewhere_are_only_names() {
    let scratch = Scratch::new();
    let text = b"Talks end in Geneva\n\nThe talks ended on Friday, officials said.\n";
    scratch.write("a.zip", &zip("../../../../a\x1b[2J/escaped.txt", text));
    let run = extract(&scratch);
    assert!(run.stdout.contains("../../../../a\\u001b[2J/escaped.txt"), "{}", run.stdout);
    assert!(!run.stdout.contains('\x1b') && !scratch.path().join("escaped.txt").exists());
}

#[test]
fn entities_that_multiply_are_not_expanded() {
    let entities: String = (1..30).map(|n| format!("<!ENTITY e{n} \"&e{0};&e{0};\">", n - 1)).collect();
    let xml = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY e0 \"many words \">{entities}]>\
         <rss><channel><item><title>Talks</title><description>&e29;</description></item></channel></rss>"
    );
    let run = hostile("entities.xml", xml.as_bytes());
    assert!(run.stdout.len() < 100_000);
}

#[test]
fn groups_nested_in_rich_text_are_read() {
    let depth = 10_000;
    let rtf = format!("{{\\rtf1 The ferry {}stays{} here.\\par}}", "{\\b ".repeat(depth), "}".repeat(depth));
    let run = hostile("deep.rtf", rtf.as_bytes());
    assert!(run.stdout.contains("The ferry stays here."), "{}", run.stderr);
    let open = hostile("open.rtf", format!("{{\\rtf1 The ferry stays.{}", "{".repeat(1 << 20)).as_bytes());
    assert!(open.stdout.contains("The ferry stays."), "{}", open.stderr);
}

#[test]
fn a_pdf_with_fonts_without_number_is_read_in_bounded_memory() {
    let fonts = 100_000;
    let names: String = (0..fonts).map(|at| format!("/F{at} {} 0 R", at + 10)).collect();
    let drawing: String =
        (0..fonts).map(|at| format!("/F{at} 10 Tf 1 0 0 1 50 {} Tm (word{at}) Tj\n", at % 700)).collect();
    let objects: String =
        (0..fonts).map(|at| format!("{} 0 obj <</Type/Font/Subtype/Type1>> endobj\n", at + 10)).collect();
    let pdf = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
         3 0 obj <</Type/Page/Contents 4 0 R/Resources<</Font<<{names}>>>>>> endobj\n\
         4 0 obj <</Length {}>> stream\nBT {drawing} ET\nendstream endobj\n{objects}trailer <</Root 1 0 R>>\n",
        drawing.len() + 6
    );
    let run = hostile("fonts.pdf", pdf.as_bytes());
    assert!(run.stdout.contains("word99999"), "{}", run.stderr);
}
