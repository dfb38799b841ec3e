//! Other questions, where little was found.

use dateline_enrich::countries;
use dateline_search::help::Suggestion;
use dateline_search::request::{FacetField, Sort};
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
        let link = |s: &Suggestion| match s.search.starts_with("--") {
            true => of_filter(address, &s.instead_of, &s.search),
            false => Some(Link::new(&s.search, asks(&s.search))),
        };
        suggestions.iter().filter_map(|s| Some((link(s)?, articles(s.articles)))).collect()
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
    if out.is_empty() && response.total == 0 {
        out.push(browse(help.browse));
    }
    out
}

/// What can be looked at where no other search can be offered.
fn browse(articles: Option<u64>) -> Offer {
    let all = Address { sort: Sort::Newest, ..Address::default() }.asking("*").link("/");
    let mut links = vec![(Link::new("all articles", all), articles.map(number).unwrap_or_default())];
    let facets = [("countries", "country"), ("people", "person"), ("outlets", "source")];
    links.extend(facets.map(|(title, facet)| (Link::new(title, format!("/facet/{facet}")), String::new())));
    Offer { title: "See what there is", links }
}

/// The address with another value of a filter, both written as options of the command line.
fn of_filter(address: &Address, instead_of: &str, option: &str) -> Option<Link> {
    let read = |option: &str| -> Option<(FacetField, String)> {
        let (name, value) = option.strip_prefix("--")?.split_once(' ')?;
        Some((name.parse().ok()?, value.replace('"', "")))
    };
    let ((facet, old), (other, new)) = (read(instead_of)?, read(option)?);
    let values = |facet: FacetField, value: String| match facet.is_of_countries() {
        true => countries::codes(&[value]).ok(),
        false => Some(vec![value]),
    };
    let mut changed = address.at_page(0);
    for value in values(facet, old)? {
        changed = changed.without(facet, &value);
    }
    for value in values(other, new)? {
        changed = changed.with(other, &value);
    }
    Some(Link::new(option.trim_start_matches("--"), changed.link("/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::help::Help;

    fn links(address: &str, help: Help) -> Vec<String> {
        let address = Address::parse(address).unwrap();
        let response = Response { help: Some(help), ..Response::default() };
        let offers = offers(&address, &response);
        offers.into_iter().flat_map(|offer| offer.links).map(|(link, _)| link.href).collect()
    }

    #[test]
    fn another_value_of_a_filter_is_a_link() {
        let meant = Suggestion {
            instead_of: "--org NATOX".into(),
            search: "--org \"Nato Council\"".into(),
            articles: 6,
        };
        let help = Help { did_you_mean: vec![meant], ..Help::default() };
        assert_eq!(links("q=talks&org=NATOX&page=2", help), ["/?q=talks&org=Nato+Council"]);
    }

    #[test]
    fn what_found_nothing_ends_in_a_link() {
        let found = links("q=zzz", Help { browse: Some(7), ..Help::default() });
        assert_eq!(found, ["/?q=*&sort=newest", "/facet/country", "/facet/person", "/facet/source"]);
    }
}
