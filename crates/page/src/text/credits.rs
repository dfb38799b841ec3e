//! Byline and agency, from the lines around the headline.

use super::reading::Reading;
use crate::byline::{self, Byline};
use crate::patterns::Kind;
use crate::trace::Trace;
use crate::{outlets, patterns};
use dateline_core::article::Article;

/// How many lines below the headline a name may be without the word by.
const REACH: usize = 14;
/// How many lines above the headline a name may be with its date below it.
const ABOVE: usize = 6;
/// How many lines below the text credits are looked for.
const BELOW: usize = 3;
/// How many lines that name a person each may be below the word by.
const MAX_NAMES: usize = 6;
/// A line with this many words may be a standfirst or a caption, below which the author is named.
const SUMMARY: usize = 8;

/// Reads the people and agencies credited near the headline.
pub fn fill(article: &mut Article, reading: &Reading, trace: &mut Trace) {
    let text = Text::of(reading);
    let rules: [&dyn Fn() -> Option<(Byline, &'static str)>; 4] =
        [&|| marked(reading), &|| bare(reading, &text), &|| below(reading), &|| reporters(reading)];
    let mut found = Vec::new();
    for rule in rules {
        if found.is_empty() || trace.is_noting() {
            found.extend(rule());
        }
    }
    for (byline, rule) in &found {
        trace.note("byline", rule, &[byline.people.as_slice(), &byline.agencies].concat().join(", "));
    }
    let Some((byline, rule)) = found.into_iter().next() else {
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
    (headline..reading.credits_end()).chain((front.start..headline).rev())
}

fn marked(reading: &Reading) -> Option<(Byline, &'static str)> {
    zone(reading).filter(|&line| Some(line) != reading.headline).find_map(|line| marked_line(reading, line))
}

fn marked_line(reading: &Reading, line: usize) -> Option<(Byline, &'static str)> {
    let text = reading.text(line);
    if patterns::BYLINE_ALONE.is_match(text) {
        return names_from(reading, line + 1).map(|byline| (byline, "line after the word by"));
    }
    if reading.shape(line).is_prose() {
        return None;
    }
    byline::in_line(text).map(|byline| (byline, "line that starts with by"))
}

/// The names in the lines from here on, as long as each line names somebody.
fn names_from(reading: &Reading, first: usize) -> Option<Byline> {
    let mut all = Byline::default();
    for line in first..(first + MAX_NAMES).min(reading.len()) {
        let byline = byline::parse(reading.text(line));
        if byline.is_empty() || reading.shape(line).is_prose() {
            break;
        }
        all.people.extend(byline.people);
        all.agencies.extend(byline.agencies);
    }
    Some(all).filter(|byline| !byline.is_empty())
}

/// Korean reporters, each in a line of its own above the text.
fn reporters(reading: &Reading) -> Option<(Byline, &'static str)> {
    let mut all = Byline::default();
    for line in (0..reading.front().end).filter(|&line| reading.shape(line).words == 2) {
        all.people.extend(byline::korean(reading.text(line)).unwrap_or_default().people);
    }
    let mut seen = std::collections::HashSet::new();
    all.people.retain(|name| seen.insert(name.clone()));
    (1..=MAX_NAMES).contains(&all.people.len()).then_some((all, "line of a reporter"))
}

/// A credit right below the text.
fn below(reading: &Reading) -> Option<(Byline, &'static str)> {
    let end = reading.body_end()?;
    let lines = end..(end + BELOW).min(reading.len());
    let mut lines = lines.filter(|&line| !reading.shape(line).is_prose());
    let byline = lines.find_map(|line| {
        let text = reading.text(line);
        byline::korean(text).or_else(|| byline::in_line(text))
    })?;
    Some((byline, "credit below the text"))
}

/// A line below the headline that names a person without the word by: beside a date or a role, or alone next to such a line.
fn bare(reading: &Reading, text: &Text) -> Option<(Byline, &'static str)> {
    let headline = reading.headline?;
    let below = headline + 1..reading.credits_end().min(headline + 1 + REACH);
    let above = (headline.saturating_sub(ABOVE)..headline).rev().filter(|&line| is_dated(reading, line + 1));
    below.chain(above).find_map(|line| bare_line(reading, line, text))
}

fn bare_line(reading: &Reading, line: usize, text: &Text) -> Option<(Byline, &'static str)> {
    let is_text = reading.body[line] && !is_dated(reading, line + 1);
    if reading.shape(line).is_prose() || is_text || reading.marks(line).credit_end {
        return None;
    }
    let (byline, rule) = named(reading, line)?;
    // Who is named in the story is its subject, pictured above it.
    let is_subject = rule != BESIDE && byline.people.iter().any(|name| text.mentions(name));
    (!is_subject || is_dated(reading, line + 1)).then_some((byline, rule))
}

/// The rule for a name that has its date or role in the same line.
const BESIDE: &str = "name beside date or role";

/// True for a line that is a date.
fn is_dated(reading: &Reading, line: usize) -> bool {
    line < reading.len() && reading.shape(line).words <= 8 && reading.marks(line).date
}

fn named(reading: &Reading, line: usize) -> Option<(Byline, &'static str)> {
    let text = reading.text(line);
    let is_label = reading.marks(line).published;
    let beside = || byline::beside_other(text).filter(|_| !is_label);
    if let Some(byline) = byline::korean(text).or_else(beside).or_else(|| byline::after_date(text)) {
        return Some((byline, BESIDE));
    }
    if !reading.kinds(line).is_empty() || is_label {
        return None;
    }
    let anchored = is_anchored(reading, line);
    if let Some(byline) = byline::several(text).filter(|_| anchored || ends_the_front(reading, line)) {
        return Some((byline, "line of names"));
    }
    let byline = || Byline { people: vec![text.to_owned()], agencies: Vec::new() };
    if anchored && (byline::is_name(text) || byline::is_name_in_capitals(text)) {
        return Some((byline(), "name next to date or account"));
    }
    let is_between = || is_above_button(reading, line) || ends_the_front(reading, line);
    (byline::is_name(text) && is_between()).then(|| (byline(), "name between headline and text"))
}

/// True if the line is right below the headline, and above a button, an offer or the credit of a picture.
fn is_above_button(reading: &Reading, line: usize) -> bool {
    let is_below_headline = line.checked_sub(1).is_some_and(|above| Some(above) == reading.headline);
    let kinds = [Kind::Share, Kind::Plug, Kind::Ad, Kind::Credit];
    is_below_headline && line + 1 < reading.len() && reading.kinds(line + 1).any(&kinds)
}

/// True if a date, an account or a reading time is in the line before or in the two lines after.
fn is_anchored(reading: &Reading, line: usize) -> bool {
    let near = line.saturating_sub(1)..(line + 3).min(reading.len());
    near.filter(|&other| other != line && Some(other) != reading.headline)
        .any(|other| is_anchor(reading, other))
}

fn is_anchor(reading: &Reading, line: usize) -> bool {
    let (text, marks, words) = (reading.text(line), reading.marks(line), reading.shape(line).words);
    let dated = marks.date || marks.ago || marks.published || marks.read_time || marks.time && words <= 6;
    words <= 12 && (dated || text.starts_with('@')) || words <= 3 && byline::is_role(text)
}

/// True if a summary or a picture's credit is above the line, and nothing but buttons is between it and the text.
fn ends_the_front(reading: &Reading, line: usize) -> bool {
    let Some(above) = line.checked_sub(1) else { return false };
    let is_below_summary = Some(above) != reading.headline
        && (reading.shape(above).words >= SUMMARY
            || reading.marks(above).credit_end
            || reading.kinds(above).has(Kind::Credit));
    let start = reading.front().end;
    let is_button =
        |other: usize| reading.kinds(other).any(&[Kind::Ad, Kind::Share]) || reading.shape(other).words <= 1;
    is_below_summary && line < start && (line + 1..start).all(is_button)
}

/// The words of the headline and the text.
struct Text(String);

impl Text {
    fn of(reading: &Reading) -> Text {
        let headline = reading.headline.map(|line| reading.text(line)).unwrap_or_default();
        Text(format!("{headline}\n{}", reading.body_text()).to_lowercase())
    }

    /// True if the last part of a name is in the text.
    fn mentions(&self, name: &str) -> bool {
        let last = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let mut places = self.0.match_indices(last.as_str());
        places.any(|(at, found)| {
            let (before, after) = (&self.0[..at], &self.0[at + found.len()..]);
            !before.ends_with(char::is_alphabetic) && !after.starts_with(char::is_alphabetic)
        })
    }
}

/// A line near the headline that names an agency, alone or beside a place or initials.
fn add_agency_line(article: &mut Article, reading: &Reading) {
    let short =
        zone(reading).filter(|&line| reading.shape(line).words <= 4 && Some(line) != reading.headline);
    let agency = short.into_iter().find_map(|line| {
        let text = reading.text(line);
        let mut parts = text.split(['/', '|', ',']).flat_map(|part| part.split(" - ")).map(str::trim);
        if outlets::is_agency(text) { Some(text) } else { parts.find(|part| outlets::is_agency(part)) }
    });
    if let Some(agency) = agency {
        article.agency.push(agency.to_owned());
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
    fn names_without_the_word_by_are_found_by_what_is_around_them() {
        for lines in [
            "Jane Roe\nSunday 14:05",
            "Jane Roe\nReporter",
            "JANE ROE\n12 October 2019",
            "12 October 2019, 14:26, Jane Roe",
            "Jane Roe 7 hours",
            "The boat is forty years old and needs repairs\nJane Roe",
            "The ferry on Monday\nPhoto: John Doe\nJane Roe\nAdvertisement",
        ] {
            let byline = signed(lines).byline;
            assert_eq!(byline.join(" ").to_lowercase(), "jane roe", "{lines}");
        }
    }

    #[test]
    fn whom_the_story_is_about_did_not_write_it() {
        let story = STORY.replace("Fishermen", "Anna Holm and the fishermen");
        let page = format!("Old ferry stays through the winter\n\nAnna Holm\n@harbourpost\n\n{story}");
        assert!(read(&page).byline.is_empty());
    }

    #[test]
    fn credits_below_the_text_and_several_authors_are_read() {
        let page = format!("Old ferry stays through the winter\n\n{STORY}\n\nBy Jane Roe");
        assert_eq!(read(&page).byline, ["Jane Roe"]);
        assert_eq!(
            signed("By\nJane RoeNews Reporter\nJohn Doe\nMax Moe").byline,
            ["Jane Roe", "John Doe", "Max Moe"]
        );
        assert_eq!(signed("Jane Roe | John Doe\n12 October 2019").byline, ["Jane Roe", "John Doe"]);
    }

    #[test]
    fn an_agency_goes_to_its_own_field() {
        let article = signed("Associated Press\n12 October 2019");
        assert!(article.byline.is_empty());
        assert_eq!(article.agency, ["Associated Press"]);
    }
}
