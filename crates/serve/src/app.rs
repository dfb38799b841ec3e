//! The server as a whole: its state, its addresses, and what each answer has in common.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use dateline_core::article::Article;
use dateline_search::ask::ask;
use dateline_search::request::{Copies, Request as Wanted, Sort};

use crate::address::Address;
use crate::api::{self, Parameters};
use crate::archive::Archive;
use crate::export::{self, Feed, Format};
use crate::fault::{Fault, Kind};
use crate::guard::headers;
use crate::guard::host::Hosts;
use crate::guard::login;
use crate::guard::sessions::Sessions;
use crate::guard::tries::Tries;
use crate::live::{Current, Live, Serving, Snapshot};
use crate::page::{article, frame::Frame, help, message, name, results, values};
use crate::problem;
use crate::question::question;
use crate::settings::Settings;
use crate::stream::pipe;
use crate::work::{Places, guarded};
use crate::{assets, log};

/// Articles of a feed.
const FEED: usize = 50;
/// Answers smaller than this are not worth packing.
const PACKED: u64 = 512;

/// The state of the server.
pub struct App {
    /// The archive.
    pub live: Live,
    /// How it is served.
    pub settings: Settings,
    pub(crate) places: Places,
    pub(crate) hosts: Hosts,
    pub(crate) sessions: Sessions,
    pub(crate) tries: Tries,
}

type Shared = State<Arc<App>>;

impl App {
    /// With an archive, opened if there is one.
    ///
    /// # Errors
    /// If the system has no random numbers to sign logins with.
    pub fn new(archive: Arc<dyn Archive>, settings: Settings) -> Result<App, getrandom::Error> {
        let (query_time, has_login) = (settings.limits.query_time, settings.accounts.is_some());
        let serving = Serving { query_time, has_login };
        Ok(App {
            live: Live::new(archive, serving),
            places: Places::new(&settings.limits),
            hosts: Hosts::new(&settings.hosts),
            sessions: Sessions::new()?,
            tries: Tries::default(),
            settings,
        })
    }

    /// The archive as it is now.
    fn snapshot(&self) -> Result<Arc<Snapshot>, Fault> {
        match self.live.current() {
            Current::Open(snapshot) => Ok(snapshot),
            Current::Nothing => Err(Fault::new(Kind::NoArchive, "there is no index here yet")),
            Current::Broken(reason) => Err(Fault::new(Kind::Broken, reason)),
        }
    }
}

/// All addresses.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/search", get(api_search))
        .route("/facets", get(api_facets))
        .route("/timeline", get(api_timeline))
        .route("/suggest", get(api_suggest))
        .route("/names", get(api_names))
        .route("/article", get(api_article))
        .route("/similar", get(api_similar))
        .route("/why", get(api_why))
        .route("/lines", get(api_lines))
        .route("/stats", get(api_stats))
        .route("/health", get(api_health))
        .route("/openapi.json", get(api_description));
    let pages = Router::new()
        .route("/", get(results_page))
        .route("/search", get(results_page))
        .route("/a/{id}", get(article_page))
        .route("/name/{kind}/{name}", get(name_page))
        .route("/facet/{facet}", get(values_page))
        .route("/help", get(help_page))
        .route("/api", get(api_page))
        .route("/unapi", get(unapi))
        .route("/opensearch.xml", get(opensearch))
        .route("/opensearch-suggestions", get(browser_suggestions))
        .route("/assets/{name}", get(asset))
        .route("/robots.txt", get(robots))
        .route("/login", get(login::page).post(login::sign_in))
        .route("/logout", get(login::page).post(login::sign_out));
    let exports = Format::ALL.into_iter().fold(Router::new(), |router, format| {
        let answer =
            move |app: Shared, query: RawQuery, headers: HeaderMap| export_all(app, query, headers, format);
        let (short, long) = (format!("/.{}", format.ending()), format!("/search.{}", format.ending()));
        router.route(&short, get(answer)).route(&long, get(answer))
    });
    let packable = SizeAbove::new(PACKED)
        .and(NotForContentType::const_new("text/csv"))
        .and(NotForContentType::const_new("application/x-ndjson"));
    let packed = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(packable);
    Router::new()
        .merge(
            pages
                .merge(exports)
                .nest("/api/v1", api)
                .fallback(nothing_here)
                .method_not_allowed_fallback(not_this_way),
        )
        .layer(packed)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), signed_in))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), meant_for_us))
        .layer(CatchPanicLayer::custom(|_| {
            problem::details(&Fault::new(Kind::Internal, "the server failed to answer"))
        }))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), common))
        .with_state(app)
}

