//! The screen: an X server without one.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState, Window as Id,
};
use x11rb::rust_connection::RustConnection;

use crate::child::{self, Running};
use crate::desk::Desk;
use crate::place;

/// An X server on a display that nobody else has.
pub(crate) struct Display {
    _server: Running,
    /// `:5`, say.
    pub(crate) name: String,
}

impl Display {
    /// Starts one of this size in pixels.
    pub(crate) fn start(width: u32, height: u32, log: &Path) -> Self {
        let mut command = child::command(&place::program("Xvfb"));
        // It looks for a free number itself, which no two servers started at once then share, and prints it.
        command.args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24")]);
        command.args(["-nolisten", "tcp", "-noreset"]);
        let (server, output) = Running::start_piped(command, log);
        let mut number = String::new();
        let _ = BufReader::new(output).read_line(&mut number);
        let number = number.trim();
        assert!(!number.is_empty(), "Xvfb gives no display; its log is {}", log.display());
        Self { _server: server, name: format!(":{number}") }
    }
}

/// A window on the screen, one that a program opened for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopWindow {
    /// The process it belongs to.
    pub pid: u32,
    /// Its title.
    pub title: String,
    /// Whether it is on the screen, and not hidden or not yet shown.
    pub shown: bool,
    id: Id,
}

impl Desk {
    /// The windows of all programs, hidden ones too.
    pub fn windows(&self) -> Vec<TopWindow> {
        Screen::connect(self).windows()
    }

    /// Asks a window to close, as a click on the cross in its frame does. What it does then is its own affair.
    pub fn request_close(&self, window: &TopWindow) {
        let screen = Screen::connect(self);
        let delete = screen.atom("WM_DELETE_WINDOW");
        let data = [delete, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window.id, screen.atom("WM_PROTOCOLS"), data);
        let sent = screen.connection.send_event(false, window.id, EventMask::NO_EVENT, message);
        sent.expect("the display answers").check().expect("the window is there");
    }
}

struct Screen {
    connection: RustConnection,
    root: Id,
}

impl Screen {
    fn connect(desk: &Desk) -> Self {
        let (connection, screen) =
            RustConnection::connect(Some(desk.display())).expect("the display answers");
        let root = connection.setup().roots.get(screen).expect("a display has a screen").root;
        Self { connection, root }
    }

    fn atom(&self, name: &str) -> u32 {
        let asked = self.connection.intern_atom(false, name.as_bytes()).expect("the display answers");
        asked.reply().expect("a name has an atom").atom
    }

    /// Without a window manager to put them into frames, the windows of programs are the children of the root. Those that a
    /// toolkit keeps for itself understand no protocols.
    fn windows(&self) -> Vec<TopWindow> {
        let tree = self.connection.query_tree(self.root).expect("the display answers");
        let ids = tree.reply().expect("a screen has a root").children;
        ids.into_iter().filter_map(|id| self.window(id)).collect()
    }

    /// Any step fails when the window goes away meanwhile.
    fn window(&self, id: Id) -> Option<TopWindow> {
        let protocols = self.property(id, "WM_PROTOCOLS")?;
        let delete = self.atom("WM_DELETE_WINDOW");
        protocols.chunks_exact(4).any(|atom| atom == delete.to_ne_bytes()).then_some(())?;
        // Each program has one that is never shown and stands for it as a whole.
        let leader = self.property(id, "WM_CLIENT_LEADER").unwrap_or_default();
        (leader != id.to_ne_bytes()).then_some(())?;
        let pid = self.property(id, "_NET_WM_PID")?;
        let pid = u32::from_ne_bytes(pid.get(..4)?.try_into().ok()?);
        let title = self.property(id, "_NET_WM_NAME").unwrap_or_default();
        let attributes = self.connection.get_window_attributes(id).ok()?.reply().ok()?;
        let title = String::from_utf8_lossy(&title).into_owned();
        Some(TopWindow { pid, title, shown: attributes.map_state == MapState::VIEWABLE, id })
    }

    fn property(&self, id: Id, name: &str) -> Option<Vec<u8>> {
        let asked = self.connection.get_property(false, id, self.atom(name), AtomEnum::ANY, 0, 1024).ok()?;
        Some(asked.reply().ok()?.value).filter(|value| !value.is_empty())
    }
}
