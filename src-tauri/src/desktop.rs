//! What this desktop can do for us.

use crate::App;
use serde::Serialize;
use tauri::{AppHandle, Manager};
use ts_rs::TS;

/// What this desktop can do for us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Desktop {
    /// Something shows a tray.
    pub tray: bool,
    /// It is noticed when the screen is locked.
    pub screen_lock: bool,
    /// Programs can be started with the session.
    pub autostart: bool,
    /// The vault has a passphrase, so the window can be locked.
    pub can_lock: bool,
}

impl Desktop {
    /// As it is now.
    pub(crate) fn look(app: &AppHandle) -> Self {
        let state = app.state::<App>();
        Self {
            tray: state.resident.tray_is_seen(),
            screen_lock: state.resident.screen_is_watched(),
            autostart: cfg!(any(target_os = "linux", target_os = "macos", windows)),
            can_lock: state.lock.can(),
        }
    }
}
