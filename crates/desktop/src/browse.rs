//! Opening a page in the system's browser.

use url::Url;

/// Opens a web page in the system's browser, or in what `BROWSER` names. Says whether something was started; only `https` and,
/// for this computer, `http` are ever opened.
pub fn browse(page: &str) -> bool {
    let safe = Url::parse(page).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    safe && webbrowser::open(page).is_ok()
}
