//! When the article appeared and was changed, from the lines around the headline.

use super::reading::Reading;
use crate::patterns;
use crate::trace::Trace;
use dateline_core::article::Article;
use dateline_core::dates;

/// How many lines below the body are searched for a labelled publication date.
const REACH_BELOW: usize = 4;
/// The longest line that is read for a date, in words.
const MAX_WORDS: usize = 25;

/// Reads the dates near headline and byline; a date that only says when something changed is not a date of publication.
pub fn fill(article: &mut Article, reading: &Reading, trace: &mut Trace) {
    let mut found = Found::default();
    let front = reading.front();
    let headline = reading.headline.unwrap_or(front.start);
    for line in (headline..front.end).chain((front.start..headline).rev()) {
        found.read(reading, line, "date near the headline");
    }
    if found.published.is_none() {
        for line in below(reading).filter(|&line| patterns::PUBLISHED.is_match(reading.text(line))) {
            found.read(reading, line, "date below the text");
        }
    }
    found.all.iter().for_each(|(value, rule)| trace.note("published", rule, value));
    if let Some((value, rule)) = found.published {
        article.published = Some(value);
        article.note("published", rule);
    }
    if let Some(value) = found.updated {
        article.updated = Some(value);
        article.note("updated", "date called an update");
    }
}

fn below(reading: &Reading) -> impl Iterator<Item = usize> + use<> {
    let end = reading.body_end().unwrap_or(0);
    end..(end + REACH_BELOW).min(reading.len())
}

#[derive(Default)]
struct Found {
    published: Option<(String, &'static str)>,
    updated: Option<String>,
    /// Every date that may be that of publication.
    all: Vec<(String, &'static str)>,
}

impl Found {
    /// Reads every date of a line; the words before a date say whether it is one of a change.
    fn read(&mut self, reading: &Reading, line: usize, rule: &'static str) {
        let text = reading.text(line);
        if reading.shape(line).words > MAX_WORDS || reading.shape(line).is_prose() {
            return;
        }
        let mut from = 0;
        for date in dates::find_all_in_line(text, None) {
            let label = text.get(from..date.start).unwrap_or_default();
            from = date.end;
            let alone = label.trim().is_empty() && from == date.end && is_label_above(reading, line);
            if patterns::UPDATED.is_match(label) || alone {
                self.updated.get_or_insert(date.value);
            } else {
                self.all.push((date.value.clone(), rule));
                self.published.get_or_insert((date.value, rule));
            }
        }
    }
}

/// True if the line above holds nothing but the word for a change.
fn is_label_above(reading: &Reading, line: usize) -> bool {
    let above = line.checked_sub(1).filter(|&above| reading.shape(above).words <= 3);
    above.is_some_and(|above| {
        let text = reading.text(above);
        patterns::UPDATED.is_match(text) && !patterns::DATE.is_match(text)
    })
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;
    use dateline_core::article::Article;

    fn dated(line: &str) -> Article {
        read(&format!("Old ferry stays through the winter\n\nBy Jane Roe\n{line}\n\n{STORY}"))
    }

    #[test]
    fn the_date_below_the_headline_is_the_date_of_publication() {
        assert_eq!(dated("12 October 2019").published.as_deref(), Some("2019-10-12"));
        assert_eq!(dated("Published: October 12, 2019").published.as_deref(), Some("2019-10-12"));
    }

    #[test]
    fn a_change_is_no_publication() {
        let article = dated("Last updated: October 13, 2019");
        assert_eq!((article.published, article.updated.as_deref()), (None, Some("2019-10-13")));
        let article = dated("Published October 12, 2019 | Updated October 13, 2019");
        assert_eq!(article.published.as_deref(), Some("2019-10-12"));
        assert_eq!(article.updated.as_deref(), Some("2019-10-13"));
    }

    #[test]
    fn dates_in_the_story_are_not_taken() {
        let article = read(&format!(
            "Old ferry stays\n\n{STORY}\n\nThe first ferry sailed here on 3 May 1911, as people still tell."
        ));
        assert_eq!(article.published, None);
    }

    #[test]
    fn a_line_below_the_text_counts_if_it_says_what_it_is() {
        let text =
            format!("Old ferry stays through the winter\n\n{STORY}\n\nFirst published: 12 October 2019");
        assert_eq!(read(&text).published.as_deref(), Some("2019-10-12"));
    }
}
