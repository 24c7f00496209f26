use super::*;
use crate::samples::{account, failure, glance, id, in_state, needs_login, now, retrying, token};
use crate::words::Language;
use chrono::TimeDelta;
use fobwatch_core::error::Code;
use fobwatch_core::remarks::Remarks;
use fobwatch_core::view::{AccountState, AccountView, VaultView};

fn titles(deeds: &[Deed]) -> Vec<String> {
    deeds
        .iter()
        .map(|deed| match deed {
            Deed::Show(notice) => format!("{} {}", notice.number, notice.title),
            Deed::Close(number) => format!("close {number}"),
        })
        .collect()
}

fn only(deeds: &[Deed]) -> &Notice {
    match deeds {
        [Deed::Show(notice)] => notice,
        other => panic!("{other:?}"),
    }
}

fn forgetful(number: u32, left: TimeDelta) -> AccountView {
    AccountView { remembers: false, refresh: Some(token(left)), ..account(number, "Acme") }
}

fn later(glance: &Glance, by: TimeDelta) -> Glance {
    Glance { now: glance.now + by, ..glance.clone() }
}

fn keyring_locked() -> Glance {
    Glance { vault: VaultView::Closed { failure: failure(Code::KeyringLocked) }, ..glance(vec![]) }
}

#[test]
fn what_is_good_is_not_told() {
    let mut notices = Notices::default();
    let all = vec![
        account(1, "A"),
        in_state(2, "B", AccountState::Static),
        in_state(3, "C", AccountState::SignedOut),
        in_state(4, "D", AccountState::Refreshing),
        retrying(5, "E", TimeDelta::minutes(9)),
    ];
    assert_eq!(notices.look(&glance(all)), []);
    assert_eq!(notices.look(&glance(vec![])), []);
}

#[test]
fn what_was_there_at_the_start_is_told_once() {
    let mut notices = Notices::default();
    let at_start = glance(vec![needs_login(1, "Acme")]);
    let deeds = notices.look(&at_start);
    assert_eq!(
        *only(&deeds),
        Notice {
            number: 1,
            title: "Acme needs you to log in".into(),
            body: "Its session has ended, and cannot be renewed without you.".into(),
            button: "Log in",
            wish: Wish::OpenAccount(id(1)),
        }
    );
    assert_eq!(notices.look(&later(&at_start, TimeDelta::days(3))), []);
}

#[test]
fn it_is_told_again_only_after_it_was_over() {
    let mut notices = Notices::default();
    let (bad, good) = (glance(vec![needs_login(1, "Acme")]), glance(vec![account(1, "Acme")]));
    assert_eq!(titles(&notices.look(&bad)), ["1 Acme needs you to log in"]);
    assert_eq!(titles(&notices.look(&good)), ["close 1"]);
    assert_eq!(notices.look(&good), []);
    assert_eq!(titles(&notices.look(&bad)), ["2 Acme needs you to log in"]);
}

#[test]
fn an_attempt_under_way_is_no_end_of_the_cause() {
    let mut notices = Notices::default();
    let refreshing = glance(vec![in_state(1, "Acme", AccountState::Refreshing)]);
    for bad in [
        needs_login(1, "Acme"),
        retrying(1, "Acme", TimeDelta::hours(1)),
        in_state(1, "Acme", AccountState::Refused { since: now() }),
    ] {
        let bad = glance(vec![bad]);
        assert!(!notices.look(&bad).is_empty());
        assert_eq!(notices.look(&refreshing), []);
        assert_eq!(notices.look(&bad), []);
    }
}

#[test]
fn a_removed_account_needs_nobody() {
    let mut notices = Notices::default();
    let _ = notices.look(&glance(vec![needs_login(1, "Acme")]));
    assert_eq!(titles(&notices.look(&glance(vec![]))), ["close 1"]);
}

#[test]
fn failures_are_told_after_ten_minutes() {
    let mut notices = Notices::default();
    let failing = glance(vec![retrying(1, "Acme", TimeDelta::zero())]);
    assert_eq!(notices.look(&failing), []);
    assert_eq!(notices.look(&later(&failing, TimeDelta::seconds(599))), []);
    let deeds = notices.look(&later(&failing, TimeDelta::minutes(10)));
    let notice = only(&deeds);
    assert_eq!((notice.title.as_str(), notice.button), ("Acme cannot be refreshed", "Open"));
    assert_eq!(notices.look(&later(&failing, TimeDelta::hours(1))), []);
}

#[test]
fn a_refusal_is_told_at_once() {
    let refused = in_state(1, "Acme", AccountState::Refused { since: now() });
    assert_eq!(titles(&Notices::default().look(&glance(vec![refused]))), ["1 Acme is refused"]);
}

#[test]
fn several_at_once_are_one_notification_that_names_them() {
    let mut notices = Notices::default();
    let deeds = notices.look(&glance(vec![
        needs_login(1, "Beta"),
        needs_login(2, "acme"),
        retrying(3, "Carol", TimeDelta::hours(1)),
    ]));
    let notice = only(&deeds);
    assert_eq!(notice.title, "3 accounts need you");
    assert_eq!(notice.body, "Log in: acme, Beta\nThe server has been failing for 10 minutes: Carol");
    assert_eq!((notice.button, notice.wish), ("Open", Wish::Open));
}

