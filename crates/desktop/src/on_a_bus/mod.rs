//! Tests on a bus of their own, with those who would be on a desktop's played here. The environment names the bus, so each
//! test runs again in a process of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "the helpers of a test fail as the tests do"
)]

mod lock;
mod notices;
mod tray;

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};
use zbus::blocking::{Connection, connection::Builder};

/// Names the folder of the bus to the process that runs the test.
const FOLDER: &str = "FOBWATCH_TEST_BUS";

const CONFIG: &str = r#"<busconfig><type>session</type><listen>unix:path=ADDRESS</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// Runs a test in a process whose session bus and system bus is one that the test starts.
fn with_a_bus(name: &str, test: impl FnOnce(&Path)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return test(Path::new(&folder));
    }
    if Command::new("dbus-daemon").arg("--version").output().is_err() {
        println!("skipped: there is no dbus-daemon");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let address = format!("unix:path={}", socket(folder.path()).display());
    let passed = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder.path())
        .env("DBUS_SESSION_BUS_ADDRESS", &address)
        .env("DBUS_SYSTEM_BUS_ADDRESS", &address)
        .env_remove("XDG_SESSION_ID")
        .status()
        .unwrap();
    assert!(passed.success());
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("bus")
}

/// A bus that ends when it is dropped.
struct Daemon(Child);

impl Daemon {
    fn start(folder: &Path) -> Self {
        let _ = std::fs::remove_file(socket(folder));
        let config = folder.join("bus.conf");
        std::fs::write(&config, CONFIG.replace("ADDRESS", &socket(folder).display().to_string())).unwrap();
        let child = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--config-file"])
            .arg(config)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Self(child);
        // The socket is there a moment before anybody listens on it.
        eventually(|| UnixStream::connect(socket(folder)).is_ok());
        started
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program on the bus.
fn program() -> Builder<'static> {
    Builder::session().unwrap().method_timeout(Duration::from_secs(5))
}

fn eventually(mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < until, "it never came");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The next that comes.
fn next<T>(from: &Receiver<T>) -> T {
    from.recv_timeout(Duration::from_secs(10)).expect("it never came")
}

/// Nothing comes for a while.
fn silent<T: std::fmt::Debug>(from: &Receiver<T>) {
    if let Ok(came) = from.recv_timeout(Duration::from_millis(300)) {
        panic!("{came:?} came");
    }
}

/// The processor time that this process has used.
fn used() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Nothing turns in circles.
fn idle() {
    let before = used();
    std::thread::sleep(Duration::from_secs(1));
    let spent = used() - before;
    assert!(spent < Duration::from_millis(200), "{spent:?} of a second");
}

fn call<R>(
    connection: &Connection,
    to: (&str, &str, &str),
    method: &str,
    body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
) -> zbus::Result<R>
where
    R: serde::de::DeserializeOwned + zbus::zvariant::Type,
{
    crate::bus::call(connection, to, method, body)?.body().deserialize()
}
