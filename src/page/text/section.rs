//! The section, where a trail of sections stands above the headline: `Home > World > Asia`.

use super::reading::Reading;
use crate::article::Article;
use crate::page::patterns::{self, Kind};

/// How many lines above the headline a trail is looked for.
const REACH: usize = 6;

/// Takes the last section of the trail, and the article's own address where the page prints it.
pub fn fill(article: &mut Article, reading: &Reading) {
    let Some(headline) = reading.headline else { return };
    let above = (headline.saturating_sub(REACH)..headline).rev();
    if let Some(section) = above.filter_map(|line| last_of_trail(reading, line)).next() {
        article.section = Some(section.to_owned());
        article.note("section", "trail above the headline");
    }
}

fn last_of_trail(reading: &Reading, line: usize) -> Option<&str> {
    let text = reading.text(line);
    if text.len() > 200 || text.contains("://") {
        return None;
    }
    let parts: Vec<&str> = patterns::TRAIL.split(text).map(str::trim).filter(|part| !part.is_empty()).collect();
    let starts_at_home = parts.first().is_some_and(|first| patterns::kinds(first).has(Kind::Nav));
    let sections = parts.iter().skip(1).filter(|part| part.split_whitespace().count() <= 4);
    sections.last().copied().filter(|_| starts_at_home && parts.len() <= 7)
}
