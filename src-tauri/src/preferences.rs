//! Preferences, kept by tauri-plugin-store. Nothing secret: the plugin's file is plain, and its values travel freely.

use crate::App;
use fobwatch_core::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tauri_plugin_store::StoreExt;
use ts_rs::TS;

const FILE: &str = "preferences.json";
const KEY: &str = "preferences";
/// The longest time that a token may lie on the clipboard, in seconds.
const LONGEST: u32 = 3600;

/// The window's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the desktop is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What people may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Preferences {
    /// The window's colours.
    pub theme: Theme,
    /// How long a copied secret stays on the clipboard, in seconds; 0: until something else is copied.
    pub clipboard_seconds: u32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { theme: Theme::System, clipboard_seconds: 45 }
    }
}

impl Preferences {
    /// # Errors
    /// `invalid_input`, on its field.
    fn check(self) -> Result<Self> {
        if self.clipboard_seconds > LONGEST {
            return Err(Error::new(
                Code::InvalidInput,
                "A token should not lie on the clipboard for more than an hour.",
                "Choose up to 3600 seconds, or 0 for no limit.",
            )
            .on_field("clipboard_seconds"));
        }
        Ok(self)
    }

    /// How long a copied secret stays on the clipboard.
    pub fn clear_after(&self) -> Option<Duration> {
        (self.clipboard_seconds > 0).then(|| Duration::from_secs(self.clipboard_seconds.into()))
    }
}

/// The preferences in force. A file that cannot be read, or holds nonsense, means the defaults.
pub(crate) fn load(app: &AppHandle) -> Preferences {
    let path = app.state::<App>().home.folder().join(FILE);
    app.store_builder(path)
        .disable_auto_save()
        .build()
        .ok()
        .and_then(|store| store.get(KEY))
        .and_then(|value| serde_json::from_value::<Preferences>(value).ok())
        .and_then(|preferences| preferences.check().ok())
        .unwrap_or_default()
}

/// Keeps the preferences and puts them in force.
///
/// # Errors
/// `invalid_input`; `vault_unavailable` when the file cannot be written.
pub(crate) fn save(app: &AppHandle, preferences: Preferences) -> Result<Preferences> {
    let preferences = preferences.check()?;
    let failed = || {
        Error::new(
            Code::VaultUnavailable,
            "The preferences could not be saved.",
            "Check that the data folder can be written to.",
        )
    };
    let path = app.state::<App>().home.folder().join(FILE);
    let store = app.store_builder(path).disable_auto_save().build().map_err(|_| failed())?;
    store.set(KEY, serde_json::to_value(&preferences).map_err(|_| failed())?);
    store.save().map_err(|_| failed())?;
    apply(app);
    Ok(preferences)
}

/// Gives the window's frame the chosen colours.
pub(crate) fn apply(app: &AppHandle) {
    app.set_theme(match load(app).theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_the_most() {
        let seconds = |clipboard_seconds| Preferences { clipboard_seconds, ..Preferences::default() };
        assert!(seconds(3600).check().is_ok());
        assert_eq!(seconds(3601).check().unwrap_err().field.as_deref(), Some("clipboard_seconds"));
        assert_eq!(seconds(0).clear_after(), None);
        assert_eq!(seconds(45).clear_after(), Some(Duration::from_secs(45)));
    }

    #[test]
    fn an_older_file_gets_the_new_defaults() {
        let read: Preferences = serde_json::from_str(r#"{"theme":"dark","gone":1}"#).unwrap();
        assert_eq!(read, Preferences { theme: Theme::Dark, clipboard_seconds: 45 });
    }
}
