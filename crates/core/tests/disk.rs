//! P5: no secret is on the disk in the clear, in normal use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bench::{Bench, PASSWORD, lifetimes, needs_login};
use fobwatch_core::error::Code;
use fobwatch_core::home::Home;
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::vault::{Keys, Vault};
use std::path::Path;

/// Each secret as it could be written: as it is, in base64 at any alignment, in hexadecimal, and percent-encoded.
fn forms(secret: &str) -> Vec<String> {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![secret.to_owned(), hex.to_uppercase(), hex, url, STANDARD.encode(secret)];
    for shift in 0..3usize {
        // The middle of the text is the same at each alignment once the first and last characters are left out.
        let padded = [&b"\0\0\0"[..shift], secret.as_bytes()].concat();
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&padded);
            forms.push(encoded[4..encoded.len() - 4].to_owned());
        }
    }
    forms
}

fn find(folder: &Path, secrets: &[String]) -> Vec<String> {
    let forms: Vec<String> = secrets.iter().flat_map(|secret| forms(secret)).collect();
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            found.extend(
                forms.iter().filter(|form| text.contains(form.as_str())).map(|_| path.display().to_string()),
            );
        }
    }
    found
}

#[tokio::test]
async fn p5_no_secret_is_on_the_disk_in_the_clear() {
    let bench = Bench::new(lifetimes(4, 86_400)).await;
    let keeper = bench.keeper().await;
    let mut draft = bench.draft();
    draft.remember = true;
    let id = keeper.add(draft).await.unwrap().id;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    keeper.refresh(id).await.unwrap();
    let secrets: Vec<String> = bench
        .server()
        .issued()
        .into_iter()
        .flat_map(|issued| [issued.token.rsplit('.').next().unwrap().to_owned(), issued.token, issued.canary])
        .chain([PASSWORD.to_owned()])
        .collect();
    assert!(secrets.len() > 8);
    assert_eq!(find(bench.home(), &secrets), Vec::<String>::new());
    // The log and the free pages too, after everything was erased.
    keeper.log_out(id, true).await.unwrap();
    keeper.remove(id).await.unwrap();
    assert_eq!(find(bench.home(), &secrets), Vec::<String>::new());
    assert_eq!(std::fs::metadata(bench.home().join("vault.db-wal")).unwrap().len(), 0, "the log is emptied");

    // The positive control: the search does find what is there.
    for form in forms(&secrets[0]) {
        std::fs::write(bench.home().join("planted"), format!("xx{form}yy")).unwrap();
        assert!(!find(bench.home(), &secrets).is_empty(), "{form}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn every_file_is_for_this_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    keeper.add(bench.draft()).await.unwrap();
    let mut seen = 0;
    for folder in [bench.home().to_owned(), bench.home().join("locks")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = path.metadata().unwrap().permissions().mode() & 0o077;
            assert_eq!(mode, 0, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 4, "vault, log, index and locks: {seen}");
}

/// Whoever edits the database without the key cannot send a token elsewhere.
#[tokio::test]
async fn an_edited_address_does_not_get_the_tokens() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let evil = fobwatch_sandbox::Sandbox::start(lifetimes(900, 86_400)).await.unwrap();
    let keeper = bench.keeper().await;
    let mut draft = bench.draft();
    draft.remember = true;
    let id = keeper.add(draft).await.unwrap().id;
    drop(keeper);
    rusqlite::Connection::open(bench.home().join("vault.db"))
        .unwrap()
        .execute("UPDATE account SET base_url = ?1", [evil.base_url()])
        .unwrap();
    let keeper = bench.keeper().await;
    assert!(needs_login(&keeper.view(id).unwrap()));
    assert_eq!(keeper.current(id).unwrap_err().code, Code::NeedsLogin);
    assert!(keeper.refresh(id).await.is_err());
    // The others are not taken down with it.
    let mut other = bench.draft();
    other.name = "Other".into();
    keeper.add(other).await.unwrap();
    assert_eq!(evil.handle().counts().connections, 0);
}

fn open(home: &Path, keyring: &Keyring) -> Result<Vault, Code> {
    let keys = Keys::unattended(keyring.clone());
    Vault::open(&Home::at(home).unwrap(), &keys, Prompt::Never).map_err(|error| error.code)
}

#[test]
fn a_vault_from_the_future_is_refused_and_not_touched() {
    let (folder, keyring) =
        (tempfile::tempdir().unwrap(), Keyring::with_store(keyring_core::mock::Store::new().unwrap()));
    drop(open(folder.path(), &keyring).unwrap());
    let path = folder.path().join("vault.db");
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(open(folder.path(), &keyring).err(), Some(Code::VaultNewer));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_vault_is_refused_and_not_touched() {
    let keyring = Keyring::with_store(keyring_core::mock::Store::new().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE recipe (cake TEXT)").unwrap();
    drop(other);
    let database = std::fs::read(&path).unwrap();
    for content in [b"not a database at all, but long enough to look like a file".repeat(40), database] {
        std::fs::write(&path, &content).unwrap();
        assert_eq!(open(folder.path(), &keyring).err(), Some(Code::VaultDamaged));
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}

#[test]
fn a_vault_without_its_key_is_refused_and_keeps_its_contents() {
    let (folder, keyring) =
        (tempfile::tempdir().unwrap(), Keyring::with_store(keyring_core::mock::Store::new().unwrap()));
    let item = open(folder.path(), &keyring).unwrap().key_item().to_owned();
    let empty = Keyring::with_store(keyring_core::mock::Store::new().unwrap());
    assert_eq!(open(folder.path(), &empty).err(), Some(Code::KeyMissing));
    empty.set(&item.clone().unwrap(), &[7; 32], Prompt::Never).unwrap();
    assert_eq!(open(folder.path(), &empty).err(), Some(Code::KeyMissing), "another key");
    empty.set(&item.unwrap(), b"short", Prompt::Never).unwrap();
    assert_eq!(open(folder.path(), &empty).err(), Some(Code::KeyMissing), "no key at all");
    open(folder.path(), &keyring).unwrap();
}

#[test]
fn an_unknown_key_source_is_refused() {
    let (folder, keyring) =
        (tempfile::tempdir().unwrap(), Keyring::with_store(keyring_core::mock::Store::new().unwrap()));
    drop(open(folder.path(), &keyring).unwrap());
    rusqlite::Connection::open(folder.path().join("vault.db"))
        .unwrap()
        .execute("UPDATE vault SET key_source = 'smart-card'", [])
        .unwrap();
    assert_eq!(open(folder.path(), &keyring).err(), Some(Code::VaultNewer));
}
