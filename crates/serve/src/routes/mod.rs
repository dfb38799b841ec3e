//! All addresses of the server, by whom they are for.

mod api;
mod browsers;
mod exports;
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
    pages::routes().merge(browsers::routes()).merge(exports::routes()).nest("/api/v1", api::routes())
}

/// The one article with an id, or of those that share it the one that `path` and `record` name.
fn one(snapshot: &Moment, id: &str, given: &Parameters) -> Result<Article, Fault> {
    let found = find_one(snapshot, id, given.text("path"), given.number("record")?);
    found.map_err(|problem| match problem {
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
    })
}
