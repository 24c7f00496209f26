//! Accounts for the tests.
#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the tests do")]

use crate::glance::Glance;
use crate::words::Language;
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Code, Error, Failure};
use fobwatch_core::remarks::Remarks;
use fobwatch_core::view::{AccountState, AccountView, TokenView, VaultView};
use std::collections::BTreeMap;

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// The same number is the same account.
pub(crate) fn id(number: u32) -> AccountId {
    format!("00000000-0000-4000-8000-{number:012}").parse().unwrap()
}

pub(crate) fn failure(code: Code) -> Failure {
    Error::new(code, "No.", "Server text.").failure().clone()
}

pub(crate) fn token(left: TimeDelta) -> TokenView {
    TokenView { masked: "••••".into(), issued_at: now(), expires_at: Some(now() + left) }
}

/// An account with a quarter of an hour left.
pub(crate) fn account(number: u32, name: &str) -> AccountView {
    AccountView {
        id: id(number),
        name: name.into(),
        base_url: "https://api.example.com".into(),
        environment: String::new(),
        production: false,
        profile: "b2b-jwt".into(),
        profile_title: "B2B".into(),
        can_check: false,
        trusts: Vec::new(),
        has_ca: false,
        has_client_certificate: false,
        checked: None,
        inputs: BTreeMap::new(),
        remembers: true,
        secrets: Vec::new(),
        remarks: Remarks::default(),
        client_id: None,
        state: AccountState::Fresh,
        access: Some(token(TimeDelta::minutes(15))),
        refresh: Some(token(TimeDelta::days(7))),
        ahead_ms: 0,
        uncommitted: false,
    }
}

pub(crate) fn in_state(number: u32, name: &str, state: AccountState) -> AccountView {
    AccountView { state, ..account(number, name) }
}

pub(crate) fn needs_login(number: u32, name: &str) -> AccountView {
    in_state(number, name, AccountState::NeedsLogin { reason: failure(Code::RefreshRefused) })
}

pub(crate) fn retrying(number: u32, name: &str, since: TimeDelta) -> AccountView {
    let state =
        AccountState::Retrying { since: now() - since, next: now(), cause: failure(Code::ServerError) };
    in_state(number, name, state)
}

pub(crate) fn glance(accounts: Vec<AccountView>) -> Glance {
    Glance { vault: VaultView::Open, accounts, now: now(), language: Language::En }
}
