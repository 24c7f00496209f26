//! A small API server with the real login contract: rotation, reuse detection, rate limits, revocation, and every way
//! in which a server or a network fails. The demo shows it, the tests run against it over real TCP on loopback.
//!
//! The server runs on a thread and a runtime of its own, so that a test may block its own thread (waiting for a child
//! process, say) while the server goes on answering.
//!
//! Not for the internet: it has no TLS, keeps passwords in clear text and remembers every request it saw.

mod answer;
mod clock;
mod config;
mod fault;
mod gate;
mod handle;
mod limit;
mod line;
mod log;
mod reply;
mod route;
mod routes;
mod server;
mod state;
mod token;

pub use config::{ApiKey, Config, User};
pub use fault::{Fault, Reply};
pub use handle::Handle;
pub use limit::{Limit, RetryAfter};
pub use log::{Counts, Logged};
pub use route::Route;
pub use server::Sandbox;
pub use token::{Issued, Kind};
