//! The one window.

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Url, WebviewWindowBuilder};

/// Opens the window. It shows itself when its page is there, so that nobody sees a white flash.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else { return Ok(()) };
    WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_own_page)
        .on_page_load(|window, payload| {
            if payload.event() == PageLoadEvent::Finished {
                let _ = window.show();
            }
        })
        .build()?;
    Ok(())
}

/// The window shows its own page and nothing else, whatever a link or a script asks for.
fn is_own_page(url: &Url) -> bool {
    let own = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    own || (cfg!(dev) && url.host_str() == Some("localhost"))
}
