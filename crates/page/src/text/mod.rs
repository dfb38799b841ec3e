//! Reads a news page that was saved as plain text.
//!
//! Such a text may be a clean article or everything a browser showed: menus, share buttons,
//! captions, newsletter plugs, lists of other stories, comments. Reading goes from lines to fields:
//!
//! 1. [`lines`] cuts the text into lines and joins what was wrapped at a fixed width;
//! 2. [`layout`] measures each line and its surroundings, in any script;
//! 3. [`headline`] makes a first guess among the [`candidates`], [`labels`] decides which lines are the body, [`headline`] looks again;
//! 4. the lines around headline and body give standfirst, credits, dates, captions, source and section.
//!
//! ```
//! let article = dateline_page::from_text("Ferry stays\n\nBy Jane Roe\n\nThe council voted on Monday to keep it.");
//! assert_eq!(article.byline, ["Jane Roe"]);
//! ```
//!
//! Not for: HTML, mail files, names and countries. Fields that the text does not give stay empty.

mod address;
mod candidates;
mod captions;
mod correct;
mod credits;
mod echo;
mod features;
mod forms;
mod front;
mod furniture;
mod header;
mod headline;
mod labels;
mod layout;
mod lines;
mod long;
mod masthead;
mod published;
mod reading;
mod section;
mod shape;
mod source;
mod standfirst;
mod story;
mod title_copies;
mod topic;
mod unwrap;
mod weights;

use crate::sites::Site;
use crate::trace::Trace;
use crate::{Options, dateline, paywall};
use dateline_core::article::Article;

pub(crate) use front::Front;
use header::Header;
use lines::Line;
use reading::Reading;
pub use weights::Weights;

/// What the fitting of the weights needs of this room.
pub(super) mod fitting {
    pub use super::address::split as split_address;
    pub use super::candidates::candidates;
    pub use super::features::features;
    pub use super::headline::Guess;
    pub use super::labels::{BODY, MOVES, STATES, TAPS, marginals};
    pub use super::layout::Layout;
    pub use super::lines::split;
}

/// Reads a page of plain text, with a note on what each rule found; fields that are not found stay empty.
///
/// Of a text of more than a megabyte only the head is read like a page, and the rest is body.
pub fn read(text: &str, options: &Options, trace: &mut Trace) -> Article {
    match long::split(text) {
        None => read_page(text, options, trace),
        Some((head, rest)) => {
            let mut article = read_page(head, options, trace);
            rest.add_to(head, &mut article);
            article
        }
    }
}

fn read_page(text: &str, options: &Options, trace: &mut Trace) -> Article {
    let (header, text) = header::split(text);
    let lines = lines::split(text);
    let url = header.url.clone();
    let page = Saved { url: options.url.or(url.as_deref()), weights: weights::built_in() };
    let Some(sites) = options.sites.filter(|sites| !sites.is_empty()) else {
        return page.read(lines, header, None, trace);
    };
    let by_url = page.url.and_then(|url| sites.of_url(url));
    let known = by_url.or_else(|| sites.of_lines(lines.iter().map(|line| line.text.as_str())));
    if known.is_some() {
        return page.read(lines, header, known, trace);
    }
    let article = page.read(lines.clone(), header.clone(), None, trace);
    match article.source.as_deref().and_then(|source| sites.of_outlet(source)) {
        Some(site) => page.read(lines, header, Some(site), trace),
        None => article,
    }
}

/// Reads a page of plain text with weights of one's own.
pub fn read_with(text: &str, weights: &Weights) -> Article {
    let (header, text) = header::split(text);
    let url = header.url.clone();
    Saved { url: url.as_deref(), weights }.read(lines::split(text), header, None, &mut Trace::silent())
}

/// What is known of a page beside its lines.
struct Saved<'a> {
    /// Its address.
    url: Option<&'a str>,
    /// The weights it is read with.
    weights: &'a Weights,
}

impl Saved<'_> {
    fn read(&self, mut lines: Vec<Line>, header: Header, site: Option<&Site>, trace: &mut Trace) -> Article {
        if let Some(site) = site {
            lines.retain(|line| !site.drops(&line.text));
        }
        let mut reading = Reading::of(lines, self.url, header.headline.is_none(), self.weights);
        let mut article = Article::default();
        if let Some(site) = site {
            correct::shape(&mut reading, site);
        }
        self.fill(&mut article, &mut reading, trace);
        fill_from_header(&mut article, header);
        if let Some(site) = site {
            correct::fields(&mut article, &reading, site);
        }
        article
    }

    fn fill(&self, article: &mut Article, reading: &mut Reading, trace: &mut Trace) {
        captions::fill(article, reading);
        standfirst::fill(article, reading, trace);
        published::fill(article, reading, self.url, trace);
        credits::fill(article, reading, trace);
        section::fill(article, reading);
        source::fill(article, reading, trace);
        fill_headline(article, reading, trace);
        article.body = reading.body_text();
        note_paywall(article, reading);
        if !article.body.is_empty() {
            article.note("body", "run of prose");
        }
        fill_dateline(article);
    }
}

fn fill_headline(article: &mut Article, reading: &Reading, trace: &mut Trace) {
    for guess in reading.guesses.iter().filter(|guess| Some(guess.line) != reading.headline) {
        let rule = format!("{HEADLINE_RULE}, probability {:.2}", guess.chance);
        trace.note("headline", &rule, reading.text(guess.line));
    }
    if let Some(headline) = reading.headline {
        article.headline = Some(reading.text(headline).to_owned());
        article.note("headline", HEADLINE_RULE);
    }
}

/// The rule by which the headline is found.
const HEADLINE_RULE: &str = "line above the text";

/// How many lines below the text one is looked for that asks to subscribe.
const PAYWALL_REACH: usize = 8;

/// Flags a text of which the page says, right below it, that the rest is for subscribers.
fn note_paywall(article: &mut Article, reading: &Reading) {
    let end = reading.body_end().or(reading.headline).unwrap_or(0);
    let near = end.saturating_sub(2)..(end + PAYWALL_REACH).min(reading.len());
    if paywall::may_be_stub(&article.body)
        && near.into_iter().any(|line| paywall::is_notice(reading.text(line)))
    {
        article.paywall = true;
        article.note("paywall", "line that asks to subscribe");
    }
}

fn fill_dateline(article: &mut Article) {
    let head = article.body.split("\n\n").take(2).find_map(dateline::at_head).map(str::to_owned);
    if let Some(line) = head {
        credits::add_agencies_of(&line, article);
        article.dateline = Some(line);
        article.note("dateline", "head of the body");
    }
}

/// Labelled fields at the top of the text take precedence over what was found.
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
