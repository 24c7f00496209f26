//! The clipboard, and how a secret leaves it again.
//!
//! A thread of its own holds the clipboard for the life of the program: on X11 the owner of a selection hands
//! it out itself, so it has to stay there as long as the text is to be had.

use arboard::Clipboard as System;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::secret::Secret;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How long the system's clipboard may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The system's clipboard. What a copy leaves on it is taken away again after a while, if it is still there.
#[derive(Debug, Clone)]
pub struct Clipboard(Sender<Order>);

/// How well a text was put on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Histories are told to skip it. On Linux the hint was seen to be there; elsewhere the system took it.
    pub hidden: bool,
}

enum Order {
    Put { text: Secret, clear_after: Option<Duration>, done: Sender<Result<Held>> },
    Clear { done: Sender<Result<()>> },
    Read { done: Sender<Result<Secret>> },
}

impl Clipboard {
    /// Starts the thread. `on_cleared` is called there each time our text has left the clipboard: taken away by us, or
    /// replaced by somebody else by the time we look.
    ///
    /// # Errors
    /// `internal` where no thread can be started.
    pub fn start(on_cleared: impl Fn() + Send + 'static) -> Result<Self> {
        let (send, receive) = mpsc::channel();
        std::thread::Builder::new()
            .name("clipboard".into())
            .spawn(move || {
                Keeper { system: None, ours: None, on_cleared: Box::new(on_cleared) }.run(&receive)
            })
            .map_err(|_| Error::internal("starting a thread"))?;
        Ok(Self(send))
    }

    /// Puts a text on the clipboard, marked as not for histories, and reads it back before it says so. After
    /// `clear_after` it is taken away, unless somebody has copied something else by then. Blocks for a moment. Says whether
    /// the mark is there.
    ///
    /// # Errors
    /// `clipboard` when the text is not there afterwards.
    pub fn put(&self, text: Secret, clear_after: Option<Duration>) -> Result<Held> {
        self.order(|done| Order::Put { text, clear_after, done })
    }

    /// Takes our text away now, if it is still there. Blocks for a moment.
    ///
    /// # Errors
    /// `clipboard` when the clipboard cannot be reached.
    pub fn clear(&self) -> Result<()> {
        self.order(|done| Order::Clear { done })
    }

    /// What lies on the clipboard as text.
    ///
    /// # Errors
    /// `clipboard` when it cannot be reached, or holds no text.
    pub fn read(&self) -> Result<Secret> {
        self.order(|done| Order::Read { done })
    }

    fn order<T>(&self, order: impl FnOnce(Sender<Result<T>>) -> Order) -> Result<T> {
        let (done, outcome) = mpsc::channel();
        self.0.send(order(done)).map_err(|_| unreachable_clipboard())?;
        outcome.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(unreachable_clipboard()))
    }
}

/// Whether there is a clipboard at all. Nothing is put on it. May block where a display does not answer.
///
/// # Errors
/// `clipboard`.
pub fn look() -> Result<()> {
    System::new().map(drop).map_err(|_| {
        Error::new(
            Code::Clipboard,
            "There is no clipboard on this session.",
            "On a desktop, check DISPLAY or WAYLAND_DISPLAY. A server needs none.",
        )
    })
}

fn unreachable_clipboard() -> Error {
    Error::new(
        Code::Clipboard,
        "The clipboard cannot be reached, so nothing was copied.",
        "Try again. If it lasts, another program may be holding the clipboard.",
    )
}

struct Keeper {
    system: Option<System>,
    /// Our text, and when it is to be taken away.
    ours: Option<(Secret, Option<Instant>)>,
    on_cleared: Box<dyn Fn() + Send>,
}

