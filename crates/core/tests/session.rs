//! The main job, from the first login to the log-out, with a real server and a real vault.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, PASSWORD, is_fresh, is_retrying, lifetimes, needs_login, password, until};
use chrono::TimeDelta;
use fobwatch_core::error::Code;
use fobwatch_core::view::AccountState;
use fobwatch_sandbox::{Fault, Kind, Route};
use std::time::Duration;

#[tokio::test]
async fn a_login_shows_who_and_how_long() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let view = keeper.add(bench.draft()).await.unwrap();
    assert_eq!((view.name.as_str(), view.client_id.as_deref()), ("Sandbox", Some("123456")));
    assert_eq!(view.inputs["username"], "demo");
    assert!(is_fresh(&view) && !view.uncommitted && !view.remembers);
    let access = view.access.unwrap();
    let left = access.expires_at.unwrap() - bench.server().now();
    assert!(left > TimeDelta::seconds(890) && left <= TimeDelta::seconds(900), "{left}");
    assert!(access.masked.starts_with("eyJ") && access.masked.chars().count() == 11, "{}", access.masked);
    assert!(view.refresh.unwrap().expires_at.is_some());
    assert_eq!(keeper.views().len(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_in_the_background_and_survives_a_restart() {
    let bench = Bench::new(lifetimes(6, 86_400)).await;
    let fobwatch = bench.start().await;
    let keeper = fobwatch.keeper().unwrap();
    let id = keeper.add(bench.draft()).await.unwrap().id;
    let (_, first) = keeper.current(id).unwrap();
    tokio::time::sleep(Duration::from_secs(8)).await;
    let (_, second) = keeper.current(id).unwrap();
    assert!(second.generation > first.generation);
    assert!(bench.server().accepts(second.access_token.expose(), Kind::Access));
    assert_eq!(bench.server().counts().reuses, 0);
    assert_eq!(bench.server().counts().logins, 1);
    drop((keeper, fobwatch));

    let keeper = bench.keeper().await;
    let view = until(&keeper, id, "fresh after the restart", is_fresh).await;
    assert_eq!(view.client_id.as_deref(), Some("123456"));
    keeper.refresh(id).await.unwrap();
    assert_eq!(bench.server().counts().logins, 1, "a restart asks for no password");
    assert_eq!(bench.server().counts().reuses, 0);
}

/// P11, in part: the countdown runs by the server's clock, not by ours.
#[tokio::test]
async fn p11_a_wrong_local_clock_does_not_matter() {
    for skew_seconds in [-3600, 3600] {
        let bench = Bench::new(fobwatch_sandbox::Config { skew_seconds, ..lifetimes(60, 86_400) }).await;
        let keeper = bench.keeper().await;
        let view = keeper.add(bench.draft()).await.unwrap();
        assert!(is_fresh(&view), "{:?}", view.state);
        let ahead = TimeDelta::milliseconds(view.ahead_ms);
        assert!((ahead - TimeDelta::seconds(skew_seconds)).abs() < TimeDelta::seconds(2), "{ahead}");
        let (_, session) = keeper.current(view.id).unwrap();
        let left = session.access_left(chrono::Utc::now()).unwrap();
        assert!(left > TimeDelta::seconds(55) && left <= TimeDelta::seconds(61), "{left}");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(bench.server().counts().refreshes, 0, "a fresh token is not renewed because of the clock");
    }
}

/// P22: log-out erases here and revokes there.
#[tokio::test]
async fn p22_log_out_everywhere_erases_and_revokes() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let mut draft = bench.draft();
    draft.remember = true;
    let id = keeper.add(draft).await.unwrap().id;
    let (_, session) = keeper.current(id).unwrap();
    let outcome = keeper.log_out(id, true).await.unwrap();
    assert!(outcome.revoked && outcome.failure.is_none());
    assert!(!bench.server().accepts(session.access_token.expose(), Kind::Access));
    assert!(!bench.server().accepts(session.refresh_token.as_ref().unwrap().expose(), Kind::Refresh));
    assert_erased(&bench, &keeper, id).await;
}

/// P22: with no server, the tokens are gone from here all the same, and the person is told.
#[tokio::test]
async fn p22_log_out_erases_offline_too() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.sandbox.halt();
    let outcome = keeper.log_out(id, true).await.unwrap();
    assert!(!outcome.revoked);
    assert_eq!(outcome.failure.unwrap().code, Code::Unreachable);
    assert_erased(&bench, &keeper, id).await;
}

