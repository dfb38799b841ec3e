//! What the header of a mail says of the letter.

use std::sync::LazyLock;

use mail_parser::{HeaderName, Message};
use regex::Regex;

use super::super::facts::{Facts, is_web_address};
use super::encoded_word;
use dateline_core::dates;

/// What programs put before the subject of an answer or of a letter that is passed on.
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:\s*(?:re|aw|antw|sv|odp|ref|fwd?|wg|tr|rv|vs|enc|i|doorst)(?:\[\d+\])?\s*:\s*)+")
        .expect("the pattern is valid")
});

static PASSED_ON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:\s*(?:fwd?|wg|tr|rv|enc|i|doorst)\s*:)").expect("the pattern is valid")
});

/// How the sender of a newsletter is named: a person, and where the person writes.
static PERSON_AND_OUTLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?<person>.+?)(?:,| at| from| of| via| \||\s[-–—·•])\s+(?<outlet>.+)$")
        .expect("the pattern is valid")
});

/// What the header says. A letter that is passed on says less than what it passes on.
pub(super) fn facts(message: &Message) -> Facts {
    let subject = subject(message);
    let mut facts = Facts { authoritative: !PASSED_ON.is_match(&subject), ..Facts::from("mail header") };
    facts.headline = some(ANSWER.replace(&subject, "").trim());
    facts.published = published(message);
    facts.url = address(message);
    let sender = message.from().and_then(|from| from.first());
    let name = sender_name(message).filter(|name| !name.contains('@'));
    match (name, is_newsletter(message)) {
        (Some(name), true) => (facts.byline, facts.source) = person_and_outlet(&name),
        (Some(name), false) => facts.byline = vec![in_order(&name)],
        (None, _) => {}
    }
    keep(&mut facts, "from", sender.and_then(|sender| sender.address()));
    keep(&mut facts, "message_id", message.message_id());
    facts
}

/// The subject, on one line.
fn subject(message: &Message) -> String {
    raw(message, HeaderName::Subject).map(encoded_word::decode).unwrap_or_default()
}

/// True for a mail that answers another one, and does not pass it on.
pub(super) fn is_answer(message: &Message) -> bool {
    let subject = subject(message);
    let is_in_thread =
        [HeaderName::InReplyTo, HeaderName::References].into_iter().any(|name| raw(message, name).is_some());
    !PASSED_ON.is_match(&subject) && (is_in_thread || ANSWER.is_match(&subject))
}

/// The bytes of a field as they are in the mail.
fn raw<'m>(message: &'m Message, name: HeaderName) -> Option<&'m [u8]> {
    let header = message.headers().iter().rev().find(|header| header.name == name)?;
    message.raw_message.get(header.offset_start as usize..header.offset_end as usize)
}

/// The name of the sender; one whose letters were split or not encoded is read from the field itself.
fn sender_name(message: &Message) -> Option<String> {
    let sender = message.from().and_then(|from| from.first())?;
    let name = sender.name().map(unquoted)?;
    if !name.contains('\u{fffd}') {
        return Some(name);
    }
    let field = raw(message, HeaderName::From).map(encoded_word::decode)?;
    Some(unquoted(field.split('<').next().unwrap_or_default())).filter(|name| !name.is_empty())
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Keeps what there is no field for.
fn keep(facts: &mut Facts, key: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        facts.extra.insert(key.to_owned(), value.into());
    }
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches(['"', '\'']).trim().to_owned()
}

/// The date at which it was sent, with its own offset.
fn published(message: &Message) -> Option<String> {
    let raw = message.header_raw(HeaderName::Date).map(str::trim).unwrap_or_default();
    let written = dates::parse_field(raw);
    let sent = || message.date().filter(|date| date.is_valid()).map(|date| date.to_rfc3339());
    // What is not whole is left to the parser of mail, which knows the forms of old programs.
    match written {
        Some(date) if date.is_complete => Some(date.value),
        partial => sent().or(partial.map(|date| date.value)),
    }
}

/// Where the letter stands on the web: `Content-Base` is what Thunderbird gives entries of feeds.
fn address(message: &Message) -> Option<String> {
    let names = ["Archived-At", "Content-Base", "X-RSS-URL"];
    let raw = names.iter().find_map(|name| message.header_raw(*name));
    let address = raw?.trim().trim_matches(['<', '>']);
    is_web_address(address).then(|| address.to_owned())
}

/// True for what is sent to many at once.
fn is_newsletter(message: &Message) -> bool {
    let has = |name: &str| message.header_raw(name).is_some();
    let is_bulk = message.header_raw("Precedence").is_some_and(|how| {
        ["bulk", "list", "junk"].iter().any(|known| how.trim().eq_ignore_ascii_case(known))
    });
    is_bulk || has("List-Unsubscribe") || has("List-Id") || has("Feedback-ID") || has("Content-Base")
}

