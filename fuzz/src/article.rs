//! What holds of every article.

use dateline_core::article::{Article, Country, Entity, Mention};
use dateline_core::dates::Day;

/// Checks the fields that reading fills.
pub fn check_fields(article: &Article) {
    for (name, text) in texts(article) {
        assert!(!text.trim().is_empty(), "a {name} that is blank: {text:?}");
    }
    for (name, day) in [("published", &article.published), ("updated", &article.updated)] {
        let is_day = day.as_deref().is_none_or(|day| Day::of_published(day).is_some());
        assert!(is_day, "{name} is {day:?}");
    }
}

/// The fields that are absent where there is nothing to say.
fn texts(article: &Article) -> impl Iterator<Item = (&'static str, &String)> {
    let fields = [
        ("headline", &article.headline),
        ("standfirst", &article.standfirst),
        ("dateline", &article.dateline),
        ("source", &article.source),
        ("url", &article.url),
        ("section", &article.section),
        ("language", &article.language),
    ];
    let lists = [("byline", &article.byline), ("agency", &article.agency), ("captions", &article.captions)];
    let fields = fields.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
    fields.chain(lists.into_iter().flat_map(|(name, list)| list.iter().map(move |text| (name, text))))
}

/// Checks what was found in the text.
pub fn check_findings(article: &Article) {
    for Entity { name, mentions, .. } in &article.entities {
        assert!(!name.trim().is_empty(), "a name that is blank");
        check_mentions(article, mentions);
        assert!(mentions.is_sorted(), "mentions of {name} out of order: {mentions:?}");
    }
    for Country { code, score, evidence, .. } in &article.countries {
        assert!(dateline_enrich::countries::name(code).is_some(), "no country has the code {code}");
        assert!(score.is_finite(), "the score of {code} is {score}");
        check_mentions(article, evidence);
    }
    let scores: Vec<f32> = article.countries.iter().map(|country| country.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "countries out of order: {scores:?}");
}

/// Each mention is a piece of the text it names.
fn check_mentions(article: &Article, mentions: &[Mention]) {
    assert!(!mentions.is_empty(), "nothing speaks for it");
    for mention in mentions {
        let text = article
            .text_of(mention.field, mention.item)
            .and_then(|text| text.get(mention.start..mention.end));
        assert_eq!(text, Some(mention.text.as_str()), "{mention:?}");
        assert!(!mention.text.trim().is_empty(), "a mention that is blank: {mention:?}");
    }
}
