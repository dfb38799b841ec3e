//! Names of outlets, of agencies, and of the companies that own them.
//!
//! ```ignore
//! assert!(outlets::is_outlet_name("The Harbour Courier") && outlets::is_agency("AFP"));
//! ```
//!
//! Outlets are recognised by the words in their names, agencies and owners by lists. Not for: countries of outlets.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::patterns::{bare, normal, table_rows};

/// Names by which news agencies are credited, lower case.
static AGENCIES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| table_rows(include_str!("../data/page-agencies.tsv")).collect());

static OWNERS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| table_rows(include_str!("../data/page-owners.tsv")).collect());

/// What agencies call themselves behind a name of their own, as in `Example News Agency`.
const AGENCY_ENDS: [&str; 5] = [" news agency", " press agency", " news service", " newswire", " wire"];

/// True if the text is the name of a news agency or one of its usual forms.
pub(crate) fn is_agency(name: &str) -> bool {
    let name = normal(name);
    let name = bare(&name);
    let name = name.strip_prefix("the ").unwrap_or(name);
    AGENCIES.contains(name)
        || name.split(['/', '-']).all(|part| AGENCIES.contains(part.trim()))
        || is_named_agency(name)
}

/// True for a short name that ends as agencies' names do.
fn is_named_agency(name: &str) -> bool {
    let own = AGENCY_ENDS.iter().find_map(|end| name.strip_suffix(end));
    own.is_some_and(|own| (1..=3).contains(&own.split_whitespace().count()) && !own.contains(['.', ',']))
}

/// True if the name is that of a company that owns outlets and is not an outlet itself.
pub(crate) fn is_owner(name: &str) -> bool {
    OWNERS.contains(normal(name).as_str())
}

/// Where in a name a word has to stand to make it an outlet's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// At its end.
    Last,
    /// At its start.
    First,
    /// At its end, behind an article at its start.
    BehindArticle,
}

static SIGNS: LazyLock<HashSet<(&'static str, Place)>> = LazyLock::new(|| {
    let rows = table_rows(include_str!("../data/page-outlet-words.tsv"));
    let rows = rows.filter_map(|row| row.split_once('\t'));
    rows.flat_map(|(place, words)| {
        let place = match place {
            "last" => Place::Last,
            "first" => Place::First,
            _ => Place::BehindArticle,
        };
        words.split_whitespace().map(move |word| (word, place))
    })
    .collect()
});

/// True if a word of the name is one that outlets are named with.
pub(crate) fn is_outlet_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let [first, .., last] = words[..] else { return false };
    SIGNS.contains(&(last, Place::Last))
        || SIGNS.contains(&(first, Place::First))
        || first == "the" && SIGNS.contains(&(last, Place::BehindArticle))
}

/// True if a name signs what outlets print: an agency's or an outlet's.
pub(crate) fn signs(name: &str) -> bool {
    name.len() <= 60 && (is_agency(name) || is_outlet_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_are_known_by_their_words() {
        for name in ["Harbour Courier", "The Lagoon Times", "Gazeta do Planalto", "Вестник Заречья"]
        {
            assert!(is_outlet_name(name), "{name}");
        }
        for name in ["Lagoon Times", "Sports News", "Jane Roe", "Courier", "World", "The Winter"] {
            assert!(!is_outlet_name(name), "{name}");
        }
    }

    #[test]
    fn agencies_are_known_in_their_usual_forms() {
        for name in [
            "Reuters",
            "AFP",
            "The Associated Press",
            "Reuters Staff",
            "AFP/Reuters",
            "dpa",
            "Lagoon News Agency",
        ] {
            assert!(is_agency(name), "{name}");
        }
        for name in ["Jane Roe", "", "wire", "He spoke to the man from the news agency"] {
            assert!(!is_agency(name), "{name}");
        }
    }
}
