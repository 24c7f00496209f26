//! All that a window needs to draw itself for the first time.

use crate::{App, Desktop, Language, Place, Preferences, Removing, preferences};
use fobwatch_core::auth::Step;
use fobwatch_core::live::LiveView;
use fobwatch_core::settings::Settings;
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
    /// The language in force.
    pub language: Language,
    /// How the keeper works.
    pub settings: Settings,
    /// What this desktop can do.
    pub desktop: Desktop,
    /// Where the last window was.
    pub place: Option<Place>,
    /// The files that are kept fresh.
    pub files: Vec<LiveView>,
    /// The accounts that are removed in a moment.
    pub removing: Vec<Removing>,
    /// The sandbox's base URL, when started as a demo.
    pub demo: Option<String>,
}

impl Snapshot {
    /// Of a locked window there is nothing but its looks.
    pub(crate) async fn take(app: &AppHandle) -> Self {
        let state = app.state::<App>();
        let preferences = preferences::load(app);
        let locked = state.lock.is_locked();
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vault: if locked { VaultView::Locked } else { state.fobwatch.vault() },
            accounts: state.keeper().map(|keeper| keeper.views()).unwrap_or_default(),
            profiles: if locked { Vec::new() } else { state.fobwatch.profile_views() },
            login_step: state.person.step().filter(|_| !locked),
            copied: state.copied().filter(|_| !locked),
            language: preferences.language.into(),
            preferences,
            settings: state.fobwatch.settings().await,
            desktop: Desktop::look(app),
            place: state.place().filter(|_| !locked),
            files: if locked {
                Vec::new()
            } else {
                state.fobwatch.live().map(|live| live.views()).unwrap_or_default()
            },
            removing: if locked { Vec::new() } else { state.removals.all() },
            demo: state.demo.clone(),
        }
    }
}
