//! What a desk shall have, and how it comes to be.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::bus;
use crate::desk::Desk;
use crate::display::{Display, XServer};
use crate::wayland::Compositor;

/// What a desk shall have.
#[derive(Debug, Clone)]
pub struct DeskBuilder {
    size: (u32, u32),
    bus: bool,
    keyring: Plan,
    manager: bool,
    wayland: bool,
    screen_lock: bool,
    environment: Vec<(OsString, OsString)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Plan {
    Absent,
    Locked,
    Unlocked,
}

impl DeskBuilder {
    pub(crate) fn new() -> Self {
        Self {
            size: (1280, 800),
            bus: true,
            keyring: Plan::Unlocked,
            manager: false,
            wayland: false,
            screen_lock: false,
            environment: Vec::new(),
        }
    }

    /// The screen's size in pixels, instead of 1280×800.
    #[must_use]
    pub fn size(self, width: u32, height: u32) -> Self {
        Self { size: (width, height), ..self }
    }

    /// A bus, and nobody on it who keeps secrets.
    #[must_use]
    pub fn without_keyring(self) -> Self {
        Self { keyring: Plan::Absent, ..self }
    }

    /// No bus, and so no keyring. Both can be started later.
    #[must_use]
    pub fn without_bus(self) -> Self {
        Self { bus: false, keyring: Plan::Absent, ..self }
    }

    /// A keyring that exists and is locked.
    #[must_use]
    pub fn locked_keyring(self) -> Self {
        Self { keyring: Plan::Locked, ..self }
    }

    /// A window manager: windows get frames with buttons, and one of them has the focus.
    #[must_use]
    pub fn window_manager(self) -> Self {
        Self { manager: true, ..self }
    }

    /// A Wayland compositor instead of an X server.
    #[must_use]
    pub fn wayland(self) -> Self {
        Self { wayland: true, ..self }
    }

    /// Screen savers, and a login manager on a system's bus, so that the screen can be locked.
    #[must_use]
    pub fn screen_lock(self) -> Self {
        Self { screen_lock: true, ..self }
    }

    /// One more variable in the environment of everything on the desk; an earlier value is replaced.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Starts all of it.
    ///
    /// # Panics
    /// If a program is missing, with the command that gets it, or if one does not start.
    pub fn start(self) -> Desk {
        let folder = tempfile::Builder::new().prefix("fobwatch-").tempdir().expect("a temporary folder");
        let at = folder.path();
        for name in ["home", "run", "tmp", "logs"] {
            let made = at.join(name);
            fs::create_dir(&made).expect("a folder can be made");
            fs::set_permissions(&made, fs::Permissions::from_mode(0o700)).expect("its mode can be set");
        }
        let (width, height) = self.size;
        let display = match self.wayland {
            true => Display::Wayland(Compositor::start(width, height, at)),
            false => Display::X(XServer::start(width, height, &at.join("logs/display.log"))),
        };
        let mark = format!("FOBWATCH_DESK={}", at.display());
        let mut environment = environment(at, &display);
        environment.extend(self.environment);
        let desk = Desk::furnished(display, environment, mark, folder);
        if self.manager {
            desk.start_window_manager();
        }
        if self.bus {
            desk.start_bus();
        }
        if self.screen_lock {
            desk.start_screen_lock();
        }
        if self.keyring != Plan::Absent {
            desk.start_keyring();
        }
        if self.keyring == Plan::Locked {
            desk.lock_keyring();
        }
        desk
    }
}

/// The environment of everything on a desk. Nothing of the developer's own session is in it but the path to programs.
fn environment(at: &Path, display: &Display) -> Vec<(OsString, OsString)> {
    let home = at.join("home");
    let run = at.join("run");
    let folders = [
        ("FOBWATCH_DESK", at.to_path_buf()),
        ("FOBWATCH_HOME", at.join("fobwatch")),
        ("HOME", home.clone()),
        ("TMPDIR", at.join("tmp")),
        ("XDG_CACHE_HOME", home.join(".cache")),
        ("XDG_CONFIG_HOME", home.join(".config")),
        ("XDG_DATA_HOME", home.join(".local/share")),
        ("XDG_RUNTIME_DIR", run.clone()),
        ("XDG_STATE_HOME", home.join(".local/state")),
    ];
    let words = [
        ("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", bus::socket(&run).display())),
        // Where nothing is, unless the desk has a login manager.
        ("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", bus::system_socket(&run).display())),
        ("GSETTINGS_BACKEND", "memory".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        // There is no accessibility bus, and looking for it takes time and a warning.
        ("NO_AT_BRIDGE", "1".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
    ];
    let folders = folders.into_iter().map(|(name, path)| (name.into(), path.into_os_string()));
    let words = words.into_iter().map(|(name, value)| (name.into(), value.into()));
    let path = std::env::var_os("PATH").map(|path| ("PATH".into(), path));
    let screen = display.environment().into_iter().map(|(name, value)| (name.into(), value));
    folders.chain(words).chain(screen).chain(path).collect()
}
