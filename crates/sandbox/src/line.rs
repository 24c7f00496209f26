//! The TCP side: connections that are counted, turned away, or cut off in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::handle::Handle;

/// The listening socket.
pub(crate) struct Door {
    pub(crate) socket: TcpListener,
    pub(crate) handle: Handle,
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            let Ok((stream, from)) = self.socket.accept().await else {
                // Out of file descriptors, most likely: wait for some to come back instead of spinning.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            if self.handle.connected() {
                return (Line { stream, cut: Cut::default() }, from);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

/// The means to end one connection from within a request's handler.
#[derive(Clone, Default)]
pub(crate) struct Cut(Arc<Mutex<Option<Vec<u8>>>>);

impl Cut {
    /// From now on nothing is written to the connection but `last_words`, and then it is closed.
    pub(crate) fn sever(&self, last_words: Vec<u8>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(last_words);
    }
}

impl Connected<IncomingStream<'_, Door>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().cut.clone()
    }
}

/// One connection.
pub(crate) struct Line {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let mut severed = line.cut.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last_words) = severed.as_mut() else {
            return Pin::new(&mut line.stream).poll_write(cx, bytes);
        };
        while !last_words.is_empty() {
            let written = ready!(Pin::new(&mut line.stream).poll_write(cx, last_words))?;
            last_words.drain(..written);
        }
        // The HTTP layer drops a connection that it cannot write to, which closes it.
        Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
