//! Lighting the mentions of entities and countries in an article, and listing them one by one.

use anyhow::Result;

use dateline_core::article::{Article, Entity, EntityKind, Mention, TextField};
use dateline_enrich::countries;
use dateline_enrich::names::variants::name_keys;

use super::super::output::{FACT, HIT, ORGANISATION, Output, PERSON, PLACE, Style, Text};

/// How many bytes of context are on each side of a mention.
const CONTEXT: usize = 40;

/// What is lit in an article.
pub(super) struct Lit<'a> {
    mentions: Vec<(&'a Mention, Style)>,
}

impl<'a> Lit<'a> {
    /// All entities, and what is evidence for the countries.
    pub(super) fn all(article: &'a Article) -> Lit<'a> {
        let entities = article.entities.iter();
        let mut mentions: Vec<(&Mention, Style)> = entities
            .flat_map(|entity| entity.mentions.iter().map(|mention| (mention, style_of(entity.kind))))
            .collect();
        let evidence = article.countries.iter().flat_map(|country| &country.evidence);
        mentions.extend(evidence.map(|mention| (mention, PLACE)));
        Lit { mentions }
    }

    /// Some mentions only.
    pub(super) fn only(mentions: impl Iterator<Item = &'a Mention>) -> Lit<'a> {
        Lit { mentions: mentions.map(|mention| (mention, HIT)).collect() }
    }

    /// A text of the article with what is lit in it; `rest` is the style of all else.
    pub(super) fn text(&self, field: TextField, item: Option<usize>, text: &str, rest: Style) -> Text {
        let mut here: Vec<&(&Mention, Style)> = self
            .mentions
            .iter()
            .filter(|(mention, _)| mention.field == field && mention.item == item)
            .collect();
        // Of two that begin at the same place the longer one is lit; of equal ones the entity, which comes first.
        here.sort_by_key(|(mention, _)| (mention.start, std::cmp::Reverse(mention.end)));
        let add = |out: Text, style: Style, text: &str| match field {
            TextField::Headline | TextField::Dateline => out.styled(style, text),
            _ => out.paragraphs(style, text),
        };
        let mut out = Text::new();
        let mut at = 0;
        for (mention, style) in here {
            if mention.start < at {
                continue;
            }
            let (Some(before), Some(hit)) =
                (text.get(at..mention.start), text.get(mention.start..mention.end))
            else {
                continue;
            };
            out = add(add(out, rest, before), *style, hit);
            at = mention.end;
        }
        add(out, rest, text.get(at..).unwrap_or_default())
    }
}

/// The style in which the names of a kind are lit.
pub(super) fn style_of(kind: EntityKind) -> Style {
    match kind {
        EntityKind::Person => PERSON,
        EntityKind::Organisation => ORGANISATION,
        EntityKind::Place => PLACE,
    }
}

/// Something in an article that a name stands for, with its mentions.
pub(super) struct Named<'a> {
    pub name: &'a str,
    /// The kind of name, or `country`.
    pub what: &'static str,
    pub mentions: Vec<&'a Mention>,
}

/// The entities whose name or one of whose forms holds the words of a name, and the countries of that name.
pub(super) fn named<'a>(article: &'a Article, name: &str) -> Vec<Named<'a>> {
    let wanted = name_keys(name);
    let entities = article.entities.iter().filter(|entity| is_named(entity, &wanted));
    let mut out: Vec<Named<'a>> = entities
        .map(|entity| Named {
            name: &entity.name,
            what: entity.kind.name(),
            mentions: entity.mentions.iter().collect(),
        })
        .collect();
    let codes = countries::lookup(name).unwrap_or_default();
    let countries = article.countries.iter().filter(|country| codes.contains(&country.code.as_str()));
    out.extend(countries.map(|country| Named {
        name: &country.name,
        what: "country",
        mentions: country.evidence.iter().collect(),
    }));
    out
}

fn is_named(entity: &Entity, wanted: &[String]) -> bool {
    let forms = std::iter::once(&entity.name).chain(entity.mentions.iter().map(|mention| &mention.text));
    let mut keys = forms.map(|form| name_keys(form));
    !wanted.is_empty() && keys.any(|keys| keys.windows(wanted.len()).any(|part| part == wanted))
}

/// One line for a mention: where it is, and a few words around it.
pub(super) fn print_mention(out: &mut Output, article: &Article, mention: &Mention) -> Result<()> {
    let place = Text::new().spaces(4).left(FACT, place_of(mention), 20);
    Ok(out.line(place.then(in_context(article, mention)))?)
}

/// The field and the offsets of a mention, as in JSON.
pub(super) fn place_of(mention: &Mention) -> String {
    let item = mention.item.map_or(String::new(), |item| format!(" {item}"));
    format!("{}{item} {}-{}", mention.field.name(), mention.start, mention.end)
}

/// A mention with a few words around it, on one line.
pub(super) fn in_context(article: &Article, mention: &Mention) -> Text {
    let text = article.text_of(mention.field, mention.item).unwrap_or_default();
    let from =
        (0..=mention.start.saturating_sub(CONTEXT)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let until =
        (mention.end + CONTEXT..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let before = text.get(from..mention.start).unwrap_or_default();
    let after = text.get(mention.end..until).unwrap_or_default();
    let (open, close) = (if from > 0 { "…" } else { "" }, if until < text.len() { "…" } else { "" });
    Text::new().plain(open).plain(before).styled(HIT, &mention.text).plain(after).plain(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(start: usize, text: &str) -> Mention {
        Mention { field: TextField::Body, item: None, start, end: start + text.len(), text: text.into() }
    }

    fn sample() -> Article {
        let lavrov = Entity {
            kind: EntityKind::Person,
            name: "Sergei Lavrov".into(),
            country: None,
            mentions: vec![mention(0, "Sergey Lavrov"), mention(20, "Lavrov")],
        };
        Article {
            body: "Sergey Lavrov left. Lavrov came.".into(),
            entities: vec![lavrov],
            ..Article::default()
        }
    }

    #[test]
    fn context_is_cut_on_characters() {
        let body = "é".repeat(60) + " Oslo " + &"ö".repeat(60);
        let mention = mention(body.find("Oslo").unwrap(), "Oslo");
        let line = in_context(&Article { body, ..Article::default() }, &mention).uncoloured();
        assert!(line.starts_with('…') && line.ends_with('…') && line.contains(" Oslo "), "{line}");
    }

    #[test]
    fn lighting_loses_nothing_and_passes_over_what_is_lit() {
        let article = sample();
        let (inner, outside) = (mention(7, "Lavrov"), mention(900, "x"));
        let mut lit = Lit::all(&article);
        lit.mentions.extend([(&inner, HIT), (&outside, HIT)]);
        let text = lit.text(TextField::Body, None, &article.body, Style::new());
        assert_eq!(text.uncoloured(), article.body);
        assert!(text.marks(PERSON, "Sergey Lavrov"), "{text:?}");
    }

    #[test]
    fn names_are_found_under_their_variants() {
        let article = sample();
        for name in ["Lavrov", "sergei lavrov", "Sergey Lavrov"] {
            assert_eq!(named(&article, name).len(), 1, "{name}");
        }
        assert!(named(&article, "Kerry").is_empty() && named(&article, "…").is_empty());
        assert_eq!(place_of(&article.entities[0].mentions[1]), "body 20-26");
    }
}
