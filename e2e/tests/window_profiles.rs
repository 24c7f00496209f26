//! Profiles in the real window: the form that each asks for, the editor, and logins that take a person.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::{Desk, RealKind, RealServer, Window, mini_browser, out};
use steps::{PASSWORD, fill, secrets, server};

async fn look(window: &Window<'_>, name: &str) {
    let folder = out().join("look");
    std::fs::create_dir_all(&folder).unwrap();
    window.screenshot(folder.join(format!("profiles-{name}.png"))).await;
    assert_eq!(window.axe().await, Vec::<String>::new(), "{name}");
    let wide = window.execute("return document.documentElement.scrollWidth - innerWidth", &[]).await;
    assert!(wide.as_i64().unwrap() <= 0, "{name}: the page is {wide} pixels too wide");
}

/// Chooses an entry of a list as a person does: the page is told.
async fn choose(window: &Window<'_>, profile: &str) {
    let script = "const s = document.querySelector('[data-testid=field-profile]'); s.value = arguments[0]; \
                  s.dispatchEvent(new Event('change', { bubbles: true })); return s.value";
    assert_eq!(window.execute(script, &[profile.into()]).await, profile);
}

async fn says(window: &Window<'_>, text: &str) {
    let script = format!("return document.body.innerText.includes({text:?})");
    window.wait_until(text, async || window.execute(&script, &[]).await == true).await;
}

/// The form follows the profile: fixed keys, an address that shows what it is, and a login that it takes at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_asks_for_what_the_profile_needs() {
    let (server, desk) = (server(900), Desk::start());
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    choose(&window, "api-key-secret").await;
    window.wait_for("field-api-secret").await;
    assert!(!window.shows("remember").await, "there is nothing to remember");
    window.type_into("field-base-url", "https://api.example.com").await;
    window.type_into("field-api-key", "KEY-CANARY-1").await;
    window.type_into("field-api-secret", "SECRET-CANARY-2").await;
    look(&window, "fixed-form").await;
    window.click("submit-login").await;
    window.wait_for_state("api.example.com", "static").await;
    look(&window, "static").await;
    window.click("copy-menu").await;
    assert!(desk.search_files(&["SECRET-CANARY-2"]).is_empty(), "a key is in the clear on the disk");
    window.press("\u{e00c}").await;

    window.click("add-account").await;
    window.type_into("field-base-url", &server.base_url()).await;
    window.click("detect").await;
    window.wait_for("proposal-b2b-jwt").await;
    look(&window, "detected").await;
    window.click("proposal-b2b-jwt").await;
    fill(&window, "Acme", &server.base_url(), "demo", PASSWORD).await;
    window.click("submit-login").await;
    window.wait_for_state("Acme", "fresh").await;
    window.close().await;
}

/// A profile of one's own: duplicated, broken, mended, tried out, saved and used.
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_written_tried_out_and_used() {
    let (server, desk) = (server(900), Desk::start());
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    window.click("edit-profiles").await;
    window.wait_for("editor-duplicate").await;
    window.wait_until("a profile is open", async || !window.value("editor-text").await.is_empty()).await;
    look(&window, "editor").await;
    window.click("editor-duplicate").await;
    window.wait_for("editor-save").await;
    let text = window.value("editor-text").await;
    assert!(!text.contains("id = \"b2b-jwt\"\n"), "the copy has an id of its own: {text}");
    let type_text = async |text: &str| {
        let script = "const t = document.querySelector('[data-testid=editor-text]'); t.value = arguments[0]; \
                      t.dispatchEvent(new Event('input', { bubbles: true }))";
        window.execute(script, &[text.into()]).await;
    };
    type_text(&text.replace("{{password}}", "{{passwort}}")).await;
    window.wait_for("editor-fault").await;
    assert!(window.text("editor-fault").await.contains("login.body.password"));
    look(&window, "fault").await;
    type_text(&text.replace("label = \"API username\"", "label = \"Your name here\"")).await;
    window.wait_gone("editor-fault").await;

    // A wrong password first: the exchange is shown, and nothing is kept.
    says(&window, "Your name here").await;
    window.type_into("try-field-base-url", &server.base_url()).await;
    window.type_into("try-field-username", "demo").await;
    window.type_into("try-field-password", "wrong").await;
    window.click("try-run").await;
    window.wait_for("try-exchange").await;
    says(&window, "Invalid credentials").await;
    window.type_into("try-field-password", PASSWORD).await;
    window.click("try-run").await;
    window.wait_for("trial-worked").await;
    assert_eq!(window.count("try-exchange").await, 3, "login, refresh and log-out are shown");
    look(&window, "trial").await;
    let page = window.execute("return document.documentElement.outerHTML", &[]).await;
    for secret in secrets(&server) {
        assert!(!page.as_str().unwrap().contains(&secret), "P1: a secret is in the page");
    }
    window.click("editor-save").await;
    says(&window, "Saved").await;
    window.click("close-profiles").await;
    window.wait_for("field-profile").await;
    let own = "return document.querySelector('[data-testid=field-profile] optgroup option').value";
    let id = window.execute(own, &[]).await;
    choose(&window, id.as_str().unwrap()).await;
    says(&window, "Your name here").await;
    fill(&window, "Acme", &server.base_url(), "demo", PASSWORD).await;
    window.click("submit-login").await;
    window.wait_for_state("Acme", "fresh").await;
    window.close().await;
}

/// A login with a code is shown until the person has agreed elsewhere, and can be given up.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_takes_a_person_is_shown_and_given_up() {
    let desk = Desk::start();
    let server = RealServer::start(&desk, RealKind::Oidc, 60, 600);
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    choose(&window, "oauth2-device-code").await;
    window.wait_for("field-client-id").await;
    window.type_into("field-name", "Device").await;
    window.type_into("field-base-url", server.base_url()).await;
    window.type_into("field-client-id", "demo-device").await;
    window.click("submit-login").await;
    window.wait_for("user-code").await;
    look(&window, "device-step").await;
    window.click("login-step-cancel").await;
    window.wait_gone("login-step").await;
    says(&window, "The login was given up.").await;

    window.click("submit-login").await;
    window.wait_for("user-code").await;
    let code = window.text("user-code").await;
    let person = desk.open_program(&mini_browser(), &["--automation"], &[]).await;
    person.client.goto(&format!("{}?user_code={code}", window.text("login-page").await)).await.unwrap();
    let act = async |script: &str| {
        person
            .wait_until(script, async || {
                person.client.execute(script, vec![]).await.is_ok_and(|said| said == true)
            })
            .await;
    };
    act("const b = document.querySelector('[name=confirm]'); if (!b) return false; b.form.submit(); return true").await;
    act("const f = document.querySelector('[name=login]'); if (!f) return false; f.value = 'demo'; \
         document.querySelector('[name=password]').value = 'watch-the-time'; f.form.submit(); return true")
    .await;
    act("if (document.querySelector('[name=login]')) return false; const f = document.forms[0]; \
         if (!f || !location.pathname.startsWith('/interaction/')) return false; f.submit(); return true")
    .await;
    window.wait_for_state("Device", "fresh").await;
    window.wait_gone("login-step").await;
    // The profile's check asks the userinfo endpoint that the server named.
    window.click("check").await;
    window.wait_for("checked").await;
    look(&window, "checked").await;
    person.close().await;
    window.close().await;
}
