//! Bodies that many countries have under one name, and which country's an article means: a finance ministry, a parliament.
//!
//! `data/local-bodies.tsv` lists them. [`settle`] gives those of an article the country that it tells; [`shown`] is what they are called
//! apart from their like, `Finance Ministry (Iraq)`.
//!
//! Not for: bodies of one country alone, which are the same in every article.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_core::article::{Article, Entity, EntityKind, Mention, Role};

use super::bodies::{NATION_WORDS, common_name, common_words, is_nation};
use super::variants::spelt_words;
use crate::countries;

/// A body that many countries have.
#[derive(Debug)]
struct Body {
    places: Places,
    /// What it is called apart from its country, by code.
    names: Vec<(&'static str, &'static str)>,
}

/// Where there is a body of some name.
#[derive(Debug)]
enum Places {
    Everywhere,
    AllBut(Vec<&'static str>),
    Only(Vec<&'static str>),
}

impl Places {
    fn parse(column: &'static str) -> Places {
        match column.strip_prefix('!') {
            _ if column == "*" => Places::Everywhere,
            Some(codes) => Places::AllBut(codes.split(',').collect()),
            None => Places::Only(column.split(',').collect()),
        }
    }

    fn has(&self, code: &str) -> bool {
        match self {
            Places::Everywhere => true,
            Places::AllBut(codes) => !codes.contains(&code),
            Places::Only(codes) => codes.contains(&code),
        }
    }

    /// True where so few countries have one that a mention of the country is enough to mean its own.
    fn are_few(&self) -> bool {
        matches!(self, Places::Only(codes) if codes.len() <= FEW)
    }
}

/// A body is one of few countries if there are no more of them.
const FEW: usize = 8;

/// Before the last word of a name in the table: any words may stand here.
const ANY: &str = "* ";

static BODIES: LazyLock<HashMap<&'static str, Body>> = LazyLock::new(|| {
    let lines = include_str!("../../data/local-bodies.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let (name, places) = (columns.next()?, columns.next()?);
        let names = columns.next().unwrap_or_default().split('|').filter_map(|name| name.split_once('='));
        Some((name, Body { places: Places::parse(places), names: names.collect() }))
    });
    rows.collect()
});

/// The body of this name, in its plain words.
fn body(name: &str) -> Option<&'static Body> {
    BODIES.get(name).or_else(|| {
        let (_, last) = name.rsplit_once(' ')?;
        BODIES.get(format!("{ANY}{last}").as_str())
    })
}

/// True for the plain words of a body that many countries have.
pub(super) fn is_body(words: &[String]) -> bool {
    body(&words.join(" ")).is_some()
}

/// What the body of a country is called apart from it: `U.S. Senate` for the senate of the United States.
pub(super) fn own_name(code: &str, words: &[String]) -> Option<&'static str> {
    let names = &body(&words.join(" "))?.names;
    names.iter().find(|(country, _)| *country == code).map(|(_, name)| *name)
}

/// The name of a body and of its country, of `Finance Ministry (Iraq)`.
pub(super) fn in_brackets(name: &str) -> Option<(&str, &'static str)> {
    let (body, country) = name.strip_suffix(')')?.rsplit_once(" (")?;
    let code = countries::code_of_word(country)?;
    let country_name = countries::name(code).filter(|name| name.eq_ignore_ascii_case(country))?;
    Some((body, country_name)).filter(|(body, _)| is_body(&plain_words(body)))
}

/// True for a name that says whose body it is, as `Iraqi Finance Ministry` does.
fn names_nation(name: &str) -> bool {
    let words = spelt_words(name);
    (1..=NATION_WORDS).any(|length| words.windows(length).any(is_nation))
}

fn plain_words(name: &str) -> Vec<String> {
    common_words(spelt_words(common_name(name)))
}

/// What an entity is called apart from its like: with its country in brackets for a body that many countries have.
pub fn shown(entity: &Entity) -> Cow<'_, str> {
    let country = entity.country.as_deref().filter(|_| entity.kind == EntityKind::Organisation);
    country.map_or(Cow::Borrowed(&entity.name), |code| with_country(&entity.name, code))
}

