//! The sentence above the hits: what was found, counted.

use dateline_search::request::FacetField;
use dateline_search::response::Response;

use crate::page::numbers::{counted, number};

/// What an answer found, in words: how many articles, stories and outlets, of which years, how long it took.
pub fn sentence(response: &Response) -> String {
    let total = response.total;
    let mut out = if total == 0 { "No articles".to_owned() } else { counted(total, "article", "articles") };
    if let Some(stories) = response.stories.filter(|stories| *stories < total) {
        out += &format!(
            " {} {}",
            if total == 1 { "tells" } else { "tell" },
            counted(stories, "story", "stories")
        );
    }
    let outlets = response.facets.iter().find(|facet| facet.field == FacetField::Source);
    // The outlets of an answer narrowed to some are counted as if it were not.
    if let Some(outlets) = outlets.filter(|outlets| outlets.articles == total && outlets.distinct > 0) {
        out += &format!(" in {}", counted(outlets.distinct, "outlet", "outlets"));
    }
    if let Some(span) = span(response) {
        out += &format!(", {span}");
    }
    let undated = response.undated.max(undated(response));
    if undated > 0 {
        out += &format!("; {} undated", number(undated));
        if response.undated > 0 {
            out += ", not counted";
        }
    }
    out += &format!("; {} ms", response.took.as_millis());
    out
}

/// The first and the last year.
fn span(response: &Response) -> Option<String> {
    let time = response.facets.iter().find(|facet| facet.field.is_of_time())?;
    let (first, last) = (time.values.first()?, time.values.last()?);
    let (first, last) = (first.value.get(..4)?, last.value.get(..4)?);
    Some(if first == last { first.to_owned() } else { format!("{first} to {last}") })
}

fn undated(response: &Response) -> u64 {
    let time = response.facets.iter().find(|facet| facet.field.is_of_time());
    time.and_then(|facet| facet.undated).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::response::{Facet, FacetCount};
    use std::time::Duration;

    #[test]
    fn the_sentence_counts_what_was_found() {
        let value = |value: &str| FacetCount { value: value.into(), count: 1, ..FacetCount::default() };
        let facet = |field, distinct, values| Facet {
            field,
            articles: 1243,
            stories: None,
            distinct,
            values,
            undated: Some(14),
        };
        let response = Response {
            total: 1243,
            stories: Some(612),
            took: Duration::from_millis(8),
            facets: vec![
                facet(FacetField::Source, 31, vec![]),
                facet(FacetField::Month, 60, vec![value("2011-03"), value("2016-01")]),
            ],
            ..Response::default()
        };
        assert_eq!(
            sentence(&response),
            "1,243 articles tell 612 stories in 31 outlets, 2011 to 2016; 14 undated; 8 ms"
        );
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        assert_eq!(sentence(&Response::default()), "No articles; 0 ms");
        let response = Response { total: 2, stories: Some(2), undated: 3, ..Response::default() };
        assert_eq!(sentence(&response), "2 articles; 3 undated, not counted; 0 ms");
    }
}
