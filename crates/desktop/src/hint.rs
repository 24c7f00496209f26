//! Whether histories are told to skip what lies on the clipboard.

/// What they look for beside the text.
const HINT: &str = "x-kde-passwordManagerHint";

/// Whether the hint is there, as another program would find it.
pub(crate) fn is_there() -> bool {
    on_wayland().or_else(|| on_x11().ok()).unwrap_or(false)
}

/// `None` where the clipboard is not Wayland's, or cannot be looked at there; then it is X11's, by the rule that put it.
fn on_wayland() -> Option<bool> {
    use wl_clipboard_rs::paste::{ClipboardType, Error, Seat, get_mime_types};
    std::env::var_os("WAYLAND_DISPLAY")?;
    match get_mime_types(ClipboardType::Regular, Seat::Unspecified) {
        Ok(kinds) => Some(kinds.contains(HINT)),
        Err(Error::ClipboardEmpty | Error::NoMimeType) => Some(false),
        Err(_) => None,
    }
}

use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, CreateWindowAux, Window, WindowClass};
use x11rb::rust_connection::RustConnection;

/// How long the owner of the selection may take to answer. It is this program.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two looks for its answer.
const PAUSE: Duration = Duration::from_millis(2);

fn on_x11() -> Result<bool, ReplyOrIdError> {
    let (connection, screen) = x11rb::connect(None).map_err(|_| ReplyOrIdError::IdsExhausted)?;
    let atom = |name: &str| -> Result<u32, ReplyOrIdError> {
        Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    };
    let (clipboard, targets, hint) = (atom("CLIPBOARD")?, atom("TARGETS")?, atom(HINT)?);
    let window = make_window(&connection, screen)?;
    connection.convert_selection(window, clipboard, targets, targets, x11rb::CURRENT_TIME)?;
    connection.flush()?;
    if !answered(&connection)? {
        return Ok(false);
    }
    let answer = connection.get_property(true, window, targets, AtomEnum::ATOM, 0, 1024)?.reply()?;
    Ok(answer.value32().is_some_and(|mut offered| offered.any(|offer| offer == hint)))
}

/// A window that is never shown, for the answer.
fn make_window(connection: &RustConnection, screen: usize) -> Result<Window, ReplyOrIdError> {
    let root = connection.setup().roots.get(screen).map(|screen| screen.root).unwrap_or_default();
    let window = connection.generate_id()?;
    let kind = WindowClass::INPUT_ONLY;
    connection.create_window(0, window, root, 0, 0, 1, 1, 0, kind, 0, &CreateWindowAux::new())?;
    Ok(window)
}

fn answered(connection: &RustConnection) -> Result<bool, ReplyOrIdError> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match connection.poll_for_event()? {
            Some(Event::SelectionNotify(answer)) => return Ok(answer.property != x11rb::NONE),
            Some(_) => {}
            None => std::thread::sleep(PAUSE),
        }
    }
    Ok(false)
}
