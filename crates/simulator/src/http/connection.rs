use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::watch,
};

/// How a connection is ended on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Disconnect {
    /// Closes the connection without an answer.
    Close = 1,
    /// Resets the connection.
    Reset = 2,
}

/// A handle on the connection of a request; every request has one as an extension.
#[derive(Clone)]
pub struct ConnectionHandle(Arc<ConnectionState>);

struct ConnectionState {
    disconnect: AtomicU8,
    written: watch::Sender<u64>,
}

impl ConnectionHandle {
    /// A handle for a new connection.
    pub fn new() -> Self {
        Self(Arc::new(ConnectionState { disconnect: AtomicU8::new(0), written: watch::Sender::new(0) }))
    }

    /// Ends the connection: nothing more is read or written, not even the current answer.
    pub fn end(&self, disconnect: Disconnect) {
        self.0.disconnect.store(disconnect as u8, Ordering::SeqCst);
    }

    /// Bytes handed to the operating system so far.
    pub fn written(&self) -> u64 {
        *self.0.written.borrow()
    }

    /// Waits until more than `bytes` have been handed over.
    pub async fn written_beyond(&self, bytes: u64) {
        // An error means that the sender is gone, which this handle prevents.
        drop(self.0.written.subscribe().wait_for(|written| *written > bytes).await);
    }
}

/// A TCP stream that its [`ConnectionHandle`] can end.
pub struct BreakableStream {
    stream: TcpStream,
    connection: ConnectionHandle,
}

impl BreakableStream {
    /// Wraps a stream; `connection` can end it.
    pub fn new(stream: TcpStream, connection: ConnectionHandle) -> Self {
        Self { stream, connection }
    }

    fn check(&self) -> io::Result<()> {
        let disconnect = self.connection.0.disconnect.load(Ordering::SeqCst);
        if disconnect == 0 {
            return Ok(());
        }
        if disconnect == Disconnect::Reset as u8 {
            // Without a linger time, the following close is a reset.
            self.stream.set_zero_linger()?;
        }
        Err(io::Error::new(io::ErrorKind::BrokenPipe, "ended on purpose"))
    }

    fn count(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = &outcome {
            self.connection.0.written.send_modify(|written| *written += *bytes as u64);
        }
        outcome
    }
}

impl AsyncRead for BreakableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for BreakableStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.count(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.count(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
