//! The clipboard, seen and set by another program.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::child;
use crate::desk::Desk;
use crate::place;
use crate::process;

const PATIENCE: Duration = Duration::from_secs(3);

impl Desk {
    /// What is in the clipboard, as text; `None` if it is empty or its owner does not answer within 3 s.
    pub fn clipboard(&self) -> Option<String> {
        self.selection("clipboard", None)
    }

    /// What the middle mouse button would paste.
    pub fn primary(&self) -> Option<String> {
        self.selection("primary", None)
    }

    /// What the clipboard's owner gives to those who ask for this target, `x-kde-passwordManagerHint` say; `None` if it does
    /// not offer it. Some owners answer with their text whatever they are asked for.
    pub fn clipboard_as(&self, target: &str) -> Option<String> {
        let is_offered = self.clipboard_targets().iter().any(|offered| offered == target);
        if is_offered { self.selection("clipboard", Some(target)) } else { None }
    }

    /// The targets that the clipboard's owner offers; none if it is empty.
    pub fn clipboard_targets(&self) -> Vec<String> {
        let targets = self.selection("clipboard", Some("TARGETS")).unwrap_or_default();
        targets.lines().map(str::to_owned).collect()
    }

    /// Copies a text, as another program would.
    pub fn set_clipboard(&self, text: &str) {
        self.take("clipboard", text);
    }

    /// Selects a text, as another program would.
    pub fn set_primary(&self, text: &str) {
        self.take("primary", text);
    }

    fn xclip(&self, selection: &str) -> Command {
        let mut command = self.own(&place::program("xclip"));
        command.args(["-selection", selection]);
        command
    }

    fn selection(&self, selection: &str, target: Option<&str>) -> Option<String> {
        let mut command = self.xclip(selection);
        command.arg("-o");
        if let Some(target) = target {
            command.args(["-t", target]);
        }
        let ended = child::run(command, b"", PATIENCE)?;
        ended.status.success().then(|| ended.text())
    }

    fn take(&self, selection: &str, text: &str) {
        let mut command = self.xclip(selection);
        // In the foreground xclip would stay; in the background it leaves a process of this desk that owns the text.
        command.arg("-i").stdout(Stdio::null()).stderr(Stdio::null());
        let status = child::feed(command, text.as_bytes());
        assert!(status.success(), "xclip cannot take the {selection}: {status}");
        let has_it = || self.selection(selection, None).as_deref() == Some(text);
        assert!(process::wait(PATIENCE, has_it), "The {selection} does not hold what was put there");
    }
}
