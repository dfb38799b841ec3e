//! The page with the answer to a question; without a question, of all that the archive holds.

use askama::Template;

use dateline_core::dates::Day;
use dateline_search::ask::{Question, ask, matcher};
use dateline_search::periods::Step;
use dateline_search::query::{ParseOptions, Query, QueryIssue, parse};
use dateline_search::request::{Copies, FacetField, Request, Sort};
use dateline_search::response::{Facet, Response};

use crate::address::{Address, LineOrder, Measure, View};
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::Link;
use crate::page::chips::{Chip, chips};
use crate::page::facets::{FacetView, facet};
use crate::page::frame::Frame;
use crate::page::hits::{HitView, hit};
use crate::page::lines::{LineView, lines};
use crate::page::map::{Map, map};
use crate::page::numbers::number;
use crate::page::sentence::sentence;
use crate::page::timeline::{MOST_BARS, Timeline, timeline};
use crate::question::{question, second};

/// Hits of a page.
pub const PAGE: usize = 20;
/// Values of a facet that are asked for; more than are shown, so that the map has all countries.
const VALUES: usize = 250;

/// People, organisations and places that are asked for, and places below a country.
const NAMES: usize = 12;

/// Columns of the query that a warning shows around the place it points to.
const POINTED: usize = 72;

/// The facets beside the hits, in their order.
const FACETS: [FacetField; 7] = [
    FacetField::Country,
    FacetField::Person,
    FacetField::Organisation,
    FacetField::Place,
    FacetField::Source,
    FacetField::Language,
    FacetField::Section,
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
    help: Vec<HelpView>,
    last_page: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    page: String,
    exports: Vec<Link>,
    since: String,
    until: String,
    kept_dates: Vec<(String, String)>,
    kept_vs: Vec<(String, String)>,
    examples: Vec<Link>,
    about: String,
}

/// A group of suggestions where little was found.
struct HelpView {
    title: &'static str,
    links: Vec<(Link, String)>,
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
    let (engine, address) = (&*snapshot.engine, &drawable(snapshot, address));
    let newest = Address { sort: Sort::Newest, ..address.clone() };
    let ordered = if address.asks() { address } else { &newest };
    let mut question = question(snapshot, ordered, wanted(address), false)?;
    question.help = address.asks();
    let mut response = ask(engine, &question)?;
    let typed = parse(&address.q, &ParseOptions { any: address.any, ..ParseOptions::default() });
    let typed = typed.map_or(Query::All, |parsed| parsed.query);
    let mut other = match address.vs.trim().is_empty() {
        true => None,
        false => Some(ask(engine, &second(snapshot, address, timed(address))?)?),
    };
    if let Some(other) = &mut other {
        align(snapshot, address, &mut response, other)?;
    }
    let (lines, left_out) = match address.view {
        View::Lines => lines(address, &response, &matcher(engine, &question)?),
        _ => (Vec::new(), 0),
    };
    let page = ResultsPage {
        frame: frame(snapshot, address),
        asks: address.asks(),
        sentence: sentence(&response),
        warnings: warnings(address, &question, other.as_ref()),
        names: names(&response),
        chips: chips(address, &typed),
        timeline: shown_timeline(snapshot, address, &response, other.as_ref())?,
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
        help: help(address, &response),
        last_page: last_page(address, &response),
        previous: (address.page_number() > 1).then(|| address.at_page(address.page_number() - 1).link("/")),
        next: next(address, &response),
        page: number(address.page_number() as u64),
        exports: exports(address),
        since: address.since.clone().unwrap_or_default(),
        until: address.until.clone().unwrap_or_default(),
        kept_dates: Address { undated: false, step: None, ..address.dated(None, None) }.fields(),
        kept_vs: Address { vs: String::new(), ..address.at_page(0) }.fields(),
        examples: if address.asks() { Vec::new() } else { examples(&response) },
        about: about(snapshot),
    };
    Ok(page.render()?)
}

