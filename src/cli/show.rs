//! `dateline show`: one article, with its entities, its countries and their evidence.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::article::{Article, EntityKind, Mention, Role, TextField};
use crate::engine::Engine;
use crate::readers::absolute;

use super::output::{FACT, HEADLINE, HIT, Output, TITLE, styled};
use super::{Global, Outcome, shown_path};

/// How many bytes of context stand on each side of a piece of evidence.
const CONTEXT: usize = 40;

/// Show one article, with its entities, countries and their evidence
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The article's id
    #[arg(allow_hyphen_values = true)]
    id: String,
    /// The file it was read from, where several articles share the id
    #[arg(long, value_name = "PATH")]
    path: Option<PathBuf>,
    /// The number of its record in the file, where several share id and file
    #[arg(long, value_name = "N")]
    record: Option<u64>,
}

/// Which of the articles that share an id is meant.
pub(super) struct Choice<'a> {
    pub path: Option<&'a Path>,
    pub record: Option<u64>,
}

impl Choice<'_> {
    fn allows(&self, article: &Article) -> bool {
        let is_path = |path: &Path| {
            path.to_string_lossy() == article.path || absolute(path).to_string_lossy() == article.path
        };
        self.path.is_none_or(is_path) && self.record.is_none_or(|record| record == article.record)
    }
}

impl ShowArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let choice = Choice { path: self.path.as_deref(), record: self.record };
        match one(global, &global.engine()?, &self.id, &choice)? {
            Ok(article) => {
                let mut out = global.output();
                if global.json {
                    out.json(&*article)?
                } else {
                    print(&mut out, &article)?
                }
                out.flush()?;
                Ok(Outcome::Done)
            }
            Err(outcome) => Ok(outcome),
        }
    }
}

/// The one article with an id. Where there is none, or there are several, the user is told.
pub(super) fn one(
    global: &Global,
    engine: &impl Engine,
    id: &str,
    choice: &Choice<'_>,
) -> Result<Result<Box<Article>, Outcome>> {
    let mut found = engine.documents(id)?;
    found.retain(|article| choice.allows(article));
    if found.len() > 1 {
        list(global, id, &found)?;
        return Ok(Err(Outcome::Faults));
    }
    Ok(found.pop().map(Box::new).ok_or_else(|| {
        global.say(format!("no article has the id {id:?}"));
        Outcome::NothingFound
    }))
}

fn list(global: &Global, id: &str, found: &[Article]) -> Result<()> {
    anstream::eprintln!(
        "dateline: {} articles have the id {id:?}; choose one with --path or --record",
        found.len()
    );
    let mut out = global.output();
    for article in found {
        if global.json {
            out.json(&json!({
                "id": article.id, "path": article.path, "record": article.record, "headline": article.headline,
            }))?;
            continue;
        }
        let headline = article.headline.as_deref().unwrap_or("(no headline)");
        writeln!(out, "{}  record {}  {headline}", shown_path(&article.path), article.record)?;
    }
    out.flush()?;
    Ok(())
}

fn print(out: &mut Output, article: &Article) -> Result<()> {
    print_head(out, article)?;
    writeln!(out, "\n{}", lit(article, TextField::Body, None, &article.body))?;
    for (item, caption) in article.captions.iter().enumerate() {
        writeln!(
            out,
            "\n{FACT}[caption]{FACT:#} {}",
            lit(article, TextField::Captions, Some(item), caption)
        )?;
    }
    print_entities(out, article)?;
    print_countries(out, article)
}

fn print_head(out: &mut Output, article: &Article) -> Result<()> {
    let headline = article.headline.as_deref().unwrap_or("(no headline)");
    writeln!(out, "{HEADLINE}{headline}{HEADLINE:#}")?;
    if let Some(standfirst) = &article.standfirst {
        writeln!(out, "{}", lit(article, TextField::Standfirst, None, standfirst))?;
    }
    let byline = (!article.byline.is_empty()).then(|| article.byline.join(", "));
    let facts = [
        ("by", byline.as_deref()),
        ("source", article.source.as_deref()),
        ("published", article.published.as_deref()),
        ("updated", article.updated.as_deref()),
        ("dateline", article.dateline.as_deref()),
        ("section", article.section.as_deref()),
        ("language", article.language.as_deref()),
        ("url", article.url.as_deref()),
        ("id", Some(article.id.as_str())),
    ];
    for (name, value) in facts.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
        writeln!(out, "{FACT}{name:<10}{FACT:#}{value}")?;
    }
    writeln!(out, "{FACT}{:<10}{FACT:#}{}, record {}", "file", shown_path(&article.path), article.record)?;
    for (key, value) in &article.extra {
        writeln!(out, "{FACT}{key:<10}{FACT:#}{value}")?;
    }
    Ok(())
}

