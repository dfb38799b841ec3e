//! A body that is written while it is sent, a piece at a time; a break in the middle breaks the connection off, so
//! that nobody takes a part for the whole.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Bytes that are sent at a time.
const PIECE: usize = 32 << 10;
/// Pieces that wait to be sent.
const WAITING: usize = 4;

enum Part {
    Bytes(Bytes),
    End,
}

/// What is written here is sent; [`finish`](Self::finish) says that it was all.
pub struct Writer {
    buffer: Vec<u8>,
    parts: Sender<Part>,
}

/// What was written, as the body of an answer.
pub struct Stream {
    parts: Receiver<Part>,
    ended: bool,
}

/// A writer, and the body of what is written to it.
pub fn pipe() -> (Writer, Stream) {
    let (sender, receiver) = channel(WAITING);
    (Writer { buffer: Vec::with_capacity(PIECE), parts: sender }, Stream { parts: receiver, ended: false })
}

impl Writer {
    /// Sends the rest, and that it was all.
    ///
    /// # Errors
    /// If nobody takes it any more.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.send(Part::End)
    }

    fn send(&self, part: Part) -> io::Result<()> {
        self.parts.blocking_send(part).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        self.send(Part::Bytes(piece.into()))
    }
}

impl Body for Stream {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        match self.parts.poll_recv(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Part::Bytes(bytes))) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            Poll::Ready(Some(Part::End)) => {
                self.ended = true;
                Poll::Ready(None)
            }
            Poll::Ready(None) => {
                self.ended = true;
                Poll::Ready(Some(Err(io::Error::other("the export was interrupted"))))
            }
        }
    }
}
