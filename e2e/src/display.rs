//! The screen: an X server without one, or a Wayland compositor.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState, Window as Id,
};
use x11rb::rust_connection::RustConnection;

use crate::child::{self, Running};
use crate::desk::Desk;
use crate::place;
use crate::wayland::Compositor;

/// What programs show their windows on.
pub(crate) enum Display {
    X(XServer),
    Wayland(Compositor),
}

impl Display {
    /// What programs need to know of it.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        match self {
            Self::X(server) => vec![
                ("DISPLAY", server.name.clone().into()),
                ("GDK_BACKEND", "x11".into()),
                ("XDG_SESSION_TYPE", "x11".into()),
            ],
            Self::Wayland(compositor) => compositor.environment(),
        }
    }
}

/// An X server on a display that nobody else has.
pub(crate) struct XServer {
    _server: Running,
    /// `:5`, say.
    name: String,
}

impl XServer {
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
    pub(crate) id: Id,
}

impl Desk {
    /// The windows of all programs, hidden ones too.
    pub fn windows(&self) -> Vec<TopWindow> {
        match self.screen() {
            Display::X(_) => Screen::connect(self).windows(),
            Display::Wayland(compositor) => compositor.windows(),
        }
    }

    /// Asks a window to close, as a click on the cross in its frame does. What it does then is its own affair.
    pub fn request_close(&self, window: &TopWindow) {
        if let Display::Wayland(compositor) = self.screen() {
            return compositor.request_close(window);
        }
        let screen = Screen::connect(self);
        let delete = screen.atom("WM_DELETE_WINDOW");
        let data = [delete, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window.id, screen.atom("WM_PROTOCOLS"), data);
        let sent = screen.connection.send_event(false, window.id, EventMask::NO_EVENT, message);
        sent.expect("the display answers").check().expect("the window is there");
    }

    /// The name of the X server's display, `:5` say.
    ///
    /// # Panics
    /// On a desk with Wayland.
    pub fn display(&self) -> &str {
        match self.screen() {
            Display::X(server) => &server.name,
            Display::Wayland(_) => panic!("there is no X server on this desk"),
        }
    }

    /// A picture of the whole screen, whatever is on it, as a PNG file; false if it cannot be taken.
    pub fn screenshot(&self, file: &Path) -> bool {
        let (program, args) = match self.screen() {
            Display::X(_) => ("import", &["-window", "root"][..]),
            Display::Wayland(_) => ("grim", &[][..]),
        };
        let Some(program) = place::found(program) else { return false };
        let file = file.to_string_lossy();
        let ended = self.run(program, &[args, &[&file]].concat(), b"", Duration::from_secs(10));
        ended.is_some_and(|ended| ended.status.success())
    }

    /// Does what a person does with the mouse and the keys, in the words of xdotool.
    pub fn xdotool(&self, args: &[&str]) {
        let ended = self.run(place::program("xdotool"), args, b"", Duration::from_secs(10));
        let ended = ended.expect("xdotool ends");
        assert!(ended.status.success(), "xdotool: {}", ended.stderr);
    }
}

/// A connection to the X server.
pub(crate) struct Screen {
    pub(crate) connection: RustConnection,
    pub(crate) root: Id,
}

impl Screen {
    pub(crate) fn connect(desk: &Desk) -> Self {
        let (connection, screen) =
            RustConnection::connect(Some(desk.display())).expect("the display answers");
        let root = connection.setup().roots.get(screen).expect("a display has a screen").root;
        Self { connection, root }
    }

    pub(crate) fn atom(&self, name: &str) -> u32 {
        let asked = self.connection.intern_atom(false, name.as_bytes()).expect("the display answers");
        asked.reply().expect("a name has an atom").atom
    }

    /// Without a window manager to put them into frames, the windows of programs are the children of the root, and so are
    /// hidden ones with it; the others are in its list. Those that a toolkit keeps for itself understand no protocols.
    pub(crate) fn windows(&self) -> Vec<TopWindow> {
        let tree = self.connection.query_tree(self.root).expect("the display answers");
        let mut ids = tree.reply().expect("a screen has a root").children;
        let framed = self.numbers(self.root, "_NET_CLIENT_LIST");
        ids.retain(|id| !framed.contains(id));
        framed.into_iter().chain(ids).filter_map(|id| self.window(id)).collect()
    }

    /// Any step fails when the window goes away meanwhile.
    fn window(&self, id: Id) -> Option<TopWindow> {
        let delete = self.atom("WM_DELETE_WINDOW");
        self.numbers(id, "WM_PROTOCOLS").contains(&delete).then_some(())?;
        // Each program has one that is never shown and stands for it as a whole.
        (self.numbers(id, "WM_CLIENT_LEADER") != [id]).then_some(())?;
        let pid = *self.numbers(id, "_NET_WM_PID").first()?;
        let title = self.property(id, "_NET_WM_NAME").unwrap_or_default();
        let attributes = self.connection.get_window_attributes(id).ok()?.reply().ok()?;
        let title = String::from_utf8_lossy(&title).into_owned();
        Some(TopWindow { pid, title, shown: attributes.map_state == MapState::VIEWABLE, id })
    }

    pub(crate) fn property(&self, id: Id, name: &str) -> Option<Vec<u8>> {
        let asked = self.connection.get_property(false, id, self.atom(name), AtomEnum::ANY, 0, 1024).ok()?;
        Some(asked.reply().ok()?.value).filter(|value| !value.is_empty())
    }

    /// A property that is a list of numbers; none of them if it is not set.
    pub(crate) fn numbers(&self, id: Id, name: &str) -> Vec<u32> {
        let bytes = self.property(id, name).unwrap_or_default();
        bytes.as_chunks().0.iter().map(|number| u32::from_ne_bytes(*number)).collect()
    }
}
