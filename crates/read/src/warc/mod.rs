//! Web archives: WARC, record by record.
//!
//! Responses, resources and conversions (as the texts of WET files) are opened like files;
//! revisits are counted. Requests, metadata and the record about the archive itself say nothing
//! that an article could need, and are ignored in silence. Of what came over the web only
//! pages, texts and documents are read: feeds and data would give the same articles twice.
//!
//! The date of a record is that of the crawl. It is kept as `crawled`, and is never `published`.
//!
//! Not for: the index of a WACZ, or records that are split over several files.

pub(super) mod arc;
mod http;
mod records;

use std::path::PathBuf;

use memchr::memmem;

use super::error::{Reason, RecordError};
use super::facts::{Facts, is_web_address};
use super::fields::{Fields, header_end, media_type};
use super::input::Input;
use super::members::{Member, Members};
use super::peek_reader::PeekReader;
use super::sink::{ReadResult, Sink};
use http::Body;

/// The date of a crawl, for an article's other keys.
const CRAWLED: &str = "crawled";

/// True if a stream begins with the header of a record.
pub(super) fn is_warc(head: &[u8]) -> bool {
    head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.")
}

/// Reads the records.
///
/// # Errors
/// If the sink wants no more.
pub(super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    records::read::<Header>(input, sink)
}

/// What the header of a record says.
struct Header {
    kind: String,
    address: Option<String>,
    fields: Fields,
}

impl records::Header for Header {
    const FORMAT: &'static str = "WARC";

    fn read(source: &mut PeekReader) -> Option<(Self, u64)> {
        let head = source.head();
        if !is_warc(head) {
            return None;
        }
        let (end, with_blank) = header_end(before_next(head))?;
        let fields = Fields::read(&head[..end]);
        let length = fields.get("content-length")?.parse().ok()?;
        let kind = fields.get("warc-type")?.to_ascii_lowercase();
        let address = fields.get("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
        source.consume_all(with_blank);
        Some((Self { kind, address, fields }, length))
    }

    fn open(&self, content: PeekReader, members: &mut Members) -> ReadResult {
        let address = || self.address.clone();
        let body = match self.kind.as_str() {
            "revisit" => return members.ignored(address(), "revisit record"),
            "continuation" => return members.ignored(address(), "continuation record"),
            "response" if self.is_http() => http::body(content, &members.scope),
            "response" | "resource" | "conversion" => {
                Ok(Body::of_media(self.fields.get("content-type"), content))
            }
            _ => return Ok(()),
        };
        if self.is_part_of_page() {
            return members.ignored(address(), "part of a page");
        }
        open_body(body, address(), || self.facts(), members)
    }

    fn next(head: &[u8]) -> Result<usize, usize> {
        const MARK: &[u8] = b"\nWARC/1.";
        // The mark may lie across the end of these bytes.
        let keep = if head.len() > MARK.len() { MARK.len() - 1 } else { 0 };
        memmem::find(head, MARK).map(|at| at + 1).ok_or(head.len() - keep)
    }
}

impl Header {
    fn facts(&self) -> Facts {
        let mut facts = Facts::from("WARC record");
        facts.url = self.address.clone().filter(|uri| is_web_address(uri));
        if let Some(date) = self.fields.get("warc-date") {
            facts.extra.insert(CRAWLED.into(), date.into());
        }
        facts
    }

    fn is_http(&self) -> bool {
        let (kind, _) = media_type(self.fields.get("content-type").unwrap_or("application/http"));
        kind == "application/http"
    }

