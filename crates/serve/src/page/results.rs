//! The page with the answer to a question; without a question, of all that the archive holds.

use askama::Template;

use dateline_search::ask::{Question, ask, matcher};
use dateline_search::periods::Step;
use dateline_search::query::{Query, QueryIssue, parse};
use dateline_search::request::{Copies, FacetField, Request, Sort};
use dateline_search::response::Response;

use crate::address::{Address, LineOrder, View};
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::Link;
use crate::page::chips::{Chip, chips};
use crate::page::compare::compared;
use crate::page::facets::{FacetView, facet};
use crate::page::frame::Frame;
use crate::page::gaps::Gap;
use crate::page::hits::{HitView, hit};
use crate::page::lines::{LineView, lines};
use crate::page::map::{Map, map};
use crate::page::numbers::number;
use crate::page::offers::{Offer, offers};
use crate::page::pages::{last_page, next};
use crate::page::sentence::sentence;
use crate::page::timeline::{MOST_BARS, Timeline, drawable, shown_gaps, shown_timeline};
use crate::question::question;

/// Hits of a page.
pub const PAGE: usize = 20;
/// Values of a facet that are asked for; more than are shown, so that the map has all countries.
const VALUES: usize = 250;

/// People, organisations and places that are asked for, and places below a country.
const NAMES: usize = 12;

/// Columns of the query that a warning shows around the place it points to.
const POINTED: usize = 72;

