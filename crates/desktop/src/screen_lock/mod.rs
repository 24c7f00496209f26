//! Whether somebody else could be at the screen: it is locked, or the computer goes to sleep.

#[cfg(target_os = "linux")]
mod locks;
#[cfg(target_os = "linux")]
#[path = "on_linux.rs"]
mod system;
#[cfg(not(target_os = "linux"))]
#[path = "elsewhere.rs"]
mod system;

pub use system::{ScreenLock, watch};
