//! Firms that are called by the surnames of their partners: known ones, and those whose last partner has a company's ending.

use std::ops::Range;
use std::sync::LazyLock;

use super::decode::{Found, LONGEST, ORGANISATION, PERSON};
use super::hash;
use super::lexicon::{ByHash, class};
use super::listed;
use super::tokens::{Gap, Shape, Token, tokens};

/// What the name of a company ends with.
const ENDINGS: &str = " inc incorporated corp corporation co company ltd limited plc llc llp ";
/// The fewest partners of a firm that are joined by commas; two people may be named so beside a company.
const FEWEST: usize = 3;

/// The surnames of the known firms by the first of them.
static KNOWN: LazyLock<ByHash<Vec<Vec<u64>>>> = LazyLock::new(|| {
    let mut known = ByHash::<Vec<Vec<u64>>>::default();
    let rows = include_str!("../../data/partner-firms.tsv").lines().filter(|line| !line.starts_with('#'));
    for firm in rows.filter_map(|row| row.split_once('\t')).flat_map(|(_, firms)| firms.split('|')) {
        let words: Vec<u64> = tokens(firm).iter().map(|token| token.hash).collect();
        if let Some((&first, others)) = words.split_first() {
            known.entry(first).or_default().push(others.to_vec());
        }
    }
    // The longest first: of a firm and its older name with a partner more, the text has the one that fits it whole.
    known.values_mut().for_each(|firms| firms.sort_by_key(|others| std::cmp::Reverse(others.len())));
    known
});

/// The names with each firm of partners as one.
pub(super) fn joined(text: &str, tokens: &[Token], found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for (number, name) in found.iter().enumerate() {
        if out.last().is_some_and(|last| last.words.end > name.words.start) {
            continue;
        }
        let rest = &found[number..];
        let firm = known(text, tokens, rest).or_else(|| listed_partners(text, tokens, rest));
        let Some(words) = firm else {
            out.push(name.clone());
            continue;
        };
        let words = with_house(tokens, words, &mut out);
        out.push(Found { words, kind: ORGANISATION, margin: name.margin });
    }
    out
}

/// The words of a known firm that begins with the first of these names.
fn known(text: &str, tokens: &[Token], names: &[Found]) -> Option<Range<usize>> {
    let words = &names[0].words;
    // Initials may stand before the first partner.
    let first = words.clone().find(|&at| KNOWN.contains_key(&tokens[at].hash))?;
    let end = KNOWN.get(&tokens[first].hash)?.iter().find_map(|others| {
        others.iter().try_fold((first + 1, false), |(at, parted), &other| {
            let (is_parted, next) = joint(text, tokens, at)?;
            (tokens[next].hash == other).then_some((next + 1, parted || is_parted))
        })
    });
    let (end, is_parted) = end?;
    // Two surnames side by side are a person, unless the tagger sees a company.
    if !is_parted && names[0].kind != ORGANISATION && end - first == 2 {
        return None;
    }
    let whole = names.iter().take_while(|name| name.words.start < end).map(|name| name.words.end).max();
    Some(words.start..end.max(whole.unwrap_or(end)))
}

/// The words of a firm of partners with a company's ending: `Quarvex, Brandt and Holme Securities Corp`.
fn listed_partners(text: &str, tokens: &[Token], names: &[Found]) -> Option<Range<usize>> {
    let first = &names[0];
    if first.kind != PERSON || tokens[first.words.start].shouted || !is_surname(tokens, &first.words) {
        return None;
    }
    let (mut at, mut partners) = (first.words.end, 1);
    let (last, is_last_of_two) = loop {
        let (_, next) = joint(text, tokens, at).filter(|(is_parted, _)| *is_parted)?;
        partners += 1;
        let is_behind_and = next > at || is_ampersand(text, tokens, next);
        if is_behind_and || follows(tokens, next + 1) {
            break (next, is_behind_and && partners == 2);
        }
        at = next + 1;
    };
    let end = company_end(text, tokens, last)?;
    let is_firm = partners >= FEWEST || is_last_of_two && end == last + 2;
    (is_firm && end - first.words.start <= LONGEST && are_partners(tokens, &names[1..], last))
        .then_some(first.words.start..end)
}

