//! The pages for people.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;

use super::{exports, one, other};
use crate::api::description;
use crate::app::{App, Shared};
use crate::assets;
use crate::fault::Fault;
use crate::guard::login;
use crate::live::Current;
use crate::page::frame::Frame;
use crate::page::{article, cite, diff, help, name, results, values};
use crate::reply::{answer, html, page};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(results_page))
        .route("/search", get(results_page))
        .route("/a/{id}", get(article_page))
        .route("/cite/{id}", get(cite_page))
        .route("/diff/{id}", get(diff_page))
        .route("/name/{kind}/{name}", get(name_page))
        .route("/facet/{facet}", get(values_page))
        .route("/help", get(help_page))
        .route("/api", get(api_page))
        .route("/assets/{name}", get(asset))
        .route("/robots.txt", get(robots))
        .route("/login", get(login::page).post(login::sign_in))
        .route("/logout", get(login::page).post(login::sign_out))
}

async fn results_page(State(app): Shared, uri: Uri, headers: HeaderMap) -> Response {
    html(&app, &uri, &headers, |snapshot, address, _| results::page(snapshot, address)).await
}

async fn name_page(
    State(app): Shared,
    Path((kind, name)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    html(&app, &uri, &headers, move |snapshot, address, _| name::page(snapshot, address, &kind, &name)).await
}

async fn values_page(
    State(app): Shared,
    Path(facet): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    html(&app, &uri, &headers, move |snapshot, address, given| {
        values::page(snapshot, &facet, address, given.text("within").unwrap_or_default())
    })
    .await
}

/// An article, as a page or in the form that the end of the address asks for.
async fn article_page(State(app): Shared, Path(id): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    if let Some(response) = exports::article(&app, &id, &uri).await {
        return response;
    }
    html(&app, &uri, &headers, move |snapshot, address, given| {
        article::page(snapshot, &one(snapshot, &id, given)?, address)
    })
    .await
}

/// An article as a reference.
async fn cite_page(State(app): Shared, Path(id): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    html(&app, &uri, &headers, move |snapshot, _, given| {
        cite::page(snapshot, &one(snapshot, &id, given)?, given)
    })
    .await
}

/// Two articles compared.
async fn diff_page(State(app): Shared, Path(id): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    html(&app, &uri, &headers, move |snapshot, _, given| {
        diff::page(snapshot, &one(snapshot, &id, given)?, &other(snapshot, given)?)
    })
    .await
}

async fn help_page(State(app): Shared) -> Response {
    page(&app, help::page(frame(&app, "Help")))
}

async fn api_page(State(app): Shared) -> Response {
    page(&app, description::page(frame(&app, "API")))
}

fn frame(app: &App, title: &str) -> Frame {
    match app.live.current() {
        Current::Open(snapshot) => Frame::of(&snapshot, title),
        _ => Frame::bare(title),
    }
}

async fn asset(State(app): Shared, Path(name): Path<String>, headers: HeaderMap) -> Response {
    assets::answer(&name, &headers)
        .unwrap_or_else(|| page(&app, Err(Fault::not_found("there is no such file"))))
}

async fn robots() -> Response {
    answer("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")
}
