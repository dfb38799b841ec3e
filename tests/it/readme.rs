//! The README: every command in it runs, and the output it shows is what the program prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::{Scratch, root, stderr, stdout};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The lines of all blocks of a kind in the README.
fn blocks(kind: &str) -> Vec<Vec<String>> {
    blocks_of(&readme(), kind)
}

fn blocks_of(text: &str, kind: &str) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<String>> = None;
    for line in text.lines() {
        match (&mut open, line) {
            (None, line) if line == format!("```{kind}") => open = Some(Vec::new()),
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(block), line) => block.push(line.to_owned()),
            _ => {}
        }
    }
    blocks
}

/// Runs a line of the README in the project's root, with `dateline` and the cargo line for it replaced by the program.
fn run(line: &str, scratch: &Scratch) -> Output {
    let program = env!("CARGO_BIN_EXE_dateline");
    let line = match line.strip_prefix("cargo run --release --") {
        Some(rest) => format!("{program}{rest}"),
        None => line.replacen("dateline", program, 1),
    };
    // A server runs until it is stopped.
    let serve = format!("{program} serve");
    let line = match line.strip_prefix(&serve) {
        Some(rest) => format!("timeout --preserve-status -s INT 3 {serve} --listen 127.0.0.1:0{rest}"),
        None => line,
    };
    Command::new("bash")
        .args(["-c", &line])
        .current_dir(root())
        .env("DATELINE_INDEX", scratch.index())
        .env("COLUMNS", "100")
        .output()
        .unwrap()
}

/// The output without what differs between machines: timings.
fn comparable(text: &str) -> String {
    let line = |line: &str| {
        let untimed = if line.ends_with(" ms") { line.split(" in ").next().unwrap_or(line) } else { line };
        untimed.trim_end().to_owned()
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_command_runs_and_the_first_prints_what_is_shown() {
    let scratch = Scratch::new();
    let commands: Vec<String> = blocks("sh").concat();
    assert!(commands.len() >= 10);
    let mut dateline_lines = commands.iter().filter(|line| !line.starts_with("cargo test"));
    let first = dateline_lines.next().unwrap();
    assert!(first.starts_with("cargo run --release -- search"), "{first}");
    let output = run(first, &scratch);
    assert!(output.status.success(), "{}", stderr(&output));
    let shown = blocks("text")[0].join("\n");
    assert_eq!(comparable(stdout(&output).trim_end()), comparable(&shown));
    for line in dateline_lines {
        let output = run(line, &scratch);
        assert!(output.status.success(), "{line}: {}", stderr(&output));
    }
}

#[test]
fn every_recipe_runs() {
    let scratch = Scratch::new();
    let dir = scratch.path();
    std::os::unix::fs::symlink(root().join("corpus"), dir.join("corpus")).unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let has_jq = Command::new("jq").arg("--version").output().is_ok();
    let recipes = std::fs::read_to_string(root().join("docs/recipes.md")).unwrap();
    let lines = blocks_of(&recipes, "sh").concat();
    assert!(lines.len() >= 15);
    for line in lines.iter().filter(|line| has_jq || !line.contains("| jq")) {
        let output = Command::new("bash")
            .args(["-o", "pipefail", "-c", line])
            .current_dir(dir)
            .env_remove("DATELINE_INDEX")
            .env("PATH", &path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {}", stderr(&output));
        assert!(
            line.contains('>') || !output.stdout.is_empty() || line.contains("-q"),
            "{line} prints nothing"
        );
    }
}

#[test]
fn the_second_command_is_the_one_ci_runs() {
    let ci = std::fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(blocks("sh").concat().contains(&"cargo test".to_owned()));
    assert!(ci.contains("cargo test --locked"));
}

/// The name of a heading in links, as GitHub and others make it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The links of a page that lead nowhere: a file or a heading that does not exist.
fn broken_links(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let leads_somewhere = |link: &str| {
        let (file, heading) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { page.to_owned() } else { page.parent().unwrap().join(file) };
        if heading.is_empty() {
            return target.exists();
        }
        let headings = std::fs::read_to_string(target).unwrap_or_default();
        headings
            .lines()
            .any(|line| line.starts_with('#') && anchor(line.trim_start_matches('#').trim()) == heading)
    };
    let links = links.filter(|link| !link.starts_with("http") && !leads_somewhere(link));
    links.map(|link| format!("{}: {link}", page.display())).collect()
}

#[test]
fn every_link_of_the_documentation_leads_somewhere() {
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE.md"]
            .iter()
            .map(|page| root().join(page))
            .collect();
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    let crates = std::fs::read_dir(root().join("crates")).unwrap();
    pages.extend(crates.map(|entry| entry.unwrap().path().join("README.md")));
    let broken: Vec<String> = pages.iter().flat_map(|page| broken_links(page)).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_readme_links_every_recipe() {
    let (text, recipes) = (readme(), std::fs::read_to_string(root().join("docs/recipes.md")).unwrap());
    let headings: Vec<&str> = recipes.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(headings.len(), 13);
    for heading in headings {
        assert!(text.contains(&format!("](docs/recipes.md#{})", anchor(heading))), "{heading}");
    }
}

#[test]
fn every_command_is_explained_by_help() {
    for command in [
        "index",
        "search",
        "facets",
        "list",
        "lines",
        "digest",
        "watch",
        "show",
        "similar",
        "serve",
        "mcp",
        "merge",
        "password",
        "extract",
        "stats",
        "verify",
        "completions",
        "man",
    ] {
        let output = crate::common::dateline(&["help", command]).output().unwrap();
        assert!(output.status.success() && stdout(&output).contains("Usage:"), "{command}");
    }
    for command in ["facets", "search", "verify"] {
        let output = crate::common::dateline(&[command, "--help"]).output().unwrap();
        assert!(stdout(&output).contains(&format!("Examples:\n  dateline {command}")), "{}", stdout(&output));
    }
    let completions = crate::common::dateline(&["completions", "bash"]).output().unwrap();
    for offered in ["--country", "organisation", "newest"] {
        assert!(stdout(&completions).contains(offered), "{offered}");
    }
    let man = crate::common::dateline(&["man"]).output().unwrap();
    for section in ["DATELINE SEARCH", "EXAMPLES", "EXIT STATUS", "FILES", "ENVIRONMENT"] {
        assert!(stdout(&man).contains(&format!(".SH \"{section}\"")), "{section}");
    }
}
