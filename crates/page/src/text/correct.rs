//! Laying the corrections of a site over a text.

use super::reading::Reading;
use crate::byline;
use crate::sites::{Field, Matched, Site};
use dateline_core::article::Article;
use dateline_core::dates;

/// Corrects where the headline and the body stand, before the other fields are read around them.
pub fn shape(reading: &mut Reading, site: &Site) {
    if let Some(found) = matched(reading, site, Field::Headline) {
        reading.headline = Some(found.line);
        reading.body[found.line] = false;
    }
    let bounds = site.body_in((0..reading.len()).map(|line| reading.text(line)));
    if bounds.are_known() {
        let found = reading.body_start().unwrap_or(0)..reading.body_end().unwrap_or(0);
        let body = bounds.of(found.clone());
        for line in 0..reading.len() {
            let is_new = body.contains(&line) && !found.contains(&line);
            reading.body[line] = body.contains(&line) && (reading.body[line] || is_new);
        }
    }
    for field in [Field::Standfirst, Field::Byline, Field::Date, Field::Section] {
        if let Some(found) = matched(reading, site, field) {
            reading.body[found.line] = false;
        }
    }
}

fn matched(reading: &Reading, site: &Site, field: Field) -> Option<Matched> {
    site.field_in(field, (0..reading.len()).map(|line| reading.text(line)))
}

/// Puts what the corrections find in place of what was read.
pub fn fields(article: &mut Article, reading: &Reading, site: &Site) {
    let find = |field| matched(reading, site, field);
    if let Some(found) = find(Field::Headline) {
        article.headline = Some(found.value);
        article.note("headline", found.rule);
    }
    if let Some(found) = find(Field::Standfirst) {
        article.standfirst = Some(found.value);
        article.note("standfirst", found.rule);
    }
    if let Some(found) = find(Field::Section) {
        article.section = Some(found.value);
        article.note("section", found.rule);
    }
    if let Some(found) = find(Field::Date)
        && let Some(date) = dates::find_in_line(&found.value)
    {
        article.published = Some(date.value);
        article.note("published", found.rule);
    }
    if let Some(found) = find(Field::Byline) {
        let byline = byline::parse(&found.value);
        (article.byline, article.agency) = (byline.people, byline.agencies);
        article.found.remove("agency");
        article.note("byline", found.rule);
    }
    if let Some((source, rule)) = site.source() {
        article.source = Some(source);
        article.note("source", rule);
    }
    let bounds = site.body_in((0..reading.len()).map(|line| reading.text(line)));
    if bounds.are_known() && !article.body.is_empty() {
        article.note("body", bounds.rule);
    }
}

#[cfg(test)]
mod tests {
    use crate::sites::{Site, Sites};
    use crate::text::tests::STORY;
    use crate::{Options, read_text};

    const SITE: &str = "outlet = 'Harbour Post'\nsource = 'The Harbour Post'\n[text]\nline = '^HARBOUR POST ONLINE$'\n\
        headline = '^» (.*)$'\nbyline = '^Words: (.*)$'\ndate = '^Put up on (.*)$'\nbody_start = '^Read aloud$'\n\
        body_end = '^Kept alive by readers'\ndrop = ['^Buy our calendar']";

    fn read(text: &str) -> dateline_core::article::Article {
        let sites = Sites::of(vec![Site::parse("harbour", SITE).unwrap()]);
        read_text(text, &Options { sites: Some(&sites), ..Options::default() })
    }

    #[test]
    fn corrections_go_before_what_is_read() {
        let page = format!(
            "HARBOUR POST ONLINE\nStorm warning for the whole coast until Sunday evening\n» Old ferry stays\nWords: Jane Roe\n\
             Put up on 12 October 2019\nRead aloud\nA short one\n\n{STORY}\n\nBuy our calendar for the coming year.\n\n\
             Kept alive by readers who pay for it every single month of the year, come what may."
        );
        let article = read(&page);
        assert_eq!(article.headline.as_deref(), Some("Old ferry stays"));
        assert_eq!(article.byline, ["Jane Roe"]);
        assert_eq!(article.published.as_deref(), Some("2019-10-12"));
        assert_eq!(article.source.as_deref(), Some("The Harbour Post"));
        assert!(article.body.starts_with("A short one\n\nThe council"), "{}", article.body);
        assert!(article.body.ends_with("wants to retire."), "{}", article.body);
        assert_eq!(article.found["headline"], "corrections harbour: text.headline");
    }

    #[test]
    fn other_texts_are_read_as_ever() {
        let article = read(&format!("Old ferry stays\n\nWords: Jane Roe\n\n{STORY}"));
        assert_eq!(article.headline.as_deref(), Some("Old ferry stays"));
        assert!(article.byline.is_empty());
    }

    #[test]
    fn the_outlet_found_in_the_text_is_enough() {
        let page = format!("Storm\n\n» Old ferry stays\n\n{STORY}\n\nRelated\n© 2019 The Harbour Courier");
        let site = "outlet = 'The Harbour Courier'\n[text]\nheadline = '^» (.*)$'";
        let sites = Sites::of(vec![Site::parse("courier", site).unwrap()]);
        let article = read_text(&page, &Options { sites: Some(&sites), ..Options::default() });
        assert_eq!(article.headline.as_deref(), Some("Old ferry stays"));
    }
}
