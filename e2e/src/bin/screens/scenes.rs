//! What is to be seen, and how to get there.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fobwatch_e2e::sandbox::Sandbox;
use fobwatch_e2e::{Desk, Window};

use crate::accounts::{self, Accounts};

/// One picture, taken in both themes as `NAME-light.png` and `NAME-dark.png`.
pub struct Scene {
    pub name: &'static str,
    pub accounts: Accounts,
    pub size: (u32, u32),
    steps: &'static [Step],
}

/// What a person does.
enum Step {
    /// Opens an account by its row.
    Account(&'static str),
    /// Clicks what has this `data-testid`.
    Click(&'static str),
    /// Presses keys wherever the focus is.
    Keys(&'static str),
    /// Waits until this is shown.
    See(&'static str),
    /// Types into a field.
    Type(&'static str, &'static str),
    /// Copies a request that was refused, with the token that an account had until a moment ago.
    OldToken(&'static str),
    /// The server stops answering.
    ServerDown,
}
use Step::{Account, Click, Keys, OldToken, See, ServerDown, Type};

/// The window's size when it is opened for the first time.
const FIRST: (u32, u32) = (980, 660);
const LARGE: (u32, u32) = (1280, 800);
/// Control and K, then neither, in WebDriver's signs.
const CONTROL_K: &str = "\u{e009}k\u{e000}";

/// A new picture is one line here. Those with the same accounts stand together, so that these are made once.
#[rustfmt::skip]
pub const SCENES: &[Scene] = &[
    Scene { name: "first-run", accounts: Accounts::None, size: FIRST, steps: &[See("submit-login")] },
    Scene { name: "account", accounts: Accounts::Few, size: FIRST, steps: &[Account("Acme UAT"), Click("copy-access"), See("copied")] },
    Scene { name: "production", accounts: Accounts::Few, size: FIRST, steps: &[Account("Acme"), See("copy-access")] },
    Scene { name: "preferences", accounts: Accounts::Few, size: FIRST, steps: &[Click("open-preferences"), See("close")] },
    Scene { name: "palette", accounts: Accounts::Few, size: FIRST, steps: &[Account("Acme UAT"), Keys(CONTROL_K), See("palette-input")] },
    Scene { name: "activity", accounts: Accounts::Few, size: FIRST, steps: &[Click("open-activity"), See("activity-row")] },
    Scene { name: "inspect", accounts: Accounts::Few, size: FIRST, steps: &[Click("open-inspect"), OldToken("Acme UAT"), Click("read-clipboard"), See("verdict")] },
    Scene { name: "retrying", accounts: Accounts::Few, size: FIRST, steps: &[Account("Acme UAT"), ServerDown, Click("refresh-now"), See("banner")] },
    Scene { name: "long-and-rtl", accounts: Accounts::Long, size: FIRST, steps: &[Account(accounts::LONG), See("copy-access")] },
    Scene { name: "thirty", accounts: Accounts::Thirty, size: LARGE, steps: &[Account("Acme production"), See("copy-access")] },
    Scene { name: "three-hundred", accounts: Accounts::ThreeHundred, size: LARGE, steps: &[Account("Acme Berlin production"), See("copy-access")] },
    Scene { name: "search", accounts: Accounts::ThreeHundred, size: LARGE, steps: &[Account("Acme Berlin production"), Type("search", "turin")] },
    Scene { name: "locked", accounts: Accounts::Passphrase, size: FIRST, steps: &[See("unlock-passphrase")] },
];

/// The names of all scenes.
pub fn names() -> String {
    SCENES.iter().map(|scene| scene.name).collect::<Vec<_>>().join(", ")
}

/// Takes the pictures of scenes that share their accounts.
pub async fn take(scenes: &[&Scene], folder: &Path) {
    let Some(accounts) = scenes.first().map(|scene| scene.accounts) else { return };
    let desk = Desk::start();
    let server = accounts::make(&desk, accounts);
    for scene in scenes {
        for theme in ["light", "dark"] {
            let file = folder.join(format!("{}-{theme}.png", scene.name));
            server.handle().change(|config| config.down = false);
            let window = open(&desk, theme).await;
            window.resize(scene.size.0, scene.size.1).await;
            for step in scene.steps {
                go(step, &desk, &window, &server).await;
            }
            settle(&window).await;
            window.screenshot(&file).await;
            window.close().await;
            shrink(&file);
            println!("{}", file.display());
        }
    }
}

async fn open<'desk>(desk: &'desk Desk, theme: &str) -> Window<'desk> {
    std::fs::create_dir_all(desk.data()).unwrap();
    let preferences = format!(r#"{{"preferences":{{"theme":"{theme}","language":"en","quit_known":true}}}}"#);
    std::fs::write(desk.data().join("preferences.json"), preferences).unwrap();
    desk.open(&[]).await
}

async fn go(step: &Step, desk: &Desk, window: &Window<'_>, server: &Sandbox) {
    match step {
        Account(name) => window.open_account(name).await,
        Click(id) => window.click(id).await,
        Keys(keys) => window.press(keys).await,
        See(id) => drop(window.wait_for(id).await),
        Type(id, text) => window.type_into(id, text).await,
        OldToken(name) => {
            let token = accounts::fob(desk, &["token", name], "");
            accounts::fob(desk, &["refresh", name], "");
            let refused = format!(
                "curl {}/orders -H 'Authorization: Bearer {token}'\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"",
                server.base_url()
            );
            desk.set_clipboard(&refused);
        }
        ServerDown => server.handle().change(|config| config.down = true),
    }
}

/// What moves comes to rest, and what was changed is drawn: a page that is busy draws later than it answers.
async fn settle(window: &Window<'_>) {
    const DRAWN: &str =
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));";
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        window.client.execute_async(DRAWN, Vec::new()).await.expect("the page is drawn");
    }
}

/// Fewer colours, where that makes it smaller and the program for it is there.
fn shrink(file: &Path) {
    let mut command = Command::new("pngquant");
    command.args(["--force", "--skip-if-larger", "--strip", "--speed", "1", "--ext", ".png"]).arg(file);
    let _ = command.status();
}