/// True for one word, with or without initials before it.
fn is_surname(tokens: &[Token], words: &Range<usize>) -> bool {
    let before = &tokens[words.start..words.end - 1];
    let are_initials = before.iter().all(|token| token.end - token.start == 1 || is_dotted(token));
    are_initials && !tokens[words.end - 1].possessive
}

/// True for `L.F.`
fn is_dotted(token: &Token) -> bool {
    token.end - token.start <= 4 && token.shape == Shape::Upper && !token.shouted
}

/// True if no name before the last partner says that these are people or companies of their own.
fn are_partners(tokens: &[Token], names: &[Found], last: usize) -> bool {
    names.iter().take_while(|name| name.words.start < last).all(|name| {
        let words = &tokens[name.words.clone()];
        words.len() == 1 && name.kind != ORGANISATION && !listed::is_organisation(words)
    })
}

/// What joins the word at or behind `at` to the one before: whether it parts two names, and the number of that word.
fn joint(text: &str, tokens: &[Token], at: usize) -> Option<(bool, usize)> {
    let token = tokens.get(at)?;
    if tokens[at.checked_sub(1)?].possessive {
        return None;
    }
    if token.hash == hash::word("and") && matches!(token.gap, Gap::Space | Gap::Comma) {
        let next = tokens.get(at + 1)?;
        return (next.gap == Gap::Space && next.is_nameish()).then_some((true, at + 1));
    }
    let between = text.get(tokens[at - 1].end..token.start)?;
    let parted = match between.trim() {
        "," | "&" | "/" | ", &" => true,
        "" if between == " " => false,
        _ => return None,
    };
    token.is_nameish().then_some((parted, at))
}

fn is_ampersand(text: &str, tokens: &[Token], at: usize) -> bool {
    text.get(tokens[at - 1].end..tokens[at].start).is_some_and(|between| between.contains('&'))
}

/// True if the word goes on with the name before it.
fn follows(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is_nameish() && token.gap == Gap::Space)
}

/// Just past the company's ending of the name whose first word is at `start`.
fn company_end(text: &str, tokens: &[Token], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while follows(tokens, at) && !tokens[at - 1].possessive {
        let word = text[tokens[at].start..tokens[at].end].trim_end_matches('.').to_lowercase();
        at += 1;
        if ENDINGS.contains(&format!(" {word} ")) {
            return Some(at);
        }
    }
    None
}

/// The words with the house that stands before the partners: `Merrill Lynch, Pierce, Fenner and Smith Inc`.
fn with_house(tokens: &[Token], words: Range<usize>, before: &mut Vec<Found>) -> Range<usize> {
    let house = before.last().filter(|last| {
        let of_words = &tokens[last.words.clone()];
        last.words.end == words.start
            && last.kind == ORGANISATION
            && of_words.len() == 2
            && !of_words[1].possessive
            && !of_words.iter().any(|word| word.is(class::ORG))
            && matches!(tokens[words.start].gap, Gap::Comma | Gap::Space)
            && words.end - last.words.start <= LONGEST
    });
    let Some(start) = house.map(|house| house.words.start) else { return words };
    before.pop();
    start..words.end
}

/// Makes those of the names organisations that have the code of a share behind them: `QUARVEX <QVX>`.
pub(super) fn with_codes(text: &str, tokens: &[Token], found: &mut [Found]) {
    for name in found.iter_mut().filter(|name| name.kind == PERSON) {
        if is_share_code(&text[tokens[name.words.end - 1].end..]) {
            name.kind = ORGANISATION;
        }
    }
}

/// True for the code of a share in angle brackets: ` <QVX>`, `<QVX.L>`.
fn is_share_code(text: &str) -> bool {
    const LONGEST_CODE: usize = 8;
    let Some(rest) = text.trim_start_matches(' ').strip_prefix('<') else { return false };
    let Some(code) = rest.split('>').next().filter(|code| code.len() < rest.len()) else { return false };
    let is_code = |code: &str| code.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'.' | b' '));
    (1..=LONGEST_CODE).contains(&code.len()) && is_code(code)
}

#[cfg(test)]
mod tests {
    use super::super::decode::PLACE;
    use super::*;

