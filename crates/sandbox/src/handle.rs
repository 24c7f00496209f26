//! The test's hold on a running server: its knobs, counters and memory.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::config::{Config, User};
use crate::fault::Fault;
use crate::log::{Counts, Logged};
use crate::route::Route;
use crate::state::State;
use crate::token::{Issued, Kind};

/// A shared hold on the server's state. It stays good while the server is halted, and after it is gone.
#[derive(Clone)]
pub struct Handle(Arc<Mutex<State>>);

impl Handle {
    pub(crate) fn new(config: Config) -> Self {
        Self(Arc::new(Mutex::new(State::new(config))))
    }

    pub(crate) fn with<T>(&self, step: impl FnOnce(&mut State) -> T) -> T {
        step(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts a connection and says whether to keep it.
    pub(crate) fn connected(&self) -> bool {
        self.with(|state| {
            state.counts.connections += 1;
            !state.config.down
        })
    }

    /// The configuration as it is now.
    pub fn config(&self) -> Config {
        self.with(|state| state.config.clone())
    }

    /// Changes the configuration while the server runs; `port` and `prefix` have no effect any more.
    pub fn change(&self, change: impl FnOnce(&mut Config)) {
        self.with(|state| change(&mut state.config));
    }

    /// Adds a user, or replaces the one of the same name.
    pub fn put_user(&self, user: User) {
        self.change(|config| {
            config.users.retain(|known| known.username != user.username);
            config.users.push(user);
        });
    }

    /// Sets another password for a user; tokens given out stay good.
    pub fn set_password(&self, username: &str, password: &str) {
        self.change(|config| {
            for user in config.users.iter_mut().filter(|user| user.username == username) {
                user.password = password.to_owned();
            }
        });
    }

    /// Adds a fault to the end of a route's queue; each request takes one.
    pub fn fault(&self, route: Route, fault: Fault) {
        self.with(|state| state.faults.push(route, fault));
    }

    /// The fault of every request on a route whose queue is empty; `None` ends it.
    pub fn fault_always(&self, route: Route, fault: Option<Fault>) {
        self.with(|state| state.faults.always(route, fault));
    }

    /// Forgets all faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.with(|state| state.faults.clear());
    }

    /// Ends every token of a client, as when somebody logs out on another machine.
    pub fn revoke(&self, client_id: u64) {
        self.with(|state| state.revoke_client(client_id));
    }

    /// Whether a token would be accepted at this moment, where tokens of its kind are. Changes nothing.
    pub fn accepts(&self, token: &str, kind: Kind) -> bool {
        self.with(|state| state.accepts(token, kind))
    }

    /// The server's time, skew included.
    pub fn now(&self) -> DateTime<Utc> {
        self.with(|state| state.now())
    }

    /// The counters.
    pub fn counts(&self) -> Counts {
        self.with(|state| state.counts)
    }

    /// Every token given out, in order; an access token and the refresh token of the same pair follow each other.
    pub fn issued(&self) -> Vec<Issued> {
        self.with(|state| state.issued.clone())
    }

    /// The last token of a kind given to a user.
    pub fn latest(&self, username: &str, kind: Kind) -> Option<Issued> {
        self.with(|state| {
            let of_user = |issued: &&Issued| issued.account == username && issued.kind == kind;
            state.issued.iter().rev().find(of_user).cloned()
        })
    }

    /// What must turn up nowhere: the third segment of every token given out, and every user's password.
    pub fn secrets(&self) -> Vec<String> {
        self.with(|state| {
            let signatures = state.issued.iter().map(|issued| issued.signature().to_owned());
            let passwords = state.config.users.iter().map(|user| user.password.clone());
            signatures.chain(passwords).collect()
        })
    }

    /// Every request so far, in order of arrival.
    pub fn log(&self) -> Vec<Logged> {
        self.with(|state| state.log.clone())
    }

    /// The requests on one route so far, in order of arrival.
    pub fn requests(&self, route: Route) -> Vec<Logged> {
        self.with(|state| state.log.iter().filter(|entry| entry.route == Some(route)).cloned().collect())
    }

    /// A line for each request from now on, as the demo prints them: without secrets. One listener at a time.
    pub fn lines(&self) -> Receiver<String> {
        let (sender, receiver) = channel();
        self.with(|state| state.lines = Some(sender));
        receiver
    }
}
