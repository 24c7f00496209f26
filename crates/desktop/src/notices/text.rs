//! What a notification says.

use super::Notice;
use super::cause::Cause;
use crate::glance::{Glance, Wish, name, names};
use crate::words::{CauseWords, NoticeWords};
use std::collections::BTreeSet;

/// One notification for these causes; there is at least one.
pub(super) fn notice(number: u64, causes: &[Cause], glance: &Glance) -> Notice {
    let words = &glance.words().notice;
    let accounts: BTreeSet<_> = causes.iter().filter_map(|cause| cause.account()).collect();
    let of = |title, body, button, wish| Notice { number, title, body, button, wish };
    match (causes, accounts.len()) {
        (_, 0) => of(words.keyring.to_owned(), words.keyring_hint.to_owned(), words.unlock, Wish::Open),
        // Names are for whoever has unlocked the window.
        (_, count) if glance.is_locked() => {
            of((words.need_you)(count), words.unlock_to_see.to_owned(), words.unlock, Wish::Open)
        }
        ([cause], _) => {
            let those = cause_words(*cause, words);
            let button = match cause {
                Cause::NeedsLogin(_) | Cause::EndsSoon(_) => words.log_in,
                _ => words.open,
            };
            let wish = cause.account().map_or(Wish::Open, Wish::OpenAccount);
            of((those.title)(&named(*cause, glance)), those.body.to_owned(), button, wish)
        }
        (_, count) => of((words.need_you)(count), lines(causes, glance), words.open, Wish::Open),
    }
}

fn cause_words(cause: Cause, words: &NoticeWords) -> &CauseWords {
    match cause {
        Cause::Refused(_) => &words.refused,
        Cause::Failing(_) => &words.failing,
        Cause::EndsSoon(_) => &words.ends_soon,
        Cause::EndDate(_) => &words.end_date,
        Cause::NeedsLogin(_) | Cause::KeyringLocked => &words.needs_login,
    }
}

fn named(cause: Cause, glance: &Glance) -> String {
    let account = glance.accounts.iter().find(|account| cause.account() == Some(account.id));
    account.map(name).unwrap_or_default()
}

/// A line for each kind of cause, with the names that it is about.
fn lines(causes: &[Cause], glance: &Glance) -> String {
    let words = glance.words();
    let same = |a: &Cause, b: &Cause| std::mem::discriminant(a) == std::mem::discriminant(b);
    let line = |those: &[Cause]| {
        let ids: BTreeSet<_> = those.iter().filter_map(|cause| cause.account()).collect();
        let mut accounts: Vec<_> =
            glance.accounts.iter().filter(|account| ids.contains(&account.id)).collect();
        accounts.sort_by_cached_key(|account| account.name.to_lowercase());
        Some((cause_words(*those.first()?, &words.notice).several)(&names(accounts.into_iter(), words)))
    };
    causes.chunk_by(same).filter_map(line).collect::<Vec<_>>().join("\n")
}
