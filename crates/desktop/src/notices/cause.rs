//! Why a person is needed.

use crate::glance::{Glance, here};
use chrono::{DateTime, Local, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::Code;
use fobwatch_core::view::{AccountState, AccountView, VaultView};
use std::collections::{BTreeMap, BTreeSet};

/// Failures shorter than this go away by themselves.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// An end is told at most this long before.
const DAY: TimeDelta = TimeDelta::days(1);
/// Ends that differ less are one end: servers count from the second they answer in.
const SAME: TimeDelta = TimeDelta::minutes(1);

/// One reason to need a person. They are told in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    KeyringLocked,
    NeedsLogin(AccountId),
    Refused(AccountId),
    Failing(AccountId),
    EndsSoon(AccountId),
    EndDate(AccountId),
}

impl Cause {
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::KeyringLocked => None,
            Self::NeedsLogin(id)
            | Self::Refused(id)
            | Self::Failing(id)
            | Self::EndsSoon(id)
            | Self::EndDate(id) => Some(id),
        }
    }
}

/// All causes there are.
pub(super) fn all(glance: &Glance, ends: &mut Ends) -> BTreeSet<Cause> {
    match &glance.vault {
        VaultView::Opening => BTreeSet::new(),
        VaultView::Closed { failure } if failure.code == Code::KeyringLocked => [Cause::KeyringLocked].into(),
        VaultView::Closed { .. } => BTreeSet::new(),
        VaultView::Open | VaultView::Locked => {
            ends.look(glance);
            glance.accounts.iter().flat_map(|account| of(account, glance.now, ends)).collect()
        }
    }
}

/// Whether a cause that is not seen at this glance may still be there.
pub(super) fn is_open(cause: &Cause, glance: &Glance) -> bool {
    let Some(id) = cause.account() else { return glance.vault == VaultView::Opening };
    if !matches!(glance.vault, VaultView::Open | VaultView::Locked) {
        return true;
    }
    // An attempt is under way; it says nothing yet.
    let attempts = |account: &AccountView| account.id == id && account.state == AccountState::Refreshing;
    !matches!(cause, Cause::EndsSoon(_) | Cause::EndDate(_)) && glance.accounts.iter().any(attempts)
}

fn of(account: &AccountView, now: DateTime<Utc>, ends: &Ends) -> Vec<Cause> {
    let id = account.id;
    match &account.state {
        AccountState::NeedsLogin { .. } => return vec![Cause::NeedsLogin(id)],
        AccountState::SignedOut => return Vec::new(),
        _ => {}
    }
    let state = match &account.state {
        AccountState::Refused { .. } => Some(Cause::Refused(id)),
        AccountState::Retrying { since, .. } if now - *since >= PATIENCE => Some(Cause::Failing(id)),
        _ => None,
    };
    let end = (!account.remembers && ends.is_near(id, now)).then_some(Cause::EndsSoon(id));
    // A day is the person's own, by the calendar on their wall.
    let today = now.with_timezone(&Local).date_naive();
    let day = account.remarks.reminds(today).then_some(Cause::EndDate(id));
    state.into_iter().chain(end).chain(day).collect()
}

/// The ends of all refresh tokens, by this computer's clock.
///
/// Many servers give a new end with each refresh. Such a session ends only when nobody keeps it, however short its life,
/// so an end that was seen from its beginning is near only in the second half of that life.
#[derive(Debug, Default)]
pub(super) struct Ends {
    known: BTreeMap<AccountId, End>,
    /// Open accounts were looked at before, so what is new has just begun.
    looked: bool,
}

#[derive(Debug, Clone, Copy)]
struct End {
    at: DateTime<Utc>,
    lead: TimeDelta,
}

impl Ends {
    fn look(&mut self, glance: &Glance) {
        let ends = glance
            .accounts
            .iter()
            .filter_map(|account| Some((account.id, here(account, account.refresh.as_ref()?.expires_at?))));
        let known = ends.map(|(id, at)| (id, self.end(id, at, glance.now))).collect();
        self.known = known;
        self.looked = true;
    }

    fn end(&self, id: AccountId, at: DateTime<Utc>, now: DateTime<Utc>) -> End {
        match self.known.get(&id) {
            Some(known) if (known.at - at).abs() < SAME => End { at, ..*known },
            None if !self.looked => End { at, lead: DAY },
            _ => End { at, lead: DAY.min((at - now) / 2) },
        }
    }

    fn is_near(&self, id: AccountId, now: DateTime<Utc>) -> bool {
        self.known.get(&id).is_some_and(|end| end.at - now <= end.lead)
    }
}
