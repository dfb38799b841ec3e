//! Tests of the tagger as a whole, on texts written for them.

use proptest::prelude::*;

use crate::places::Gazetteer;
use dateline_core::article::{Article, Entity, EntityKind};

use super::tag;

fn tagged(article: &Article) -> Vec<Entity> {
    let places: Vec<_> = article.pieces().map(|piece| Gazetteer::get().find(piece.text)).collect();
    tag(article, &places)
}

fn entities(body: &str) -> Vec<Entity> {
    tagged(&Article { body: body.into(), ..Article::default() })
}

fn names(body: &str, kind: EntityKind) -> Vec<(String, usize)> {
    entities(body).into_iter().filter(|e| e.kind == kind).map(|e| (e.name, e.mentions.len())).collect()
}

fn owned(names: &[(&str, usize)]) -> Vec<(String, usize)> {
    names.iter().map(|&(name, count)| (name.to_owned(), count)).collect()
}

#[test]
fn all_forms_of_a_person_are_one_entity() {
    let body = "WASHINGTON - Russian Foreign Minister Sergey Lavrov met President Vladimir Putin on Friday. \
                Lavrov said that Mr Putin's plan was good. \"We agree,\" Sergei Lavrov told reporters. \
                Syrian President Bashar al-Assad was not there. The fate of Assad was discussed, Lavrov's aide said.";
    let people = names(body, EntityKind::Person);
    assert_eq!(people, owned(&[("Sergey Lavrov", 4), ("Vladimir Putin", 2), ("Bashar al-Assad", 2)]));
}

#[test]
fn people_who_share_a_surname_stay_two() {
    let body = "Former President Bill Clinton spoke in Ohio. Senator Hillary Clinton was in New York. \
                Mr. Clinton said he was glad, and Mrs. Clinton agreed.";
    let people = names(body, EntityKind::Person);
    assert_eq!(people, owned(&[("Bill Clinton", 2), ("Hillary Clinton", 2)]));
}

#[test]
fn titles_are_left_out_and_short_forms_found() {
    let body = "President Uhuru Kenyatta met Prime Minister Andrés Manuel López Obrador (AMLO) on Friday. \
                President Kenyatta thanked Mr López Obrador. Reporters asked AMLO.";
    let people = names(body, EntityKind::Person);
    assert_eq!(people, owned(&[("Uhuru Kenyatta", 2), ("Andrés Manuel López Obrador", 4)]));
}

#[test]
fn a_name_someone_is_better_known_by_is_the_same_person() {
    let body = "The singer Robert Zimmerman, better known as Bob Dylan, spoke to Peter Yarrow. Dylan left with Mr Yarrow.";
    let people = names(body, EntityKind::Person);
    assert_eq!(people, owned(&[("Robert Zimmerman", 3), ("Peter Yarrow", 2)]));
}

#[test]
fn places_of_another_extent_stay_apart() {
    let body = "East Germany and West Germany talked. Officials of the U.S. said the United States was glad. \
                The USSR was not.";
    let places: Vec<String> = names(body, EntityKind::Place).into_iter().map(|(name, _)| name).collect();
    assert_eq!(places, ["East Germany", "West Germany", "United States", "USSR"]);
}

#[test]
fn a_company_and_its_short_name_are_one() {
    let body = "Volkswagen AG said on Monday that it will build cars with the Bank of Nova Scotia. \
                Volkswagen shares rose. The bank is from Nova Scotia.";
    let found = entities(body);
    let volkswagen = found.iter().find(|e| e.name == "Volkswagen AG").expect("it is named");
    assert_eq!((volkswagen.kind, volkswagen.mentions.len()), (EntityKind::Organisation, 2));
    assert!(found.iter().any(|e| e.name == "Nova Scotia" && e.kind == EntityKind::Place), "{found:?}");
}

#[test]
fn an_organisation_and_its_acronym_are_one() {
    let body = "The International Monetary Fund (IMF) lent money to Greece. The IMF said so on Monday. \
                Fighters of the Islamic State (IS) group left. The army is fighting IS.";
    let organisations = names(body, EntityKind::Organisation);
    assert_eq!(organisations, owned(&[("International Monetary Fund", 3), ("Islamic State", 3)]));
}