#[test]
fn hundreds_are_still_one_short_notification() {
    let all = (0..300).map(|number| needs_login(number, &format!("a{number:03}"))).collect();
    let deeds = Notices::default().look(&glance(all));
    assert_eq!(only(&deeds).body, "Log in: a000, a001, a002, a003 and 296 more");
}

#[test]
fn a_notification_stays_until_all_that_it_told_is_over() {
    let mut notices = Notices::default();
    let _ = notices.look(&glance(vec![needs_login(1, "A"), needs_login(2, "B")]));
    assert_eq!(notices.look(&glance(vec![needs_login(1, "A"), account(2, "B")])), []);
    // What is new meanwhile has a notification of its own.
    let third = glance(vec![needs_login(1, "A"), account(2, "B"), needs_login(3, "C")]);
    assert_eq!(titles(&notices.look(&third)), ["2 C needs you to log in"]);
    let deeds = notices.look(&glance(vec![account(1, "A"), account(2, "B"), needs_login(3, "C")]));
    assert_eq!(titles(&deeds), ["close 1"]);
}

#[test]
fn another_cause_of_the_same_account_is_told_and_the_old_one_closed() {
    let mut notices = Notices::default();
    let _ = notices.look(&glance(vec![retrying(1, "Acme", TimeDelta::hours(1))]));
    let deeds = notices.look(&glance(vec![needs_login(1, "Acme")]));
    assert_eq!(titles(&deeds), ["close 1", "2 Acme needs you to log in"]);
}

#[test]
fn an_end_is_told_a_day_before_and_only_where_nothing_is_remembered() {
    let mut notices = Notices::default();
    let start = glance(vec![forgetful(1, TimeDelta::days(7))]);
    assert_eq!(notices.look(&start), []);
    assert_eq!(notices.look(&later(&start, TimeDelta::hours(6 * 24 - 1))), []);
    let deeds = notices.look(&later(&start, TimeDelta::days(6)));
    assert_eq!((only(&deeds).title.as_str(), only(&deeds).button), ("Acme ends within a day", "Log in"));

    let remembered = AccountView { remembers: true, ..forgetful(1, TimeDelta::hours(1)) };
    assert_eq!(Notices::default().look(&glance(vec![remembered])), []);
    let endless = AccountView { refresh: None, ..forgetful(1, TimeDelta::zero()) };
    assert_eq!(Notices::default().look(&glance(vec![endless])), []);
}

#[test]
fn an_end_is_by_the_servers_clock() {
    let ahead = AccountView { ahead_ms: 2 * 3_600_000, ..forgetful(1, TimeDelta::hours(25)) };
    assert_eq!(titles(&Notices::default().look(&glance(vec![ahead]))), ["1 Acme ends within a day"]);
    let behind = AccountView { ahead_ms: -2 * 3_600_000, ..forgetful(1, TimeDelta::hours(23)) };
    assert_eq!(Notices::default().look(&glance(vec![behind])), []);
}

#[test]
fn a_new_login_ends_that_cause() {
    let mut notices = Notices::default();
    let _ = notices.look(&glance(vec![forgetful(1, TimeDelta::hours(3))]));
    assert_eq!(titles(&notices.look(&glance(vec![forgetful(1, TimeDelta::days(7))]))), ["close 1"]);
}

#[test]
fn a_session_that_ended_is_told_as_a_login_not_as_an_end() {
    let mut notices = Notices::default();
    let _ = notices.look(&glance(vec![forgetful(1, TimeDelta::hours(3))]));
    let ended =
        AccountView { remembers: false, refresh: Some(token(TimeDelta::zero())), ..needs_login(1, "Acme") };
    assert_eq!(titles(&notices.look(&glance(vec![ended]))), ["close 1", "2 Acme needs you to log in"]);
}

/// Twelve hours that begin anew with each refresh never end while somebody keeps them.
#[test]
fn an_end_that_moves_on_with_each_refresh_is_not_near() {
    let mut notices = Notices::default();
    assert_eq!(notices.look(&glance(vec![])), []);
    let start = now();
    for quarter in 0..200 {
        let passed = TimeDelta::minutes(15 * quarter);
        let kept =
            Glance { now: start + passed, ..glance(vec![forgetful(1, TimeDelta::hours(12) + passed)]) };
        assert_eq!(notices.look(&kept), [], "{quarter}");
        assert_eq!(notices.look(&later(&kept, TimeDelta::minutes(14))), [], "{quarter}");
    }
}

/// Known at the start only by what is left of it: told at once, and taken back when it moves on.
#[test]
fn an_end_found_at_the_start_is_believed_until_it_moves() {
    let mut notices = Notices::default();
    assert_eq!(
        titles(&notices.look(&glance(vec![forgetful(1, TimeDelta::hours(12))]))),
        ["1 Acme ends within a day"]
    );
    let moved = forgetful(1, TimeDelta::hours(12) + TimeDelta::minutes(12));
    let refreshed = Glance { now: now() + TimeDelta::minutes(12), ..glance(vec![moved]) };
    assert_eq!(titles(&notices.look(&refreshed)), ["close 1"]);
}

