//! The form that the ways of writing one organisation's name share: American spelling, the order of "Ministry of Finance",
//! legal forms, and acronyms of nations at the head of a name.

use dateline_core::article::EntityKind;
use dateline_core::text::fold;

use super::aliases::canonical;
use super::local;
use super::variants::spelt_words;
use crate::countries;

/// Spellings of one word, American first.
const SPELLINGS: [(&str, &str); 23] = [
    ("organization", "organisation"),
    ("organizations", "organisations"),
    ("center", "centre"),
    ("defense", "defence"),
    ("labor", "labour"),
    ("program", "programme"),
    ("theater", "theatre"),
    ("and", "&"),
    ("harbor", "harbour"),
    ("aluminum", "aluminium"),
    ("color", "colour"),
    ("gray", "grey"),
    ("tire", "tyre"),
    ("catalog", "catalogue"),
    ("saint", "st"),
    ("united", "utd"),
    ("university", "univ"),
    ("department", "dept"),
    ("association", "assn"),
    ("government", "govt"),
    ("brothers", "bros"),
    ("international", "intl"),
    ("national", "natl"),
];

/// What the end of a name has or lacks without being another name: legal forms, and "Football Club".
const FORMS: [&str; 44] = [
    "a/s",
    "aps",
    "companies",
    "kg",
    "sarl",
    "srl",
    "ab",
    "afc",
    "ag",
    "asa",
    "berhad",
    "bhd",
    "bv",
    "cf",
    "co",
    "company",
    "corp",
    "corporation",
    "cos",
    "fc",
    "gmbh",
    "inc",
    "incorporated",
    "jsc",
    "kgaa",
    "kk",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "nv",
    "ojsc",
    "oy",
    "oyj",
    "pjsc",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sdn",
    "se",
    "spa",
];

/// What a club, an agency or a company is, where its name is as well known without: Arsenal Football Club, Tasnim News Agency.
const KINDS: [&str; 10] = [
    "football club",
    "soccer club",
    "rugby club",
    "cricket club",
    "basketball club",
    "baseball club",
    "news agency",
    "newspaper",
    "holdings",
    "holding",
];

/// What the names of clubs begin with or lack.
const CLUBS: [&str; 12] = ["fc", "afc", "cf", "sc", "ac", "as", "ssc", "vfb", "vfl", "rcd", "ud", "cd"];

/// Heads of offices that stand before or after what they are for: Ministry of Finance, Finance Ministry.
const OFFICES: [&str; 4] = ["ministry", "department", "bureau", "office"];

/// Bodies of which every country has one: its people and its name say the same before and after them.
const PUBLIC: [&str; 18] = [
    "assembly",
    "ministry",
    "department",
    "army",
    "navy",
    "police",
    "parliament",
    "government",
    "senate",
    "cabinet",
    "treasury",
    "embassy",
    "military",
    "force",
    "forces",
    "court",
    "guard",
    "federation",
];

/// So many words at most say what an office is for: Culture, Media and Sport.
const LONGEST_SUBJECT: usize = 6;

/// Acronyms at the head of a name, with what they stand for there.
const NATIONS: [(&str, &str); 4] =
    [("un", "united nations"), ("us", "united states"), ("uk", "united kingdom"), ("eu", "european union")];

/// The common form of a word, folded.
pub(super) fn common_spelling(word: &str) -> &str {
    SPELLINGS.iter().find(|(_, other)| *other == word).map_or(word, |(common, _)| common)
}

/// A name without `Inc`, `Corp`, `& Co`, `FC` and the like at its end.
pub(super) fn without_form(name: &str) -> &str {
    let mut rest = name.trim_end_matches(['.', ',']);
    while let Some((before, last)) = rest.rsplit_once(char::is_whitespace)
        && FORMS.contains(&fold(last).replace('.', "").as_str())
        && !before.trim().is_empty()
    {
        rest = before.trim_end_matches(['.', ',', ' ']);
        rest = ["&", "and"].iter().find_map(|joint| without_last(rest, joint)).unwrap_or(rest);
    }
    rest
}

