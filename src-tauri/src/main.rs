//! The desktop app. Everything it does is in the library; this file only starts it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    prepare_environment();
    fobwatch_app::run()
}

/// What WebKit and Tauri read from the environment, set before anything else runs.
#[allow(unsafe_code, reason = "the only way to change the environment; no other thread exists yet")]
fn prepare_environment() {
    const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";
    const COMPOSITING_OFF: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
    let can_be_driven = cfg!(any(debug_assertions, feature = "webdriver"));
    // SAFETY: this is the first statement of `main`, so nobody reads or writes the environment at the same time.
    unsafe {
        if !can_be_driven {
            // It would open the window of a shipped build to whoever can set a variable.
            std::env::remove_var(AUTOMATION);
        }
        // A page of text needs no graphics card; this saves some 60 MiB of memory. WebDriver's clicks and pictures
        // wait for a compositor's frame, so a driven window keeps it.
        let driven = std::env::var_os(AUTOMATION).is_some();
        if cfg!(target_os = "linux") && !driven && std::env::var_os(COMPOSITING_OFF).is_none() {
            std::env::set_var(COMPOSITING_OFF, "1");
        }
    }
}
