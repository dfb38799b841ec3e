//! A digest as an Atom feed (RFC 4287).

use std::fmt::Write;

use super::{Item, escaped};

pub(super) const END: &str = "</feed>\n";

pub(super) fn begin(at: jiff::Timestamp) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>dateline digest</title>\n<id>urn:dateline:digest</id>\n<updated>{}</updated>\n\
         <author><name>dateline</name></author>\n",
        at.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
}

/// An entry; what is the same article in two feeds has the same id.
pub(super) fn article(search: &str, item: &Item<'_>) -> String {
    let mut out = format!(
        "<entry>\n<title>{}</title>\n<id>urn:dateline:{}</id>\n<updated>{}</updated>\n<category term=\"{}\"/>\n",
        escaped(item.headline),
        named(&[item.path, item.id]),
        escaped(item.first_at),
        escaped(search)
    );
    if let Some(url) = item.url {
        let _ = writeln!(out, "<link rel=\"alternate\" href=\"{}\"/>", escaped(url));
    }
    let summary: Vec<&str> = [item.facts.as_str(), item.passage.unwrap_or_default()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let _ = write!(out, "<summary>{}</summary>\n</entry>\n", escaped(&summary.join(": ")));
    out
}

/// A name for path and id that an address may hold.
fn named(parts: &[&str]) -> String {
    let parts: Vec<&[u8]> = parts.iter().flat_map(|part| [part.as_bytes(), b"\0"]).collect();
    format!("{:016x}", crate::store::hash(&parts))
}