    /// The names after joining, of a text in which these words are names of the kinds.
    fn names(text: &str, found: &[(&str, usize)]) -> Vec<(String, usize)> {
        let tokens = tokens(text);
        let mut names: Vec<Found> = Vec::new();
        for (name, kind) in found {
            for (start, _) in text.match_indices(name) {
                let first = tokens.iter().position(|token| token.start == start).expect("a word begins here");
                let words = first..first + super::tokens(name).len();
                names.push(Found { words, kind: *kind, margin: 1.0 });
            }
        }
        names.sort_by_key(|name| name.words.start);
        with_codes(text, &tokens, &mut names);
        let text_of =
            |words: &Range<usize>| text[tokens[words.start].start..tokens[words.end - 1].end].into();
        joined(text, &tokens, names).iter().map(|name| (text_of(&name.words), name.kind)).collect()
    }

    fn one(name: &str) -> Vec<(String, usize)> {
        vec![(name.to_owned(), ORGANISATION)]
    }

    #[test]
    fn a_list_of_surnames_with_a_company_ending_is_a_firm() {
        let three = [("Quarvex", PERSON), ("Lufkin", PLACE), ("Holme Securities Corp", ORGANISATION)];
        assert_eq!(
            names("led by Quarvex, Lufkin and Holme Securities Corp today", &three),
            one("Quarvex, Lufkin and Holme Securities Corp")
        );
        let no_and = [("L.F. Quarvex", PERSON), ("Brandt", PERSON), ("Holme Inc", ORGANISATION)];
        assert_eq!(
            names("said L.F. Quarvex, Brandt, Holme Inc today", &no_and),
            one("L.F. Quarvex, Brandt, Holme Inc")
        );
        let two = [("Quarvex", PERSON), ("Holme Inc", ORGANISATION)];
        assert_eq!(names("then Quarvex and Holme Inc said", &two), one("Quarvex and Holme Inc"));
        let house = [
            ("Ostra Brannick", ORGANISATION),
            ("Quarvex", PERSON),
            ("Brandt", PERSON),
            ("Holme Inc", PERSON),
        ];
        assert_eq!(
            names("by Ostra Brannick, Quarvex, Brandt and Holme Inc today", &house),
            one("Ostra Brannick, Quarvex, Brandt and Holme Inc")
        );
    }

    #[test]
    fn people_and_companies_that_are_only_named_together_are_none() {
        let people = [("Quarvex", PERSON), ("Brandt", PERSON), ("Holme", PERSON)];
        assert_eq!(names("then Quarvex, Brandt and Holme met", &people).len(), 3);
        let beside = [("Quarvex", PERSON), ("Holme Engine Works Inc", ORGANISATION)];
        assert_eq!(names("of Quarvex and Holme Engine Works Inc today", &beside).len(), 2);
        let firms = [("Quarvex", PERSON), ("Reuters", ORGANISATION), ("Holme Inc", ORGANISATION)];
        assert_eq!(names("of Quarvex, Reuters and Holme Inc today", &firms).len(), 3);
        let with_comma = [("Quarvex", PERSON), ("Holme Inc", ORGANISATION)];
        assert_eq!(names("said Quarvex, Holme Inc analyst", &with_comma).len(), 2);
    }

    #[test]
    fn known_firms_are_found_however_they_are_joined() {
        let surnames = [("Harper", PERSON), ("Row", PERSON)];
        for joint in [" and ", " & ", "/"] {
            let text = format!("then Harper{joint}Row said");
            assert_eq!(names(&text, &surnames), one(&format!("Harper{joint}Row")), "{joint}");
        }
        let longer = [("Duff", PERSON), ("Phelps Quarvex Fund", ORGANISATION)];
        assert_eq!(
            names("of Duff and Phelps Quarvex Fund today", &longer),
            one("Duff and Phelps Quarvex Fund")
        );
        assert_eq!(
            names("then Harper Row said", &[("Harper Row", PERSON)]),
            [("Harper Row".to_owned(), PERSON)]
        );
    }

    #[test]
    fn a_share_code_is_that_of_a_company() {
        assert_eq!(names("bid for QUARVEX <QVX> is in", &[("QUARVEX", PERSON)]), one("QUARVEX"));
        assert_eq!(names("bid for Quarvex <qvx> is in", &[("Quarvex", PERSON)])[0].1, PERSON);
        assert_eq!(names("bid for Quarvex <QVX", &[("Quarvex", PERSON)])[0].1, PERSON);
    }
}
