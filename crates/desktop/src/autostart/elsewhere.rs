//! A launch agent on macOS, an entry in the registry on Windows.

use super::ARGUMENT;
use auto_launch::{AutoLaunch, AutoLaunchBuilder, Error, WindowsEnableMode};
use std::path::Path;

pub(super) fn set(on: bool, program: &Path) -> Result<(), Error> {
    let entry = entry(program)?;
    if on { entry.enable() } else { entry.disable() }
}

pub(super) fn is_on() -> bool {
    let program = std::env::current_exe().unwrap_or_default();
    entry(&program).and_then(|entry| entry.is_enabled()).unwrap_or(false)
}

fn entry(program: &Path) -> Result<AutoLaunch, Error> {
    AutoLaunchBuilder::new()
        .set_app_name("Fobwatch")
        .set_app_path(&program.to_string_lossy())
        .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
        .set_args(&[ARGUMENT])
        .build()
}
