//! Corrections of plain text: by which lines a field is known.

use std::ops::Range;

use regex::Regex;

use super::Site;

/// The patterns of the fields, each held against one line.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    pub line: Vec<Regex>,
    pub headline: Vec<Regex>,
    pub standfirst: Vec<Regex>,
    pub byline: Vec<Regex>,
    pub date: Vec<Regex>,
    pub section: Vec<Regex>,
    pub body_start: Vec<Regex>,
    pub body_end: Vec<Regex>,
    pub drop: Vec<Regex>,
}

impl Patterns {
    /// True if a text can be recognised by its lines.
    pub fn has_line(&self) -> bool {
        !self.line.is_empty()
    }

    /// True for a line that shows of which site the text is.
    pub fn is_known_by(&self, line: &str) -> bool {
        is_any(&self.line, line)
    }
}

/// A field that a line pattern gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Headline,
    Standfirst,
    Byline,
    Date,
    Section,
}

impl Field {
    fn key(self) -> &'static str {
        match self {
            Field::Headline => "headline",
            Field::Standfirst => "standfirst",
            Field::Byline => "byline",
            Field::Date => "date",
            Field::Section => "section",
        }
    }
}

/// What a pattern found: the line and the part of it that is the field.
#[derive(Debug, PartialEq)]
pub(crate) struct Matched {
    pub line: usize,
    pub value: String,
    pub rule: String,
}

impl Site {
    /// True for a line that does not belong to the page.
    pub(crate) fn drops(&self, line: &str) -> bool {
        is_any(&self.text.drop, line)
    }

    /// The first line that a field's pattern matches; its first group is the value, else the whole match.
    pub(crate) fn field_in<'a>(&self, field: Field, lines: impl Iterator<Item = &'a str>) -> Option<Matched> {
        let patterns = match field {
            Field::Headline => &self.text.headline,
            Field::Standfirst => &self.text.standfirst,
            Field::Byline => &self.text.byline,
            Field::Date => &self.text.date,
            Field::Section => &self.text.section,
        };
        let rule = || self.rule(&format!("text.{}", field.key()));
        lines.enumerate().find_map(|(line, text)| {
            let value = patterns.iter().find_map(|pattern| value(pattern, text))?;
            Some(Matched { line, value, rule: rule() })
        })
    }

    /// The lines between the one that the body starts below and the one that it ends above, where the patterns of
    /// either find one; the end is looked for below the start.
    pub(crate) fn body_in<'a>(&self, lines: impl Iterator<Item = &'a str> + Clone) -> BodyBounds {
        let start = lines.clone().position(|line| is_any(&self.text.body_start, line)).map(|line| line + 1);
        let from = start.unwrap_or(0);
        let end = lines.skip(from).position(|line| is_any(&self.text.body_end, line)).map(|line| line + from);
        BodyBounds { start, end, rule: self.rule("text.body_start, text.body_end") }
    }
}

/// Where the corrections say that the body starts and ends.
#[derive(Debug, PartialEq)]
pub(crate) struct BodyBounds {
    /// The first line of the body.
    pub start: Option<usize>,
    /// The line after its last.
    pub end: Option<usize>,
    /// The rule, for `found`.
    pub rule: String,
}

impl BodyBounds {
    /// The bounds of a body that was found elsewhere, corrected.
    pub(crate) fn of(&self, found: Range<usize>) -> Range<usize> {
        let start = self.start.unwrap_or(found.start);
        start..self.end.unwrap_or(found.end).max(start)
    }

    /// True if either bound is known.
    pub(crate) fn are_known(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }
}

fn is_any(patterns: &[Regex], line: &str) -> bool {
    patterns.iter().any(|pattern| pattern.is_match(line))
}

fn value(pattern: &Regex, line: &str) -> Option<String> {
    let captures = pattern.captures(line)?;
    let value = captures.get(1).or_else(|| captures.get(0))?.as_str().trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 6] =
        ["POST", "Ferry stays", "Words: Jane Roe", "Share", "The council voted.", "More from Post"];

    fn site(text: &str) -> Site {
        Site::parse("post", &format!("outlet = 'Post'\n[text]\n{text}")).unwrap()
    }

    #[test]
    fn the_first_group_is_the_value() {
        let site = site("byline = '^Words: (.*)$'\nheadline = '^Ferry'");
        let byline = site.field_in(Field::Byline, LINES.into_iter()).unwrap();
        assert_eq!((byline.line, byline.value.as_str()), (2, "Jane Roe"));
        assert_eq!(byline.rule, "corrections post: text.byline");
        assert_eq!(site.field_in(Field::Headline, LINES.into_iter()).unwrap().value, "Ferry");
        assert_eq!(site.field_in(Field::Date, LINES.into_iter()), None);
    }

    #[test]
    fn the_body_stands_between_its_bounds() {
        let both = site("body_start = '^Share$'\nbody_end = '^More from'").body_in(LINES.into_iter());
        assert_eq!(both.of(0..2), 4..5);
        let end = site("body_end = '^Share$'").body_in(LINES.into_iter());
        assert_eq!(end.of(1..6), 1..3);
        assert!(!site("drop = 'x'").body_in(LINES.into_iter()).are_known());
    }
}
