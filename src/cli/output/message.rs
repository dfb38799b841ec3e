//! Messages on standard error: safe to show, and recognisable as messages of the program.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Display;
use std::io::Write;

use super::safe;

/// The prefix of every message.
const PREFIX: &str = "dateline: ";

/// Lines after the first are set in, so that no text in a message can pass for a message of its own.
const INDENT: &str = "  ";

/// Says something on standard error.
pub(in crate::cli) fn say(message: impl Display) {
    let shown = shown(&message.to_string());
    // If standard error is closed, nobody can read the message.
    let _ = std::io::stderr().write_all(shown.as_bytes());
}

/// Prints panics like other messages, because they may quote untrusted text.
pub(in crate::cli) fn say_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let trace = Backtrace::capture();
        let trace =
            if trace.status() == BacktraceStatus::Captured { trace.to_string() } else { String::new() };
        say(format!("internal error: {panic}\n{trace}"));
    }));
}

fn shown(message: &str) -> String {
    let message = safe::paragraphs(message).replace('\t', " ");
    let mut out = PREFIX.to_owned();
    for (number, line) in message.trim_end_matches('\n').split('\n').enumerate() {
        out.push_str(if number == 0 || line.is_empty() { "" } else { INDENT });
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_passes_for_another_message() {
        assert_eq!(
            shown("skipped a\ndateline: b\x1b[2K\r.txt\n"),
            "dateline: skipped a\n  dateline: b\u{fffd}[2K\n  .txt\n"
        );
    }

    #[test]
    fn lines_stay_below_each_other() {
        assert_eq!(shown("query:\npeace (\n      ^"), "dateline: query:\n  peace (\n        ^\n");
    }
}