/// A fixed end, counted anew by the server with each refresh, wobbles by seconds.
#[test]
fn a_fixed_end_that_wobbles_is_one_end() {
    let mut notices = Notices::default();
    assert_eq!(notices.look(&glance(vec![])), []);
    let mut told = Vec::new();
    for hour in 0..8 {
        let end = TimeDelta::hours(12) + TimeDelta::seconds(hour % 3);
        let look = Glance { now: now() + TimeDelta::hours(hour), ..glance(vec![forgetful(1, end)]) };
        told.extend(titles(&notices.look(&look)).into_iter().map(|title| (hour, title)));
    }
    assert_eq!(told, [(6, "1 Acme ends within a day".to_owned())]);
}

#[test]
fn a_locked_keyring_is_told_until_it_is_open() {
    let mut notices = Notices::default();
    let locked = keyring_locked();
    let deeds = notices.look(&locked);
    let notice = only(&deeds);
    assert_eq!(
        (notice.title.as_str(), notice.button, notice.wish),
        ("The keyring is locked", "Unlock", Wish::Open)
    );
    assert_eq!(notices.look(&Glance { vault: VaultView::Opening, ..locked.clone() }), []);
    assert_eq!(notices.look(&locked), []);
    assert_eq!(titles(&notices.look(&glance(vec![]))), ["close 1"]);
}

#[test]
fn a_vault_that_closes_ends_no_cause() {
    let mut notices = Notices::default();
    let bad = glance(vec![needs_login(1, "Acme")]);
    let _ = notices.look(&bad);
    assert_eq!(notices.look(&Glance { vault: VaultView::Opening, ..glance(vec![]) }), []);
    assert_eq!(notices.look(&bad), []);
}

#[test]
fn a_locked_window_names_nobody() {
    let locked =
        Glance { vault: VaultView::Locked, ..glance(vec![needs_login(1, "Acme"), needs_login(2, "Beta")]) };
    let deeds = Notices::default().look(&locked);
    let notice = only(&deeds);
    assert_eq!(
        (notice.title.as_str(), notice.button, notice.wish),
        ("2 accounts need you", "Unlock", Wish::Open)
    );
    assert!(!format!("{notice:?}").contains("Acme"));
}

#[test]
fn a_lock_takes_names_off_the_screen_and_tells_nothing_again() {
    let open = glance(vec![needs_login(1, "Acme")]);
    let locked = Glance { vault: VaultView::Locked, ..open.clone() };
    let mut notices = Notices::default();
    let number = only(&notices.look(&open)).number;
    assert_eq!(notices.look(&locked), [Deed::Close(number)]);
    assert_eq!(notices.look(&later(&locked, TimeDelta::minutes(1))), []);
    assert_eq!(notices.look(&open), []);
    // What comes up meanwhile is told without a name.
    let more = vec![needs_login(1, "Acme"), needs_login(2, "Beta")];
    let _ = notices.look(&locked);
    let deeds = notices.look(&Glance { vault: VaultView::Locked, ..glance(more) });
    assert_eq!(only(&deeds).title, "1 account needs you");
}

/// The words of a server are in the reason of the state, and go no further.
#[test]
fn no_server_text_and_no_token_is_told() {
    for language in [Language::En, Language::De, Language::Zh] {
        let all = vec![
            needs_login(1, "A"),
            retrying(2, "B", TimeDelta::hours(1)),
            forgetful(3, TimeDelta::hours(1)),
        ];
        for accounts in [all.clone(), all[..1].to_vec(), all[1..2].to_vec(), all[2..].to_vec()] {
            let told = format!("{:?}", Notices::default().look(&Glance { language, ..glance(accounts) }));
            assert!(!told.contains("Server text") && !told.contains('•'), "{told}");
        }
    }
}

#[test]
fn an_end_that_somebody_has_set_is_told_some_days_before() {
    let day = |after: i64| (now() + TimeDelta::days(after)).date_naive();
    let ends = |after| AccountView {
        remarks: Remarks { ends_on: Some(day(after)), remind_days: 7, ..Remarks::default() },
        ..in_state(1, "Acme", AccountState::Static)
    };
    let mut notices = Notices::default();
    // A day and a half on either side of the border: the wall's calendar may be a day off from the world's.
    assert_eq!(notices.look(&glance(vec![ends(9)])), []);
    let near = glance(vec![ends(5)]);
    let notice = only(&notices.look(&near)).clone();
    assert_eq!((&*notice.title, notice.wish), ("Acme ends soon", Wish::OpenAccount(id(1))));
    assert_eq!(notices.look(&later(&near, TimeDelta::days(1))), []);
    // Another end is set: the notification goes, and comes again when that is near.
    assert_eq!(notices.look(&glance(vec![ends(90)])), [Deed::Close(1)]);
    assert_eq!(titles(&notices.look(&near)), ["2 Acme ends soon"]);
}
