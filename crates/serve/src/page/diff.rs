//! How two articles differ, word by word.

use askama::Template;

use dateline_core::article::Article;
use dateline_search::differences::{Change, FieldDifference, differences};

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::Link;
use crate::page::frame::Frame;
use crate::page::hits::{NO_HEADLINE, article_href, segment};

#[derive(Template)]
#[template(path = "diff.html")]
struct DiffPage {
    frame: Frame,
    first: Link,
    second: Link,
    fields: Vec<FieldView>,
}

/// A field in which they differ.
struct FieldView {
    name: &'static str,
    /// How much is the same, in percent.
    same: u32,
    /// Runs of words, each with the element that shows which article has it.
    parts: Vec<(&'static str, String)>,
}

/// The page.
///
/// # Errors
/// If it cannot be made.
pub fn page(moment: &Moment, first: &Article, second: &Article) -> Result<String, Fault> {
    let link = |article: &Article| {
        let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
        Link::new(format!("{headline} ({})", article.path), article_href(&Address::default(), article))
    };
    let fields = differences(first, second).iter().map(view).collect();
    let frame = Frame::of(moment, "What differs");
    Ok(DiffPage { frame, first: link(first), second: link(second), fields }.render()?)
}

fn view(found: &FieldDifference) -> FieldView {
    let element = |change| match change {
        Change::Same => "span",
        Change::Removed => "del",
        Change::Added => "ins",
    };
    let parts = found.parts.iter().map(|part| (element(part.change), part.text.clone())).collect();
    FieldView { name: found.field, same: (found.same * 100.0) as u32, parts }
}

/// Where two articles are compared.
pub fn href(first: &Article, second: &Article) -> String {
    let other = form_urlencoded::Serializer::new(String::new())
        .append_pair("path", &first.path)
        .append_pair("record", &first.record.to_string())
        .append_pair("other", &second.id)
        .append_pair("other-path", &second.path)
        .append_pair("other-record", &second.record.to_string())
        .finish();
    format!("/diff/{}?{other}", segment(&first.id))
}
