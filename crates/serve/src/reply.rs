//! Answers: made on another thread from the archive as it is now, and not sent again to whoever has them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::Value;

use dateline_core::dates::Day;
use dateline_search::budget::Stop;

use crate::address::Address;
use crate::api::Parameters;
use crate::app::App;
use crate::assets;
use crate::fault::Fault;
use crate::live::{Moment, Snapshot};
use crate::page::message;
use crate::problem;

/// The kind of content of a page.
pub const HTML: &str = "text/html; charset=utf-8";

/// An answer of some kind of content.
pub fn answer(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// An answer without content.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A page that is already made, or why it is not.
pub fn page(app: &App, made: Result<String, Fault>) -> Response {
    match made {
        Ok(text) => answer(HTML, text),
        Err(fault) => message::page(&fault, "", &app.live.command()),
    }
}

/// A page for people, of the archive as it is now.
pub async fn html(
    app: &Arc<App>,
    uri: &Uri,
    headers: &HeaderMap,
    make: impl FnOnce(&Moment, &Address, &Parameters) -> Result<String, Fault> + Send + 'static,
) -> Response {
    let query = uri.query().unwrap_or_default();
    match made(app, uri, headers, HTML, make).await {
        Ok(response) => response,
        Err(fault) => {
            let given = Parameters::of(query);
            message::page(&fault, given.text("q").unwrap_or_default(), &app.live.command())
        }
    }
}

/// JSON for programs, of the archive as it is now or, with a cursor, as it was.
pub async fn json(
    app: &Arc<App>,
    uri: &Uri,
    headers: &HeaderMap,
    make: impl FnOnce(&Moment, &Address, &Parameters) -> Result<Value, Fault> + Send + 'static,
) -> Response {
    let text = move |moment: &Moment, address: &Address, given: &Parameters| {
        make(moment, address, given).map(|value| value.to_string())
    };
    made(app, uri, headers, "application/json", text).await.unwrap_or_else(|fault| problem::details(&fault))
}

/// An answer of some kind of content, of the archive as it is now or, with a cursor, as it was.
///
/// # Errors
/// If the address cannot be used, there is no archive, or no answer.
pub async fn made(
    app: &Arc<App>,
    uri: &Uri,
    headers: &HeaderMap,
    kind: &'static str,
    make: impl FnOnce(&Moment, &Address, &Parameters) -> Result<String, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let query = uri.query().unwrap_or_default();
    let (address, given) = (Address::parse(query)?, Parameters::of(query));
    let moment =
        given.text("cursor").and_then(|cursor| cursor.rsplit_once('-')).map(|(generation, _)| generation);
    let snapshot = match moment.and_then(|moment| app.live.at(moment)) {
        Some(snapshot) => snapshot,
        None => app.snapshot()?,
    };
    let tag = tag(&snapshot, uri);
    let from_files = is_from_files(uri);
    if is_known(headers, &tag) && !from_files {
        return Ok(tagged(empty(StatusCode::NOT_MODIFIED), &tag));
    }
    let asked = Asked(Stop::default());
    let stop = asked.0.clone();
    let text = app.places.work(move || make(&Moment::of(snapshot, stop), &address, &given)).await?;
    let response = answer(kind, text);
    Ok(if from_files { response } else { tagged(response, &tag) })
}

/// True for answers that depend on the files that articles were read from, which change without the archive.
fn is_from_files(uri: &Uri) -> bool {
    let path = uri.path();
    path.ends_with("/check") || path.ends_with("/cite") || path.starts_with("/cite/")
}

/// Someone who waits for an answer. When this is dropped, because they have left or the answer is there, the work on it
/// ends.
struct Asked(Stop);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// A name of an answer: it is another whenever the archive, what is wrong with it, the program, the address or the
/// day is, from which dates are counted.
fn tag(snapshot: &Snapshot, uri: &Uri) -> String {
    let program = (env!("CARGO_PKG_VERSION"), assets::path("page.css"));
    let of = format!("{program:?} {:?} {} {uri}", snapshot.stale(), Day::today());
    format!("W/\"{}-{}\"", snapshot.generation, &blake3::hash(of.as_bytes()).to_hex()[..12])
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag))
}

fn tagged(mut response: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
