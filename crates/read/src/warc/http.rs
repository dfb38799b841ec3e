//! The body of an HTTP response as it is in a web archive.

use std::io::{self, BufRead, Read};

use encoding_rs::Encoding;
use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::super::error::{Reason, Unpacking};
use super::super::fields::{Fields, header_end, media_type};
use super::super::input::Scope;
use super::super::peek_reader::PeekReader;
use super::super::unpack::{Codec, Unpacked};

/// A length of a chunk has at most this many digits and extensions behind it.
const MAX_SIZE_LINE: usize = 4096;

/// What a body is.
pub(super) enum Body<'a> {
    /// A page, a text or a document.
    Document {
        source: PeekReader<'a>,
        /// A name that tells the format, where the media type does.
        name: Option<&'static str>,
        encoding: Option<&'static Encoding>,
    },
    /// Something else, by its kind.
    PassedOver(&'static str),
}

impl<'a> Body<'a> {
    /// A body of a media type.
    pub(super) fn of_media(media: Option<&str>, source: PeekReader<'a>) -> Self {
        let (kind, encoding) = media_type(media.unwrap_or_default());
        match name_of(&kind) {
            Ok(name) => Body::Document { source, name, encoding },
            Err(kind) => Body::PassedOver(kind),
        }
    }
}

/// A name for what is read by its media type, or the kind under which it is counted.
fn name_of(media: &str) -> Result<Option<&'static str>, &'static str> {
    match media {
        "text/html" | "application/xhtml+xml" | "application/vnd.wap.xhtml+xml" => {
            return Ok(Some("page.html"));
        }
        "text/plain" => return Ok(Some("text.txt")),
        "application/pdf" | "application/epub+zip" | "application/msword" => return Ok(None),
        "" | "application/octet-stream" | "application/x-download" | "application/force-download" => {
            return Ok(None);
        }
        "text/css" => return Err("style sheet"),
        "text/dns" => return Err("DNS record"),
        _ => {}
    }
    let has = |part: &str| media.contains(part);
    Err(match media.split('/').next().unwrap_or_default() {
        "image" => "image",
        "video" => "video",
        "audio" => "audio",
        "font" => "font",
        _ if has("openxmlformats") => return Ok(None),
        _ if has("javascript") || has("ecmascript") => "script",
        _ if has("font") => "font",
        _ if has("json") => "JSON data",
        _ if has("xml") || has("rss") => "XML data",
        "text" => "other text",
        _ => "binary data",
    })
}

/// The body of a response, without the ways in which it was sent.
///
/// # Errors
/// If there is no header, or the body cannot be unpacked.
pub(super) fn body<'a>(mut source: PeekReader<'a>, scope: &Scope) -> Result<Body<'a>, Reason> {
    let head = source.head();
    let Some((end, with_blank)) = header_end(head) else {
        return Err(Reason::damaged("HTTP response", "it has no header"));
    };
    let header = &head[..end];
    let status = status(header);
    let fields = Fields::read(header);
    source.consume_all(with_blank);
    if let Some(kind) = status.and_then(kind_of_status) {
        return Ok(Body::PassedOver(kind));
    }
    match Body::of_media(fields.get("content-type"), source) {
        Body::Document { source, name, encoding } => {
            let source = decoded(dechunked(source, &fields), &fields, scope)?;
            Ok(Body::Document { source, name, encoding })
        }
        passed_over => Ok(passed_over),
    }
}

/// The status of a response.
fn status(header: &[u8]) -> Option<u16> {
    let line = header.split(|&byte| byte == b'\n').next()?;
    let mut words = line.split(|&byte| byte == b' ');
    words.next().filter(|version| version.starts_with(b"HTTP"))?;
    std::str::from_utf8(words.next()?.trim_ascii()).ok()?.parse().ok()
}

/// The kind of responses that are not documents.
fn kind_of_status(status: u16) -> Option<&'static str> {
    match status {
        206 => Some("partial response"),
        200..300 => None,
        304 => Some("not-modified response"),
        300..400 => Some("redirect"),
        _ => Some("HTTP error page"),
    }
}

/// Puts chunks together, unless whoever wrote the archive did so and left the header as it was.
fn dechunked<'a>(mut source: PeekReader<'a>, fields: &Fields) -> PeekReader<'a> {
    let is_told =
        fields.get("transfer-encoding").is_some_and(|how| how.to_ascii_lowercase().contains("chunked"));
    if is_told && begins_with_size(source.head()) {
        return PeekReader::new(Chunked { source, left: 0, ended: false, is_first: true });
    }
    source
}

fn begins_with_size(head: &[u8]) -> bool {
    let line_end = memchr::memchr(b'\n', &head[..head.len().min(MAX_SIZE_LINE)]);
    line_end.is_some_and(|end| size(&head[..end]).is_some())
}

/// The length of a chunk from its line.
fn size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|&byte| byte == b';').next()?.trim_ascii();
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A body in chunks.
struct Chunked<'a> {
    source: PeekReader<'a>,
    left: u64,
    ended: bool,
    is_first: bool,
}

