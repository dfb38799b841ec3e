//! All addresses of the server, by whom they are for.

mod api;
mod browsers;
mod exports;
mod lines;
mod lists;
mod pages;

use std::sync::Arc;

use axum::Router;

use dateline_core::article::Article;

use crate::api::Parameters;
use crate::app::App;
use crate::fault::{Fault, Kind};
use crate::live::Moment;
use crate::one::{NotOne, one as find_one};
use crate::page::article;

/// All of them.
pub fn all() -> Router<Arc<App>> {
    let api = api::routes().merge(lists::api());
    let pages = pages::routes().merge(lists::routes()).merge(lines::routes()).merge(browsers::routes());
    pages.merge(exports::routes()).nest("/api/v1", api)
}

/// The other article of a request that compares two.
fn other(snapshot: &Moment, given: &Parameters) -> Result<Article, Fault> {
    let id = given
        .text("other")
        .ok_or_else(|| Fault::new(Kind::Parameter, "other: missing; give the id of the other article"))?;
    let (path, record) = (given.text("other-path"), given.number("other-record")?);
    find_one(snapshot, id, path, record).map_err(|problem| fault(id, problem))
}

/// The one article with an id, or of those that share it the one that `path` and `record` name.
fn one(snapshot: &Moment, id: &str, given: &Parameters) -> Result<Article, Fault> {
    let found = find_one(snapshot, id, given.text("path"), given.number("record")?);
    found.map_err(|problem| fault(id, problem))
}

/// Why an id names no article, or several.
fn fault(id: &str, problem: NotOne) -> Fault {
    match problem {
        NotOne::Failed(error) => error.into(),
        NotOne::Several(found) => Fault {
            links: article::choices(&found),
            ..Fault::new(
                Kind::Ambiguous,
                format!("{} articles have the id {id}; choose one by path and record", found.len()),
            )
        },
        NotOne::Nothing(near) => Fault {
            hint: Some(
                "The article may have been indexed again under another id; search for its headline."
                    .to_owned(),
            ),
            links: article::choices(&near),
            ..Fault::not_found(format!("no article has the id {id}"))
        },
    }
}
