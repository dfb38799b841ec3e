//! One mail to its text and what is attached to it.

use std::path::PathBuf;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::super::error::Reason;
use super::super::facts::Facts;
use super::super::members::{Member, Members, joined};
use super::super::peek_reader::PeekReader;
use super::super::sink::ReadResult;
use super::super::{Content, RawDoc, hash};
use super::quotes::{self, Split};
use super::{FORMAT, header};

/// A mail as it is kept.
pub(super) struct Letter<'a> {
    /// The mail itself.
    pub raw: &'a [u8],
    /// The mail with what a program keeps around it, which its id is made of.
    pub kept: &'a [u8],
    /// Where in a mailbox it is.
    pub place: Option<&'a str>,
}

/// Hands on the letter as a document, then its attachments to be opened like files.
///
/// # Errors
/// If it has no header, or no more is wanted.
pub(super) fn read(letter: &Letter, members: &mut Members) -> ReadResult {
    let message = parse(letter.raw)?;
    let place = letter.place.map(str::to_owned);
    if let Some(content) = content(&message) {
        let mut facts = header::facts(&message);
        let content = if header::is_answer(&message) { without_quotes(content, &mut facts) } else { content };
        let facts = Some(Box::new(facts));
        let doc = RawDoc::of(0, letter.raw, content);
        let hash = if letter.kept == letter.raw { doc.hash } else { hash::of_record(letter.kept) };
        members.document(RawDoc { facts, member: place.clone(), hash, ..doc })?;
    }
    let attached = message.attachments.iter().filter_map(|&id| message.part(id));
    for (number, part) in attached.enumerate() {
        read_attachment(part, letter.raw, number, place.clone(), members)?;
    }
    Ok(())
}

/// What an answer repeats of another mail, for an article's other keys.
const QUOTED: &str = "quoted";

/// The content of an answer without what it quotes, which is kept beside it.
fn without_quotes(content: Content, facts: &mut Facts) -> Content {
    let split = match &content {
        Content::Html(html) => quotes::split_html(html),
        Content::Text(text) => quotes::split_text(text),
        _ => None,
    };
    let Some(Split { own, quoted }) = split else { return content };
    facts.extra.insert(QUOTED.into(), quoted.into());
    if matches!(content, Content::Html(_)) { Content::Html(own) } else { Content::Text(own) }
}

/// Takes a mail apart.
pub(super) fn parse(raw: &[u8]) -> Result<Message<'_>, Reason> {
    MessageParser::default().parse(raw).ok_or_else(|| Reason::damaged(FORMAT, "it has no header"))
}

/// The HTML of a letter, or else its text, in as many parts as it may be.
fn content(message: &Message) -> Option<Content> {
    let parts = |ids: &[u32]| ids.iter().filter_map(|&id| message.part(id)).collect::<Vec<_>>();
    let html = parts(&message.html_body);
    if html.iter().any(|part| part.is_text_html()) {
        let pages: Vec<_> = html.iter().map(|part| as_html(part)).collect();
        return Some(Content::Html(pages.join("\n")));
    }
    let texts: Vec<_> = parts(&message.text_body).iter().filter_map(|part| text(part)).collect();
    (!texts.is_empty()).then(|| Content::Text(texts.join("\n\n")))
}

fn text(part: &MessagePart) -> Option<String> {
    let text = part.text_contents().filter(|_| part.is_text())?;
    let is_flowed = part
        .content_type()
        .and_then(|kind| kind.attribute("format"))
        .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    Some(if is_flowed { unflowed(text) } else { text.to_owned() })
}

/// A text part that stands between parts in HTML.
fn as_html(part: &MessagePart) -> String {
    let text = part.text_contents().unwrap_or_default();
    if part.is_text_html() {
        return text.to_owned();
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<p>{}</p>", escaped.replace("\r\n", "\n").replace("\n\n", "</p><p>"))
}

/// A text whose lines were broken with a blank at their end, as RFC 3676 has it, in whole paragraphs.
fn unflowed(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        whole.push_str(line);
        // Two dashes and a blank stand before a signature.
        if !line.ends_with(' ') || line == "-- " {
            whole.push('\n');
        }
    }
    whole
}

fn read_attachment(
    part: &MessagePart,
    raw: &[u8],
    number: usize,
    place: Option<String>,
    members: &mut Members,
) -> ReadResult {
    let given = part.attachment_name().map(str::to_owned);
    let name = given.unwrap_or_else(|| default_name(part, number));
    let place = joined(place, Some(name.clone()));
    if let PartType::Message(message) = &part.body {
        let source = PeekReader::new(nested(message, part, raw));
        let name = PathBuf::from("letter.eml");
        return members.member(Member { place, name, ..Member::at(String::new(), source) });
    }
    if let Some(kind) = media_kind(part) {
        return members.ignored(place, kind);
    }
    members.member(Member { place, ..Member::at(name, PeekReader::new(part.contents())) })
}

