//! What is seen and chosen in the page.

use fobwatch_e2e::Window;
use serde_json::Value;
use std::time::Duration;

/// Control, in WebDriver's signs; it is let go by [`NOTHING`].
pub const CONTROL: &str = "\u{e009}";
/// Lets all keys go.
pub const NOTHING: &str = "\u{e000}";
pub const ENTER: &str = "\u{e007}";
pub const ESCAPE: &str = "\u{e00c}";
pub const TAB: &str = "\u{e004}";
pub const END: &str = "\u{e010}";
pub const HOME: &str = "\u{e011}";
pub const UP: &str = "\u{e013}";
pub const DOWN: &str = "\u{e015}";

/// Waits until the page says this.
pub async fn says(window: &Window<'_>, text: &str) {
    let script = "return document.body.innerText.includes(arguments[0])";
    window
        .wait_until(&format!("“{text}” is said"), async || {
            window.execute(script, &[text.into()]).await == true
        })
        .await;
}

/// All that the page says now.
pub async fn page(window: &Window<'_>) -> String {
    window.execute("return document.body.innerText", &[]).await.as_str().unwrap().to_owned()
}

/// Chooses an entry of a list by what it shows, as a person does: the page is told.
pub async fn choose(window: &Window<'_>, id: &str, shown: &str) {
    window.wait_for(id).await;
    let script = "const s = document.querySelector(`[data-testid=${arguments[0]}]`); \
                  const at = [...s.options].findIndex((option) => option.textContent.trim() === arguments[1]); \
                  if (at < 0) return [...s.options].map((option) => option.textContent.trim()); \
                  s.selectedIndex = at; s.dispatchEvent(new Event('change', { bubbles: true })); return true";
    let chosen = window.execute(script, &[id.into(), shown.into()]).await;
    assert_eq!(chosen, true, "{shown} is not among {id}");
}

/// The text of every element with this `data-testid`.
pub async fn texts(window: &Window<'_>, id: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(`[data-testid=${arguments[0]}]`)].map((e) => e.textContent.trim())";
    let found = window.execute(script, &[id.into()]).await;
    found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// How many pixels the page is wider than the window, and where that comes from.
pub async fn too_wide(window: &Window<'_>) -> Value {
    window
        .execute(
            "const wide = document.documentElement.scrollWidth - innerWidth; if (wide <= 0) return null; \
             const out = [...document.querySelectorAll('body *')].filter((e) => { const r = e.getBoundingClientRect(); \
             return r.right > innerWidth + 0.5 || r.left < -0.5 }).slice(0, 4).map((e) => e.tagName + '.' + e.className); \
             return `${wide} pixels: ${out}`",
            &[],
        )
        .await
}

/// Waits until what moves has come to rest.
pub async fn settle() {
    tokio::time::sleep(Duration::from_millis(350)).await;
}

/// Where the keys go: the `data-testid` of what has the focus, or its tag.
pub async fn at(window: &Window<'_>) -> String {
    let script = "const e = document.activeElement; return e.dataset.testid ?? e.tagName.toLowerCase()";
    window.execute(script, &[]).await.as_str().unwrap().to_owned()
}

/// Waits until the keys go there.
pub async fn waits_at(window: &Window<'_>, id: &str) {
    window.wait_until(&format!("the focus is at {id}"), async || at(window).await == id).await;
}
