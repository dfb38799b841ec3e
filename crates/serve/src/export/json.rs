//! JSON: one object with all hits, or an article a line.

use std::io::{self, Write};

use dateline_search::ask::Question;
use dateline_search::json::hits_json;
use dateline_search::response::Response;
use serde_json::json;

use super::all;
use crate::live::Moment;

/// Writes one object with the hits of an answer; what was counted comes after them, since it is known only then.
pub fn write(snapshot: &Moment, question: &Question, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"hits\":[")?;
    let mut first = true;
    let count = all(snapshot, question, |hit| {
        let comma: &[u8] = if first { b"\n" } else { b",\n" };
        first = false;
        out.write_all(comma)?;
        let one = Response { hits: vec![hit], ..Response::default() };
        hits_json(&one).try_for_each(|line| serde_json::to_writer(&mut *out, &line).map_err(io::Error::from))
    })?;
    let end = json!({"query": question.text(), "generation": snapshot.generation, "hits_total": count, "complete": true});
    let end = end.to_string();
    write!(out, "\n],{}\n", end.strip_prefix('{').unwrap_or(&end))
}

/// Writes whole articles, a line each, and a last line that says that these were all.
pub fn write_lines(snapshot: &Moment, question: &Question, out: &mut dyn Write) -> io::Result<()> {
    let count = all(snapshot, question, |hit| {
        serde_json::to_writer(&mut *out, &hit.article)?;
        out.write_all(b"\n")
    })?;
    writeln!(out, "{}", json!({"complete": true, "articles": count}))
}
