//! Corrects the bounds of names by the words beside them: the whole name of a body, a facility or a person.

use std::ops::Range;

use super::decode::{Found, LONGEST, ORGANISATION, PERSON, PLACE};
use super::hash;
use super::lexicon::class;
use super::settle;
use super::tokens::{Gap, Shape, Token};

/// What a body is named by before "of" and a place.
const HEADS_OF: &str = " government university embassy bank ministry church parliament court consulate institute college \
     council assembly chamber federation association diocese archdiocese senate department ";
/// Partners who are not named one by one: `Quarvex and Co`, `Quarvex, Brandt & Sons`.
const PARTNERS: &str = " co company sons partners associates brothers bros ";
/// What may follow these.
const LEGAL_FORMS: &str = " inc ltd plc corp llc llp ";
/// What the names of companies end with.
const COMPANIES: &str = " inc incorporated corp corporation co ltd plc ";
/// A partner named before the last has no more words than this.
const MOST_OF_PARTNER: usize = 2;
/// No name is joined from more words than this.
const MOST_WORDS: usize = 8;

/// The names of a text with their bounds corrected, in reading order.
pub(super) fn corrected(text: &str, tokens: &[Token], found: &[Found]) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for (number, name) in found.iter().enumerate() {
        if out.last().is_some_and(|last| last.words.end > name.words.start) {
            continue;
        }
        let mut name = name.clone();
        if name.kind == PERSON {
            name.words.end = hyphenated_end(tokens, name.words.end);
        }
        if let Some(start) = head_of(text, tokens, &name, out.last()) {
            if out.last().is_some_and(|last| last.words.end > start) {
                out.pop();
            }
            name.words.start = start;
            name.kind = ORGANISATION;
        }
        if let Some(start) = given_name_of(tokens, &name, out.last()) {
            out.pop();
            name.words.start = start;
            name.kind = PERSON;
        }
        if let Some(start) = site_start(tokens, &name, out.last()) {
            out.pop();
            name.words.start = start;
        }
        if let Some(words) = partnership(text, tokens, &name, out.last()) {
            if out.last().is_some_and(|last| last.words.end > words.start) {
                out.pop();
            }
            name.words = words;
            name.kind = ORGANISATION;
        }
        if let Some(start) = owner_start(text, tokens, &name, out.last()) {
            if out.last().is_some_and(|last| last.words.end > start) {
                out.pop();
            }
            name.words.start = start;
        }
        let next = found.get(number + 1..).unwrap_or_default();
        let end = body_end(tokens, &name).or_else(|| tail_end(tokens, &name));
        if let Some(end) = end.filter(|&end| cuts_none(next, end)) {
            name.words.end = end;
            name.kind = ORGANISATION;
        }
        if let Some(end) = site_end(tokens, &name).filter(|&end| cuts_none(next, end)) {
            name.words.end = end;
        }
        out.push(name);
    }
    out
}

/// Where a person begins of whom both names were taken for places: `Chad Quarvex`. Two places have a comma between them.
fn given_name_of(tokens: &[Token], name: &Found, last: Option<&Found>) -> Option<usize> {
    let last = last.filter(|last| last.words.end == name.words.start && last.words.len() == 1)?;
    let given = &tokens[last.words.start];
    let are_places = last.kind == PLACE && name.kind == PLACE && name.words.len() == 1;
    let joined = tokens[name.words.start].gap == Gap::Space && !given.possessive && !given.shouted;
    (are_places && joined && given.is(class::GIVEN)).then_some(last.words.start)
}

/// Where a company begins whose name was cut behind a possessive: `Quarvex's Engine Works Inc`.
fn owner_start(text: &str, tokens: &[Token], name: &Found, last: Option<&Found>) -> Option<usize> {
    let owner = name.words.start.checked_sub(1)?;
    let end = &tokens[name.words.end - 1];
    let is_company = name.kind == ORGANISATION
        && name.words.len() > 1
        && COMPANIES
            .contains(&format!(" {} ", text[end.start..end.end].trim_end_matches('.').to_lowercase()));
    let is_owner =
        tokens[owner].possessive && tokens[owner].is_nameish() && tokens[name.words.start].gap == Gap::Space;
    if !is_company || !is_owner {
        return None;
    }
    match last.filter(|last| last.words.end == owner + 1) {
        // Of a country and of another company it is a company of its own.
        Some(last) if last.kind == PLACE || last.words.len() > 1 => None,
        _ => Some(owner),
    }
}

