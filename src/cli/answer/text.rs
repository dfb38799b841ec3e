//! The terminal view: headline, facts, passages with the words lit, and bars for the counts.

use std::io;

use dateline_search::name_expansion::NameInQuery;
use dateline_search::response::{Explanation, Facet, Group, Hit, Nearest, Response, TotalRelation};

use super::{NO_HEADLINE, facts};
use crate::cli::bars::Bars;
use crate::cli::copies;
use crate::cli::output::{FACT, HEADLINE, HIT, Output, Style, TITLE, Text};
use crate::cli::{shown_path, timeline};

/// How many values of a facet are shown.
const FACET_ROWS: usize = 8;
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
    print_nearest(out, &response.nearest)?;
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        print_facet(out, facet)?;
    }
    out.wrapped(Text::new(), Text::new().styled(FACT, totals(response)))
}

/// Articles that do not match, below a line for the words that they lack.
fn print_nearest(out: &mut Output, nearest: &[Nearest]) -> io::Result<()> {
    let mut last: &[String] = &[];
    for Nearest { without, hit } in nearest {
        if without != last {
            out.wrapped(Text::new(), Text::new().styled(TITLE, format!("without {}:", without.join(", "))))?;
        }
        last = without;
        print_hit(out, hit)?;
    }
    Ok(())
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
        let text = format!("{words} ({kind}) is also searched as {}", also.join(", "));
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