/// A text of the article with the entities in it lit.
fn lit(article: &Article, field: TextField, item: Option<usize>, text: &str) -> String {
    let mentions = article.entities.iter().flat_map(|entity| &entity.mentions);
    let here = mentions.filter(|mention| mention.field == field && mention.item == item);
    let mut spans: Vec<[usize; 2]> = here.map(|mention| [mention.start, mention.end]).collect();
    spans.sort_unstable();
    spans.dedup();
    styled(text, &spans, HIT)
}

fn print_entities(out: &mut Output, article: &Article) -> Result<()> {
    for (kind, title) in [
        (EntityKind::Person, "People"),
        (EntityKind::Organisation, "Organisations"),
        (EntityKind::Place, "Places"),
    ] {
        let of_kind: Vec<_> = article.entities.iter().filter(|entity| entity.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        writeln!(out, "\n{TITLE}{title}{TITLE:#}")?;
        for entity in of_kind {
            let others = other_forms(&entity.name, &entity.mentions);
            writeln!(out, "  {} ×{}{others}", entity.name, entity.mentions.len())?;
        }
    }
    Ok(())
}

/// The other forms under which a name occurs, for people to see what was merged.
fn other_forms(name: &str, mentions: &[Mention]) -> String {
    let mut forms: Vec<&str> =
        mentions.iter().map(|mention| mention.text.as_str()).filter(|t| *t != name).collect();
    forms.sort_unstable();
    forms.dedup();
    if forms.is_empty() { String::new() } else { format!("  {FACT}also {}{FACT:#}", forms.join(", ")) }
}

fn print_countries(out: &mut Output, article: &Article) -> Result<()> {
    for (role, title) in [(Role::About, "About"), (Role::Mentioned, "Mentioned")] {
        let of_role: Vec<_> = article.countries.iter().filter(|country| country.role == role).collect();
        if of_role.is_empty() {
            continue;
        }
        writeln!(out, "\n{TITLE}{title}{TITLE:#}")?;
        for country in of_role {
            writeln!(out, "  {} ({})  {FACT}{:.2}{FACT:#}", country.name, country.code, country.score)?;
            for mention in country.evidence.iter().take(3) {
                writeln!(out, "    {FACT}{}{FACT:#} {}", mention.field.name(), in_context(article, mention))?;
            }
            if country.evidence.len() > 3 {
                writeln!(out, "    {FACT}and {} more{FACT:#}", country.evidence.len() - 3)?;
            }
        }
    }
    Ok(())
}

/// A mention with a few words around it, on one line.
fn in_context(article: &Article, mention: &Mention) -> String {
    let text = article.text_of(mention.field, mention.item).unwrap_or_default();
    let from =
        (0..=mention.start.saturating_sub(CONTEXT)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let until =
        (mention.end + CONTEXT..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let before = text.get(from..mention.start).unwrap_or_default();
    let after = text.get(mention.end..until).unwrap_or_default();
    let (open, close) = (if from > 0 { "…" } else { "" }, if until < text.len() { "…" } else { "" });
    let line = format!("{open}{before}{HIT}{}{HIT:#}{after}{close}", mention.text);
    line.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_on_characters() {
        let body = "é".repeat(60) + " Oslo " + &"ö".repeat(60);
        let start = body.find("Oslo").unwrap();
        let mention =
            Mention { field: TextField::Body, item: None, start, end: start + 4, text: "Oslo".into() };
        let article = Article { body, ..Article::default() };
        let line = anstream::adapter::strip_str(&in_context(&article, &mention)).to_string();
        assert!(line.starts_with('…') && line.ends_with('…') && line.contains(" Oslo "), "{line}");
    }

    #[test]
    fn merged_forms_are_listed_once() {
        let mention =
            |text: &str| Mention { field: TextField::Body, item: None, start: 0, end: 0, text: text.into() };
        let mentions = [mention("Lavrov"), mention("Sergei Lavrov"), mention("Lavrov")];
        let forms = other_forms("Sergei Lavrov", &mentions);
        assert_eq!(anstream::adapter::strip_str(&forms).to_string(), "  also Lavrov");
    }
}
