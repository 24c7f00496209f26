//! The desktop app: a window on [`fobwatch_core`]. It decides nothing; it shows, asks and passes on.

#[cfg(test)]
mod bindings;
mod commands;
mod demo;
mod events;
mod guide;
mod preferences;
mod snapshot;
mod window;

use guide::Person;
pub use preferences::{Preferences, Theme};
pub use snapshot::Snapshot;

use fobwatch_core::Fobwatch;
use fobwatch_core::error::Result;
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Working;
use fobwatch_core::keyring::Keyring;
use fobwatch_core::vault::Keys;
use fobwatch_desktop::{Clipboard, CopyView};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::{AppHandle, Manager, RunEvent};

/// What the commands work with.
struct App {
    fobwatch: Fobwatch,
    clipboard: Clipboard,
    home: Home,
    /// What lies on the clipboard, for a window that opens later.
    copied: Arc<Mutex<Option<CopyView>>>,
    /// The sandbox's base URL, when started as a demo.
    demo: Option<String>,
    person: Person,
}

impl App {
    fn copied(&self) -> Option<CopyView> {
        self.copied.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Runs the app until it is quit.
pub fn run() -> ExitCode {
    start_log();
    let demo = match demo::from_arguments(std::env::args().skip(1)) {
        Ok(demo) => demo,
        Err(usage) => return complain(&usage),
    };
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_store::Builder::new().build())
        .invoke_handler(commands::handler())
        .setup(|app| {
            let app = app.handle();
            app.manage(prepare(app, demo)?);
            preferences::apply(app);
            events::forward(app);
            window::open(app)?;
            Ok(())
        })
        .build(context());
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    leave(app);
                }
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

fn prepare(app: &AppHandle, demo: Option<String>) -> Result<App> {
    let home = Home::find()?;
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
    Ok(App { fobwatch, clipboard, home, copied, demo, person })
}

/// The last things: nothing of ours stays on the clipboard, nothing rotated is lost.
fn leave(app: &AppHandle) {
    let Some(state) = app.try_state::<App>() else { return };
    // Without a display there is no clipboard to clear either.
    let _ = state.clipboard.clear();
    if let Ok(keeper) = state.fobwatch.keeper() {
        for name in tauri::async_runtime::block_on(keeper.close()) {
            complain(&format!(
                "{name}: the last refresh could not be saved. Log in again at the next start."
            ));
        }
    }
    if state.demo.is_some() {
        demo::clean_up(&state.fobwatch);
    }
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
