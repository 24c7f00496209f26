//! The keeper's decisions, without any input or output: `step(now, event)` gives the actions to carry out.
//!
//! Whoever drives it (the real program, a test, a simulation) carries the actions out and feeds the outcomes back.
//! That makes every order of events, every failure and every hour of waiting a plain function call.

use super::event::{Action, Event};
use super::hosts::{Gate, Health, Hosts};
use super::state::{Flight, State, Turn, Watched, altered, ended};
use super::timing::{self, Chance};
use crate::account::AccountId;
use crate::error::{Code, Error};
use crate::vault::{Kind, Record, Row};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Account(AccountId),
    /// A host that is down may be probed.
    Host(String),
}

/// All accounts and the one schedule for them.
pub struct Machine {
    pub(super) accounts: BTreeMap<AccountId, Watched>,
    agenda: BTreeSet<(DateTime<Utc>, Entry)>,
    hosts: Hosts,
    pub(super) chance: Chance,
}

impl Machine {
    /// Nothing watched yet. The seed decides all jitter.
    pub fn new(seed: u64) -> Self {
        Self {
            accounts: BTreeMap::new(),
            agenda: BTreeSet::new(),
            hosts: Hosts::default(),
            chance: Chance::new(seed),
        }
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
                self.plan(id, None);
                self.leave(now, id, Health::Unknown, &mut out);
                if self.accounts.remove(&id).is_some_and(|watched| watched.flight.is_some()) {
                    out.push(Action::Unlock(id));
                }
                out.push(Action::Done(id, Err(Error::no_account())));
            }
            Event::Tick => {
                while let Some((at, entry)) = self.agenda.first().filter(|(at, _)| *at <= now).cloned() {
                    self.agenda.remove(&(at, entry.clone()));
                    match entry {
                        Entry::Account(id) => {
                            self.plan(id, None);
                            self.due(now, id, &mut out);
                        }
                        Entry::Host(host) => self.let_in(now, &host, &mut out),
                    }
                }
            }
            Event::Seized(id) => {
                self.plan(id, None);
                self.leave(now, id, Health::Unknown, &mut out);
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
                Some(_) => self.take_off(now, id, true, &mut out),
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
    fn due(&mut self, now: DateTime<Utc>, id: AccountId, out: &mut Vec<Action>) {
        match self.accounts.get(&id).map(|watched| &watched.flight) {
            Some(None) => self.take_off(now, id, false, out),
            Some(Some(Flight::Committing { session, .. } | Flight::Dropping { session, .. })) => {
                out.push(Action::Commit(id, session.clone()));
            }
            _ => {}
        }
    }

    /// Goes to the host's door; what a person asked for goes first. Once inside, the flight begins.
    fn take_off(&mut self, now: DateTime<Utc>, id: AccountId, urgent: bool, out: &mut Vec<Action>) {
        self.plan(id, None);
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let account = watched.account.clone();
        let host = account.base_url.host();
        if watched.turn == Turn::Waiting {
            self.hosts.forget(host, id);
        }
        match self.hosts.enter(host, id, now, urgent) {
            Gate::Open => self.begin(id, out),
            Gate::Full => watched.turn = Turn::Waiting,
            Gate::Shut { until, cause } => {
                watched.turn = Turn::Waiting;
                let since = match &watched.rest {
                    State::Retrying { since, .. } => *since,
                    _ => now,
                };
                watched.rest = State::Retrying { since, next: until, cause: *cause };
                out.push(Action::Publish(id));
            }
        }
    }

    /// Let in: the flight begins with the lock.
    fn begin(&mut self, id: AccountId, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let since = watched.session.as_ref().map(|session| session.generation);
        watched.turn = Turn::Inside;
        watched.flight = Some(Flight::Locking { since });
        out.push(Action::Lock(id));
        out.push(Action::Publish(id));
    }

    /// The account's call is over, or it waits no longer; others may go in.
    pub(super) fn leave(&mut self, now: DateTime<Utc>, id: AccountId, health: Health, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let account = watched.account.clone();
        let host = account.base_url.host();
        match std::mem::replace(&mut watched.turn, Turn::Away) {
            Turn::Away => {}
            Turn::Waiting => self.hosts.forget(host, id),
            Turn::Inside => {
                if let Some(probe_at) = self.hosts.leave(host, health, now, &mut self.chance) {
                    self.agenda.insert((probe_at, Entry::Host(host.to_owned())));
                }
                self.let_in(now, host, out);
            }
        }
    }

    /// Lets in whoever there is room for.
    fn let_in(&mut self, now: DateTime<Utc>, host: &str, out: &mut Vec<Action>) {
        while let Some(id) = self.hosts.next(host, now) {
            self.begin(id, out);
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
                    *watched =
                        Watched { flight, due: watched.due, turn: watched.turn, ..Watched::new(record) };
                }
                watched
            }
        };
        if watched.flight.is_none() {
            // What it waited for may be settled by now.
            self.leave(now, id, Health::Unknown, out);
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
        out.push(Action::Unlock(id));
        self.leave(now, id, health(&cause), out);
        out.extend([Action::Publish(id), Action::Done(id, Err(cause))]);
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
        out.push(Action::Unlock(id));
        self.leave(now, id, Health::Well, out);
        out.extend([Action::Publish(id), Action::Done(id, Err(reason))]);
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
        out.push(Action::Unlock(id));
        self.leave(now, id, Health::Well, out);
        out.extend([Action::Publish(id), Action::Done(id, result)]);
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
            self.agenda.remove(&(old, Entry::Account(id)));
        }
        if let Some(at) = at {
            self.agenda.insert((at, Entry::Account(id)));
        }
        watched.due = at;
    }
}

/// What a failed call says about the host. A refusal of any kind is an answer: the host is well.
fn health(cause: &Error) -> Health {
    match cause.code {
        Code::Unreachable | Code::NoAnswer | Code::Tls | Code::ServerError => {
            Health::Down(Box::new(cause.clone()))
        }
        Code::Busy | Code::VaultUnavailable | Code::VaultDamaged | Code::Internal => Health::Unknown,
        _ => Health::Well,
    }
}
