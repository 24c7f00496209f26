//! The tray.

pub mod menu;
