//! The API.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use serde_json::Value;

use dateline_core::article::Article;

use super::{one, other};
use crate::address::Address;
use crate::api::{self, Parameters, description};
use crate::app::{App, Shared};
use crate::fault::{Fault, Kind};
use crate::live::Moment;
use crate::problem;
use crate::reply::{answer, json};

/// What answers a question.
type Make = fn(&Moment, &Address, &Parameters) -> Result<Value, Fault>;

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/search", made_by(api::search))
        .route("/facets", made_by(api::facets))
        .route("/timeline", made_by(api::timeline))
        .route("/suggest", made_by(api::suggest))
        .route("/names", made_by(api::names))
        .route("/article", made_by(|moment, _, given| api::article(moment, &named(moment, given)?)))
        .route(
            "/similar",
            made_by(|moment, address, given| api::similar(moment, &named(moment, given)?, address, given)),
        )
        .route("/why", made_by(|moment, address, given| api::why(moment, &named(moment, given)?, address)))
        .route("/lines", made_by(api::lines))
        .route("/cite", made_by(|moment, _, given| api::cite(moment, &named(moment, given)?, given)))
        .route("/check", made_by(|moment, _, given| Ok(api::check(moment, &named(moment, given)?))))
        .route(
            "/diff",
            made_by(|moment, _, given| Ok(api::diff(moment, &named(moment, given)?, &other(moment, given)?))),
        )
        .route("/stats", made_by(api::stats))
        .route("/health", get(health))
        .route("/openapi.json", get(description))
}

fn made_by(make: Make) -> MethodRouter<Arc<App>> {
    get(move |State(app): Shared, uri: Uri, headers: HeaderMap| async move {
        json(&app, &uri, &headers, make).await
    })
}

/// The article that a request names by `id`, and by `path` and `record` where several share it.
fn named(moment: &Moment, given: &Parameters) -> Result<Article, Fault> {
    let id = given
        .text("id")
        .ok_or_else(|| Fault::new(Kind::Parameter, "id: missing; give the id of an article"))?;
    one(moment, id, given)
}

/// Asked often, and answered without waiting for a place.
async fn health(State(app): Shared) -> Response {
    match app.moment().and_then(|moment| api::health(&moment)) {
        Ok(value) => answer("application/json", value.to_string()),
        Err(fault) => problem::details(&fault),
    }
}

async fn description() -> Response {
    answer("application/json", description::text())
}
