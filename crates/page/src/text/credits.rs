//! Byline and agency, from the lines around the headline.

use super::reading::Reading;
use crate::byline::{self, Byline};
use crate::trace::Trace;
use crate::{outlets, patterns};
use dateline_core::article::Article;

/// How many of the first lines of the body may be credits mistaken for text.
const REACH_INTO_BODY: usize = 2;

/// How many lines below the headline a name may be without the word by.
const REACH: usize = 8;

/// Reads the people and agencies credited near the headline.
pub fn fill(article: &mut Article, reading: &Reading, trace: &mut Trace) {
    let mut found = [marked(reading), None];
    if found[0].is_none() || trace.is_noting() {
        found[1] = bare(reading);
    }
    for (byline, rule) in found.iter().flatten() {
        trace.note("byline", rule, &[byline.people.as_slice(), &byline.agencies].concat().join(", "));
    }
    let Some((byline, rule)) = found.into_iter().flatten().next() else {
        return add_agency_line(article, reading);
    };
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

/// A line below the headline that names a person without the word by: beside a date or a role, or alone next to such a line.
fn bare(reading: &Reading) -> Option<(Byline, &'static str)> {
    let headline = reading.headline?;
    let below = headline + 1..reading.front().end.min(headline + 1 + REACH);
    below.into_iter().find_map(|line| bare_line(reading, line))
}

fn bare_line(reading: &Reading, line: usize) -> Option<(Byline, &'static str)> {
    if reading.shape(line).is_prose() || reading.body[line] {
        return None;
    }
    let text = reading.text(line);
    if let Some(byline) = byline::beside_other(text) {
        return Some((byline, "name beside date or role"));
    }
    let named = byline::is_name(text) && reading.kinds(line).is_empty() && is_anchored(reading, line);
    named.then(|| {
        (Byline { people: vec![text.to_owned()], agencies: Vec::new() }, "name next to date or account")
    })
}

/// True if a date, an account or a reading time is in the line before or in the two lines after.
fn is_anchored(reading: &Reading, line: usize) -> bool {
    let near = line - 1..(line + 3).min(reading.len());
    near.filter(|&other| other != line && Some(other) != reading.headline)
        .any(|other| is_anchor(reading, other))
}

fn is_anchor(reading: &Reading, line: usize) -> bool {
    let (text, marks) = (reading.text(line), reading.marks(line));
    let dated = marks.date || marks.ago || marks.published || marks.read_time;
    reading.shape(line).words <= 12 && (dated || text.starts_with('@'))
}

/// A line near the headline that is only the name of an agency.
fn add_agency_line(article: &mut Article, reading: &Reading) {
    let line =
        zone(reading).find(|&line| reading.shape(line).words <= 4 && outlets::is_agency(reading.text(line)));
    if let Some(line) = line {
        article.agency.push(reading.text(line).to_owned());
        article.note("agency", "line with the agency's name");
    }
}

/// Adds the agencies a dateline names in brackets.
pub fn add_agencies_of(dateline: &str, article: &mut Article) {
    let Some(open) = dateline.find(['(', '（']) else { return };
    let names = dateline[open..].split(['(', ')', '（', '）', '/', ',']).map(str::trim);
    for name in names.filter(|name| outlets::is_agency(name)) {
        if !article.agency.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            article.agency.push(name.to_owned());
            article.note("agency", "dateline");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;
    use dateline_core::article::Article;

    fn signed(lines: &str) -> Article {
        read(&format!("Old ferry stays through the winter\n\n{lines}\n\n{STORY}"))
    }

    #[test]
    fn people_are_found_with_and_without_the_word_by() {
        for lines in [
            "By Jane Roe",
            "By\nJane Roe\n12 October 2019",
            "Jane Roe\n12 October 2019",
            "Jane Roe\n@janeroe",
            "Jane Roe, Staff Writer",
        ] {
            assert_eq!(signed(lines).byline, ["Jane Roe"], "{lines}");
        }
    }

    #[test]
    fn a_lone_name_without_an_anchor_is_left_alone() {
        assert!(signed("Market Square").byline.is_empty());
    }

    #[test]
    fn an_agency_goes_to_its_own_field() {
        let article = signed("Associated Press\n12 October 2019");
        assert!(article.byline.is_empty());
        assert_eq!(article.agency, ["Associated Press"]);
    }
}
