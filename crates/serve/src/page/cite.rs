//! An article as a reference in every form, a quotation of it, and whether the file it was read from is as it was.

use askama::Template;

use dateline_core::article::Article;
use dateline_search::cite::{Style, reference};

use crate::address::Address;
use crate::api::{Parameters, quotation};
use crate::fault::{Fault, Kind};
use crate::live::Moment;
use crate::page::frame::Frame;
use crate::page::hits::{NO_HEADLINE, article_href, segment};

#[derive(Template)]
#[template(path = "cite.html")]
struct CitePage {
    frame: Frame,
    headline: String,
    back: String,
    action: String,
    path: String,
    record: u64,
    quote: String,
    /// What is known of the quotation, in words.
    said: Vec<String>,
    references: Vec<(&'static str, String)>,
    /// The state of the kept file, in a word and in full.
    custody: Option<(&'static str, String)>,
    sha256: Option<String>,
    check: String,
}

/// The page.
///
/// # Errors
/// If a parameter cannot be used.
pub fn page(moment: &Moment, article: &Article, given: &Parameters) -> Result<String, Fault> {
    let (quoted, missing) = match quotation(moment, article, given) {
        Err(fault) if fault.kind == Kind::NotFound => (None, Some(fault.detail)),
        quoted => (quoted?, None),
    };
    let found = quoted.as_ref().map(|(quotation, _)| quotation);
    let reason = quoted.as_ref().and_then(|(_, reason)| reason.as_deref());
    let unplaced = reason.map(|reason| format!("Its place in the file is not known: {reason}"));
    let custody = given.flag("check")?.then(|| moment.archive.custody(article));
    let title = |style| match style {
        Style::Csl => "CSL-JSON",
        Style::Ris => "RIS",
        Style::Bibtex => "BibTeX",
        Style::Text => "Text",
    };
    let forms = [Style::Text, Style::Bibtex, Style::Ris, Style::Csl];
    let action = format!("/cite/{}", segment(&article.id));
    let place = place(article);
    let page = CitePage {
        frame: Frame::of(moment, "Cite"),
        headline: article.headline.as_deref().unwrap_or(NO_HEADLINE).to_owned(),
        back: article_href(&Address::default(), article),
        check: format!("{action}?{place}&check=1"),
        action,
        path: article.path.clone(),
        record: article.record,
        quote: given.text("quote").unwrap_or_default().to_owned(),
        said: found.map(|quotation| quotation.said()).into_iter().chain(unplaced).chain(missing).collect(),
        references: forms.map(|style| (title(style), reference(article, found, style))).to_vec(),
        custody: custody.map(|custody| (custody.name(article), custody.said(&article.path))),
        sha256: article.sha256.map(|hash| hash.to_string()),
    };
    Ok(page.render()?)
}

/// Which of the articles with an id is meant, as parameters.
pub fn place(article: &Article) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("path", &article.path)
        .append_pair("record", &article.record.to_string())
        .finish()
}
