//! The real window, driven from outside. A [`Desk`] is a whole private desktop session for one test: a display, a bus, a
//! keyring, a clipboard and folders of its own, with real programs only. [`Desk::open`] opens the application there and
//! gives a [`Window`] to click and type in.
//!
//! Everything a desk starts carries its mark in the environment and ends with it, also when the test fails or is killed.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "this is test support: where a step fails, the test has failed, and its message is the report"
)]

mod axe;
mod builder;
mod bus;
mod child;
mod clipboard;
mod desk;
mod display;
mod driver;
mod keyring;
mod login1;
mod manager;
mod memory;
mod menu;
mod notifications;
mod peer;
mod place;
mod process;
mod real;
mod screen_saver;
mod search;
mod tray_host;
mod wayland;
mod window;

pub use builder::DeskBuilder;
pub use child::Ended;
pub use desk::Desk;
pub use display::TopWindow;
pub use fobwatch_sandbox as sandbox;
pub use keyring::PASSWORD as KEYRING_PASSWORD;
pub use manager::{Button, Geometry};
pub use memory::{positive_control, search_memory, search_process_words};
pub use menu::MenuEntry;
pub use notifications::{Closed, Notification, Notifications};
pub use place::{app, built, node_tool, out, python_tool};
pub use process::Process;
pub use real::{Kind as RealKind, RealServer, mini_browser};
pub use rustix::process::Signal;
pub use screen_saver::LockBy;
pub use search::{Form, Hit, Needles, search_folder};
pub use tray_host::{TrayHost, TrayItem};
pub use window::Window;
