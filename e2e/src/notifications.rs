//! A notification daemon, as a desktop has one: it shows what programs send, and tells them what a person does with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

use crate::bus;
use crate::desk::Desk;
use crate::peer::Peer;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A notification daemon on the desk's bus. Dropping it is the daemon going away.
pub struct Notifications {
    peer: Peer,
    state: Shared,
}

type Shared = Arc<Mutex<State>>;

#[derive(Default)]
struct State {
    last: u32,
    open: Vec<u32>,
    shown: Vec<Notification>,
    closed: Vec<(u32, Closed)>,
}

/// What a program sent to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The number it got; the old one if it replaces one that is open.
    pub id: u32,
    /// The number that it asked to replace, 0 for none.
    pub replaces: u32,
    /// The name of the program.
    pub app: String,
    /// The name of its icon, or its file.
    pub icon: String,
    /// The title.
    pub summary: String,
    /// The text, with its markup.
    pub body: String,
    /// The buttons: the word for the program and the one for the person. `default` is a click on the whole.
    pub actions: Vec<(String, String)>,
    /// All else it said of it, `urgency` say, as text.
    pub hints: BTreeMap<String, String>,
    /// After how many milliseconds it shall go: -1 leaves that to the daemon, 0 is never.
    pub timeout: i32,
}

/// How a notification went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Its time was over.
    Expired,
    /// A person closed it, also by clicking on it.
    Dismissed,
    /// The program took it back.
    TakenBack,
}

impl Closed {
    fn number(self) -> u32 {
        match self {
            Self::Expired => 1,
            Self::Dismissed => 2,
            Self::TakenBack => 3,
        }
    }
}

impl Desk {
    /// Puts a notification daemon on the desk that knows of buttons and of markup.
    ///
    /// # Panics
    /// If there is no bus, or a daemon already.
    pub fn start_notifications(&self) -> Notifications {
        self.start_notifications_that_know(&["actions", "body", "body-markup", "persistence"])
    }

    /// Puts a notification daemon on the desk that knows of these things only.
    ///
    /// # Panics
    /// If there is no bus, or a daemon already.
    pub fn start_notifications_that_know(&self, capabilities: &[&str]) -> Notifications {
        let state = Shared::default();
        let capabilities = capabilities.iter().map(|name| (*name).to_owned()).collect();
        let daemon = Daemon { state: state.clone(), capabilities };
        let peer = Peer::start(&bus::socket(&self.path().join("run")), |builder| {
            builder.serve_at(PATH, daemon)?.name(NAME)
        });
        Notifications { peer, state }
    }
}

impl Notifications {
    /// All that was sent to be shown since the start, the oldest first, whether it is still open or not.
    pub fn shown(&self) -> Vec<Notification> {
        lock(&self.state).shown.clone()
    }

    /// The numbers of those that are open, the oldest first.
    pub fn open(&self) -> Vec<u32> {
        lock(&self.state).open.clone()
    }

    /// Those that went away, in that order, and how.
    pub fn closed(&self) -> Vec<(u32, Closed)> {
        lock(&self.state).closed.clone()
    }

    /// Presses a button of a notification, which then closes.
    ///
    /// # Panics
    /// If it is not open, or has no such button.
    pub fn invoke(&self, id: u32, action: &str) {
        let last = self.shown().into_iter().rev().find(|one| one.id == id);
        let known = last.is_some_and(|one| one.actions.iter().any(|(name, _)| name == action));
        assert!(known && self.open().contains(&id), "notification {id} cannot be asked for `{action}`");
        self.peer.emit(PATH, NAME, "ActionInvoked", &(id, action));
        self.close(id, Closed::Dismissed);
    }

    /// Closes a notification, as its cross does.
    pub fn dismiss(&self, id: u32) {
        self.close(id, Closed::Dismissed);
    }

    /// Ends the time of a notification.
    pub fn expire(&self, id: u32) {
        self.close(id, Closed::Expired);
    }

    fn close(&self, id: u32, how: Closed) {
        if lock(&self.state).close(id, how) {
            self.peer.emit(PATH, NAME, "NotificationClosed", &(id, how.number()));
        }
    }
}

impl State {
    /// Whether it was open.
    fn close(&mut self, id: u32, how: Closed) -> bool {
        let was_open = self.open.contains(&id);
        if was_open {
            self.open.retain(|open| *open != id);
            self.closed.push((id, how));
        }
        was_open
    }

    fn show(&mut self, mut notification: Notification) -> u32 {
        let id = if self.open.contains(&notification.replaces) {
            notification.replaces
        } else {
            self.last += 1;
            self.open.push(self.last);
            self.last
        };
        notification.id = id;
        self.shown.push(notification);
        id
    }
}

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn said(value: &Value<'_>) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::U8(number) => number.to_string(),
        Value::I32(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        _ => value.value_signature().to_string(),
    }
}

/// What programs talk to.
struct Daemon {
    state: Shared,
    capabilities: Vec<String>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("desk", "fobwatch", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the interface is not ours")]
    fn notify(
        &self,
        app: String,
        replaces: u32,
        icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        let (pairs, _) = actions.as_chunks();
        let actions = pairs.iter().map(|[name, label]| (name.clone(), label.clone())).collect();
        let hints = hints.into_iter().map(|(name, value)| (name, said(&value))).collect();
        let sent = Notification { id: 0, replaces, app, icon, summary, body, actions, hints, timeout };
        lock(&self.state).show(sent)
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        if lock(&self.state).close(id, Closed::TakenBack) {
            Self::notification_closed(&emitter, id, Closed::TakenBack.number()).await?;
        }
        Ok(())
    }

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}