/// A name without what it says to be, and without what is in brackets at its end: `Acme Holdings`, `Acme (ACM)`.
fn without_kind(name: &str) -> &str {
    let name = without_brackets(name);
    let bare = KINDS.iter().find_map(|kind| without_words(name, kind)).unwrap_or(name);
    match bare.split_once(' ') {
        Some((first, rest))
            if CLUBS.contains(&fold(first).replace('.', "").as_str()) && is_in_capitals(first) =>
        {
            rest
        }
        _ => bare,
    }
}

fn is_in_capitals(word: &str) -> bool {
    word.chars().skip(1).all(|c| !c.is_lowercase()) || word.starts_with("Vf")
}

/// A name without the acronym in brackets that follows it.
fn without_brackets(name: &str) -> &str {
    let Some((before, inner)) = name.trim_end().strip_suffix(')').and_then(|name| name.rsplit_once(" ("))
    else {
        return name;
    };
    let is_acronym =
        !inner.contains(' ') && inner.chars().any(char::is_uppercase) && inner.len() <= LONGEST_ACRONYM;
    if is_acronym && before.contains(' ') { before } else { name }
}

/// An acronym in brackets has so many bytes at most.
const LONGEST_ACRONYM: usize = 10;

/// What stands before these last words, in any case.
fn without_words<'a>(name: &'a str, last: &str) -> Option<&'a str> {
    let start = name.len().checked_sub(last.len())?;
    let (before, end) = name.split_at_checked(start)?;
    let before = before.strip_suffix(' ').filter(|before| !before.is_empty())?;
    end.eq_ignore_ascii_case(last).then_some(before)
}

/// What stands before a last word, if that is this one.
fn without_last<'a>(name: &'a str, last: &str) -> Option<&'a str> {
    let (before, word) = name.rsplit_once(char::is_whitespace)?;
    (word == last && !before.trim().is_empty()).then(|| before.trim_end_matches([',', ' ']))
}

/// The name in common use, or the name without its legal form where it has no other.
pub(super) fn common_name(name: &str) -> &str {
    let known = |name| canonical(EntityKind::Organisation, name);
    let short = without_form(name);
    let bare = without_kind(short);
    known(name).or_else(|| known(short)).or_else(|| known(bare)).unwrap_or(bare)
}

/// The words of a name, folded, as all ways of writing it have them.
pub(super) fn common_words(words: Vec<String>) -> Vec<String> {
    let words = joined(words);
    let spelt: Vec<String> = words.iter().map(|word| common_spelling(word).to_owned()).collect();
    nation_first(office_last(nation_first(police_alone(with_nation(spelt)))))
}

/// The words of the name of a country's body, of which the first is the country: those of what it is called apart from it, if the
/// table of such bodies has that.
pub(super) fn own_words(words: Vec<String>) -> Vec<String> {
    let own = words.split_first().and_then(|(nation, body)| {
        let code = code(std::slice::from_ref(nation)).filter(|_| !body.is_empty())?;
        local::own_name(code, body)
    });
    own.map_or(words, |name| common_words(spelt_words(common_name(name))))
}

/// `co operative` as `cooperative`: a hyphen parts words, and some spell it with one.
fn joined(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match out.last_mut() {
            Some(last) if last == "co" && (word.starts_with("op") || word.starts_with("ord")) => {
                last.push_str(&word)
            }
            _ => out.push(word),
        }
    }
    out
}

/// `iraqi army` and `army of iraq` as `iraq army`; the body of a country stays apart from that of any other.
fn nation_first(words: Vec<String>) -> Vec<String> {
    let nation_and_body = nation_behind(&words).or_else(|| nation_before(&words));
    nation_and_body.map_or(words, |(nation, body)| std::iter::once(nation).chain(body).collect())
}

