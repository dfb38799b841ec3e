//! The standfirst: the sentence or two between the headline and the text that sum the story up.

use super::reading::Reading;
use super::shape::{End, Start};
use super::topic::Topic;
use crate::patterns::{self, Kind};
use crate::paywall;
use crate::trace::Trace;
use dateline_core::article::Article;

/// The shortest and the longest standfirst, in words.
const WORDS: std::ops::RangeInclusive<usize> = 6..=60;
/// A line with this share of its words in the headline says nothing more than it.
const SAME_AS_HEADLINE: f32 = 0.85;
/// How many lines below the headline the standfirst may stand.
const REACH: usize = 6;

/// Takes the standfirst, out of the body if need be.
pub fn fill(article: &mut Article, reading: &mut Reading, trace: &mut Trace) {
    let Some((line, rule)) = find(reading, &article.captions) else { return };
    trace.note("standfirst", rule, reading.text(line));
    reading.body[line] = false;
    article.standfirst = Some(reading.text(line).to_owned());
    article.note("standfirst", rule);
}

fn find(reading: &Reading, captions: &[String]) -> Option<(usize, &'static str)> {
    let headline = reading.headline?;
    let start = reading.body_start()?;
    let between = headline + 1..start.min(headline + 1 + REACH);
    let title = Topic::of(std::iter::once(reading.words(headline)));
    let may_be = |line: &usize| {
        is_summary(reading, *line)
            && !reading.are_copies(*line, headline)
            && title.share(reading.words(*line), 1).is_none_or(|share| share < SAME_AS_HEADLINE)
            && !captions.iter().any(|caption| caption == reading.text(*line))
            && !is_pictured(reading, *line)
    };
    let lines: Vec<usize> = between.clone().filter(may_be).collect();
    let first = lines.iter().copied().find(|&line| reading.shape(line).is_prose()).or(lines.first().copied());
    if let Some(line) = first {
        return Some((line, "line between headline and text"));
    }
    let set_off = start > headline && between.count() < REACH && is_set_off(reading, start) && may_be(&start);
    set_off.then_some((start, "first line, set off from the text"))
}

/// True for a caption: the credit of its picture is in the next line.
fn is_pictured(reading: &Reading, line: usize) -> bool {
    let next = line + 1;
    next < reading.len() && Some(next) != reading.body_start() && reading.is_credit_of_picture(next)
}

fn is_summary(reading: &Reading, line: usize) -> bool {
    let shape = reading.shape(line);
    WORDS.contains(&shape.words)
        && !reading.is_meta(line)
        && !reading.marks(line).credit_end
        && !reading.marks(line).position
        && !paywall::is_notice(reading.text(line))
        && !patterns::EXPIRY.is_match(reading.text(line))
        && !matches!(shape.end, End::Ellipsis | End::Colon)
        && shape.start != Start::Sign
        && !shape.shouted
        && (shape.capitals < 0.6 || !shape.cased)
        && !reading.kinds(line).any(&[
            Kind::Plug,
            Kind::Legal,
            Kind::Ad,
            Kind::Promo,
            Kind::More,
            Kind::Credit,
            Kind::Bio,
            Kind::Share,
        ])
}

/// True if credits are between the first line of the body and the next, or it ends as no paragraph ends.
fn is_set_off(reading: &Reading, start: usize) -> bool {
    let Some(next) = (start + 1..reading.len()).find(|&line| reading.body[line]) else { return false };
    let signed = (start + 1..next).any(|line| reading.is_meta(line)) && next - start <= 12;
    signed
        || reading.shape(start).end == End::Open
            && reading.shape(start).words >= 8
            && reading.shape(next).is_prose()
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;
    use dateline_core::article::Article;

    fn with_line(line: &str) -> Article {
        read(&format!(
            "Home\nNews\n\nOld ferry stays through the winter\n\n{line}\n\nBy Jane Roe\n12 October 2019\n\n{STORY}"
        ))
    }

    #[test]
    fn the_summary_below_the_headline_leaves_the_body() {
        let line = "Council votes against the mayor after pupils hand over a letter with nine hundred names";
        let article = with_line(line);
        assert_eq!(article.standfirst.as_deref(), Some(line));
        assert!(article.body.starts_with("The council of"));
    }

    #[test]
    fn shares_and_plugs_are_none() {
        for line in [
            "Share this article",
            "Sign up for our newsletter and get the news from the harbour",
            "The old ferry Alma before the vote of Monday evening\nJane Roe/Reuters",
            "The old ferry stays through the winter",
            "Video: the old ferry on its way, available until the end of May",
        ] {
            assert_eq!(with_line(line).standfirst, None, "{line}");
        }
    }
}
