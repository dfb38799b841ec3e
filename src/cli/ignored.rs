//! Files that are not articles and not meant to be, named by their kinds.

use std::collections::BTreeMap;

use crate::ingest::Problem;

use super::shown_path;

/// How many files of a kind that never has words are named; of all other kinds every file is.
const MAX_NAMED: usize = 5;

/// Kinds of files that belong to pages or have no words, and of which there may be thousands.
const WITHOUT_WORDS: [&str; 13] = [
    "image",
    "video",
    "audio",
    "font",
    "style sheet",
    "script",
    "part of a saved page",
    "part of a page",
    "revisit record",
    "redirect",
    "HTTP error page",
    "hidden file",
    "JSON data",
];

/// What gave no article, by kind.
#[derive(Default)]
pub(super) struct Ignored(BTreeMap<String, OfKind>);

#[derive(Default)]
struct OfKind {
    count: u64,
    named: Vec<String>,
}

impl Ignored {
    /// Adds something that gave no article, this many times.
    pub(super) fn add(&mut self, problem: &Problem, count: u64) {
        let kind = &problem.reason;
        let of_kind = self.0.entry(kind.clone()).or_default();
        of_kind.count += count;
        if of_kind.named.len() < MAX_NAMED || !WITHOUT_WORDS.contains(&kind.as_str()) {
            let path = shown_path(&problem.path.to_string_lossy());
            of_kind.named.push(match &problem.member {
                Some(member) => format!("{path} ({member})"),
                None => path,
            });
        }
    }

    /// A line for each kind: which files, and what they are; `all` says how to see those that are not named.
    pub(super) fn lines(&self, all: &str) -> impl Iterator<Item = String> {
        self.0.iter().map(move |(kind, OfKind { count, named })| {
            if let (1, [only]) = (*count, named.as_slice()) {
                return format!("not indexed: {only}: {kind}");
            }
            let more = if *count > named.len() as u64 { format!(", … ({all})") } else { String::new() };
            format!("not indexed: {count} × {kind}: {}{more}", named.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn files_are_named_by_kind() {
        let mut ignored = Ignored::default();
        ignored.add(&Problem::passed_over(Path::new("/a.ps"), "PostScript"), 1);
        (0..9).for_each(|n| ignored.add(&Problem::passed_over(Path::new(&format!("/{n}.png")), "image"), 1));
        (0..9).for_each(|n| ignored.add(&Problem::passed_over(Path::new(&format!("/{n}.txt")), "empty"), 1));
        let lines: Vec<String> = ignored.lines("-v names all").collect();
        assert_eq!(lines[0], "not indexed: /a.ps: PostScript");
        assert!(lines[1].starts_with("not indexed: 9 × empty: /0.txt, ") && lines[1].ends_with(", /8.txt"));
        assert!(lines[2].ends_with(", /4.png, … (-v names all)"), "{lines:?}");
    }
}
