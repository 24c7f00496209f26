//! English.

use super::{CauseWords, MenuWords, NoticeWords, StateWords, SumWords, Words};

fn accounts(count: usize) -> String {
    if count == 1 { "1 account".into() } else { format!("{count} accounts") }
}

fn need_you(count: usize) -> String {
    format!("{} {} you", accounts(count), if count == 1 { "needs" } else { "need" })
}

pub(super) const WORDS: Words = Words {
    comma: ", ",
    and_more: |count| format!(" and {count} more"),
    sum: SumWords {
        none: "No accounts yet",
        all_fresh: |count| format!("{}, {}", accounts(count), if count == 1 { "fresh" } else { "all fresh" }),
        some_out: |count, out| format!("{}, {out} signed out", accounts(count)),
        need_you: |count, names| format!("{}: {names}", need_you(count)),
        retrying: |count, names| {
            format!("{} {} tried again: {names}", accounts(count), if count == 1 { "is" } else { "are" })
        },
        opening: "Opening the vault",
        locked: "Locked",
        closed: "The vault cannot be opened",
    },
    state: StateWords {
        signed_out: "signed out",
        fresh: "fresh",
        fixed: "does not end",
        refused: "refused",
        refreshing: "refreshing",
        retrying: "retrying",
        needs_login: "needs login",
        moment: "<1 min",
        minutes: |count| format!("{count} min"),
        hours: |count| format!("{count} h"),
        days: |count| format!("{count} d"),
    },
    menu: MenuWords {
        copy_token: "Copy token",
        copy_header: "Copy header",
        copy_headers: "Copy headers",
        copy_for: "Copy for",
        refresh: "Refresh now",
        open: "Open",
        log_in: "Log in…",
        more: "More in the window…",
        open_window: "Open Fobwatch",
        unlock: "Unlock…",
        quit: "Quit",
    },
    notice: NoticeWords {
        need_you,
        unlock_to_see: "Unlock Fobwatch to see more.",
        needs_login: CauseWords {
            title: |name| format!("{name} needs you to log in"),
            body: "Its session has ended, and cannot be renewed without you.",
            several: |names| format!("Log in: {names}"),
        },
        ends_soon: CauseWords {
            title: |name| format!("{name} ends within a day"),
            body: "Nothing is remembered to log in again. Log in before it ends.",
            several: |names| format!("Ends within a day: {names}"),
        },
        failing: CauseWords {
            title: |name| format!("{name} cannot be refreshed"),
            body: "Its server has been failing for 10 minutes. Fobwatch keeps trying.",
            several: |names| format!("The server has been failing for 10 minutes: {names}"),
        },
        refused: CauseWords {
            title: |name| format!("{name} is refused"),
            body: "Its server does not take the token, and a refresh did not help.",
            several: |names| format!("The server refuses the token: {names}"),
        },
        end_date: CauseWords {
            title: |name| format!("{name} ends soon"),
            body: "The end date that you set is near. Replace it before then.",
            several: |names| format!("The end date is near: {names}"),
        },
        keyring: "The keyring is locked",
        keyring_hint: "Unlock it, so that Fobwatch can keep your sessions fresh.",
        log_in: "Log in",
        open: "Open",
        unlock: "Unlock",
    },
};
