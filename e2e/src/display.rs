//! The screen: an X server without one.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use crate::child::{self, Running};
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
