//! Whole articles through places and countries: what must hold for any text.

use proptest::prelude::*;

use super::{CountryReport, PieceMatches, assign, dateline_piece};
use crate::places::Gazetteer;
use dateline_core::article::{Article, Entity, EntityKind, Mention, TextField};

fn report(article: &Article, names: &[Entity]) -> CountryReport {
    let pieces = article.pieces().chain(dateline_piece(article));
    let found: Vec<_> = pieces.map(|piece| (piece, Gazetteer::get().find(piece.text))).collect();
    let pieces: Vec<_> = found.iter().map(|(piece, matches)| PieceMatches::new(*piece, matches)).collect();
    assign(article, &pieces, names)
}

fn article(headline: &str, body: &str) -> Article {
    let headline = Some(headline.to_owned()).filter(|headline| !headline.is_empty());
    Article { headline, body: body.into(), ..Article::default() }
}

#[test]
fn a_dateline_alone_never_outranks_the_headline() {
    let article = Article {
        headline: Some("Peru counts its votes".into()),
        dateline: Some("VIENNA, March 3 -".into()),
        body: "Nothing more was known.".into(),
        ..Article::default()
    };
    let report = report(&article, &[]);
    assert_eq!(report.countries[0].code, "PE");
    assert_eq!(report.dateline_country.as_deref(), Some("AT"));
}

#[test]
fn names_of_people_are_no_places() {
    let mut article = article("", "Jordan said on Monday he would retire. Syria was not mentioned.");
    let mention = |start: usize, end: usize| Mention {
        field: TextField::Body,
        item: None,
        start,
        end,
        text: article.body[start..end].to_owned(),
    };
    let person = Entity {
        kind: EntityKind::Person,
        name: "Mike Jordan".into(),
        country: None,
        mentions: vec![
            mention(0, 6),
            Mention { text: "Mike Jordan".into(), field: TextField::Headline, ..mention(0, 6) },
        ],
    };
    let codes = |article: &Article, names: &[Entity]| -> Vec<String> {
        report(article, names).countries.into_iter().map(|country| country.code).collect()
    };
    assert!(codes(&article, &[]).contains(&"JO".to_owned()));
    assert!(!codes(&article, std::slice::from_ref(&person)).contains(&"JO".to_owned()));
    article.body.clear();
    assert!(codes(&article, &[person]).is_empty());
}

#[test]
fn about_comes_first_and_scores_fall() {
    let article = article(
        "Syria and Russia talk",
        "Syria and Russia met in Vienna. Turkey, Iran and Jordan sent envoys.",
    );
    let countries = report(&article, &[]).countries;
    assert!(
        countries.windows(2).all(|pair| (pair[0].role, -pair[0].score) <= (pair[1].role, -pair[1].score))
    );
    assert_eq!(countries.len(), 6);
}

proptest! {
    #[test]
    fn evidence_is_text_of_the_article(headline in ".{0,60}", body in "(?s)(.{0,80}(Syria|Nice, |PARIS|Jordan's |U\\.S\\.|Ala\\.)){0,6}") {
        let article = article(&headline, &body);
        for country in report(&article, &[]).countries {
            prop_assert!(!country.evidence.is_empty());
            for mention in &country.evidence {
                let text = article.text_of(mention.field, mention.item).unwrap();
                prop_assert_eq!(text.get(mention.start..mention.end), Some(mention.text.as_str()));
            }
        }
    }
}
