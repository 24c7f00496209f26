//! A whole private desktop session for one test.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::bus::{self, Bus};
use crate::child::{self, Ended};
use crate::display::Display;
use crate::keyring::{self, Keyring};
use crate::process::{self, Process};
use crate::search::{Hit, Needles, search_folder};

/// A desktop session: folders, a display, a bus, a keyring and a clipboard that are this test's alone. When it is dropped,
/// everything that was started in it is ended, by number, and its folder is deleted.
pub struct Desk {
    // Fields are dropped in this order, the folder last.
    keyring: Mutex<Option<Keyring>>,
    bus: Mutex<Option<Bus>>,
    display: Display,
    environment: Vec<(OsString, OsString)>,
    mark: String,
    folder: TempDir,
}

/// What a desk shall have.
#[derive(Debug, Clone)]
pub struct DeskBuilder {
    size: (u32, u32),
    bus: bool,
    keyring: Plan,
    environment: Vec<(OsString, OsString)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Plan {
    Absent,
    Locked,
    Unlocked,
}

impl DeskBuilder {
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
        let display = Display::start(width, height, &at.join("logs/display.log"));
        let mark = format!("FOBWATCH_DESK={}", at.display());
        let mut environment = environment(at, &display.name);
        environment.extend(self.environment);
        let desk =
            Desk { keyring: Mutex::default(), bus: Mutex::default(), display, environment, mark, folder };
        if self.bus {
            desk.start_bus();
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
fn environment(at: &Path, display: &str) -> Vec<(OsString, OsString)> {
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
        ("DISPLAY", display.to_owned()),
        ("GDK_BACKEND", "x11".to_owned()),
        ("GSETTINGS_BACKEND", "memory".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        // There is no accessibility bus, and looking for it takes time and a warning.
        ("NO_AT_BRIDGE", "1".to_owned()),
        ("RUST_BACKTRACE", "1".to_owned()),
        ("XDG_SESSION_TYPE", "x11".to_owned()),
    ];
    let folders = folders.into_iter().map(|(name, path)| (name.into(), path.into_os_string()));
    let words = words.into_iter().map(|(name, value)| (name.into(), value.into()));
    let path = std::env::var_os("PATH").map(|path| ("PATH".into(), path));
    folders.chain(words).chain(path).collect()
}

impl Desk {
    /// What a desk shall have; without further words a display, a bus and an unlocked keyring.
    pub fn builder() -> DeskBuilder {
        DeskBuilder { size: (1280, 800), bus: true, keyring: Plan::Unlocked, environment: Vec::new() }
    }

    /// A desk with a display, a bus and an unlocked keyring.
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// The folder with everything the desk's programs can write to.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The application's data folder, the value of `FOBWATCH_HOME`. The application makes it.
    pub fn data(&self) -> PathBuf {
        self.path().join("fobwatch")
    }

    /// The home folder.
    pub fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    /// The name of the display, `:5` say.
    pub fn display(&self) -> &str {
        &self.display.name
    }

    /// A command in this session, for the test to run: `desk.command(built("fob"))`.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        self.furnish(&mut command);
        command
    }

    /// Runs a command of this session to its end; `None` if it had to be killed after `patience`.
    pub fn run(
        &self,
        program: impl AsRef<Path>,
        args: &[&str],
        input: &[u8],
        patience: Duration,
    ) -> Option<Ended> {
        let mut command = self.own(program.as_ref());
        command.args(args);
        child::run(command, input, patience)
    }

    /// A command in this session, for the desk to start.
    pub(crate) fn own(&self, program: &Path) -> Command {
        let mut command = child::command(program);
        self.furnish(&mut command);
        command
    }

    fn furnish(&self, command: &mut Command) {
        command.env_clear().envs(self.environment.iter().cloned()).current_dir(self.path());
    }

    /// Where the output of a program of the desk goes. Below the desk's folder, so that a leak into a log is found.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.path().join("logs").join(format!("{name}.log"))
    }

    /// The end of such a log.
    pub fn tail(&self, name: &str) -> String {
        let bytes = fs::read(self.log(name)).unwrap_or_default();
        let start = bytes.len().saturating_sub(3000);
        String::from_utf8_lossy(bytes.get(start..).unwrap_or_default()).trim().to_owned()
    }

    /// Everything that runs on this desk.
    pub fn processes(&self) -> Vec<Process> {
        process::marked(&self.mark)
    }

    /// Looks for secrets in every file of the desk: home, data, temporary files, logs.
    pub fn search_files(&self, needles: &[impl AsRef<str>]) -> Vec<Hit> {
        search_folder(self.path(), &Needles::new(needles))
    }

    /// Starts the bus, where it was left out or stopped.
    pub fn start_bus(&self) {
        let mut bus = lock(&self.bus);
        if bus.is_none() {
            *bus = Some(Bus::start(self));
        }
    }

    /// Ends the bus. What was connected to it sees the connection close.
    pub fn stop_bus(&self) {
        *lock(&self.bus) = None;
    }

    /// Starts the keyring, where it was left out or stopped, unlocked.
    pub fn start_keyring(&self) {
        self.keyring_from(false);
    }

    /// Starts the keyring, where it was stopped, locked as after a boot. It must have run before.
    pub fn start_keyring_locked(&self) {
        self.keyring_from(true);
    }

    fn keyring_from(&self, locked: bool) {
        let mut keyring = lock(&self.keyring);
        if keyring.is_none() {
            *keyring = Some(Keyring::start(self, locked));
        }
    }

    /// Ends the keyring's daemon.
    pub fn stop_keyring(&self) {
        *lock(&self.keyring) = None;
    }

    /// Kills the keyring's daemon in whatever it does.
    pub fn kill_keyring(&self) {
        if let Some(keyring) = lock(&self.keyring).take() {
            process::signal(keyring.pid(), crate::Signal::KILL);
        }
    }

    /// Locks the keyring.
    pub fn lock_keyring(&self) {
        lock(&self.keyring).as_ref().expect("the keyring runs").lock(self);
    }

    /// Unlocks the keyring.
    pub fn unlock_keyring(&self) {
        lock(&self.keyring).as_ref().expect("the keyring runs").unlock(self);
    }

    /// Whether the keyring is locked; `None` if none answers.
    pub fn keyring_is_locked(&self) -> Option<bool> {
        keyring::is_locked(self)
    }

    /// The number of the keyring's daemon, if it runs.
    pub fn keyring_pid(&self) -> Option<u32> {
        lock(&self.keyring).as_ref().map(Keyring::pid)
    }

    /// The number of the bus's daemon, if it runs.
    pub fn bus_pid(&self) -> Option<u32> {
        lock(&self.bus).as_ref().map(Bus::pid)
    }

    /// A picture of the whole screen, whatever is on it, as a PNG file.
    pub fn screenshot(&self, file: &Path) -> bool {
        let Some(import) = crate::place::found("import") else { return false };
        let file = file.to_string_lossy();
        let ended = self.run(import, &["-window", "root", &file], b"", Duration::from_secs(10));
        ended.is_some_and(|ended| ended.status.success())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What others started (the application, a dialog, an owner of the clipboard) first, while bus and display are
        // still there for it to end in peace.
        let own = [self.bus_pid(), self.keyring_pid()];
        process::end(|| {
            let mut others = self.processes();
            others.retain(|process| !own.contains(&Some(process.pid)));
            others
        });
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