/// What all answers have in common: headers for the browser, and a line in the log.
async fn common(State(app): Shared, request: Request, next: Next) -> Response {
    let entry = app.settings.log.then(|| log::Entry::of(&request));
    let is_api = request.uri().path().starts_with("/api/v1/");
    let mut response = next.run(request).await;
    headers::add(response.headers_mut());
    if let (true, Some(origin)) =
        (is_api, app.settings.cors.as_deref().and_then(|origin| origin.parse().ok()))
    {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response
            .headers_mut()
            .insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    if let Some(entry) = entry {
        entry.write(&response);
    }
    response
}

/// Refuses what is meant for another server or comes from another's page.
async fn meant_for_us(State(app): Shared, request: Request, next: Next) -> Response {
    match app.hosts.allow(request.method(), request.headers()) {
        true => next.run(request).await,
        false => refusal(&Fault::new(
            Kind::Forbidden,
            "this server does not answer to that host; `--host NAME` allows one",
        )),
    }
}

/// Lets in who has signed in, or has a key, where one has to.
async fn signed_in(State(app): Shared, request: Request, next: Next) -> Response {
    let Some(accounts) = &app.settings.accounts else { return next.run(request).await };
    if login::is_open(request.uri().path()) || login::who(&app, accounts, &request).is_some() {
        return next.run(request).await;
    }
    login::refused(&request)
}

/// A fault before it is known who asks.
fn refusal(fault: &Fault) -> Response {
    problem::details(fault)
}

async fn nothing_here(State(app): Shared, request: Request) -> Response {
    let fault = Fault::not_found("there is nothing at this address");
    match request.uri().path().starts_with("/api/") {
        true => problem::details(&fault),
        false => message::page(&fault, "", &app.live.command()),
    }
}

async fn not_this_way(request: Request) -> Response {
    let method = request.method().clone();
    problem::details(&Fault::new(Kind::Method, format!("{method} is not answered here")))
}

// ---- answers

/// The answer of some kind of content.
fn answer(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A page for people, of the archive as it is now.
async fn html(
    app: &Arc<App>,
    query: Option<String>,
    request_headers: &HeaderMap,
    make: impl FnOnce(&Snapshot, &str, &Address) -> Result<String, Fault> + Send + 'static,
) -> Response {
    let query = query.unwrap_or_default();
    let address = Address::parse(&query);
    let q = address.as_ref().map(|address| address.q.clone()).unwrap_or_default();
    let made = made(app, &query, request_headers, address, make).await;
    match made {
        Ok(response) => response,
        Err(fault) => message::page(&fault, &q, &app.live.command()),
    }
}

async fn made(
    app: &Arc<App>,
    query: &str,
    request_headers: &HeaderMap,
    address: Result<Address, crate::address::AddressError>,
    make: impl FnOnce(&Snapshot, &str, &Address) -> Result<String, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let (address, snapshot) = (address?, app.snapshot()?);
    let tag = tag(&snapshot, query);
    if is_known(request_headers, &tag) {
        return Ok(unchanged(&tag));
    }
    let query = query.to_owned();
    let text = app.places.work(move || make(&snapshot, &query, &address)).await?;
    Ok(tagged(answer("text/html; charset=utf-8", text), &tag))
}

/// JSON for programs, of the archive as it is now or, with a cursor, as it was.
async fn json(
    app: &Arc<App>,
    query: Option<String>,
    request_headers: &HeaderMap,
    make: impl FnOnce(&Snapshot, &Address, &Parameters) -> Result<serde_json::Value, Fault> + Send + 'static,
) -> Response {
    let query = query.unwrap_or_default();
    match json_of(app, &query, request_headers, make).await {
        Ok(response) => response,
        Err(fault) => problem::details(&fault),
    }
}

async fn json_of(
    app: &Arc<App>,
    query: &str,
    request_headers: &HeaderMap,
    make: impl FnOnce(&Snapshot, &Address, &Parameters) -> Result<serde_json::Value, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let (address, given) = (Address::parse(query)?, Parameters::of(query));
    let moment =
        given.text("cursor").and_then(|cursor| cursor.rsplit_once('-')).map(|(generation, _)| generation);
    let snapshot = match moment.and_then(|moment| app.live.at(moment)) {
        Some(snapshot) => snapshot,
        None => app.snapshot()?,
    };
    let tag = tag(&snapshot, query);
    if is_known(request_headers, &tag) {
        return Ok(unchanged(&tag));
    }
    let value = app.places.work(move || make(&snapshot, &address, &given)).await?;
    Ok(tagged(answer("application/json", value.to_string()), &tag))
}

/// A name of an answer: it is another whenever the archive, the program or the question is.
fn tag(snapshot: &Snapshot, query: &str) -> String {
    let of = format!("{} {} {query}", env!("CARGO_PKG_VERSION"), assets::path("page.css"));
    format!("W/\"{}-{}\"", snapshot.generation, &blake3::hash(of.as_bytes()).to_hex()[..8])
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag))
}

