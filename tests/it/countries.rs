//! Short texts with known traps through the whole enrichment: which countries they are about, and which they never name.

use dateline_core::article::{Article, Role};
use dateline_enrich::enrich;

/// Made beside the code.
const OWN: &str = include_str!("../data/country-traps.tsv");
/// Written from the definition alone by someone who had not seen the code.
const BLIND: &str = include_str!("../data/country-traps-blind.tsv");

/// A text with the countries it must be about and those that it must not name.
struct Trap<'a> {
    kind: &'a str,
    headline: &'a str,
    body: &'a str,
    about: Vec<&'a str>,
    forbidden: Vec<&'a str>,
}

fn traps(table: &str) -> Vec<Trap<'_>> {
    let rows = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|row| {
        let [kind, headline, body, about, forbidden] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not five columns: {row}")
        };
        Trap { kind, headline, body, about: codes(about), forbidden: codes(forbidden) }
    })
    .collect()
}

fn codes(list: &str) -> Vec<&str> {
    list.split([',', ' ']).filter(|code| !matches!(*code, "" | "-")).collect()
}

/// What was found, if it is wrong: right is the exact set, the first country first, and no forbidden one in any role.
fn fault(trap: &Trap<'_>) -> Option<String> {
    let headline = Some(trap.headline.to_owned()).filter(|headline| !headline.is_empty());
    let mut article = Article { headline, body: trap.body.to_owned(), ..Article::default() };
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
    let is_right = is_same_set && about.first() == trap.about.first() && !names_forbidden;
    let found: Vec<String> =
        article.countries.iter().map(|c| format!("{} {:?} {:.2}", c.code, c.role, c.score)).collect();
    (!is_right).then(|| {
        format!("{}: {} / {}: wanted {:?}, found {found:?}", trap.kind, trap.headline, trap.body, trap.about)
    })
}

/// Holds the share of right answers to a floor, and prints what is wrong.
fn check(name: &str, table: &str, floor: f64) {
    let traps = traps(table);
    let faults: Vec<String> = traps.iter().filter_map(fault).collect();
    let right = 1.0 - faults.len() as f64 / traps.len() as f64;
    println!("{name}: {right:.3} of {} right\n{}", traps.len(), faults.join("\n"));
    assert!(right >= floor, "{name}: {right:.3} of {} right\n{}", traps.len(), faults.join("\n"));
}

#[test]
fn traps_made_beside_the_code() {
    check("own", OWN, 0.92);
}

#[test]
fn traps_written_blind() {
    check("blind", BLIND, 0.92);
}
