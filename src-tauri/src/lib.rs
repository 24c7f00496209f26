//! The desktop app: a window on [`fobwatch_core`]. It decides nothing; it shows, asks and passes on.

mod app;
#[cfg(test)]
mod bindings;
mod commands;
mod desktop;
mod events;
mod guide;
mod import;
mod lock;
mod pasted;
mod place;
mod preferences;
mod removals;
mod report;
mod resident;
mod single;
mod snapshot;
mod start;
#[cfg(not(target_os = "linux"))]
mod tray;
mod window;

use app::App;
use guide::Person;
use import::Import;
use lock::Lock;
use pasted::Pasted;
use removals::Removals;
use resident::Resident;
use start::Start;

pub use desktop::Desktop;
pub use place::Place;
pub use preferences::{LanguageChoice, Preferences, Theme};
pub use removals::Removing;
pub use snapshot::Snapshot;

use fobwatch_core::Fobwatch;
use fobwatch_core::error::Result;
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Working;
use fobwatch_core::keyring::Keyring;
use fobwatch_core::vault::Keys;
use fobwatch_desktop::{Clipboard, Language};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tauri::{AppHandle, Manager, RunEvent};

/// Runs the app until it is quit.
pub fn run() -> ExitCode {
    start_log();
    let start = match Start::parse(std::env::args().skip(1)) {
        Ok(start) => start,
        Err(usage) => return complain(&usage),
    };
    let home = match Home::find() {
        Ok(home) => home,
        Err(error) => return complain(&error.to_string()),
    };
    let built = tauri::Builder::default()
        // First: a second start of the same vault ends here, before it has touched anything.
        .plugin(single::plugin(&home))
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(window::REMEMBERED)
                .with_filename(home.folder().join("window.json").to_string_lossy())
                .build(),
        )
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let app = app.handle();
            app.manage(prepare(app, home, start.demo)?);
            window::forget_page(app);
            preferences::apply(app);
            events::forward(app);
            lock::watch(app);
            resident::keep(app);
            if !start.background {
                window::open(app)?;
            }
            Ok(())
        })
        .build(context());
    match built {
        Ok(app) => {
            app.run(|app, event| match event {
                // The last window was closed into the tray. Whoever quits says so with a code.
                RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
                RunEvent::Exit => leave(app),
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => complain(&format!("Fobwatch cannot start: {error}")),
    }
}

#[allow(clippy::disallowed_methods, reason = "Tauri's macro ends the process where its assets are broken")]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn prepare(app: &AppHandle, home: Home, demo: Option<String>) -> Result<App> {
    let person = Person::new(app);
    let keys = Keys::unattended(Keyring::system());
    let fobwatch = Fobwatch::new(home.clone(), keys, Working::ByItself, Arc::new(person.clone()));
    let copied = Arc::new(Mutex::new(None));
    let clipboard = Clipboard::start({
        let (app, copied) = (app.clone(), copied.clone());
        move || events::copied(&app, &copied, None)
    })?;
    let opening = fobwatch.clone();
    tauri::async_runtime::spawn(async move { opening.open_when_possible().await });
    Ok(App {
        fobwatch,
        clipboard,
        pasted: Pasted::default(),
        import: Import::default(),
        home,
        copied,
        demo,
        person,
        resident: Resident::new(app),
        lock: Lock::new(),
        removals: Removals::default(),
        report: Mutex::default(),
        place: Mutex::default(),
        asked_to_close: AtomicBool::new(false),
    })
}

/// The last things: nothing of ours stays on the clipboard, nothing rotated is lost.
fn leave(app: &AppHandle) {
    let Some(state) = app.try_state::<App>() else { return };
    // Without a display there is no clipboard to clear either.
    let _ = state.clipboard.clear();
    state.resident.end();
    if let Ok(live) = state.fobwatch.live() {
        for left in live.end() {
            complain(&left);
        }
    }
    if let Ok(keeper) = state.fobwatch.keeper() {
        for name in tauri::async_runtime::block_on(keeper.close()) {
            complain(&format!(
                "{name}: the last refresh could not be saved. Log in again at the next start."
            ));
        }
    }
    // What was rotated is safe; now what was asked for.
    tauri::async_runtime::block_on(removals::finish_all(app));
    if state.demo.is_some() {
        start::clean_up(&state.fobwatch);
    }
    window::forget_page(app);
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOBWATCH_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn complain(message: &str) -> ExitCode {
    eprintln!("fobwatch: {message}");
    ExitCode::FAILURE
}
