//! The keyring: the real daemon, locked, unlocked, stopped and started again.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::bus;
use crate::child::Running;
use crate::desk::Desk;
use crate::display::TopWindow;
use crate::place;
use crate::process::{self, Process};

/// The password of every desk's keyring, for [`Desk::answer_prompt`].
pub const PASSWORD: &str = "the-keyring-of-the-desk";

const SERVICE: &str = "org.freedesktop.secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const PATIENCE: Duration = Duration::from_secs(10);

/// A running keyring daemon.
pub(crate) struct Keyring {
    daemon: Running,
}

impl Keyring {
    /// Starts the daemon; its keyring is made at the first start. Where it stays `locked`, it must have been made before.
    pub(crate) fn start(desk: &Desk, locked: bool) -> Self {
        let mut command = desk.own(&place::program("gnome-keyring-daemon"));
        command.args(["--foreground", "--components=secrets"]);
        let daemon = match locked {
            true => Running::start(command, &desk.log("keyring")),
            false => {
                command.arg("--unlock");
                Running::start_with(command, PASSWORD.as_bytes(), &desk.log("keyring"))
            }
        };
        let keyring = Self { daemon };
        let is_ready = || is_locked(desk) == Some(locked);
        assert!(process::wait(PATIENCE, is_ready), "The keyring does not answer: {}", desk.tail("keyring"));
        keyring
    }

    pub(crate) fn pid(&self) -> u32 {
        self.daemon.pid()
    }

    /// Locks it, the way a desktop's settings do.
    pub(crate) fn lock(&self, desk: &Desk) {
        let what = format!("array:objpath:{COLLECTION}");
        let method = "org.freedesktop.Secret.Service.Lock";
        let reply = bus::call(desk, SERVICE, "/org/freedesktop/secrets", method, &[&what]);
        assert!(
            process::wait(PATIENCE, || is_locked(desk) == Some(true)),
            "The keyring does not lock: {reply:?}"
        );
    }

    /// Unlocks it the way a login does: `gnome-keyring-daemon --unlock` would start a second daemon instead.
    pub(crate) fn unlock(&self, desk: &Desk) {
        let socket = desk.path().join("run/keyring/control");
        let result = unlock_through(&socket, PASSWORD);
        assert!(matches!(result, Ok(0)), "The keyring does not unlock: {result:?}");
        assert!(process::wait(PATIENCE, || is_locked(desk) == Some(false)), "The keyring stays locked");
    }
}

impl Desk {
    /// The dialog in which the keyring asks for its password, if it is open.
    pub fn prompt(&self) -> Option<TopWindow> {
        let is_prompter = |pid| Process::of(pid).is_some_and(|process| process.name() == "gcr-prompter");
        self.windows().into_iter().find(|window| window.shown && is_prompter(window.pid))
    }

    /// Waits for that dialog, types this password and presses Enter; true if the dialog is gone then.
    pub fn answer_prompt(&self, password: &str) -> bool {
        assert!(
            process::wait(PATIENCE, || self.prompt().is_some()),
            "The keyring does not ask for its password"
        );
        // It takes a moment to seize the keyboard. What is typed too early is lost, and it asks again.
        std::thread::sleep(Duration::from_millis(300));
        self.xdotool(&["type", "--delay", "15", password]);
        self.xdotool(&["key", "Return"]);
        process::wait(Duration::from_secs(3), || self.prompt().is_none())
    }

    /// Waits for that dialog and turns it down.
    pub fn dismiss_prompt(&self) {
        assert!(
            process::wait(PATIENCE, || self.prompt().is_some()),
            "The keyring does not ask for its password"
        );
        let is_gone = || {
            self.xdotool(&["key", "Escape"]);
            process::wait(Duration::from_millis(300), || self.prompt().is_none())
        };
        assert!(process::wait(PATIENCE, is_gone), "The keyring's dialog stays");
    }
}

/// Whether the keyring is locked; `None` if none answers.
pub(crate) fn is_locked(desk: &Desk) -> Option<bool> {
    let args = ["string:org.freedesktop.Secret.Collection", "string:Locked"];
    let reply = bus::call(desk, SERVICE, COLLECTION, "org.freedesktop.DBus.Properties.Get", &args).ok()?;
    match reply.rsplit(' ').next() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    }
}

/// The daemon's own protocol, as its PAM module speaks it: a byte for the kernel to attach our user to, then a length, the
/// number of the operation, and the password with its length, all big endian. The answer is a length and a result, 0 for
/// done and 1 for a wrong password.
fn unlock_through(socket: &Path, password: &str) -> std::io::Result<u32> {
    const UNLOCK: u32 = 1;
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes();
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(&[0])?;
    let parts: [&[u8]; 4] =
        [&length(12 + password.len()), &UNLOCK.to_be_bytes(), &length(password.len()), password.as_bytes()];
    stream.write_all(&parts.concat())?;
    let mut answer = [0; 8];
    stream.read_exact(&mut answer)?;
    let [_, _, _, _, result @ ..] = answer;
    Ok(u32::from_be_bytes(result))
}
