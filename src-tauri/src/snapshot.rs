//! All that a window needs to draw itself for the first time.

use crate::{App, Preferences, preferences};
use fobwatch_core::auth::Step;
use fobwatch_core::view::{AccountView, ProfileView, VaultView};
use fobwatch_desktop::CopyView;
use serde::Serialize;
use tauri::{AppHandle, Manager};
use ts_rs::TS;

/// All that a window needs to draw itself for the first time; events keep it up to date.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Snapshot {
    /// This program's version.
    pub version: String,
    /// Whether the vault can be used.
    pub vault: VaultView,
    /// All accounts, by name.
    pub accounts: Vec<AccountView>,
    /// The profiles to choose from, the default first.
    pub profiles: Vec<ProfileView>,
    /// What a person has to do somewhere else before a login can go on.
    pub login_step: Option<Step>,
    /// What lies on the clipboard.
    pub copied: Option<CopyView>,
    /// The preferences in force.
    pub preferences: Preferences,
    /// The sandbox's base URL, when started as a demo.
    pub demo: Option<String>,
}

impl Snapshot {
    pub(crate) fn take(app: &AppHandle) -> Self {
        let state = app.state::<App>();
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vault: state.fobwatch.vault(),
            accounts: state.fobwatch.keeper().map(|keeper| keeper.views()).unwrap_or_default(),
            profiles: state.fobwatch.profile_views(),
            login_step: state.person.step(),
            copied: state.copied(),
            preferences: preferences::load(app),
            demo: state.demo.clone(),
        }
    }
}