async fn assert_erased(
    bench: &Bench,
    keeper: &fobwatch_core::keeper::Keeper,
    id: fobwatch_core::account::AccountId,
) {
    let view = keeper.view(id).unwrap();
    assert_eq!(view.state, AccountState::SignedOut);
    assert!(view.access.is_none() && view.refresh.is_none() && !view.remembers);
    assert_eq!(keeper.current(id).unwrap_err().code, Code::NeedsLogin);
    assert_eq!(keeper.refresh(id).await.unwrap_err().code, Code::NeedsLogin);
    // Another start of the program finds nothing either.
    let other = bench.keeper().await;
    assert_eq!(other.view(id).unwrap().state, AccountState::SignedOut);
    assert_eq!(other.current(id).unwrap_err().code, Code::NeedsLogin);
}

/// An access token that has ended cannot log out; the refresh token gets one that can.
#[tokio::test]
async fn p22_a_session_whose_access_token_ended_is_revoked_too() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.server().fault(Route::Logout, Fault::status(401));
    assert!(keeper.log_out(id, true).await.unwrap().revoked);
    let latest = bench.server().latest("demo", Kind::Refresh).unwrap();
    assert!(!bench.server().accepts(&latest.token, Kind::Refresh));
}

#[tokio::test]
async fn forgetting_here_leaves_the_server_alone() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    let (_, session) = keeper.current(id).unwrap();
    keeper.log_out(id, false).await.unwrap();
    assert_eq!(bench.server().counts().logouts, 0);
    assert!(bench.server().accepts(session.access_token.expose(), Kind::Access));
    assert_erased(&bench, &keeper, id).await;
    // And back in again.
    assert!(is_fresh(&keeper.log_in(id, password(PASSWORD), Some(false)).await.unwrap()));
}

#[tokio::test]
async fn a_dead_refresh_token_is_replaced_by_a_remembered_login_once() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let mut draft = bench.draft();
    draft.remember = true;
    let id = keeper.add(draft).await.unwrap().id;
    bench.server().revoke(123_456);
    keeper.refresh(id).await.unwrap();
    assert!(is_fresh(&keeper.view(id).unwrap()));
    assert_eq!(bench.server().counts().logins, 2);

    // The provider changed the password: it is tried once, then never again by itself, also not after a restart.
    bench.server().set_password("demo", "changed");
    bench.server().revoke(123_456);
    assert_eq!(keeper.refresh(id).await.unwrap_err().code, Code::BadCredentials);
    assert!(needs_login(&keeper.view(id).unwrap()));
    let tries = bench.server().requests(Route::Login).len();
    let _ = keeper.refresh(id).await;
    let other = bench.keeper().await;
    let _ = other.refresh(id).await;
    assert_eq!(bench.server().requests(Route::Login).len(), tries);

    assert!(is_fresh(&keeper.log_in(id, password("changed"), Some(true)).await.unwrap()));
}

#[tokio::test]
async fn without_a_remembered_password_a_person_is_asked() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.server().revoke(123_456);
    assert_eq!(keeper.refresh(id).await.unwrap_err().code, Code::RefreshRefused);
    assert!(needs_login(&keeper.view(id).unwrap()));
    let sent = bench.server().requests(Route::Refresh).len();
    let _ = keeper.refresh(id).await;
    assert_eq!(bench.server().requests(Route::Refresh).len(), sent, "a dead token is not sent again");
    assert!(is_fresh(&keeper.log_in(id, password(PASSWORD), Some(false)).await.unwrap()));
}

