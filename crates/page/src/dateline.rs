//! Where an article was filed, read from the head of its body: `VIENNA (AFP) - Ministers met …`.
//!
//! ```
//! use dateline_page::dateline;
//! assert_eq!(dateline::at_head("VIENNA (AFP) - Ministers met."), Some("VIENNA (AFP)"));
//! assert_eq!(dateline::at_head("Ministers met in Vienna."), None);
//! ```
//!
//! Not for: saying in which country the place lies.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::outlets;
use crate::patterns::regex;

/// How far into a paragraph a dateline may reach, in bytes.
const REACH: usize = 160;

/// A place in capitals, then perhaps a region, a date and an agency, then a dash or a colon.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?P<line>(?P<place>\p{Lu}[\p{Lu}'’.-]+(?:[ /-]\p{Lu}[\p{Lu}'’.-]*){0,4})(?P<rest>(?:, ?\p{Lu}[<l>.]*(?: \p{Lu}[<l>.]*){0,3}){0,2}(?:,? [<l>]{3,9}\.? ?[0-9]{1,2}(?:, ?[0-9]{4})?|,? [0-9]{1,2} [<l>]{3,9}\.?)?(?: ?[(\[（/][^()\[\]（）/]{2,40}[)\]）/])?\.?))\s*(?P<end>-{1,3}|[–—―]|[:：]|\.-)\s*\S",
    )
});

/// A place in any case, then an agency in brackets, then perhaps a dash.
static WITH_AGENCY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?P<line>(?P<place>\p{Lu}[<l>'’.-]+(?:[ /-][<l>][<l>'’.-]*){0,4})(?:, ?\p{Lu}[<l>.]*(?: \p{Lu}[<l>.]*){0,2})?(?:,? [<l>]{3,9}\.? ?[0-9]{1,2}(?:, ?[0-9]{4})?|,? [0-9]{1,2}\.? [<l>]{3,9}\.?)? ?[(（](?P<agency>[^()（）]{2,40})[)）])(?:\s*(?:-{1,3}|[–—―:]|\.-))?\s*\S",
    )
});

/// A place and a date, then a dash: `Beijing, Nov 3 — …`, `МОСКВА, 23 октября. …`.
static WITH_DATE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?P<line>(?P<place>\p{Lu}[<l>'’.-]+(?: \p{Lu}[<l>'’.-]*){0,3}), (?:[<l>]{3,9}\.? [0-9]{1,2}|[0-9]{1,2} [<l>]{3,9})(?:, ?[0-9]{4})?\.?(?: ?[/(][<l> ]{2,30}[/)])?\.?)\s*(?P<end>-{1,3}|[–—―]|\. ?[-–—])?\s*\S",
    )
});

/// The forms Chinese, Japanese and Korean agencies use.
static EAST_ASIAN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?P<line>[（(【\[]?(?:新华社|新華社|中新社|中新网|中央社|人民网)[\p{Han}、]{2,12}[0-9０-９]{1,2}月[0-9０-９]{1,2}日?[电電讯訊]?[）)】\]]?|[(（\[【][\p{Han}\p{Hangul}\p{Katakana}=、·]{2,12}(?:讯|訊|电|電|共同|時事|연합뉴스|뉴스)[)）\]】])",
    )
});

/// The dateline at the head of a paragraph, without the dash that ends it.
pub fn at_head(paragraph: &str) -> Option<&str> {
    let head = head(paragraph.trim_start());
    with_agency(head)
        .or_else(|| capitals(head))
        .or_else(|| with_date(head))
        .or_else(|| matched(&EAST_ASIAN, head))
}

fn head(paragraph: &str) -> &str {
    let end = paragraph.char_indices().map(|(at, _)| at).find(|&at| at >= REACH).unwrap_or(paragraph.len());
    &paragraph[..end]
}

fn matched<'a>(pattern: &Regex, head: &'a str) -> Option<&'a str> {
    let captures = pattern.captures(head)?;
    line(&captures)
}

fn line<'a>(captures: &Captures<'a>) -> Option<&'a str> {
    captures.name("line").map(|line| line.as_str().trim_end())
}

