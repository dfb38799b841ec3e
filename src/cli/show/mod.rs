//! `dateline show`: one article, with its entities, its countries and their evidence.

mod light;
mod why;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use dateline_core::article::{Article, EntityKind, Mention, Role, TextField};
use dateline_enrich::countries;
use dateline_read::absolute;
use dateline_search::engine::Engine;
use dateline_search::lookup::{By, SHORTEST_PREFIX, lookup};
use dateline_search::response::OtherCopy;

use super::answer::NO_HEADLINE;
use super::copies::named;
use super::output::{FACT, HEADLINE, Output, Style, TITLE, Text};
use super::{Global, Outcome, shown_path};
use light::{Lit, Named};

/// How many pieces of evidence are shown for each country.
const EVIDENCE: usize = 3;
/// How many articles are listed where the beginning of an id fits several.
const LISTED: usize = 20;

/// Show one article with its entities, its countries and their evidence
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Id of the article, or a unique prefix of 6 characters or more; or its file, or its headline or how that begins
    #[arg(allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    choice: Choice,
    /// Highlight only this person, organisation, place or country, and list its mentions
    #[arg(long, value_name = "NAME")]
    light: Option<String>,
    /// Explain why the article is about this country, or is not
    #[arg(long, value_name = "COUNTRY", conflicts_with = "light")]
    why: Option<String>,
}

/// Which of the articles that share an id is meant.
#[derive(Debug, Default, Args)]
pub(super) struct Choice {
    /// File the article was read from, if several articles share the id
    #[arg(long, value_name = "PATH")]
    path: Option<PathBuf>,
    /// Record number within the file, if several articles share id and file
    #[arg(long, value_name = "N")]
    record: Option<u64>,
}

impl Choice {
    /// The article of this file, if one is given.
    pub(super) fn at(path: Option<PathBuf>) -> Choice {
        Choice { path, record: None }
    }

    fn allows(&self, article: &Article) -> bool {
        let is_path = |path: &Path| {
            path.to_string_lossy() == article.path || absolute(path).to_string_lossy() == article.path
        };
        self.path.as_deref().is_none_or(is_path) && self.record.is_none_or(|record| record == article.record)
    }
}

impl ShowArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let why = self.why.as_slice();
        let codes = countries::codes(why).context("--why")?;
        let engine = global.engine()?;
        let article = match one(global, &engine, &self.id, &self.choice)? {
            Ok(article) => article,
            Err(outcome) => return Ok(outcome),
        };
        let mut out = global.output();
        let found = match (&self.why, &self.light) {
            (Some(name), _) => explained(global, &mut out, &article, &codes, name)?,
            (None, Some(name)) => lit(global, &mut out, &article, name)?,
            (None, None) => shown(global, &engine, &mut out, &article)?,
        };
        out.flush()?;
        Ok(found)
    }
}

/// Shows the article and lists its copies.
fn shown(global: &Global, engine: &impl Engine, out: &mut Output, article: &Article) -> Result<Outcome> {
    let copies = engine.copies(article)?;
    if global.json {
        let mut value = serde_json::to_value(article)?;
        if !copies.is_empty() {
            value["copies"] = json!(copies);
        }
        out.json(&value)?;
        return Ok(Outcome::Done);
    }
    print(out, article, &Lit::all(article))?;
    print_copies(out, &copies)?;
    Ok(Outcome::Done)
}

fn print_copies(out: &mut Output, copies: &[OtherCopy]) -> Result<()> {
    if copies.is_empty() {
        return Ok(());
    }
    block(out, "Copies")?;
    for copy in copies {
        let headline = copy.headline.as_deref().unwrap_or(NO_HEADLINE);
        let line = Text::from(format!("{}  {headline}  ", named(copy))).styled(FACT, &copy.id);
        out.wrapped(Text::new().spaces(2), line)?;
    }
    Ok(())
}

/// The title of a block, after an empty line.
fn block(out: &mut Output, title: &str) -> Result<()> {
    out.blank()?;
    Ok(out.line(Text::new().styled(TITLE, title))?)
}

fn explained(
    global: &Global,
    out: &mut Output,
    article: &Article,
    codes: &[String],
    name: &str,
) -> Result<Outcome> {
    if why::print(out, article, codes, global.json)? {
        return Ok(Outcome::Done);
    }
    global.say(format!("the article does not name {name}"));
    Ok(Outcome::NothingFound)
}

