//! Connections: taken, bounded in number and in the time that they may take, and ended in good order.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use crate::app::App;

/// The most bytes of the first line and the headers of a request.
const HEAD_BYTES: usize = 32 << 10;
/// The most headers of a request.
const HEADERS: usize = 64;
/// How often it is looked whether the archive, or who may sign in, has changed.
const LOOK: Duration = Duration::from_millis(500);
/// How long requests may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// The wait after a connection could not be taken, such as for want of file handles.
const PAUSE: Duration = Duration::from_millis(50);

/// The address of who asks, as requests carry it.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Answers what comes to a listener until `stop` is done; then finishes what is being answered.
///
/// # Errors
/// None so far: a connection that fails ends alone.
pub async fn run(
    listener: TcpListener,
    app: Arc<App>,
    router: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let limits = app.settings.limits;
    let connections = Arc::new(Semaphore::new(limits.connections.max(1)));
    let graceful = GracefulShutdown::new();
    let watch = tokio::spawn(watch(Arc::clone(&app)));
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else { continue };
        let io = TokioIo::new(Box::pin(timed(stream, limits.write_time)));
        let router = router.clone();
        let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            let mut router = router.clone();
            async move { Ok::<_, Infallible>(answered(&mut router, request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_time)
            .max_headers(HEADERS)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(io, service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _permit = permit;
            // A connection that breaks is the business of who broke it.
            let _ = connection.await;
        });
    }
    drop(listener);
    watch.abort();
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
}

async fn answered(router: &mut Router, request: Request<Incoming>) -> axum::response::Response {
    match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A connection whose other end has to go on taking what is sent.
fn timed(stream: TcpStream, write_time: Duration) -> TimeoutStream<TcpStream> {
    // Answers are small and somebody waits for each.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write_time));
    stream
}

/// Reads again what has changed.
async fn watch(app: Arc<App>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let app = Arc::clone(&app);
        let _ = tokio::task::spawn_blocking(move || app.refresh()).await;
    }
}
