//! What tells programs that the screen is locked: two screen savers on the session's bus, the login manager on the system's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use zbus::blocking::connection::Builder;

use crate::bus::{self, Bus};
use crate::desk::Desk;
use crate::login1;
use crate::peer::Peer;

/// Who tells of a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockBy {
    /// The screen saver that KDE and others have, `org.freedesktop.ScreenSaver`.
    ScreenSaver,
    /// GNOME's, `org.gnome.ScreenSaver`.
    Gnome,
    /// The login manager asks the session to lock, as `loginctl lock-session` does, and nothing follows.
    Login,
    /// The desktop says at the login manager that it has locked, and nobody has asked for it.
    LoginHint,
}

const SAVERS: [(&str, &[&str]); 2] = [
    ("org.freedesktop.ScreenSaver", &["/org/freedesktop/ScreenSaver", "/ScreenSaver"]),
    ("org.gnome.ScreenSaver", &["/org/gnome/ScreenSaver"]),
];

/// Whether a screen is locked, as one of them sees it.
type Locked = Arc<AtomicBool>;

/// All who tell of locks on one desk.
pub(crate) struct ScreenLock {
    savers: Peer,
    login: Peer,
    active: [Locked; 2],
    hint: Locked,
    // Ends after the connections to it.
    system: Bus,
}

impl ScreenLock {
    pub(crate) fn start(desk: &Desk) -> Self {
        let system = Bus::start_system(desk);
        let (hint, active) = (Locked::default(), <[Locked; 2]>::default());
        let run = desk.path().join("run");
        let savers = Peer::start(&bus::socket(&run), |builder| serve(builder, &active));
        let login = Peer::start(&bus::system_socket(&run), |builder| login1::serve(builder, hint.clone()));
        Self { savers, login, active, hint, system }
    }

    pub(crate) fn bus_pid(&self) -> u32 {
        self.system.pid()
    }

    fn set(&self, by: LockBy, locked: bool) {
        match by {
            LockBy::ScreenSaver => self.set_saver(0, locked),
            LockBy::Gnome => self.set_saver(1, locked),
            LockBy::Login => {
                let signal = if locked { "Lock" } else { "Unlock" };
                self.login.emit(login1::SESSION_PATH, login1::SESSION, signal, &());
            }
            LockBy::LoginHint => {
                self.hint.store(locked, Ordering::SeqCst);
                login1::tell_hint(&self.login, locked);
            }
        }
    }

    fn set_saver(&self, which: usize, locked: bool) {
        let (Some((name, paths)), Some(active)) = (SAVERS.get(which), self.active.get(which)) else { return };
        active.store(locked, Ordering::SeqCst);
        for path in *paths {
            self.savers.emit(path, name, "ActiveChanged", &locked);
        }
    }
}

impl Desk {
    /// Locks the screen. The desk was built with [`crate::DeskBuilder::screen_lock`].
    pub fn lock_screen(&self, by: LockBy) {
        self.screen_lock(|lock| lock.set(by, true));
    }

    /// Unlocks it.
    pub fn unlock_screen(&self, by: LockBy) {
        self.screen_lock(|lock| lock.set(by, false));
    }

    /// Says that the computer is about to sleep.
    pub fn sleep(&self) {
        self.screen_lock(|lock| lock.login.emit(login1::PATH, login1::MANAGER, "PrepareForSleep", &true));
    }

    /// Says that the computer has slept.
    pub fn wake(&self) {
        self.screen_lock(|lock| lock.login.emit(login1::PATH, login1::MANAGER, "PrepareForSleep", &false));
    }
}

fn serve(builder: Builder<'static>, active: &[Locked; 2]) -> zbus::Result<Builder<'static>> {
    let [saver, gnome] = active.clone();
    let [(saver_name, saver_paths), (gnome_name, gnome_paths)] = SAVERS;
    let mut builder = builder.name(saver_name)?.name(gnome_name)?;
    for path in saver_paths {
        builder = builder.serve_at(*path, Saver { active: saver.clone() })?;
    }
    for path in gnome_paths {
        builder = builder.serve_at(*path, GnomeSaver { active: gnome.clone() })?;
    }
    Ok(builder)
}

struct Saver {
    active: Locked,
}

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl Saver {
    fn get_active(&self) -> bool {
        self.active.load(Ordering::SeqCst)
    }

    fn inhibit(&self, _program: &str, _reason: &str) -> u32 {
        1
    }

    fn un_inhibit(&self, _cookie: u32) {}
}

struct GnomeSaver {
    active: Locked,
}

#[zbus::interface(name = "org.gnome.ScreenSaver")]
impl GnomeSaver {
    fn get_active(&self) -> bool {
        self.active.load(Ordering::SeqCst)
    }
}
