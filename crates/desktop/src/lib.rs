//! What Fobwatch does on a desktop without a window. Nothing here knows Tauri, so that the lightest resident can use it.

pub mod autostart;
mod browse;
#[cfg(target_os = "linux")]
mod bus;
mod clipboard;
mod copy;
pub mod doctor;
mod glance;
#[cfg(target_os = "linux")]
mod hint;
#[cfg(target_os = "linux")]
mod markup;
mod notices;
#[cfg(all(test, target_os = "linux"))]
mod on_a_bus;
mod report;
#[cfg(test)]
mod samples;
mod screen_lock;
pub mod tray;
mod words;

pub use browse::browse;
pub use clipboard::{Clipboard, Held, look as look_for_clipboard};
pub use copy::{CopyView, Stay, copy, copy_secret};
pub use glance::{Glance, Wish};
pub use notices::{Deed, Notice, Notices, Notifier};
pub use report::Report;
pub use screen_lock::{ScreenLock, watch as watch_screen_lock};
#[cfg(target_os = "linux")]
pub use tray::Tray;
pub use words::Language;
