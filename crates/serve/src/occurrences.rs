//! All occurrences of a question in an order, within the time that a query has.

use std::time::Instant;

use dateline_search::lines::{Concordance, LineOrder, concordance};
use dateline_search::request::{Request, UnknownName};

use crate::address::Address;
use crate::api::Parameters;
use crate::fault::{Fault, Kind};
use crate::live::Moment;
use crate::question::question;

/// The most lines that are sorted; more are counted.
const HELD: usize = 50_000;

/// The order that a request gives, if it gives one.
///
/// # Errors
/// If there is no such order.
pub fn order(given: &Parameters) -> Result<Option<LineOrder>, Fault> {
    let order = given.text("order").map(str::parse).transpose();
    order.map_err(|error: UnknownName| Fault::new(Kind::Parameter, format!("order: {error}")))
}

/// The occurrences in an order.
///
/// # Errors
/// If the question cannot be answered.
pub fn sorted(moment: &Moment, address: &Address, order: LineOrder) -> Result<Concordance, Fault> {
    let question = question(moment, address, Request::default(), false)?;
    let until = Instant::now() + moment.serving.query_time;
    Ok(concordance(&*moment.engine, &question, order, HELD, until)?)
}
