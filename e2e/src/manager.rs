//! A window manager: frames with buttons around the windows, and one window that has the focus.

use std::fs;
use std::time::Duration;

use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::child::Running;
use crate::desk::Desk;
use crate::display::{Display, Screen, TopWindow};
use crate::place;
use crate::process;

const PATIENCE: Duration = Duration::from_secs(5);

/// Who sends the messages below: a pager, whose wishes a window manager follows without asking.
const PAGER: u32 = 2;

/// A title bar with its buttons, a click that raises and focuses, no keys of its own, and no windows in flight.
const CONFIG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><name>Clearlooks</name><titleLayout>LIMC</titleLayout><animateIconify>no</animateIconify></theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <focus><focusNew>yes</focusNew></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <mouse>
    <context name="Client"><mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind></context>
    <context name="Titlebar"><mousebind button="Left" action="Drag"><action name="Move"/></mousebind></context>
    <context name="Titlebar"><mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind></context>
    <context name="Iconify"><mousebind button="Left" action="Click"><action name="Iconify"/></mousebind></context>
    <context name="Maximize"><mousebind button="Left" action="Click"><action name="ToggleMaximize"/></mousebind></context>
    <context name="Close"><mousebind button="Left" action="Click"><action name="Close"/></mousebind></context>
  </mouse>
</openbox_config>
"#;

/// A running window manager.
pub(crate) struct Manager {
    running: Running,
}

impl Manager {
    pub(crate) fn start(desk: &Desk) -> Self {
        let config = desk.path().join("openbox.xml");
        fs::write(&config, CONFIG).expect("a file can be written");
        let mut command = desk.own(&place::program("openbox"));
        command.args(["--sm-disable", "--config-file"]).arg(config);
        // It says who it is before it looks at the windows that are there, and would miss those that open in between.
        let ready = desk.path().join("run/managed");
        command.arg("--startup").arg(format!("touch {}", ready.display()));
        let manager = Self { running: Running::start(command, &desk.log("manager")) };
        assert!(
            process::wait(PATIENCE, || ready.exists()),
            "The window manager does not start: {}",
            desk.tail("manager")
        );
        manager
    }

    pub(crate) fn pid(&self) -> u32 {
        self.running.pid()
    }
}

/// Where a window is on the screen, and how large: what the program draws, without its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// From the screen's left edge.
    pub x: i32,
    /// From the screen's upper edge.
    pub y: i32,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A button in the title bar of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// The cross.
    Close,
    /// Makes it as large as the screen, or as large as it was.
    Maximise,
    /// Puts it away.
    Minimise,
}

impl Desk {
    /// Presses a button in a window's title bar with the mouse.
    ///
    /// # Panics
    /// If the window has no frame.
    pub fn press_button(&self, window: &TopWindow, button: Button) {
        let Geometry { x, y, width, .. } = self.geometry(window).expect("the window is there");
        let frame = Screen::connect(self).numbers(window.id, "_NET_FRAME_EXTENTS");
        let [_, _, height, _] = frame[..] else { panic!("{window:?} has no frame") };
        let height = height.cast_signed();
        // The theme draws them in a row from the right end of the title bar, in its middle.
        const STEP: i32 = 16;
        let place = match button {
            Button::Close => 0,
            Button::Maximise => 1,
            Button::Minimise => 2,
        };
        let x = x + width.cast_signed() - height / 2 - place * STEP;
        let y = y - height / 2;
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
    }

    /// Where a window is; `None` once it is destroyed.
    pub fn geometry(&self, window: &TopWindow) -> Option<Geometry> {
        let screen = Screen::connect(self);
        let size = screen.connection.get_geometry(window.id).ok()?.reply().ok()?;
        let place =
            screen.connection.translate_coordinates(window.id, screen.root, 0, 0).ok()?.reply().ok()?;
        Some(Geometry {
            x: place.dst_x.into(),
            y: place.dst_y.into(),
            width: size.width.into(),
            height: size.height.into(),
        })
    }

    /// Moves a window and gives it another size, as far as it lets itself be resized. It takes a moment to follow.
    pub fn place_window(&self, window: &TopWindow, to: Geometry) {
        // What is meant is the window itself and not its frame, and all four numbers are given.
        const STATIC_GRAVITY: u32 = 10;
        const ALL: u32 = 0b1111 << 8;
        let flags = STATIC_GRAVITY | ALL | PAGER << 12;
        let data = [flags, to.x.cast_unsigned(), to.y.cast_unsigned(), to.width, to.height];
        tell(self, window, "_NET_MOVERESIZE_WINDOW", data);
    }

    /// The window that has the focus.
    pub fn focused(&self) -> Option<TopWindow> {
        if let Display::Wayland(compositor) = self.screen() {
            return compositor.focused();
        }
        let screen = Screen::connect(self);
        let active = screen.numbers(screen.root, "_NET_ACTIVE_WINDOW");
        screen.windows().into_iter().find(|window| active == [window.id])
    }

    /// Brings a window to the front and gives it the focus, as a click in a task bar does, also one that is minimised.
    ///
    /// # Panics
    /// If it has not got it after 5 s.
    pub fn activate(&self, window: &TopWindow) {
        // A window that was opened a moment ago may be on its way to the focus, and get there after this one.
        let has_it = || {
            tell(self, window, "_NET_ACTIVE_WINDOW", [PAGER, x11rb::CURRENT_TIME, 0, 0, 0]);
            process::wait(Duration::from_millis(300), || {
                self.focused().is_some_and(|focused| focused.id == window.id)
            })
        };
        assert!(process::wait(PATIENCE, has_it), "{window:?} does not get the focus");
    }

    /// Whether a window is put away by its minimise button.
    pub fn is_minimised(&self, window: &TopWindow) -> bool {
        has_state(self, window, "_NET_WM_STATE_HIDDEN")
    }

    /// Whether a window is as large as the screen.
    pub fn is_maximised(&self, window: &TopWindow) -> bool {
        has_state(self, window, "_NET_WM_STATE_MAXIMIZED_VERT")
    }
}

fn has_state(desk: &Desk, window: &TopWindow, state: &str) -> bool {
    let screen = Screen::connect(desk);
    screen.numbers(window.id, "_NET_WM_STATE").contains(&screen.atom(state))
}

/// Tells the window manager what shall become of a window.
fn tell(desk: &Desk, window: &TopWindow, what: &str, data: [u32; 5]) {
    let screen = Screen::connect(desk);
    let message = ClientMessageEvent::new(32, window.id, screen.atom(what), data);
    let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
    let sent = screen.connection.send_event(false, screen.root, mask, message);
    // A busy server drops what is still unread when the connection ends. So it has to answer first.
    sent.expect("the display answers").check().expect("the display takes a message");
}