#[tokio::test]
async fn a_fault_of_the_server_loses_nothing() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    for fault in [
        Fault::status(500),
        Fault::status(503),
        Fault::too_many("1"),
        Fault::proxy_page(),
        Fault::closed(),
        Fault::redirect(302, "http://127.0.0.1:1/"),
        Fault::answer(401, &[("content-type", "text/html")], "<html><title>Sign in</title>"),
        Fault::answer(400, &[], "<!doctype html>"),
        Fault::status(404),
        Fault::empty(200),
    ] {
        let shown = format!("{fault:?}");
        bench.server().fault(Route::Refresh, fault);
        let error = keeper.refresh(id).await.expect_err(&shown);
        let view = keeper.view(id).unwrap();
        assert!(is_retrying(&view) || is_fresh(&view), "{error}: {:?}", view.state);
        keeper.refresh(id).await.unwrap();
        assert!(is_fresh(&keeper.view(id).unwrap()), "after {error}");
    }
    assert_eq!(bench.server().counts().logins, 1);
    assert_eq!(bench.server().counts().reuses, 0);
}

#[tokio::test]
async fn a_server_that_comes_back_is_found_by_itself() {
    let bench = Bench::new(lifetimes(5, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    bench.sandbox.halt();
    let view = until(&keeper, id, "retrying", is_retrying).await;
    let AccountState::Retrying { since, next, cause } = view.state else { unreachable!() };
    assert_eq!(cause.code, Code::Unreachable);
    assert!(next > since);
    bench.sandbox.resume().unwrap();
    until(&keeper, id, "fresh again", is_fresh).await;
    assert_eq!(bench.server().counts().logins, 1);
}

#[tokio::test]
async fn tokens_that_do_not_move_forward_are_no_loop() {
    let bench = Bench::new(lifetimes(4, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    let end = bench.server().latest("demo", Kind::Access).unwrap().expires_at;
    let end = chrono::DateTime::from_timestamp(end, 0).unwrap().to_rfc3339();
    bench.server().fault_always(Route::Refresh, Some(Fault::with("access_expires_at", end.into())));
    until(&keeper, id, "giving up", needs_login).await;
    let sent = bench.server().requests(Route::Refresh).len();
    assert!(sent <= 3, "{sent} refreshes");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(bench.server().requests(Route::Refresh).len(), sent);
}

#[tokio::test]
async fn accounts_live_side_by_side_and_can_be_changed_and_removed() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    bench.server().put_user(fobwatch_sandbox::User::new("second", "pw2", 77));
    let keeper = bench.keeper().await;
    let first = keeper.add(bench.draft()).await.unwrap();
    let taken = keeper.add(bench.draft()).await.unwrap_err();
    assert_eq!((taken.code, taken.field.as_deref()), (Code::NameTaken, Some("name")));
    let mut draft = bench.draft();
    draft.name = "Second".into();
    draft.inputs.insert("username".into(), "second".into());
    draft.secrets = password("pw2");
    let second = keeper.add(draft).await.unwrap();
    assert_eq!(second.client_id.as_deref(), Some("77"));
    assert_eq!(keeper.views().len(), 2);

    // A new name and label keep the session.
    let mut draft = bench.draft();
    draft.name = "Renamed".into();
    draft.environment = "production".into();
    draft.secrets.clear();
    let changed = keeper.change(first.id, draft.clone()).await.unwrap();
    assert!(is_fresh(&changed) && changed.production && changed.name == "Renamed");
    assert_eq!(bench.server().counts().logins, 2);

    // Another host needs the password again, and nothing is lost by not giving it.
    draft.base_url = "https://other.example.com".into();
    let refused = keeper.change(first.id, draft).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("password"));
    assert!(is_fresh(&keeper.view(first.id).unwrap()));

    keeper.remove(first.id).await.unwrap();
    assert_eq!(keeper.views().len(), 1);
    assert_eq!(keeper.view(first.id).unwrap_err().code, Code::NoAccount);
    assert_eq!(bench.keeper().await.views().len(), 1);
}

#[tokio::test]
async fn the_timeline_tells_what_happened() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let id = keeper.add(bench.draft()).await.unwrap().id;
    keeper.refresh(id).await.unwrap();
    bench.server().fault(Route::Refresh, Fault::status(500));
    let _ = keeper.refresh(id).await;
    let kinds: Vec<_> =
        keeper.timeline(id).await.unwrap().iter().map(|row| format!("{:?}", row.kind)).collect();
    assert_eq!(kinds, ["Retrying", "Refreshed", "LoggedIn"]);
}
