use super::*;
use crate::samples::{account, failure, glance, id, in_state, needs_login, now, retrying, token};
use crate::words::Language;
use fobwatch_core::export::Target;

fn labels(items: &[Item]) -> Vec<&str> {
    items
        .iter()
        .map(|item| match item {
            Item::Action { label, .. } | Item::Group { label, .. } => label.as_str(),
            Item::Line => "-",
        })
        .collect()
}

fn inside(item: &Item) -> Vec<(&str, bool, Wish)> {
    let Item::Group { items, .. } = item else { panic!("{item:?} is no group") };
    items
        .iter()
        .filter_map(|item| match item {
            Item::Action { label, enabled, wish } => Some((label.as_str(), *enabled, *wish)),
            Item::Group { .. } => None,
            Item::Line => panic!("a line in a group"),
        })
        .collect()
}

/// What can be copied for other tools.
fn tools(item: &Item) -> Vec<(&str, bool, Wish)> {
    let Item::Group { items, .. } = item else { panic!("{item:?} is no group") };
    let files = items.iter().find(|item| matches!(item, Item::Group { label, .. } if label == "Copy for"));
    files.map(inside).unwrap_or_default()
}

#[test]
fn tools_get_what_they_have_a_place_for() {
    let fixed = in_state(2, "Key", AccountState::Static);
    let mut out = in_state(3, "Out", AccountState::SignedOut);
    out.access = None;
    let shown = Shown::of(&glance(vec![account(1, "Acme"), fixed, out]));
    let of = |at: usize| tools(&shown.menu[at]);
    assert_eq!(of(0).len(), Target::ALL.len());
    assert_eq!(of(0)[0], ("Postman", true, Wish::Copy(id(1), CopyWhat::File(Target::Postman))));
    let names: Vec<_> = of(1).iter().map(|(name, ..)| *name).collect();
    assert!(names.contains(&".env") && !names.contains(&"kubectl"), "{names:?}");
    assert_eq!(of(2), []);
}

#[test]
fn who_needs_somebody_comes_first_then_names() {
    let refused = AccountState::Refused { since: now() };
    let shown = Shown::of(&glance(vec![
        account(1, "beta"),
        account(2, "Alpha"),
        needs_login(3, "Zeta"),
        in_state(4, "Yota", refused),
    ]));
    assert_eq!(
        labels(&shown.menu),
        [
            "Yota · refused",
            "Zeta · needs login",
            "Alpha · 15 min",
            "beta · 15 min",
            "-",
            "Open Fobwatch",
            "Quit"
        ]
    );
    assert_eq!((shown.mark, shown.sentence.as_str()), (Mark::NeedsYou, "2 accounts need you: Yota, Zeta"));
}

#[test]
fn each_state_has_its_mark_and_sentence() {
    let cases = [
        (vec![], Mark::Empty, "No accounts yet"),
        (vec![account(1, "Acme")], Mark::AllFresh, "1 account, fresh"),
        (
            vec![account(1, "A"), in_state(2, "B", AccountState::Static)],
            Mark::AllFresh,
            "2 accounts, all fresh",
        ),
        (
            vec![account(1, "A"), in_state(2, "B", AccountState::SignedOut)],
            Mark::AllFresh,
            "2 accounts, 1 signed out",
        ),
        (
            vec![account(1, "A"), retrying(2, "B", TimeDelta::zero())],
            Mark::Trouble,
            "1 account is tried again: B",
        ),
    ];
    for (accounts, mark, sentence) in cases {
        let shown = Shown::of(&glance(accounts));
        assert_eq!((shown.mark, shown.sentence.as_str()), (mark, sentence));
    }
}

#[test]
fn a_group_copies_refreshes_and_opens() {
    let shown = Shown::of(&glance(vec![account(7, "Acme")]));
    assert_eq!(
        inside(&shown.menu[0]),
        [
            ("Copy token", true, Wish::Copy(id(7), CopyWhat::AccessToken)),
            ("Copy header", true, Wish::Copy(id(7), CopyWhat::AuthorizationHeader)),
            ("Refresh now", true, Wish::Refresh(id(7))),
            ("Open", true, Wish::OpenAccount(id(7))),
        ]
    );
}

#[test]
fn a_fixed_credential_has_headers_only() {
    let shown = Shown::of(&glance(vec![in_state(1, "Key", AccountState::Static)]));
    assert_eq!(labels(&shown.menu)[0], "Key · does not end");
    assert_eq!(
        inside(&shown.menu[0]),
        [
            ("Copy headers", true, Wish::Copy(id(1), CopyWhat::AuthorizationHeader)),
            ("Open", true, Wish::OpenAccount(id(1)))
        ]
    );
}