/// The address without a step that would make more bars than can be drawn.
fn drawable(snapshot: &Moment, address: &Address) -> Address {
    let ends = [
        (address.since.as_deref(), snapshot.about.from.as_deref()),
        (address.until.as_deref(), snapshot.about.until.as_deref()),
    ];
    let [first, last] = ends.map(|(asked, has)| asked.or(has));
    let span = first.and_then(|day| Day::first_of(day).ok()).zip(last.and_then(|day| Day::last_of(day).ok()));
    let fits =
        |step: Step| span.is_none_or(|(first, last)| Step::finest(first, last, MOST_BARS as u64) <= step);
    Address { step: address.step.filter(|step| fits(*step)), ..address.clone() }
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
fn warnings(address: &Address, question: &Question, other: Option<&Response>) -> Vec<(String, String)> {
    let told = |issue: &QueryIssue| {
        let hint = issue.hint.as_ref().map_or(String::new(), |hint| format!("; {hint}"));
        (format!("{}{hint}", issue.message), issue.point(&address.q, POINTED))
    };
    let of_other = other.into_iter().flat_map(|other| &other.warnings);
    let of_other = of_other.map(|warning| (format!("second query: {warning}"), String::new()));
    question.issues.iter().map(told).chain(of_other).collect()
}

/// The request for a timeline alone.
fn timed(address: &Address) -> Request {
    let time = address.step.map_or(FacetField::Time, FacetField::of_step);
    Request { facets: vec![time], facet_limit: VALUES, facet_timeline: true, limit: 0, ..Request::default() }
}

/// Gives the timelines of two answers the same step: one that fits both spans together.
fn align(
    snapshot: &Moment,
    address: &Address,
    one: &mut Response,
    other: &mut Response,
) -> Result<(), Fault> {
    let values = [&*one, &*other].into_iter().flat_map(|answer| &answer.facets);
    let values = values.filter(|facet| facet.field.is_of_time()).flat_map(|facet| &facet.values);
    let days: Vec<Day> = values
        .flat_map(|value| [Day::first_of(&value.value), Day::last_of(&value.value)])
        .filter_map(Result::ok)
        .collect();
    let Some((first, last)) = days.iter().min().zip(days.iter().max()) else { return Ok(()) };
    let step = address.step.unwrap_or_else(|| Step::finest(*first, *last, VALUES as u64));
    let stepped = Address { step: Some(step), ..address.clone() };
    let questions =
        [question(snapshot, &stepped, timed(&stepped), false)?, second(snapshot, &stepped, timed(&stepped))?];
    for (answer, question) in [one, other].into_iter().zip(questions) {
        let time = answer.facets.iter_mut().find(|facet| facet.field.is_of_time());
        if let Some(facet) = time.filter(|facet| facet.field.step() != Some(step)) {
            let asked = ask(&*snapshot.engine, &question)?.facets.pop();
            *facet = asked.unwrap_or_else(|| facet.clone());
        }
    }
    Ok(())
}

fn shown_timeline(
    snapshot: &Moment,
    address: &Address,
    response: &Response,
    other: Option<&Response>,
) -> Result<Option<Timeline>, Fault> {
    let Some(facet) = response.facets.iter().find(|facet| facet.field.is_of_time()) else { return Ok(None) };
    let second = other.and_then(|other| other.facets.first());
    let has_bars = |facet: &Facet| !facet.values.is_empty();
    if !has_bars(facet) && facet.undated.unwrap_or_default() == 0 && !second.is_some_and(has_bars) {
        return Ok(None);
    }
    let archive = match (address.timeline, facet.field.step()) {
        (Measure::Share, Some(step)) => Some(snapshot.periods(step)?),
        _ => None,
    };
    Ok(Some(timeline(address, facet, second, archive)))
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

/// How many hits there are on all pages: stories, where copies are shown together.
fn places(address: &Address, response: &Response) -> u64 {
    response.stories.filter(|_| address.copies() == Copies::Together).unwrap_or(response.total)
}

/// The last page, for someone who is beyond it.
fn last_page(address: &Address, response: &Response) -> Option<String> {
    let all = places(address, response);
    let is_beyond = response.hits.is_empty() && response.total > 0;
    is_beyond.then(|| address.at_page((all as usize).div_ceil(PAGE)).link("/"))
}

fn next(address: &Address, response: &Response) -> Option<String> {
    let page = address.page_number();
    let is_full = response.hits.len() == PAGE;
    let end = (page * PAGE) as u64;
    (is_full && end < places(address, response)).then(|| address.at_page(page + 1).link("/"))
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
    endings.map(|(name, ending)| Link::new(name, address.link(&format!("/search.{ending}")))).to_vec()
}

/// Suggestions, where there are any.
fn help(address: &Address, response: &Response) -> Vec<HelpView> {
    let Some(help) = &response.help else { return Vec::new() };
    let articles = |count: u64| number(count);
    let asks = |q: &str| address.asking(q).link("/");
    let mut out = Vec::new();
    let suggested = |suggestions: &[dateline_search::help::Suggestion]| -> Vec<(Link, String)> {
        // What stands for an option of the command line is no query.
        let queries = suggestions.iter().filter(|suggestion| !suggestion.search.starts_with("--"));
        queries.map(|s| (Link::new(&s.search, asks(&s.search)), articles(s.articles))).collect()
    };
    out.push(HelpView { title: "Did you mean", links: suggested(&help.did_you_mean) });
    out.push(HelpView { title: "Try instead", links: suggested(&help.instead) });
    let alone = help.alone.iter().filter(|counted| !counted.clause.starts_with("--"));
    // A clause alone was counted without the filters.
    let only = |q: &str| Address::default().asking(q).link("/");
    let alone =
        alone.map(|counted| (Link::new(&counted.clause, only(&counted.clause)), articles(counted.articles)));
    out.push(HelpView { title: "Each condition alone", links: alone.collect() });
    if let Some(any) = help.any.filter(|_| !address.any) {
        let link = Address { any: true, ..address.at_page(0) }.link("/");
        out.push(HelpView {
            title: "Match any word",
            links: vec![(Link::new("any of the words", link), articles(any))],
        });
    }
    if let Some(count) = help.without_filters.filter(|_| address.narrows()) {
        let link = Address { q: address.q.clone(), any: address.any, ..Address::default() }.link("/");
        out.push(HelpView {
            title: "Without the filters",
            links: vec![(Link::new("without the filters", link), articles(count))],
        });
    }
    out.retain(|view| !view.links.is_empty());
    out
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
