//! Names, places and countries: all that is found stands in the text.

use dateline_core::article::Article;
use dateline_enrich::enrich;

use crate::article::check_findings;
use crate::input::{Input, LANGUAGES};

/// Checks what is found in an article, and that it is found again.
pub fn check(bytes: &[u8]) {
    let article = article(&mut Input(bytes));
    let (mut once, mut twice) = (article.clone(), article);
    enrich(&mut once);
    check_findings(&once);
    enrich(&mut twice);
    assert_eq!(once, twice, "found otherwise the second time");
}

/// An article in any language, all its parts from the input.
pub(crate) fn article(input: &mut Input) -> Article {
    let language = input.one_of(&LANGUAGES).map(str::to_owned);
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Article {
        language,
        headline: some(input.text()),
        standfirst: some(input.text()),
        dateline: some(input.text()),
        source: some(input.text()),
        url: some(input.text()),
        captions: some(input.text()).into_iter().collect(),
        body: input.rest(),
        ..Article::default()
    }
}
