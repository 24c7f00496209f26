//! Login servers that others wrote, from their registries: what our profiles have to get along with.

use crate::child;
use crate::desk::Desk;
use crate::place;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Django with Simple JWT below `/api` and the OAuth toolkit below `/o`.
    Django,
    /// oidc-provider.
    Oidc,
    /// Synapse, a Matrix homeserver.
    Matrix,
}

/// A running server on loopback, which ends with this.
pub struct RealServer {
    child: Child,
    base_url: String,
}

impl RealServer {
    /// Starts it on the desk: access tokens and refresh tokens last this long, in seconds.
    ///
    /// # Panics
    /// If it is not installed, with the command that gets it, or does not start.
    pub fn start(desk: &Desk, kind: Kind, access: u64, refresh: u64) -> Self {
        let (program, script) = match kind {
            Kind::Django => (place::server_python(), "django/serve.py"),
            Kind::Oidc => (place::program("node"), "oidc/serve.js"),
            Kind::Matrix => (place::server_python(), "matrix/serve.py"),
        };
        let name = format!("{kind:?}").to_lowercase();
        let data = desk.path().join(format!("server-{name}"));
        std::fs::create_dir_all(&data).expect("a folder can be made");
        let log = std::fs::File::create(desk.log(&name)).expect("a log can be written");
        let mut command = desk.own(&program);
        command.arg(place::root().join("e2e/servers").join(script)).arg("--data").arg(&data);
        command.args(["--port", "0", "--access", &access.to_string(), "--refresh", &refresh.to_string()]);
        // It ends with its input, should this process be killed.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut child = child::spawn(command);
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout was piped");
        BufReader::new(stdout).read_line(&mut line).expect("the server says that it is ready");
        let base_url = line.trim().strip_prefix("ready ").map(str::to_owned);
        let base_url = base_url.unwrap_or_else(|| panic!("{name} does not start: {}", desk.tail(&name)));
        Self { child, base_url }
    }

    /// Where it answers.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The status of a GET with this bearer token.
    ///
    /// # Panics
    /// If it does not answer.
    pub fn status(&self, path: &str, token: &str) -> u16 {
        let host = self.base_url.strip_prefix("http://").expect("it is on loopback");
        let mut stream = TcpStream::connect(host).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit can be set");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("the server listens");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("it answers in HTTP")
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        // Its end of input is what it ends by.
        drop(self.child.stdin.take());
        if !crate::process::wait(Duration::from_secs(5), || !matches!(self.child.try_wait(), Ok(None))) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// WebKit's own small browser, which lets itself be driven.
///
/// # Panics
/// If it is not installed.
pub fn mini_browser() -> PathBuf {
    let folders =
        std::fs::read_dir("/usr/lib").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let found = folders.map(|folder| folder.join("webkit2gtk-4.1/MiniBrowser")).find(|file| file.is_file());
    found.expect("MiniBrowser is missing: `cargo xtask setup --test` gets what the tests need")
}
