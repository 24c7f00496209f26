//! One running Fobwatch a vault: a second start brings the first one's window to the front.

use crate::window;
use fobwatch_core::home::Home;
use fobwatch_desktop::autostart;
use sha2::{Digest, Sha256};
use tauri::Wry;
use tauri::plugin::TauriPlugin;

/// Finds the other one over the session's bus, by a name that the data folder makes. Elsewhere than on Linux the name is the
/// application's own.
pub(crate) fn plugin(home: &Home) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, _| {
            // With the login session, while somebody has started it already.
            if !arguments.iter().any(|argument| argument == autostart::ARGUMENT) {
                window::show(app);
            }
        })
        .dbus_id(name(home))
        .build()
}

/// A name that stands for the data folder, however it is reached.
pub(crate) fn name(home: &Home) -> String {
    let folder = home.folder();
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let id: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("org.fobwatch.app.vault-{id}")
}
