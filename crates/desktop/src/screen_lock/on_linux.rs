//! On Linux the screen savers tell, on the session's bus, and the login manager, on the system's.

use super::locks::{Locks, News, Teller};
use crate::bus::{self, Bus, Following};
use std::sync::{Arc, Mutex, PoisonError};
use zbus::blocking::Connection;
use zbus::message::Message;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

/// The screen savers, each with the places where it may be. Their interfaces have their names.
const SAVERS: [(Teller, &[&str]); 5] = [
    ("org.freedesktop.ScreenSaver", &["/org/freedesktop/ScreenSaver", "/ScreenSaver"]),
    ("org.gnome.ScreenSaver", &["/org/gnome/ScreenSaver"]),
    ("org.cinnamon.ScreenSaver", &["/org/cinnamon/ScreenSaver"]),
    ("org.mate.ScreenSaver", &["/org/mate/ScreenSaver"]),
    ("org.xfce.ScreenSaver", &["/org/xfce/ScreenSaver"]),
];

const LOGIN: Teller = "org.freedesktop.login1";
const MANAGER: (&str, &str, &str) = (LOGIN, "/org/freedesktop/login1", "org.freedesktop.login1.Manager");
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// A watch that is kept until it is dropped.
pub struct ScreenLock {
    shared: Arc<Shared>,
    _following: [Option<Following>; 2],
}

impl ScreenLock {
    /// Whether somebody would tell of a lock.
    pub fn is_watched(&self) -> bool {
        self.shared.locks.lock().unwrap_or_else(PoisonError::into_inner).is_watched()
    }
}

struct Shared {
    locks: Mutex<Locks>,
    on_lock: Box<dyn Fn(bool) + Send + Sync>,
}

impl Shared {
    fn hear(&self, news: impl IntoIterator<Item = News>) {
        for news in news {
            // Not while it is called: it may ask whether this is watched.
            let heard = self.locks.lock().unwrap_or_else(PoisonError::into_inner).hear(news);
            if let Some(locked) = heard {
                (self.on_lock)(locked);
            }
        }
    }
}

/// Watches the screen lock. `on_lock` is called with `true` when the screen is locked or the computer goes to sleep, at
/// once where it is locked already, and with `false` when it is unlocked; on threads of its own, and it must return soon.
/// A bus that is not there may come later.
pub fn watch(on_lock: impl Fn(bool) + Send + Sync + 'static) -> ScreenLock {
    let shared = Arc::new(Shared { locks: Mutex::default(), on_lock: Box::new(on_lock) });
    let following = [savers(shared.clone()), login(shared.clone())];
    ScreenLock { shared, _following: following }
}

fn savers(shared: Arc<Shared>) -> Option<Following> {
    let rules = SAVERS.iter().flat_map(|(name, _)| {
        [bus::owner_of(name), format!("{},member='ActiveChanged'", bus::signals(name))]
    });
    Bus::Session.follow("lock-session", rules.collect(), move |news| match news {
        bus::News::Up(connection) => {
            shared.hear(SAVERS.iter().filter_map(|saver| ask(connection, saver)));
        }
        bus::News::Signal(connection, message) => shared.hear(saver_says(connection, message)),
        bus::News::Down => shared.hear(SAVERS.iter().map(|(name, _)| News::Gone(name))),
    })
}

fn saver_says(connection: &Connection, message: &Message) -> Option<News> {
    match bus::owner_changed(message) {
        Some((name, there)) => {
            let saver = SAVERS.iter().find(|(saver, _)| *saver == name)?;
            if there { ask(connection, saver) } else { Some(News::Gone(saver.0)) }
        }
        None => {
            let interface = bus::interface(message);
            let (name, _) = SAVERS.iter().find(|(saver, _)| *saver == interface)?;
            Some(News::Is(name, message.body().deserialize().ok()?))
        }
    }
}

/// Some have the name and do not tell of locks; those do not answer here.
fn ask(connection: &Connection, (name, paths): &(Teller, &[&str])) -> Option<News> {
    if !bus::has_owner(connection, name) {
        return None;
    }
    let active = |path: &&str| {
        bus::call(connection, (name, path, name), "GetActive", &()).ok()?.body().deserialize::<bool>().ok()
    };
    paths.iter().find_map(active).map(|locked| News::Is(name, locked))
}

fn login(shared: Arc<Shared>) -> Option<Following> {
    let rules = vec![
        bus::owner_of(LOGIN),
        format!("{},sender='{LOGIN}',member='PrepareForSleep'", bus::signals(MANAGER.2)),
        format!("{},sender='{LOGIN}'", bus::signals(SESSION)),
        format!("{},sender='{LOGIN}',arg0='{SESSION}'", bus::signals(PROPERTIES)),
    ];
    let mut session = None;
    Bus::System.follow("lock-system", rules, move |news| match news {
        bus::News::Up(connection) => {
            session = find_session(connection);
            shared.hear(hint(connection, session.as_ref()));
        }
        bus::News::Signal(connection, message) => match bus::owner_changed(message) {
            Some((_, true)) => {
                session = find_session(connection);
                shared.hear(hint(connection, session.as_ref()));
            }
            Some((_, false)) => shared.hear([News::Gone(LOGIN)]),
            None => shared.hear(login_says(message, session.as_ref())),
        },
        bus::News::Down => shared.hear([News::Gone(LOGIN)]),
    })
}

/// The session that this program belongs to, or the one that its user sees.
fn find_session(connection: &Connection) -> Option<OwnedObjectPath> {
    if !bus::has_owner(connection, LOGIN) {
        return None;
    }
    let process = std::process::id();
    let path = |method: &str, body: &(u32,)| {
        bus::call(connection, MANAGER, method, body).ok()?.body().deserialize::<OwnedObjectPath>().ok()
    };
    let named = || {
        let id = std::env::var("XDG_SESSION_ID").ok()?;
        bus::call(connection, MANAGER, "GetSession", &id).ok()?.body().deserialize().ok()
    };
    let seen = || {
        let user = path("GetUserByPID", &(process,))?;
        let display = bus::property(connection, (LOGIN, &user, "org.freedesktop.login1.User"), "Display")?;
        let (_, session): (String, OwnedObjectPath) = display.try_into().ok()?;
        (session.as_str() != "/").then_some(session)
    };
    named().or_else(|| path("GetSessionByPID", &(process,))).or_else(seen)
}

fn hint(connection: &Connection, session: Option<&OwnedObjectPath>) -> Option<News> {
    let locked = bus::property(connection, (LOGIN, session?, SESSION), "LockedHint")?;
    is(locked)
}

fn is(locked: OwnedValue) -> Option<News> {
    Some(News::Is(LOGIN, locked.try_into().ok()?))
}

fn login_says(message: &Message, session: Option<&OwnedObjectPath>) -> Option<News> {
    let member = bus::member(message);
    if member == "PrepareForSleep" {
        return message.body().deserialize::<bool>().ok()?.then_some(News::Lock);
    }
    let header = message.header();
    if header.path()?.as_str() != session?.as_str() {
        return None;
    }
    match member.as_str() {
        "Lock" => Some(News::Lock),
        "Unlock" => Some(News::Unlock),
        "PropertiesChanged" => is(bus::changed(message, SESSION, "LockedHint")?),
        _ => None,
    }
}