impl Chunked<'_> {
    /// Reads the line before the next chunk.
    fn enter(&mut self) -> io::Result<()> {
        let mut line = Vec::new();
        if !std::mem::take(&mut self.is_first) {
            // A line end is behind each chunk.
            (&mut self.source).take(2).read_until(b'\n', &mut line)?;
            line.clear();
        }
        (&mut self.source).take(MAX_SIZE_LINE as u64).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            // Some writers leave out the last chunk, which is empty.
            self.ended = true;
            return Ok(());
        }
        self.left = size(&line)
            .ok_or_else(|| super::super::unpack::damaged("chunked", "a length is not a number"))?;
        self.ended = self.left == 0;
        Ok(())
    }
}

impl Read for Chunked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !self.ended {
            self.enter()?;
        }
        if self.ended {
            return Ok(0);
        }
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.source.read(&mut buffer[..wanted])?;
        if count == 0 && wanted > 0 {
            return Err(Unpacking::wrap(io::ErrorKind::UnexpectedEof.into(), "chunked"));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// Takes off the compression of the body, unless whoever wrote the archive did so.
///
/// What tells itself by its first bytes, as gzip does, is left to whoever opens the body.
fn decoded<'a>(mut source: PeekReader<'a>, fields: &Fields, scope: &Scope) -> Result<PeekReader<'a>, Reason> {
    let how = fields.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let head = source.head();
    if head.is_empty() || Codec::of(head).is_some() || is_markup(head) {
        return Ok(source);
    }
    let is_zlib =
        head[0] & 0x0f == 8 && head.len() > 1 && u16::from_be_bytes([head[0], head[1]]).is_multiple_of(31);
    let (decoder, name): (Box<dyn Read + 'a>, _) = match (how.trim(), Codec::of_http(how.trim())) {
        (_, Some(codec)) => (codec.decoder(source, scope)?, codec.name()),
        ("deflate", _) if is_zlib => (Box::new(ZlibDecoder::new(source)), "deflate"),
        ("deflate", _) => (Box::new(DeflateDecoder::new(source)), "deflate"),
        _ => return Ok(source),
    };
    Ok(PeekReader::new(Unpacked::new(decoder, name, scope.ledger.clone())))
}

/// True if the bytes are readable markup already.
fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.starts_with(b"<")
        && head.get(1).is_some_and(|&byte| byte == b'!' || byte == b'?' || byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::super::super::input::tests::input;
    use super::super::super::peek_reader::tests::{gzip, rest_of};
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, ZlibEncoder};
    use proptest::prelude::*;
    use std::io::Write;

    const WORDS: &[u8] = b"<html><p>Words of a page";

    fn response(head: &str, body: &[u8]) -> Result<Body<'static>, Reason> {
        let bytes = [head.as_bytes(), b"\r\n\r\n", body].concat();
        super::body(PeekReader::new(std::io::Cursor::new(bytes)), &input("a", b"").scope)
    }

    fn text(head: &str, body: &[u8]) -> Vec<u8> {
        match response(&format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}"), body) {
            Ok(Body::Document { source, .. }) => rest_of(source),
            _ => panic!("no document"),
        }
    }

    #[test]
    fn bodies_are_read_however_they_were_sent() {
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(WORDS).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(WORDS).unwrap();
        assert_eq!(text("Content-Encoding: deflate", &raw.finish().unwrap()), WORDS);
        assert_eq!(text("Content-Encoding: deflate", &zlib.finish().unwrap()), WORDS);
        assert_eq!(text("Content-Encoding: br", WORDS), WORDS);
        assert_eq!(text("Content-Encoding: gzip", &gzip(WORDS)), gzip(WORDS));
        let brotli = [&[0x8b, 0x0b, 0x80][..], WORDS, &[0x03]].concat();
        assert_eq!(text("Content-Encoding: br", &brotli), WORDS);
    }

    #[test]
    fn chunks_are_put_together_where_there_are_some() {
        let chunked = b"8;x=y\r\n<html><p\r\n10\r\n>Words of a page\r\n0\r\n\r\n";
        assert_eq!(text("Transfer-Encoding: chunked", chunked), WORDS);
        assert_eq!(text("Transfer-Encoding: chunked", WORDS), WORDS);
        assert_eq!(text("Transfer-Encoding: chunked", b"3\r\nabc\r\n"), b"abc");
    }

    #[test]
    fn what_is_no_document_has_a_kind() {
        for (head, kind) in [
            ("HTTP/1.1 302 Found", "redirect"),
            ("HTTP/1.1 500 Oh", "HTTP error page"),
            ("HTTP/1.1 200 OK\r\nContent-Type: text/css", "style sheet"),
            ("HTTP/2 200\r\nContent-Type: application/json; charset=utf-8", "JSON data"),
            ("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml", "XML data"),
            ("HTTP/1.1 200 OK\r\nContent-Type: application/font-woff2", "font"),
        ] {
            assert!(matches!(response(head, b"x"), Ok(Body::PassedOver(found)) if found == kind), "{head}");
        }
        assert!(super::body(PeekReader::new(&b"no header"[..]), &input("a", b"").scope).is_err());
    }

    #[test]
    fn the_charset_is_told() {
        let found = response("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r", b"x");
        assert!(matches!(found, Ok(Body::Document { encoding: Some(e), .. }) if e.name() == "KOI8-R"));
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), how in "(br|deflate|gzip|x)", chunked: bool) {
            let chunked = if chunked { "chunked" } else { "identity" };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {how}\r\nTransfer-Encoding: {chunked}");
            if let Ok(Body::Document { mut source, .. }) = response(&head, &body) {
                let mut bytes = Vec::new();
                drop(source.read_to_end(&mut bytes));
            }
        }
    }
}
