//! Words with `*` and `?`, and words that differ in a letter or two.

use dateline_core::text::exact_term;
use regex::Regex;

/// True if the word has the shape of the pattern, in which `*` stands for any letters or none and `?` for one.
pub fn is_like(word: &str, pattern: &str) -> bool {
    let pattern: Vec<char> = exact_term(pattern).chars().collect();
    let word: Vec<char> = word.chars().collect();
    fits(&pattern, &word)
}

fn fits(pattern: &[char], word: &[char]) -> bool {
    match pattern {
        [] => word.is_empty(),
        ['?', rest @ ..] => !word.is_empty() && fits(rest, &word[1..]),
        ['*', rest @ ..] => (0..=word.len()).any(|skipped| fits(rest, &word[skipped..])),
        [letter, rest @ ..] => word.first() == Some(letter) && fits(rest, &word[1..]),
    }
}

/// A regular expression that matches whole words.
pub fn expression(pattern: &str) -> Regex {
    let pattern = pattern.to_lowercase();
    Regex::new(&format!("^(?:{pattern})$")).unwrap()
}

/// How many letters have to be added, dropped, changed or swapped with their neighbour to make one word the other;
/// no letter is touched twice.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 { i + j } else { cheapest(&table, &a[..i], &b[..j]) };
        }
    }
    table[a.len()][b.len()]
}

/// The cost of the last letters of both, given that of all shorter beginnings.
fn cheapest(table: &[Vec<usize>], a: &[char], b: &[char]) -> usize {
    let (i, j) = (a.len(), b.len());
    let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
    let dropped_or_added = table[i - 1][j].min(table[i][j - 1]) + 1;
    let is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
    let swapped = if is_swapped { table[i - 2][j - 2] + 1 } else { usize::MAX };
    changed.min(dropped_or_added).min(swapped)
}

#[test]
fn stars_stand_for_letters_or_none() {
    assert!(is_like("talks", "talk*") && is_like("talk", "talk*") && !is_like("tal", "talk*"));
    assert!(is_like("woman", "wom?n") && !is_like("womn", "wom?n") && is_like("woman", "w?*n"));
    assert!(is_like("woman", "wo*n") && is_like("oneill", "O'N*") && is_like("abcabd", "a*b*d"));
}

#[test]
fn expressions_match_whole_words() {
    assert!(expression("T.lks?").is_match("talks") && !expression("talk").is_match("talking"));
}

#[test]
fn a_swap_is_one_step() {
    assert_eq!([distance("tusk", "tsuk"), distance("kerry", "kery"), distance("", "ab")], [1, 1, 2]);
    assert_eq!([distance("ca", "abc"), distance("same", "same")], [3, 0]);
}
