//! Every occurrence of a question on a line of its own, sorted, with how many there are.

use askama::Template;

use dateline_search::lines::{Concordance, Line, LineOrder};

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::Link;
use crate::page::frame::Frame;
use crate::page::hits::{NO_HEADLINE, href_of};
use crate::page::lines::anchor;
use crate::page::numbers::{counted, day, number};

/// So many lines are on a page.
pub const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "concordance.html")]
struct ConcordancePage {
    frame: Frame,
    sentence: String,
    remarks: Vec<String>,
    orders: Vec<(Link, bool)>,
    lines: Vec<LineView>,
    previous: Option<String>,
    next: Option<String>,
    csv: String,
    back: String,
}

/// A line as it is shown.
struct LineView {
    line: Line,
    href: String,
    article: String,
}

/// The page.
///
/// # Errors
/// If it cannot be made.
pub fn page(
    moment: &Moment,
    address: &Address,
    order: LineOrder,
    found: &Concordance,
) -> Result<String, Fault> {
    let first = (address.page_number() - 1).saturating_mul(SHOWN);
    let at = |page: usize, order: LineOrder, path: &str| ordered(&address.at_page(page), order, path);
    let here = address.page_number();
    let orders =
        LineOrder::ALL.map(|other| (Link::new(label(other), at(0, other, "/lines")), other == order));
    let page = ConcordancePage {
        frame: Frame::of(moment, "Lines").asking(address),
        sentence: sentence(found),
        remarks: remarks(found),
        orders: orders.to_vec(),
        lines: found.lines.iter().skip(first).take(SHOWN).map(|line| view(address, line)).collect(),
        previous: (here > 1).then(|| at(here - 1, order, "/lines")),
        next: (found.lines.len() > first.saturating_add(SHOWN)).then(|| at(here + 1, order, "/lines")),
        csv: at(0, order, "/lines.csv"),
        back: address.at_page(0).link("/"),
    };
    Ok(page.render()?)
}

fn label(order: LineOrder) -> &'static str {
    match order {
        LineOrder::Newest => "newest",
        LineOrder::Oldest => "oldest",
        LineOrder::Left => "word to the left",
        LineOrder::Right => "word to the right",
        LineOrder::Outlet => "outlet",
    }
}

/// The address of the lines in an order.
pub fn ordered(address: &Address, order: LineOrder, path: &str) -> String {
    let link = address.link(path);
    format!("{link}{}order={}", if link.contains('?') { '&' } else { '?' }, order.name())
}

fn sentence(found: &Concordance) -> String {
    let counts = &found.counts;
    let occurrences = counted(counts.occurrences, "occurrence", "occurrences");
    format!("{occurrences} in {}", counted(counts.articles, "article", "articles"))
}

fn remarks(found: &Concordance) -> Vec<String> {
    let left_out = found.counts.occurrences.saturating_sub(found.lines.len() as u64);
    let without = counted(found.counts.without, "article", "articles");
    let known = [
        (!found.is_whole, "The time was over before all articles were read; narrow the search.".to_owned()),
        (left_out > 0, format!("{} more are counted and not sorted.", number(left_out))),
        (found.counts.without > 0, format!("{without} found without an occurrence in the text.")),
        (found.undated > 0, format!("{} more match but have no date.", number(found.undated))),
    ];
    known.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect()
}

fn view(address: &Address, line: &Line) -> LineView {
    let headline = line.headline.as_deref().unwrap_or(NO_HEADLINE);
    let facts = [line.source.as_deref(), line.published.as_deref().map(day)];
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    LineView {
        href: format!(
            "{}#{}",
            href_of(&address.at_page(0), &line.id, &line.path, line.record),
            anchor(line.field, line.item, line.start)
        ),
        article: format!("{headline} ({})", facts.join(", ")),
        line: line.clone(),
    }
}
