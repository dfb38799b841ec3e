//! Pairs of names of public figures: which of them a search takes for the same person.
//!
//! `name-pairs.tsv` was written after the code; `name-pairs-blind.tsv` from the definition alone by someone who
//! had not seen the code, before it was tuned on them; `name-pairs-later.tsv` after it was, to see how names fare
//! that it was not tuned on. What is measured is what `--person` does: a
//! pair that is the same counts as found if a search for either name finds an article
//! that bears the other, and a pair that is different as confused if one search does.

use dateline_core::article::EntityKind;
use dateline_enrich::names::variants::{facet_key_of, finds};

/// What a set of pairs shows.
struct Measured<'a> {
    precision: f64,
    recall: f64,
    wrong: Vec<&'a str>,
}

fn measure<'a>(pairs: &'a str, is_same: impl Fn(&str, &str, bool) -> bool) -> Measured<'a> {
    let (mut right, mut called, mut wanted, mut wrong) = (0.0, 0.0, 0.0, Vec::new());
    for line in pairs.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [relation @ ("same" | "different"), one, other] = columns[..] else { panic!("{line}") };
        let same = relation == "same";
        let answer = is_same(one, other, same);
        called += f64::from(u8::from(answer));
        wanted += f64::from(u8::from(same));
        right += f64::from(u8::from(answer && same));
        if answer != same {
            wrong.push(line);
        }
    }
    Measured { precision: right / called, recall: right / wanted, wrong }
}

fn by_search(one: &str, other: &str, same: bool) -> bool {
    let (there, back) = (finds(one, other), finds(other, one));
    if same { there && back } else { there || back }
}

fn by_facet(one: &str, other: &str, _same: bool) -> bool {
    facet_key_of(EntityKind::Person, one) == facet_key_of(EntityKind::Person, other)
}

#[track_caller]
fn check(pairs: &str, least_recall_of_facet: f64) {
    assert!(pairs.lines().filter(|line| !line.starts_with('#')).count() >= 80);
    for (what, is_same, least_recall) in [
        ("search", by_search as fn(&str, &str, bool) -> bool, 0.85),
        ("facet", by_facet as fn(&str, &str, bool) -> bool, least_recall_of_facet),
    ] {
        let Measured { precision, recall, wrong } = measure(pairs, is_same);
        println!("{what}: precision {precision:.3}, recall {recall:.3}; wrong: {wrong:#?}");
        assert!(
            precision >= 0.98 && recall >= least_recall,
            "{what}: {precision:.3}, {recall:.3}: {wrong:#?}"
        );
    }
}

#[test]
fn the_half_written_after_the_code() {
    check(include_str!("../data/name-pairs.tsv"), 0.85);
}

#[test]
fn the_half_written_from_the_definition_alone() {
    check(include_str!("../data/name-pairs-blind.tsv"), 0.85);
}

#[test]
fn a_set_written_later() {
    check(include_str!("../data/name-pairs-later.tsv"), 0.85);
}
