//! The WebDriver server between a test and the application.

use std::fs::{self, Permissions};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::child::Running;
use crate::desk::Desk;
use crate::place;
use crate::process::{self, Process};

/// A tauri-driver with its native driver, for one window.
pub(crate) struct Driver {
    // Held to end it with this.
    _running: Running,
    port: u16,
    mark: String,
}

impl Driver {
    /// Starts one in the session of `desk`, with these variables more for the application that it will start.
    pub(crate) fn start(desk: &Desk, environment: &[(&str, &str)]) -> Self {
        let native = native(desk);
        // Somebody may take a port between our look and their use: look again then.
        for _ in 0..3 {
            let [port, native_port] = free_ports();
            let mut command = desk.own(&place::tauri_driver());
            command.args(["--port", &port.to_string(), "--native-port", &native_port.to_string()]);
            let (name, value) = ("FOBWATCH_WINDOW", port.to_string());
            let mark = format!("{name}={value}");
            command.arg("--native-driver").arg(&native).envs(environment.iter().copied()).env(name, value);
            let mut running = Running::start(command, &desk.log("app"));
            let answers = |port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
            let is_ready = || running.has_ended() || (answers(port) && answers(native_port));
            if process::wait(Duration::from_secs(20), is_ready) && !running.has_ended() {
                return Self { _running: running, port, mark };
            }
        }
        panic!("tauri-driver does not start: {}", desk.tail("app"));
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What runs because of this driver, itself included. By a mark of its own in the environment and not by descent: when
    /// the application dies, WebKit's processes live on for a moment as nobody's children.
    pub(crate) fn family(&self) -> Vec<Process> {
        process::marked(&self.mark)
    }
}

/// The native driver, which tauri-driver starts: by way of a script, so that it too ends with whoever started it when this
/// test process is killed.
fn native(desk: &Desk) -> PathBuf {
    let driver = place::program("WebKitWebDriver");
    let Some(setpriv) = place::found("setpriv") else { return driver };
    let script = desk.path().join("native-driver");
    if !script.exists() {
        let (setpriv, driver) = (setpriv.display(), driver.display());
        let text = format!("#!/bin/sh\nexec {setpriv} --pdeathsig KILL -- {driver} \"$@\"\n");
        fs::write(&script, text).expect("a script can be written");
        fs::set_permissions(&script, Permissions::from_mode(0o755)).expect("its mode can be set");
    }
    script
}

fn free_ports() -> [u16; 2] {
    // Held at the same time, so that they differ.
    let sockets = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"));
    sockets.map(|socket| socket.local_addr().expect("a bound socket has an address").port())
}
