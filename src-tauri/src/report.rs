//! The support report, of this program.

use crate::App;
use fobwatch_core::error::Result;
use fobwatch_core::vault::ActivityQuery;
use fobwatch_desktop::{Report, doctor};
use std::sync::PoisonError;
use tauri::{AppHandle, Manager};

/// How much of what has happened is told.
const LATELY: usize = 60;

/// What somebody who helps needs to know, without names, addresses and secrets.
///
/// # Errors
/// `locked`.
pub(crate) async fn make(app: &AppHandle) -> Result<String> {
    let state = app.state::<App>();
    let fobwatch = state.unlocked()?;
    let findings = doctor::findings(&state.home, || fobwatch.open_vault()).await;
    let mut activity = fobwatch.activity(ActivityQuery::default()).await.unwrap_or_default();
    activity.truncate(LATELY);
    let report = Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: fobwatch.now(),
        parts: parts(),
        vault: fobwatch.vault(),
        accounts: fobwatch.keeper().map(|keeper| keeper.views()).unwrap_or_default(),
        findings,
        activity,
    };
    let text = report.text();
    state.report.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&text);
    Ok(text)
}

/// What else runs here.
fn parts() -> Vec<(String, String)> {
    let webview = tauri::webview_version().ok().map(|version| ("webview".to_owned(), version));
    let told = ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?)));
    webview.into_iter().chain(told).collect()
}
