//! What opens a vault: keyring, passphrase, key file; another key, copies, and machines without a keyring.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::{Desk, built};
use std::fs::{Permissions, read, set_permissions, write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use steps::fob::{add, expect, fob};
use steps::{secrets, server};

/// A file that only this user can read.
fn private(path: &Path, content: &str) -> String {
    write(path, content).unwrap();
    set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A desk without any bus, with these variables.
fn bare(variable: &str, value: &Path) -> Desk {
    Desk::builder().without_bus().env(variable, value).start()
}

#[test]
fn without_a_keyring_nothing_hangs_and_the_other_keys_work() {
    let server = server(900);
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::builder().without_bus().start();
    let args =
        ["add", "A", "--base-url", &server.base_url(), "--set", "username=demo", "--secret", "password"];
    let begun = Instant::now();
    let ended = fob(&desk, &args, "watch-the-time\n");
    assert_eq!(ended.status.code(), Some(5), "{}", ended.stderr);
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(desk);

    let key = folder.path().join("key");
    let desk = bare("FOBWATCH_KEY_FILE", &key);
    expect(
        &fob(&desk, &["vault", "init", "--key-source", "key-file"], ""),
        0,
        "",
        "Made [..]/vault.db. It opens with a key file.\n",
    );
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    add(&desk, "A", &server.base_url(), &[]);
    assert_eq!(fob(&desk, &["token", "A"], "").status.code(), Some(0));
    set_permissions(&key, Permissions::from_mode(0o640)).unwrap();
    expect(
        &fob(&desk, &["token", "A"], ""),
        5,
        "",
        "fob: Others can read the key file [..]/key.\n     Run `chmod 600 '[..]/key'`, and make a new one if others may have seen it.\n",
    );
    private(&key, "short");
    assert_eq!(fob(&desk, &["token", "A"], "").status.code(), Some(5));
    drop(desk);

    let file = PathBuf::from(private(&folder.path().join("passphrase"), "correct horse\n"));
    let desk = bare("FOBWATCH_PASSPHRASE_FILE", &file);
    assert_eq!(fob(&desk, &["vault", "init", "--key-source", "passphrase"], "").status.code(), Some(0));
    add(&desk, "A", &server.base_url(), &[]);
    assert_eq!(fob(&desk, &["token", "A"], "").status.code(), Some(0));
    private(&file, "another\n");
    expect(
        &fob(&desk, &["token", "A"], ""),
        5,
        "",
        "fob: The passphrase does not open this vault.\n     Check it, and that this is the right vault. Nothing was changed.\n",
    );
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

#[test]
fn a_credentials_folder_of_a_service_manager_is_trusted() {
    let server = server(900);
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    private(&key, &"0123456789abcdef".repeat(4));
    // An access list for the service's user shows as a right of the group.
    set_permissions(&key, Permissions::from_mode(0o440)).unwrap();
    let desk = Desk::builder()
        .without_bus()
        .env("FOBWATCH_KEY_FILE", &key)
        .env("CREDENTIALS_DIRECTORY", folder.path())
        .start();
    assert_eq!(fob(&desk, &["vault", "init", "--key-source", "key-file"], "").status.code(), Some(0));
    add(&desk, "A", &server.base_url(), &[]);
    assert_eq!(fob(&desk, &["token", "A"], "").status.code(), Some(0));
}

#[test]
fn a_vault_moves_from_key_to_key_and_comes_back_from_a_copy() {
    let server = server(900);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (key, passphrase) = (at("key"), private(&at("passphrase"), "correct horse\n"));
    let desk =
        Desk::builder().env("FOBWATCH_KEY_FILE", &key).env("FOBWATCH_PASSPHRASE_FILE", &passphrase).start();
    add(&desk, "A", &server.base_url(), &["--remember"]);
    let token = fob(&desk, &["token", "A"], "").text();
    for source in ["passphrase", "key-file", "keyring", "keyring"] {
        let ended = fob(&desk, &["vault", "rekey", "--key-source", source], "");
        assert_eq!(ended.status.code(), Some(0), "{source}: {}", ended.stderr);
        assert_eq!(fob(&desk, &["token", "A"], "").text(), token, "{source}");
        let status = fob(&desk, &["vault", "status", "--json"], "").text();
        assert!(status.contains(&format!("\"key_source\": \"{source}\"")), "{status}");
    }
    let recovery = private(&at("recovery"), "only for the worst day\n");
    let copy = at("copy.db");
    let copy_text = copy.to_str().unwrap();
    let back_up = ["vault", "backup", copy_text, "--passphrase-file", &recovery];
    assert_eq!(fob(&desk, &back_up, "").status.code(), Some(0));
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fob(&desk, &back_up, "").status.code(), Some(5), "it does not overwrite");
    let restore = ["vault", "restore", copy_text, "--passphrase-file", &recovery, "--key-source", "key-file"];
    assert_eq!(fob(&desk, &restore, "").status.code(), Some(5), "there is a vault already");
    std::fs::rename(desk.data(), desk.path().join("old")).unwrap();
    let wrong = ["vault", "restore", copy_text, "--passphrase-file", &passphrase];
    assert_eq!(fob(&desk, &wrong, "").status.code(), Some(5));
    let ended = fob(&desk, &restore, "");
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    assert_eq!(fob(&desk, &["token", "A"], "").text(), token);
    // No token and no password is readable in the copy.
    let bytes = read(&copy).unwrap();
    for secret in secrets(&server) {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
    }
}

#[test]
fn nobody_rekeys_under_a_running_keeper() {
    let (server, desk) = (server(900), Desk::start());
    add(&desk, "A", &server.base_url(), &[]);
    let mut command = desk.command(built("fob"));
    let mut keep = command.arg("keep").stdout(Stdio::piped()).spawn().unwrap();
    wait_for_a_line(&mut keep, "Keeping all sessions fresh.");
    expect(
        &fob(&desk, &["vault", "rekey"], ""),
        4,
        "",
        "fob: A running Fobwatch works on this vault.\n     Quit the app and stop `fob keep`, then try again.\n",
    );
    keep.kill().unwrap();
    keep.wait().unwrap();
    assert_eq!(fob(&desk, &["vault", "rekey"], "").status.code(), Some(0));
}

fn wait_for_a_line(child: &mut std::process::Child, text: &str) {
    use std::io::BufRead as _;
    let stdout = std::io::BufReader::new(child.stdout.as_mut().unwrap());
    assert!(stdout.lines().map_while(Result::ok).any(|line| line.contains(text)), "never says {text}");
}

/// Two hundred kills each, at random moments: the vault opens afterwards, and its account is still there.
#[test]
fn a_kill_at_any_moment_leaves_a_vault_that_opens() {
    let server = server(900);
    server.handle().change(|config| config.limit = None);
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let other = folder.path().join("other");
    // Without a keyring's daemon a kill comes at the vault more often than at a call.
    let desk = bare("FOBWATCH_KEY_FILE", &key);
    assert_eq!(fob(&desk, &["vault", "init", "--key-source", "key-file"], "").status.code(), Some(0));
    add(&desk, "A", &server.base_url(), &["--remember"]);
    let mut chance = Chance(7);
    for kind in ["login", "refresh", "rekey"] {
        let mut finished = 0;
        for round in 0..200 {
            let mut command: Command = desk.command(built("fob"));
            match kind {
                "login" => command.args(["login", "A", "--secret", "password"]),
                "refresh" => command.args(["refresh", "A"]),
                _ => command.args(["vault", "rekey", "--new-key-file", other.to_str().unwrap()]),
            };
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"watch-the-time\n").ok();
            std::thread::sleep(Duration::from_micros(chance.below(40_000)));
            child.kill().unwrap();
            finished += u32::from(child.wait().unwrap().success());
            if kind == "rekey" {
                // Either key may be the right one now, and it is one of the two.
                let shown = fob(&desk, &["show", "A"], "");
                if shown.status.code() != Some(0) {
                    assert!(shown.stderr.contains("does not open this vault"), "{round}: {}", shown.stderr);
                    std::fs::rename(&other, &key).unwrap();
                } else if other.exists() {
                    std::fs::remove_file(&other).unwrap();
                }
            }
            let shown = fob(&desk, &["show", "A"], "");
            assert_eq!(shown.status.code(), Some(0), "{kind} {round}: {}", shown.stderr);
        }
        assert!(finished < 200, "not one of the kills came in time");
        let token = fob(&desk, &["token", "A"], "");
        assert_eq!(token.status.code(), Some(0), "{kind}: {}", token.stderr);
    }
}

/// A seeded source of chance, so that a run can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
