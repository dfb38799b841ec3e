//! The outlet, where the page names it.

use std::collections::HashMap;

use regex::Regex;

use super::masthead;
use super::reading::Reading;
use super::topic::line_key;
use super::unwrap::is_unspaced;
use crate::trace::Trace;
use crate::{outlets, patterns};
use dateline_core::article::Article;

/// The longest line that is read for the outlet, in bytes.
const MAX_LINE: usize = 1000;

/// A line with a label and a name has no more words than this.
const MAX_LABELLED: usize = 25;

/// How many names are held against the rest of the page.
const MAX_NAMES: usize = 10;

/// Takes the outlet's name from the page's title, from its description of itself, or from its copyright line.
pub fn fill(article: &mut Article, reading: &Reading, trace: &mut Trace) {
    let by = |name: Option<String>, rule: &str| Some((name?, rule.to_owned()));
    let found = trace.choose(
        "source",
        &[
            &|| by(from_title(reading), "site name after the headline"),
            &|| by(from_self_description(reading), "the outlet's description of itself"),
            &|| by(masthead::at_head(reading), "name at the head of the page"),
            &|| by(from_label(reading), "label before the name"),
            &|| by(from_copyright(reading), "copyright line"),
            &|| by(masthead::beside_date(reading), "name beside date or byline"),
            &|| by(from_invitation(reading), "invitation to follow"),
            &|| by(from_domain(reading), "domain that the page names"),
        ],
    );
    if let Some((name, rule)) = found {
        article.source = Some(name);
        article.note("source", rule);
    }
}

/// Lines outside the body, where the outlet is evidence for itself.
fn outside(reading: &Reading) -> impl Iterator<Item = &str> {
    let lines = (0..reading.len()).filter(|&line| !reading.body[line] && Some(line) != reading.headline);
    lines.map(|line| reading.text(line)).filter(|text| text.len() <= MAX_LINE)
}

/// `Headline | Outlet`: a line that is the headline and a name.
fn from_title(reading: &Reading) -> Option<String> {
    let headline = reading.text(reading.headline?);
    let key = line_key(headline);
    outside(reading).filter(|text| text.len() > headline.len()).find_map(|text| {
        let (head, name) =
            [" | ", " - ", " – ", " — ", " :: "].into_iter().find_map(|mark| text.rsplit_once(mark))?;
        (line_key(head) == key).then(|| plain_name(name)).flatten()
    })
}

fn from_self_description(reading: &Reading) -> Option<String> {
    let end = reading.body_end().unwrap_or(0);
    let below = (end..reading.len()).map(|line| reading.text(line)).filter(|text| text.len() <= MAX_LINE);
    below
        .filter_map(|text| named(&patterns::SYNDICATION, text))
        .take(MAX_NAMES)
        .find(|name| is_mentioned_again(reading, name))
}

/// True if the name, or its initials, is in another line outside the body.
fn is_mentioned_again(reading: &Reading, name: &str) -> bool {
    let initials: String =
        name.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    let has_initials = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == initials);
    outside(reading)
        .filter(|text| text.contains(name) || initials.len() >= 2 && has_initials(text))
        .nth(1)
        .is_some()
        || outside(reading).any(|text| {
            text.matches(name).nth(1).is_some()
                || text.contains(name) && initials.len() >= 2 && has_initials(text)
        })
}

/// A short line around headline and byline that names the source of the text.
fn from_label(reading: &Reading) -> Option<String> {
    let mut front =
        reading.front().filter(|&line| !reading.body[line] && reading.shape(line).words <= MAX_LABELLED);
    front.find_map(|line| named(&patterns::SOURCE_LABEL, reading.text(line)))
}

fn from_copyright(reading: &Reading) -> Option<String> {
    let end = reading.body_end().unwrap_or(0);
    let below = (end..reading.len()).map(|line| reading.text(line)).filter(|text| text.len() <= MAX_LINE);
    let names = below
        .filter_map(|text| named(&patterns::COPYRIGHT, text))
        .take(MAX_NAMES)
        .filter(|name| outlets::is_outlet_name(name) || is_used_elsewhere(reading, name));
    most_common(names.collect())
}

/// True if the name is in a line that claims no rights: a company that owns an outlet is named nowhere else.
fn is_used_elsewhere(reading: &Reading, name: &str) -> bool {
    let name = name.to_lowercase();
    outside(reading).any(|text| !patterns::COPYRIGHT.is_match(text) && text.to_lowercase().contains(&name))
}

