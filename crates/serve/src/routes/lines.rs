//! All occurrences of a question, sorted: a page and a table.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;

use dateline_search::lines::{COLUMNS, Line, cells};
use dateline_search::spreadsheet::{Cell, Csv};

use crate::app::{App, Shared};
use crate::fault::{Fault, Kind};
use crate::occurrences::{order, sorted};
use crate::page::concordance;
use crate::problem;
use crate::reply::{html, made};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/lines", get(page)).route("/lines.csv", get(table))
}

async fn page(State(app): Shared, uri: Uri, headers: HeaderMap) -> Response {
    html(&app, &uri, &headers, |moment, address, given| {
        let order = order(given)?.unwrap_or_default();
        concordance::page(moment, address, order, &sorted(moment, address, order)?)
    })
    .await
}

async fn table(State(app): Shared, uri: Uri, headers: HeaderMap) -> Response {
    let made = made(&app, &uri, &headers, "text/csv; charset=utf-8", |moment, address, given| {
        let found = sorted(moment, address, order(given)?.unwrap_or_default())?;
        if !found.is_whole {
            let reason =
                "the time was over before all articles were read; narrow the search, or use `dateline lines`";
            return Err(Fault::new(Kind::TooCostly, reason));
        }
        csv(&found.lines).ok_or_else(|| Fault::new(Kind::Internal, "the table could not be written"))
    });
    let mut response = made.await.unwrap_or_else(|fault| problem::details(&fault));
    if response.status().is_success() {
        let name = HeaderValue::from_static("attachment; filename=\"dateline-lines.csv\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn csv(lines: &[Line]) -> Option<String> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut csv = Csv::new(&mut out);
    csv.row(COLUMNS.map(Cell::from)).ok()?;
    lines.iter().try_for_each(|line| csv.row(cells(line))).ok()?;
    csv.finish().ok()?;
    String::from_utf8(out).ok()
}
