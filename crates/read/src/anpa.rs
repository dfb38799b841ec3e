//! ANPA 1312, the form in which news agencies sent their stories over the wire: a header, the text, a line about the
//! sending, each behind a control character.
//!
//! ```text
//! ␖␖␁a0123␟bi---\r\nrn␓␑ bc-Ferry  10-23 0142\r\n
//! ␂^BC-Ferry,140<\r\n^Ferry stays for another winter<\r\n^By JANE ROE=\r\n
//! ␉ORVIK (XY) _ The council has voted …<\r\n␃XY-NY-10-23-15 1804EDT<\r\n␄
//! ```
//!
//! A file may have many stories. Lines of the text that begin with a caret are about it, in an order that differs from
//! agency to agency: a slug, the headline, notes for editors, the byline. Paragraphs are indented.

use std::sync::LazyLock;

use memchr::{memchr, memchr2, memrchr};
use regex::{Captures, Regex};

use super::article_builder::ArticleBuilder;
use super::error::RecordError;
use super::input::Input;
use super::sink::{ReadResult, Sink, push};
use super::xml::Prose;
use super::{Content, RawDoc, Reason, encoding};

const SOH: u8 = 1;
const STX: u8 = 2;
const ETX: u8 = 3;
const SYN: u8 = 0x16;

/// Within how many bytes of the beginning the text of the first story begins.
const HEADER_WITHIN: usize = 1024;

/// When and by whom a story was sent: `XY-NY-10-23-15 1804EDT`.
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?<agency>[A-Z]{2,8})-[A-Z]{1,4}-)?(?<month>\d{1,2})-(?<day>\d{1,2})-(?<year>\d{2,4})(?:\s+(?<hour>\d{2}):?(?<minute>\d{2})(?<zone>[A-Z]{1,4})?)?")
        .expect("the pattern is valid")
});

/// A line that names a story for machines: `BC-Ferry,140`.
static SLUG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:AM|PM|BC)-\S|\S.*,\s?\d{2,5}(?:-\d+)?$)").expect("the pattern is valid")
});

static BYLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?i:by)\s+\p{Lu}").expect("the pattern is valid"));
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:eds?\b|editors?\b|note\b|attn\b|repeat)").expect("the pattern is valid")
});

/// The offsets of the zones that agencies write.
const ZONES: [(&str, &str); 12] = [
    ("GMT", "Z"),
    ("UTC", "Z"),
    ("Z", "Z"),
    ("BST", "+01:00"),
    ("EDT", "-04:00"),
    ("EST", "-05:00"),
    ("CDT", "-05:00"),
    ("CST", "-06:00"),
    ("MDT", "-06:00"),
    ("MST", "-07:00"),
    ("PDT", "-07:00"),
    ("PST", "-08:00"),
];

/// True if a stream begins with the header of a story.
pub(super) fn is_anpa(head: &[u8]) -> bool {
    let blank = head.iter().take_while(|byte| matches!(**byte, 0 | b'\r' | b'\n' | SYN)).count();
    let first = &head[blank..head.len().min(blank + HEADER_WITHIN)];
    let is_marked = first.first() == Some(&SOH) && first.get(1).is_some_and(u8::is_ascii_alphanumeric);
    is_marked && memchr(STX, first).is_some()
}

/// Reads the stories of a stream.
///
/// # Errors
/// If it cannot be read, or the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    let raw = input.whole()?;
    let mut rest = raw.as_slice();
    let mut record = 0;
    while let Some(start) = memchr(SOH, rest) {
        let next = memchr(SOH, &rest[start + 1..]).map_or(rest.len(), |at| start + 1 + at);
        let story = rest[start..next].trim_ascii_end();
        let end = memrchr(SYN, story)
            .filter(|&at| story[at..].iter().all(|&byte| byte == SYN))
            .unwrap_or(story.len());
        push(sink, story_of(record, &story[..end]))?;
        record += 1;
        rest = &rest[next..];
    }
    Ok(())
}

fn story_of(record: u64, raw: &[u8]) -> Result<RawDoc, RecordError> {
    let Some(text_start) = memchr(STX, raw) else {
        let reason = Reason::damaged("ANPA wire", "the text of a story has no beginning");
        return Err(RecordError::skipped(record, reason));
    };
    let text_end = memchr2(ETX, 4, &raw[text_start..]).map_or(raw.len(), |at| text_start + at);
    let decoded = |bytes: &[u8]| encoding::decode_text(bytes.to_vec()).text;
    let mut draft = ArticleBuilder::new("ANPA");
    read_text(&mut draft, &decoded(&raw[text_start + 1..text_end]));
    read_trailer(&mut draft, &decoded(&raw[text_end..]));
    read_header(&mut draft, &decoded(&raw[1..text_start]));
    Ok(RawDoc::of(record, raw, Content::Article(Box::new(draft.article))))
}

/// A line without marks of control and without what ends it.
fn clean(line: &str) -> String {
    let visible: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
    visible.trim_start_matches('^').trim_end_matches(['<', '=', '|', '^']).trim().to_owned()
}

