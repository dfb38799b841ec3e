//! Whether a page says that the rest of its text is for subscribers.
//!
//! ```ignore
//! assert!(paywall::is_notice("Subscribe to continue reading this article"));
//! ```
//!
//! Only what the page says counts: a short text alone is not a sign. Not for: getting at the rest.

use super::patterns::{normal, table_rows};

/// A text of more words is not a stub, whatever is around it.
const LONGEST_STUB: usize = 350;

/// A longer line is text.
const LONGEST_NOTICE: usize = 400;

/// True if a text is so short that it may be the start of a longer one.
pub(crate) fn may_be_stub(body: &str) -> bool {
    body.split_whitespace().nth(LONGEST_STUB).is_none()
}

/// True for a line that asks the reader to pay for the rest of the text.
pub(crate) fn is_notice(line: &str) -> bool {
    if line.len() > LONGEST_NOTICE {
        return false;
    }
    let line = normal(line);
    table_rows(include_str!("../data/page-paywall.tsv")).any(|phrase| line.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_in_many_languages() {
        for line in [
            "Subscribe to continue reading",
            "You’ve reached your limit of free articles.",
            "Nur für Abonnenten",
            "Cet article est réservé aux abonnés",
            "この記事は有料会員限定です",
        ] {
            assert!(is_notice(line), "{line}");
        }
        for line in [
            "Subscribe to our newsletter",
            "The paper has 9,000 subscribers.",
            "Continue reading the main story",
            "",
        ] {
            assert!(!is_notice(line), "{line}");
        }
    }

    #[test]
    fn a_long_text_is_no_stub() {
        assert!(may_be_stub("Ministers met."));
        assert!(!may_be_stub(&"word ".repeat(500)));
    }
}
