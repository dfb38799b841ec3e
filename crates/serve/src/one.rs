//! The one article that an id names.

use dateline_core::article::Article;
use dateline_search::engine::EngineError;

use crate::live::Snapshot;

/// Ids that begin with as many equal characters or more are shown where one is not found.
const NEAR: usize = 6;
/// No more characters are compared.
const COMPARED: usize = 64;
/// No more of them.
const NEAREST: usize = 5;

/// Why an id does not name one article.
#[derive(Debug)]
pub enum NotOne {
    /// Several articles share it.
    Several(Vec<Article>),
    /// None has it; those whose ids begin alike.
    Nothing(Vec<Article>),
    /// The archive cannot be read.
    Failed(EngineError),
}

/// The one article with an id, or of those that share it the one with this path and record.
///
/// # Errors
/// If no article is meant, or several are.
pub fn one(
    snapshot: &Snapshot,
    id: &str,
    path: Option<&str>,
    record: Option<u64>,
) -> Result<Article, NotOne> {
    let mut found = snapshot.engine.documents(id).map_err(NotOne::Failed)?;
    found.retain(|article| path.is_none_or(|path| article.path == path));
    found.retain(|article| record.is_none_or(|record| article.record == record));
    match found.len() {
        0 => Err(NotOne::Nothing(beginning_alike(snapshot, id))),
        1 => Ok(found.remove(0)),
        _ => Err(NotOne::Several(found)),
    }
}

/// An article that is not there may stand in the archive under a similar id.
fn beginning_alike(snapshot: &Snapshot, id: &str) -> Vec<Article> {
    let letters: Vec<char> = id.chars().take(COMPARED).collect();
    let beginnings = (NEAR..=letters.len()).rev().map(|end| letters[..end].iter().collect::<String>());
    let mut found =
        beginnings.filter_map(|beginning| snapshot.engine.documents_beginning(&beginning, NEAREST).ok());
    found.find(|articles| !articles.is_empty()).unwrap_or_default()
}
