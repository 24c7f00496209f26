//! The keeper's decisions, without any input or output: `step(now, event)` gives the actions to carry out.
//!
//! Whoever drives it (the real program, a test, a simulation) carries the actions out and feeds the outcomes back.
//! That makes every order of events, every failure and every hour of waiting a plain function call.

use super::event::{Action, Event};
use super::state::{Flight, State, Watched, altered, ended};
use super::timing::{self, Chance};
use crate::account::AccountId;
use crate::error::Error;
use crate::vault::{Kind, Record, Row};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All accounts and the one schedule for them.
pub struct Machine {
    pub(super) accounts: BTreeMap<AccountId, Watched>,
    agenda: BTreeSet<(DateTime<Utc>, AccountId)>,
    pub(super) chance: Chance,
}

impl Machine {
    /// Nothing watched yet. The seed decides all jitter.
    pub fn new(seed: u64) -> Self {
        Self { accounts: BTreeMap::new(), agenda: BTreeSet::new(), chance: Chance::new(seed) }
    }

    /// When the next step is due, by our clock.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.agenda.first().map(|(at, _)| *at)
    }

    pub(super) fn get(&self, id: AccountId) -> Option<&Watched> {
        self.accounts.get(&id)
    }

    #[cfg(test)]
    pub(super) fn agenda_len(&self) -> usize {
        self.agenda.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Watched> {
        self.accounts.values()
    }

    /// Takes in what happened at `now` (our clock) and says what to do, in this order.
    pub fn step(&mut self, now: DateTime<Utc>, event: Event) -> Vec<Action> {
        let mut out = Vec::new();
        match event {
            Event::Known(record) => self.known(now, *record, &mut out),
            Event::Gone(id) => {
                if let Some(watched) = self.accounts.remove(&id) {
                    self.agenda.retain(|(_, other)| *other != id);
                    if watched.flight.is_some() {
                        out.push(Action::Unlock(id));
                    }
                    out.push(Action::Done(id, Err(Error::no_account())));
                }
            }
            Event::Tick => {
                while let Some((_, id)) = self.agenda.first().copied().filter(|(at, _)| *at <= now) {
                    self.plan(id, None);
                    self.due(id, &mut out);
                }
            }
            Event::Seized(id) => {
                self.plan(id, None);
                if let Some(watched) = self.accounts.get_mut(&id) {
                    watched.flight = None;
                    watched.uncommitted = false;
                }
            }
            Event::Asked(id) => match self.accounts.get(&id) {
                None => out.push(Action::Done(id, Err(Error::no_account()))),
                Some(watched) if watched.session.is_none() => {
                    out.push(Action::Done(id, Err(ended())));
                }
                Some(watched) if watched.flight.is_some() => {}
                Some(_) => self.take_off(id, &mut out),
            },
            Event::Locked(id) => self.advance(id, &mut out, |flight| match flight {
                Flight::Locking { since } => Some((Flight::Reading { since }, Action::Read(id))),
                _ => None,
            }),
            Event::NotLocked(id, error) => self.fail(now, id, error, &mut out),
            Event::Read(id, record) => self.read(now, id, *record, &mut out),
            Event::Noted(id) => self.advance(id, &mut out, |flight| match flight {
                Flight::Noting { session } => {
                    let action = Action::Refresh(id, session.clone());
                    Some((Flight::Refreshing { session }, action))
                }
                _ => None,
            }),
            Event::Refreshed(id, answer) => self.refreshed(now, id, answer, &mut out),
            Event::LoggedIn(id, answer, version) => self.logged_in(now, id, answer, version, &mut out),
            Event::Committed(id) => self.committed(now, id, &mut out),
            Event::VaultFailed(id, error) => self.vault_failed(now, id, error, &mut out),
        }
        out
    }

    /// A due account without a flight takes off; one with an uncommitted session tries the commit again.
    fn due(&mut self, id: AccountId, out: &mut Vec<Action>) {
        match self.accounts.get(&id).map(|watched| &watched.flight) {
            Some(None) => self.take_off(id, out),
            Some(Some(Flight::Committing { session, .. } | Flight::Dropping { session, .. })) => {
                out.push(Action::Commit(id, session.clone()));
            }
            _ => {}
        }
    }

    fn take_off(&mut self, id: AccountId, out: &mut Vec<Action>) {
        self.plan(id, None);
        if let Some(watched) = self.accounts.get_mut(&id) {
            let since = watched.session.as_ref().map(|session| session.generation);
            watched.flight = Some(Flight::Locking { since });
            out.push(Action::Lock(id));
            out.push(Action::Publish(id));
        }
    }

    fn advance(
        &mut self,
        id: AccountId,
        out: &mut Vec<Action>,
        next: impl FnOnce(Flight) -> Option<(Flight, Action)>,
    ) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            // Removed in the meantime: nobody else will let the lock go.
            out.push(Action::Unlock(id));
            return;
        };
        if let Some((flight, action)) = watched.flight.clone().and_then(next) {
            watched.flight = Some(flight);
            out.push(action);
        }
    }

    /// News from outside the flights. During a flight the flight reads the vault itself, under the lock.
    fn known(&mut self, now: DateTime<Utc>, record: Record, out: &mut Vec<Action>) {
        let id = record.account.id;
        let watched = match self.accounts.entry(id) {
            std::collections::btree_map::Entry::Vacant(entry) => entry.insert(Watched::new(record)),
            std::collections::btree_map::Entry::Occupied(entry) => {
                let watched = entry.into_mut();
                if watched.uncommitted {
                    // Ours is newer than what the disk has.
                    watched.account = Arc::new(record.account);
                } else {
                    // A flight keeps the generation it took off with, and so notices this change by itself.
                    let flight = watched.flight.take();
                    *watched = Watched { flight, due: watched.due, ..Watched::new(record) };
                }
                watched
            }
        };
        if watched.flight.is_none() {
            self.settle(now, id);
        }
        out.push(Action::Publish(id));
    }

    /// The flight failed for now.
    pub(super) fn fail(&mut self, now: DateTime<Utc>, id: AccountId, cause: Error, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            out.push(Action::Unlock(id));
            return;
        };
        let since = match &watched.rest {
            State::Retrying { since, .. } => *since,
            _ => {
                let text = format!("{} Trying again by itself.", cause.message);
                out.push(Action::Tell(id, Row { at: now, kind: Kind::Retrying, text }));
                now
            }
        };
        let next = timing::retry_at(now, watched.tries, cause.retry_at, &mut self.chance);
        watched.tries += 1;
        watched.flight = None;
        watched.rest = State::Retrying { since, next, cause: cause.clone() };
        self.plan(id, Some(next));
        out.extend([Action::Unlock(id), Action::Publish(id), Action::Done(id, Err(cause))]);
    }

    /// Only a person can go on.
    pub(super) fn give_up(
        &mut self,
        now: DateTime<Utc>,
        id: AccountId,
        reason: Error,
        out: &mut Vec<Action>,
    ) {
        if let Some(watched) = self.accounts.get_mut(&id) {
            watched.flight = None;
            watched.rest = State::NeedsLogin { reason: reason.clone() };
        }
        self.plan(id, None);
        let text = reason.message.clone();
        out.push(Action::Tell(id, Row { at: now, kind: Kind::NeedsLogin, text }));
        out.extend([Action::Unlock(id), Action::Publish(id), Action::Done(id, Err(reason))]);
    }

    /// The flight is over and the account rests as its session says.
    pub(super) fn land(
        &mut self,
        now: DateTime<Utc>,
        id: AccountId,
        result: Result<(), Error>,
        out: &mut Vec<Action>,
    ) {
        if let Some(watched) = self.accounts.get_mut(&id) {
            watched.flight = None;
        }
        self.settle(now, id);
        out.extend([Action::Unlock(id), Action::Publish(id), Action::Done(id, result)]);
    }

    /// Sets how the account stands and when it is due, from its session alone.
    fn settle(&mut self, now: DateTime<Utc>, id: AccountId) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let Some(session) = &watched.session else {
            watched.rest =
                if watched.altered { State::NeedsLogin { reason: altered() } } else { State::SignedOut };
            self.plan(id, None);
            return;
        };
        let over = session.access_left(now).is_some_and(|left| left <= TimeDelta::zero());
        let end = session.access_expires_at.map(|end| end - session.ahead);
        let renewable = watched.can_refresh(now) || watched.can_log_in;
        if over && !renewable {
            watched.rest = State::NeedsLogin { reason: ended() };
            self.plan(id, None);
            return;
        }
        watched.rest = State::Fresh;
        let at = if renewable && !watched.stalled {
            timing::refresh_at(session, &mut self.chance)
        } else {
            // Nothing can be done before the end; at the end it is looked at again.
            end
        };
        self.plan(
            id,
            at.map(|at| at.max(now + if over { TimeDelta::zero() } else { timing::SHORTEST_PAUSE })),
        );
    }

    /// Moves the account's entry in the agenda.
    pub(super) fn plan(&mut self, id: AccountId, at: Option<DateTime<Utc>>) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        if let Some(old) = watched.due.take() {
            self.agenda.remove(&(old, id));
        }
        if let Some(at) = at {
            self.agenda.insert((at, id));
        }
        watched.due = at;
    }
}
