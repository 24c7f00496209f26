//! D-Bus: a connection that is made again when it is lost, and may come late.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::zvariant::{DynamicType, OwnedValue};

/// How long somebody on the bus may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long after a failed connection the next one is tried, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// The bus itself, as a name, a path and an interface.
const DBUS: (&str, &str, &str) = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus");

/// Which bus.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bus {
    /// The person's.
    Session,
    /// The computer's.
    System,
}

/// What happens on a bus.
pub(crate) enum News<'a> {
    /// A connection was made.
    Up(&'a Connection),
    /// A signal that one of the rules asks for.
    Signal(&'a Connection, &'a Message),
    /// The connection was lost. Another one is tried.
    Down,
}

/// Follows a bus on a thread of its own until it is dropped.
pub(crate) struct Following {
    end: Option<Sender<()>>,
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Drop for Following {
    fn drop(&mut self) {
        // First, so that a connection that is being made just now is not listened to.
        self.end = None;
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Whoever reads from it stops reading.
        drop(connection.map(Connection::close));
    }
}

impl Bus {
    fn connect(&self) -> zbus::Result<Connection> {
        let builder = match self {
            Self::Session => Builder::session(),
            Self::System => Builder::system(),
        };
        builder?.method_timeout(PATIENCE).build()
    }

    /// Follows this bus: `on` is told of it, on another thread. `None` where no thread can be started.
    pub fn follow(
        self,
        name: &str,
        rules: Vec<String>,
        on: impl FnMut(News<'_>) + Send + 'static,
    ) -> Option<Following> {
        let (end, ended) = mpsc::channel();
        let connection = Arc::new(Mutex::new(None));
        let following = Following { end: Some(end), connection: connection.clone() };
        std::thread::Builder::new()
            .name(name.into())
            .spawn(move || Follower { bus: self, rules, connection, ended }.run(on))
            .ok()?;
        Some(following)
    }
}

struct Follower {
    bus: Bus,
    rules: Vec<String>,
    connection: Arc<Mutex<Option<Connection>>>,
    ended: Receiver<()>,
}

impl Follower {
    fn run(self, mut on: impl FnMut(News<'_>)) {
        let mut pause = PAUSES.0;
        loop {
            if let Ok(connection) = self.connect()
                && self.ended.try_recv() != Err(TryRecvError::Disconnected)
            {
                pause = PAUSES.0;
                listen(&connection, &mut on);
                on(News::Down);
            }
            if self.ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            pause = PAUSES.1.min(pause * 2);
        }
    }

    fn connect(&self) -> zbus::Result<Connection> {
        let connection = self.bus.connect()?;
        for rule in &self.rules {
            call(&connection, DBUS, "AddMatch", rule)?;
        }
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection.clone());
        Ok(connection)
    }
}

fn listen(connection: &Connection, on: &mut impl FnMut(News<'_>)) {
    let messages = MessageIterator::from(connection);
    on(News::Up(connection));
    for message in messages {
        let Ok(message) = message else { return };
        if message.message_type() == Type::Signal {
            on(News::Signal(connection, &message));
        }
    }
}

/// The rule for a signal of an interface, whoever sends it.
pub(crate) fn signals(interface: &str) -> String {
    format!("type='signal',interface='{interface}'")
}

/// The rule for a name that comes to the bus, goes, or passes to another program.
pub(crate) fn owner_of(name: &str) -> String {
    format!("type='signal',sender='{}',member='NameOwnerChanged',arg0='{name}'", DBUS.0)
}

/// Which name has come or gone, if that is what the signal says, and whether somebody has it now.
pub(crate) fn owner_changed(message: &Message) -> Option<(String, bool)> {
    let header = message.header();
    if header.sender().map(|sender| sender.as_str()) != Some(DBUS.0) || member(message) != "NameOwnerChanged"
    {
        return None;
    }
    let (name, _, new): (String, String, String) = message.body().deserialize().ok()?;
    Some((name, !new.is_empty()))
}

/// What a signal is called.
pub(crate) fn member(message: &Message) -> String {
    message.header().member().map(ToString::to_string).unwrap_or_default()
}

/// Which interface a signal belongs to.
pub(crate) fn interface(message: &Message) -> String {
    message.header().interface().map(ToString::to_string).unwrap_or_default()
}

/// Whether somebody has this name. Nobody is started for it.
pub(crate) fn has_owner(connection: &Connection, name: &str) -> bool {
    call(connection, DBUS, "NameHasOwner", &name)
        .is_ok_and(|reply| reply.body().deserialize().unwrap_or(false))
}

/// Calls a method of `(name, path, interface)`.
pub(crate) fn call(
    connection: &Connection,
    (name, path, interface): (&str, &str, &str),
    method: &str,
    body: &(impl serde::Serialize + DynamicType),
) -> zbus::Result<Message> {
    connection.call_method(Some(name), path, Some(interface), method, body)
}

/// A property of `(name, path, interface)`.
pub(crate) fn property(
    connection: &Connection,
    (name, path, interface): (&str, &str, &str),
    property: &str,
) -> Option<OwnedValue> {
    let properties = (name, path, "org.freedesktop.DBus.Properties");
    call(connection, properties, "Get", &(interface, property)).ok()?.body().deserialize().ok()
}

/// A property that a `PropertiesChanged` signal tells of.
pub(crate) fn changed(message: &Message, interface: &str, property: &str) -> Option<OwnedValue> {
    let (of, mut values, _): (String, HashMap<String, OwnedValue>, Vec<String>) =
        message.body().deserialize().ok()?;
    if of == interface { values.remove(property) } else { None }
}
