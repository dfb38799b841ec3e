//! An answer as comma-separated values, a row a hit.

use anyhow::Result;

use dateline_search::response::Response;

use super::about;
use crate::cli::output::{Cell, Output};

pub(super) fn print(out: &mut Output, response: &Response) -> Result<()> {
    let mut csv = out.csv();
    const COLUMNS: [&str; 11] = [
        "rank",
        "score",
        "id",
        "published",
        "source",
        "headline",
        "countries",
        "url",
        "path",
        "record",
        "copies",
    ];
    let group = response.groups.is_some().then_some("group");
    csv.row(COLUMNS.into_iter().chain(group).map(Cell::from))?;
    for (group, hit) in response.hits_in_groups() {
        let article = &hit.article;
        let text = |text: &'_ Option<String>| Cell::Text(text.clone().unwrap_or_default().into());
        let cells = [
            Cell::from(hit.rank),
            hit.score.into(),
            (&article.id).into(),
            text(&article.published),
            text(&article.source),
            text(&article.headline),
            Cell::Text(about(article).join(";").into()),
            text(&article.url),
            (&article.path).into(),
            article.record.into(),
            hit.folded().into(),
        ];
        csv.row(cells.into_iter().chain(group.map(|group| Cell::from(&group.name))))?;
    }
    Ok(csv.finish()?)
}
