//! Preferences, kept by tauri-plugin-store. Nothing secret: the plugin's file is plain, and its values travel freely.

use crate::App;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_desktop::{Language, autostart};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tauri_plugin_store::StoreExt;
use ts_rs::TS;

const FILE: &str = "preferences.json";
const KEY: &str = "preferences";
/// The longest time that a token may lie on the clipboard, in seconds.
const LONGEST: u32 = 3600;
/// The longest time before the window locks, in minutes.
const LONGEST_LOCK: u32 = 24 * 60;

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

/// The language of the window, the tray and the notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LanguageChoice {
    /// As the desktop is set, or English.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
    /// Chinese.
    Zh,
}

/// What people may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Preferences {
    /// The window's colours.
    pub theme: Theme,
    /// The language.
    pub language: LanguageChoice,
    /// How long a copied secret stays on the clipboard, in seconds; 0: until something else is copied.
    pub clipboard_seconds: u32,
    /// Tell on the desktop when somebody has to act.
    pub notifications: bool,
    /// Closing the window keeps Fobwatch in the tray.
    pub tray: bool,
    /// Start with the login session, without a window.
    pub autostart: bool,
    /// Lock the window after this long without a hand on it, in minutes; 0: never.
    pub lock_minutes: u32,
    /// Lock the window when the screen is locked.
    pub lock_with_screen: bool,
    /// Somebody was asked once whether closing the window may quit.
    pub quit_known: bool,
}

impl From<LanguageChoice> for Language {
    fn from(choice: LanguageChoice) -> Self {
        match choice {
            LanguageChoice::System => Self::of_system(),
            LanguageChoice::En => Self::En,
            LanguageChoice::De => Self::De,
            LanguageChoice::Zh => Self::Zh,
        }
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: LanguageChoice::System,
            clipboard_seconds: 45,
            notifications: true,
            tray: true,
            autostart: false,
            lock_minutes: 0,
            lock_with_screen: false,
            quit_known: false,
        }
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
        if self.lock_minutes > LONGEST_LOCK {
            return Err(Error::new(
                Code::InvalidInput,
                "The window can wait a day at most before it locks.",
                "Choose up to 1440 minutes, or 0 for never.",
            )
            .on_field("lock_minutes"));
        }
        Ok(self)
    }

    /// After how long without a hand on it the window is locked.
    pub fn lock_after(&self) -> Option<Duration> {
        (self.lock_minutes > 0).then(|| Duration::from_secs(60 * u64::from(self.lock_minutes)))
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
        .map(|preferences| Preferences { autostart: autostart::is_on(), ..preferences })
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
    if preferences.autostart != load(app).autostart {
        let program = std::env::current_exe().map_err(|_| Error::internal("finding this program"))?;
        autostart::set(preferences.autostart, &program).map_err(|error| error.on_field("autostart"))?;
    }
    let path = app.state::<App>().home.folder().join(FILE);
    let store = app.store_builder(path).disable_auto_save().build().map_err(|_| failed())?;
    store.set(KEY, serde_json::to_value(&preferences).map_err(|_| failed())?);
    store.save().map_err(|_| failed())?;
    apply(app);
    Ok(preferences)
}

/// Puts them in force.
pub(crate) fn apply(app: &AppHandle) {
    let state = app.state::<App>();
    let preferences = load(app);
    state.lock.reconsider();
    // A demo ends with its window.
    if state.demo.is_none() {
        state.resident.apply(app, &preferences);
    }
    app.set_theme(match preferences.theme {
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
        assert_eq!(read, Preferences { theme: Theme::Dark, ..Preferences::default() });
    }
}
