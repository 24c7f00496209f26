//! The one window: opened, brought to the front, and closed for good when nobody looks at it.

#[cfg(target_os = "linux")]
use crate::single;
use crate::{App, Place, events, preferences};
use fobwatch_core::account::AccountId;
#[cfg(target_os = "linux")]
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tauri::webview::PageLoadEvent;
use tauri::{
    AppHandle, CloseRequestApi, Manager, PhysicalPosition, PhysicalSize, Url, WebviewWindow,
    WebviewWindowBuilder, WindowEvent, Wry,
};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};

type Builder<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

const LABEL: &str = "main";

/// What is remembered of a window. Whether it is seen is for us to say: it shows itself when its page is there.
pub(crate) const REMEMBERED: StateFlags =
    StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// As much of a window, in pixels, that somebody can find and move it.
const FINDABLE: i32 = 64;

/// How long a desktop takes to put a window where it shall be.
const SETTLED: Duration = Duration::from_millis(400);

/// Brings the window to the front; opens it where there is none.
pub(crate) fn show(app: &AppHandle) {
    let app = app.clone();
    // Windows are made where the desktop's own loop runs.
    let _ = app.clone().run_on_main_thread(move || match app.get_webview_window(LABEL) {
        Some(window) => {
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        }
        None => {
            if let Err(error) = open(&app) {
                tracing::error!(%error, "the window cannot be opened");
            }
        }
    });
}

/// Brings the window to the front with this account open.
pub(crate) fn show_account(app: &AppHandle, id: AccountId) {
    let state = app.state::<App>();
    let place = state.place().unwrap_or_default();
    // For a window that has yet to be opened, and for one that is there.
    state.put_place(Place { selected: Some(id), query: String::new(), ..place });
    events::open_account(app, id);
    show(app);
}

/// Opens the window. It shows itself when its page is there, so that nobody sees a white flash.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else { return Ok(()) };
    let window = keeps_nothing(WebviewWindowBuilder::from_config(app, config)?, app)
        .on_navigation(is_own_page)
        // The page says whose account is open; task bars and screen readers read it from the window.
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        })
        .on_page_load(|window, payload| {
            if payload.event() == PageLoadEvent::Finished {
                let _ = window.show();
                let _ = window.set_focus();
                stay_on_screen(window);
            }
        })
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } => close_asked(&app, api),
        WindowEvent::Destroyed => app.state::<App>().import.forget(),
        _ => {}
    });
    Ok(())
}

/// Nothing of a page is ever kept. A driven one keeps its files, where the tests search them.
#[cfg(target_os = "linux")]
fn keeps_nothing<'a>(builder: Builder<'a>, app: &AppHandle) -> Builder<'a> {
    // Not `incognito`: there the toolkit knows our page's address in the first window only, and the next one stays empty.
    if is_driven() { builder } else { builder.data_directory(page_files(app)) }
}

/// Nothing of a page is ever kept.
#[cfg(not(target_os = "linux"))]
fn keeps_nothing<'a>(builder: Builder<'a>, _: &AppHandle) -> Builder<'a> {
    builder.incognito(true)
}

/// Where the page's engine has its files while this program runs.
#[cfg(target_os = "linux")]
fn page_files(app: &AppHandle) -> PathBuf {
    let home = &app.state::<App>().home;
    // In memory, where the session has such a folder: whatever its processes write while they end is gone with it.
    let run = std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|run| run.is_absolute() && run.is_dir());
    run.map_or_else(|| home.folder().join("page"), |run| run.join(single::name(home)))
}

/// Deletes what the page's engine leaves behind, at the end and, after a crash, at the next start.
pub(crate) fn forget_page(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    for _ in 0..5 {
        match std::fs::remove_dir_all(page_files(app)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => tracing::debug!(%error, "the files of the page stay for now"),
            Ok(()) => {}
        }
        // Its processes are ending, and may still write.
        std::thread::sleep(std::time::Duration::from_millis(40));
    }
}

