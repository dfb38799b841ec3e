//! How an archive is served.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;

use crate::guard::accounts_file::AccountsFile;

/// How an archive is served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Names of hosts under which the server is reached, beside those of this machine and the address it listens on.
    pub hosts: Vec<String>,
    /// Who may sign in, if not everyone may read.
    pub accounts: Option<Arc<AccountsFile>>,
    /// Whether pages of other sites may read the API: the value of `Access-Control-Allow-Origin`.
    pub cors: Option<HeaderValue>,
    /// Whether a line is written to standard error for each request.
    pub log: bool,
    /// What requests may take.
    pub limits: Limits,
}

/// What requests may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time of the work on a query.
    pub query_time: Duration,
    /// Requests worked on at a time.
    pub working: usize,
    /// Requests that wait to be worked on; more are sent away.
    pub waiting: usize,
    /// Connections open at a time.
    pub connections: usize,
    /// Exports at a time.
    pub exports: usize,
    /// The time for the headers of a request to come, and for a connection to lie idle.
    pub header_time: Duration,
    /// The time in which some of an answer has to be taken.
    pub write_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Limits {
            query_time: Duration::from_secs(5),
            working: cores.max(2),
            waiting: 64,
            connections: 8192,
            exports: 4,
            header_time: Duration::from_secs(10),
            write_time: Duration::from_secs(30),
        }
    }
}

impl Settings {
    /// An archive open to all who reach this machine's own addresses.
    pub fn local(listen: SocketAddr) -> Settings {
        let (hosts, limits) = (Vec::new(), Limits::default());
        Settings { listen, hosts, accounts: None, cors: None, log: false, limits }
    }
}