/// Shows the article with one thing lit, and the mentions of that.
fn lit(global: &Global, out: &mut Output, article: &Article, name: &str) -> Result<Outcome> {
    let named = light::named(article, name);
    if named.is_empty() {
        global.say(format!("the article does not name {name:?}"));
        return Ok(Outcome::NothingFound);
    }
    if global.json {
        for Named { name, what, mentions } in &named {
            out.json(&json!({"name": name, "type": what, "mentions": mentions}))?;
        }
        return Ok(Outcome::Done);
    }
    let lit = Lit::only(named.iter().flat_map(|named| named.mentions.iter().copied()));
    print_text(out, article, &lit)?;
    for Named { name, what, mentions } in &named {
        out.blank()?;
        out.line(Text::new().styled(TITLE, name).plain(format!(" ({what})")))?;
        mentions.iter().try_for_each(|mention| light::print_mention(out, article, mention))?;
    }
    Ok(Outcome::Done)
}

/// The one article with an id. If there is none, or several, the user gets a message.
pub(super) fn one(
    global: &Global,
    engine: &impl Engine,
    id: &str,
    choice: &Choice,
) -> Result<Result<Box<Article>, Outcome>> {
    let (mut found, by) =
        lookup(engine, id, &|path| absolute(Path::new(path)).to_string_lossy().into_owned())?;
    found.retain(|article| choice.allows(article));
    if found.len() > 1 {
        found.truncate(LISTED);
        list(global, id, &found, by)?;
        return Ok(Err(Outcome::Faults));
    }
    Ok(found.pop().map(Box::new).ok_or_else(|| {
        let is_short = id.chars().count() < SHORTEST_PREFIX;
        let rule = match is_short {
            true => format!("; a prefix of an id needs at least {SHORTEST_PREFIX} characters"),
            false => String::new(),
        };
        global.say(format!("no article has the id {id:?}, is in such a file or has such a headline{rule}"));
        Outcome::NothingFound
    }))
}

fn list(global: &Global, id: &str, found: &[Article], by: By) -> Result<()> {
    let shared = found.first().map_or(id, |article| &article.id);
    if let Some(what) = by.said() {
        global.fault(format!("several articles {what} {id:?}; choose one by its id"));
    } else if found.iter().all(|article| article.id == shared) {
        let count = found.len();
        global.fault(format!("{count} articles have the id {shared:?}; choose one with --path or --record"));
    } else {
        global.fault(format!("ambiguous id {id:?}: several ids begin with it; give more characters"));
    }
    let mut out = global.output();
    for article in found {
        if global.json {
            out.json(&json!({
                "id": article.id, "path": article.path, "record": article.record, "headline": article.headline,
            }))?;
            continue;
        }
        let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
        let path = shown_path(&article.path);
        out.line(format!("{}  {path}  record {}  {headline}", article.id, article.record))?;
    }
    out.flush()?;
    Ok(())
}

/// The article with its text, its entities and its countries.
fn print(out: &mut Output, article: &Article, lit: &Lit<'_>) -> Result<()> {
    print_text(out, article, lit)?;
    print_entities(out, article)?;
    print_countries(out, article)
}

fn print_text(out: &mut Output, article: &Article, lit: &Lit<'_>) -> Result<()> {
    print_head(out, article, lit)?;
    out.blank()?;
    out.line(lit.text(TextField::Body, None, &article.body, Style::new()))?;
    for (item, caption) in article.captions.iter().enumerate() {
        let caption = lit.text(TextField::Captions, Some(item), caption, Style::new());
        out.blank()?;
        out.line(Text::new().styled(FACT, "[caption]").plain(' ').then(caption))?;
    }
    Ok(())
}

fn print_head(out: &mut Output, article: &Article, lit: &Lit<'_>) -> Result<()> {
    let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
    out.line(lit.text(TextField::Headline, None, headline, HEADLINE))?;
    if let Some(standfirst) = &article.standfirst {
        out.line(lit.text(TextField::Standfirst, None, standfirst, Style::new()))?;
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
        ("doubt", article.doubt.as_deref()),
        ("id", Some(article.id.as_str())),
    ];
    for (name, value) in facts.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
        out.line(fact(name, value))?;
    }
    out.line(fact("file", &format!("{}, record {}", shown_path(&article.path), article.record)))?;
    print_said(out, article)?;
    print_custody(out, article)?;
    for (key, value) in &article.extra {
        out.line(fact(key, &value.to_string()))?;
    }
    Ok(())
}