/// What an organisation of this name is called in an article that means the one of this country: as it is, if there is but one.
pub fn in_country<'a>(name: &'a str, code: &str) -> Cow<'a, str> {
    match named(name) {
        Some(body) if body.places.has(code) => with_country(name, code),
        _ => Cow::Borrowed(name),
    }
}

fn with_country<'a>(name: &'a str, code: &str) -> Cow<'a, str> {
    countries::name(code).map_or(Cow::Borrowed(name), |country| Cow::Owned(format!("{name} ({country})")))
}

/// The body that a name means of which many countries have one; none if the name says whose.
fn named(name: &str) -> Option<&'static Body> {
    body(&plain_words(name).join(" ")).filter(|_| !names_nation(name))
}

/// Gives each organisation that many countries have the country that its article means, if it tells.
pub fn settle(article: &mut Article) {
    let mut entities = std::mem::take(&mut article.entities);
    for entity in entities.iter_mut().filter(|entity| entity.kind == EntityKind::Organisation) {
        let Some(body) = named(&entity.name) else { continue };
        entity.country = country_of(body, &entity.mentions, article).map(str::to_owned);
    }
    article.entities = entities;
}

/// The country whose body is meant: the one that stands before the name, else the only one that the article is about and that has
/// such a body, or the nearest of them.
fn country_of<'a>(body: &Body, mentions: &[Mention], article: &'a Article) -> Option<&'a str> {
    if let Some(owner) = most(mentions.iter().filter_map(|mention| owner(body, mention, article))) {
        return Some(owner);
    }
    let of_role = |role| -> Vec<&'a str> {
        let of_role = article.countries.iter().filter(|country| country.role == role);
        of_role.map(|country| country.code.as_str()).filter(|code| body.places.has(code)).collect()
    };
    let about = of_role(Role::About);
    match about[..] {
        [] if body.places.are_few() => match of_role(Role::Mentioned)[..] {
            [only] => Some(only),
            _ => None,
        },
        [] => None,
        [only] => Some(only),
        _ => {
            let nearest = mentions.iter().filter_map(|mention| nearest_before(&about, mention, article));
            most(nearest).or_else(|| {
                let dateline = article.dateline_country.as_deref();
                dateline.filter(|code| about.contains(code))
            })
        }
    }
}

/// The value that more than half of all are.
fn most<'a>(values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let values: Vec<&str> = values.collect();
    let count = |value: &str| values.iter().filter(|other| **other == value).count();
    values.iter().copied().find(|value| count(value) * 2 > values.len())
}

/// The country in whose name or people's name a mention belongs: `Iraq's Finance Ministry`, `the Iraqi Parliament`.
fn owner<'a>(body: &Body, mention: &Mention, article: &'a Article) -> Option<&'a str> {
    let text = text_of(article, mention)?;
    let is_owner = |place: &&Mention| {
        let between = text.get(place.end..mention.start).unwrap_or("-");
        matches!(between, " " | "'s " | "\u{2019}s " | "' " | "\u{2019} ")
    };
    let mut countries = article.countries.iter().filter(|country| body.places.has(&country.code));
    let owner = countries.find(|country| is_beside(&country.evidence, mention).any(|place| is_owner(&place)));
    owner.map(|country| country.code.as_str())
}

/// Of these countries the one that was named last before a mention, in the same paragraph.
fn nearest_before<'a>(among: &[&str], mention: &Mention, article: &'a Article) -> Option<&'a str> {
    let text = text_of(article, mention)?;
    let of_these = article.countries.iter().filter(|country| among.contains(&country.code.as_str()));
    let before = of_these.flat_map(|country| {
        let places = is_beside(&country.evidence, mention).filter(|place| place.end <= mention.start);
        places.map(move |place| (place.end, country.code.as_str()))
    });
    let (end, code) = before.max_by_key(|(end, _)| *end)?;
    let between = text.get(end..mention.start)?;
    (!between.contains("\n\n")).then_some(code)
}

