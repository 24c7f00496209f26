//! A connection of the test's own to a bus of the desk, on which it answers as a part of the desktop would.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde::Serialize;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::DynamicType;

/// A connection that is closed when this is dropped, and its names with it.
pub(crate) struct Peer {
    connection: Option<Connection>,
}

impl Peer {
    /// Connects to the bus at this socket, with the objects and names that `furnish` adds.
    ///
    /// # Panics
    /// If no bus answers there, or one of the names is taken.
    pub(crate) fn start(
        socket: &Path,
        furnish: impl FnOnce(Builder<'static>) -> zbus::Result<Builder<'static>> + Send,
    ) -> Self {
        let address = format!("unix:path={}", socket.display());
        let connect = || {
            let plain = Builder::address(address.as_str())?.method_timeout(Duration::from_secs(5));
            furnish(plain)?.build()
        };
        let connection = aside(connect).unwrap_or_else(|error| panic!("{address}: {error}"));
        Self { connection: Some(connection) }
    }

    /// The connection, for what is not here.
    pub(crate) fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("it is closed only when it is dropped")
    }

    /// Sends a signal to all who listen.
    pub(crate) fn emit(
        &self,
        path: &str,
        interface: &str,
        signal: &str,
        body: &(impl Serialize + DynamicType + Sync),
    ) {
        let connection = self.connection();
        let sent = aside(|| connection.emit_signal(None::<&str>, path, interface, signal, body));
        sent.unwrap_or_else(|error| panic!("{interface}.{signal}: {error}"));
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = aside(|| connection.close());
        }
    }
}

/// Does what waits for a bus in a thread of its own: where a test runs on tokio, its own thread may not wait.
pub(crate) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| resume_unwind(panic))
}