/// Where the name of a facility or landscape begins that was cut in two: `Ona Quarvex` before `National Park`.
fn site_start(tokens: &[Token], name: &Found, last: Option<&Found>) -> Option<usize> {
    let last = last.filter(|last| last.words.end == name.words.start && last.kind != ORGANISATION)?;
    let is_site = name.kind == PLACE && settle::is_site(&tokens[name.words.end - 1]);
    let joined = tokens[name.words.start].gap == Gap::Space && !tokens[last.words.end - 1].possessive;
    (is_site && joined && name.words.end - last.words.start <= MOST_WORDS).then_some(last.words.start)
}

/// Just past the noun of a facility, landscape or district whose name begins with a place: `Dhaka Central Station`.
fn site_end(tokens: &[Token], name: &Found) -> Option<usize> {
    let Range { start, end } = name.words;
    if name.kind != PLACE || tokens[end - 1].possessive {
        return None;
    }
    let words = capitalised_end(tokens, start, end);
    (words > end && settle::is_site(&tokens[words - 1])).then_some(words)
}

/// Just past the capitalised words that follow a name.
fn capitalised_end(tokens: &[Token], start: usize, end: usize) -> usize {
    let follows =
        |at: usize| tokens.get(at).is_some_and(|t| t.is_nameish() && t.gap == Gap::Space && !t.shouted);
    let mut last = end;
    while follows(last) && last - start < MOST_WORDS && !tokens[last - 1].possessive {
        last += 1;
    }
    last
}

/// True if each name that begins before `end` also ends there or before.
fn cuts_none(next: &[Found], end: usize) -> bool {
    next.iter().take_while(|name| name.words.start < end).all(|name| name.words.end <= end)
}

/// Just past the small-letter parts of a given name: the `in` of `Jae-in`.
fn hyphenated_end(tokens: &[Token], mut end: usize) -> usize {
    while tokens.get(end).is_some_and(|t| t.gap == Gap::Hyphen && t.shape == Shape::Lower)
        && !matches!(tokens[end].end - tokens[end].start, 0..=1 | 7..)
        && !tokens[end].is(class::COMMON)
    {
        end += 1;
    }
    end
}

/// Where the name of a body begins whose last word is this place: `Government of Cuba`.
fn head_of(text: &str, tokens: &[Token], name: &Found, last: Option<&Found>) -> Option<usize> {
    let start = name.words.start;
    let of = start.checked_sub(1).filter(|_| name.kind == PLACE && tokens[start].gap == Gap::Space)?;
    if tokens[of].hash != hash::word("of") || tokens[of].gap != Gap::Space {
        return None;
    }
    let head = of.checked_sub(1)?;
    let word = text[tokens[head].start..tokens[head].end].to_ascii_lowercase();
    if !tokens[head].is_nameish() || !HEADS_OF.contains(&format!(" {word} ")) {
        return None;
    }
    if let Some(last) = last.filter(|last| last.words.end == of) {
        return (last.kind == ORGANISATION).then_some(last.words.start);
    }
    Some(head)
}

/// The words of a company made of surnames whose last partner this is: `Quarvex, Brandt and Co`.
fn partnership(text: &str, tokens: &[Token], name: &Found, last: Option<&Found>) -> Option<Range<usize>> {
    if name.kind == PLACE || tokens[name.words.end - 1].possessive {
        return None;
    }
    let is_in = |at: usize, list: &str| {
        tokens.get(at).is_some_and(|t| {
            list.contains(&format!(" {} ", text[t.start..t.end].trim_end_matches('.').to_lowercase()))
        })
    };
    let joined = |at: usize| tokens.get(at).is_some_and(|t| t.gap == Gap::Space);
    let behind = name.words.end;
    let and = joined(behind) && tokens[behind].hash == hash::word("and");
    // The last partner may be no name by itself: `Dillon, Read and Co`.
    let last_partner = tokens.get(behind).filter(|t| t.gap == Gap::Comma && t.is_nameish() && !t.possessive);
    let is_listed = last_partner.is_some()
        && joined(behind + 1)
        && tokens[behind + 1].hash == hash::word("and")
        && joined(behind + 2)
        && tokens[behind + 2].is_nameish()
        && is_in(behind + 2, PARTNERS);
    let is_of_partners =
        name.kind == ORGANISATION && name.words.len() > 2 && is_partnered(text, tokens, name);
    let mut end = if is_of_partners {
        behind
    } else if is_listed {
        behind + 3
    } else if and && joined(behind + 1) && tokens[behind + 1].is_nameish() && is_in(behind + 1, PARTNERS) {
        behind + 2
    } else if name.words.len() > 1 && is_in(behind - 1, PARTNERS) && is_spelt_and(text, tokens, behind - 1) {
        behind
    } else {
        return None;
    };
    while tokens.get(end).is_some_and(|t| matches!(t.gap, Gap::Space | Gap::Comma)) && is_in(end, LEGAL_FORMS)
    {
        end += 1;
    }
    let first = last.filter(|last| {
        last.words.end == name.words.start
            && last.kind != PLACE
            && last.words.len() <= MOST_OF_PARTNER
            && (!is_of_partners || last.kind == PERSON && last.words.len() == 1)
            && !tokens[last.words.end - 1].possessive
            && matches!(tokens[name.words.start].gap, Gap::Comma | Gap::Stop)
    });
    let start = first.map_or(name.words.start, |last| last.words.start);
    (end - start <= LONGEST).then_some(start..end)
}