fn read_text(draft: &mut ArticleBuilder, text: &str) {
    let mut heads: Vec<String> = vec![];
    let mut paragraphs: Vec<String> = vec![];
    for line in text.lines() {
        let shown = clean(line);
        if shown.is_empty() {
            continue;
        }
        let is_indented =
            line.starts_with(['\t', ' ']) || line.trim_start_matches(char::is_control).starts_with("  ");
        match paragraphs.last_mut() {
            _ if line.trim_start_matches(|c: char| c.is_control()).starts_with('^') => heads.push(shown),
            None if !is_indented => heads.push(shown),
            Some(last) if !is_indented => {
                last.push(' ');
                last.push_str(&shown);
            }
            _ => paragraphs.push(shown),
        }
    }
    read_heads(draft, heads);
    draft.prose("text", Prose { paragraphs, captions: vec![] });
}

/// The lines before the text, told apart by what they look like.
fn read_heads(draft: &mut ArticleBuilder, heads: Vec<String>) {
    let mut after_byline = false;
    for line in heads {
        if BYLINE.is_match(&line) {
            draft.byline("byline", vec![line]);
            after_byline = true;
        } else if NOTE.is_match(&line) {
            draft.extra("note", line);
        } else if draft.article.headline.is_none() && !after_byline && !SLUG.is_match(&line) {
            draft.headline("headline", Some(line));
        } else {
            // Behind a name stands what the person is: "Staff Writer".
            draft.extra(if after_byline { "byline_title" } else { "slug" }, line);
        }
    }
}

fn read_trailer(draft: &mut ArticleBuilder, trailer: &str) {
    let Some(sent) = SENT.captures(trailer) else { return };
    draft.source("agency", sent.name("agency").map(|agency| agency.as_str().to_owned()));
    draft.published("time of sending", moment(&sent));
}

fn moment(sent: &Captures) -> Option<String> {
    let number = |name: &str| sent.name(name)?.as_str().parse::<u32>().ok();
    let year = number("year")?;
    let year = match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    };
    let (month, day) = (number("month")?, number("day")?);
    let date = format!("{year:04}-{month:02}-{day:02}");
    let zone = sent.name("zone").and_then(|zone| ZONES.iter().find(|(known, _)| *known == zone.as_str()));
    Some(match (number("hour"), number("minute"), zone) {
        (Some(hour), Some(minute), Some((_, offset))) => format!("{date}T{hour:02}:{minute:02}:00{offset}"),
        _ => date,
    })
}

fn read_header(draft: &mut ArticleBuilder, header: &str) {
    let words: Vec<String> = header.lines().map(clean).filter(|line| !line.is_empty()).collect();
    if !words.is_empty() {
        draft.extra("wire_header", words.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::input;
    use super::super::sink::tests::read_by;
    use super::*;
    use dateline_core::article::Article;
    use proptest::prelude::*;

    const STORY: &str = "\x16\x16\x01a0123\x1fbi---\r\nrn\x13\x11 bc-Ferry  10-23 0142\r\n\x02^BC-Ferry,140<\r\n\
        ^Ferry stays for another winter<\r\n^Eds: UPDATES with vote.<\r\n^By JANE ROE=\r\n^Harbour Press Writer=\r\n\
        \tORVIK (XY) _ The council has voted,\r\nand the ferry stays.<\r\n\tThe mayor was glad.<\r\n\
        \x03XY-NY-10-23-15 1804EDT<\r\n\x04\r\n";

    fn articles(bytes: &[u8]) -> Vec<Article> {
        let found = read_by(|sink| read(input("a", bytes), sink));
        let article = |doc: RawDoc| match doc.content {
            Content::Article(article) => *article,
            other => panic!("{other:?}"),
        };
        found.into_iter().map(|found| article(found.unwrap())).collect()
    }

    #[test]
    fn a_story_is_read_with_all_that_is_about_it() {
        let article = articles(STORY.as_bytes()).remove(0);
        assert_eq!(article.headline.as_deref(), Some("Ferry stays for another winter"));
        assert_eq!(article.byline, ["By JANE ROE"]);
        assert_eq!(
            article.body,
            "ORVIK (XY) _ The council has voted, and the ferry stays.\n\nThe mayor was glad."
        );
        assert_eq!(article.published.as_deref(), Some("2015-10-23T18:04:00-04:00"));
        assert_eq!(article.source.as_deref(), Some("XY"));
        assert_eq!(
            (&article.extra["slug"], &article.extra["note"]),
            (&"BC-Ferry,140".into(), &"Eds: UPDATES with vote.".into())
        );
    }

    #[test]
    fn a_file_may_have_many_stories() {
        let found = articles(STORY.repeat(3).as_bytes());
        assert!(found.len() == 3 && found.iter().all(|article| article.headline.is_some()));
        let cut = articles(&STORY.as_bytes()[..STORY.len() - 60]);
        assert!(cut[0].published.is_none() && cut[0].body.starts_with("ORVIK"));
    }

    #[test]
    fn a_story_is_told_by_its_first_bytes() {
        assert!(is_anpa(STORY.as_bytes()) && is_anpa(&STORY.as_bytes()[2..]));
        assert!(!is_anpa(b"\x01\x02\x03\x04") && !is_anpa(b"") && !is_anpa(b"words\x01\x02"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(at in 0usize..400, bit in 0u8..8, cut in 0usize..800) {
            let mut bytes = STORY.repeat(2).into_bytes();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            is_anpa(&bytes);
            prop_assert!(read_by(|sink| read(input("a", &bytes[..cut % length]), sink)).len() < 10);
        }
    }
}
