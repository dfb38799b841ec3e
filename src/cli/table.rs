//! The terminal view: headline, facts, passages with the words lit, and bars for the counts.

use std::io;

use dateline_core::article::{Article, Role};
use dateline_core::text::columns;
use dateline_search::name_expansion::NameInQuery;
use dateline_search::response::{Explanation, Facet, Group, Hit, Response, TotalRelation};

use super::copies;
use super::output::{BAR, FACT, HEADLINE, HIT, Output, Style, TITLE, Text, width};
use super::{shown_path, timeline};

/// What is shown where an article has no headline.
pub(super) const NO_HEADLINE: &str = "(no headline)";
/// How many values of a facet are shown.
const FACET_ROWS: usize = 8;
/// The columns that a label may take up, and those that are kept for bars beside it.
const LABEL: usize = 40;
const BARS: usize = 8;

/// Prints an answer for reading.
pub(super) fn print(out: &mut Output, response: &Response) -> io::Result<()> {
    if response.hits.iter().any(|hit| hit.explanation.is_some()) {
        print_names(out, &response.names)?;
    }
    let mut last = None;
    for (group, hit) in response.hits_in_groups() {
        if let Some(group) = group.filter(|group| last != Some(*group)) {
            out.line(group_title(group))?;
        }
        last = group;
        print_hit(out, hit)?;
    }
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        print_facet(out, facet)?;
    }
    out.wrapped(Text::new(), Text::new().styled(FACT, totals(response)))
}

fn group_title(group: &Group) -> Text {
    let count = format!("{} {}", group.count, articles(group.count));
    Text::new().styled(TITLE, &group.name).plain("  ").styled(FACT, count)
}

/// How many articles, stories and groups were found, and how long it took.
fn totals(response: &Response) -> String {
    let more = if response.relation == TotalRelation::AtLeast { "at least " } else { "" };
    let (total, noun) = (response.total, articles(response.total));
    let grouped = response.groups.as_ref().map_or(String::new(), |groups| {
        format!(" in {} {}", groups.total, if groups.total == 1 { "group" } else { "groups" })
    });
    let stories = response.stories.filter(|&stories| stories != response.total);
    let stories = stories.map_or(String::new(), |stories| {
        format!(", {stories} {}", if stories == 1 { "story" } else { "stories" })
    });
    let milliseconds = response.took.as_secs_f64() * 1e3;
    format!("{more}{total} {noun}{stories}{grouped} in {milliseconds:.1} ms")
}

/// How names in the query were understood.
fn print_names(out: &mut Output, names: &[NameInQuery]) -> io::Result<()> {
    for NameInQuery { words, kind, also, .. } in names {
        let text = format!("{words} is a name ({kind}), also found as {}", also.join(", "));
        out.line(Text::new().styled(FACT, text))?;
    }
    Ok(())
}

fn articles(count: u64) -> &'static str {
    if count == 1 { "article" } else { "articles" }
}

fn print_hit(out: &mut Output, hit: &Hit) -> io::Result<()> {
    let article = &hit.article;
    let rank = Text::new().right(FACT, format!("{}.", hit.rank), 3).plain(' ');
    out.wrapped(rank, headline(hit))?;
    let indent = || Text::new().spaces(4);
    out.wrapped(indent(), Text::new().styled(FACT, facts(article)))?;
    if let Some(copies) = copies::beside(hit) {
        out.wrapped(indent(), Text::new().styled(FACT, copies))?;
    }
    for snippet in hit.snippets.iter().filter(|snippet| snippet.field != "headline") {
        out.wrapped(indent(), Text::new().marked(&snippet.text, &snippet.highlights, HIT, Style::new()))?;
    }
    let place = format!("{}  {}", article.id, shown_path(&article.path));
    out.line(indent().styled(FACT, place))?;
    if let Some(explanation) = &hit.explanation {
        print_explanation(out, explanation, 2)?;
    }
    out.blank()
}

/// The headline, with the words that matched lit where all of it was looked at.
fn headline(hit: &Hit) -> Text {
    let headline = hit.article.headline.as_deref().unwrap_or(NO_HEADLINE);
    let lit = hit.snippets.iter().find(|snippet| snippet.field == "headline" && snippet.text == headline);
    let highlights = lit.map_or(&[][..], |snippet| &snippet.highlights);
    Text::new().marked(headline, highlights, HIT, HEADLINE)
}

