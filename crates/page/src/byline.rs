//! Who wrote an article, read from a line such as `By Jane Roe and John Doe, Reuters`.
//!
//! ```
//! use dateline_page::byline;
//! let byline = byline::in_line("By Jane Roe and John Doe, AFP").unwrap();
//! assert_eq!(byline.people, ["Jane Roe", "John Doe"]);
//! assert_eq!(byline.agencies, ["AFP"]);
//! ```
//!
//! A desk ("Reuters Staff") is an agency and no person; a role or an outlet is neither.
//! Not for: names inside running text.

use std::collections::HashSet;
use std::sync::LazyLock;

use dateline_core::text::NAME_PARTICLES;
use regex::Regex;

use super::outlets;
use super::patterns::{self, table_rows};

/// The longest line that is read as a byline, in bytes.
const MAX_LINE: usize = 240;
/// The most words a person's name has.
const MAX_NAME: usize = 6;

/// The people and the agencies a byline names, as it writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Byline {
    /// People, in the order of the line.
    pub people: Vec<String>,
    /// Agencies, in the order of the line.
    pub agencies: Vec<String>,
}

impl Byline {
    /// True if nobody is named.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.agencies.is_empty()
    }
}

/// Reads a line of visible text that is marked as a byline: `By …`, `Von …`, `作者：…`.
pub fn in_line(line: &str) -> Option<Byline> {
    if line.len() > MAX_LINE {
        return None;
    }
    let Some(mark) = patterns::BYLINE.find(line) else { return labelled(line).or_else(|| glued(line)) };
    let names = &line[mark.end()..];
    if names.starts_with(char::is_lowercase) && !mark.as_str().contains([':', '：', '|']) {
        return None;
    }
    Some(parse(names)).filter(|byline| !byline.is_empty())
}

/// Reads a label of a byline within a line: `2019年10月23日 来源：晚报 记者：王小明`.
fn labelled(line: &str) -> Option<Byline> {
    let label = patterns::BYLINE_LABEL.captures(line)?;
    Some(parse(label.name("names")?.as_str())).filter(|byline| !byline.is_empty())
}

/// Reads a name that is glued to the word before it: `byJane Roe`.
fn glued(line: &str) -> Option<Byline> {
    let name = line.trim().strip_prefix("by").or_else(|| line.trim().strip_prefix("By"))?;
    is_name(name).then(|| Byline { people: vec![name.to_owned()], agencies: Vec::new() })
}

/// Reads the reporters of a Korean line: `김영희 기자`.
pub fn korean(line: &str) -> Option<Byline> {
    static REPORTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:^|[\s=·,])(?P<name>\p{Hangul}{2,4})\s?(?:기자|특파원|논설위원|앵커)(?:[^\p{Hangul}]|$)")
    });
    if line.len() > MAX_LINE
        || !line.contains('기') && !line.contains('특') && !line.contains('논') && !line.contains('앵')
    {
        return None;
    }
    let people: Vec<String> = REPORTER.captures_iter(line).map(|found| found["name"].to_owned()).collect();
    (!people.is_empty()).then_some(Byline { people, agencies: Vec::new() })
}

/// Reads the names behind the date of a line: `Published on 12 October 2019, 14:26, Jane Roe`.
pub fn after_date(line: &str) -> Option<Byline> {
    if line.len() > MAX_LINE / 2 {
        return None;
    }
    let end = dateline_core::dates::find_in_line(line)?.end;
    let parts = line.get(end..)?.split([',', '/', '|', '•', '·', '–']).map(str::trim);
    let people: Vec<String> = parts.filter(|part| is_name(part)).map(str::to_owned).collect();
    (!people.is_empty()).then_some(Byline { people, agencies: Vec::new() })
}

/// Reads a line that consists of several names: `Jane Roe | John Doe`, `Reuters, Jane Roe`.
pub fn several(line: &str) -> Option<Byline> {
    if line.len() > MAX_LINE / 2 {
        return None;
    }
    let mut byline = Byline::default();
    let mut parts = 0;
    for part in line.split(['|', '•']).flat_map(|part| SEPARATOR.split(part)) {
        parts += 1;
        if outlets::is_agency(part.trim()) || is_name(part.trim()) {
            sort_in(part, &mut byline);
        }
    }
    let named = byline.people.len() + byline.agencies.len();
    (named == parts && parts >= 2 && !byline.people.is_empty()).then_some(byline)
}

