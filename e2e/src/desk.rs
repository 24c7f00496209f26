//! A whole private desktop session for one test.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::builder::DeskBuilder;
use crate::bus::Bus;
use crate::child::{self, Ended};
use crate::display::Display;
use crate::keyring::{self, Keyring};
use crate::manager::Manager;
use crate::process::{self, Process};
use crate::screen_saver::ScreenLock;
use crate::search::{Hit, Needles, search_folder};

/// A desktop session: folders, a display, a bus, a keyring and a clipboard that are this test's alone. When it is dropped,
/// everything that was started in it is ended, by number, and its folder is deleted.
pub struct Desk {
    // Fields are dropped in this order, the folder last.
    keyring: Mutex<Option<Keyring>>,
    screen_lock: Mutex<Option<ScreenLock>>,
    bus: Mutex<Option<Bus>>,
    manager: Mutex<Option<Manager>>,
    display: Display,
    environment: Vec<(OsString, OsString)>,
    mark: String,
    folder: TempDir,
}

impl Desk {
    /// What a desk shall have; without further words a display, a bus and an unlocked keyring.
    pub fn builder() -> DeskBuilder {
        DeskBuilder::new()
    }

    /// A desk with a display, a bus and an unlocked keyring.
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// One with a screen and folders, and nothing else yet.
    pub(crate) fn furnished(
        display: Display,
        environment: Vec<(OsString, OsString)>,
        mark: String,
        folder: TempDir,
    ) -> Self {
        Self {
            keyring: Mutex::default(),
            screen_lock: Mutex::default(),
            bus: Mutex::default(),
            manager: Mutex::default(),
            display,
            environment,
            mark,
            folder,
        }
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

    pub(crate) fn screen(&self) -> &Display {
        &self.display
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

    pub(crate) fn start_window_manager(&self) {
        *lock(&self.manager) = Some(Manager::start(self));
    }

    pub(crate) fn start_screen_lock(&self) {
        *lock(&self.screen_lock) = Some(ScreenLock::start(self));
    }

    /// Does something with those who tell of locks.
    pub(crate) fn screen_lock(&self, what: impl FnOnce(&ScreenLock)) {
        what(lock(&self.screen_lock).as_ref().expect("the desk was built with a screen lock"));
    }

    /// What the desk itself runs in its session.
    fn own_pids(&self) -> [Option<u32>; 4] {
        [
            self.bus_pid(),
            self.keyring_pid(),
            lock(&self.manager).as_ref().map(Manager::pid),
            lock(&self.screen_lock).as_ref().map(ScreenLock::bus_pid),
        ]
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What others started (the application, a dialog, an owner of the clipboard) first, while bus and display are
        // still there for it to end in peace.
        let own = self.own_pids();
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
