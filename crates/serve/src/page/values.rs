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

/// So many values are shown.
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
    more: u64,
    back: String,
}

/// The values of a facet that have some letters in them.
///
/// # Errors
/// If there is no such facet, or the question cannot be answered.
pub fn page(snapshot: &Moment, key: &str, address: &Address, within: &str) -> Result<String, Fault> {
    let facet = facet_of(key)?;
    let values = values(snapshot, facet, address, within)?;
    let page = ValuesPage {
        frame: Frame::of(snapshot, title(facet)).asking(address),
        title: title(facet),
        key: facet.filter().unwrap_or_default(),
        within: within.to_owned(),
        kept: address.fields(),
        found: number(values.len() as u64),
        more: (values.len() as u64).saturating_sub(SHOWN as u64),
        values: values.iter().take(SHOWN).map(|value| view(address, facet, value, 0)).collect(),
        back: address.link("/"),
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