/// Reads a line that names a person beside a date, a role or a reading time: `Jane Roe, Editor`, `12 May 2019 by Jane Roe`.
///
/// Such a line is a byline only where bylines stand.
pub fn beside_other(line: &str) -> Option<Byline> {
    if line.len() > MAX_LINE / 2 {
        return None;
    }
    if let Some(mark) = BY_INSIDE.find(line).filter(|_| patterns::DATE.is_match(line)) {
        return Some(parse(&line[mark.end() - 1..])).filter(|byline| !byline.people.is_empty());
    }
    let byline = parse(line);
    let first = byline.people.first()?;
    let rest = &line[line.find(first.as_str())? + first.len()..];
    let other = patterns::DATE.is_match(rest)
        || patterns::READ_TIME.is_match(rest)
        || patterns::AGO.is_match(rest)
        || patterns::AGE.is_match(line)
        || patterns::TIME.is_match(rest)
        || has_role(rest);
    (line.trim_start().starts_with(first.as_str()) && other).then_some(byline)
}

fn has_role(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphabetic() && c != '-').any(|word| ROLES.contains(word))
}

/// Reads a text that is known to name authors, with or without the word `By`.
pub fn parse(text: &str) -> Byline {
    let text = patterns::BYLINE.replace(text.trim(), "");
    let text = FOOTNOTE.replace_all(&text, "$letter$rest");
    let mut byline = Byline::default();
    for part in SEPARATOR.split(credit(&text)) {
        sort_in(part, &mut byline);
    }
    byline
}

/// True for a line that is nothing but the name of a person, by its form.
pub fn is_name(line: &str) -> bool {
    line.len() <= 60
        && (2..=4).contains(&line.split_whitespace().count())
        && is_person(line)
        && !is_shouted_word(line)
}

/// True for a line that is nothing but a person's name in capitals, if something else indicates that it is one.
pub fn is_name_in_capitals(line: &str) -> bool {
    let is_shouted = !line.contains(char::is_lowercase) && line.contains(char::is_uppercase);
    is_shouted && line.len() <= 60 && (2..=4).contains(&line.split_whitespace().count()) && is_person(line)
}

/// True for a text that may be the name of a person in a script without spaces, if something else indicates that it is.
pub fn is_unspaced_name(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && !text.chars().any(|c| c.is_lowercase() || c.is_uppercase())
        && is_person(text)
}

fn is_shouted_word(line: &str) -> bool {
    line.split_whitespace().any(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains(char::is_lowercase)
    })
}

static ROLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| table_rows(include_str!("../data/page-roles.tsv")).collect());

/// The word `by` inside a line, up to the first letter of the name.
static BY_INSIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s(?i:by|von|par|por)\s+[A-Z]"));

/// What separates the names of a byline.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\s*[,;、，،/&+]\s*(?:(?:and|und|et|y|e)\s+)?|\s+(?:and|with|und|mit|et|avec|y|con|og|och|en|met|ja|oraz|и|та|و|ve|dan)\s+|\s+(?:e|i|a)\s+",
    )
});

/// The number of a note behind a name.
static FOOTNOTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<letter>\p{Ll})[0-9]{1,2}(?P<rest>[,;&]|\s(?:and|und|et|y)\s|$)"));

/// Where the names end and a date, a place, a role or a sign-off starts.
static CREDIT_STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\s*[|•·(\[<@—–]|\s-\s|\s{3,}|[0-9]|(?:published|updated|posted)\s*:?
        |\s*(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s+[0-9]
        |\s(?:in|for|at|from|on|of|is|contributed|special\sto|read\smore)\s|\b(?:published|updated|posted|last\s(?:updated|modified))\b",
    )
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written in this file compiles")
}

/// The part of a byline that names people.
fn credit(text: &str) -> &str {
    let end = CREDIT_STOP.find_iter(text).map(|found| found.start()).find(|&start| start > 0);
    &text[..end.unwrap_or(text.len())]
}

fn sort_in(part: &str, byline: &mut Byline) {
    let part =
        part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '-' | '|' | '*' | '"'));
    if outlets::is_agency(part) {
        return add(part, &mut byline.agencies);
    }
    if let Some((person, agency)) = person_and_agency(part) {
        add(person, &mut byline.people);
        return add(agency, &mut byline.agencies);
    }
    let person = if is_person(part) { Some(part) } else { without_role(part) };
    if let Some(person) = person {
        add(person, &mut byline.people);
    }
}

fn add(name: &str, list: &mut Vec<String>) {
    if !list.iter().any(|known| known == name) {
        list.push(name.to_owned());
    }
}

