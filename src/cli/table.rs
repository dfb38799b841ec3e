//! The terminal view: headline, facts, passages with the words lit, and bars for the counts.

use std::io::Write;

use crate::article::{Article, Role};
use crate::search::recognise::NameInQuery;
use crate::search::response::{Explanation, Facet, Hit, Response, TotalRelation};
use crate::search::snippets::Snippet;

use super::copies;
use super::output::{BAR, FACT, HEADLINE, HIT, Output, TITLE, styled, width};
use super::{shown_path, timeline};

/// How many values of a facet are shown.
const FACET_ROWS: usize = 8;

/// Prints an answer for reading.
pub(super) fn print(out: &mut Output, response: &Response) -> std::io::Result<()> {
    if response.hits.iter().any(|hit| hit.explanation.is_some()) {
        print_names(out, &response.names)?;
    }
    let mut last = None;
    for (group, hit) in response.hits_in_groups() {
        if let Some(group) = group.filter(|group| last != Some(*group)) {
            let (count, noun) = (group.count, articles(group.count));
            writeln!(out, "{TITLE}{}{TITLE:#}  {FACT}{count} {noun}{FACT:#}", group.name)?;
        }
        last = group;
        print_hit(out, hit)?;
    }
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        print_facet(out, facet)?;
    }
    let more = if response.relation == TotalRelation::AtLeast { "at least " } else { "" };
    let (total, noun) = (response.total, articles(response.total));
    let grouped = response.groups.as_ref().map_or(String::new(), |groups| {
        format!(" in {} {}", groups.total, if groups.total == 1 { "group" } else { "groups" })
    });
    let told = response.stories.filter(|&stories| stories != response.total);
    let told = told.map_or(String::new(), |stories| {
        format!(", {stories} {}", if stories == 1 { "story" } else { "stories" })
    });
    let milliseconds = response.took.as_secs_f64() * 1e3;
    writeln!(out, "{FACT}{more}{total} {noun}{told}{grouped} in {milliseconds:.1} ms{FACT:#}")
}

/// How names in the query were understood.
fn print_names(out: &mut Output, names: &[NameInQuery]) -> std::io::Result<()> {
    for NameInQuery { words, kind, also, .. } in names {
        writeln!(out, "{FACT}{words} is a name ({kind}), also found as {}{FACT:#}", also.join(", "))?;
    }
    Ok(())
}

fn articles(count: u64) -> &'static str {
    if count == 1 { "article" } else { "articles" }
}

fn print_hit(out: &mut Output, hit: &Hit) -> std::io::Result<()> {
    let article = &hit.article;
    let headline = article.headline.as_deref().unwrap_or("(no headline)");
    let lit = hit.snippets.iter().find(|snippet| snippet.field == "headline" && snippet.text == headline);
    let shown = lit.map_or_else(|| headline.to_owned(), lit_headline);
    writeln!(out, "{FACT}{:>2}.{FACT:#} {HEADLINE}{shown}{HEADLINE:#}", hit.rank)?;
    writeln!(out, "    {FACT}{}{FACT:#}", facts(article))?;
    if let Some(copies) = copies::beside(hit) {
        writeln!(out, "    {FACT}{copies}{FACT:#}")?;
    }
    for snippet in hit.snippets.iter().filter(|snippet| snippet.field != "headline") {
        let text = styled(&snippet.text, &snippet.highlights, HIT);
        for line in wrapped(&text, width().saturating_sub(4)) {
            writeln!(out, "    {line}")?;
        }
    }
    writeln!(out, "    {FACT}{}  {}{FACT:#}", article.id, shown_path(&article.path))?;
    if let Some(explanation) = &hit.explanation {
        print_explanation(out, explanation, 2)?;
    }
    writeln!(out)
}

/// The headline with its words lit, in the style of headlines between them.
fn lit_headline(snippet: &Snippet) -> String {
    mark(snippet, str::to_owned, |hit| format!("{HIT}{hit}{HIT:#}{HEADLINE}"))
}

/// A snippet's text with what matched changed in one way and the rest in another.
pub(super) fn mark(snippet: &Snippet, rest: impl Fn(&str) -> String, hit: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut at = 0;
    for &[start, end] in &snippet.highlights {
        out.push_str(&rest(&snippet.text[at..start]));
        out.push_str(&hit(&snippet.text[start..end]));
        at = end;
    }
    out.push_str(&rest(&snippet.text[at..]));
    out
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

fn print_explanation(out: &mut Output, explanation: &Explanation, depth: usize) -> std::io::Result<()> {
    let indent = "  ".repeat(depth);
    writeln!(out, "{indent}{FACT}{:.4}  {}{FACT:#}", explanation.value, explanation.description)?;
    explanation.details.iter().try_for_each(|detail| print_explanation(out, detail, depth + 1))
}

fn print_facet(out: &mut Output, facet: &Facet) -> std::io::Result<()> {
    if let Some(undated) = facet.undated {
        timeline::print(out, facet, undated)?;
        return writeln!(out);
    }
    writeln!(out, "{TITLE}{}{TITLE:#}", facet.field.name())?;
    let shown = &facet.values[..facet.values.len().min(FACET_ROWS)];
    let most = shown.first().map_or(1, |value| value.count.max(1));
    let digits = most.to_string().len();
    let label = shown.iter().map(|value| value.name.chars().count()).max().unwrap_or(0).min(40);
    let room = width().saturating_sub(label + digits + 6).min(40);
    for value in shown {
        let bar = "█".repeat(((value.count * room as u64).div_ceil(most)) as usize);
        let name: String = value.name.chars().take(label).collect();
        writeln!(out, "  {name:<label$}  {:>digits$}  {BAR}{bar}{BAR:#}", value.count)?;
    }
    if facet.values.len() > shown.len() {
        writeln!(out, "  {FACT}and {} more{FACT:#}", facet.values.len() - shown.len())?;
    }
    writeln!(out)
}

/// The lines of a text with styles in it, broken at spaces; styles take no room.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let length = anstream::adapter::strip_str(word).to_string().chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_styles_take_no_room() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        let lit = styled("one two three", &[[4, 7]], HIT);
        assert_eq!(wrapped(&lit, 8).len(), 2);
        assert_eq!(wrapped("", 8), [""]);
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

    #[test]
    fn marks_surround_what_matched() {
        let snippet = Snippet {
            field: "body".into(),
            item: None,
            text: "talks in Oslo".into(),
            highlights: vec![[9, 13]],
        };
        assert_eq!(mark(&snippet, str::to_uppercase, |hit| format!("<{hit}>")), "TALKS IN <Oslo>");
    }
}
