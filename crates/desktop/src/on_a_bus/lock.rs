use super::*;
use crate::watch_screen_lock;
use std::sync::mpsc;
use zbus::zvariant::{OwnedObjectPath, Value};

const SAVER: &str = "org.freedesktop.ScreenSaver";
const LOGIN: &str = "org.freedesktop.login1";
const SESSION: &str = "/org/freedesktop/login1/session/_31";

struct Saver(bool);

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl Saver {
    fn get_active(&self) -> bool {
        self.0
    }
}

/// Like the one of GNOME's settings daemon: it has the name, and tells nothing.
struct Mute;

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl Mute {
    fn inhibit(&self) {}
}

struct Manager;

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[zbus(name = "GetSessionByPID")]
    fn session_by_process(&self, _process: u32) -> zbus::fdo::Result<OwnedObjectPath> {
        Err(zbus::fdo::Error::Failed("a service of the user".into()))
    }

    #[zbus(name = "GetUserByPID")]
    fn user_by_process(&self, _process: u32) -> OwnedObjectPath {
        OwnedObjectPath::try_from("/org/freedesktop/login1/user/_1000").unwrap()
    }
}

struct User;

#[zbus::interface(name = "org.freedesktop.login1.User")]
impl User {
    #[zbus(property)]
    fn display(&self) -> (String, OwnedObjectPath) {
        ("1".into(), OwnedObjectPath::try_from(SESSION).unwrap())
    }
}

struct Session;

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        false
    }
}

fn login() -> Connection {
    program()
        .serve_at("/org/freedesktop/login1", Manager)
        .and_then(|builder| builder.serve_at("/org/freedesktop/login1/user/_1000", User))
        .and_then(|builder| builder.serve_at(SESSION, Session))
        .and_then(|builder| builder.name(LOGIN))
        .and_then(|builder| builder.build())
        .unwrap()
}

fn emit(
    from: &Connection,
    path: &str,
    interface: &str,
    signal: &str,
    body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
) {
    from.emit_signal(None::<&str>, path, interface, signal, body).unwrap();
}

#[test]
fn locks_are_heard_from_the_screen_saver_and_the_login_manager() {
    with_a_bus("on_a_bus::lock::locks_are_heard_from_the_screen_saver_and_the_login_manager", |folder| {
        let (lock, locks) = mpsc::channel();
        let watch = watch_screen_lock(move |locked| lock.send(locked).unwrap());
        assert!(!watch.is_watched());
        let daemon = Daemon::start(folder);
        let mute = program().serve_at("/ScreenSaver", Mute).unwrap().name(SAVER).unwrap().build().unwrap();
        std::thread::sleep(Duration::from_millis(1500));
        assert!(!watch.is_watched());
        drop(mute.close());

        let saver =
            program().serve_at("/ScreenSaver", Saver(true)).unwrap().name(SAVER).unwrap().build().unwrap();
        // It is locked already.
        assert!(next(&locks));
        assert!(watch.is_watched());
        emit(&saver, "/ScreenSaver", SAVER, "ActiveChanged", &false);
        assert!(!next(&locks));
        emit(&saver, "/org/freedesktop/ScreenSaver", SAVER, "ActiveChanged", &true);
        emit(&saver, "/ScreenSaver", SAVER, "ActiveChanged", &true);
        assert!(next(&locks));
        silent(&locks);
        emit(&saver, "/ScreenSaver", SAVER, "ActiveChanged", &false);
        assert!(!next(&locks));
        drop(saver.close());
        eventually(|| !watch.is_watched());

        let login = login();
        eventually(|| watch.is_watched());
        let session = "org.freedesktop.login1.Session";
        emit(&login, SESSION, session, "Lock", &());
        assert!(next(&locks));
        emit(&login, SESSION, session, "Unlock", &());
        assert!(!next(&locks));
        // Another person's session.
        emit(&login, "/org/freedesktop/login1/session/_32", session, "Lock", &());
        silent(&locks);
        let hint = |locked: bool| {
            let changed = std::collections::HashMap::from([("LockedHint", Value::from(locked))]);
            let body = &(session, changed, Vec::<String>::new());
            emit(&login, SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", body);
        };
        hint(true);
        assert!(next(&locks));
        hint(false);
        assert!(!next(&locks));
        emit(&login, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", &true);
        assert!(next(&locks));
        emit(&login, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", &false);
        silent(&locks);

        drop(daemon);
        eventually(|| !watch.is_watched());
        idle();
        drop(watch);
    });
}
