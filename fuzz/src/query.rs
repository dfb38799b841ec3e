//! The query language: any text is a query, and its canonical form is the same one.

use dateline_core::text::columns;
use dateline_search::query::{MAX_DEPTH, ParseOptions, Parsed, Query, QueryIssue, parse, without_stop_words};

use crate::input::Input;

/// Widths of terminals.
const WIDTHS: [usize; 3] = [20, 80, 200];

/// Checks all ways to read a query.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let ways = input.byte();
    let options = ParseOptions { any: ways & 1 != 0, plain: ways & 2 != 0, strict: false, ..ParseOptions::default() };
    let text = input.rest();
    let lenient = parse(&text, &options);
    let strict = parse(&text, &ParseOptions { strict: true, ..options });
    match &lenient {
        Ok(parsed) => {
            parsed.warnings.iter().for_each(|issue| check_issue(issue, &text));
            check_canonical(&parsed.query);
        }
        // Only a query that is too large is refused, and then in every way.
        Err(issue) => {
            check_issue(issue, &text);
            assert!(strict.is_err(), "read strictly and not leniently");
        }
    }
    check_strict(&text, lenient, strict);
}

/// Strict reading gives the same query, or the first of the faults.
fn check_strict(text: &str, lenient: Result<Parsed, QueryIssue>, strict: Result<Parsed, QueryIssue>) {
    match (lenient, strict) {
        (Ok(lenient), Ok(strict)) => {
            assert_eq!(strict.query, lenient.query);
            assert_eq!(strict.warnings, []);
        }
        (Ok(lenient), Err(fault)) => assert_eq!(lenient.warnings.first(), Some(&fault)),
        (_, Err(fault)) => check_issue(&fault, text),
        (Err(_), Ok(_)) => {}
    }
}

/// A fault lies within the query, and its carets stand below it.
fn check_issue(issue: &QueryIssue, text: &str) {
    assert!(text.get(issue.span.start..issue.span.end).is_some(), "{:?} of {text:?}", issue.span);
    assert!(issue.render(text).contains('^'));
    for width in WIDTHS {
        let shown = issue.point(text, width);
        let lines: Vec<&str> = shown.split('\n').collect();
        assert_eq!(lines.len(), 2, "{shown}");
        assert!(lines.iter().all(|line| columns(line) <= width), "wider than {width}:\n{shown}");
    }
}

/// What is printed is read as the same query, also after its stop words are taken out, once and for all.
fn check_canonical(query: &Query) {
    check_read_back(query);
    let without = without_stop_words(query.clone());
    check_read_back(&without);
    assert_eq!(without_stop_words(without.clone()), without);
}

fn check_read_back(query: &Query) {
    let shown = query.to_string();
    let again = parse(&shown, &ParseOptions { strict: true, ..ParseOptions::default() });
    match again {
        Ok(again) => assert_eq!(&again.query, query, "{shown}"),
        Err(issue) => panic!("within {MAX_DEPTH} levels: {}", issue.render(&shown)),
    }
}
