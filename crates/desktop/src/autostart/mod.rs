//! Starting with the login session, without a window.

#[cfg(target_os = "linux")]
#[path = "on_linux.rs"]
mod system;
#[cfg(any(windows, target_os = "macos"))]
#[path = "elsewhere.rs"]
mod system;

use fobwatch_core::error::{Code, Error, Result};
use std::path::Path;

/// What the program is told when it is started so.
pub const ARGUMENT: &str = "--background";

/// Has this program started with the session from now on, or no longer.
///
/// # Errors
/// `internal` when the system's settings cannot be changed.
pub fn set(on: bool, program: &Path) -> Result<()> {
    system::set(on, program).map_err(|cause| {
        tracing::warn!(%cause, "autostart");
        Error::new(
            Code::Internal,
            "Whether Fobwatch starts with the session could not be changed.",
            "Check that the settings of this user can be written.",
        )
    })
}

/// Whether Fobwatch starts with the session.
pub fn is_on() -> bool {
    system::is_on()
}
