//! An archive of news for language-model clients, over the Model Context Protocol.
//!
//! [`serve`] answers one client over a pair of byte streams, a message a line. `tools` says what can be asked, in one
//! file each; questions are read and answered by [`dateline_serve`] and [`dateline_search`], as for the web page and
//! the API. `bytes` keeps every answer within its limit.
//!
//! Not for: searching, or reading news. Nothing here knows tantivy, files, or the command line.

#![forbid(unsafe_code)]

mod arguments;
mod articles;
mod bytes;
mod cursor;
mod faults;
mod lines;
mod prompts;
mod resources;
mod server;
mod shelf;
mod tools;

use std::sync::Arc;

use rmcp::serve_server;
use rmcp::service::{QuitReason, ServerInitializeError};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};

use dateline_serve::Archive;

use lines::Lines;
use server::Server;
use shelf::Shelf;

/// How the server introduces itself.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The name of the program.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Why the server stopped before its client was done.
#[derive(Debug, Error)]
pub enum McpError {
    /// The client and the server did not come together.
    #[error("the client did not begin as the protocol says: {0}")]
    Beginning(String),
    /// The program failed.
    #[error("the server failed; please report this")]
    Internal,
}

/// Answers a client until it has no more to ask.
///
/// # Errors
/// If the client does not speak the protocol.
pub async fn serve<R, W>(
    archive: Arc<dyn Archive>,
    settings: Settings,
    read: R,
    write: W,
) -> Result<(), McpError>
where
    R: AsyncRead + Unpin + Send + 'static,
    W: AsyncWrite + Unpin + Send + 'static,
{
    let shelf = Arc::new(Shelf::new(archive));
    // A large archive takes a moment to open, in which the client can already ask what there is.
    let opening = Arc::clone(&shelf);
    tokio::task::spawn_blocking(move || {
        opening.open();
    });
    let service = match serve_server(Server::new(shelf, settings), Lines::new(read, write)).await {
        Ok(service) => service,
        // It left before it asked anything.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::TransportError { .. }) => {
            return Ok(());
        }
        Err(error) => return Err(McpError::Beginning(error.to_string())),
    };
    match service.waiting().await {
        Ok(QuitReason::Closed | QuitReason::Cancelled) => Ok(()),
        _ => Err(McpError::Internal),
    }
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
