//! What Fobwatch does on a desktop without a window. Nothing here knows Tauri, so that the lightest resident can use it.

mod browse;
mod clipboard;
mod copy;
mod glance;
mod notices;
#[cfg(test)]
mod samples;
pub mod tray;
mod words;

pub use browse::browse;
pub use clipboard::{Clipboard, look as look_for_clipboard};
pub use copy::{CopyView, copy};
pub use glance::{Glance, Wish};
pub use notices::{Deed, Notice, Notices};
pub use words::Language;
