//! An answer as Markdown, to paste into notes.

use anyhow::Result;

use dateline_search::response::Response;

use super::{NO_HEADLINE, facts};
use crate::cli::copies;
use crate::cli::output::{Markdown, Output};

pub(super) fn print(out: &mut Output, response: &Response) -> Result<()> {
    let mut last = None;
    for (group, hit) in response.hits_in_groups() {
        if let Some(group) = group.filter(|group| last != Some(*group)) {
            let title = Markdown::new().markup("\n## ").text(&group.name).markup(" (").number(group.count);
            out.markdown(&title.markup(")\n"))?;
        }
        last = group;
        let article = &hit.article;
        let headline = article.headline.as_deref().unwrap_or(NO_HEADLINE);
        let title = Markdown::new().number(hit.rank).markup(". **");
        out.markdown(&title.link(headline, article.url.as_deref()).markup("**  "))?;
        let line = |text: &str| Markdown::new().markup("   ").text(text).markup("  ");
        out.markdown(&line(&facts(article)))?;
        if let Some(copies) = copies::beside(hit) {
            out.markdown(&line(&copies))?;
        }
        for snippet in hit.snippets.iter().filter(|snippet| snippet.field != "headline") {
            let quote = Markdown::new().markup("   > ").marked(&snippet.text, &snippet.highlights);
            out.markdown(&quote)?;
        }
    }
    Ok(())
}
