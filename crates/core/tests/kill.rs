//! P9 with real files: the program is killed at random moments, and what it left behind is always good for something.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, PASSWORD, lifetimes, password};
use fobwatch_core::Fobwatch;
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::Nobody;
use fobwatch_core::error::Code;
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Working;
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::vault::{Keys, Vault};
use fobwatch_core::view::VaultView;
use fobwatch_sandbox::Kind;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// How often the program is killed in each of the two folders.
const KILLS: u64 = 500;

/// Not a test by itself: the program that is killed. It refreshes as fast as it can, and logs in again now and then.
#[test]
fn the_program_that_is_killed() {
    if std::env::var_os("FOBWATCH_KILL_HOME").is_none() {
        return;
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let [item, key, id] = line.trim().split(' ').collect::<Vec<_>>().try_into().unwrap();
    let id: AccountId = id.parse().unwrap();
    let key: Vec<u8> = key.as_bytes().chunks(2).map(hex).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let keyring = Keyring::with_store(keyring_core::mock::Store::new().unwrap());
        keyring.set(item, &key, Prompt::Never).unwrap();
        let home = std::env::var_os("FOBWATCH_KILL_HOME").unwrap();
        let fobwatch = Fobwatch::new(
            Home::at(home.as_ref()).unwrap(),
            Keys::unattended(keyring),
            Working::ByItself,
            Arc::new(Nobody),
        );
        assert_eq!(fobwatch.open(Prompt::Never).await, VaultView::Open);
        let keeper = fobwatch.keeper().unwrap();
        println!("ready");
        for round in 1.. {
            if round % 7 == 0 {
                let _ = keeper.log_in(id, password(PASSWORD), Some(true)).await;
            } else {
                let _ = keeper.refresh(id).await;
            }
        }
    });
}

fn hex(pair: &[u8]) -> u8 {
    u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()
}

/// P9: at every moment the vault holds a session whose refresh token the server accepts, or it says that the token was
/// sent; then the remembered password logs in.
#[tokio::test(flavor = "multi_thread")]
async fn p9_a_kill_at_any_moment_loses_nothing() {
    let runs = (0..2).map(|folder| tokio::spawn(kill_often(folder)));
    let mut in_doubt = 0;
    for run in runs.collect::<Vec<_>>() {
        in_doubt += run.await.unwrap();
    }
    // The positive control: some kills did come between the sending and the commit.
    assert!(in_doubt > 0, "not one of {} kills came at a moment that matters", 2 * KILLS);
}

async fn kill_often(folder: u64) -> u64 {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    bench.server().change(|config| config.limit = None);
    let mut draft = bench.draft();
    draft.remember = true;
    let id = bench.keeper().await.add(draft).await.unwrap().id;
    let home = Home::at(bench.home()).unwrap();
    let keys = Keys::unattended(bench.keyring.clone());
    let vault = Vault::open(&home, &keys, Prompt::Never).unwrap();
    let item = vault.key_item().unwrap();
    drop(vault);
    let key = bench.keyring.get(&item, Prompt::Never).unwrap().unwrap();
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();

    let (mut chance, mut in_doubt, mut last) = (fastrand::Rng::with_seed(folder), 0, 0);
    for kill in 0..KILLS {
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_program_that_is_killed", "--nocapture", "--test-threads=1"])
            .env("FOBWATCH_KILL_HOME", bench.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut stdin, stdout) = (program.stdin.take().unwrap(), program.stdout.take().unwrap());
        writeln!(stdin, "{item} {key} {id}").unwrap();
        let started = tokio::task::spawn_blocking(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).any(|line| line.ends_with("ready"))
        });
        assert!(started.await.unwrap(), "kill {kill}: the program did not start");
        tokio::time::sleep(Duration::from_micros(chance.u64(0..40_000))).await;
        program.kill().unwrap();
        program.wait().unwrap();

        let vault = Vault::open(&home, &keys, Prompt::Never).unwrap();
        let record = vault.record(id).unwrap();
        let session = record.session.expect("a session is replaced, never lost");
        assert!(!record.altered && record.can_log_in);
        assert!(session.generation >= last, "kill {kill}: generations never go back");
        last = session.generation;
        let good = session
            .refresh_token
            .as_ref()
            .is_none_or(|token| bench.server().accepts(token.expose(), Kind::Refresh));
        if !good {
            in_doubt += 1;
            assert!(
                record.refresh_sent_at.is_some(),
                "kill {kill}: a dead token that was never noted as sent"
            );
        }
    }
    // And after all that everything is well again by itself.
    let keeper = bench.keeper().await;
    if let Err(error) = keeper.refresh(id).await {
        assert_eq!(error.code, Code::NeedsLogin, "{error}");
    }
    bench::until(&keeper, id, "fresh", bench::is_fresh).await;
    let token = keeper.current(id).unwrap().1;
    assert!(bench.server().accepts(token.access_token.expose(), Kind::Access));
    in_doubt
}
