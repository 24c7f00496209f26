//! Data goes to stdout, words go to stderr. Nothing else writes anything.

use anstyle::{AnsiColor, Style};
use fobwatch_core::error::{Code, Error, Result};
use std::io::Write;
use zeroize::Zeroizing;

/// Writes data; it ends with one line break, whether the data brings it or not.
///
/// # Errors
/// `internal` where stdout takes nothing, such as a full disk. A reader that has gone away is no error.
pub fn data(text: &str) -> Result<()> {
    let line = Zeroizing::new(format!("{}\n", text.strip_suffix('\n').unwrap_or(text)));
    // Colour is for terminals only, and secrets are never coloured; this stream drops it where it does not belong.
    let mut out = anstream::stdout().lock();
    match out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        // Whoever reads has had enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Error::new(
            Code::Internal,
            format!("The output could not be written: {error}."),
            "Look at where it goes.",
        )),
    }
}

/// Writes what serialises as JSON, indented.
///
/// # Errors
/// As [`data`].
pub fn json(value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|_| Error::internal("writing JSON"))?;
    data(&text)
}

/// Words for people: progress, and what they should know.
pub fn say(text: &str) {
    // Whoever has closed stderr does not want to know.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// A question; the answer is typed behind it.
pub fn question(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = write!(out, "{text}: ").and_then(|()| out.flush());
}

/// Words for people about something that failed.
pub fn warn(text: &str) {
    let first = if text.starts_with(' ') { "    " } else { "fob:" };
    say(&format!("{first} {}", text.trim_start()));
}

/// How good something is, as a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Doubtful,
    Bad,
    Quiet,
}

/// Coloured on a terminal.
pub fn toned(text: &str, tone: Tone) -> String {
    let style = match tone {
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Doubtful => AnsiColor::Yellow.on_default(),
        Tone::Bad => AnsiColor::Red.on_default(),
        Tone::Quiet => Style::new().dimmed(),
    };
    format!("{style}{text}{style:#}")
}
