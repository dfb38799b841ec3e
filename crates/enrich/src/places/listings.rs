//! Share codes beside the names of companies, which say on which exchange, and so in which country, a company is listed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::entry::{Candidate, MatchKind};
use super::find::PlaceMatch;
use crate::countries::table::rows;
use dateline_core::article::Span;

const EXCHANGES: &str = include_str!("../../data/exchanges.tsv");

/// The longest share code with its exchange.
const LONGEST: usize = 24;

/// Exchanges by the suffixes and by the prefixes of share codes.
#[derive(Default)]
struct Exchanges {
    by_suffix: FxHashMap<&'static str, Candidate>,
    by_prefix: FxHashMap<&'static str, Candidate>,
}

static TABLE: LazyLock<Exchanges> = LazyLock::new(Exchanges::read);

impl Exchanges {
    fn read() -> Self {
        let mut table = Self::default();
        for row in rows(EXCHANGES) {
            let [code, name, suffixes, prefixes] = row[..] else { continue };
            let exchange = Candidate { code, kind: MatchKind::Institution, weight: 1, division: "", name };
            let filled = |list: &'static str| list.split('|').filter(|code| !code.is_empty());
            table.by_suffix.extend(filled(suffixes).map(|suffix| (suffix, exchange)));
            table.by_prefix.extend(filled(prefixes).map(|prefix| (prefix, exchange)));
        }
        table
    }
}

/// The exchanges that share codes in brackets name, in order: `(VOD.L)`, `<ERIC ST>`, `(NYSE: GE)`.
///
/// ```
/// use dateline_enrich::places::listings;
/// let found = listings("Vodafone (VOD.L) and Ericsson <ERIC ST> rose");
/// assert_eq!(found.iter().filter_map(|place| place.code()).collect::<Vec<_>>(), ["GB", "SE"]);
/// ```
pub fn listings(text: &str) -> Vec<PlaceMatch> {
    let opening = memchr::memchr2_iter(b'<', b'(', text.as_bytes());
    opening.filter_map(|at| listing(text, at + 1)).collect()
}

/// The share code that begins at `start`, after its opening bracket.
fn listing(text: &str, start: usize) -> Option<PlaceMatch> {
    let longest = &text.as_bytes()[start..text.len().min(start + LONGEST)];
    let length = longest.iter().position(|byte| matches!(byte, b'>' | b')'))?;
    let code = text.get(start..start + length)?;
    let exchange = match code.split_once(':') {
        Some((prefix, rest)) => TABLE.by_prefix.get(prefix.trim()).filter(|_| is_share(rest.trim())),
        None => code
            .rsplit_once(['.', ' '])
            .filter(|(share, _)| is_share(share))
            .and_then(|(_, suffix)| TABLE.by_suffix.get(suffix)),
    }?;
    Some(PlaceMatch {
        span: Span::new(start, start + length),
        kind: exchange.kind,
        candidates: vec![*exchange],
        name: exchange.name,
        ambiguous: false,
        doubtful: false,
        is_common_word: false,
        settled: false,
    })
}

fn is_share(code: &str) -> bool {
    (1..=6).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        listings(text).iter().filter_map(PlaceMatch::code).collect()
    }

    #[test]
    fn suffixes_and_prefixes() {
        assert_eq!(codes("<BARC.L> (7203.T) (NYSE: GE) (TSX:RY)"), ["GB", "JP", "US", "CA"]);
    }

    #[test]
    fn other_brackets_are_none() {
        assert!(codes("(a.L) (the U.S.) (J.T. Smith) <p> (see p. 5) (1987.L (NOTE: GE) (").is_empty());
    }

    #[test]
    fn every_exchange_has_a_code() {
        assert!(rows(EXCHANGES).all(|row| row.len() == 4 && !(row[2].is_empty() && row[3].is_empty())));
    }

    proptest! {
        #[test]
        fn spans_are_text(text in "(?s)([(<][A-Z]{0,4}[. :]{0,2}(L|ST|é|GE)?[)>]|.){0,40}") {
            for place in listings(&text) {
                prop_assert!(text.get(place.span.start..place.span.end).is_some_and(|code| code.len() >= 3));
            }
        }
    }
}
