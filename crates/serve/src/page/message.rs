//! A page that says why there is no answer, and what to do.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::fault::{Fault, Kind};
use crate::page::frame::Frame;
use crate::problem::add_headers;

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    frame: Frame,
    title: &'static str,
    fault: &'a Fault,
    /// A command to run.
    command: Option<&'a str>,
    /// What may help, besides.
    advice: &'static str,
}

/// The answer for a person; `command` makes the archive.
pub fn page(fault: &Fault, q: &str, command: &str) -> Response {
    let title = fault.kind.title();
    let frame = Frame { q: q.to_owned(), ..Frame::bare(title) };
    let command = (fault.kind == Kind::NoArchive).then_some(command);
    let page = MessagePage { frame, title, fault, command, advice: advice(fault.kind) };
    let text = page.render().unwrap_or_else(|_| title.to_owned());
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = fault.kind.status();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    add_headers(fault, &mut response);
    response
}

fn advice(kind: Kind) -> &'static str {
    match kind {
        Kind::Broken => {
            "Run `dateline verify` to see which file is damaged; `dateline verify --repair` repairs what can be repaired."
        }
        Kind::NoArchive => "Reload this page after indexing.",
        Kind::Busy => "Nothing is lost; reload the page.",
        _ => "",
    }
}
