//! Style, script, map and icon: built into the program, under names that change with what they hold.

use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A file of the page.
struct Asset {
    kind: &'static str,
    plain: Bytes,
    packed: Bytes,
}

/// The files: their names, kinds and what they hold.
const FILES: [(&str, &str, &str); 4] = [
    ("page.css", "text/css; charset=utf-8", include_str!("../assets/page.css")),
    ("page.js", "text/javascript; charset=utf-8", include_str!("../assets/page.js")),
    ("world.svg", "image/svg+xml", include_str!("../assets/world.svg")),
    ("icon.svg", "image/svg+xml", include_str!("../assets/icon.svg")),
];

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let asset = |(name, kind, text): (&str, &'static str, &'static str)| {
        let plain = Bytes::from_static(text.as_bytes());
        let asset = Asset { kind, packed: packed(&plain), plain };
        (hashed(name, text), asset)
    };
    FILES.into_iter().map(asset).collect()
});

static PATHS: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    FILES.into_iter().map(|(name, _, text)| (name, format!("/assets/{}", hashed(name, text)))).collect()
});

/// The path under which a file is served.
pub fn path(name: &str) -> &'static str {
    PATHS.get(name).map_or("", String::as_str)
}

/// The answer with a file; `None` if there is no such file, or no longer.
pub fn answer(name: &str, headers: &HeaderMap) -> Option<Response> {
    let asset = ASSETS.get(name)?;
    let takes_packed =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| {
            value.split(',').any(|coding| coding.trim() == "gzip" || coding.trim().starts_with("gzip;q=1"))
        });
    let mut response =
        Response::new(Body::from(if takes_packed { asset.packed.clone() } else { asset.plain.clone() }));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if takes_packed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}

/// The name with a part that changes with what the file holds.
fn hashed(name: &str, text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    match name.split_once('.') {
        Some((stem, end)) => format!("{stem}-{}.{end}", &hash[..8]),
        None => name.to_owned(),
    }
}

fn packed(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // A vector takes all that is written to it.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or_else(|_| Bytes::copy_from_slice(bytes), Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_under_their_hashed_names_only() {
        let name = path("page.css").strip_prefix("/assets/").unwrap();
        let response = answer(name, &HeaderMap::new()).unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(answer("page.css", &HeaderMap::new()).is_none());
        assert!(answer("../Cargo.toml", &HeaderMap::new()).is_none());
    }

    #[test]
    fn the_page_is_light() {
        let size = |name: &str| ASSETS[path(name).strip_prefix("/assets/").unwrap()].packed.len();
        assert!(size("page.js") < 10 << 10 && size("page.css") < 10 << 10);
        assert!(size("world.svg") < 40 << 10, "{}", size("world.svg"));
    }
}
