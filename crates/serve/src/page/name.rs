//! A name of the archive: its forms, the articles over time, the countries, and who is named with it.

use askama::Template;

use dateline_core::article::EntityKind;
use dateline_search::ask::ask;
use dateline_search::request::{FacetField, Request, Sort};
use dateline_search::response::{FacetCount, Form};

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::facets::{FacetView, facet, title};
use crate::page::frame::Frame;
use crate::page::hits::{HitView, hit, segment};
use crate::page::numbers::{counted, number};
use crate::page::timeline::{Timeline, timeline};
use crate::question::question;

/// So many of the newest articles are listed.
const NEWEST: usize = 10;
/// So many values of a facet are asked for; a timeline has no more periods.
const VALUES: usize = 120;

#[derive(Template)]
#[template(path = "name.html")]
struct NamePage {
    frame: Frame,
    kind: &'static str,
    name: String,
    articles: String,
    forms: Vec<(String, String)>,
    timeline: Option<Timeline>,
    facets: Vec<FacetView>,
    hits: Vec<HitView>,
    all: String,
    back: Option<String>,
}

/// Where a name is shown; the question goes along, for the way back.
pub fn name_href(address: &Address, kind: EntityKind, name: &str) -> String {
    address.link(&format!("/name/{}/{}", kind.name(), segment(name)))
}

/// The page of a name; `kind` as an address has it. The question that the reader comes from, `from`, is kept for the way back.
pub fn page(snapshot: &Moment, from: &Address, kind: &str, name: &str) -> Result<String, Fault> {
    let unknown =
        || Fault::not_found(format!("unknown kind of name {kind:?}; choose person, organisation or place"));
    let facet_field: FacetField = kind.parse().map_err(|_| unknown())?;
    let kind = facet_field.kind_of_names().ok_or_else(unknown)?;
    let address = Address { chosen: vec![(facet_field, name.to_owned())], ..Address::default() };
    use FacetField::{Country, Organisation, Person, Place, Source, Time};
    let wanted = Request {
        facets: vec![Country, Person, Organisation, Place, Source, Time],
        facet_limit: VALUES,
        facet_forms: true,
        facet_timeline: true,
        limit: NEWEST,
        ..Request::default()
    };
    let newest = Address { sort: Sort::Newest, ..address.clone() };
    let response = ask(&*snapshot.engine, &question(snapshot, &newest, wanted, false)?)?;
    if response.total == 0 {
        return Err(Fault::not_found(format!("no article names {name}")));
    }
    let own = response
        .facets
        .iter()
        .find(|facet| facet.field == facet_field)
        .and_then(|facet| own_value(&facet.values, name));
    let forms = own.map(forms).unwrap_or_default();
    let others = response.facets.iter().filter(|facet| !facet.field.is_of_time());
    let mut facets: Vec<FacetView> = others.filter_map(|of| facet(&address, of)).collect();
    let own_title = title(facet_field);
    for view in facets.iter_mut().filter(|view| view.title == own_title) {
        view.values.retain(|value| !value.chosen && Some(&value.name) != own.map(|own| &own.name));
    }
    let time = response.facets.iter().find(|facet| facet.field.is_of_time() && !facet.values.is_empty());
    let page = NamePage {
        frame: Frame::of(snapshot, name).asking(from),
        back: from.asks().then(|| from.link("/")),
        kind: kind.name(),
        name: own.map_or_else(|| name.to_owned(), |own| own.name.clone()),
        articles: counted(response.total, "article", "articles"),
        forms,
        timeline: time.map(|time| timeline(&address, time, None, None)),
        facets,
        hits: response.hits.iter().map(|found| hit(&address, found)).collect(),
        all: address.link("/"),
    };
    Ok(page.render()?)
}

/// The value that the name itself is counted as.
fn own_value<'a>(values: &'a [FacetCount], name: &str) -> Option<&'a FacetCount> {
    let is_own =
        |value: &&FacetCount| value.value == name || value.forms.iter().any(|form| form.name == name);
    values.iter().find(is_own)
}

/// The forms that were counted as one.
fn forms(value: &FacetCount) -> Vec<(String, String)> {
    value.forms.iter().map(|Form { name, count }| (name.clone(), number(*count))).collect()
}
