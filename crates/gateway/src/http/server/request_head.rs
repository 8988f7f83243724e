use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::poll_read_buf;

use super::chunks::Chunks;

/// Longest head of a request.
const MAXIMUM_HEAD_BYTES: usize = 16 * 1024;
/// Room for a usual request.
const READ_BYTES: usize = 1024;
/// Not HTTP, so that the library behind answers 400 and closes.
const NOT_HTTP: &[u8] = b"\0\r\n\r\n";

/// Lets only strictly written heads through to the HTTP library, which is lenient in ways that matter when a proxy stands
/// in front: it takes a bare line feed for a line end, and drops a `Content-Length` that comes with a
/// `Transfer-Encoding` without a trace.
///
/// It follows the connection from head to head, by `Content-Length` or by the chunks of the body. `Transfer-Encoding` must be
/// exactly `chunked`, and chunks must be as strictly written as heads (see [`Chunks`]).
pub struct RequestHead<S> {
    inner: S,
    /// Bytes read and not handed on yet.
    buffer: BytesMut,
    /// How many of them may be handed on.
    released: usize,
    /// How far the head in `buffer` was looked at.
    scanned: usize,
    state: State,
}

enum State {
    Head,
    Body { remaining: u64 },
    Chunked(Chunks),
    Closed,
}

/// What comes after a head.
#[derive(Debug, PartialEq, Eq)]
enum After {
    Body(u64),
    Chunks,
}

/// A head or a chunk is not strictly written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl<S> RequestHead<S> {
    /// Guards a connection.
    pub fn new(inner: S) -> Self {
        Self { inner, buffer: BytesMut::new(), released: 0, scanned: 0, state: State::Head }
    }

    /// Looks at what has come of a head; releases it once it is whole.
    fn examine(&mut self) -> Result<bool, Malformed> {
        let length = head_length(&self.buffer, self.scanned)?;
        if length.unwrap_or(self.buffer.len()) > MAXIMUM_HEAD_BYTES {
            return Err(Malformed);
        }
        let Some(length) = length else {
            self.scanned = self.buffer.len();
            return Ok(false);
        };
        self.state = match after(&self.buffer[..length])? {
            After::Body(0) => State::Head,
            After::Body(remaining) => State::Body { remaining },
            After::Chunks => State::Chunked(Chunks::default()),
        };
        self.released = length;
        self.scanned = 0;
        Ok(true)
    }

    fn release_body(&mut self) -> Result<(), Malformed> {
        match &mut self.state {
            State::Body { remaining } => {
                let part = (*remaining).min(self.buffer.len() as u64);
                *remaining -= part;
                self.released = part as usize;
                if *remaining == 0 {
                    self.state = State::Head;
                }
            }
            State::Chunked(chunks) => {
                let (length, has_ended) = chunks.read(&self.buffer)?;
                self.released = length;
                if has_ended {
                    self.state = State::Head;
                }
            }
            State::Head | State::Closed => {}
        }
        Ok(())
    }

    fn reject(&mut self) {
        self.buffer = BytesMut::from(NOT_HTTP);
        self.released = NOT_HTTP.len();
        self.state = State::Closed;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for RequestHead<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let guard = self.get_mut();
        loop {
            if guard.released > 0 {
                let part = guard.released.min(out.remaining());
                out.put_slice(&guard.buffer[..part]);
                guard.buffer.advance(part);
                guard.released -= part;
                return Poll::Ready(Ok(()));
            }
            match guard.state {
                State::Closed => return Poll::Ready(Ok(())),
                State::Body { .. } | State::Chunked(_) if !guard.buffer.is_empty() => {
                    if guard.release_body().is_err() {
                        guard.reject();
                    }
                    continue;
                }
                State::Head if guard.buffer.len() > guard.scanned => match guard.examine() {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(Malformed) => {
                        guard.reject();
                        continue;
                    }
                },
                _ => {}
            }
            guard.buffer.reserve(READ_BYTES);
            let Poll::Ready(read) = poll_read_buf(Pin::new(&mut guard.inner), context, &mut guard.buffer) else {
                // Streams wait for hours, and there are thousands of them.
                if guard.buffer.is_empty() {
                    guard.buffer = BytesMut::new();
                }
                return Poll::Pending;
            };
            if read? == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for RequestHead<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}

/// The length of a whole head, or nothing while more of it has to come. Lines end with CR LF and in no other way.
fn head_length(bytes: &[u8], scanned: usize) -> Result<Option<usize>, Malformed> {
    // What was looked at may end with a carriage return whose line feed comes only now.
    let start = scanned.saturating_sub(1);
    for at in memchr::memchr3_iter(b'\n', b'\r', 0, &bytes[start..]).map(|at| start + at) {
        match bytes[at] {
            0 => return Err(Malformed),
            b'\r' if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => return Err(Malformed),
            b'\r' => {}
            _ if at < 2 || bytes[at - 1] != b'\r' => return Err(Malformed),
            _ if at >= 3 && bytes[at - 2] == b'\n' => return Ok(Some(at + 1)),
            _ => {}
        }
    }
    Ok(None)
}

/// What follows a head, by its two headers that say so.
fn after(head: &[u8]) -> Result<After, Malformed> {
    let mut length = None;
    let mut is_chunked = false;
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let request_line = lines.next().unwrap_or_default();
    for line in lines.filter(|line| !line.is_empty()) {
        let colon = line.iter().position(|byte| *byte == b':').ok_or(Malformed)?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        // Also a line that is folded into the one before.
        if name.is_empty() || name.iter().any(u8::is_ascii_whitespace) {
            return Err(Malformed);
        }
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            // Programs disagree about lists, unknown codings, tabs, and HTTP/1.0, which has no chunks.
            let value = value.strip_prefix(b" ").unwrap_or(value);
            if is_chunked || !value.eq_ignore_ascii_case(b"chunked") || !request_line.ends_with(b" HTTP/1.1") {
                return Err(Malformed);
            }
            is_chunked = true;
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            let value = value.trim_ascii();
            if length.is_some() || value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
                return Err(Malformed);
            }
            length = Some(std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).ok_or(Malformed)?);
        }
    }
    match (is_chunked, length) {
        (true, Some(_)) => Err(Malformed),
        (true, None) => Ok(After::Chunks),
        (false, length) => Ok(After::Body(length.unwrap_or(0))),
    }
}