/// `Ann Bell, The Daily` or `Ann Bell from The Daily`; any other name is that of the outlet.
fn person_and_outlet(name: &str) -> (Vec<String>, Option<String>) {
    match PERSON_AND_OUTLET.captures(name) {
        Some(parts) if is_person(&parts["person"]) => {
            (vec![parts["person"].to_owned()], some(&parts["outlet"]))
        }
        _ => (Vec::new(), some(name)),
    }
}

/// Two or three capitalised words, none of which begins an outlet's name.
fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=3).contains(&words.len())
        && words.iter().all(is_name)
        && !matches!(words[0], "The" | "Le" | "La" | "El" | "Die" | "Der" | "Das")
}

/// `Bell, Ann` as `Ann Bell`.
fn in_order(name: &str) -> String {
    match name.split_once(", ") {
        Some((last, first)) if !last.contains(' ') && !first.contains([' ', ',']) => {
            format!("{first} {last}")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LETTER, first};
    use super::*;

    fn facts(header: &str) -> Facts {
        first(&format!("Message-ID: <17@example.org>\n{header}\n\nWords.\n")).1
    }

    #[test]
    fn the_header_of_a_newsletter_tells_outlet_subject_and_date() {
        let (_, facts) = first(LETTER);
        assert_eq!(facts.headline.as_deref(), Some("Gespräche enden"));
        assert_eq!(facts.published.as_deref(), Some("2015-10-23T18:04:00+02:00"));
        assert_eq!((facts.source.as_deref(), facts.byline.len()), (Some("The Zürich Daily"), 0));
        assert_eq!(facts.extra["from"], "news@example.org");
        assert_eq!(facts.extra["message_id"], "17@example.org");
        assert!(facts.authoritative);
    }

    #[test]
    fn a_person_who_writes_a_newsletter_is_told_from_the_outlet() {
        for (name, person, outlet) in [
            ("Ann Bell, The Daily", "Ann Bell", "The Daily"),
            ("Ann Bell from The Daily", "Ann Bell", "The Daily"),
            ("Ann M. Bell | Daily News", "Ann M. Bell", "Daily News"),
            ("Ann Bell via World Watch", "Ann Bell", "World Watch"),
        ] {
            assert_eq!(person_and_outlet(name), (vec![person.into()], Some(outlet.into())), "{name}");
        }
        for name in ["The Daily", "The Morning from The Daily", "Bloomsday", "daily digest, the"] {
            assert_eq!(person_and_outlet(name), (vec![], Some(name.into())), "{name}");
        }
    }

    #[test]
    fn letters_that_were_split_are_whole() {
        let split = facts(
            "Subject: =?utf-8?Q?Gespr=C3?=\n =?utf-8?Q?=A4che?=\nFrom: =?utf-8?Q?Ann_B=C3?= =?utf-8?Q?=A4ll?= <a@example.org>",
        );
        assert_eq!(
            (split.headline.as_deref(), split.byline),
            (Some("Gespräche"), vec!["Ann Bäll".to_owned()])
        );
    }

    #[test]
    fn a_letter_from_a_person_has_a_byline() {
        assert_eq!(facts("From: \"Bell, Ann\" <ann@example.org>").byline, ["Ann Bell"]);
        assert_eq!(facts("From: ann@example.org").byline, Vec::<String>::new());
        assert_eq!(facts("From: \"ann@example.org\" <ann@example.org>").byline, Vec::<String>::new());
    }

    #[test]
    fn a_letter_that_is_passed_on_says_less() {
        let passed_on = facts("Subject: Fwd: Re: Talks end\nFrom: Ann <ann@example.org>");
        assert_eq!((passed_on.headline.as_deref(), passed_on.authoritative), (Some("Talks end"), false));
        assert_eq!(facts("Subject: Iran: talks end").headline.as_deref(), Some("Iran: talks end"));
        assert_eq!(facts("Subject: Re: ").headline, None);
    }

    #[test]
    fn dates_and_addresses_are_only_what_is_said() {
        assert_eq!(facts("Date: yesterday").published, None);
        assert_eq!(facts("Date: 3 Jan 2015 08:00:00 GMT").published.as_deref(), Some("2015-01-03T08:00:00Z"));
        assert_eq!(
            facts("Archived-At: <https://example.org/1>").url.as_deref(),
            Some("https://example.org/1")
        );
        assert_eq!(facts("Archived-At: <mailto:x@example.org>").url, None);
    }
}