impl Keeper {
    fn run(mut self, orders: &Receiver<Order>) {
        loop {
            let order = match self.ours.as_ref().and_then(|(_, at)| *at) {
                Some(at) => orders.recv_timeout(at.saturating_duration_since(Instant::now())),
                None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Ok(Order::Put { text, clear_after, done }) => {
                    let _ = done.send(self.put(text, clear_after));
                }
                Ok(Order::Read { done }) => {
                    let _ = done.send(self.read());
                }
                Ok(Order::Clear { done }) => {
                    let _ = done.send(self.clear());
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.clear().is_err() {
                        // The next look is soon: a token must not stay because the display was busy once.
                        if let Some((_, at)) = &mut self.ours {
                            *at = Some(Instant::now() + Duration::from_secs(1));
                        }
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let _ = self.clear();
                    return;
                }
            }
        }
    }

    /// The connection to the clipboard, made anew when the last one failed.
    fn system(&mut self) -> Result<&mut System> {
        if self.system.is_none() {
            self.system = Some(System::new().map_err(|_| unreachable_clipboard())?);
        }
        self.system.as_mut().ok_or_else(unreachable_clipboard)
    }

    fn put(&mut self, text: Secret, clear_after: Option<Duration>) -> Result<Held> {
        let system = self.system()?;
        let written = write(system, text.expose());
        let kept = written.is_ok()
            && system.get_text().is_ok_and(|found| Secret::new(found).expose() == text.expose());
        if !kept {
            self.system = None;
            // It may be there all the same: it is looked for, and taken away, until somebody knows.
            self.ours = Some((text, Some(Instant::now())));
            return Err(unreachable_clipboard());
        }
        self.ours = Some((text, clear_after.map(|after| Instant::now() + after)));
        Ok(Held { hidden: is_hidden() })
    }

    fn read(&mut self) -> Result<Secret> {
        match self.system()?.get_text() {
            Ok(text) => Ok(Secret::new(text)),
            Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Err(Error::new(
                Code::Clipboard,
                "There is no text on the clipboard.",
                "Copy the token, the header or the answer first.",
            )),
            Err(_) => {
                self.system = None;
                Err(Error::new(
                    Code::Clipboard,
                    "The clipboard cannot be read.",
                    "Try again, or paste it here.",
                ))
            }
        }
    }

    fn clear(&mut self) -> Result<()> {
        let Some((text, _)) = self.ours.clone() else { return Ok(()) };
        let system = self.system()?;
        let cleared = match is_ours(system.get_text(), &text) {
            Some(true) => system.clear().is_ok(),
            Some(false) => true,
            None => false,
        };
        if !cleared {
            self.system = None;
            return Err(unreachable_clipboard());
        }
        self.ours = None;
        (self.on_cleared)();
        Ok(())
    }
}

/// Whether what was found is our text; `None` when it could not be read, so that nobody knows. Anything else, also a
/// picture, is somebody's own copy and stays.
fn is_ours(found: std::result::Result<String, arboard::Error>, text: &Secret) -> Option<bool> {
    match found {
        Ok(found) => Some(Secret::new(found).expose() == text.expose()),
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Some(false),
        Err(_) => None,
    }
}

#[cfg(target_os = "linux")]
fn is_hidden() -> bool {
    crate::hint::is_there()
}

/// Nothing here looks at it: the system has taken the mark with the text.
#[cfg(not(target_os = "linux"))]
fn is_hidden() -> bool {
    true
}

#[cfg(target_os = "linux")]
fn write(system: &mut System, text: &str) -> std::result::Result<(), arboard::Error> {
    use arboard::SetExtLinux;
    system.set().exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn write(system: &mut System, text: &str) -> std::result::Result<(), arboard::Error> {
    use arboard::SetExtApple;
    system.set().exclude_from_history().text(text)
}

#[cfg(windows)]
fn write(system: &mut System, text: &str) -> std::result::Result<(), arboard::Error> {
    use arboard::SetExtWindows;
    system.set().exclude_from_cloud().exclude_from_history().exclude_from_monitoring().text(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arboard::Error as Fault;

    #[test]
    fn what_cannot_be_read_is_nobodys_yet() {
        let ours = Secret::new("ours".into());
        assert_eq!(is_ours(Ok("ours".into()), &ours), Some(true));
        assert_eq!(is_ours(Ok("theirs".into()), &ours), Some(false));
        // Nothing, or a picture.
        assert_eq!(is_ours(Err(Fault::ContentNotAvailable), &ours), Some(false));
        assert_eq!(is_ours(Err(Fault::ConversionFailure), &ours), Some(false));
        assert_eq!(is_ours(Err(Fault::ClipboardOccupied), &ours), None);
        assert_eq!(is_ours(Err(Fault::Unknown { description: String::new() }), &ours), None);
    }
}
