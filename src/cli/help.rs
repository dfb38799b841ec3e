//! Help on standard error after a search that found nothing or little.

use dateline_search::help::Help;

use super::Global;

/// False where nobody would read it.
pub(super) fn is_wanted(global: &Global) -> bool {
    !global.quiet || global.json
}

/// Says it, one line below another where it is more than one.
pub(super) fn say(global: &Global, help: Option<&Help>) {
    if let Some(help) = help {
        global.say(help.lines().join("\n"));
    }
}