/// The nation and the body of `army of the united states`.
fn nation_behind(words: &[String]) -> Option<(String, Vec<String>)> {
    let of = words.iter().rposition(|word| word == "of")?;
    let (body, nation) = (&words[..of], &words[of + 1..]);
    let nation = nation.strip_prefix(&["the".to_owned()]).unwrap_or(nation);
    if !is_public(body) {
        return None;
    }
    let body = body.iter().filter(|word| *word != "the").cloned();
    Some((country(nation)?, body.collect()))
}

/// The nation and the body of `south korean army`.
fn nation_before(words: &[String]) -> Option<(String, Vec<String>)> {
    let longest = NATION_WORDS.min(words.len().saturating_sub(1));
    (1..=longest).rev().find_map(|length| {
        let (nation, body) = words.split_at(length);
        let is_body = is_public(&body[body.len() - 1..])
            || local::is_body(body)
            || (is_public(body) && body.len() == 2);
        Some((country(nation).filter(|_| is_body)?, body.to_vec()))
    })
}

/// The name of a country or of its people has so many words at most.
pub(super) const NATION_WORDS: usize = 3;

/// True for the words of a body of which every country has one: an army, a central bank.
fn is_public(body: &[String]) -> bool {
    if local::is_body(body) {
        return true;
    }
    let is_bank =
        matches!(body, [.., kind, bank] if bank == "bank" && matches!(kind.as_str(), "central" | "national"));
    is_bank || body.iter().any(|word| PUBLIC.contains(&word.as_str()))
}

/// `oslo police department` and `oslo police service` as `oslo police`.
fn police_alone(mut words: Vec<String>) -> Vec<String> {
    let is_named_twice = |words: &[String]| matches!(words, [_, .., police, last] if police == "police" && matches!(last.as_str(), "department" | "service" | "force"));
    if is_named_twice(&words) {
        words.pop();
    }
    words
}

/// The name of the country that folded words name, or whose people they are, in small letters.
fn country(words: &[String]) -> Option<String> {
    countries::name(code(words)?).map(str::to_lowercase)
}

/// True for the name of a country, of its people or of a nation that is part of it: `south korea`, `danish`, `us`.
pub(super) fn is_nation(words: &[String]) -> bool {
    let name = words.join(" ");
    PARTS.contains(&name.as_str()) || code(words).is_some() || NATIONS.iter().any(|(short, _)| *short == name)
}

/// The code of that country.
fn code(words: &[String]) -> Option<&'static str> {
    if words.is_empty() || words.len() > NATION_WORDS {
        return None;
    }
    let name = words.join(" ");
    if PARTS.contains(&name.as_str()) { None } else { countries::code_of_word(&name) }
}

/// Nations that are part of a country and have bodies of their own: the Scottish Parliament is not the British one.
const PARTS: [&str; 10] = [
    "english",
    "england",
    "scottish",
    "scots",
    "scotland",
    "welsh",
    "wales",
    "northern irish",
    "northern ireland",
    "anglo",
];

/// `un security council` as `united nations security council`.
fn with_nation(words: Vec<String>) -> Vec<String> {
    let long = words.first().and_then(|first| NATIONS.iter().find(|(short, _)| short == first));
    match long {
        Some((_, long)) if words.len() > 1 => {
            long.split(' ').map(str::to_owned).chain(words.into_iter().skip(1)).collect()
        }
        _ => words,
    }
}

