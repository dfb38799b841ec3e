//! Help on standard error after a search that found nothing or little.

use dateline_search::help::Help;

use super::Global;

/// False if nobody would read it.
pub(super) fn is_wanted(global: &Global) -> bool {
    !global.quiet || global.json
}

/// Prints it, on several lines if necessary.
pub(super) fn say(global: &Global, help: Option<&Help>) {
    if let Some(help) = help {
        global.say(help.lines().join("\n"));
    }
}
