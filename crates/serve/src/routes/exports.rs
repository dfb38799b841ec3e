//! Answers in other forms, whole and written while they are sent, and feeds.

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;

use dateline_search::ask::ask;
use dateline_search::request::{Copies, Request, Sort};

use super::browsers::base;
use super::one;
use crate::address::Address;
use crate::api::Parameters;
use crate::app::{App, Shared};
use crate::export::{self, Feed, Format};
use crate::fault::Fault;
use crate::live::Moment;
use crate::problem;
use crate::question::question;
use crate::reply::{answer, made};
use crate::stream::pipe;
use crate::work::guarded;

/// Articles of a feed.
const FEED: usize = 50;

pub fn routes() -> Router<Arc<App>> {
    Format::ALL.into_iter().fold(Router::new(), |router, format| {
        let answer = move |app: Shared, uri: Uri, headers: HeaderMap| export(app, uri, headers, format);
        let (short, long) = (format!("/.{}", format.ending()), format!("/search.{}", format.ending()));
        router.route(&short, get(answer)).route(&long, get(answer))
    })
}

async fn export(State(app): Shared, uri: Uri, headers: HeaderMap, format: Format) -> Response {
    let made = match format {
        Format::Atom => feed(&app, &uri, &headers).await,
        _ => exported(&app, &uri, format).await,
    };
    made.unwrap_or_else(|fault| problem::details(&fault))
}

/// The whole answer, written while it is sent.
async fn exported(app: &Arc<App>, uri: &Uri, format: Format) -> Result<Response, Fault> {
    let address = Address::parse(uri.query().unwrap_or_default())?;
    let permit = app.places.export().await?;
    let moment = app.moment()?;
    let question = format.question(&moment, &address)?;
    let (mut writer, stream) = pipe();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        match guarded(|| Ok(export::write(format, &moment, &question, &mut writer))) {
            Ok(Ok(())) => drop(writer.finish()),
            // Whoever asked has left.
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            Ok(Err(error)) => told(&error.to_string()),
            Err(fault) => told(&fault.detail),
        }
    });
    let mut response = answer(format.content_type(), Body::new(stream));
    let name = format!("attachment; filename=\"dateline.{}\"", format.ending());
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Says on standard error why an export broke off; its reader sees only that it did.
fn told(reason: &str) {
    let _ = writeln!(std::io::stderr(), "export interrupted: {reason}");
}

/// The newest articles of a question.
async fn feed(app: &Arc<App>, uri: &Uri, headers: &HeaderMap) -> Result<Response, Fault> {
    let base = base(headers);
    made(app, uri, headers, Format::Atom.content_type(), move |moment: &Moment, address: &Address, _| {
        let newest = Address { sort: Sort::Newest, page: 0, ..address.clone() };
        let wanted = Request { limit: FEED, copies: Copies::Together, ..Request::default() };
        let response = ask(&*moment.engine, &question(moment, &newest, wanted, false)?)?;
        Ok(Feed { base: &base, address, response: &response }.xml())
    })
    .await
}

/// The article in another form, if its id is the address without the ending; an id may have such an ending itself.
pub async fn article(app: &Arc<App>, id: &str, uri: &Uri) -> Option<Response> {
    let (bare, ending) = id.rsplit_once('.')?;
    let format = Format::of_ending(ending)?;
    let (id, bare) = (id.to_owned(), bare.to_owned());
    let given = Parameters::of(uri.query().unwrap_or_default());
    let found = match app.moment() {
        Err(fault) => Err(fault),
        Ok(moment) => {
            let find = move || match moment.engine.documents(&id)?.is_empty() {
                true => Ok(export::article(format, &one(&moment, &bare, &given)?)),
                false => Ok(None),
            };
            app.places.work(find).await
        }
    };
    match found {
        Ok(text) => text.map(|text| answer(format.content_type(), text)),
        Err(fault) => Some(problem::details(&fault)),
    }
}
