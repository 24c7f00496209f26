//! What the server saw: counters, and every request in full.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::route::Route;

/// How often what happened since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// TCP connections made, those dropped at once by `down` included.
    pub connections: u64,
    /// Requests that arrived, on any path.
    pub requests: u64,
    /// Logins that gave a pair of tokens, also when a fault then kept the answer back.
    pub logins: u64,
    /// Refreshes that gave a pair of tokens, also when a fault then kept the answer back.
    pub refreshes: u64,
    /// Logouts that revoked a client's tokens.
    pub logouts: u64,
    /// Protected requests let through.
    pub checks: u64,
    /// Requests refused with one of the contract's 400, 401, 403 or 429 answers.
    pub rejections: u64,
    /// Of those, the 429 ones.
    pub limited: u64,
    /// Spent refresh tokens that came back, outside the grace window.
    pub reuses: u64,
    /// Requests that met a fault.
    pub faults: u64,
    /// Requests being worked on at this moment.
    pub in_flight: u64,
    /// The most requests that were worked on at one moment.
    pub peak_in_flight: u64,
}

/// One request as it arrived. It holds secrets: it is for tests to look at, never to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// When it arrived, by the server's clock.
    pub at: DateTime<Utc>,
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query as sent, the prefix included.
    pub path: String,
    /// The route, if the path is one.
    pub route: Option<Route>,
    /// Names (in lower case) and values, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body, with the replacement character for what is not UTF-8.
    pub body: String,
    /// Whether it met a fault.
    pub faulted: bool,
    /// The status answered; `None` while there was no answer, which stays so when the connection was cut.
    pub status: Option<u16>,
}

impl Logged {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The line the demo prints: no path and no user, since people type secrets in the wrong place.
    pub(crate) fn line(&self, took: Duration) -> String {
        let route = self.route.map_or("(another path)", Route::path);
        let status = self.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let fault = if self.faulted { "  (fault)" } else { "" };
        format!(
            "{}  {} {route}  {status}  {} ms{fault}",
            self.at.format("%H:%M:%SZ"),
            self.method,
            took.as_millis()
        )
    }
}