/// The bytes of a letter within a letter: part of the outer one, unless it was encoded as a whole.
fn nested<'a>(message: &'a Message, part: &MessagePart, raw: &'a [u8]) -> &'a [u8] {
    let range = part.offset_body as usize..part.offset_end as usize;
    let is_encoded = part.content_transfer_encoding().is_some_and(|how| {
        how.eq_ignore_ascii_case("base64") || how.eq_ignore_ascii_case("quoted-printable")
    });
    match raw.get(range) {
        Some(bytes) if !is_encoded => bytes,
        _ => message.raw_message(),
    }
}

fn default_name(part: &MessagePart, number: usize) -> String {
    let extension = match &part.body {
        PartType::Html(_) => "html",
        PartType::Text(_) => "txt",
        PartType::Message(_) => "eml",
        _ => "bin",
    };
    format!("attachment-{}.{extension}", number + 1)
}

/// The kind of what is never an article, by its media type.
fn media_kind(part: &MessagePart) -> Option<&'static str> {
    let kind = part.content_type()?;
    match (kind.ctype(), kind.subtype().unwrap_or_default()) {
        ("image", _) => Some("image"),
        ("audio", _) => Some("audio"),
        ("video", _) => Some("video"),
        ("font", _) => Some("font"),
        ("text", "calendar") => Some("calendar"),
        ("text", "x-vcard" | "vcard" | "directory") => Some("address card"),
        ("text", "css") => Some("style sheet"),
        ("application", "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature") => Some("signature"),
        ("message", "delivery-status") => Some("delivery report"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::zip::tests::outcome;
    use super::super::tests::{docs, first};
    use super::*;

    #[test]
    fn a_letter_without_html_is_its_text() {
        let (text, _) = first(
            "Message-ID: <1@x>\nSubject: Talks\nContent-Type: text/plain; charset=windows-1251\n\nMir\n",
        );
        assert_eq!(text, "Mir\n");
    }

    #[test]
    fn what_an_answer_quotes_is_kept_beside_it() {
        let quoting = "It stays.\n\n> Will it stay?\n";
        let (text, facts) = first(&format!("Message-ID: <1@x>\nSubject: Re: Ferry\n\n{quoting}"));
        assert_eq!((text.as_str(), facts.extra[QUOTED].as_str()), ("It stays.", Some("Will it stay?")));
        let (text, facts) =
            first(&format!("Message-ID: <1@x>\nIn-Reply-To: <0@x>\nSubject: Fwd: Ferry\n\n{quoting}"));
        assert_eq!((text.as_str(), facts.extra.get(QUOTED)), (quoting, None));
        let (text, facts) = first(
            "Message-ID: <1@x>\nReferences: <0@x>\nContent-Type: text/html\n\n<p>It stays.<blockquote type=cite>Will it?</blockquote>\n",
        );
        assert_eq!((text.trim(), facts.extra[QUOTED].as_str()), ("<p>It stays.", Some("Will it?")));
    }

    #[test]
    fn flowed_text_is_whole_paragraphs() {
        assert_eq!(
            unflowed("Talks end \nin Geneva.\n\n From there.\n-- \nAnn\n"),
            "Talks end in Geneva.\n\nFrom there.\n-- \nAnn\n"
        );
        let (text, _) = first("Message-ID: <1@x>\nContent-Type: text/plain; format=flowed\n\nTalks \nend.\n");
        assert_eq!(text, "Talks end.\n");
    }

    #[test]
    fn letters_within_letters_are_read_however_they_were_sent() {
        let inner = "Message-ID: <2@x>\nSubject: Within\n\nWords within.\n";
        let letter = |how: &str, inner: &str| {
            format!(
                "Message-ID: <1@x>\nSubject: Fwd: Within\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\
                     See below.\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: {how}\n\n{inner}\n--b--\n"
            )
        };
        let encoded = "TWVzc2FnZS1JRDogPDJAeD4KU3ViamVjdDogV2l0aGluCgpXb3JkcyB3aXRoaW4uCg==";
        for letter in [letter("7bit", inner), letter("base64", encoded)] {
            let found = outcome(docs("a.eml", letter.as_bytes()));
            assert!(found.len() == 2 && found[1].trim_end().ends_with("Words within."), "{found:?}");
        }
    }

    #[test]
    fn letters_nested_deep_end_somewhere() {
        let deep = (0..200).fold("Message-ID: <1@x>\n\nWords.\n".to_owned(), |inner, n| {
            format!("Message-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n\
                     Content-Type: message/rfc822\n\n{inner}\n--b{n}--\n")
        });
        let found = outcome(docs("a.eml", deep.as_bytes()));
        assert!(found.len() < 100 && found.iter().any(|line| line.contains("nested more than")), "{found:?}");
    }
}
