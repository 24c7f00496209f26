//! The clipboard, seen and set by another program.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::child;
use crate::desk::Desk;
use crate::display::Display;
use crate::place;
use crate::process;

const PATIENCE: Duration = Duration::from_secs(3);

/// One of the two texts that can be pasted.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Selection {
    Clipboard,
    Primary,
}

impl Desk {
    /// What is in the clipboard, as text; `None` if it is empty or its owner does not answer within 3 s.
    pub fn clipboard(&self) -> Option<String> {
        self.selection(Selection::Clipboard, None)
    }

    /// What the middle mouse button would paste.
    pub fn primary(&self) -> Option<String> {
        self.selection(Selection::Primary, None)
    }

    /// What the clipboard's owner gives to those who ask for this target, `x-kde-passwordManagerHint` say; `None` if it does
    /// not offer it. Some owners answer with their text whatever they are asked for.
    pub fn clipboard_as(&self, target: &str) -> Option<String> {
        let is_offered = self.clipboard_targets().iter().any(|offered| offered == target);
        if is_offered { self.selection(Selection::Clipboard, Some(target)) } else { None }
    }

    /// The targets that the clipboard's owner offers, on Wayland MIME types; none if it is empty.
    pub fn clipboard_targets(&self) -> Vec<String> {
        let targets = match self.screen() {
            Display::X(_) => self.selection(Selection::Clipboard, Some("TARGETS")),
            Display::Wayland(_) => {
                let mut command = self.tool("xclip", "wl-paste", Selection::Clipboard);
                command.arg("--list-types");
                read(command)
            }
        };
        let targets = targets.unwrap_or_default();
        targets.lines().map(str::to_owned).collect()
    }

    /// Copies a text, as another program would.
    pub fn set_clipboard(&self, text: &str) {
        self.take(Selection::Clipboard, text);
    }

    /// Selects a text, as another program would.
    pub fn set_primary(&self, text: &str) {
        self.take(Selection::Primary, text);
    }

    fn selection(&self, selection: Selection, target: Option<&str>) -> Option<String> {
        let mut command = self.tool("xclip", "wl-paste", selection);
        match self.screen() {
            Display::X(_) => command.arg("-o"),
            Display::Wayland(_) => command.arg("--no-newline"),
        };
        if let Some(target) = target {
            command.args(["-t", target]);
        }
        read(command)
    }

    fn take(&self, selection: Selection, text: &str) {
        let mut command = self.tool("xclip", "wl-copy", selection);
        if let Display::X(_) = self.screen() {
            command.arg("-i");
        }
        // In the foreground it would stay; in the background it leaves a process of this desk that owns the text.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let status = child::feed(command, text.as_bytes());
        assert!(status.success(), "the {selection:?} cannot be taken: {status}");
        let has_it = || self.selection(selection, None).as_deref() == Some(text);
        assert!(process::wait(PATIENCE, has_it), "the {selection:?} does not hold what was put there");
    }

    /// The program for it under X and the one under Wayland.
    fn tool(&self, x: &str, wayland: &str, selection: Selection) -> Command {
        let is_primary = selection == Selection::Primary;
        match self.screen() {
            Display::X(_) => {
                let mut command = self.own(&place::program(x));
                command.args(["-selection", if is_primary { "primary" } else { "clipboard" }]);
                command
            }
            Display::Wayland(_) => {
                let mut command = self.own(&place::program(wayland));
                command.args(is_primary.then_some("--primary"));
                command
            }
        }
    }
}

/// What a program prints, if it has something to print.
fn read(command: Command) -> Option<String> {
    let ended = child::run(command, b"", PATIENCE)?;
    ended.status.success().then(|| ended.text())
}
