use super::*;
use crate::query::{ParseOptions, parse};
use dateline_core::article::{Country, Entity, Mention, Role, TextField};
use dateline_core::dates::Day;

fn country(code: &str, name: &str, role: Role) -> Country {
    Country { code: code.into(), name: name.into(), role, score: 0.5, evidence: vec![] }
}

fn entity(kind: EntityKind, name: &str) -> Entity {
    let mention = Mention { field: TextField::Body, item: None, start: 0, end: 0, text: name.into() };
    Entity { kind, name: name.into(), country: None, mentions: vec![mention] }
}

fn article() -> Article {
    Article {
        path: "news/wire.jsonl".into(),
        headline: Some("Talks on Syria open".into()),
        body: "Sergei Lavrov met Moammar Kadhafi. The air-lift may hold, said Reuters. Talks go on.".into(),
        published: Some("2015-10-23T18:04:00+02:00".into()),
        source: Some("Meridian Wire".into()),
        url: Some("https://meridian.example/football/1".into()),
        entities: vec![
            entity(EntityKind::Person, "Sergei Lavrov"),
            entity(EntityKind::Person, "Moammar Kadhafi"),
            entity(EntityKind::Organisation, "Reuters"),
        ],
        countries: vec![country("SY", "Syria", Role::About), country("FR", "France", Role::Mentioned)],
        dateline_country: Some("AT".into()),
        ..Article::default()
    }
}

#[track_caller]
fn says(query: &str, holds: bool) -> String {
    let query = parse(query, &ParseOptions::default()).unwrap().query;
    say(&Part::Needed(query), holds, &article()).says
}

fn of_filter(filter: Filter, holds: bool) -> String {
    say(&Part::Filter(filter), holds, &article()).says
}

#[test]
fn words_that_are_there_are_told_with_their_fields() {
    assert_eq!(says("talk", true), "in headline, body");
    assert_eq!(says("headline:talk", true), "in headline");
    assert_eq!(says("the", true), "in body");
}

#[test]
fn words_that_are_not_there_come_with_the_nearest() {
    assert_eq!(says("airlift", false), "not in its headline or body; closest match: air-lift");
    assert_eq!(says("Lavrof", false), "not in its headline or body; closest match: Lavrov");
    assert_eq!(says("Gaddafi", false), "not in its headline or body; closest match: Moammar Kadhafi");
    assert_eq!(says("football", false), "not in its headline or body; it occurs only in its URL");
    assert_eq!(says("standfirst:talks", false), "it has no standfirst; it occurs in headline, body");
    assert_eq!(says("headline:reuters", false), "not in its headline; it occurs in body");
    assert_eq!(says("zebra", false), "not in its headline or body");
    assert_eq!(says("zeb*", false), "not in its headline or body");
}

#[test]
fn phrases_tell_what_is_missing() {
    assert_eq!(says("\"peace talks\"", false), "missing: peace");
    assert_eq!(says("\"Lavrov Sergei\"", false), "its words occur, but not next to each other in this order");
    assert_eq!(says("\"la vrov\"", false), "missing: la, vrov; closest match: Lavrov");
}

#[test]
fn exact_words_may_be_there_in_another_inflection() {
    assert_eq!(says("=talks", true), "in headline, body");
    assert_eq!(says("=talk", false), "not in this exact form; it occurs as Talks");
    assert_eq!(says("=airlift", false), "not in its headline or body; closest match: air-lift");
}

#[test]
fn names_tell_who_is_named() {
    assert_eq!(says("person:Gaddafi", true), "names Moammar Kadhafi");
    assert_eq!(
        says("person:Lavrof", false),
        "names Sergei Lavrov and Moammar Kadhafi; closest match: Sergei Lavrov"
    );
    assert_eq!(
        says("person:Reuters", false),
        "names Sergei Lavrov and Moammar Kadhafi; Reuters was read as an organisation"
    );
    assert_eq!(says("place:Vienna", false), "names no place");
    let said = of_filter(Filter::Org("Lavrov".into()), false);
    assert_eq!(said, "names Reuters; Sergei Lavrov was read as a person");
    let said = of_filter(Filter::Place("air-lift".into()), false);
    assert_eq!(said, "names no place; the words are in its text, but were not read as the name of a place");
}

#[test]
fn facts_are_told_as_they_are() {
    let codes = |code: &str| vec![code.to_owned()];
    assert_eq!(of_filter(Filter::Country(codes("FR")), false), "about Syria; France is only mentioned");
    assert_eq!(says("country:sy", true), "about Syria");
    assert_eq!(says("mentions:de", false), "names Syria and France");
    assert_eq!(of_filter(Filter::Dateline(codes("FR")), false), "filed from Austria");
    assert_eq!(says("source_country:gb", false), "the country of its outlet is not known");
    assert_eq!(says("date:2014", false), "published 2015-10-23");
    assert_eq!(of_filter(Filter::Since(Day::first_of("2016").unwrap()), false), "published 2015-10-23");
    assert_eq!(says("source:Reuters", false), "its source is Meridian Wire");
    assert_eq!(says("section:World", false), "it has no section");
    assert_eq!(says("by:Bell", false), "it has no byline");
}

#[test]
fn excluded_words_are_told_where_they_are() {
    let word = Query::Word { field: Field::Any, text: "reuters".into() };
    assert_eq!(say(&Part::Excluded(word.clone()), false, &article()).says, "in body");
    assert_eq!(say(&Part::Excluded(word), true, &article()).says, "not present");
}

#[test]
fn the_article_is_never_said_to_be_other_than_the_engine_says() {
    assert_eq!(
        says("talks", false),
        "its words occur, but not in the field or order that the query requires"
    );
    assert_eq!(says("zebra", true), "present");
    assert_eq!(says("person:Zebra", true), "named");
}

#[test]
fn groups_are_told_as_wholes() {
    assert_eq!(says("zebra OR lion", false), "none of these match");
    assert_eq!(says("talks OR lion", true), "at least one of these matches");
    assert_eq!(says("date:soon", false), "it matches nothing");
}

#[test]
fn phrases_need_the_difference_of_moves() {
    let needed = |phrase: &str| slop_needed(Field::Any, phrase, &article());
    assert_eq!(needed("Sergei Lavrov"), Some(0));
    assert_eq!(needed("Sergei met"), Some(1));
    assert_eq!(needed("Lavrov Sergei"), Some(2));
    assert_eq!(needed("Lavrov zebra"), None);
    assert_eq!(slop_needed(Field::Headline, "Sergei Lavrov", &article()), None);
}
