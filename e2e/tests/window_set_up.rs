//! A set-up goes from one window to another one, without a secret; and what people have elsewhere is taken over.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::Desk;
use steps::fob::add;
use steps::page::{page, says, texts};
use steps::{PASSWORD, secrets, server};

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_is_shared_and_taken_in() {
    let server = server(900);
    let first = Desk::start();
    add(&first, "Acme", &server.base_url(), &["--env", "uat", "--remember"]);
    add(&first, "Acme live", &server.base_url(), &["--env", "production"]);
    let file = first.path().join("fobwatch.json");
    let window = first.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    window.press("\u{e009}k\u{e000}").await;
    window.type_into("palette-input", "share").await;
    window.press("\u{e007}").await;
    window.wait_for("share-text").await;
    assert_eq!(window.text("share-count").await, "2 accounts");
    // What is there and is no set-up is not overwritten.
    std::fs::write(&file, "mine").unwrap();
    window.type_into("share-field-file", file.to_str().unwrap()).await;
    window.click("share-save").await;
    window.wait_for("share-error-file").await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    std::fs::remove_file(&file).unwrap();
    window.click("share-save").await;
    says(&window, "Saved.").await;
    let text = std::fs::read_to_string(&file).unwrap();
    for secret in secrets(&server) {
        assert!(!text.contains(&secret), "the file has {secret}");
    }
    window.close().await;

    // Somebody else begins with it.
    let second = Desk::start();
    let theirs = second.path().join("fobwatch.json");
    std::fs::write(&theirs, &text).unwrap();
    let window = second.open(&[]).await;
    window.click("open-import").await;
    window.type_into("import-field-file", theirs.to_str().unwrap()).await;
    window.click("open-file").await;
    window.wait_for("plan").await;
    assert_eq!(window.count("import-step").await, 2);
    window.type_into("import-0-field-password", "wrong").await;
    window.click("import-0-add").await;
    window.wait_for("import-0-error-password").await;
    assert_eq!(window.count("account-row").await, 0, "nothing was added");
    window.type_into("import-0-field-password", PASSWORD).await;
    window.click("import-0-add").await;
    window.wait_for("import-0-here").await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("import-1-add-signed-out").await;
    window.wait_for_state("Acme live", "signed-out").await;

    // Once more it adds nothing.
    window.click("close-import").await;
    window.click("add-account").await;
    window.click("open-import").await;
    window.type_into("import-field-file", theirs.to_str().unwrap()).await;
    window.click("open-file").await;
    window
        .wait_until("both are here", async || {
            [texts(&window, "import-0-here").await, texts(&window, "import-1-here").await].concat()
                == ["Already here"; 2]
        })
        .await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_command_on_the_clipboard_becomes_an_account() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    window.click("open-import").await;
    desk.set_clipboard(&format!(
        "curl -X POST {}/auth/login -H 'Content-Type: application/json' -d '{{\"username\":\"demo\",\"password\":\"{PASSWORD}\"}}'",
        server.base_url()
    ));
    window.click("read-clipboard").await;
    window.wait_for("plan").await;
    says(&window, "A curl command: 1 account").await;
    assert!(!page(&window).await.contains(PASSWORD), "the page has the password");
    window.click("import-0-use-found").await;
    window.click("import-0-add").await;
    window.wait_for("import-0-here").await;
    window.click("import-0-open").await;
    window.wait_until("it is shown", async || window.text("client-id").await == "123456").await;
    let kept = desk.search_files(&[PASSWORD]);
    assert_eq!(kept, Vec::new(), "the password lies in a file");
    window.close().await;
}
