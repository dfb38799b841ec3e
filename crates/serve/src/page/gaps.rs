//! Periods of which an answer has no article though the archive has many: what is missing tells something too.

use std::collections::HashMap;

use dateline_search::response::Facet;

use crate::address::Address;
use crate::page::Link;
use crate::page::numbers::number;

/// A period of which so many articles were to be expected has a gap if there is none.
const EXPECTED: f64 = 5.0;
/// No more are shown.
const SHOWN: usize = 4;

/// A period without articles.
pub struct Gap {
    /// The period, with the question for what the archive has of it.
    pub period: Link,
    /// How many articles the archive has of it.
    pub archive: String,
}

/// The gaps of a timeline, those with most articles in the archive first.
///
/// As many articles of a period are expected as the answer has of what the archive has of the whole span.
pub fn gaps(timeline: &Facet, archive: &HashMap<String, u64>) -> Vec<Gap> {
    let in_archive = |value: &str| archive.get(value).copied().unwrap_or_default();
    let found: u64 = timeline.values.iter().map(|value| value.count).sum();
    let all: u64 = timeline.values.iter().map(|value| in_archive(&value.value)).sum();
    let share = if all == 0 { 0.0 } else { found as f64 / all as f64 };
    let empty = timeline.values.iter().filter(|value| value.count == 0);
    let mut gaps: Vec<(u64, &str, &str)> =
        empty.map(|value| (in_archive(&value.value), value.value.as_str(), value.name.as_str())).collect();
    gaps.retain(|(archive, ..)| *archive as f64 * share >= EXPECTED);
    gaps.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    gaps.truncate(SHOWN);
    let gap = |(archive, value, name): (u64, &str, &str)| {
        let href = Address::default().dated(Some(value), Some(value)).link("/");
        Gap { period: Link::new(name, href), archive: number(archive) }
    };
    gaps.into_iter().map(gap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::request::FacetField;
    use dateline_search::response::FacetCount;

    #[test]
    fn a_gap_is_where_articles_were_to_be_expected() {
        let value = |(value, count): (&str, u64)| FacetCount {
            value: value.into(),
            name: value.into(),
            count,
            ..FacetCount::default()
        };
        let values = [("2013", 50), ("2014", 0), ("2015", 0), ("2016", 50)].map(value).to_vec();
        let timeline = Facet {
            field: FacetField::Year,
            articles: 100,
            stories: None,
            distinct: 4,
            values,
            undated: None,
        };
        let archive = [("2013", 400), ("2014", 300), ("2015", 2), ("2016", 300)];
        let archive = archive.map(|(year, count)| (year.to_owned(), count)).into();
        let gaps = gaps(&timeline, &archive);
        assert_eq!(gaps.len(), 1);
        assert_eq!((gaps[0].period.text.as_str(), gaps[0].archive.as_str()), ("2014", "300"));
        assert_eq!(gaps[0].period.href, "/?since=2014&until=2014");
    }
}
