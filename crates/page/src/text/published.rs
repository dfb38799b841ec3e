//! When the article appeared and was changed, from the lines around the headline.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use super::reading::Reading;
use super::shape::End;
use crate::patterns;
use crate::trace::Trace;
use dateline_core::article::Article;
use dateline_core::dates;
use dateline_core::text::language;

/// How many lines below the body are searched for a labelled publication date.
const REACH_BELOW: usize = 20;
/// The longest line that is read for a date, in words.
const MAX_WORDS: usize = 25;
/// A line with this many small words beside its date is a sentence or a caption.
const SENTENCE: usize = 5;

/// Reads the dates near headline and byline; a date that only says when something changed is not a date of publication.
///
/// A line that says what its date is goes before one that has little else, and that before any other; captions and the
/// dates of videos are none of them. A date in the address counts where nothing is printed.
pub fn fill(article: &mut Article, reading: &Reading, url: Option<&str>, trace: &mut Trace) {
    let tag = Order::of(reading, url);
    let mut found = Found::default();
    for line in near(reading).filter(|&line| !is_of_picture(reading, &article.captions, line)) {
        found.read(reading, line, &tag);
    }
    if found.published.is_empty() {
        for line in below(reading).filter(|&line| says_published(reading, line)) {
            found.read(reading, line, &tag);
        }
        found.published.iter_mut().for_each(|date| date.rule = "date below the text");
    }
    if found.published.is_empty() {
        found.published.extend(only_labelled(reading, &tag));
    }
    if let Some(value) = found.published.is_empty().then(|| url.and_then(dates::from_url)).flatten() {
        found.published.push(Dated { value, rule: "date in the address", rank: Rank::Other });
    }
    found.published.iter().for_each(|date| trace.note("published", date.rule, &date.value));
    if let Some(date) = found.published.into_iter().min_by_key(|date| date.rank) {
        article.published = Some(date.value);
        article.note("published", date.rule);
    }
    if let Some(value) = found.updated {
        article.updated = Some(value);
        article.note("updated", "date called an update");
    }
}

/// The lines around the headline, those below it first, with the credits between the first paragraphs.
fn near(reading: &Reading) -> impl Iterator<Item = usize> + use<> {
    let front = reading.front();
    let headline = reading.headline.unwrap_or(front.start);
    (headline..reading.credits_end()).chain((front.start..headline).rev())
}

fn below(reading: &Reading) -> impl Iterator<Item = usize> + use<> {
    let end = reading.body_end().unwrap_or(0);
    end..(end + REACH_BELOW).min(reading.len())
}

/// The only day of which a line of the page says that something was published then.
fn only_labelled(reading: &Reading, order: &Order) -> Option<Dated> {
    let mut found = Found::default();
    let outside = (0..reading.len()).filter(|&line| !reading.body[line] && says_published(reading, line));
    outside.for_each(|line| found.read(reading, line, order));
    let day = |date: &Dated| date.value.get(..10).map(str::to_owned);
    let mut days: Vec<Option<String>> = found.published.iter().map(day).collect();
    days.dedup();
    let first = found.published.into_iter().next().filter(|_| days.len() == 1)?;
    Some(Dated { rule: "the only date of the page that is called one of publication", ..first })
}

/// True if the line, or the label above it, says that something was published.
fn says_published(reading: &Reading, line: usize) -> bool {
    let is_label = |above: usize| reading.shape(above).words <= 2 && reading.marks(above).published;
    reading.marks(line).published || line.checked_sub(1).is_some_and(is_label)
}

/// True for a caption and for what says when a picture was taken or until when a video can be seen.
fn is_of_picture(reading: &Reading, captions: &[String], line: usize) -> bool {
    let text = reading.text(line);
    patterns::EXPIRY.is_match(text)
        || patterns::CAPTION_START.is_match(text)
        || !reading.marks(line).published
            && (reading.marks(line).credit_end || captions.iter().any(|caption| caption == text))
        || is_sentence(reading, line)
}

/// True for a line that has more small words than a line of credits has, and does not say what its date is.
fn is_sentence(reading: &Reading, line: usize) -> bool {
    let small =
        reading.text(line).split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    let is_credit = reading.marks(line).published || reading.marks(line).byline;
    !is_credit
        && (small >= SENTENCE
            || small >= 2
                && reading.shape(line).end == End::Stop
                && !patterns::TIME.is_match(reading.text(line)))
}

/// How surely a line gives the date of publication, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It says so.
    Labelled,
    /// It has hardly anything but the date.
    Alone,
    /// It has something else.
    Other,
}

/// A date that may be that of publication.
struct Dated {
    value: String,
    rule: &'static str,
    rank: Rank,
}

#[derive(Default)]
struct Found {
    /// Every date that may be that of publication, in the order of the lines.
    published: Vec<Dated>,
    updated: Option<String>,
}

impl Found {
    /// Reads every date of a line; the words before a date say whether it is one of a change.
    fn read(&mut self, reading: &Reading, line: usize, order: &Order) {
        if reading.shape(line).words > MAX_WORDS || reading.shape(line).is_prose() {
            return;
        }
        if !reading.text(line).contains(char::is_numeric) {
            return;
        }
        let text = unglued(reading.text(line));
        let rank = rank(reading, line);
        let mut from = 0;
        for date in dates::find_all_in_line(&text, order.tag(&text)) {
            let label = text.get(from..date.start).unwrap_or_default();
            from = date.end;
            let alone = label.trim().is_empty() && is_label_above(reading, line);
            if patterns::UPDATED.is_match(label) || alone {
                self.updated.get_or_insert(date.value);
            } else {
                self.published.push(Dated { value: date.value, rule: "date near the headline", rank });
            }
        }
    }
}

