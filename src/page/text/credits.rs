//! Byline and agency, from the lines around the headline.

use super::reading::Reading;
use crate::article::Article;
use crate::page::byline::{self, Byline};
use crate::page::patterns;

/// How many of the first lines of the body may be credits that were taken for text.
const REACH_INTO_BODY: usize = 2;

/// Reads the people and agencies credited near the headline.
pub fn fill(article: &mut Article, reading: &Reading) {
    let Some((byline, rule)) = marked(reading).or_else(|| bare(reading)) else { return add_agency_line(article, reading) };
    if !byline.people.is_empty() {
        article.byline = byline.people;
        article.note("byline", rule);
    }
    if byline.agencies.is_empty() {
        return add_agency_line(article, reading);
    }
    article.agency = byline.agencies;
    article.note("agency", rule);
}

/// The lines that may hold credits, those below the headline first.
fn zone(reading: &Reading) -> impl Iterator<Item = usize> + use<> {
    let front = reading.front();
    let headline = reading.headline.unwrap_or(front.start);
    let below = headline..(front.end + REACH_INTO_BODY).min(reading.len());
    below.chain((front.start..headline).rev())
}

fn marked(reading: &Reading) -> Option<(Byline, &'static str)> {
    zone(reading).filter(|&line| Some(line) != reading.headline).find_map(|line| marked_line(reading, line))
}

fn marked_line(reading: &Reading, line: usize) -> Option<(Byline, &'static str)> {
    let text = reading.text(line);
    if patterns::BYLINE_ALONE.is_match(text) {
        let next = (line + 1 < reading.len()).then(|| byline::parse(reading.text(line + 1)));
        return next.filter(|byline| !byline.is_empty()).map(|byline| (byline, "line after the word by"));
    }
    if reading.shape(line).is_prose() {
        return None;
    }
    byline::in_line(text).map(|byline| (byline, "line that starts with by"))
}

/// A line that is only a name counts where an account name or a date stands beside it.
fn bare(reading: &Reading) -> Option<(Byline, &'static str)> {
    let front = reading.front();
    let headline = reading.headline?;
    let line = (headline + 1..front.end).find(|&line| is_bare_name(reading, line))?;
    Some((Byline { people: vec![reading.text(line).to_owned()], agencies: Vec::new() }, "name beside date or account"))
}

fn is_bare_name(reading: &Reading, line: usize) -> bool {
    let text = reading.text(line);
    byline::is_name(text)
        && reading.kinds(line).is_empty()
        && (line + 1 < reading.len() && is_anchor(reading.text(line + 1)) || is_anchor(reading.text(line - 1)))
}

fn is_anchor(text: &str) -> bool {
    let short = text.split_whitespace().nth(12).is_none();
    short && (text.starts_with('@') || patterns::DATE.is_match(text) || patterns::PUBLISHED.is_match(text))
}

/// A line near the headline that is only the name of an agency.
fn add_agency_line(article: &mut Article, reading: &Reading) {
    let line = zone(reading).find(|&line| reading.shape(line).words <= 4 && patterns::is_agency(reading.text(line)));
    if let Some(line) = line {
        article.agency.push(reading.text(line).to_owned());
        article.note("agency", "line with the agency's name");
    }
}

/// Adds the agencies a dateline names in brackets.
pub fn add_agencies_of(dateline: &str, article: &mut Article) {
    let Some(open) = dateline.find(['(', '（']) else { return };
    let names = dateline[open..].split(['(', ')', '（', '）', '/', ',']).map(str::trim);
    for name in names.filter(|name| patterns::is_agency(name)) {
        if !article.agency.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            article.agency.push(name.to_owned());
            article.note("agency", "dateline");
        }
    }
}
