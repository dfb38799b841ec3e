//! An article cited, checked against the file it was read from, and compared with another.

use serde_json::{Value, json};

use dateline_core::article::Article;
use dateline_search::cite::{self, Quotation, Style};
use dateline_search::differences::differences;

use super::parameters::{Parameters, bad};
use crate::fault::Fault;
use crate::live::Moment;

/// The most bytes of a quotation that is looked for.
const LONGEST_QUOTE: usize = 4 << 10;

/// A quotation of an article with its place in the kept file, or why that is not known; `None` if none is asked for.
///
/// # Errors
/// If the article does not have it.
pub fn quotation(
    moment: &Moment,
    article: &Article,
    given: &Parameters,
) -> Result<Option<(Quotation, Option<String>)>, Fault> {
    let Some(quote) = given.text("quote").filter(|quote| !quote.trim().is_empty()) else { return Ok(None) };
    if quote.len() > LONGEST_QUOTE {
        return Err(bad("quote", format!("longer than {LONGEST_QUOTE} bytes")));
    }
    let found = Quotation::in_article(article, quote)
        .ok_or_else(|| Fault::not_found("the article does not have this quotation"))?;
    Ok(Some(match moment.archive.place_of(article, quote) {
        Ok(place) => (found.kept_at(place), None),
        Err(reason) => (found, Some(reason)),
    }))
}

/// An article as a reference, and where a quotation of it is.
pub fn cite(moment: &Moment, article: &Article, given: &Parameters) -> Result<Value, Fault> {
    let name = given.text("format").unwrap_or(Style::Text.name());
    let style = Style::named(name).ok_or_else(|| {
        bad("format", format!("unknown value {name}; choose one of csl, ris, bibtex, text"))
    })?;
    let quoted = quotation(moment, article, given)?;
    let quotation = quoted.as_ref().map(|(quotation, _)| quotation);
    let mut answer = json!({
        "id": article.id, "format": style.name(), "reference": cite::reference(article, quotation, style),
        "generation": moment.generation,
    });
    if let Some((quotation, reason)) = &quoted {
        answer["quotation"] = quotation.json();
        if let Some(reason) = reason {
            answer["not_in_file"] = json!(reason);
        }
    }
    Ok(answer)
}

/// Whether the bytes that an article was read from are still kept.
pub fn check(moment: &Moment, article: &Article) -> Value {
    moment.archive.custody(article).json(article)
}

/// How two articles differ, word by word.
pub fn diff(moment: &Moment, article: &Article, other: &Article) -> Value {
    let found: Vec<Value> = differences(article, other).iter().map(|found| found.json()).collect();
    json!({"id": article.id, "other": other.id, "differences": found, "generation": moment.generation})
}
