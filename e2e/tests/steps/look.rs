//! A look at what is shown: by a screen reader's rules, for its width, and as a picture for people.

use fobwatch_e2e::{Window, out};

/// Keeps a picture in `target/e2e/look`; nothing may trip a screen reader, and nothing may be wider than the window.
pub async fn look(window: &Window<'_>, theme: &str, name: &str) {
    let folder = out().join("look");
    std::fs::create_dir_all(&folder).unwrap();
    window.screenshot(folder.join(format!("{name}-{theme}.png"))).await;
    assert_eq!(window.axe().await, Vec::<String>::new(), "{name}, {theme}");
    let wide = window.execute("return document.documentElement.scrollWidth - innerWidth", &[]).await;
    assert!(wide.as_i64().unwrap() <= 0, "{name}, {theme}: the page is {wide} pixels too wide");
}
