//! The desktop app. Everything it does is in the library; this file only starts it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    prepare_environment();
    fobwatch_app::run()
}

/// What WebKit and Tauri read from the environment, set before anything else runs.
#[allow(unsafe_code, reason = "the only way to change the environment; no other thread exists yet")]
fn prepare_environment() {
    // SAFETY: this is the first statement of `main`, so nobody reads or writes the environment at the same time.
    unsafe {
        if cfg!(not(any(debug_assertions, feature = "webdriver"))) {
            // It would open the window of a shipped build to whoever can set a variable.
            std::env::remove_var("TAURI_WEBVIEW_AUTOMATION");
        }
        if cfg!(target_os = "linux") && std::env::var_os("WEBKIT_DISABLE_COMPOSITING_MODE").is_none() {
            // A page of text needs no graphics card; this saves some 60 MiB of memory.
            std::env::set_var("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        }
    }
}
