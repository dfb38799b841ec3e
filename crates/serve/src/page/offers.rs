//! Other questions, where little was found.

use dateline_search::help::Suggestion;
use dateline_search::response::Response;

use crate::address::Address;
use crate::page::Link;
use crate::page::numbers::number;

/// A group of suggestions where little was found.
pub struct Offer {
    /// What its links have in common.
    pub title: &'static str,
    /// Each with the number of articles that it finds.
    pub links: Vec<(Link, String)>,
}

/// What is offered where little was found.
pub fn offers(address: &Address, response: &Response) -> Vec<Offer> {
    let Some(help) = &response.help else { return Vec::new() };
    let articles = |count: u64| number(count);
    let asks = |q: &str| address.asking(q).link("/");
    let mut out = Vec::new();
    let suggested = |suggestions: &[Suggestion]| -> Vec<(Link, String)> {
        // What stands for an option of the command line is no query.
        let queries = suggestions.iter().filter(|suggestion| !suggestion.search.starts_with("--"));
        queries.map(|s| (Link::new(&s.search, asks(&s.search)), articles(s.articles))).collect()
    };
    out.push(Offer { title: "Did you mean", links: suggested(&help.did_you_mean) });
    out.push(Offer { title: "Try instead", links: suggested(&help.instead) });
    let alone = help.alone.iter().filter(|counted| !counted.clause.starts_with("--"));
    // A clause alone was counted without the filters.
    let only = |q: &str| Address::default().asking(q).link("/");
    let alone =
        alone.map(|counted| (Link::new(&counted.clause, only(&counted.clause)), articles(counted.articles)));
    out.push(Offer { title: "Each condition alone", links: alone.collect() });
    if let Some(any) = help.any.filter(|_| !address.any) {
        let link = Address { any: true, ..address.at_page(0) }.link("/");
        out.push(Offer {
            title: "Match any word",
            links: vec![(Link::new("any of the words", link), articles(any))],
        });
    }
    if let Some(count) = help.without_filters.filter(|_| address.narrows()) {
        let link = Address { q: address.q.clone(), any: address.any, ..Address::default() }.link("/");
        out.push(Offer {
            title: "Without the filters",
            links: vec![(Link::new("without the filters", link), articles(count))],
        });
    }
    out.retain(|view| !view.links.is_empty());
    out
}
