//! ARC, the format of web archives before WARC: a line about each response, and the response as many bytes as it says.
//!
//! ```text
//! filedesc://crawl.arc 0.0.0.0 20050301100000 text/plain 76
//! 1 0 Archive
//! URL IP-address Archive-date Content-type Archive-length
//!
//! http://a.example/1 192.0.2.1 20050301100105 text/html 812
//! HTTP/1.1 200 OK
//! ```

use memchr::{memchr, memmem};

use super::super::facts::{Facts, is_web_address};
use super::super::input::Input;
use super::super::members::Members;
use super::super::peek_reader::PeekReader;
use super::super::sink::{ReadResult, Sink};
use super::http::{self, Body};
use super::{CRAWLED, open_body, records};

/// The beginning of the record about the archive itself.
const MARK: &[u8] = b"filedesc://";

/// True if a stream begins like an archive.
pub(in super::super) fn is_arc(head: &[u8]) -> bool {
    head.starts_with(MARK)
}

/// Reads the records.
///
/// # Errors
/// If the sink wants no more.
pub(in super::super) fn read(input: Input, sink: &mut dyn Sink) -> ReadResult {
    records::read::<Header>(input, sink)
}

/// What the line of a record says.
struct Header {
    address: String,
    date: String,
    media: String,
}

impl records::Header for Header {
    const FORMAT: &'static str = "ARC";

    fn read(source: &mut PeekReader) -> Option<(Self, u64)> {
        let head = source.head();
        let end = memchr(b'\n', head)?;
        let header = Self::of(&head[..end])?;
        source.consume_all(end + 1);
        Some(header)
    }

    fn open(&self, mut content: PeekReader, members: &mut Members) -> ReadResult {
        let address = Some(self.address.clone());
        if self.address.as_bytes().starts_with(MARK) {
            return Ok(());
        }
        let body = match content.head().starts_with(b"HTTP/") {
            true => http::body(content, &members.scope),
            false => Ok(Body::of_media(Some(&self.media), content)),
        };
        open_body(body, address, || self.facts(), members)
    }

    fn next(head: &[u8]) -> Result<usize, usize> {
        let is_header = |at: &usize| {
            let line = &head[at + 1..];
            memchr(b'\n', line).is_some_and(|end| Header::of(&line[..end]).is_some())
        };
        let found = memmem::find_iter(head, b"\nhttp").find(is_header);
        // A line may lie across the end of these bytes.
        found.map(|at| at + 1).ok_or((head.len() - head.len() / 8).max(1))
    }
}

impl Header {
    /// The address, the address of the server, the date and the media type; last the length, behind what else there is.
    fn of(line: &[u8]) -> Option<(Self, u64)> {
        let line = String::from_utf8_lossy(line);
        let fields: Vec<&str> = line.trim_end().split(' ').collect();
        let [address, _, date, media, .., length] = fields.as_slice() else { return None };
        let is_date = (8..=17).contains(&date.len()) && date.bytes().all(|byte| byte.is_ascii_digit());
        let length = length.parse().ok().filter(|_| is_date && address.contains(':'))?;
        let header =
            Self { address: (*address).to_owned(), date: (*date).to_owned(), media: (*media).to_owned() };
        Some((header, length))
    }

    fn facts(&self) -> Facts {
        let mut facts = Facts::from("ARC record");
        facts.url = Some(self.address.clone()).filter(|address| is_web_address(address));
        if let Some(date) = moment(&self.date) {
            facts.extra.insert(CRAWLED.into(), date.into());
        }
        facts
    }
}

/// `20050301100105` as a moment of universal time.
fn moment(digits: &str) -> Option<String> {
    let part = |from: usize, to: usize| digits.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    match (part(8, 10), part(10, 12), part(12, 14)) {
        (Some(hour), Some(minute), Some(second)) => {
            Some(format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
        }
        _ => Some(format!("{year}-{month}-{day}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::input::tests::input;
    use super::super::super::peek_reader::tests::gzip;
    use super::super::super::sink::tests::read_by;
    use super::super::super::zip::tests::read_all;
    use super::*;
    use proptest::prelude::*;

    fn record(address: &str, media: &str, content: &str) -> Vec<u8> {
        format!("{address} 192.0.2.1 20050301100105 {media} {}\n{content}\n", content.len()).into_bytes()
    }

    fn sample() -> Vec<Vec<u8>> {
        let about = "1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n\n";
        let page =
            |status: &str, html: &str| format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n{html}");
        vec![
            record("filedesc://crawl.arc", "text/plain", about),
            record("http://a.example/1", "text/html", &page("200 OK", "<html><p>Talks end")),
            record("dns:a.example", "text/dns", "20050301 a.example. 300 IN A 192.0.2.1"),
            record("http://a.example/2", "text/html", &page("404 Not Found", "<html>No")),
            record("http://a.example/3", "text/html", &page("200 OK", "<html><p>More")),
        ]
    }

    const SAMPLE: [&str; 4] = [
        "0 http://a.example/1 <html><p>Talks end",
        "- dns:a.example DNS record",
        "- http://a.example/2 HTTP error page",
        "1 http://a.example/3 <html><p>More",
    ];

    #[test]
    fn records_are_read_plain_and_packed_each_by_itself() {
        assert_eq!(read_all("a.arc", &sample().concat()), SAMPLE);
        let packed: Vec<u8> = sample().iter().flat_map(|record| gzip(record)).collect();
        assert_eq!(read_all("a.arc.gz", &packed), SAMPLE);
    }

    #[test]
    fn the_address_and_the_date_of_the_crawl_are_facts() {
        let bytes = sample().concat();
        let mut found = read_by(|sink| read(input("a.arc", &bytes), sink));
        let facts = found.remove(0).unwrap().facts.unwrap();
        assert_eq!(facts.url.as_deref(), Some("http://a.example/1"));
        assert_eq!(facts.extra[CRAWLED], "2005-03-01T10:01:05Z");
    }

    #[test]
    fn a_damaged_record_costs_itself_only() {
        let mut records = sample();
        let at: usize = records[..2].iter().map(Vec::len).sum();
        records.insert(2, b"no header here\nwords\n".to_vec());
        let found = read_all("a.arc", &records.concat());
        assert_eq!(found[1], format!("record 1: damaged ARC: no record header at byte {at}"));
        assert_eq!(found.last().unwrap(), "2 http://a.example/3 <html><p>More");
    }

    #[test]
    fn a_damaged_member_of_a_packed_archive_costs_its_record_only() {
        let mut members: Vec<Vec<u8>> = sample().iter().map(|record| gzip(record)).collect();
        let middle = members[1].len() / 2;
        members[1][middle..middle + 4].fill(0xff);
        let found = read_all("a.arc.gz", &members.concat());
        let at = members[0].len();
        assert!(found.iter().any(|line| line.contains(&format!("byte {at}"))), "{found:?}");
        assert!(found.last().unwrap().ends_with(" http://a.example/3 <html><p>More"), "{found:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic_or_stand_still(at in 0usize..4000, bit in 0u8..8, cut in 0usize..4000) {
            let mut bytes = sample().concat();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert!(read_all("a.arc", &bytes).len() < 100);
            prop_assert!(read_all("a.arc", &bytes[..cut % length]).len() < 100);
        }
    }
}
