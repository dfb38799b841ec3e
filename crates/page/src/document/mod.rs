//! Reads a document, all of whose paragraphs are content, to the fields of an article.
//!
//! ```
//! use dateline_core::document::{Document, Paragraph, Role};
//!
//! let paragraphs = vec![Paragraph::marked("Ferry stays", Role::Title), Paragraph::plain("Nobody spoke.")];
//! let article = dateline_page::from_document(&Document { title: None, paragraphs });
//! assert_eq!(article.headline.as_deref(), Some("Ferry stays"));
//! assert_eq!(article.body, "Nobody spoke.");
//! ```
//!
//! Every paragraph is in exactly one field: what is the headline, the standfirst or a caption leaves the body, and so do
//! lines at the head that say nothing but the author, the date or the paper.
//!
//! Not for: pages of the web, saved or copied, in which most lines are not the story's.

mod headline;
mod title;

use crate::Options;
use crate::dateline;
use crate::sites::Site;
use crate::text::Front;
use crate::trace::Trace;
use dateline_core::article::Article;
use dateline_core::document::{Document, Paragraph, Role};

/// The fields around the headline are looked for in this many paragraphs at the head of a document,
const FRONT: usize = 150;
/// and in no more than this many bytes.
const FRONT_BYTES: usize = 64 << 10;

/// The fields of a document, with a note on what gave each.
pub(crate) fn read(document: &Document, options: &Options, trace: &mut Trace) -> Article {
    let site = site_of(document, options);
    let paragraphs: Vec<&Paragraph> = document
        .paragraphs
        .iter()
        .filter(|paragraph| site.is_none_or(|site| !site.drops(&paragraph.text)))
        .collect();
    let mut article = Article::default();
    let front_len = front_len(&paragraphs);
    let mut front = Front::of(paragraphs.iter().take(front_len).map(|paragraph| paragraph.text.as_str()));
    let chosen = headline::choose(document.title.as_deref(), &paragraphs, front_len, || front.headline());
    let mut taken = vec![false; paragraphs.len()];
    if let Some(chosen) = &chosen {
        article.headline = Some(chosen.text.clone());
        article.note("headline", chosen.rule);
        trace.note("headline", chosen.rule, &chosen.text);
        mark(&mut taken, chosen.line);
    }
    let line = chosen.as_ref().and_then(|chosen| chosen.line);
    fill_standfirst(&mut article, &paragraphs, line, &mut taken);
    front.fill(&mut article, chosen.as_ref().and_then(|chosen| chosen.place), trace);
    for at in (0..front_len).filter(|&at| Some(at) != line) {
        taken[at] |= front.is_taken(at, &article);
    }
    fill_captions(&mut article, &paragraphs, &mut taken);
    fill_body(&mut article, &paragraphs, &taken);
    article
}

/// The corrections for the site that the document is from, as far as they leave lines out.
fn site_of<'a>(document: &Document, options: &Options<'a>) -> Option<&'a Site> {
    let sites = options.sites.filter(|sites| !sites.is_empty())?;
    let by_url = options.url.and_then(|url| sites.of_url(url));
    by_url.or_else(|| sites.of_lines(document.paragraphs.iter().map(|paragraph| paragraph.text.as_str())))
}

/// How many paragraphs are at the head of the document.
fn front_len(paragraphs: &[&Paragraph]) -> usize {
    let mut bytes = 0;
    let fits = |paragraph: &&&Paragraph| {
        bytes += paragraph.text.len();
        bytes <= FRONT_BYTES
    };
    paragraphs.iter().take(FRONT).take_while(fits).count()
}

fn mark(taken: &mut [bool], line: Option<usize>) {
    if let Some(taken) = line.and_then(|line| taken.get_mut(line)) {
        *taken = true;
    }
}

/// The subtitle that the document marks as such.
fn fill_standfirst(
    article: &mut Article,
    paragraphs: &[&Paragraph],
    headline: Option<usize>,
    taken: &mut [bool],
) {
    let from = headline.map_or(0, |line| line + 1);
    let near = paragraphs.iter().enumerate().skip(from).take(3);
    let Some((line, subtitle)) = near.into_iter().find(|(_, paragraph)| paragraph.role == Role::Subtitle)
    else {
        return;
    };
    article.standfirst = Some(subtitle.text.clone());
    article.note("standfirst", "style Subtitle");
    mark(taken, Some(line));
}

fn fill_captions(article: &mut Article, paragraphs: &[&Paragraph], taken: &mut [bool]) {
    for (paragraph, taken) in
        paragraphs.iter().zip(taken).filter(|(paragraph, _)| paragraph.role == Role::Caption)
    {
        *taken = true;
        if !article.captions.contains(&paragraph.text) {
            article.captions.push(paragraph.text.clone());
        }
    }
    if !article.captions.is_empty() {
        article.note("captions", "style Caption");
    }
}

/// Everything that is in no other field, in its order; the rows of a table are the lines of one paragraph.
fn fill_body(article: &mut Article, paragraphs: &[&Paragraph], taken: &[bool]) {
    let mut body = String::new();
    let mut before = Role::Text;
    for (paragraph, _) in paragraphs.iter().zip(taken).filter(|(_, taken)| !**taken) {
        if !body.is_empty() {
            let is_same_table = before == Role::Row && paragraph.role == Role::Row;
            body.push_str(if is_same_table { "\n" } else { "\n\n" });
        }
        body.push_str(&paragraph.text);
        before = paragraph.role;
    }
    if body.is_empty() {
        return;
    }
    article.body = body;
    article.note("body", "all of the document");
    let head = article.body.split("\n\n").take(2).find_map(dateline::at_head).map(str::to_owned);
    if let Some(line) = head {
        article.dateline = Some(line);
        article.note("dateline", "head of the body");
    }
}

#[cfg(test)]
mod tests;
