//! All values of one facet, searched on the server.

use askama::Template;

use dateline_core::text::fold;
use dateline_search::ask::ask;
use dateline_search::request::{FacetField, Request};
use dateline_search::response::FacetCount;

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::page::facets::{ValueView, title, view};
use crate::page::frame::Frame;
use crate::page::numbers::number;
use crate::question::question;

/// So many values are on a page.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "values.html")]
struct ValuesPage {
    frame: Frame,
    title: &'static str,
    key: &'static str,
    within: String,
    kept: Vec<(String, String)>,
    values: Vec<ValueView>,
    found: String,
    previous: Option<String>,
    next: Option<String>,
    page: String,
    back: String,
}

/// The values of a facet that have some letters in them.
///
/// # Errors
/// If there is no such facet, or the question cannot be answered.
pub fn page(snapshot: &Moment, key: &str, address: &Address, within: &str) -> Result<String, Fault> {
    let facet = facet_of(key)?;
    let values = values(snapshot, facet, address, within)?;
    let (number_of_page, first) = (address.page_number(), address.at_page(0));
    let here = values.iter().skip((number_of_page - 1).saturating_mul(SHOWN)).take(SHOWN);
    let page_of = |page: usize| {
        let within = form_urlencoded::Serializer::new(String::new()).append_pair("within", within).finish();
        let link = address.at_page(page).link(&format!("/facet/{}", facet.filter().unwrap_or_default()));
        format!("{link}{}{within}", if link.contains('?') { "&" } else { "?" })
    };
    let page = ValuesPage {
        frame: Frame::of(snapshot, title(facet)).asking(address),
        title: title(facet),
        key: facet.filter().unwrap_or_default(),
        within: within.to_owned(),
        kept: first.fields(),
        found: number(values.len() as u64),
        previous: (number_of_page > 1).then(|| page_of(number_of_page - 1)),
        next: (number_of_page * SHOWN < values.len()).then(|| page_of(number_of_page + 1)),
        page: number(number_of_page as u64),
        values: here.map(|value| view(&first, facet, value, 0)).collect(),
        back: first.link("/"),
    };
    Ok(page.render()?)
}

/// The facet that an address names.
///
/// # Errors
/// If there is none.
pub fn facet_of(key: &str) -> Result<FacetField, Fault> {
    let facet = key.parse::<FacetField>().ok().filter(|facet| facet.filter().is_some());
    facet.ok_or_else(|| Fault::not_found(format!("there is no facet {key}")))
}

/// The values of a facet that have some letters in them, the most frequent first.
///
/// # Errors
/// If the question cannot be answered.
pub fn values(
    snapshot: &Moment,
    facet: FacetField,
    address: &Address,
    within: &str,
) -> Result<Vec<FacetCount>, Fault> {
    let wanted = Request { facets: vec![facet], facet_limit: usize::MAX, limit: 0, ..Request::default() };
    let response = ask(&*snapshot.engine, &question(snapshot, address, wanted, false)?)?;
    let letters = fold(within.trim()).into_owned();
    let all = response.facets.into_iter().flat_map(|facet| facet.values);
    Ok(all.filter(|value| fold(&value.name).contains(&letters)).collect())
}
