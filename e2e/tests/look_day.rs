//! The views that people need over the day, in both themes and sizes: nothing that a screen reader would stumble over,
//! nothing cut off. The pictures are kept in `target/e2e/look`, to be looked at.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::User;
use fobwatch_e2e::{Desk, Window};
use serde_json::json;
use steps::look::look;
use steps::{fill, server};

const SIZES: [(u32, u32); 3] = [(980, 660), (720, 480), (480, 640)];

async fn in_each_size(window: &Window<'_>, theme: &str, name: &str) {
    for (width, height) in SIZES {
        window.resize(width, height).await;
        look(window, theme, &format!("{name}-{width}")).await;
    }
    window.resize(SIZES[0].0, SIZES[0].1).await;
}

/// The section of the preferences that has this control is in sight.
async fn scroll_to(window: &Window<'_>, id: &str) {
    let script =
        "document.querySelector(`[data-testid=${arguments[0]}]`).scrollIntoView({ block: 'center' })";
    window.execute(script, &[json!(id)]).await;
}

async fn press_in(window: &Window<'_>, id: &str, ctrl: bool) {
    let script = "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: arguments[1] }))";
    // A window that has just become wide again may not show it yet.
    window
        .wait_until(&format!("{id} is there"), async || {
            window.execute("return document.querySelector(arguments[0]) !== null", &[json!(id)]).await == true
        })
        .await;
    window.execute(script, &[json!(id), json!(ctrl)]).await;
}

async fn every_view(theme: &str, language: &str) {
    let server = server(900);
    let desk = Desk::start();
    std::fs::create_dir_all(desk.data()).unwrap();
    let preferences = json!({ "preferences": { "theme": theme, "language": language } });
    std::fs::write(desk.data().join("preferences.json"), preferences.to_string()).unwrap();
    let window = desk.open(&[]).await;
    for (index, (name, environment)) in
        [("Acme", "production"), ("Borealis", "staging"), ("Cinnabar", "")].into_iter().enumerate()
    {
        let username = format!("user{index}");
        server.handle().put_user(User::new(&username, "pw", 1000 + index as u64));
        if index > 0 {
            window.click("add-account").await;
        }
        fill(&window, name, &server.base_url(), &username, "pw").await;
        if !environment.is_empty() {
            window.type_into("field-environment", environment).await;
        }
        let remembers = "return document.querySelector('[data-testid=remember]').checked ?? document.querySelector('[data-testid=remember]').ariaChecked === 'true'";
        if window.execute(remembers, &[]).await != true {
            window.click("remember").await;
        }
        window.click("submit-login").await;
        window.wait_for_state(name, "fresh").await;
    }

    // What people write down, and the secrets.
    window.open_account("Acme").await;
    window.wait_until("Acme is shown", async || window.text("client-id").await == "1000").await;
    window.click("remarks-edit").await;
    window
        .type_into("field-notes", "Ask the billing team for a new password.\nTheir phone: see the wiki.")
        .await;
    window.type_into("field-tags", "billing,").await;
    in_each_size(&window, theme, "remarks").await;
    window.click("remarks-save").await;
    window.wait_for("tag").await;
    in_each_size(&window, theme, "kept").await;
    window.click("replace-secret").await;
    window.wait_for("submit-replace").await;
    in_each_size(&window, theme, "replace").await;
    window.type_into("replace-field-password", "wrong").await;
    window.click("submit-replace").await;
    window
        .wait_until("an error", async || {
            window.execute("return document.querySelectorAll('[aria-invalid=true]').length", &[]).await == 1
        })
        .await;
    look(&window, theme, "replace-refused").await;
    window.click("cancel").await;
    window.click("copy-secret").await;
    window.wait_for("confirm").await;
    look(&window, theme, "copy-secret").await;
    window.click("confirm").await;
    window.wait_for("copied").await;
    in_each_size(&window, theme, "secret-copied").await;
    window.click("clear-now").await;
    window.wait_gone("copied").await;

    // A token, and one that was refused.
    window.click("open-inspect").await;
    let refused = "curl https://api.example.com/orders -H 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDAsInN1YiI6IngifQ.p6enp6enp6enp6enp6enp6enp6enp6enp6enp6enp6c'\nHTTP/1.1 401 Unauthorized\n\n{\"error\":\"invalid_token\"}";
    desk.set_clipboard(refused);
    window.click("read-clipboard").await;
    window.wait_for("causes").await;
    window.execute("document.querySelector('[data-testid=key]').open = true", &[]).await;
    in_each_size(&window, theme, "inspect").await;
    window.click("clear-paste").await;
    look(&window, theme, "inspect-empty").await;
    window.click("close-inspect").await;

    // What is shared, and what is taken over.
    let command = "curl https://api.example.com/auth/login -H 'Content-Type: application/json' -d '{\"username\":\"demo\",\"password\":\"x\"}'";
    desk.set_clipboard(command);
    window.click("add-account").await;
    window.click("open-import").await;
    look(&window, theme, "import-empty").await;
    window.click("read-clipboard").await;
    window.wait_for("plan").await;
    in_each_size(&window, theme, "import").await;
    window.click("close-import").await;
    window.click("cancel").await;
    window.press("\u{e009}k\u{e000}").await;
    window.type_into("palette-input", if language == "de" { "weitergeben" } else { "share" }).await;
    window.press("\u{e007}").await;
    window.wait_for("share-text").await;
    in_each_size(&window, theme, "share").await;
    window.click("close").await;

    // What happened.
    window.click("open-activity").await;
    window.wait_for("activity-row").await;
    in_each_size(&window, theme, "activity").await;
    window.type_into("activity-text", "no such thing").await;
    window.wait_until("nothing fits", async || window.count("activity-row").await == 0).await;
    look(&window, theme, "activity-none").await;
    window.open_account("Acme").await;

    // All preferences, and the report.
    window.click("open-preferences").await;
    window.wait_for("close").await;
    for id in ["preference-language", "preference-lead", "preference-autostart", "preference-lock-minutes"] {
        scroll_to(&window, id).await;
        look(&window, theme, id).await;
    }
    in_each_size(&window, theme, "preferences").await;
    scroll_to(&window, "open-support-report").await;
    window.click("open-support-report").await;
    window.wait_until("the report", async || window.text("support-report-text").await.len() > 200).await;
    in_each_size(&window, theme, "report").await;
    window.press("\u{e00c}").await;
    window.wait_gone("support-report").await;
    if window.count("close").await > 0 {
        window.click("close").await;
    }

    // Several at once, and one that goes.
    press_in(&window, "[data-account=Borealis]", true).await;
    press_in(&window, "[data-account=Cinnabar]", true).await;
    window.wait_for("select-bar").await;
    look(&window, theme, "several-marked").await;
    window.click("log-out-selected").await;
    window.wait_for("cancel").await;
    look(&window, theme, "log-out-several").await;
    window.click("cancel").await;
    window.click("clear-selection").await;
    window.open_account("Borealis").await;
    window.wait_until("Borealis is shown", async || window.text("client-id").await == "1001").await;
    window.click("account-menu").await;
    window.click("remove-account").await;
    window.click("confirm").await;
    window.wait_for("undo-remove").await;
    look(&window, theme, "undo").await;
    window.click("undo-remove").await;
    window.wait_for_state("Borealis", "fresh").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_of_the_day_is_accessible_in_light() {
    every_view("light", "en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_of_the_day_is_accessible_in_dark_and_german() {
    every_view("dark", "de").await;
}
