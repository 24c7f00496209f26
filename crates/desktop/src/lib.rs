//! What Fobwatch does on a desktop without a window. Nothing here knows Tauri, so that the lightest resident can use it.

mod browse;
mod clipboard;
mod copy;
pub mod doctor;
mod report;

pub use browse::browse;
pub use clipboard::{Clipboard, Held, look as look_for_clipboard};
pub use copy::{CopyView, Stay, copy, copy_secret};
pub use report::Report;
