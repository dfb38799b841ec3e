//! The page in a real browser: `tests/browser` run by Node, where both and a Chromium are there.
//!
//! `npm ci --prefix tests/browser` fetches what the tests need. With `DATELINE_BROWSER_TESTS` set, as CI sets it, it is a
//! failure if something is missing.

use std::path::Path;
use std::process::Command;

use crate::common::root;

/// What is missing of what the tests need; `None` if all is there.
fn missing() -> Option<&'static str> {
    let runs = |program: &str| {
        Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    if !runs("node") {
        return Some("node");
    }
    if !root().join("tests/browser/node_modules/playwright-core").is_dir() {
        return Some("npm ci --prefix tests/browser");
    }
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    (!Path::new(&chromium).exists()).then_some("Chromium (its path in CHROMIUM)")
}

#[test]
fn the_page_works_in_a_browser() {
    if let Some(missing) = missing() {
        assert!(std::env::var_os("DATELINE_BROWSER_TESTS").is_none(), "the browser tests need {missing}");
        eprintln!("skipped: the browser tests need {missing}");
        return;
    }
    let output = Command::new("node")
        .args(["--test", "tests/browser/page.test.mjs"])
        .env("DATELINE_PROGRAM", env!("CARGO_BIN_EXE_dateline"))
        .current_dir(root())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let failures: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("not ok") || line.contains("error:") || line.starts_with("    "))
        .collect();
    assert!(output.status.success(), "{}\n{}", failures.join("\n"), String::from_utf8_lossy(&output.stderr));
}