#[test]
fn months_demonyms_and_titles_are_no_names() {
    let body = "On Friday, the Syrian Foreign Minister said in March that Muslims and French officials met the President.";
    assert_eq!(entities(body), []);
}

#[test]
fn places_keep_the_stop_of_an_acronym() {
    let found = entities("He lives in the U.S. and works for a firm in France.");
    let texts: Vec<&str> = found.iter().map(|e| e.mentions[0].text.as_str()).collect();
    assert_eq!(texts, ["U.S.", "France"]);
}

#[test]
fn other_languages_get_what_is_certain() {
    let article = Article {
        body: "Der Bundeskanzler traf am Montag Maria Schneider in Frankreich. Die Gespräche waren gut."
            .into(),
        language: Some("de".into()),
        ..Article::default()
    };
    let found: Vec<(String, EntityKind)> = tagged(&article).into_iter().map(|e| (e.name, e.kind)).collect();
    assert!(found.contains(&("Maria Schneider".into(), EntityKind::Person)), "{found:?}");
    assert!(!found.iter().any(|(name, _)| name.contains("Bundeskanzler") || name.contains("Gespr")));
}

#[test]
fn names_are_found_in_headlines_and_captions_too() {
    let article = Article {
        headline: Some("Merkel meets Hollande in Paris".into()),
        body: "German Chancellor Angela Merkel met French President Francois Hollande on Tuesday.".into(),
        captions: vec!["Angela Merkel in Paris".into()],
        ..Article::default()
    };
    let found = tagged(&article);
    let merkel = found.iter().find(|e| e.name == "Angela Merkel").expect("she is named");
    assert_eq!(merkel.mentions.len(), 3);
    assert_eq!(found[0].name, "Angela Merkel");
}

/// Every mention says what is at its span, mentions are in order, and none overlap.
fn check(article: &Article) {
    let mut spans = Vec::new();
    for entity in tagged(article) {
        assert!(!entity.mentions.is_empty() && !entity.name.is_empty());
        for mention in &entity.mentions {
            let text = article.text_of(mention.field, mention.item).expect("the field is there");
            assert_eq!(&text[mention.start..mention.end], mention.text);
            spans.push((mention.field, mention.item, mention.start, mention.end));
        }
        assert!(entity.mentions.windows(2).all(|pair| (pair[0].field, pair[0].item, pair[0].start)
            < (pair[1].field, pair[1].item, pair[1].start)));
    }
    spans.sort_unstable();
    assert!(
        spans
            .windows(2)
            .all(|pair| (pair[0].0, pair[0].1) != (pair[1].0, pair[1].1) || pair[0].3 <= pair[1].2)
    );
}

proptest! {
    #[test]
    fn any_text_is_tagged_without_panic(headline in "\\PC{0,60}", body in "(?s).{0,300}", language in 0..3usize) {
        let language = [None, Some("en".to_owned()), Some("fr".to_owned())][language].clone();
        check(&Article { headline: Some(headline), body, language, ..Article::default() });
    }

    #[test]
    fn texts_of_names_are_tagged_without_panic(
        words in proptest::collection::vec("(Mr|President|John|al-|Assad|Assad's|Syria|U\\.S\\.|UN|of|the|\\(IS\\)|Islamic State|É|ß|said|\\.|,|\n|\")", 0..60),
    ) {
        check(&Article { body: words.join(" "), ..Article::default() });
    }
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    let part = "John Smith and Peter Smith of the Bank of Syria met J. Smith in New York. \
                THE QUICK BROWN FOX OF THE UNITED STATES OF AMERICA AND OTHERS\n";
    let time = |times: usize| {
        let body = part.repeat(times);
        let start = std::time::Instant::now();
        entities(&body);
        start.elapsed().as_secs_f64()
    };
    time(20);
    let (short, long) = (time(200), time(2000));
    assert!(long < 40.0 * short + 0.5, "{short} s, then {long} s");
}