/// The evidence in the same text.
fn is_beside<'a>(evidence: &'a [Mention], mention: &'a Mention) -> impl Iterator<Item = &'a Mention> {
    evidence.iter().filter(move |place| place.field == mention.field && place.item == mention.item)
}

fn text_of<'a>(article: &'a Article, mention: &Mention) -> Option<&'a str> {
    article.text_of(mention.field, mention.item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::variants::facet_key_of;

    fn key(name: &str) -> String {
        facet_key_of(EntityKind::Organisation, name)
    }

    /// The organisations of an article with the countries that they are given.
    fn organisations(body: &str) -> Vec<String> {
        let mut article = Article { body: body.into(), language: Some("en".into()), ..Article::default() };
        crate::enrich(&mut article);
        let of_kind = article.entities.iter().filter(|entity| entity.kind == EntityKind::Organisation);
        of_kind.map(|entity| shown(entity).into_owned()).collect()
    }

    #[test]
    fn a_body_is_that_of_the_country_the_article_is_about() {
        let said = organisations(
            "Iraq cut its spending on Monday. The Finance Ministry in Baghdad said Iraq would borrow less.",
        );
        assert_eq!(said, ["Finance Ministry (Iraq)"]);
        // The United States have no ministry of that name.
        let said = organisations(
            "Japan and the United States will meet on trade. The Finance Ministry said Japan and the United States agree.",
        );
        assert_eq!(said, ["Finance Ministry (Japan)"]);
    }

    #[test]
    fn the_owner_before_the_name_decides() {
        let said = organisations(
            "France and Chile signed a treaty. France's Foreign Ministry praised Chile, and Chile praised France again.",
        );
        assert_eq!(said, ["Foreign Ministry (France)"]);
    }

    #[test]
    fn a_name_that_says_whose_it_is_stays() {
        for name in
            ["Iraqi Finance Ministry", "Scottish Parliament", "U.S. Senate", "Bundestag", "World Bank"]
        {
            assert_eq!(in_country(name, "FR"), name);
        }
        assert_eq!(in_country("Finance Ministry", "US"), "Finance Ministry");
    }

    #[test]
    fn all_ways_of_writing_a_body_share_a_key() {
        let finance = key("Finance Ministry (Iraq)");
        for name in ["Iraqi Finance Ministry", "Ministry of Finance (Iraq)", "Iraqi Ministry of Finance"] {
            assert_eq!(key(name), finance, "{name}");
        }
        assert_ne!(key("Finance Ministry (Iran)"), finance);
        assert_ne!(key("Finance Ministry"), finance);
        for (name, other) in [
            ("Senate (United States)", "U.S. Senate"),
            ("Congress (India)", "Indian National Congress"),
            ("Treasury (United Kingdom)", "HM Treasury"),
            ("Communist Party of Denmark", "Danish Communist Party"),
        ] {
            assert_eq!(key(name), key(other), "{name}");
        }
        assert_ne!(key("Scottish Parliament"), key("Welsh Parliament"));
        assert_ne!(key("Scottish Parliament"), key("British Parliament"));
    }

    #[test]
    fn brackets_that_are_no_country_stay() {
        assert_eq!(in_brackets("Finance Ministry (Iraq)"), Some(("Finance Ministry", "Iraq")));
        for name in
            ["Finance Ministry (FM)", "Quarvex Engines (Iraq)", "Finance Ministry (Europe)", ")", "a (b"]
        {
            assert_eq!(in_brackets(name), None, "{name}");
        }
    }

    #[test]
    fn the_table_is_in_the_form_that_names_are_compared_in() {
        for (name, body) in &*BODIES {
            let words: Vec<String> = name.trim_start_matches(ANY).split(' ').map(str::to_owned).collect();
            assert_eq!(common_words(words.clone()), words, "{name}");
            let known = |code: &&str| countries::name(code).is_some() || ["YU", "CS"].contains(code);
            let codes: Vec<&str> = match &body.places {
                Places::Everywhere => Vec::new(),
                Places::AllBut(codes) | Places::Only(codes) => codes.clone(),
            };
            assert!(codes.iter().chain(body.names.iter().map(|(code, _)| code)).all(known), "{name}");
        }
    }
}