#[test]
fn nothing_can_be_copied_or_refreshed_where_nothing_is() {
    let mut out = in_state(1, "Out", AccountState::SignedOut);
    (out.access, out.refresh) = (None, None);
    let shown = Shown::of(&glance(vec![out]));
    let able: Vec<_> = inside(&shown.menu[0]).iter().map(|&(label, enabled, _)| (label, enabled)).collect();
    assert_eq!(
        able,
        [("Copy token", false), ("Copy header", false), ("Refresh now", false), ("Log in…", true)]
    );
}

#[test]
fn times_are_cut_to_one_unit_by_the_servers_clock() {
    let label = |left: TimeDelta, ahead_ms| {
        let mut acme = account(1, "A");
        (acme.access, acme.ahead_ms) = (Some(token(left)), ahead_ms);
        labels(&Shown::of(&glance(vec![acme])).menu)[0].to_owned()
    };
    assert_eq!(label(TimeDelta::seconds(59), 0), "A · <1 min");
    assert_eq!(label(TimeDelta::seconds(119), 0), "A · 1 min");
    assert_eq!(label(TimeDelta::minutes(200), 0), "A · 3 h");
    assert_eq!(label(TimeDelta::hours(167), 0), "A · 6 d");
    assert_eq!(label(TimeDelta::minutes(15), 5 * 60_000), "A · 10 min");
    assert_eq!(label(TimeDelta::seconds(-5), 0), "A · refreshing");
}

#[test]
fn production_is_marked_and_names_do_no_harm() {
    let mut acme = account(1, "Ac\u{202E}me");
    (acme.production, acme.environment) = (true, "eu-prod".into());
    assert_eq!(labels(&Shown::of(&glance(vec![acme])).menu)[0], "Acme · ⚠ eu-prod · 15 min");
    let long = account(1, &"x".repeat(120));
    assert!(labels(&Shown::of(&glance(vec![long])).menu)[0].chars().count() < 60);
}

#[test]
fn at_most_thirty_accounts_are_listed() {
    let many = |count| glance((0..count).map(|number| account(number, &format!("a{number:03}"))).collect());
    assert_eq!(Shown::of(&many(30)).menu.len(), 30 + 3);
    let shown = Shown::of(&many(300));
    assert_eq!(
        labels(&shown.menu)[29..],
        ["a029 · 15 min", "More in the window…", "-", "Open Fobwatch", "Quit"]
    );
    assert_eq!(shown.sentence, "300 accounts, all fresh");
}

#[test]
fn a_long_list_of_names_is_cut() {
    let shown = Shown::of(&glance((0..8).map(|number| needs_login(number, &format!("a{number}"))).collect()));
    assert_eq!(shown.sentence, "8 accounts need you: a0, a1, a2, a3 and 4 more");
}

#[test]
fn a_vault_that_is_not_open_shows_nothing_of_accounts() {
    let closed = |code| VaultView::Closed { failure: failure(code) };
    let cases = [
        (VaultView::Locked, "Locked", "Unlock…"),
        (closed(Code::KeyringLocked), "Locked", "Unlock…"),
        (closed(Code::PassphraseNeeded), "Locked", "Unlock…"),
        (closed(Code::KeyMissing), "The vault cannot be opened", "Open Fobwatch"),
        (VaultView::Opening, "Opening the vault", "Open Fobwatch"),
    ];
    for (vault, sentence, open) in cases {
        let shown = Shown::of(&Glance { vault, ..glance(vec![account(1, "Acme")]) });
        assert_eq!((shown.mark, shown.sentence.as_str()), (Mark::Locked, sentence));
        assert_eq!(labels(&shown.menu), [open, "Quit"]);
    }
}

#[test]
fn it_speaks_the_language_of_the_glance() {
    let shown = Shown::of(&Glance { language: Language::De, ..glance(vec![account(1, "Acme")]) });
    assert_eq!(labels(&shown.menu), ["Acme · 15 min", "-", "Fobwatch öffnen", "Beenden"]);
    assert_eq!(shown.sentence, "1 Konto, gültig");
}

#[test]
fn a_minute_that_passes_changes_labels_only() {
    let before = glance(vec![account(1, "A"), account(2, "B")]);
    let after = Glance { now: before.now + TimeDelta::minutes(1), ..before.clone() };
    let (before, after) = (Shown::of(&before), Shown::of(&after));
    assert_ne!(before, after);
    assert_eq!(before.wishes(), after.wishes());
}
