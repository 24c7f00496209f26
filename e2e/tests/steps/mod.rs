//! What a person does, in the words of a person.
#![allow(dead_code, reason = "each test uses its part")]

pub mod desktop;
pub mod fob;
pub mod look;
pub mod page;

use fobwatch_e2e::Window;
use fobwatch_e2e::sandbox::{Config, Sandbox};
use std::time::Duration;

pub const PASSWORD: &str = "watch-the-time";

/// A server whose tokens last this long, in seconds.
pub fn server(access: u64) -> Sandbox {
    let config = Config { access: Duration::from_secs(access), ..Config::default() };
    Sandbox::start_blocking(config).unwrap()
}

/// Fills the form in, as far as it is there, and sends it.
pub async fn fill(window: &Window<'_>, name: &str, base_url: &str, username: &str, password: &str) {
    window.type_into("field-name", name).await;
    window.type_into("field-base-url", base_url).await;
    window.type_into("field-username", username).await;
    window.type_into("field-password", password).await;
}

/// Adds the demo user's account and waits until it is there.
pub async fn add(window: &Window<'_>, name: &str, base_url: &str) {
    fill(window, name, base_url, "demo", PASSWORD).await;
    window.click("submit-login").await;
    window.wait_for_state(name, "fresh").await;
}

/// Everything that no file, page or message may hold: each token, its signature alone, its canary, the password.
pub fn secrets(server: &Sandbox) -> Vec<String> {
    let mut secrets = vec![PASSWORD.to_owned()];
    for issued in server.handle().issued() {
        secrets.push(issued.signature().to_owned());
        secrets.extend([issued.token, issued.canary]);
    }
    secrets
}
