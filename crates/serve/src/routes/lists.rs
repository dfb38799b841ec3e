//! Lists of names, phrases or queries: pasted, uploaded, or sent by a program.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use dateline_search::budget::Stop;
use dateline_search::lists::{Row, table};
use dateline_search::spreadsheet::{Cell, Csv};

use crate::address::Address;
use crate::api::Parameters;
use crate::app::{App, Shared};
use crate::fault::{Fault, Kind};
use crate::list::{List, MOST_BYTES, text_of};
use crate::live::Moment;
use crate::page::{list, message};
use crate::problem;
use crate::reply::{HTML, answer};

/// The pages.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/list", get(page).post(page))
}

/// The addresses of the API.
pub fn api() -> Router<Arc<App>> {
    Router::new().route("/list", get(for_programs).post(for_programs))
}

/// How a list is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Csv,
    Jsonl,
    Json,
}

async fn page(State(app): Shared, request: Request) -> Response {
    let made = answered(&app, request, Form::Page).await;
    made.unwrap_or_else(|fault| message::page(&fault, "", &app.live.command()))
}

async fn for_programs(State(app): Shared, request: Request) -> Response {
    answered(&app, request, Form::Json).await.unwrap_or_else(|fault| problem::details(&fault))
}

async fn answered(app: &Arc<App>, request: Request, form: Form) -> Result<Response, Fault> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    // What is typed for a search is none of a list's business.
    let address = Address { q: String::new(), page: 0, ..Address::parse(&query)? };
    let mut given = Parameters::of(&query);
    let limit = app.settings.limits.header_time;
    let read = tokio::time::timeout(limit, read(request, &mut given)).await;
    read.map_err(|_| Fault::new(Kind::Parameter, "the list did not arrive in time"))??;
    let list = List::of(&given)?;
    let form = match given.text("format") {
        None | Some("page" | "json") => form,
        Some("csv") => Form::Csv,
        Some("jsonl") => Form::Jsonl,
        Some(other) => {
            let reason = format!("format: unknown value {other}; choose one of csv, jsonl");
            return Err(Fault::new(Kind::Parameter, reason));
        }
    };
    let snapshot = app.snapshot()?;
    let work = move || {
        let moment = Moment::of(snapshot, Stop::default());
        let rows = if list.is_empty() { Vec::new() } else { list.rows(&moment, &address)? };
        written(&moment, &address, &list, &rows, form)
    };
    app.places.long(work).await
}

/// Adds what came in the body to the parameters.
async fn read(request: Request, given: &mut Parameters) -> Result<(), Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let headers = request.headers().clone();
    let bytes = to_bytes(request.into_body(), MOST_BYTES).await.map_err(|_| {
        Fault::new(Kind::Parameter, format!("the list has more than {} MB; split it", MOST_BYTES >> 20))
    })?;
    if bytes.is_empty() {
        return Ok(());
    }
    if kind.starts_with("multipart/form-data") {
        return read_form(&headers, bytes.into(), given).await;
    }
    let text = text_of(bytes.into())?;
    match kind.starts_with("application/x-www-form-urlencoded") {
        true => given.extend(Parameters::of(&text)),
        false => given.set("terms", text),
    }
    Ok(())
}

/// Reads a form with a file; a file that was chosen counts, and else what was pasted.
async fn read_form(headers: &HeaderMap, body: Body, given: &mut Parameters) -> Result<(), Fault> {
    let broken = || Fault::new(Kind::Parameter, "the form is damaged");
    let mut request = Request::new(body);
    *request.headers_mut() = headers.clone();
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let text = text_of(field.bytes().await.map_err(|_| broken())?.into())?;
        match name.as_str() {
            "file" if !text.is_empty() => given.set("terms", text),
            "file" => {}
            _ => given.set(&name, text),
        }
    }
    Ok(())
}

fn written(
    moment: &Moment,
    address: &Address,
    list: &List,
    rows: &[Row],
    form: Form,
) -> Result<Response, Fault> {
    Ok(match form {
        Form::Page => answer(HTML, list::page(moment, address, list, rows)?),
        Form::Csv => named(answer("text/csv; charset=utf-8", csv(rows).map_err(failed)?), "csv"),
        Form::Jsonl => {
            let lines: String = rows.iter().map(|row| format!("{}\n", table::json(row))).collect();
            named(answer("application/x-ndjson", lines), "jsonl")
        }
        Form::Json => {
            if list.is_empty() {
                return Err(Fault::new(Kind::Parameter, "terms: missing; send the list, one name a line"));
            }
            let found = rows.iter().filter(|row| row.found.as_ref().is_ok_and(|tally| tally.articles > 0));
            let faults = rows.iter().filter(|row| row.found.is_err()).count();
            let answered = json!({
                "terms": rows.iter().map(table::json).collect::<Vec<_>>(),
                "found": found.count(), "faults": faults, "generation": moment.generation,
            });
            answer("application/json", answered.to_string())
        }
    })
}

fn failed(_: std::io::Error) -> Fault {
    Fault::new(Kind::Internal, "the table could not be written")
}

fn csv(rows: &[Row]) -> std::io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut csv = Csv::new(&mut out);
    csv.row(table::COLUMNS.map(Cell::from))?;
    rows.iter().try_for_each(|row| csv.row(table::cells(row)))?;
    csv.finish()?;
    Ok(out)
}

/// To be kept as a file.
fn named(mut response: Response, ending: &str) -> Response {
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"dateline-list.{ending}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    *response.status_mut() = StatusCode::OK;
    response
}
