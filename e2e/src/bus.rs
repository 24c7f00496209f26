//! The buses: the session's, and the system's where a desk has one.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::child::{self, Running};
use crate::desk::Desk;
use crate::place;
use crate::process;

/// What the bus may start when it is called for: the dialog in which a keyring asks for its password, and nothing else. A
/// desk without a keyring would otherwise get one from the system's list as soon as the application asks.
const STARTABLE: [&str; 2] = ["org.gnome.keyring.SystemPrompter", "org.gnome.keyring.PrivatePrompter"];

/// A session's bus, or a system's.
pub(crate) struct Bus {
    daemon: Running,
}

impl Bus {
    /// Starts a bus that is reached where a session's bus is looked for when nobody says where it is.
    pub(crate) fn start(desk: &Desk) -> Self {
        let services = desk.path().join("services");
        fs::create_dir_all(&services).expect("a folder can be made");
        for name in STARTABLE {
            let file = format!("{name}.service");
            let _ = fs::copy(Path::new("/usr/share/dbus-1/services").join(&file), services.join(&file));
        }
        Self::run(desk, "bus", &socket(&desk.path().join("run")))
    }

    /// Starts the system's bus of this desk, with nobody on it.
    pub(crate) fn start_system(desk: &Desk) -> Self {
        Self::run(desk, "system-bus", &system_socket(&desk.path().join("run")))
    }

    fn run(desk: &Desk, name: &str, socket: &Path) -> Self {
        let _ = fs::remove_file(socket);
        let config = desk.path().join(name).with_extension("conf");
        let text = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n\
             <busconfig>\n  <type>session</type>\n  <listen>unix:path={}</listen>\n  <auth>EXTERNAL</auth>\n  \
             <servicedir>{}</servicedir>\n  <policy context=\"default\">\n    \
             <allow send_destination=\"*\" eavesdrop=\"true\"/>\n    <allow eavesdrop=\"true\"/>\n    \
             <allow own=\"*\"/>\n  </policy>\n</busconfig>\n",
            socket.display(),
            desk.path().join("services").display()
        );
        fs::write(&config, text).expect("a file can be written");
        let mut command = desk.own(&place::program("dbus-daemon"));
        command.args(["--nofork", "--nosyslog"]).arg(format!("--config-file={}", config.display()));
        let daemon = Running::start(command, &desk.log(name));
        let answers = || UnixStream::connect(socket).is_ok();
        assert!(
            process::wait(Duration::from_secs(10), answers),
            "The bus does not answer: {}",
            desk.tail(name)
        );
        Self { daemon }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.daemon.pid()
    }
}

/// Where the bus of a session with this runtime folder is.
pub(crate) fn socket(run: &Path) -> PathBuf {
    run.join("bus")
}

/// Where the system's bus is, on a desk with this runtime folder.
pub(crate) fn system_socket(run: &Path) -> PathBuf {
    run.join("system-bus")
}

/// Calls a method and gives what `dbus-send` prints of the reply, or of the error.
pub(crate) fn call(
    desk: &Desk,
    service: &str,
    path: &str,
    method: &str,
    args: &[&str],
) -> Result<String, String> {
    let mut command = desk.own(&place::program("dbus-send"));
    command.args(["--session", "--print-reply=literal", "--reply-timeout=5000"]);
    command.arg(format!("--dest={service}")).args([path, method]).args(args);
    match child::run(command, b"", Duration::from_secs(6)) {
        Some(ended) if ended.status.success() => Ok(ended.text().trim().to_owned()),
        Some(ended) => Err(ended.stderr.trim().to_owned()),
        None => Err("no reply".to_owned()),
    }
}
