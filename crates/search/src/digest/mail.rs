//! A digest as a mail in HTML (RFC 5322), in lines that every mail server takes.

use std::fmt::Write;

use super::{Item, escaped};

/// The longest line of quoted-printable, with the sign that it goes on.
const LINE: usize = 76;

pub(super) const END: &str = "</body></html>\r\n";

pub(super) fn begin(at: jiff::Timestamp, to: Option<&str>, from: Option<&str>) -> String {
    let date = at.strftime("%a, %d %b %Y %H:%M:%S +0000");
    let line = |name: &str, address: Option<&str>| {
        address.map_or_else(String::new, |address| format!("{name}: {address}\r\n"))
    };
    let head = format!(
        "{}{}Date: {date}\r\nSubject: dateline digest, {}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
        line("From", from),
        line("To", to),
        at.strftime("%Y-%m-%d")
    );
    head + &quoted_printable("<!doctype html><html><head><meta charset=\"utf-8\"></head><body>\n")
}

pub(super) fn search(name: &str) -> String {
    quoted_printable(&format!("<h2>{}</h2>\n", escaped(name)))
}

pub(super) fn article(item: &Item<'_>) -> String {
    let headline = escaped(item.headline);
    let headline = match item.url {
        Some(url) => format!("<a href=\"{}\">{headline}</a>", escaped(url)),
        None => headline,
    };
    let mut out = format!("<p><b>{headline}</b>");
    let facts = if item.facts.is_empty() { item.path } else { &item.facts };
    let _ = write!(out, "<br>{}", escaped(facts));
    if let Some(passage) = item.passage {
        let _ = write!(out, "<br>{}", escaped(passage));
    }
    out.push_str("</p>\n");
    quoted_printable(&out)
}

/// Lines of text in ASCII (RFC 2045, 6.7).
fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        for &byte in line.as_bytes() {
            let plain = matches!(byte, b' '..=b'~') && byte != b'=';
            let length = if plain { 1 } else { 3 };
            if width + length >= LINE {
                out.push_str("=\r\n");
                width = 0;
            }
            // A dot that begins a line ends the mail for some servers; a space that ends one is lost.
            if plain && !(byte == b'.' && width == 0) && byte != b' ' || byte == b' ' && width > 0 {
                out.push(char::from(byte));
                width += 1;
            } else {
                let _ = write!(out, "={byte:02X}");
                width += 3;
            }
        }
        if out.ends_with(' ') {
            out.pop();
            out.push_str("=20");
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::quoted_printable;

    #[test]
    fn bytes_beyond_ascii_and_dots_at_the_beginning_are_quoted() {
        assert_eq!(quoted_printable("a=ü\n.b \n"), "a=3D=C3=BC\r\n=2Eb=20\r\n");
    }

    #[test]
    fn long_lines_are_broken() {
        let long = quoted_printable(&"ab ü".repeat(100));
        assert!(long.lines().all(|line| line.len() <= 76), "{long}");
        let joined = long.replace("=\r\n", "").replace("=20", " ").replace("=C3=BC", "ü");
        assert_eq!(joined.trim_end(), "ab ü".repeat(100));
    }
}
