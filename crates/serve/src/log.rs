//! A line on standard error for each request.

use std::io::Write;
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;

use dateline_core::text::safe;

use crate::guard::login;
use crate::server::Peer;

/// Says what whoever runs the server should know.
pub fn warning(text: &str) {
    // A log that nobody reads must not end the server.
    let _ = writeln!(std::io::stderr(), "dateline: warning: {}", safe::one_line(text));
}

/// A request that is being answered.
pub struct Entry {
    peer: String,
    line: String,
    start: Instant,
}

impl Entry {
    /// Notes a request; without its key, which is nobody else's business.
    pub fn of(request: &Request) -> Entry {
        let peer =
            request.extensions().get::<Peer>().map_or_else(|| "-".to_owned(), |peer| peer.0.to_string());
        let uri = request.uri();
        let query = match login::without_key(uri.query().unwrap_or_default()) {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        };
        Entry { peer, line: format!("{} {}{query}", request.method(), uri.path()), start: Instant::now() }
    }

    /// Writes the line, with the status of the answer and the time until it began.
    pub fn write(self, response: &Response) {
        let milliseconds = self.start.elapsed().as_secs_f64() * 1000.0;
        let line = safe::one_line(&self.line).into_owned();
        let status = response.status().as_u16();
        // A log that nobody reads must not end the server.
        let _ = writeln!(std::io::stderr(), "{} {status} {milliseconds:.1} ms {line}", self.peer);
    }
}