fn rank(reading: &Reading, line: usize) -> Rank {
    match reading.shape(line).words {
        _ if says_published(reading, line) => Rank::Labelled,
        0..=8 => Rank::Alone,
        _ => Rank::Other,
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

/// A line in which a date is apart from what was glued to it: `GEARAPR 28, 2024`, `APR 28, 20242:23 PM`.
fn unglued(text: &str) -> Cow<'_, str> {
    static CLOCK: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?P<year>(?-u:\b)(?:19|20)[0-9]{2})(?P<clock>[0-9]{1,2}:[0-9]{2})"));
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?P<word>\p{L})(?P<month>(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.? [0-9]{1,2}, (?:19|20)[0-9]{2})",
        )
    });
    match CLOCK.replace_all(text, "$year $clock") {
        Cow::Borrowed(text) => MONTH.replace_all(text, "$word $month"),
        Cow::Owned(text) => Cow::Owned(MONTH.replace_all(&text, "$word $month").into_owned()),
    }
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written in this file compiles")
}

/// In which order a page writes day and month: by its language, its address or a date that allows one order only.
struct Order<'a> {
    reading: &'a Reading,
    /// The language of the text, told only where a line has a figure, since that takes time.
    language: OnceCell<Option<&'static str>>,
    is_month_first: Option<bool>,
}

impl Order<'_> {
    fn of<'a>(reading: &'a Reading, url: Option<&str>) -> Order<'a> {
        let by_domain = url.is_some_and(|url| patterns::DAY_FIRST_DOMAIN.is_match(url)).then_some(false);
        let is_month_first = by_domain.or_else(|| order_of_others(reading));
        Order { reading, language: OnceCell::new(), is_month_first }
    }

    /// The language tag that settles the dates of a line.
    fn tag(&self, line: &str) -> Option<&'static str> {
        let language = *self.language.get_or_init(|| language_of(self.reading));
        match (language, self.is_month_first) {
            (Some("en"), None) if patterns::EUROPEAN_ZONE.is_match(line) => Some("en-GB"),
            (Some("en"), None) if patterns::AMERICAN_ZONE.is_match(line) => Some("en-US"),
            (Some("en") | None, Some(true)) => Some("en-US"),
            (Some("en") | None, Some(false)) => Some("en-GB"),
            (language, _) => language,
        }
    }
}

/// The language of the first paragraphs of the text.
fn language_of(reading: &Reading) -> Option<&'static str> {
    let start = reading.body_start().unwrap_or(0);
    let lines = (start..reading.len()).filter(|&line| reading.body[line]).take(4);
    language(&lines.flat_map(|line| [reading.text(line), "\n"]).collect::<String>())
}

/// True if the page writes the month first in a date such as 10/23/2015, false for 23/10/2015, `None` where it writes both or none.
fn order_of_others(reading: &Reading) -> Option<bool> {
    let (mut month_first, mut day_first) = (false, false);
    for line in 0..reading.len() {
        if !reading.marks(line).date {
            continue;
        }
        for found in patterns::NUMERIC_DATE.captures_iter(reading.text(line)) {
            let number = |name| found.name(name).and_then(|n| n.as_str().parse::<u8>().ok()).unwrap_or(0);
            month_first |= (13..=31).contains(&number("second")) && number("first") <= 12;
            day_first |= (13..=31).contains(&number("first")) && number("second") <= 12;
        }
    }
    (month_first != day_first).then_some(month_first)
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
    fn a_label_goes_before_other_dates_and_captions_are_none() {
        let lines = "Mayor at the quay on the evening of the vote, 3 May 2018\nPublished on 12 October 2019";
        assert_eq!(dated(lines).published.as_deref(), Some("2019-10-12"));
        assert_eq!(dated("Video available until 12 October 2021").published, None);
    }

    #[test]
    fn glued_dates_are_taken_apart() {
        for line in [
            "PUBLISHED SAT, OCT 12 20192:23 PM EDT",
            "HARBOUROCT 12, 2019 10:00 AM",
            "October 12, 20197:55 AM UTC",
        ] {
            let published = dated(line).published.unwrap_or_default();
            assert!(published.starts_with("2019-10-12"), "{line}: {published}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_follows_zone_language_and_other_dates() {
        let published = dated("Published on 06/10/2019 - 13:55 GMT+1").published.unwrap_or_default();
        assert!(published.starts_with("2019-10-06T13:55"), "{published}");
        let published = dated("06/10/2019 1:55 PM EDT").published.unwrap_or_default();
        assert!(published.starts_with("2019-06-10"), "{published}");
        assert_eq!(dated("06/10/2019\nUpdated 13/10/2019").published.as_deref(), Some("2019-10-06"));
        assert_eq!(dated("06/10/2019").published, None);
        let german = "Der Rat der kleinen Hafenstadt hat am Montag beschlossen, dass die alte Fähre auch im Winter fahren soll.";
        let page =
            format!("Alte Fähre bleibt\n\nVeröffentlicht am 06.10.19 um 07:39 Uhr\n\n{german}\n\n{german}");
        assert_eq!(read(&page).published.as_deref(), Some("2019-10-06"));
    }

    #[test]
    fn the_address_dates_a_text_without_a_date() {
        let page = format!("https://post.example/2019/10/12/ferry-stays\n\nOld ferry stays\n\n{STORY}");
        assert_eq!(read(&page).published.as_deref(), Some("2019-10-12"));
    }

    #[test]
    fn a_line_below_the_text_counts_if_it_says_what_it_is() {
        let text =
            format!("Old ferry stays through the winter\n\n{STORY}\n\nFirst published: 12 October 2019");
        assert_eq!(read(&text).published.as_deref(), Some("2019-10-12"));
    }
}
