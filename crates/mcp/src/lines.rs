//! The transport: one message of JSON-RPC a line, with an answer to every line that is none.
//!
//! The transport of the protocol's crate ignores lines that are no JSON, ends when anything but a request comes first,
//! and gives requests five seconds once its input has ended.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rmcp::model::{
    ClientJsonRpcMessage, ClientNotification, ErrorData, JsonRpcMessage, RequestId, ServerJsonRpcMessage,
};
use rmcp::service::{RoleServer, RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

/// The longest line that is read, in bytes.
const LONGEST: usize = 1 << 20;
/// Answers that wait to be written; while so many do, no more lines are read.
const WAITING: usize = 64;
/// How often the requests that are worked on are counted once the input has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How long they are waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Lines of a client, and the answers to them.
pub struct Lines<R> {
    read: BufReader<R>,
    line: Vec<u8>,
    /// True until the end of a line that is too long.
    is_skipping: bool,
    /// True once a request has come.
    has_begun: bool,
    out: Option<Sender<String>>,
    writer: Option<JoinHandle<()>>,
    /// What is wrong with the last line, until it is on its way.
    fault: Option<String>,
    open: Open,
}

/// The requests that have no answer yet.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<HashSet<RequestId>>>);

impl Open {
    fn with<T>(&self, use_them: impl FnOnce(&mut HashSet<RequestId>) -> T) -> T {
        use_them(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A line that was read.
enum Line {
    Whole,
    TooLong,
    End,
}

/// What a line says.
enum Read {
    Message(Box<ClientJsonRpcMessage>),
    Fault(Box<ServerJsonRpcMessage>),
    Nothing,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Reads lines and writes answers.
    pub fn new<W: AsyncWrite + Unpin + Send + 'static>(read: R, write: W) -> Lines<R> {
        let (out, answers) = channel(WAITING);
        Lines {
            read: BufReader::new(read),
            line: Vec::new(),
            is_skipping: false,
            has_begun: false,
            out: Some(out),
            writer: Some(tokio::spawn(write_all(write, answers))),
            fault: None,
            open: Open::default(),
        }
    }

    /// The next message; `None` at the end. It may be dropped at any await and called again.
    async fn next(&mut self) -> Option<ClientJsonRpcMessage> {
        loop {
            if self.fault.is_some() {
                let room = self.out.as_ref()?.reserve().await.ok()?;
                if let Some(fault) = self.fault.take() {
                    room.send(fault);
                }
            }
            let read = match self.read_line().await {
                Line::End => return None,
                Line::TooLong => refused(None, ErrorData::invalid_request("the line is too long", None)),
                Line::Whole => message(&self.line),
            };
            self.line.clear();
            match read {
                Read::Nothing => {}
                Read::Fault(fault) => self.fault = Some(text(&fault)),
                Read::Message(message) => {
                    self.note(&message);
                    // Before the first request there is nothing that a notification could be about.
                    if self.has_begun {
                        return Some(*message);
                    }
                }
            }
        }
    }

    /// Reads to the end of a line. One that is too long is told of once, and the rest of it is skipped.
    async fn read_line(&mut self) -> Line {
        loop {
            let Ok(bytes) = self.read.fill_buf().await else { return Line::End };
            if bytes.is_empty() {
                return Line::End;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            let is_rest = self.is_skipping;
            let is_too_long = !is_rest && self.line.len() + part.len() > LONGEST;
            if is_too_long {
                self.line.clear();
            } else if !is_rest {
                self.line.extend_from_slice(part);
            }
            self.is_skipping = (is_rest || is_too_long) && end.is_none();
            let used = end.map_or(part.len(), |end| end + 1);
            self.read.consume(used);
            if is_too_long {
                return Line::TooLong;
            }
            if end.is_some() && !is_rest {
                return Line::Whole;
            }
        }
    }

    fn note(&mut self, message: &ClientJsonRpcMessage) {
        match message {
            JsonRpcMessage::Request(request) => {
                self.has_begun = true;
                self.open.with(|open| open.insert(request.id.clone()));
            }
            // What is cancelled may get no answer.
            JsonRpcMessage::Notification(sent) => {
                if let ClientNotification::CancelledNotification(cancelled) = &sent.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.open.with(|open| open.remove(id));
                }
            }
            _ => {}
        }
    }
}

impl<R: AsyncRead + Unpin + Send> Transport<RoleServer> for Lines<R> {
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), io::Error>> + Send + 'static {
        let (out, open) = (self.out.clone(), self.open.clone());
        async move {
            let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
            let sent = out.ok_or_else(closed)?.send(text(&message)).await.map_err(|_| closed());
            let id = match &message {
                JsonRpcMessage::Response(response) => Some(&response.id),
                JsonRpcMessage::Error(error) => error.id.as_ref(),
                _ => None,
            };
            if let Some(id) = id {
                open.with(|open| open.remove(id));
            }
            sent
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        let out = self.out.clone()?;
        tokio::select! {
            message = self.next() => if message.is_some() { return message },
            // Nobody reads any more.
            () = out.closed() => return None,
        }
        let open = self.open.clone();
        let all_answered = async {
            while open.with(|open| !open.is_empty()) {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(PATIENCE, all_answered) => {}
            () = out.closed() => {}
        }
        None
    }

    async fn close(&mut self) -> Result<(), io::Error> {
        self.out = None;
        if let Some(writer) = self.writer.take() {
            // A client that does not read must not hold the program up.
            let _ = tokio::time::timeout(Duration::from_secs(5), writer).await;
        }
        Ok(())
    }
}

async fn write_all<W: AsyncWrite + Unpin>(mut write: W, mut answers: Receiver<String>) {
    while let Some(answer) = answers.recv().await {
        let written = async {
            write.write_all(answer.as_bytes()).await?;
            write.flush().await
        };
        if written.await.is_err() {
            return;
        }
    }
}

/// A message as a line.
fn text(message: &ServerJsonRpcMessage) -> String {
    // A message that cannot be written as JSON does not exist; an empty line is ignored by all clients.
    let mut text = serde_json::to_string(message).unwrap_or_default();
    text.push('\n');
    text
}

/// What a line says.
fn message(line: &[u8]) -> Read {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Read::Nothing;
    }
    let value = match serde_json::from_slice::<Value>(line) {
        Ok(value) => value,
        Err(error) => {
            return refused(None, ErrorData::parse_error(format!("the line is not JSON: {error}"), None));
        }
    };
    let (id, is_request) = (id(&value), value.get("id").is_some());
    let has_method = value.get("method").is_some_and(Value::is_string);
    match serde_json::from_value(value) {
        Ok(message) => Read::Message(Box::new(message)),
        // A notification is never answered.
        Err(_) if has_method && !is_request => Read::Nothing,
        Err(error) => refused(id, ErrorData::invalid_request(format!("not a request: {error}"), None)),
    }
}

fn id(message: &Value) -> Option<RequestId> {
    serde_json::from_value(message.get("id")?.clone()).ok()
}

fn refused(id: Option<RequestId>, error: ErrorData) -> Read {
    Read::Fault(Box::new(ServerJsonRpcMessage::error(error, id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &[u8]) -> Option<i32> {
        match message(line) {
            Read::Fault(fault) => match *fault {
                JsonRpcMessage::Error(error) => Some(error.error.code.0),
                _ => panic!("a fault is an error"),
            },
            _ => None,
        }
    }

    #[test]
    fn lines_that_are_no_messages_are_refused() {
        for line in [b"hello".as_slice(), b"{", b"\xff\xfe", b"nul", &[b'['; 5000]] {
            assert_eq!(code(line), Some(-32700), "{line:?}");
        }
        for line in
            [b"[]".as_slice(), b"1", b"null", br#"{"id":1}"#, br#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#]
        {
            assert_eq!(code(line), Some(-32600), "{line:?}");
        }
        assert!(matches!(
            message(br#"{"jsonrpc":"2.0","method":"notifications/odd","params":3}"#),
            Read::Nothing | Read::Message(_)
        ));
        assert!(matches!(message(b"\xEF\xBB\xBF \r"), Read::Nothing));
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_skipped_and_the_next_is_read() {
        let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        let input =
            format!("{}\n{}\n{ping}\n{{\"unfinished", "x".repeat(LONGEST + 1), "y".repeat(3 * LONGEST));
        let input: &'static [u8] = input.leak().as_bytes();
        let (out, mut answers) = tokio::io::duplex(1 << 16);
        let mut lines = Lines::new(input, out);
        assert!(matches!(lines.next().await, Some(JsonRpcMessage::Request(_))));
        assert!(lines.next().await.is_none());
        lines.close().await.unwrap();
        let mut said = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut answers, &mut said).await.unwrap();
        assert_eq!(said.matches("too long").count(), 2, "{said}");
    }
}