fn unchanged(tag: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    tagged(response, tag)
}

fn tagged(mut response: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

// ---- pages

async fn results_page(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    html(&app, query, &headers, |snapshot, _, address| results::page(snapshot, address)).await
}

async fn name_page(
    State(app): Shared,
    Path((kind, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    html(&app, None, &headers, move |snapshot, _, _| name::page(snapshot, &kind, &name)).await
}

async fn values_page(
    State(app): Shared,
    Path(facet): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    html(&app, query, &headers, move |snapshot, query, address| {
        let given = Parameters::of(query);
        values::page(snapshot, &facet, address, given.text("within").unwrap_or_default())
    })
    .await
}

async fn help_page(State(app): Shared) -> Response {
    let frame = match app.live.current() {
        Current::Open(snapshot) => Frame::of(&snapshot, "Help"),
        _ => Frame::bare("Help"),
    };
    match help::page(frame) {
        Ok(text) => answer("text/html; charset=utf-8", text),
        Err(fault) => message::page(&fault, "", &app.live.command()),
    }
}

/// An article, as a page or in the form that the end of the address asks for.
async fn article_page(
    State(app): Shared,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = query.clone().unwrap_or_default();
    let machine = machine_form(&app, &id, &asked).await;
    match machine {
        Ok(Some(response)) => return response,
        Ok(None) => {}
        Err(fault) => return message::page(&fault, "", &app.live.command()),
    }
    html(&app, query, &headers, move |snapshot, query, address| {
        let given = Parameters::of(query);
        let article = one(snapshot, &id, &given)?;
        article::page(snapshot, &article, address)
    })
    .await
}

/// The article in another form, if its id is the address without the ending; an id may have such an ending itself.
async fn machine_form(app: &Arc<App>, id: &str, query: &str) -> Result<Option<Response>, Fault> {
    let Some((bare, format)) =
        id.rsplit_once('.').and_then(|(bare, end)| Some((bare, Format::of_ending(end)?)))
    else {
        return Ok(None);
    };
    let (snapshot, id, bare, given) =
        (app.snapshot()?, id.to_owned(), bare.to_owned(), Parameters::of(query));
    let text = app
        .places
        .work(move || {
            if !snapshot.engine.documents(&id)?.is_empty() {
                return Ok(None);
            }
            Ok(export::article(format, &one(&snapshot, &bare, &given)?))
        })
        .await?;
    Ok(text.map(|text| answer(format.content_type(), text)))
}

/// The one article with an id, or of those that share it the one that `path` and `record` name.
fn one(snapshot: &Snapshot, id: &str, given: &Parameters) -> Result<Article, Fault> {
    let mut found = snapshot.engine.documents(id)?;
    if let Some(path) = given.text("path") {
        found.retain(|article| article.path == path);
    }
    if let Some(record) = given.number::<u64>("record")? {
        found.retain(|article| article.record == record);
    }
    match found.len() {
        0 => Err(Fault::not_found(format!("no article has the id {id}"))),
        1 => Ok(found.remove(0)),
        _ => Err(Fault {
            hint: Some(
                article::choices(&Address::default(), &found)
                    .iter()
                    .map(|link| format!("{}\n{}", link.text, link.href))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            ..Fault::new(
                Kind::Ambiguous,
                format!("{} articles have the id {id}; choose one by path and record", found.len()),
            )
        }),
    }
}

async fn asset(Path(name): Path<String>, State(app): Shared, headers: HeaderMap) -> Response {
    assets::answer(&name, &headers)
        .unwrap_or_else(|| message::page(&Fault::not_found("there is no such file"), "", &app.live.command()))
}

async fn robots() -> Response {
    answer("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")
}

/// Formats of an article for reference managers that look for them (unAPI, revision 3).
async fn unapi(State(app): Shared, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let given = Parameters::of(&query);
    let Some(id) = given.text("id").map(str::to_owned) else {
        let formats = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<formats>\
                       <format name=\"ris\" type=\"application/x-research-info-systems\"/>\
                       <format name=\"bibtex\" type=\"application/x-bibtex\"/></formats>\n";
        return answer("application/xml", formats);
    };
    let format = match given.text("format") {
        Some("ris") => Format::Ris,
        Some("bibtex") => Format::Bib,
        _ => {
            let formats = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<formats id=\"{}\">\
                 <format name=\"ris\" type=\"application/x-research-info-systems\"/>\
                 <format name=\"bibtex\" type=\"application/x-bibtex\"/></formats>\n",
                crate::page::markup::escaped(&id)
            );
            let mut response = answer("application/xml", formats);
            *response.status_mut() = StatusCode::MULTIPLE_CHOICES;
            return response;
        }
    };
    let found = match app.snapshot() {
        Err(fault) => Err(fault),
        Ok(snapshot) => {
            app.places
                .work(move || Ok(export::article(format, &one(&snapshot, &id, &Parameters::default())?)))
                .await
        }
    };
    match found {
        Ok(text) => answer(format.content_type(), text.unwrap_or_default()),
        Err(fault) => problem::details(&fault),
    }
}

// ---- for browsers

/// Where this server is reached, as the browser says.
fn base(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}

async fn opensearch(headers: HeaderMap) -> Response {
    let base = crate::page::markup::escaped(&base(&headers)).into_owned();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>dateline</ShortName>\n\
         <Description>Search the news you keep</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Image width=\"64\" height=\"64\" type=\"image/svg+xml\">{base}{icon}</Image>\n\
         <Url type=\"text/html\" template=\"{base}/?q={{searchTerms}}\"/>\n\
         <Url type=\"application/atom+xml\" template=\"{base}/search.atom?q={{searchTerms}}\"/>\n\
         <Url type=\"application/x-suggestions+json\" template=\"{base}/opensearch-suggestions?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        icon = assets::path("icon.svg"),
    );
    answer("application/opensearchdescription+xml", text)
}

/// Completions in the form that browsers take (OpenSearch Suggestions 1.1).
async fn browser_suggestions(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, address, given| {
        let found = api::suggest(snapshot, given)?;
        let names = found["suggestions"].as_array().into_iter().flatten().map(|one| one["name"].clone());
        Ok(serde_json::json!([address.q, names.collect::<Vec<_>>()]))
    })
    .await
}

// ---- exports

async fn export_all(
    State(app): Shared,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    format: Format,
) -> Response {
    let query = query.unwrap_or_default();
    let made = match format {
        Format::Atom => feed(&app, &query, &headers).await,
        _ => exported(&app, &query, format).await,
    };
    made.unwrap_or_else(|fault| problem::details(&fault))
}

/// The whole answer, written while it is sent.
async fn exported(app: &Arc<App>, query: &str, format: Format) -> Result<Response, Fault> {
    let (address, snapshot) = (Address::parse(query)?, app.snapshot()?);
    let (question, permit) = (format.question(&snapshot, &address)?, app.places.export().await?);
    let (mut writer, stream) = pipe();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let written = guarded(|| Ok(export::write(format, &snapshot, &question, &mut writer)));
        // What broke off is not finished, which breaks the connection off too.
        if let Ok(Ok(())) = written {
            let _ = writer.finish();
        }
    });
    let mut response = answer(format.content_type(), Body::new(stream));
    let name = format!("attachment; filename=\"dateline.{}\"", format.ending());
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The newest articles of a question.
async fn feed(app: &Arc<App>, query: &str, headers: &HeaderMap) -> Result<Response, Fault> {
    let address = Address::parse(query)?;
    let (snapshot, base) = (app.snapshot()?, base(headers));
    let tag = tag(&snapshot, query);
    if is_known(headers, &tag) {
        return Ok(unchanged(&tag));
    }
    let xml = app
        .places
        .work(move || {
            let newest = Address { sort: Sort::Newest, page: 0, ..address.clone() };
            let wanted = Wanted { limit: FEED, copies: Copies::Together, ..Wanted::default() };
            let response = ask(&*snapshot.engine, &question(&snapshot, &newest, wanted, false)?)?;
            let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            Ok(Feed { base: &base, address: &address, response: &response, now: &now }.xml())
        })
        .await?;
    Ok(tagged(answer(Format::Atom.content_type(), xml), &tag))
}

