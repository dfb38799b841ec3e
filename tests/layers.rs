//! Holds the ranks of the modules: a module uses only modules of lower rank.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules and their ranks; those of one rank do not know each other.
const RANKS: &[(&str, u32)] = &[
    ("article", 1),
    ("text", 1),
    ("readers", 2),
    ("page", 2),
    ("enrich", 2),
    ("pipeline", 3),
    ("search", 3),
    ("index", 4),
    ("engine", 5),
    ("cli", 7),
];

fn rank(module: &str) -> Option<u32> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The modules of the crate that a source text names after `crate::`, also in a braced list.
fn uses(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in source.split("crate::").skip(1) {
        let rest = rest.trim_start();
        let list = rest.strip_prefix('{').map_or_else(|| vec![rest], |list| top_level(list));
        for item in list {
            let name: String = item.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push(name);
        }
    }
    names
}

/// The items of a braced list up to its closing brace, without what stands in inner braces.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&list[start..at]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn modules_use_lower_ranks_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for &(module, own) in RANKS {
        let files = rust_files(&src.join(module));
        assert!(!files.is_empty(), "{module} has no files");
        for file in files {
            for used in uses(&fs::read_to_string(&file).unwrap()) {
                if used != module && rank(&used).is_some_and(|other| other >= own) {
                    wrong.push(format!("{}: {module} (rank {own}) uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_rank() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let modules = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let without: Vec<&str> = modules.filter(|module| rank(module).is_none()).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn uses_are_found_in_all_their_forms() {
    let source = "use dateline_core::article::Span;\nuse crate::{enrich, page, text::{fold, words}};\nlet x = dateline::index::open();";
    assert_eq!(uses(source), ["article", "enrich", "page", "text", "index"]);
}

#[test]
fn tantivy_stays_in_index_and_engine() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for module in ["article", "text", "readers", "page", "enrich", "pipeline", "search", "cli"] {
        for file in rust_files(&src.join(module)) {
            let source = fs::read_to_string(&file).unwrap();
            assert!(!source.contains("tantivy::"), "{} knows tantivy", file.display());
        }
    }
}