    /// True if a browser loaded the record as a part of a page, by what some crawlers note.
    fn is_part_of_page(&self) -> bool {
        self.fields.get("warc-resource-type").is_some_and(|kind| !kind.eq_ignore_ascii_case("document"))
    }
}

/// The head up to where another record begins, beyond which no header is looked for, be there thousands without an end.
fn before_next(head: &[u8]) -> &[u8] {
    memmem::find(&head[1..], b"\nWARC/").map_or(head, |at| &head[..at + 2])
}

/// Opens the body of a response, if it is a document, with what the archive knows of it.
fn open_body(
    body: Result<Body, Reason>,
    address: Option<String>,
    facts: impl FnOnce() -> Facts,
    members: &mut Members,
) -> ReadResult {
    let named = name_in(address.as_deref());
    match body {
        Ok(Body::PassedOver(kind)) => members.ignored(address, kind),
        Ok(Body::Document { .. }) if named.ends_with("robots.txt") => members.ignored(address, "robots.txt"),
        Ok(Body::Document { source, name, encoding }) => {
            let name = name.map_or(named, PathBuf::from);
            members.member(Member { place: address, name, source, encoding, facts: Some(facts()) })
        }
        Err(reason) => members.error(RecordError::skipped(0, reason).within(address)),
    }
}

/// The last part of the path of an address.
fn name_in(address: Option<&str>) -> PathBuf {
    let path = address.unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
    PathBuf::from(path.rsplit('/').next().unwrap_or_default())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::input::tests::input;
    use super::super::peek_reader::tests::gzip;
    use super::super::sink::tests::read_by;
    use super::super::zip::tests::{made, read_all, zip};
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn record(kind: &str, address: &str, media: &str, content: &[u8]) -> Vec<u8> {
        let header = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2015-10-23T18:04:00Z\r\n\
             Content-Type: {media}\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        [header.as_bytes(), content, b"\r\n\r\n"].concat()
    }

    pub(crate) fn response(address: &str, head: &str, body: &[u8]) -> Vec<u8> {
        let content = [head.replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", body].concat();
        record("response", address, "application/http; msgtype=response", &content)
    }

    const OK: &str = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8";

    fn sample() -> Vec<Vec<u8>> {
        vec![
            record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
            response("https://example.org/1", OK, b"<html><p>Talks end"),
            record(
                "request",
                "https://example.org/1",
                "application/http; msgtype=request",
                b"GET /1 HTTP/1.1\r\n\r\n",
            ),
            response(
                "https://example.org/logo.png",
                "HTTP/1.1 200 OK\nContent-Type: image/png",
                b"\x89PNG\r\n\x1a\n",
            ),
            response("https://example.org/2", "HTTP/1.1 301 Moved\nLocation: /3", b""),
            response("https://example.org/3", "HTTP/1.1 404 Not Found\nContent-Type: text/html", b"<html>No"),
            record(
                "revisit",
                "https://example.org/1",
                "application/http; msgtype=response",
                b"HTTP/1.1 200 OK\r\n\r\n",
            ),
            record("conversion", "https://example.org/4", "text/plain", b"Words"),
            record("resource", "https://example.org/5", "text/html", b"<html><p>More"),
            response(
                "https://example.org/robots.txt",
                "HTTP/1.1 200 OK\nContent-Type: text/plain",
                b"User-agent: *",
            ),
        ]
    }

    const SAMPLE: [&str; 8] = [
        "0 https://example.org/1 <html><p>Talks end",
        "- https://example.org/logo.png image",
        "- https://example.org/2 redirect",
        "- https://example.org/3 HTTP error page",
        "- https://example.org/1 revisit record",
        "1 https://example.org/4 Words",
        "2 https://example.org/5 <html><p>More",
        "- https://example.org/robots.txt robots.txt",
    ];

    #[test]
    fn records_are_read_plain_and_packed_each_by_itself() {
        assert_eq!(read_all("a.warc", &sample().concat()), SAMPLE);
        let packed: Vec<u8> = sample().iter().flat_map(|record| gzip(record)).collect();
        assert_eq!(read_all("a.warc.gz", &packed), SAMPLE);
        let wacz = zip(&[
            made("datapackage.json", b"{}"),
            made("archive/a.warc.gz", &packed),
            made("pages/pages.jsonl", b"{\"title\":\"x\"}"),
        ]);
        assert_eq!(
            read_all("a.wacz", &wacz)[0],
            "0 archive/a.warc.gz/https://example.org/1 <html><p>Talks end"
        );
        assert_eq!(read_all("a.wacz", &wacz).len(), SAMPLE.len());
    }

    #[test]
    fn the_address_is_a_fact_and_the_date_of_the_crawl_is_no_date_of_publication() {
        let bytes = sample().concat();
        let mut found = read_by(|sink| read(input("a.warc", &bytes), sink));
        let facts = found.remove(0).unwrap().facts.unwrap();
        assert_eq!(facts.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(facts.published, None);
        assert_eq!(facts.extra[CRAWLED], "2015-10-23T18:04:00Z");
    }

    #[test]
    fn a_damaged_record_costs_itself_only() {
        let mut records = sample();
        records.insert(1, b"WARC/1.0\r\nWARC-Type: response\r\nno length\r\n\r\nsome words\r\n\r\n".to_vec());
        let found = read_all("a.warc", &records.concat());
        let at = records[0].len();
        assert_eq!(found[0], format!("record 0: damaged WARC: no record header at byte {at}"));
        assert_eq!(found[1], "1 https://example.org/1 <html><p>Talks end");
        let bytes = sample().concat();
        let at = memmem::find(&bytes, b"Talks end").unwrap();
        let found = read_all("a.warc", &bytes[..at + 3]);
        assert!(found.last().unwrap().contains("ends early"), "{found:?}");
        let found = read_all("a.warc", &[&sample()[1][..], b"some words"].concat());
        let end =
            format!("no record header at byte {}; the rest of this file was not read", sample()[1].len());
        assert!(found.len() == 2 && found[1].ends_with(&end), "{found:?}");
    }

    #[test]
    fn a_damaged_member_costs_its_record_only() {
        let packed: Vec<Vec<u8>> = sample().iter().map(|record| gzip(record)).collect();
        for damaged in [1, 2, 3, 7] {
            let at: usize = packed[..damaged].iter().map(Vec::len).sum();
            let said = format!("gzip member at byte {at} is damaged");
            for place in [10, packed[damaged].len() / 2, packed[damaged].len() - 6] {
                let mut bytes = packed.clone();
                bytes[damaged][place] ^= 0x55;
                let found = read_all("a.warc.gz", &bytes.concat());
                let errors: Vec<_> = found.iter().filter(|line| line.starts_with("record")).collect();
                assert!((1..=2).contains(&errors.len()), "{damaged} {place}: {found:?}");
                assert!(errors[0].contains(&said) || errors[0].contains("damaged"), "{found:?}");
                let kept = SAMPLE.iter().filter(|line| {
                    let address = line.split(' ').nth(1).unwrap();
                    found.iter().any(|other| !other.starts_with("record") && other.contains(address))
                });
                assert!(kept.count() >= SAMPLE.len() - 2, "{damaged} {place}: {found:?}");
            }
        }
    }

    #[test]
    fn headers_without_an_end_are_not_looked_through_to_the_end() {
        assert_eq!(read_all("a.warc", "WARC/1.0\r\n".repeat(5000).as_bytes()).len(), 5000);
        let header = before_next(b"WARC/1.0\nA: b\n\nWARC/1.0\n\n");
        assert_eq!(header, b"WARC/1.0\nA: b\n\n");
    }

    #[test]
    fn parts_of_pages_are_told_by_what_the_crawler_notes() {
        let bytes = String::from_utf8(response("https://example.org/frame", OK, b"<html>Ad")).unwrap();
        let noted = bytes.replace("WARC-Date", "WARC-Resource-Type: fetch\r\nWARC-Date");
        assert_eq!(read_all("a.warc", noted.as_bytes()), ["- https://example.org/frame part of a page"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(at in 0usize..4000, bit in 0u8..8, cut in 0usize..4000) {
            let mut bytes = sample().concat();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert!(read_all("a.warc", &bytes).len() < 100);
            prop_assert!(read_all("a.warc", &bytes[..cut % length]).len() < 100);
        }
    }
}