/// A domain that short lines name again and again, as outlets do that are called by it.
fn from_domain(reading: &Reading) -> Option<String> {
    let lines =
        (0..reading.len()).filter(|&line| !reading.body[line] && reading.shape(line).words <= MAX_NAMING);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for found in lines.filter_map(|line| patterns::DOMAIN.find(reading.text(line))) {
        let name = found.as_str();
        if PLATFORMS.contains(&name.to_lowercase().as_str()) || counts.len() >= MAX_DOMAINS {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().filter(|&count| count >= LEAST_DOMAINS)?;
    let mut often = counts.iter().filter(|(_, count)| *count == most);
    often.next().map(|(name, _)| (*name).to_owned()).filter(|_| often.next().is_none())
}

/// Sites that pages link to whoever publishes them.
const PLATFORMS: [&str; 12] = [
    "facebook.com",
    "youtube.com",
    "twitter.com",
    "instagram.com",
    "linkedin.com",
    "pinterest.com",
    "reddit.com",
    "google.com",
    "amazon.com",
    "amazon.de",
    "booking.com",
    "archive.org",
];

/// A line that names the outlet by its domain has no more words than this.
const MAX_NAMING: usize = 8;
/// How many domains of a page are counted,
const MAX_DOMAINS: usize = 30;
/// and how often the outlet's own is named at least.
const LEAST_DOMAINS: usize = 2;

fn from_invitation(reading: &Reading) -> Option<String> {
    most_common(outside(reading).filter_map(|text| named(&patterns::FOLLOW, text)).collect())
}

/// The first of the names that stand most often.
fn most_common(names: Vec<String>) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    names.iter().find(|name| counts.get(name.as_str()) == Some(&most)).cloned()
}

fn named(pattern: &Regex, text: &str) -> Option<String> {
    plain_name(pattern.captures(text)?.name("name")?.as_str())
}

/// The name of an outlet in that of the company that publishes it: `Harbour Courier` of `Harbour Courier Media`.
fn without_company(name: &str) -> &str {
    if let Some(outlet) = name.strip_suffix('社').filter(|outlet| outlet.starts_with(is_unspaced)) {
        return outlet;
    }
    let Some((outlet, last)) = name.rsplit_once(' ') else { return name };
    let is_company = ["media", "publishing", "publishers", "publications", "group"]
        .contains(&last.to_lowercase().as_str());
    if is_company && outlets::is_outlet_name(outlet) { outlet } else { name }
}

/// A name as an outlet has it: up to the first stop, without a company's legal form; `None` if that is not a name.
pub(super) fn plain_name(name: &str) -> Option<String> {
    let stop = patterns::NAME_STOP.find(name).map_or(name.len(), |stop| stop.start());
    let name = name[..stop]
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '|' | '-' | '–' | ':' | '©'));
    let name = without_company(name);
    let words = name.split_whitespace().count();
    let lower = name.to_lowercase();
    let is_none = patterns::NO_NAME.is_match(&lower) || patterns::kinds(name).any(&patterns::Kind::ALL);
    let plausible = (1..=6).contains(&words) && name.chars().count() >= 2 && name.len() <= 60;
    (plausible && !is_none && !outlets::is_owner(name) && name.contains(char::is_alphabetic))
        .then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;

    fn source(below: &str) -> Option<String> {
        read(&format!("Old ferry stays through the winter\n\nBy Jane Roe\n\n{STORY}\n\n{below}")).source
    }

    #[test]
    fn the_outlet_is_named_by_title_notice_or_copyright() {
        for below in [
            "Related\nOld ferry stays through the winter | Harbour Post",
            "Harbour Post delivers independent coverage of the coast. More about Harbour Post can be found here.",
            "About Harbour Post\n© 2019 Harbour Post. All rights reserved.",
            "Related\nFollow Harbour Post on Twitter",
        ] {
            assert_eq!(source(below).as_deref(), Some("Harbour Post"), "{below}");
        }
        let below = "港町新報デジタル\n© 港町新報社　無断転載を禁じます";
        assert_eq!(source(below).as_deref(), Some("港町新報"));
    }

    #[test]
    fn a_label_near_the_headline_names_the_source() {
        let page =
            format!("Old ferry stays through the winter\n\nSource: Harbour Post\nBy Jane Roe\n\n{STORY}");
        assert_eq!(read(&page).source.as_deref(), Some("Harbour Post"));
    }

    #[test]
    fn owners_agencies_and_unsure_names_are_none() {
        for below in [
            "© 2019 Hearst Communications, Inc.",
            "© 2019 Associated Press",
            "Related\n© 2019 Nobody Knows",
            "",
        ] {
            assert_eq!(source(below), None, "{below}");
        }
    }
}