/// True for a company whose name begins with two partners: `Brandt and Holme Securities Corp`.
fn is_partnered(text: &str, tokens: &[Token], name: &Found) -> bool {
    let Range { start, end } = name.words;
    let second = start + if tokens[start + 1].shape == Shape::Lower { 2 } else { 1 };
    second < end && is_spelt_and(text, tokens, second) && tokens[end - 1].is_nameish()
}

/// True if only an ampersand or "and" joins the word to the one before it.
fn is_spelt_and(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    tokens[before].hash == hash::word("and") || text[tokens[before].end..tokens[at].start].trim() == "&"
}

/// Just past the noun of a body whose name begins with a place: `Dhaka Metropolitan Police`.
fn body_end(tokens: &[Token], name: &Found) -> Option<usize> {
    let Range { start, end } = name.words;
    if name.kind != PLACE || tokens[end - 1].possessive {
        return None;
    }
    let last = capitalised_end(tokens, start, end);
    (last > end && tokens[last - 1].is(class::ORG) && !tokens[last - 1].is(class::TITLE)).then_some(last)
}

/// Just past what a body is for or of: `Agency for Rural Works`, `League of Arab States`.
fn tail_end(tokens: &[Token], name: &Found) -> Option<usize> {
    let Range { start, end } = name.words;
    let last = &tokens[end - 1];
    if name.kind != ORGANISATION || !last.is(class::ORG) || last.possessive {
        return None;
    }
    let is = |at: usize, word: &str| {
        tokens.get(at).is_some_and(|t| t.shape == Shape::Lower && t.hash == hash::word(word))
    };
    let named =
        |at: usize| tokens.get(at).is_some_and(|t| t.is_nameish() && t.gap == Gap::Space && !t.shouted);
    if !(is(end, "of") || is(end, "for")) || tokens[end].gap != Gap::Space {
        return None;
    }
    let mut tail = if is(end + 1, "the") { end + 2 } else { end + 1 };
    if !named(tail) {
        return None;
    }
    while named(tail) || is(tail, "and") && named(tail + 1) {
        tail += 1;
    }
    (tail - start <= LONGEST && !tokens[tail - 1].possessive).then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// The names after correction, from the words and kinds of those found.
    fn names<'a>(text: &'a str, found: &[(Range<usize>, usize)]) -> Vec<(&'a str, usize)> {
        let tokens = tokens(text);
        let found =
            found.iter().map(|(words, kind)| Found { words: words.clone(), kind: *kind, margin: 1.0 });
        let names = corrected(text, &tokens, &found.collect::<Vec<_>>());
        names
            .iter()
            .map(|n| (&text[tokens[n.words.start].start..tokens[n.words.end - 1].end], n.kind))
            .collect()
    }

    #[test]
    fn two_places_without_a_comma_of_which_one_is_a_given_name_are_a_person() {
        let both = |text: &str| {
            let found = [0..1, 1..2].map(|words| Found { words, kind: PLACE, margin: 1.0 });
            corrected(text, &tokens(text), &found)
                .iter()
                .map(|name| (name.words.clone(), name.kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(both("Chad Holland resigns"), [(0..2, PERSON)]);
        assert_eq!(both("Chad, Holland and Peru").len(), 2);
        assert_eq!(both("Lima Peru resigns").len(), 2);
    }

    #[test]
    fn a_given_name_goes_on_behind_its_hyphen() {
        assert_eq!(names("then Han Seo-yun spoke", &[(1..3, PERSON)]), [("Han Seo-yun", PERSON)]);
        assert_eq!(names("a Brandt-owned ship", &[(1..2, PERSON)]), [("Brandt", PERSON)]);
        assert_eq!(names("the Brandt-era rules", &[(1..2, PLACE)]), [("Brandt", PLACE)]);
    }

    #[test]
    fn a_body_begins_with_its_place() {
        let found = [(2..3, PLACE)];
        assert_eq!(
            names("when the Dakar Municipal Police came", &found),
            [("Dakar Municipal Police", ORGANISATION)]
        );
        assert_eq!(names("when the Dakar Rally began", &found), [("Dakar", PLACE)]);
        assert_eq!(names("when in Dakar's Municipal Police", &found), [("Dakar", PLACE)]);
    }

    #[test]
    fn a_body_takes_the_place_it_is_of() {
        let place = (2..3, PLACE);
        assert_eq!(
            names("University of Dakar staff", std::slice::from_ref(&place)),
            [("University of Dakar", ORGANISATION)]
        );
        let both = [(0..1, ORGANISATION), place.clone()];
        assert_eq!(names("University of Dakar staff", &both), [("University of Dakar", ORGANISATION)]);
        assert_eq!(names("Streets of Dakar", &[place]), [("Dakar", PLACE)]);
    }

    #[test]
    fn a_site_is_named_whole() {
        let found = [(1..3, PERSON), (3..5, PLACE)];
        assert_eq!(
            names("in Ona Quarvex National Park today", &found),
            [("Ona Quarvex National Park", PLACE)]
        );
        assert_eq!(
            names("in Dakar Central Station today", &[(1..2, PLACE)]),
            [("Dakar Central Station", PLACE)]
        );
        assert_eq!(names("in Dakar's Central Station", &[(1..2, PLACE)]), [("Dakar", PLACE)]);
        let two = [("Dakar", PLACE), ("Central Station", PLACE)];
        assert_eq!(names("in Dakar, Central Station", &[(1..2, PLACE), (2..4, PLACE)]), two);
    }

    #[test]
    fn a_company_is_named_whole_behind_a_possessive() {
        let whole = [("Quarvex's Engine Works Inc", ORGANISATION)];
        assert_eq!(names("then Quarvex's Engine Works Inc said", &[(2..5, ORGANISATION)]), whole);
        let found = [(1..2, PERSON), (2..5, ORGANISATION)];
        assert_eq!(names("then Quarvex's Engine Works Inc said", &found), whole);
        let found = [(1..2, PLACE), (2..5, ORGANISATION)];
        assert_eq!(names("then Dakar's Engine Works Inc said", &found).len(), 2);
        assert_eq!(names("then Quarvex's Engine Works said", &[(2..4, ORGANISATION)])[0].0, "Engine Works");
    }

    #[test]
    fn partners_are_one_company() {
        let found = [(1..2, PERSON), (2..3, PERSON)];
        let company = [("Quarvex, Brandt and Co Inc", ORGANISATION)];
        assert_eq!(names("by Quarvex, Brandt and Co Inc today", &found), company);
        let found = [(1..2, PERSON), (2..4, ORGANISATION)];
        assert_eq!(names("by Quarvex, Brandt & Co today", &found), [("Quarvex, Brandt & Co", ORGANISATION)]);
        assert_eq!(
            names("by Quarvex and Sons today", &[(1..2, PERSON)]),
            [("Quarvex and Sons", ORGANISATION)]
        );
        let found = [(1..2, PERSON)];
        assert_eq!(names("by Quarvex, Read and Co today", &found), [("Quarvex, Read and Co", ORGANISATION)]);
        let found = [(1..2, PERSON), (2..6, ORGANISATION)];
        let whole = [("Quarvex, Brandt and Holme Securities", ORGANISATION)];
        assert_eq!(names("by Quarvex, Brandt and Holme Securities today", &found), whole);
        let found = [(1..2, ORGANISATION), (2..6, ORGANISATION)];
        assert_eq!(names("by Quarvex, Brandt and Holme Securities today", &found).len(), 2);
        let two = [("Quarvex", PERSON), ("Brandt", PERSON)];
        assert_eq!(names("by Quarvex, Brandt and company men", &[(1..2, PERSON), (2..3, PERSON)]), two);
        assert_eq!(names("by Quarvex, Brandt and Conrad", &[(1..2, PERSON), (2..3, PERSON)]), two);
    }

    #[test]
    fn a_body_takes_what_it_is_for() {
        let agency = (1..2, ORGANISATION);
        let whole = [("Agency for Rural Works and Roads", ORGANISATION)];
        assert_eq!(
            names("the Agency for Rural Works and Roads closed", std::slice::from_ref(&agency)),
            whole
        );
        let cut = [agency.clone(), (3..8, PERSON)];
        assert_eq!(names("the Agency for Rural Works and Roads 2020 closed", &cut).len(), 2);
        assert_eq!(names("the Agency for farmers", &[agency]), [("Agency", ORGANISATION)]);
    }
}