/// The facets beside the hits, in their order.
const FACETS: [FacetField; 8] = [
    FacetField::Country,
    FacetField::Person,
    FacetField::Organisation,
    FacetField::Place,
    FacetField::Source,
    FacetField::Language,
    FacetField::Section,
    FacetField::Tag,
];

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    asks: bool,
    sentence: String,
    warnings: Vec<(String, String)>,
    names: Vec<String>,
    chips: Vec<Chip>,
    timeline: Option<Timeline>,
    gaps: Vec<Gap>,
    vs: String,
    vs_total: Option<String>,
    facets: Vec<FacetView>,
    map: Option<Map>,
    hits: Vec<HitView>,
    lines: Vec<LineView>,
    lines_left_out: String,
    view: &'static str,
    views: Vec<(&'static str, Option<String>)>,
    orders: Vec<(&'static str, Option<String>)>,
    line_orders: Vec<(&'static str, Option<String>)>,
    copies: (bool, String),
    help: Vec<Offer>,
    nearest: Vec<(String, HitView)>,
    last_page: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    page: String,
    exports: Vec<Link>,
    /// Where all occurrences are sorted.
    all_lines: String,
    since: String,
    until: String,
    kept_dates: Vec<(String, String)>,
    kept_vs: Vec<(String, String)>,
    examples: Vec<Link>,
    about: String,
}

/// The request for a page of results.
pub fn wanted(address: &Address) -> Request {
    let time = address.step.map_or(FacetField::Time, FacetField::of_step);
    Request {
        facets: FACETS.into_iter().chain([time]).collect(),
        facet_limit: VALUES,
        facet_tree: true,
        facet_names: NAMES,
        facet_timeline: true,
        stories: true,
        copies: address.copies(),
        limit: PAGE,
        offset: (address.page_number() - 1) * PAGE,
        ..Request::default()
    }
}

/// The page with the answer to a question.
///
/// # Errors
/// If the question has a mistake or costs too much, or the archive cannot be read.
pub fn page(snapshot: &Moment, address: &Address) -> Result<String, Fault> {
    let engine = &*snapshot.engine;
    let (address, undrawn) = &drawable(snapshot, address);
    let newest = Address { sort: Sort::Newest, ..address.clone() };
    let ordered = if address.asks() { address } else { &newest };
    let mut question = question(snapshot, ordered, wanted(address), false)?;
    question.help = address.asks();
    let mut response = ask(engine, &question)?;
    let typed = parse(&address.q, &address.reading()).map_or(Query::All, |parsed| parsed.query);
    let other = compared(snapshot, address, &mut response)?;
    let (lines, left_out) = match address.view {
        View::Lines => lines(address, &response, &matcher(engine, &question)?),
        _ => (Vec::new(), 0),
    };
    let page = ResultsPage {
        frame: frame(snapshot, address),
        asks: address.asks(),
        sentence: sentence(&response),
        warnings: warnings(address, *undrawn, &question, other.as_ref()),
        names: names(&response),
        chips: chips(address, &typed),
        timeline: shown_timeline(snapshot, address, &response, other.as_ref())?,
        gaps: shown_gaps(snapshot, address, &response)?,
        vs: address.vs.clone(),
        vs_total: other.as_ref().map(|other| number(other.total)),
        facets: response.facets.iter().filter_map(|of| facet(address, of)).collect(),
        map: shown_map(snapshot, address, &response)?,
        hits: response.hits.iter().map(|found| hit(address, found)).collect(),
        lines,
        lines_left_out: if left_out > 0 { number(left_out as u64) } else { String::new() },
        view: address.view.name(),
        views: View::ALL
            .map(|view| (view.name(), (view != address.view).then(|| address.viewed(view).link("/"))))
            .to_vec(),
        orders: orders(address),
        line_orders: line_orders(address),
        copies: copies(address),
        help: offers(address, &response),
        nearest: nearest(address, &response),
        last_page: last_page(address, &response),
        previous: (address.page_number() > 1).then(|| address.at_page(address.page_number() - 1).link("/")),
        next: next(address, &response),
        page: number(address.page_number() as u64),
        exports: exports(address),
        all_lines: Address { view: View::default(), ..address.at_page(0) }.link("/lines"),
        since: address.since.clone().unwrap_or_default(),
        until: address.until.clone().unwrap_or_default(),
        kept_dates: Address { undated: false, step: None, ..address.dated(None, None) }.fields(),
        kept_vs: Address { vs: String::new(), ..address.at_page(0) }.fields(),
        examples: if address.asks() { Vec::new() } else { examples(&response) },
        about: about(snapshot),
    };
    Ok(page.render()?)
}

/// Articles that do not match, each with the words that it lacks.
fn nearest(address: &Address, response: &Response) -> Vec<(String, HitView)> {
    response.nearest.iter().map(|near| (near.without.join(", "), hit(address, &near.hit))).collect()
}

fn frame(snapshot: &Moment, address: &Address) -> Frame {
    let title = if address.q.trim().is_empty() {
        "dateline".to_owned()
    } else {
        format!("{} – dateline", address.q)
    };
    Frame::of(snapshot, &title).asking(address)
}

/// What the archive holds, for the start.
fn about(snapshot: &Moment) -> String {
    match (&snapshot.about.from, &snapshot.about.until) {
        (Some(from), Some(until)) => {
            format!("{} articles from {from} to {until}", number(snapshot.about.articles))
        }
        _ => format!("{} articles", number(snapshot.about.articles)),
    }
}

/// What was odd about the query, each with the place it points to, and about the second query.
fn warnings(
    address: &Address,
    undrawn: Option<Step>,
    question: &Question,
    other: Option<&Response>,
) -> Vec<(String, String)> {
    let told = |issue: &QueryIssue| {
        let hint = issue.hint.as_ref().map_or(String::new(), |hint| format!("; {hint}"));
        (format!("{}{hint}", issue.message), issue.point(&address.q, POINTED))
    };
    let of_other = other.into_iter().flat_map(|other| &other.warnings);
    let of_other = of_other.map(|warning| (format!("second query: {warning}"), String::new()));
    let of_step = undrawn.map(|step| {
        let told = format!(
            "by {} the timeline would have more than {MOST_BARS} bars; it has a longer step",
            step.name()
        );
        (told, String::new())
    });
    question.issues.iter().map(told).chain(of_other).chain(of_step).collect()
}

fn shown_map(snapshot: &Moment, address: &Address, response: &Response) -> Result<Option<Map>, Fault> {
    let facet = response.facets.iter().find(|facet| facet.field == FacetField::Country);
    let Some(facet) = facet.filter(|facet| !facet.values.is_empty()) else { return Ok(None) };
    Ok(Some(map(address, facet, snapshot.countries()?, snapshot.about.articles)))
}

/// What is said of the names in the query that were found in other spellings too.
fn names(response: &Response) -> Vec<String> {
    let named = response.names.iter().filter(|name| !name.also.is_empty());
    named.map(|name| format!("“{}” also finds the spellings {}", name.words, name.also.join(", "))).collect()
}

fn orders(address: &Address) -> Vec<(&'static str, Option<String>)> {
    let orders = [Sort::Relevance, Sort::Newest, Sort::Oldest];
    orders.map(|sort| (sort.name(), (sort != address.sort).then(|| address.sorted(sort).link("/")))).to_vec()
}

fn line_orders(address: &Address) -> Vec<(&'static str, Option<String>)> {
    let link = |order: LineOrder| {
        let href =
            (order != address.line_order).then(|| Address { line_order: order, ..address.clone() }.link("/"));
        (order.name(), href)
    };
    LineOrder::ALL.map(link).to_vec()
}

/// Whether copies are shown together, and the question with them shown the other way.
fn copies(address: &Address) -> (bool, String) {
    let together = address.copies() == Copies::Together;
    let other = together.then_some(Copies::All);
    (together, Address { copies: other, ..address.at_page(0) }.link("/"))
}

/// The same question for machines.
fn exports(address: &Address) -> Vec<Link> {
    let endings = [
        ("CSV", "csv"),
        ("JSON lines", "jsonl"),
        ("JSON", "json"),
        ("RIS", "ris"),
        ("BibTeX", "bib"),
        ("Atom feed", "atom"),
    ];
    let address = address.at_page(0);
    let exports = endings.map(|(name, ending)| Link::new(name, address.link(&format!("/search.{ending}"))));
    // The filters stay for a list; what was typed does not.
    let list = Link::new("Search a list with these filters", address.asking("").link("/list"));
    exports.into_iter().chain([list]).collect()
}

/// Questions to begin with, of what the archive is about.
fn examples(response: &Response) -> Vec<Link> {
    let first = |field: FacetField| {
        let facet = response.facets.iter().find(|facet| facet.field == field)?;
        facet.values.first().map(|value| (value.value.clone(), value.name.clone()))
    };
    let mut out = Vec::new();
    if let Some((_, name)) = first(FacetField::Person) {
        out.push(Link::new(
            format!("\"{name}\""),
            Address::default().asking(&format!("\"{name}\"")).link("/"),
        ));
    }
    if let Some((value, name)) = first(FacetField::Organisation) {
        out.push(Link::new(name, Address::default().with(FacetField::Organisation, &value).link("/")));
    }
    out
}
