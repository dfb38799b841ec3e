//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::accounts::Accounts;
use super::sessions::COOKIE;
use crate::api::Parameters;
use crate::app::App;
use crate::fault::{Fault, Kind};
use crate::page::frame::Frame;
use crate::problem;
use crate::server::Peer;

/// The most bytes of a form.
const FORM: usize = 8 << 10;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    frame: Frame,
    name: Option<String>,
    next: &'a str,
    error: &'a str,
    /// False where anyone may read.
    needed: bool,
}

/// True for what is answered without a login: the page to sign in, and what it looks like.
pub fn is_open(path: &str) -> bool {
    path == "/login" || path.starts_with("/assets/") || path == "/robots.txt"
}

/// Who asks: by a cookie, or by a key in a header or in the address.
pub fn who(app: &App, accounts: &Accounts, request: &Request) -> Option<String> {
    let cookie = cookie(request.headers()).and_then(|cookie| app.sessions.name_of(accounts, &cookie));
    cookie.or_else(|| {
        let key = bearer(request.headers()).or_else(|| {
            let given = Parameters::of(request.uri().query().unwrap_or_default());
            given.text("key").map(str::to_owned)
        });
        accounts.of_key(&key?).map(str::to_owned)
    })
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}

/// True if a server before this one says that the reader came by HTTPS.
pub fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|key| key.trim().to_owned())
}

/// The answer to someone who has to sign in: the way there for people, a fault for programs.
pub fn refused(request: &Request) -> Response {
    let path = request.uri().path();
    let is_page = !path.starts_with("/api/") && !path.contains('.') && crate::app::is_safe(request.method());
    if !is_page {
        let fault = Fault::new(Kind::Unauthorized, "this needs a login or a key");
        let mut response = problem::details(&fault);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    let asked = match without_key(request.uri().query().unwrap_or_default()) {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    };
    let next = form_urlencoded::Serializer::new(String::new()).append_pair("next", &asked).finish();
    redirect(&format!("/login?{next}"))
}

/// The parameters of a URL without a key, which is nobody else's business.
pub fn without_key(query: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "key");
    others.for_each(|(name, value)| {
        out.append_pair(&name, &value);
    });
    out.finish()
}

/// The page to sign in.
pub async fn page(State(app): State<Arc<App>>, request: Request) -> Response {
    let given = Parameters::of(request.uri().query().unwrap_or_default());
    let name = app.accounts().and_then(|accounts| who(&app, &accounts, &request));
    form(&app, name, own_path(given.text("next")), "", StatusCode::OK)
}

/// Signs in with a name and a password.
pub async fn sign_in(State(app): State<Arc<App>>, request: Request) -> Response {
    let Some(accounts) = app.accounts() else { return redirect("/") };
    // Behind a server on this machine all come from its address, which says nothing of who they are.
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip()).filter(|peer| !peer.is_loopback());
    let is_secure = is_https(request.headers());
    let body =
        tokio::time::timeout(app.settings.limits.header_time, to_bytes(request.into_body(), FORM)).await;
    let Ok(Ok(body)) = body else {
        return problem::details(&Fault::new(
            Kind::Parameter,
            "the login form was too large or did not arrive in time",
        ));
    };
    let given = Parameters::of(&String::from_utf8_lossy(&body));
    let (name, password) =
        (given.text("name").unwrap_or_default(), given.text("password").unwrap_or_default());
    let next = own_path(given.text("next"));
    let whose: Vec<String> =
        [format!("name {name}")].into_iter().chain(peer.map(|peer| format!("from {peer}"))).collect();
    if !app.tries.take(&whose) {
        let error = "Too many failed attempts; try again in a minute";
        return form(&app, None, next, error, StatusCode::TOO_MANY_REQUESTS);
    }
    let (tried, secret) = (name.to_owned(), password.to_owned());
    let verified = app.places.login(move || Ok(accounts.verify(&tried, &secret))).await;
    match verified {
        Ok(true) => {
            app.tries.give_back(&whose);
            signed_in(&app, name, next, is_secure)
        }
        Ok(false) => form(&app, None, next, "The name or the password is wrong.", StatusCode::UNAUTHORIZED),
        Err(fault) => problem::details(&fault),
    }
}

fn signed_in(app: &App, name: &str, next: &str, is_secure: bool) -> Response {
    let cookie = app.accounts().and_then(|accounts| app.sessions.cookie(&accounts, name));
    let mut response = redirect(next);
    let secure = if is_secure { "; Secure" } else { "" };
    let cookie = cookie
        .map(|cookie| format!("{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800{secure}"));
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Signs out.
pub async fn sign_out(State(app): State<Arc<App>>, request: Request) -> Response {
    if let (Some(accounts), Some(cookie)) = (app.accounts(), cookie(request.headers())) {
        app.sessions.end(&accounts, &cookie);
    }
    let mut response = redirect("/login");
    let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn form(app: &App, name: Option<String>, next: &str, error: &str, status: StatusCode) -> Response {
    let needed = app.settings.accounts.is_some();
    let page = LoginPage { frame: Frame::bare("Sign in"), name, next, error, needed };
    let mut response = Response::new(Body::from(page.render().unwrap_or_default()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A path on this server, where someone goes after signing in; never one on another.
fn own_path(next: Option<&str>) -> &str {
    let is_own = |next: &&str| {
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t'])
    };
    next.filter(is_own).unwrap_or("/")
}

fn redirect(to: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, to);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(own_path(Some("/a/1?q=x")), "/a/1?q=x");
        for other in
            ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/\t/evil.example"]
        {
            assert_eq!(own_path(Some(other)), "/", "{other}");
        }
    }
}