/// Source, date and countries on one line.
pub(super) fn facts(article: &Article) -> String {
    let mut parts = Vec::new();
    if let Some(source) = &article.source {
        parts.push(source.clone());
    }
    if let Some(published) = &article.published {
        parts.push(published.get(..10).unwrap_or(published).to_owned());
    }
    let about: Vec<&str> =
        article.countries.iter().filter(|c| c.role == Role::About).map(|c| c.name.as_str()).collect();
    if !about.is_empty() {
        parts.push(about.join(", "));
    }
    parts.join(" · ")
}

/// The codes of the countries an article is about.
pub(super) fn about(article: &Article) -> Vec<String> {
    article.countries.iter().filter(|c| c.role == Role::About).map(|c| c.code.clone()).collect()
}

fn print_explanation(out: &mut Output, explanation: &Explanation, depth: usize) -> io::Result<()> {
    let line = format!("{:.4}  {}", explanation.value, explanation.description);
    out.line(Text::new().spaces(2 * depth).styled(FACT, line))?;
    explanation.details.iter().try_for_each(|detail| print_explanation(out, detail, depth + 1))
}

fn print_facet(out: &mut Output, facet: &Facet) -> io::Result<()> {
    if let Some(undated) = facet.undated {
        timeline::print(out, facet, undated)?;
        return out.blank();
    }
    out.line(Text::new().styled(TITLE, facet.field.name()))?;
    let shown = &facet.values[..facet.values.len().min(FACET_ROWS)];
    let bars = Bars::of(shown.iter().map(|value| (value.name.as_str(), value.count)), 40);
    shown.iter().try_for_each(|value| out.line(bars.row(&value.name, value.count)))?;
    if facet.values.len() > shown.len() {
        let more = format!("  and {} more", facet.values.len() - shown.len());
        out.line(Text::new().styled(FACT, more))?;
    }
    out.blank()
}

/// Rows of a label, a count and a bar, in columns that fit the terminal.
pub(super) struct Bars {
    most: u64,
    label: usize,
    digits: usize,
    room: usize,
}

impl Bars {
    /// The columns for these labels and counts; no bar is longer than `longest`.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (&'a str, u64)>, longest: usize) -> Bars {
        let (mut label, mut most) = (0, 1);
        for (name, count) in rows {
            label = label.max(columns(name));
            most = most.max(count);
        }
        let digits = most.to_string().len();
        // Two columns before the label, and two on each side of the count.
        let free = width().saturating_sub(digits + 6);
        let label = label.min(LABEL).min(free.saturating_sub(BARS));
        Bars { most, label, digits, room: (free - label).min(longest) }
    }

    pub(super) fn row(&self, name: &str, count: u64) -> Text {
        let name = Text::new().plain(name).cut(self.label);
        let fill = self.label - name.columns();
        let bar = "█".repeat(((count * self.room as u64).div_ceil(self.most)) as usize);
        let row = Text::new().spaces(2).then(name).spaces(fill + 2);
        row.right(Style::new(), count, self.digits).spaces(2).styled(BAR, bar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fit_beside_long_labels() {
        let long = "北".repeat(60);
        let bars = Bars::of([(long.as_str(), 12), ("Oslo", 3)].into_iter(), 40);
        let rows = [bars.row(&long, 12), bars.row("Oslo", 3)];
        assert!(rows.iter().all(|row| row.columns() <= width()));
        assert!(rows[0].uncoloured().contains('…') && rows[0].uncoloured().contains("12  █"));
        assert!(rows[1].uncoloured().starts_with("  Oslo "));
    }

    #[test]
    fn facts_leave_out_what_is_not_known() {
        let article = Article {
            source: Some("The Harbour Courier".into()),
            published: Some("2015-10-23T18:04:00+02:00".into()),
            ..Article::default()
        };
        assert_eq!(facts(&article), "The Harbour Courier · 2015-10-23");
        assert_eq!(facts(&Article::default()), "");
    }
}
