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
use crate::page::article;

/// Ids that begin with as many equal characters or more are shown where one is not found.
const NEAR: usize = 6;
/// No more characters are compared.
const COMPARED: usize = 64;
/// No more of them.
const NEAREST: usize = 5;

/// All of them.
pub fn all() -> Router<Arc<App>> {
    pages::routes().merge(browsers::routes()).merge(exports::routes()).nest("/api/v1", api::routes())
}

/// The one article with an id, or of those that share it the one that `path` and `record` name.
fn one(snapshot: &Moment, id: &str, given: &Parameters) -> Result<Article, Fault> {
    let mut found = snapshot.engine.documents(id)?;
    if let Some(path) = given.text("path") {
        found.retain(|article| article.path == path);
    }
    if let Some(record) = given.number::<u64>("record")? {
        found.retain(|article| article.record == record);
    }
    match found.len() {
        0 => Err(gone(snapshot, id)),
        1 => Ok(found.remove(0)),
        several => Err(Fault {
            links: article::choices(&found),
            ..Fault::new(
                Kind::Ambiguous,
                format!("{several} articles have the id {id}; choose one by path and record"),
            )
        }),
    }
}

/// What is said of an article that is not there: it may stand in the archive under a similar id.
fn gone(snapshot: &Moment, id: &str) -> Fault {
    let letters: Vec<char> = id.chars().take(COMPARED).collect();
    let beginnings = (NEAR..=letters.len()).rev().map(|end| letters[..end].iter().collect::<String>());
    let mut found =
        beginnings.filter_map(|beginning| snapshot.engine.documents_beginning(&beginning, NEAREST).ok());
    let near = found.find(|articles| !articles.is_empty());
    let hint =
        "The article may have been indexed again under another id; search for its headline.".to_owned();
    Fault {
        hint: Some(hint),
        links: article::choices(&near.unwrap_or_default()),
        ..Fault::not_found(format!("no article has the id {id}"))
    }
}
