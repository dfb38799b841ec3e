//! Firms that are called by the surnames of two partners: `Quarvex and Brandt`.
//!
//! Two people are named apart somewhere in an article, the partners of a firm only together.

use std::collections::HashMap;

use dateline_core::article::{EntityKind, Piece, Span};

use super::mentions::Name;

/// A pair has to be named so often: once, it may be two people whom nothing else is said of.
const FEWEST: usize = 2;

/// What stands between partners.
const JOINTS: [&str; 3] = [" and ", " & ", "/"];

/// The names with each firm of two partners as one.
pub(super) fn joined(pieces: &[Piece<'_>], names: Vec<Name>) -> Vec<Name> {
    let pairs = pairs(pieces, &names);
    if pairs.is_empty() {
        return names;
    }
    let mut apart: HashMap<String, usize> = HashMap::new();
    for name in names.iter().filter(|name| name.kind == EntityKind::Person) {
        text(pieces, name).split(' ').for_each(|word| *apart.entry(word.to_lowercase()).or_default() += 1);
    }
    let mut together: HashMap<(String, String), usize> = HashMap::new();
    for &first in &pairs {
        *together.entry(partners(pieces, &names, first)).or_default() += 1;
    }
    let is_firm = |first: &usize| {
        let pair = partners(pieces, &names, *first);
        let times = together.get(&pair).copied().unwrap_or_default();
        times >= FEWEST && apart.get(&pair.0) == Some(&times) && apart.get(&pair.1) == Some(&times)
    };
    let firms: Vec<usize> = pairs.into_iter().filter(is_firm).collect();
    join(names, &firms)
}

/// Joins each of these names to the one behind it.
fn join(names: Vec<Name>, firms: &[usize]) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::with_capacity(names.len());
    for (number, mut name) in names.into_iter().enumerate() {
        let follows = number.checked_sub(1).is_some_and(|before| firms.binary_search(&before).is_ok());
        if let Some(first) = out.last_mut().filter(|_| follows) {
            first.span = Span::new(first.span.start, name.span.end);
            continue;
        }
        if firms.binary_search(&number).is_ok() {
            (name.kind, name.gender) = (EntityKind::Organisation, None);
        }
        out.push(name);
    }
    out
}

/// The numbers of names of people in one word that another such name follows behind a joint.
fn pairs(pieces: &[Piece<'_>], names: &[Name]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (first, both) in names.windows(2).enumerate() {
        let are_surnames = both.iter().all(|name| {
            name.kind == EntityKind::Person && name.gender.is_none() && !text(pieces, name).contains(' ')
        });
        let is_third = out.last().is_some_and(|last| last + 1 == first);
        if !are_surnames || is_third || both[0].piece != both[1].piece {
            continue;
        }
        let between =
            pieces[both[0].piece].text.get(both[0].span.end..both[1].span.start).unwrap_or_default();
        if JOINTS.iter().any(|joint| joint.eq_ignore_ascii_case(between)) {
            out.push(first);
        }
    }
    out
}

fn partners(pieces: &[Piece<'_>], names: &[Name], first: usize) -> (String, String) {
    (text(pieces, &names[first]).to_lowercase(), text(pieces, &names[first + 1]).to_lowercase())
}

fn text<'a>(pieces: &[Piece<'a>], name: &Name) -> &'a str {
    pieces[name.piece].text.get(name.span.start..name.span.end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::TextField;

    /// The names after joining, of a text in which these words are people.
    fn firms(body: &str, people: &[&str]) -> Vec<(String, EntityKind)> {
        let pieces = [Piece { field: TextField::Body, item: None, text: body }];
        let mut spans: Vec<(usize, usize)> = people
            .iter()
            .flat_map(|person| body.match_indices(person).map(|(at, found)| (at, at + found.len())))
            .collect();
        spans.sort_unstable();
        let name = |(start, end)| Name {
            piece: 0,
            span: Span::new(start, end),
            kind: EntityKind::Person,
            gender: None,
            abbreviates_last: false,
        };
        let names = joined(&pieces, spans.into_iter().map(name).collect());
        names.iter().map(|name| (text(&pieces, name).to_owned(), name.kind)).collect()
    }

    #[test]
    fn partners_who_are_never_named_apart_are_a_firm() {
        let found =
            firms("Quarvex and Brandt bid. The shares of Quarvex and Brandt rose.", &["Quarvex", "Brandt"]);
        assert_eq!(found, vec![("Quarvex and Brandt".to_owned(), EntityKind::Organisation); 2]);
        let headline = firms("QUARVEX/BRANDT BID; QUARVEX/BRANDT RISE", &["QUARVEX", "BRANDT"]);
        assert_eq!(headline.len(), 2);
    }

    #[test]
    fn two_people_are_named_apart_or_once() {
        let apart = "Quarvex and Brandt met. Quarvex and Brandt spoke. Quarvex left.";
        assert_eq!(firms(apart, &["Quarvex", "Brandt"]).len(), 5);
        assert_eq!(firms("Quarvex and Brandt met.", &["Quarvex", "Brandt"]).len(), 2);
        let full = "Ona Quarvex and Brandt met. Quarvex and Brandt met. Quarvex and Brandt met.";
        assert_eq!(firms(full, &["Ona Quarvex", "Brandt"]).len(), 4);
        let three = "Quarvex and Brandt and Holme. Quarvex and Brandt and Holme.";
        assert_eq!(firms(three, &["Quarvex", "Brandt", "Holme"]).len(), 4);
    }
}
