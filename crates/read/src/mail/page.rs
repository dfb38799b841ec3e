//! Pages that were saved as one file in the form of a mail: MHTML.

use mail_parser::{HeaderName, Message, MessagePart, MimeHeaders};
use memchr::memmem;

use super::super::error::Reason;
use super::super::facts::{Facts, is_web_address};
use super::super::fields::{Fields, header_end};
use super::super::members::Members;
use super::super::sink::ReadResult;
use super::super::{Content, RawDoc};
use super::letter::parse;

const FORMAT: &str = "saved page";

/// When it was saved, for an article's other keys.
const SAVED: &str = "saved";

/// Fields that only mail has: it was sent to somebody, or to many.
const FIELDS_OF_MAIL: [&str; 11] = [
    "to",
    "cc",
    "bcc",
    "received",
    "message-id",
    "return-path",
    "delivered-to",
    "reply-to",
    "list-id",
    "list-unsubscribe",
    "x-mailer",
];

/// True for the header of a page that a browser saved: it says where the page stands on the web, and was never sent.
///
/// A mail that was exported or is a draft may lack all that was written in sending it.
pub(super) fn is_saved_page(head: &[u8]) -> bool {
    let Some((end, _)) = header_end(head) else {
        return false;
    };
    let fields = Fields::read(&head[..end]);
    let has = |name: &&str| fields.get(name).is_some();
    let kind = fields.get("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_related = kind.starts_with("multipart/related");
    let sender = fields.get("from").unwrap_or_default().to_ascii_lowercase();
    let is_saved = sender.contains("saved by")
        || ["snapshot-content-location", "content-location"].iter().any(has)
        || (is_related && !sender.contains('@') && memmem::find(head, b"Content-Location:").is_some());
    (is_related || kind.starts_with("text/html")) && is_saved && !FIELDS_OF_MAIL.iter().any(has)
}

/// Hands on the page, and counts what belongs to it by kind.
///
/// # Errors
/// If there is no page in it, or no more is wanted.
pub(super) fn read(raw: &[u8], members: &mut Members) -> ReadResult {
    let message = parse(raw)?;
    let main = main_part(&message).ok_or_else(|| Reason::damaged(FORMAT, "it contains no page"))?;
    let html = Content::Html(main.text_contents().unwrap_or_default().to_owned());
    let facts = Some(Box::new(facts(&message, main)));
    members.document(RawDoc { facts, ..RawDoc::of(0, raw, html) })?;
    for part in message.parts.iter().filter(|part| !part.is_multipart() && !std::ptr::eq(*part, main)) {
        members.ignored(part.content_location().map(str::to_owned), kind_of(part))?;
    }
    Ok(())
}

/// The part that the page begins with: the one the header names, else the first page.
fn main_part<'x>(message: &'x Message<'x>) -> Option<&'x MessagePart<'x>> {
    let start =
        message.content_type().and_then(|kind| kind.attribute("start")).map(|id| id.trim_matches(['<', '>']));
    let pages = || message.parts.iter().filter(|part| part.is_text_html());
    let named = start.and_then(|start| {
        pages().find(|part| part.content_id().is_some_and(|id| id.trim_matches(['<', '>']) == start))
    });
    named.or_else(|| pages().next())
}

fn facts(message: &Message, main: &MessagePart) -> Facts {
    let mut facts = Facts::from("saved page");
    facts.headline = message.subject().map(str::to_owned);
    let location = message
        .header_raw("Snapshot-Content-Location")
        .or(main.content_location())
        .or(message.content_location());
    facts.url = location.map(str::trim).filter(|url| is_web_address(url)).map(str::to_owned);
    if let Some(date) = message.header_raw(HeaderName::Date) {
        facts.extra.insert(SAVED.into(), date.trim().into());
    }
    facts
}

fn kind_of(part: &MessagePart) -> &'static str {
    match part.content_type().map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default())) {
        Some(("image", _)) => "image",
        Some(("audio", _)) => "audio",
        Some(("video", _)) => "video",
        Some(("font", _)) => "font",
        Some(("text", "css")) => "style sheet",
        Some((_, kind)) if kind.contains("javascript") => "script",
        Some((_, kind)) if kind.contains("font") => "font",
        _ => "part of a page",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::zip::tests::outcome;
    use super::super::tests::docs;
    use super::*;

    const PAGE: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/talks\r\n\
        Subject: Talks end - The Daily\r\nDate: Fri, 23 Oct 2020 18:04:00 +0200\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x\"\r\n\r\n\r\n\
        ----x\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: https://example.org/talks\r\n\r\n<html><head><meta charset=3D\"utf-8\"><h1>Talks=20end =E2=80=93 now</h1>\r\n\
        ----x\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: cid:css-1\r\n\r\np {}\r\n\
        ----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://example.org/a.png\r\n\r\niVBORw==\r\n\
        ----x\r\nContent-Type: text/html\r\nContent-Location: https://ads.example.org/\r\n\r\n<html>Buy\r\n\
        ----x--\r\n";

    #[test]
    fn a_saved_page_is_one_document() {
        let mut found = docs("a", PAGE.as_bytes());
        let facts = found[0].as_mut().unwrap().facts.take().unwrap();
        assert_eq!(facts.url.as_deref(), Some("https://example.org/talks"));
        assert_eq!(
            (facts.headline.as_deref(), facts.published.as_ref()),
            (Some("Talks end - The Daily"), None)
        );
        assert_eq!(facts.extra[SAVED], "Fri, 23 Oct 2020 18:04:00 +0200");
        assert_eq!(
            outcome(found),
            [
                "0  <html><head><meta charset=\"utf-8\"><h1>Talks end – now</h1>",
                "- cid:css-1 style sheet",
                "- https://example.org/a.png image",
                "- https://ads.example.org/ part of a page",
            ]
        );
    }

    #[test]
    fn a_letter_is_no_saved_page() {
        assert!(is_saved_page(PAGE.as_bytes()));
        assert!(!is_saved_page(b"To: x@example.org\nContent-Type: text/html\n\nx"));
        assert!(!is_saved_page(b"Content-Type: text/plain\n\nx"));
        assert!(!is_saved_page(
            b"From: A <a@example.org>\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>x"
        ));
        assert!(!is_saved_page(b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>x"));
        assert!(is_saved_page(
            b"From: \"Saved by Windows Internet Explorer 8\"\nContent-Type: text/html\n\n<p>x"
        ));
    }
}
