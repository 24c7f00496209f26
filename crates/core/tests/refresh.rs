//! The refresh road: one refresh at a time, of the token read under the lock, committed before it is shown.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, is_fresh, is_retrying, lifetimes, needs_login, until};
use fobwatch_core::error::Code;
use fobwatch_core::home::Home;
use fobwatch_core::lock::AccountLock;
use fobwatch_sandbox::{Fault, Kind, Route};
use std::time::Duration;

/// P7, within this step's means: two running programs, many callers, one refresh.
#[tokio::test]
async fn p7_everybody_who_asks_gets_the_same_refresh() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    bench.server().change(|config| config.latency = Duration::from_millis(200));
    let (one, two) = (bench.keeper().await, bench.keeper().await);
    let id = one.add(bench.draft()).await.unwrap().id;
    drop(two);
    let two = bench.keeper().await;
    let calls = (0..10).map(|index| {
        let keeper = if index % 2 == 0 { one.clone() } else { two.clone() };
        tokio::spawn(async move {
            keeper.refresh(id).await.unwrap();
            keeper.current(id).unwrap().1.access_token.expose().to_owned()
        })
    });
    let mut tokens = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        tokens.push(call.await.unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
    assert_eq!(bench.server().counts().refreshes, 1);
    assert_eq!(bench.server().counts().reuses, 0);
}

/// P8: the token that is sent is the one read under the lock.
#[tokio::test]
async fn p8_a_session_replaced_while_waiting_is_not_spent() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let (one, two) = (bench.keeper().await, bench.keeper().await);
    let id = one.add(bench.draft()).await.unwrap().id;
    drop(two);
    let two = bench.keeper().await;
    let old = two.current(id).unwrap().1;

    let held = AccountLock::take(&Home::at(bench.home()).unwrap(), id, Duration::ZERO).await.unwrap();
    let waiting = tokio::spawn({
        let two = two.clone();
        async move { two.refresh(id).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(bench.server().requests(Route::Refresh).is_empty(), "nobody refreshes without the lock");
    drop(held);
    waiting.await.unwrap().unwrap();
    // Now the other one holds an outdated session in memory.
    assert_eq!(one.current(id).unwrap().1.generation, old.generation);
    one.refresh(id).await.unwrap();
    assert_eq!(bench.server().counts().reuses, 0);
    assert_eq!(bench.server().counts().refreshes, 1, "the newer session was taken over instead");
    assert_eq!(one.current(id).unwrap().1.generation, two.current(id).unwrap().1.generation);
}

/// P9, within this step's means: while the vault cannot take the new session, it is served from memory, flagged,
/// never refreshed on top of, and saved as soon as that works again.
#[tokio::test]
async fn p9_a_rotated_token_that_cannot_be_saved_is_kept_and_saved_later() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    let before = keeper.current(id).unwrap().1;
    // Another program holds the database from the moment the answer is on its way.
    bench.server().change(|config| config.latency = Duration::from_millis(500));
    let asked = tokio::spawn({
        let keeper = keeper.clone();
        async move { keeper.refresh(id).await }
    });
    tokio::time::sleep(Duration::from_millis(250)).await;
    let other = rusqlite::Connection::open(bench.home().join("vault.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(asked.await.unwrap().unwrap_err().code, Code::VaultUnavailable);

    let view = keeper.view(id).unwrap();
    assert!(view.uncommitted && is_fresh(&view), "{:?}", view.state);
    let served = keeper.current(id).unwrap().1;
    assert_eq!(served.generation, before.generation + 1);
    assert!(bench.server().accepts(served.access_token.expose(), Kind::Access));
    // Nobody else may spend the old token meanwhile.
    let home = Home::at(bench.home()).unwrap();
    assert_eq!(AccountLock::take(&home, id, Duration::ZERO).await.unwrap_err().code, Code::HeldUncommitted);

    other.execute_batch("ROLLBACK").unwrap();
    until(&keeper, id, "saved", |view| !view.uncommitted).await;
    assert_eq!(bench.server().counts().refreshes, 1);
    let restarted = bench.keeper().await;
    assert_eq!(restarted.current(id).unwrap().1.generation, before.generation + 1);
}

/// P10: the server rotates and the answer is lost. The same token is tried again; the refusal is then understood.
#[tokio::test]
async fn p10_a_lost_answer_ends_in_a_clear_login() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.server().fault(Route::Refresh, Fault::lost_answer());
    assert_eq!(keeper.refresh(id).await.unwrap_err().code, Code::NoAnswer);
    assert!(is_retrying(&keeper.view(id).unwrap()));
    until(&keeper, id, "needs login", needs_login).await;
    assert_eq!(bench.server().requests(Route::Refresh).len(), 2, "tried once more, and no more");
}

/// P10 with a server that allows the spent token a moment longer: nothing is lost at all.
#[tokio::test]
async fn p10_a_lost_answer_is_repaired_by_a_grace_window() {
    let config = fobwatch_sandbox::Config { grace: Duration::from_secs(30), ..lifetimes(900, 86_400) };
    let bench = Bench::new(config).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.server().fault(Route::Refresh, Fault::lost_answer());
    assert!(keeper.refresh(id).await.is_err());
    until(&keeper, id, "fresh", is_fresh).await;
    let token = keeper.current(id).unwrap().1;
    assert!(bench.server().accepts(token.access_token.expose(), Kind::Access));
}

#[tokio::test]
async fn answers_that_leave_things_out_carry_them_forward() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    let before = keeper.current(id).unwrap().1;
    bench.server().fault(
        Route::Refresh,
        Fault::without(&["client_id", "refresh_token", "refresh_expires_at", "access_expires_at"]),
    );
    keeper.refresh(id).await.unwrap();
    let after = keeper.current(id).unwrap().1;
    assert_eq!(after.client_id, before.client_id);
    assert_eq!(
        after.refresh_token.as_ref().map(|token| token.expose()),
        before.refresh_token.as_ref().map(|token| token.expose())
    );
    assert_eq!(after.refresh_expires_at, before.refresh_expires_at);
    assert!(after.access_expires_at > before.issued_at.into(), "read from the token itself");
}

/// P9: whoever quits while a refresh is under way waits for it. The server has spent the old token already.
#[tokio::test]
async fn p9_a_refresh_under_way_is_saved_before_the_end() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.server().change(|config| config.latency = Duration::from_millis(800));
    let asked = tokio::spawn({
        let keeper = keeper.clone();
        async move { keeper.refresh(id).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(keeper.close().await, Vec::<String>::new());
    assert_eq!(bench.server().counts().refreshes, 1);
    asked.await.unwrap().unwrap();
    // Nothing is begun after that.
    assert_eq!(keeper.refresh(id).await.unwrap_err().code, Code::Busy);
    assert_eq!(bench.server().counts().refreshes, 1);
    drop(keeper);
    let restarted = bench.keeper().await;
    let session = restarted.current(id).unwrap().1;
    assert!(bench.server().accepts(session.refresh_token.as_ref().unwrap().expose(), Kind::Refresh));
}
