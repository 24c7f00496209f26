//! All accounts at a glance: what the tray and the notifications are made from.

use crate::words::{Language, Words};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::text::clean;
use fobwatch_core::view::{AccountState, AccountView, VaultView};

/// The longest name in a menu or a notification, in characters.
const LONGEST_NAME: usize = 40;
/// The most names in one sentence.
const MOST_NAMES: usize = 5;

/// How everything stands at one moment.
#[derive(Debug, Clone)]
pub struct Glance {
    /// Whether the vault can be used.
    pub vault: VaultView,
    /// The accounts.
    pub accounts: Vec<AccountView>,
    /// The moment, by this computer's clock, UTC.
    pub now: DateTime<Utc>,
    /// The language to say it in.
    pub language: Language,
}

/// What a person asks for outside of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Show the window.
    Open,
    /// Show the window, at an account.
    OpenAccount(AccountId),
    /// Put something of an account on the clipboard.
    Copy(AccountId, CopyWhat),
    /// Fetch a new token of an account.
    Refresh(AccountId),
    /// End the program.
    Quit,
}

impl Glance {
    /// The window is locked: nothing of an account is shown.
    pub(crate) fn is_locked(&self) -> bool {
        self.vault == VaultView::Locked
    }

    /// Its language's texts.
    pub(crate) fn words(&self) -> &'static Words {
        self.language.words()
    }
}

/// Whether an account gets on only with somebody's help.
pub(crate) fn needs_somebody(account: &AccountView) -> bool {
    matches!(account.state, AccountState::NeedsLogin { .. } | AccountState::Refused { .. })
}

/// How long an account's access token is good for; unknown where the server does not say.
pub(crate) fn left(account: &AccountView, now: DateTime<Utc>) -> Option<TimeDelta> {
    Some(here(account, account.access.as_ref()?.expires_at?) - now)
}

/// A moment of the server's clock, by this computer's.
pub(crate) fn here(account: &AccountView, at: DateTime<Utc>) -> DateTime<Utc> {
    at - TimeDelta::milliseconds(account.ahead_ms)
}

/// A name as it can be shown anywhere: one line, cut.
pub(crate) fn name(account: &AccountView) -> String {
    clean(&account.name, LONGEST_NAME)
}

/// Some names in a sentence.
pub(crate) fn names<'a>(accounts: impl Iterator<Item = &'a AccountView>, words: &Words) -> String {
    let mut all: Vec<_> = accounts.map(name).collect();
    if all.len() <= MOST_NAMES {
        return all.join(words.comma);
    }
    let rest = all.split_off(MOST_NAMES - 1).len();
    all.join(words.comma) + &(words.and_more)(rest)
}
