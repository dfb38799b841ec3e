//! Faults as answers: problem details (RFC 9457) for programs, a page for people.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::json;

use crate::fault::Fault;

/// The answer for a program.
pub fn details(fault: &Fault) -> Response {
    let status = fault.kind.status();
    let mut body = json!({
        "type": format!("/help#{}", fault.kind.name()),
        "title": fault.kind.title(),
        "status": status.as_u16(),
        "detail": fault.detail,
    });
    if let Some(hint) = &fault.hint {
        body["hint"] = json!(hint);
    }
    if !fault.links.is_empty() {
        let links = fault.links.iter().map(|(title, href)| json!({"title": title, "href": href}));
        body["links"] = links.collect();
    }
    if let Some(point) = &fault.point {
        body["point"] = json!(point);
    }
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    add_headers(fault, &mut response);
    response
}

/// What a fault adds to the headers of its answer.
pub fn add_headers(fault: &Fault, response: &mut Response) {
    if let Some(seconds) = fault.kind.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}
