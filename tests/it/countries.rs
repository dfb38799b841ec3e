//! Short texts with known traps through the whole enrichment: which countries they are about, and which they never name.

use dateline_core::article::{Article, Role};
use dateline_enrich::enrich;

/// Made beside the code.
const OWN: &str = include_str!("../data/country-traps.tsv");
/// Written from the definition alone by someone who had not seen the code.
const BLIND: &str = include_str!("../data/country-traps-blind.tsv");
/// Written later, and before a change that it measures, by people who had not seen the code; the last column has the countries
/// that the text must not be about.
const LATER: &str = include_str!("../data/country-traps-later.tsv");
/// Of the same kinds, made beside the code.
const SPOKEN: &str = include_str!("../data/country-traps-spoken.tsv");

/// A text with the countries it must be about and those that it must not name.
struct Trap<'a> {
    kind: &'a str,
    headline: &'a str,
    body: String,
    about: Vec<&'a str>,
    forbidden: Vec<&'a str>,
}

fn traps(table: &str) -> Vec<Trap<'_>> {
    let rows = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|row| {
        let [kind, headline, body, about, forbidden] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not five columns: {row}")
        };
        let body = body.replace("\\n", "\n");
        Trap { kind, headline, body, about: codes(about), forbidden: codes(forbidden) }
    })
    .collect()
}

fn codes(list: &str) -> Vec<&str> {
    list.split([',', ' ']).filter(|code| !matches!(*code, "" | "-")).collect()
}

/// What was found, if it is wrong: right is the exact set, and the first country first.
/// With `names_all`, no forbidden one in any role; else none among those that the text is about.
fn fault(trap: &Trap<'_>, names_all: bool) -> Option<String> {
    let headline = Some(trap.headline.to_owned()).filter(|headline| !headline.is_empty());
    let mut article = Article { headline, body: trap.body.clone(), ..Article::default() };
    enrich(&mut article);
    let about: Vec<&str> = article
        .countries
        .iter()
        .filter(|country| country.role == Role::About)
        .map(|country| country.code.as_str())
        .collect();
    let is_same_set = about.len() == trap.about.len() && trap.about.iter().all(|code| about.contains(code));
    let names_forbidden =
        article.countries.iter().any(|country| trap.forbidden.contains(&country.code.as_str()));
    let is_right = is_same_set && about.first() == trap.about.first() && !(names_all && names_forbidden);
    let found: Vec<String> =
        article.countries.iter().map(|c| format!("{} {:?} {:.2}", c.code, c.role, c.score)).collect();
    (!is_right).then(|| {
        format!("{}: {} / {}: wanted {:?}, found {found:?}", trap.kind, trap.headline, trap.body, trap.about)
    })
}

/// Holds the share of right answers to a floor, and prints what is wrong.
fn check(name: &str, table: &str, names_all: bool, floor: f64) {
    let traps = traps(table);
    let faults: Vec<String> = traps.iter().filter_map(|trap| fault(trap, names_all)).collect();
    let right = 1.0 - faults.len() as f64 / traps.len() as f64;
    println!("{name}: {right:.3} of {} right", traps.len());
    assert!(right >= floor, "{name}: {right:.3} of {} right\n{}", traps.len(), faults.join("\n"));
}

#[test]
fn traps_made_beside_the_code() {
    check("own", OWN, true, 0.92);
}

#[test]
fn traps_written_blind() {
    check("blind", BLIND, true, 0.92);
}

#[test]
fn traps_of_homes_and_of_countries_spoken_of() {
    check("spoken of", SPOKEN, false, 0.93);
}

/// Homes that nobody names, and countries that are only spoken of. What is wrong is not printed, so that nobody tunes on it.
#[test]
fn traps_written_later() {
    let traps = traps(LATER);
    let right = traps.iter().filter(|trap| fault(trap, false).is_none()).count() as f64 / traps.len() as f64;
    println!("later: {right:.3} of {} right", traps.len());
    assert!(right >= 0.43, "later: {right:.3}");
}
