//! The one window.

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Url, WebviewWindowBuilder};

/// Opens the window. It shows itself when its page is there, so that nobody sees a white flash.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else { return Ok(()) };
    WebviewWindowBuilder::from_config(app, config)?
        // Nothing of a page is ever kept. WebDriver cannot drive such a window, so a driven one keeps its files, where
        // the tests search them.
        .incognito(!is_driven())
        .on_navigation(is_own_page)
        .on_page_load(|window, payload| {
            if payload.event() == PageLoadEvent::Finished {
                let _ = window.show();
            }
        })
        .build()?;
    Ok(())
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