/// `ministry of finance` as `finance ministry`.
fn office_last(words: Vec<String>) -> Vec<String> {
    let Some(at) = words.iter().position(|word| OFFICES.contains(&word.as_str())) else { return words };
    let is_followed = words.get(at + 1).is_some_and(|word| matches!(word.as_str(), "of" | "for"));
    let subject = words.get(at + 2..).unwrap_or_default();
    let is_plain = !subject.iter().any(|word| matches!(word.as_str(), "of" | "for" | "in"));
    if !is_followed || !is_plain || !(1..=LONGEST_SUBJECT).contains(&subject.len()) {
        return foreign_affairs(words, at);
    }
    let before = words[..at].iter().filter(|word| *word != "the");
    let is_foreign = matches!(subject, [foreign, affairs] if foreign == "foreign" && affairs == "affairs");
    let subject = if is_foreign { &subject[..1] } else { subject };
    let subject = subject.iter().filter(|word| *word != "the");
    before.chain(subject).chain(std::iter::once(&words[at])).cloned().collect()
}

/// `foreign affairs ministry` as `foreign ministry`.
fn foreign_affairs(words: Vec<String>, office: usize) -> Vec<String> {
    let Some(at) = office.checked_sub(1).filter(|&at| at > 0 && words[at] == "affairs") else { return words };
    if words[at - 1] != "foreign" {
        return words;
    }
    words.into_iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> String {
        common_words(name.split(' ').map(str::to_owned).collect()).join(" ")
    }

    #[test]
    fn lists_are_of_folded_words() {
        assert!(FORMS.iter().chain(&OFFICES).all(|word| !word.chars().any(char::is_uppercase)));
    }

    #[test]
    fn forms_of_companies_and_clubs_say_nothing() {
        for (name, short) in [
            ("Acme & Co Inc", "Acme"),
            ("Acme S.p.A.", "Acme"),
            ("Acme Corp.", "Acme"),
            ("Harbour Town FC", "Harbour Town"),
            ("Co", "Co"),
            ("Brown and Sons", "Brown and Sons"),
        ] {
            assert_eq!(without_form(name), short);
        }
    }

    #[test]
    fn offices_have_one_order() {
        assert_eq!(words("ministry of finance"), "finance ministry");
        assert_eq!(words("iraqi ministry of the interior"), "iraq interior ministry");
        assert_eq!(words("ministry of foreign affairs"), "foreign ministry");
        assert_eq!(words("department for work and pensions"), "work and pensions department");
        assert_eq!(words("office of the prosecutor of the court"), "office of the prosecutor of the court");
        assert_eq!(words("ministry"), "ministry");
    }

    #[test]
    fn a_country_and_its_people_say_the_same() {
        for name in ["iraqi army", "iraq army", "army of iraq"] {
            assert_eq!(words(name), "iraq army", "{name}");
        }
        assert_eq!(words("danish parliament"), "denmark parliament");
        assert_eq!(words("danish design museum"), "danish design museum");
        assert_eq!(words("bank of ireland"), "bank of ireland");
    }

    #[test]
    fn spellings_and_nations() {
        assert_eq!(words("un labour organisation"), "united nations labor organization");
        assert_eq!(words("us"), "us");
        assert_eq!(words("co operative bank"), "cooperative bank");
        assert_eq!(words("supreme court of the united states"), "united states supreme court");
        assert_eq!(words("south korean navy"), "south korea navy");
    }

    #[test]
    fn banks_and_police_have_one_form() {
        for name in ["central bank of russia", "russian central bank"] {
            assert_eq!(words(name), "russia central bank", "{name}");
        }
        assert_eq!(words("oslo police department"), words("oslo police"));
        assert_eq!(words("bank of ireland"), "bank of ireland");
    }

    #[test]
    fn what_a_club_or_company_is_says_nothing() {
        for (name, bare) in [
            ("Harbour Town Football Club", "Harbour Town"),
            ("FC Harbour", "Harbour"),
            ("As Harbour", "As Harbour"),
            ("Acme Holdings plc", "Acme"),
            ("Northern Ferry Board (NFB)", "Northern Ferry Board"),
            ("Acme Group", "Acme Group"),
            ("Holding", "Holding"),
        ] {
            assert_eq!(common_name(name), bare);
        }
    }
}