/// A person with an agency behind the name: `Jane Roe The Associated Press`.
fn person_and_agency(part: &str) -> Option<(&str, &str)> {
    let spaces = part.match_indices(' ').map(|(at, _)| at).skip(1).take(MAX_NAME);
    spaces.map(|at| (&part[..at], &part[at + 1..])).find(|(person, agency)| {
        let agency = agency.strip_prefix("The ").unwrap_or(agency);
        outlets::is_agency(agency) && is_person(person)
    })
}

/// The name before a role that is set off by nothing, or glued to it: `Jane Roe Political Editor`, `Jane RoeNews Reporter`.
fn without_role(part: &str) -> Option<&str> {
    let ends = part.char_indices().zip(part.chars().skip(1)).filter_map(|((at, c), next)| {
        let is_glued = c.is_lowercase() && next.is_uppercase();
        (c == ' ' || is_glued).then_some(if c == ' ' { at } else { at + c.len_utf8() })
    });
    let fits = |&end: &usize| {
        let (name, role) = part.split_at(end);
        (2..=3).contains(&name.split_whitespace().count()) && is_person(name) && is_role(role)
    };
    ends.take(MAX_ROLE).find(fits).map(|end| part[..end].trim_end())
}

/// The most words and places of a line in which a role is looked for.
const MAX_ROLE: usize = 12;

/// True for a few words of which the last is a role, as titles of jobs end with what they are.
pub fn is_role(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    text.split_whitespace().count() <= 5 && ROLES.contains(last.trim_matches('.'))
}

/// True if a text has the form of a person's full name and has no word of a role or an outlet.
fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty() || words.len() > MAX_NAME || !name.chars().all(is_name_char) {
        return false;
    }
    let lower = name.to_lowercase();
    let is_role = lower.split_whitespace().any(|word| ROLES.contains(word.trim_matches('.')));
    if is_role || outlets::is_outlet_name(name) {
        return false;
    }
    if !name.chars().any(|c| c.is_lowercase() || c.is_uppercase()) {
        return is_uncased_name(name, words.len());
    }
    let capitals =
        words.iter().filter(|word| word.starts_with(char::is_uppercase) || is_elided(word)).count();
    capitals >= 2 && words.iter().all(|word| word.starts_with(char::is_uppercase) || is_particle(word))
}

fn is_name_char(c: char) -> bool {
    c.is_alphabetic()
        || is_mark(c)
        || matches!(c, ' ' | '.' | '-' | '\'' | '’' | 'ʼ' | '·' | '・' | '\u{a0}' | '\u{200c}')
}

/// Vowel signs and other marks, which some scripts write their letters with.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// Names in scripts without capitals: two to five words, or two to eight characters where no spaces are.
fn is_uncased_name(name: &str, words: usize) -> bool {
    const NOT_PEOPLE: [&str; 9] = ["新聞", "新闻", "日報", "日报", "通信", "新社", "뉴스", "일보", "입력"];
    let chars = name.chars().count();
    if NOT_PEOPLE.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    if name.starts_with(|c: char| {
        ('\u{3040}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7a3}').contains(&c)
    }) {
        return (2..=8).contains(&chars);
    }
    (2..=5).contains(&words)
}

/// The small words inside names.
fn is_particle(word: &str) -> bool {
    NAME_PARTICLES.contains(&word)
        || word == "e"
        || is_elided(word)
        || word.starts_with("al-")
        || word.starts_with("el-")
}

