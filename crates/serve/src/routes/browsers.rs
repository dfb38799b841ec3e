//! What browsers and reference managers look for on a page: OpenSearch and unAPI.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::one;
use crate::api::{Parameters, suggest};
use crate::app::{App, Shared};
use crate::assets;
use crate::export::{self, Format};
use crate::fault::Fault;
use crate::guard::login::is_https;
use crate::page::markup::escaped;
use crate::problem;
use crate::reply::{self, answer};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/opensearch.xml", get(opensearch))
        .route("/opensearch-suggestions", get(suggestions))
        .route("/unapi", get(unapi))
}

/// Where this server is reached, as the browser says.
pub fn base(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}", if is_https(headers) { "https" } else { "http" })
}

/// How the browser's own search box asks (OpenSearch 1.1).
async fn opensearch(headers: HeaderMap) -> Response {
    let base = escaped(&base(&headers)).into_owned();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>dateline</ShortName>\n\
         <Description>Search the news you keep</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Image width=\"64\" height=\"64\" type=\"image/svg+xml\">{base}{icon}</Image>\n\
         <Url type=\"text/html\" template=\"{base}/?q={{searchTerms}}\"/>\n\
         <Url type=\"application/atom+xml\" template=\"{base}/search.atom?q={{searchTerms}}\"/>\n\
         <Url type=\"application/x-suggestions+json\" template=\"{base}/opensearch-suggestions?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        icon = assets::path("icon.svg"),
    );
    answer("application/opensearchdescription+xml", text)
}

/// Completions in the form that browsers take (OpenSearch Suggestions 1.1).
async fn suggestions(State(app): Shared, uri: Uri, headers: HeaderMap) -> Response {
    reply::json(&app, &uri, &headers, |snapshot, address, given| {
        let found = suggest(snapshot, address, given)?;
        let names = found["suggestions"].as_array().into_iter().flatten().map(|one| one["name"].clone());
        Ok(json!([address.q, names.collect::<Vec<_>>()]))
    })
    .await
}

/// Formats of an article for reference managers (unAPI, revision 3).
async fn unapi(State(app): Shared, uri: Uri) -> Response {
    let given = Parameters::of(uri.query().unwrap_or_default());
    let Some(id) = given.text("id").map(str::to_owned) else { return formats(None, StatusCode::OK) };
    let format = match given.text("format") {
        None => None,
        Some("ris") => Some(Format::Ris),
        Some("bibtex") => Some(Format::Bib),
        Some(_) => {
            let mut response = problem::details(&Fault::not_found("the formats are ris and bibtex"));
            *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
            return response;
        }
    };
    let found = match app.moment() {
        Err(fault) => Err(fault),
        Ok(moment) => {
            let id = id.clone();
            app.places.work(move || one(&moment, &id, &Parameters::default())).await
        }
    };
    match (found, format) {
        (Err(fault), _) => problem::details(&fault),
        (Ok(_), None) => formats(Some(&id), StatusCode::MULTIPLE_CHOICES),
        (Ok(article), Some(format)) => {
            answer(format.content_type(), export::article(format, &article).unwrap_or_default())
        }
    }
}

fn formats(id: Option<&str>, status: StatusCode) -> Response {
    let id = id.map_or(String::new(), |id| format!(" id=\"{}\"", escaped(id)));
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<formats{id}>\
         <format name=\"ris\" type=\"application/x-research-info-systems\"/>\
         <format name=\"bibtex\" type=\"application/x-bibtex\"/></formats>\n"
    );
    let mut response = answer("application/xml", text);
    *response.status_mut() = status;
    response
}