fn with_agency(head: &str) -> Option<&str> {
    let captures = WITH_AGENCY.captures(head)?;
    let agency = captures.name("agency")?.as_str();
    let known =
        agency.split(['/', ',', '-']).any(|part| outlets::is_agency(part.trim()) || is_outlet(part.trim()));
    line(&captures).filter(|_| known)
}

/// Outlets that sign their datelines as agencies do, in a few capitals.
fn is_outlet(name: &str) -> bool {
    (2..=6).contains(&name.chars().count()) && name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// A date alone opens many paragraphs: only a dash, or an agency between strokes, makes it a dateline.
fn with_date(head: &str) -> Option<&str> {
    let captures = WITH_DATE.captures(head)?;
    let ended = captures.name("end").is_some();
    line(&captures).filter(|line| ended || line.trim_end_matches('.').ends_with('/'))
}

fn capitals(head: &str) -> Option<&str> {
    let captures = CAPITALS.captures(head)?;
    let place = captures.name("place")?.as_str();
    let bare = captures.name("rest").is_none_or(|rest| rest.as_str().is_empty());
    let colon = captures.name("end").is_some_and(|end| end.as_str().starts_with([':', '：']));
    line(&captures).filter(|_| is_place(place) && !(bare && colon && place.contains(' ') && place.len() > 20))
}

/// False for words in capitals that open a paragraph and are not places.
fn is_place(words: &str) -> bool {
    const OTHER: [&str; 44] = [
        "update",
        "updated",
        "breaking",
        "watch",
        "read",
        "video",
        "photo",
        "photos",
        "note",
        "correction",
        "editor's",
        "editors",
        "exclusive",
        "opinion",
        "analysis",
        "more",
        "related",
        "live",
        "latest",
        "warning",
        "spoiler",
        "summary",
        "question",
        "answer",
        "faq",
        "tip",
        "step",
        "the",
        "a",
        "an",
        "why",
        "how",
        "what",
        "who",
        "in",
        "by",
        "from",
        "pros",
        "cons",
        "and",
        "best",
        "news",
        "file",
        "q",
    ];
    let words = words.to_lowercase().replace('’', "'");
    words.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !words.split([' ', '/']).any(|word| OTHER.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_many_houses_are_read() {
        for (paragraph, dateline) in [
            ("VIENNA (AFP) - Ministers met.", "VIENNA (AFP)"),
            ("WASHINGTON — The House voted.", "WASHINGTON"),
            ("HAYWARD, Calif. (AP) — The ferry stays.", "HAYWARD, Calif. (AP)"),
            ("LONDON, Oct 23 (Reuters) - Oil rose.", "LONDON, Oct 23 (Reuters)"),
            ("DUBAI, United Arab Emirates — A deal.", "DUBAI, United Arab Emirates"),
            ("NEW DELHI: The court said so.", "NEW DELHI"),
            ("Berlin (dpa) - Die Fähre bleibt.", "Berlin (dpa)"),
            ("Washington (CNN) The House voted.", "Washington (CNN)"),
            ("Beijing, Nov 3 — Officials said.", "Beijing, Nov 3"),
            ("МОСКВА, 23 октября. /ТАСС/. Паром остаётся.", "МОСКВА, 23 октября. /ТАСС/."),
            ("新华社北京10月23日电 会谈结束。", "新华社北京10月23日电"),
        ] {
            assert_eq!(at_head(paragraph), Some(dateline), "{paragraph}");
        }
    }

    #[test]
    fn other_openings_are_no_datelines() {
        for paragraph in [
            "Ministers met in Vienna.",
            "UPDATE: The talks ended.",
            "NASA said so.",
            "The mayor (pictured) said - well.",
            "Roe (Labour) said no.",
            "I - we - met.",
            "",
        ] {
            assert_eq!(at_head(paragraph), None, "{paragraph}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_dateline_is_the_head_of_its_paragraph(paragraph in "\\PC{0,200}") {
            if let Some(dateline) = at_head(&paragraph) {
                proptest::prop_assert!(paragraph.trim_start().starts_with(dateline));
            }
        }
    }
}
