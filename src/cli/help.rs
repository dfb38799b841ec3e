//! Help on standard error after a search that found nothing or little.

use anyhow::Result;

use crate::engine::{Asked, Engine, help};
use dateline_search::help::Help;

use super::Global;

/// What can be said of a search that found so few articles; nothing where nobody would read it.
pub(super) fn ask(
    global: &Global,
    engine: &impl Engine,
    asked: &Asked<'_>,
    found: u64,
) -> Result<Option<Help>> {
    // Where a name was recognised and found, what the typed words find by themselves is beside the point.
    let by_name = found > 0 && asked.request.names.is_some();
    if by_name || (global.quiet && !global.json) {
        return Ok(None);
    }
    let typed = asked.request.as_typed();
    Ok(help(engine, &Asked { request: &typed, ..*asked }, found)?)
}

/// Says it, one line below another where it is more than one.
pub(super) fn say(global: &Global, help: Option<&Help>) {
    if let Some(help) = help {
        global.say(help.lines().join("\n"));
    }
}
