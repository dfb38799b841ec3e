//! Reads a news page that was saved as plain text.
//!
//! Such a text may be a clean article or everything a browser showed: menus, share buttons,
//! captions, newsletter plugs, lists of other stories, comments. Reading goes from lines to fields:
//!
//! 1. [`lines`] cuts the text into lines and joins what was wrapped at a fixed width;
//! 2. [`layout`] measures each line and its surroundings, in any script;
//! 3. [`headline`] makes a first guess, [`labels`] decides which lines are the body, [`headline`] looks again;
//! 4. the lines around headline and body give standfirst, credits, dates, captions, source and section.
//!
//! ```
//! let article = dateline::page::from_text("Ferry stays\n\nBy Jane Roe\n\nThe council voted on Monday to keep it.");
//! assert_eq!(article.byline, ["Jane Roe"]);
//! ```
//!
//! Not for: HTML, mail files, names and countries. Fields that the text does not give stay empty.

mod captions;
mod credits;
mod features;
mod header;
mod headline;
mod labels;
mod layout;
mod lines;
mod masthead;
mod published;
mod reading;
mod section;
mod shape;
mod source;
mod standfirst;
mod topic;
mod unwrap;

use crate::article::Article;
use crate::page::dateline;

use header::Header;
use reading::Reading;

/// Reads a page of plain text; fields that are not found stay empty.
pub fn read(text: &str) -> Article {
    let (header, text) = header::split(text);
    let mut reading = Reading::of(lines::split(text), header.headline.is_none());
    let mut article = Article::default();
    fill_from_page(&mut article, &mut reading);
    fill_from_header(&mut article, header);
    article
}

fn fill_from_page(article: &mut Article, reading: &mut Reading) {
    captions::fill(article, reading);
    standfirst::fill(article, reading);
    published::fill(article, reading);
    credits::fill(article, reading);
    section::fill(article, reading);
    source::fill(article, reading);
    if let Some(headline) = reading.headline {
        article.headline = Some(reading.text(headline).to_owned());
        article.note("headline", "line above the text");
    }
    article.body = reading.body_text();
    if !article.body.is_empty() {
        article.note("body", "run of prose");
    }
    fill_dateline(article);
}

fn fill_dateline(article: &mut Article) {
    let head = article.body.split("\n\n").take(2).find_map(dateline::at_head).map(str::to_owned);
    if let Some(line) = head {
        credits::add_agencies_of(&line, article);
        article.dateline = Some(line);
        article.note("dateline", "head of the body");
    }
}

/// What the text says of itself above everything else goes before what was found.
fn fill_from_header(article: &mut Article, header: Header) {
    let fields = [
        ("headline", header.headline, &mut article.headline),
        ("standfirst", header.standfirst, &mut article.standfirst),
        ("published", header.published, &mut article.published),
        ("source", header.source, &mut article.source),
        ("section", header.section, &mut article.section),
        ("dateline", header.dateline, &mut article.dateline),
        ("url", header.url, &mut article.url),
    ];
    let mut found = Vec::new();
    for (name, value, field) in fields {
        if value.is_some() {
            *field = value;
            found.push(name);
        }
    }
    if !header.byline.is_empty() {
        article.byline = header.byline.people;
        article.agency = header.byline.agencies;
        found.push("byline");
    }
    found.into_iter().for_each(|name| article.note(name, "header line"));
}

#[cfg(test)]
mod tests;