/// What the user says of the article.
fn print_said(out: &mut Output, article: &Article) -> Result<()> {
    for corrected in &article.corrected {
        out.line(fact("corrected", &corrected.to_string()))?;
    }
    if !article.tags.is_empty() {
        out.line(fact("tags", &article.tags.join(", ")))?;
    }
    for note in &article.notes {
        let day = note.at.get(..10).map(|day| format!(" ({day})")).unwrap_or_default();
        out.line(fact("note", &format!("{}{day}", note.text)))?;
    }
    Ok(())
}

/// By what the article can be checked against what is kept.
fn print_custody(out: &mut Output, article: &Article) -> Result<()> {
    let bytes = article.bytes.map(|[start, end]| format!("{start} to {end}, as it was read"));
    let read = article.read.as_ref().map(|read| format!("{}, by dateline {}", read.at, read.version));
    let first = article.read.as_ref().map(|read| format!("{}, by run {}", read.first_at, read.run));
    let facts = [
        ("member", article.member.clone()),
        ("bytes", bytes),
        ("sha256", article.sha256.map(|hash| hash.to_string())),
        ("read", read),
        ("first indexed", first),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            out.line(fact(name, &value))?;
        }
    }
    Ok(())
}

/// A fact about the article, with its name before it.
fn fact(name: &str, value: &str) -> Text {
    Text::new().left(FACT, name, 10).plain(value)
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
        block(out, title)?;
        let style = light::style_of(kind);
        for entity in of_kind {
            let others = other_forms(&entity.name, &entity.mentions);
            let name = Text::new().styled(style, &entity.name).plain(format!(" ×{}", entity.mentions.len()));
            let country = entity.country.as_deref().and_then(|code| below(&entity.name, code));
            let country = country.map_or(Text::new(), |name| Text::new().spaces(2).styled(FACT, name));
            out.wrapped(Text::new().spaces(2), name.then(country).then(others))?;
        }
    }
    Ok(())
}

/// The name of the country that a place lies in; none where the place is the country itself.
fn below(name: &str, code: &str) -> Option<&'static str> {
    if countries::is_name_of(name, code) { None } else { countries::name(code) }
}

/// The other forms under which a name occurs, for people to see what was merged.
fn other_forms(name: &str, mentions: &[Mention]) -> Text {
    let mut forms: Vec<&str> =
        mentions.iter().map(|mention| mention.text.as_str()).filter(|t| *t != name).collect();
    forms.sort_unstable();
    forms.dedup();
    if forms.is_empty() {
        return Text::new();
    }
    Text::new().spaces(2).styled(FACT, format!("also {}", forms.join(", ")))
}

fn print_countries(out: &mut Output, article: &Article) -> Result<()> {
    for (role, title) in [(Role::About, "About"), (Role::Mentioned, "Mentioned")] {
        let of_role: Vec<_> = article.countries.iter().filter(|country| country.role == role).collect();
        if of_role.is_empty() {
            continue;
        }
        block(out, title)?;
        for country in of_role {
            let name = Text::from(format!("  {} ({})  ", country.name, country.code));
            out.line(name.styled(FACT, format!("{:.2}", country.score)))?;
            for mention in country.evidence.iter().take(EVIDENCE) {
                light::print_mention(out, article, mention)?;
            }
            let more = country.evidence.len().saturating_sub(EVIDENCE);
            if more > 0 {
                let line = format!("and {more} more; --light or --why {} shows all", country.code);
                out.line(Text::new().spaces(4).styled(FACT, line))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_forms_are_listed_once() {
        let mention =
            |text: &str| Mention { field: TextField::Body, item: None, start: 0, end: 0, text: text.into() };
        let mentions = [mention("Lavrov"), mention("Sergei Lavrov"), mention("Lavrov")];
        let forms = other_forms("Sergei Lavrov", &mentions);
        assert_eq!(forms.uncoloured(), "  also Lavrov");
    }
}
