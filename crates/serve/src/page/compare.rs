//! A second query beside the first, over the same periods.

use dateline_core::dates::Day;
use dateline_search::ask::ask;
use dateline_search::periods::Step;
use dateline_search::request::{FacetField, Request};
use dateline_search::response::Response;

use crate::address::Address;
use crate::fault::Fault;
use crate::live::Moment;
use crate::question::{question, second};

/// Periods of a timeline; more are shown by a longer step.
const PERIODS: usize = 250;

/// The answer to the second query of an address, if it has one. The timelines of both answers get the same step.
///
/// # Errors
/// If the second query has a mistake or costs too much, or the archive cannot be read.
pub fn compared(
    snapshot: &Moment,
    address: &Address,
    first: &mut Response,
) -> Result<Option<Response>, Fault> {
    if address.vs.trim().is_empty() {
        return Ok(None);
    }
    let mut other = ask(&*snapshot.engine, &second(snapshot, address, timed(address))?)?;
    align(snapshot, address, first, &mut other)?;
    Ok(Some(other))
}

/// The request for a timeline alone.
fn timed(address: &Address) -> Request {
    let time = address.step.map_or(FacetField::Time, FacetField::of_step);
    Request { facets: vec![time], facet_limit: PERIODS, facet_timeline: true, limit: 0, ..Request::default() }
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
        .flat_map(|value| [Day::first_typed(&value.value), Day::last_typed(&value.value)])
        .filter_map(Result::ok)
        .collect();
    let Some((first, last)) = days.iter().min().zip(days.iter().max()) else { return Ok(()) };
    let step = address.step.unwrap_or_else(|| Step::finest(*first, *last, PERIODS as u64));
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