/// `d'Ormesson`: a particle that has lost its vowel before a name.
fn is_elided(word: &str) -> bool {
    let name = word.strip_prefix("d'").or_else(|| word.strip_prefix("d’"));
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(line: &str) -> Vec<String> {
        in_line(line).unwrap_or_default().people
    }

    #[test]
    fn names_are_told_from_roles_places_and_dates() {
        assert_eq!(people("By Jane Roe"), ["Jane Roe"]);
        assert_eq!(people("By Jane Roe, Political Editor"), ["Jane Roe"]);
        assert_eq!(people("By Jane Roe, John Doe, and Max Moe"), ["Jane Roe", "John Doe", "Max Moe"]);
        assert_eq!(people("BY JANE ROEPUBLISHED: JAN 29, 2025"), ["JANE ROE"]);
        assert_eq!(people("By Jane Roe | 12 October 2019 | 5 min read"), ["Jane Roe"]);
        assert_eq!(people("Written by: Jane van der Roe in Oslo and John Doe"), ["Jane van der Roe"]);
        assert_eq!(people("Von Jana Müller und Karl Groß"), ["Jana Müller", "Karl Groß"]);
        assert_eq!(people("Par Jeanne d'Ormesson et José da Silva"), ["Jeanne d'Ormesson", "José da Silva"]);
        assert_eq!(people("Автор: Анна Иванова"), ["Анна Иванова"]);
        assert_eq!(people("作者：王小明"), ["王小明"]);
        assert_eq!(people("2019年10月23日 来源：晚报　记者：王小明、李华 责任编辑：陈"), ["王小明", "李华"]);
    }

    #[test]
    fn agencies_are_no_people() {
        let byline = in_line("By Reuters Staff").unwrap();
        assert!(byline.people.is_empty());
        assert_eq!(byline.agencies, ["Reuters Staff"]);
        assert_eq!(in_line("By Jane Roe, Associated Press").unwrap().agencies, ["Associated Press"]);
    }

    #[test]
    fn sentences_and_desks_are_no_bylines() {
        for line in [
            "By then it was too late.",
            "By the numbers",
            "By Staff",
            "By",
            "Von der Leyen",
            "Bystanders said so",
            "By The Harbour Courier",
            "By 2030",
        ] {
            assert_eq!(in_line(line), None, "{line}");
        }
    }

    #[test]
    fn bare_names_are_known_by_their_form() {
        assert!(
            is_name("Jane Roe") && is_name("Juan Pablo de la Cruz".trim_end_matches(" Cruz"))
                || is_name("Jane B. Roe")
        );
        for line in ["Home", "Sports News", "JANE ROE", "Jane Roe says so", "Read More"] {
            assert!(!is_name(line), "{line}");
        }
    }

    #[test]
    fn names_beside_dates_and_roles_are_read() {
        for line in [
            "Jane Roe July 13, 2025 — 7 minutes read",
            "Jane RoeNovember 3, 2020",
            "Jane Roe, Managing Editor",
            "May 1, 2023 By Jane Roe",
        ] {
            assert_eq!(beside_other(line).unwrap_or_default().people, ["Jane Roe"], "{line}");
        }
        for line in ["New York May Day", "Jane Roe", "Home, News", ""] {
            assert_eq!(beside_other(line), None, "{line}");
        }
    }

    #[test]
    fn roles_notes_and_agencies_are_taken_off_the_name() {
        for line in [
            "By Jane Roe Political Correspondent",
            "By Jane RoeTravel News Reporter",
            "By Jane Roe Deputy Content Director",
            "By Jane Roe Follow",
            "byJane Roe",
            "Kolumne von Jane Roe",
            "Autorin/Autor Jane Roe",
        ] {
            assert_eq!(people(line), ["Jane Roe"], "{line}");
        }
        assert_eq!(people("By Jane Roe0, John Doe & Max Moe"), ["Jane Roe", "John Doe", "Max Moe"]);
        let byline = in_line("By Jane Roe and John Doe The Associated Press").unwrap();
        assert_eq!((byline.people.len(), byline.agencies.len()), (2, 1), "{byline:?}");
        let byline = in_line("Von Jane Roe mit AP").unwrap();
        assert_eq!((byline.people, byline.agencies), (vec!["Jane Roe".to_owned()], vec!["AP".to_owned()]));
    }

    #[test]
    fn names_stand_behind_dates_and_beside_each_other() {
        let people = |byline: Option<Byline>| byline.unwrap_or_default().people;
        assert_eq!(people(after_date("12. Oktober 2019 um 14:26 Uhr / Jane Roe")), ["Jane Roe"]);
        assert_eq!(people(after_date("12 October 2019, Oslo")), [""; 0]);
        assert_eq!(people(several("Jane Roe | John Doe")), ["Jane Roe", "John Doe"]);
        assert_eq!(people(several("Jane Roe og John Doe")), ["Jane Roe", "John Doe"]);
        assert_eq!(people(several("Reuters, Jane Roe")), ["Jane Roe"]);
        assert_eq!(several("News | Sport"), None);
        assert_eq!(people(korean("부산 김영희 기자 kim@post.example")), ["김영희"]);
        assert_eq!(korean("기자 회견이 열렸다"), None);
    }

    #[test]
    fn metadata_is_read_without_the_word_by() {
        assert_eq!(parse("Jane Roe, John Doe").people, ["Jane Roe", "John Doe"]);
        assert!(parse("").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn names_stand_in_the_line(line in ".{0,80}") {
            let byline = parse(&line);
            for name in byline.people.iter().chain(&byline.agencies) {
                proptest::prop_assert!(line.contains(name.as_str()));
            }
        }
    }
}