/// Closes the window for good: its page ends, and with it nearly all the memory. Fobwatch goes on in the tray.
pub(crate) fn close(app: &AppHandle) {
    app.state::<App>().asked_to_close.store(false, Ordering::Relaxed);
    if let Ok(keeper) = app.state::<App>().fobwatch.keeper() {
        keeper.attend(false);
    }
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let _ = app.save_window_state(REMEMBERED);
    let _ = window.destroy();
}

/// Somebody wants to close the window: into the tray where there is one, else Fobwatch is quit. The page asks before
/// something is lost, and the first time that closing means quitting. A page that does not answer keeps nobody: the second
/// wish is carried out.
fn close_asked(app: &AppHandle, api: &CloseRequestApi) {
    let state = app.state::<App>();
    let preferences = preferences::load(app);
    let to_tray = preferences.tray && state.resident.tray_is_seen();
    let asks = unsaved(app) || !(to_tray || preferences.quit_known);
    api.prevent_close();
    if asks && !state.asked_to_close.swap(true, Ordering::Relaxed) {
        events::closing(app, to_tray);
    } else if to_tray {
        close(app);
    } else {
        app.exit(0);
    }
}

/// Somebody wants to quit from the tray: what was typed into the window is not lost unasked, the second wish is carried
/// out.
pub(crate) fn quit_asked(app: &AppHandle) {
    let state = app.state::<App>();
    if unsaved(app) && !state.asked_to_close.swap(true, Ordering::Relaxed) {
        show(app);
        events::closing(app, false);
    } else {
        app.exit(0);
    }
}

/// Whether the page has something in it that its end would lose.
fn unsaved(app: &AppHandle) -> bool {
    let state = app.state::<App>();
    let typed = state.place().is_some_and(|place| place.unsaved) && !state.lock.is_locked();
    typed && app.get_webview_window(LABEL).is_some()
}

/// Looks where the window has come to, once the desktop has put it there.
fn stay_on_screen(window: WebviewWindow) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SETTLED).await;
        let app = window.app_handle().clone();
        let _ = app.run_on_main_thread(move || drop(keep_on_screen(&window)));
    });
}

/// A window that was left on a screen that is not there any more comes back to one that is.
fn keep_on_screen(window: &WebviewWindow) -> tauri::Result<()> {
    let (at, size) = (window.outer_position()?, window.outer_size()?);
    let screens = window.available_monitors()?;
    let seen = screens.iter().any(|screen| is_findable(at, size, *screen.position(), *screen.size()));
    if seen || screens.is_empty() { Ok(()) } else { window.center() }
}

/// Whether enough of a window's upper edge is on a screen.
fn is_findable(
    at: PhysicalPosition<i32>,
    size: PhysicalSize<u32>,
    screen_at: PhysicalPosition<i32>,
    screen: PhysicalSize<u32>,
) -> bool {
    let (width, screen_width) = (size.width.cast_signed(), screen.width.cast_signed());
    let across = (at.x + width).min(screen_at.x + screen_width) - at.x.max(screen_at.x);
    let below = screen_at.y + screen.height.cast_signed() - at.y;
    across >= FINDABLE.min(width) && below >= FINDABLE && at.y >= screen_at.y - FINDABLE / 2
}

/// Whether a test drives the window. A shipped build never is: see `main.rs`.
fn is_driven() -> bool {
    cfg!(any(debug_assertions, feature = "webdriver"))
        && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}

/// The window shows its own page and nothing else, whatever a link or a script asks for.
fn is_own_page(url: &Url) -> bool {
    let own = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    own || (cfg!(dev) && url.host_str() == Some("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_can_be_found_or_it_comes_back() {
        let (screen_at, screen) = (PhysicalPosition::new(0, 0), PhysicalSize::new(1280, 800));
        for (x, y, found) in [
            (100, 100, true),
            (-900, 100, true),
            (-960, 100, false),
            (1270, 100, false),
            (100, 790, false),
            (100, -300, false),
            (3000, 2000, false),
        ] {
            let at = PhysicalPosition::new(x, y);
            assert_eq!(is_findable(at, PhysicalSize::new(980, 660), screen_at, screen), found, "{x} {y}");
        }
    }
}
