//! Whether this session can show a window and keep a secret.

use std::env;
#[cfg(target_os = "linux")]
use std::path::Path;

#[cfg(target_os = "linux")]
use crate::child;

/// Says why no window can be shown here, if so.
#[cfg(not(target_os = "linux"))]
pub fn why_not() -> Option<String> {
    None
}

/// Says why no window can be shown here, if so.
#[cfg(target_os = "linux")]
pub fn why_not() -> Option<String> {
    if !wayland_answers() && !x11_answers() {
        return Some("no display answers (neither DISPLAY nor WAYLAND_DISPLAY)".to_owned());
    }
    (!keeps_secrets()).then(|| "no Secret Service (a keyring) on this session's bus".to_owned())
}

#[cfg(target_os = "linux")]
fn connects(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

#[cfg(target_os = "linux")]
fn wayland_answers() -> bool {
    let Some(name) = env::var_os("WAYLAND_DISPLAY") else { return false };
    // An absolute name replaces the folder.
    let folder = env::var_os("XDG_RUNTIME_DIR").unwrap_or_default();
    connects(&Path::new(&folder).join(name))
}

#[cfg(target_os = "linux")]
fn x11_answers() -> bool {
    let Some(display) = env::var("DISPLAY").ok().and_then(|text| X11::parse(&text)) else { return false };
    match display {
        X11::Here(number) => {
            connects(Path::new(&format!("/tmp/.X11-unix/X{number}"))) || abstract_answers(number)
        }
        X11::There(host, number) => {
            std::net::TcpStream::connect((host.as_str(), 6000_u16.saturating_add(number))).is_ok()
        }
    }
}

/// Some servers listen on the abstract name only.
#[cfg(target_os = "linux")]
fn abstract_answers(number: u16) -> bool {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixStream};
    SocketAddr::from_abstract_name(format!("/tmp/.X11-unix/X{number}"))
        .and_then(|address| UnixStream::connect_addr(&address))
        .is_ok()
}

/// Where an X server is.
#[derive(Debug, PartialEq)]
#[cfg(target_os = "linux")]
enum X11 {
    Here(u16),
    There(String, u16),
}

#[cfg(target_os = "linux")]
impl X11 {
    /// Reads `:0`, `:0.1`, `unix:0` or `host:10.0`.
    fn parse(text: &str) -> Option<Self> {
        let (host, rest) = text.rsplit_once(':')?;
        let number = rest.split('.').next()?.parse().ok()?;
        Some(match host {
            "" | "unix" => Self::Here(number),
            host => Self::There(host.to_owned(), number),
        })
    }
}

/// Asks the bus whether a Secret Service runs or would be started when called.
#[cfg(target_os = "linux")]
fn keeps_secrets() -> bool {
    ["ListNames", "ListActivatableNames"].iter().any(|question| {
        let method = format!("org.freedesktop.DBus.{question}");
        let args = [
            "--session",
            "--print-reply",
            "--reply-timeout=2000",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ];
        child::answer("dbus-send", &[&args[..], &[method.as_str()]].concat())
            .is_some_and(|names| names.contains("\"org.freedesktop.secrets\""))
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::X11;

    #[test]
    fn displays_are_read() {
        assert_eq!(X11::parse(":0"), Some(X11::Here(0)));
        assert_eq!(X11::parse("unix:99.0"), Some(X11::Here(99)));
        assert_eq!(X11::parse("localhost:10.0"), Some(X11::There("localhost".to_owned(), 10)));
        assert_eq!(X11::parse("wayland-0"), None);
        assert_eq!(X11::parse(":x"), None);
    }
}
