//! The login manager, as far as a program asks it for its session.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use zbus::blocking::connection::Builder;
use zbus::zvariant::{OwnedObjectPath, Value};

use crate::peer::Peer;

pub(crate) const PATH: &str = "/org/freedesktop/login1";
pub(crate) const MANAGER: &str = "org.freedesktop.login1.Manager";
pub(crate) const SESSION: &str = "org.freedesktop.login1.Session";
pub(crate) const SESSION_PATH: &str = "/org/freedesktop/login1/session/_31";
const USER_PATH: &str = "/org/freedesktop/login1/user/self";

/// The number of the only session.
const ID: &str = "1";

/// Answers as the login manager, with one session whose hint says whether it is locked.
pub(crate) fn serve(builder: Builder<'static>, locked: Arc<AtomicBool>) -> zbus::Result<Builder<'static>> {
    let mut builder = builder.name("org.freedesktop.login1")?.serve_at(PATH, Manager)?;
    // A program may also call its own session by these names. What happens there is told of under the first.
    for path in [SESSION_PATH, "/org/freedesktop/login1/session/auto", "/org/freedesktop/login1/session/self"]
    {
        builder = builder.serve_at(path, Session { locked: locked.clone() })?;
    }
    builder.serve_at(USER_PATH, User)
}

/// Tells those who listen what the hint says now.
pub(crate) fn tell_hint(peer: &Peer, locked: bool) {
    let changed = HashMap::from([("LockedHint", Value::from(locked))]);
    let nothing: [&str; 0] = [];
    let body = (SESSION, changed, &nothing[..]);
    peer.emit(SESSION_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", &body);
}

fn path(path: &'static str) -> OwnedObjectPath {
    zbus::zvariant::ObjectPath::from_static_str_unchecked(path).into()
}

struct Manager;

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn get_session(&self, id: &str) -> zbus::fdo::Result<OwnedObjectPath> {
        match id {
            ID | "auto" | "self" => Ok(path(SESSION_PATH)),
            other => Err(zbus::fdo::Error::Failed(format!("No session '{other}' known"))),
        }
    }

    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, _pid: u32) -> OwnedObjectPath {
        path(SESSION_PATH)
    }

    fn get_user(&self, _uid: u32) -> OwnedObjectPath {
        path(USER_PATH)
    }

    #[zbus(name = "GetUserByPID")]
    fn get_user_by_pid(&self, _pid: u32) -> OwnedObjectPath {
        path(USER_PATH)
    }

    fn list_sessions(&self) -> Vec<(&str, u32, &str, &str, OwnedObjectPath)> {
        vec![(ID, rustix::process::getuid().as_raw(), "test", "seat0", path(SESSION_PATH))]
    }
}

struct Session {
    locked: Arc<AtomicBool>,
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn id(&self) -> &str {
        ID
    }

    #[zbus(property)]
    fn active(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn class(&self) -> &str {
        "user"
    }

    #[zbus(property)]
    fn state(&self) -> &str {
        "active"
    }

    #[zbus(property)]
    fn user(&self) -> (u32, OwnedObjectPath) {
        (rustix::process::getuid().as_raw(), path(USER_PATH))
    }

    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        self.locked.load(Ordering::SeqCst)
    }
}

struct User;

#[zbus::interface(name = "org.freedesktop.login1.User")]
impl User {
    #[zbus(property)]
    fn display(&self) -> (&str, OwnedObjectPath) {
        (ID, path(SESSION_PATH))
    }

    #[zbus(property)]
    fn sessions(&self) -> Vec<(&str, OwnedObjectPath)> {
        vec![(ID, path(SESSION_PATH))]
    }
}
