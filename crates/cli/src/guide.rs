//! A login that takes a person: what has to be done is written to the terminal, and the browser is opened.

use crate::out::say;
use fobwatch_core::auth::{Guide, Step};
use fobwatch_core::world::Pending;

/// The person at the terminal.
pub struct Terminal;

impl Guide for Terminal {
    fn is_there(&self) -> bool {
        true
    }

    fn show(&self, step: &Step) {
        match step {
            Step::Browser { url, .. } => {
                say(&format!("Agree in the browser. If it does not open, go to:\n  {url}"))
            }
            Step::Device { code, url, .. } => say(&format!("Go to {url}\nand enter the code {code}")),
        }
        // Where there is no browser, the address is there to be read.
        let _ = fobwatch_desktop::browse(step.page());
    }

    fn done(&self) {}

    /// Ctrl-C ends the program, and that is all there is to stop.
    fn stopped(&self) -> Pending<'_, ()> {
        Box::pin(std::future::pending())
    }
}