// ---- API

async fn api_search(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, api::search).await
}

async fn api_facets(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, api::facets).await
}

async fn api_timeline(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, address, _| api::timeline(snapshot, address)).await
}

async fn api_suggest(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, _, given| api::suggest(snapshot, given)).await
}

async fn api_names(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, _, given| api::names(snapshot, given)).await
}

/// The article that a request names by `id`, and by `path` and `record` where several share it.
fn named(snapshot: &Snapshot, given: &Parameters) -> Result<Article, Fault> {
    let id = given.text("id").ok_or_else(|| Fault::new(Kind::Parameter, "id: which article?"))?;
    one(snapshot, id, given)
}

async fn api_article(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, _, given| api::article(snapshot, &named(snapshot, given)?)).await
}

async fn api_similar(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, address, given| {
        api::similar(snapshot, &named(snapshot, given)?, address, given)
    })
    .await
}

async fn api_why(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, address, given| {
        api::why(snapshot, &named(snapshot, given)?, address)
    })
    .await
}

async fn api_lines(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, api::lines).await
}

async fn api_stats(State(app): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    json(&app, query, &headers, |snapshot, _, _| api::stats(snapshot)).await
}

async fn api_health(State(app): Shared) -> Response {
    match app.snapshot().and_then(|snapshot| api::health(&snapshot)) {
        Ok(value) => answer("application/json", value.to_string()),
        Err(fault) => problem::details(&fault),
    }
}

async fn api_description() -> Response {
    answer("application/json", api::description::text())
}

async fn api_page(State(app): Shared) -> Response {
    let frame = match app.live.current() {
        Current::Open(snapshot) => Frame::of(&snapshot, "API"),
        _ => Frame::bare("API"),
    };
    match api::description::page(frame) {
        Ok(text) => answer("text/html; charset=utf-8", text),
        Err(fault) => message::page(&fault, "", &app.live.command()),
    }
}

/// True if a request may change nothing.
pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
