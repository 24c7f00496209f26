//! The tray: on Linux a StatusNotifierItem. Elsewhere the application makes one of its toolkit from the same [`menu`].

pub mod icon;
#[cfg(target_os = "linux")]
mod item;
pub mod menu;
#[cfg(target_os = "linux")]
#[path = "on_linux.rs"]
mod system;

#[cfg(target_os = "linux")]
pub use system::Tray;
