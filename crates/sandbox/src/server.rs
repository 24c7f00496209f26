//! The running server: its port, its thread and its end.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::gate::gate;
use crate::handle::Handle;
use crate::line::{Cut, Door};
use crate::routes;

/// A running server. It stops, and its port is free, when this is dropped. It lends out all methods of [`Handle`].
pub struct Sandbox {
    handle: Handle,
    at: SocketAddr,
    prefix: String,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a server on loopback.
    ///
    /// # Errors
    /// If the port is taken, or the prefix is not a path such as `/partner/v1`.
    pub async fn start(config: Config) -> io::Result<Self> {
        Self::start_blocking(config)
    }

    /// Starts a server on loopback, from a test that is not async.
    ///
    /// # Errors
    /// If the port is taken, or the prefix is not a path such as `/partner/v1`.
    pub fn start_blocking(config: Config) -> io::Result<Self> {
        let prefix = config.prefix.clone();
        let is_path = prefix.starts_with('/') && !prefix.ends_with('/') && !prefix.contains(['{', '}', ' ']);
        if !prefix.is_empty() && !is_path {
            let message = format!("The prefix `{prefix}` must start with a slash and must not end with one.");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let asked = SocketAddr::from((Ipv4Addr::LOCALHOST, config.port));
        let handle = Handle::new(config);
        let (running, at) = launch(&handle, asked, &prefix)?;
        Ok(Self { handle, at, prefix, running: Mutex::new(Some(running)) })
    }

    /// The address to give to a client, prefix included and without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.at, self.prefix)
    }

    /// The TCP port.
    pub fn port(&self) -> u16 {
        self.at.port()
    }

    /// A hold on the server's state that can be moved elsewhere.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Stops answering and frees the port: connections are refused from now on, open ones are closed. Users, tokens
    /// and counters stay.
    pub fn halt(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            let _ = running.stop.send(());
            let _ = running.thread.join();
        }
    }

    /// Answers again on the same port after [`halt`](Self::halt).
    ///
    /// # Errors
    /// If another program took the port meanwhile.
    pub fn resume(&self) -> io::Result<()> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.is_none() {
            *running = Some(launch(&self.handle, self.at, &self.prefix)?.0);
        }
        Ok(())
    }

    /// Stops for good. The handle keeps what the server knew.
    pub fn stop(self) -> Handle {
        self.handle.clone()
    }
}

impl Deref for Sandbox {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.halt();
    }
}

fn launch(handle: &Handle, at: SocketAddr, prefix: &str) -> io::Result<(Running, SocketAddr)> {
    let socket = std::net::TcpListener::bind(at)?;
    socket.set_nonblocking(true)?;
    let at = socket.local_addr()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let socket = {
        let _inside = runtime.enter();
        TcpListener::from_std(socket)?
    };
    let door = Door { socket, handle: handle.clone() };
    let layer = middleware::from_fn_with_state(handle.clone(), gate);
    let router: Router = routes::below(prefix).layer(layer).with_state(handle.clone());
    let service = router.into_make_service_with_connect_info::<Cut>();
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .name("sandbox".into())
        .spawn(move || serve(&runtime, door, service, stopped))?;
    Ok((Running { stop, thread }, at))
}

/// Serves until told to stop. The runtime is dropped right after, and with it every open connection: a request that
/// hangs on purpose must not keep the server from stopping.
fn serve(
    runtime: &Runtime,
    door: Door,
    service: IntoMakeServiceWithConnectInfo<Router, Cut>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        tokio::select! {
            _ = axum::serve(door, service) => {}
            _ = stopped => {}
        }
    });
}
