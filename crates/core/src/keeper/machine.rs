//! The keeper's decisions, without any input or output: `step(now, event)` gives the actions to carry out.
//!
//! Whoever drives it (the real program, a test, a simulation) carries the actions out and feeds the outcomes back.
//! That makes every order of events, every failure and every hour of waiting a plain function call.

use super::Rules;
use super::event::{Action, Event, Ticket, Urgency};
use super::hosts::{Gate, Health, Hosts};
use super::state::{Checked, Flight, State, Turn, Watched, altered, ended, fixed};
use super::timing::{self, Chance};
use crate::account::AccountId;
use crate::clock::Anchor;
use crate::error::{Code, Error};
use crate::vault::{Kind, Record, Row};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Account(AccountId),
    /// At this host somebody may go in: it may be probed, or the pace allows it.
    Host(String),
}

/// All accounts and the one schedule for them.
pub struct Machine {
    pub(super) accounts: BTreeMap<AccountId, Watched>,
    agenda: BTreeSet<(DateTime<Utc>, Entry)>,
    hosts: Hosts,
    pub(super) rules: Rules,
    pub(super) chance: Chance,
    /// Where the wall clock stood when it was last looked at.
    pub(super) anchor: Anchor,
    /// Whether sessions are kept fresh without anybody asking.
    leads: bool,
    /// Accounts that were removed. Their ids never come back.
    gone: BTreeSet<AccountId>,
}

impl Machine {
    /// Nothing watched yet. The seed decides all jitter; the wall clock stands here.
    pub fn new(rules: Rules, seed: u64, anchor: Anchor) -> Self {
        Self {
            accounts: BTreeMap::new(),
            agenda: BTreeSet::new(),
            hosts: Hosts::new(rules.clone()),
            rules,
            chance: Chance::new(seed),
            anchor,
            leads: false,
            gone: BTreeSet::new(),
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
                self.gone.insert(id);
                self.plan(id, None);
                self.leave(now, id, Health::Unknown, &mut out);
                if let Some(watched) = self.accounts.remove(&id).filter(|watched| watched.flight.is_some()) {
                    out.push(Action::Unlock(watched.ticket()));
                }
                out.extend([Action::Publish(id), Action::Done(id, Err(Error::no_account()))]);
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
            Event::Leads(leads) => self.lead(now, leads),
            Event::Lead(lead) => self.set_lead(now, lead),
            Event::Remarked(id, remarks) => {
                if let Some(watched) = self.accounts.get_mut(&id) {
                    Arc::make_mut(&mut watched.account).remarks = remarks;
                    out.push(Action::Publish(id));
                }
            }
            Event::ClockSet(by, anchor) => self.clock_set(by, anchor, &mut out),
            Event::Seized(id) => {
                self.plan(id, None);
                self.leave(now, id, Health::Unknown, &mut out);
                if let Some(watched) = self.accounts.get_mut(&id) {
                    watched.flight = None;
                    watched.flights += 1;
                    watched.parked = false;
                }
                out.push(Action::Done(id, Err(crate::lock::busy())));
            }
            Event::Checked(id, generation, verdict) => {
                if let Some(watched) = self.accounts.get_mut(&id) {
                    watched.checked = Some(Checked { at: now, generation, verdict });
                    out.push(Action::Publish(id));
                }
            }
            Event::Asked(id, urgency) => self.asked(now, id, urgency, &mut out),
            // The flight has ended in the meantime: nobody else will let the lock go.
            Event::Locked(ticket) if self.flying(ticket).is_none() => {
                out.push(Action::Unlock(ticket));
            }
            Event::Locked(ticket) => self.advance(ticket, &mut out, |flight| match flight {
                Flight::Locking { since, urgency } => {
                    Some((Flight::Reading { since, urgency }, Action::Read(ticket)))
                }
                _ => None,
            }),
            Event::NotLocked(ticket, error) => {
                if self.flying(ticket).is_some() {
                    self.fail(now, ticket.account, error, &mut out);
                }
            }
            Event::Read(ticket, record) => self.read(now, ticket, *record, &mut out),
            Event::Noted(ticket) => self.advance(ticket, &mut out, |flight| match flight {
                Flight::Noting { session, unanswered } => {
                    let action = Action::Refresh(ticket, session.clone());
                    Some((Flight::Refreshing { session, unanswered }, action))
                }
                _ => None,
            }),
            Event::Refreshed(ticket, answer) => self.refreshed(now, ticket, answer, &mut out),
            Event::LoggedIn(ticket, answer, version) => {
                self.logged_in(now, ticket, answer, version, &mut out);
            }
            Event::Committed(ticket) => self.committed(now, ticket, &mut out),
            Event::SecretsRejected(ticket) => self.secrets_rejected(now, ticket, &mut out),
            Event::VaultFailed(ticket, error) => self.vault_failed(now, ticket, error, &mut out),
        }
        out
    }

    /// The account whose flight this is; news of another flight is old.
    pub(super) fn flying(&mut self, ticket: Ticket) -> Option<&mut Watched> {
        let watched = self.accounts.get_mut(&ticket.account)?;
        (watched.flights == ticket.flight && watched.flight.is_some()).then_some(watched)
    }

    /// Somebody wants a new token now.
    fn asked(&mut self, now: DateTime<Utc>, id: AccountId, urgency: Urgency, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get(&id) else {
            out.push(Action::Done(id, Err(Error::no_account())));
            return;
        };
        let waits = matches!(watched.turn, Turn::Waiting(..));
        let refusal = match &watched.rest {
            _ if watched.flight.is_some() => None,
            _ if watched.session.is_none() => Some(watched.reason().unwrap_or_else(ended)),
            _ if watched.account.profile.is_static() => Some(fixed()),
            // Nothing has changed since a person was asked for, and nobody but a person can change it.
            State::NeedsLogin { reason } if urgency == Urgency::Program => Some(reason.clone()),
            State::Retrying { next, cause, .. } if urgency == Urgency::Program && (waits || *next > now) => {
                Some(cause.clone())
            }
            _ => None,
        };
        match refusal {
            Some(reason) => out.push(Action::Done(id, Err(reason))),
            None if watched.parked && watched.due.is_some() => {
                // Whoever waits is told how this try to save goes.
                self.plan(id, None);
                self.due(now, id, out);
            }
            None if watched.flight.is_some() => {}
            // It keeps its place, which may be a person's.
            None if waits && urgency == Urgency::Program => {}
            None => self.take_off(now, id, urgency, out),
        }
    }

    /// Plans everything anew that waits for its time.
    fn set_lead(&mut self, now: DateTime<Utc>, lead: TimeDelta) {
        if std::mem::replace(&mut self.rules.longest_lead, lead) == lead {
            return;
        }
        let waits = |watched: &&Watched| {
            watched.rest == State::Fresh && watched.flight.is_none() && watched.due.is_some()
        };
        let ids: Vec<_> = self.all().filter(waits).map(|watched| watched.account.id).collect();
        for id in ids {
            self.settle(now, id);
        }
    }

    /// What came due while another process led is planned for once that has ended.
    fn lead(&mut self, now: DateTime<Utc>, leads: bool) {
        if std::mem::replace(&mut self.leads, leads) || !leads {
            return;
        }
        let idle: Vec<_> = self
            .all()
            .filter(|watched| watched.flight.is_none() && watched.due.is_none() && watched.turn == Turn::Away)
            .map(|watched| (watched.account.id, watched.rest.clone()))
            .collect();
        for (id, rest) in idle {
            match rest {
                State::Retrying { next, .. } => self.plan(id, Some(next)),
                State::Fresh => self.settle(now, id),
                State::SignedOut
                | State::Static
                | State::Refused { .. }
                | State::Refreshing
                | State::NeedsLogin { .. } => {}
            }
        }
    }

    /// A due account without a flight takes off, where this process leads; one that waits for the vault tries that again.
    fn due(&mut self, now: DateTime<Utc>, id: AccountId, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get(&id) else { return };
        let ticket = watched.ticket();
        match &watched.flight {
            None if self.leads => self.take_off(now, id, Urgency::Program, out),
            None => {
                // Whoever leads sees to it. What failed here for somebody who asked is over.
                self.settle(now, id);
                self.plan(id, None);
                out.push(Action::Publish(id));
            }
            Some(Flight::Committing { session, .. } | Flight::Dropping { session, .. }) => {
                out.push(Action::Commit(ticket, session.clone()));
            }
            Some(Flight::Rejecting { version, .. }) => out.push(Action::RejectSecrets(ticket, *version)),
            Some(_) => {}
        }
    }

    /// Goes to the host's door; what a person asked for goes first. Once inside, the flight begins.
    fn take_off(&mut self, now: DateTime<Utc>, id: AccountId, urgency: Urgency, out: &mut Vec<Action>) {
        self.plan(id, None);
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        if let Turn::Waiting(host, place) = std::mem::replace(&mut watched.turn, Turn::Away) {
            self.hosts.forget(&host, place);
        }
        let host: Arc<str> = watched.account.login_host().into();
        match self.hosts.enter(&host, id, now, urgency) {
            Gate::Open => self.begin(&host, id, urgency, out),
            Gate::Full(place) => {
                watched.turn = Turn::Waiting(host.clone(), place);
                self.let_in(now, &host, out);
            }
            Gate::Shut { place, until, cause } => {
                watched.turn = Turn::Waiting(host, place);
                let since = match &watched.rest {
                    State::Retrying { since, .. } => *since,
                    _ => now,
                };
                watched.rest = State::Retrying { since, next: until, cause: (*cause).clone() };
                // The probe may be long in coming; whoever waits for an answer gets this one.
                out.extend([Action::Publish(id), Action::Done(id, Err(*cause))]);
            }
        }
    }

    /// Let in at this host: the flight begins with the lock.
    fn begin(&mut self, host: &str, id: AccountId, urgency: Urgency, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let since = watched.session.as_ref().map(|session| session.generation);
        watched.turn = Turn::Inside(host.into());
        watched.flights += 1;
        watched.flight = Some(Flight::Locking { since, urgency });
        out.push(Action::Lock(watched.ticket()));
        out.push(Action::Publish(id));
    }

    /// The account's call is over, or it waits no longer; others may go in.
    pub(super) fn leave(&mut self, now: DateTime<Utc>, id: AccountId, health: Health, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        match std::mem::replace(&mut watched.turn, Turn::Away) {
            Turn::Away => {}
            Turn::Waiting(host, place) => self.hosts.forget(&host, place),
            Turn::Inside(host) => {
                if let Some(probe_at) = self.hosts.leave(&host, health, now, &mut self.chance) {
                    self.agenda.insert((probe_at, Entry::Host(host.to_string())));
                }
                self.let_in(now, &host, out);
            }
        }
    }

    /// Lets in whoever there is room for, and comes back when the pace allows more.
    fn let_in(&mut self, now: DateTime<Utc>, host: &str, out: &mut Vec<Action>) {
        let mut touched = BTreeSet::from([host.to_owned()]);
        while let Some((host, id, urgency)) = self.hosts.next(host, now) {
            self.begin(&host, id, urgency, out);
            touched.insert(host);
        }
        for host in touched {
            if let Some(at) = self.hosts.paced(&host, now) {
                self.agenda.insert((at, Entry::Host(host)));
            }
        }
    }

    fn advance(
        &mut self,
        ticket: Ticket,
        out: &mut Vec<Action>,
        next: impl FnOnce(Flight) -> Option<(Flight, Action)>,
    ) {
        let Some(watched) = self.flying(ticket) else { return };
        if let Some((flight, action)) = watched.flight.clone().and_then(next) {
            watched.flight = Some(flight);
            out.push(action);
        }
    }

    /// News from outside the flights. During a flight the flight reads the vault itself, under the lock.
    fn known(&mut self, now: DateTime<Utc>, record: Record, out: &mut Vec<Action>) {
        let id = record.account.id;
        let record = self.dated(record);
        if self.gone.contains(&id) {
            // Read before it was removed.
            return;
        }
        let helps = match self.accounts.get_mut(&id) {
            None => {
                self.accounts.insert(id, Watched::new(record));
                true
            }
            Some(watched) if watched.parked => {
                // Ours is newer than what the disk has.
                watched.account = Arc::new(record.account);
                false
            }
            // What our own commit has just put there is no news, and whoever waits for the commit compares with before.
            Some(watched) if watched.is_committing() => return,
            // Read before our last commit, or no news at all.
            Some(watched)
                if record.last_generation < watched.last_generation || watched.agrees_with(&record) =>
            {
                return;
            }
            // Also one that ends earlier than the old one is planned for. One that has ended already is of no use to an
            // account that is in trouble anyway; one that thought itself fresh has to look.
            Some(watched) => {
                let (old, fresh) = (watched.last_generation, watched.rest == State::Fresh);
                let helps = watched.adopt(now, record);
                helps || fresh || (watched.last_generation != old && !watched.is_over(now))
            }
        };
        let flies = self.accounts.get(&id).is_some_and(|watched| watched.flight.is_some());
        // A flight keeps the generation it took off with, and so notices this change by itself.
        if helps && !flies {
            // What it waited for may be settled by now.
            self.leave(now, id, Health::Unknown, out);
            self.settle(now, id);
        }
        out.push(Action::Publish(id));
    }

    /// Everything that is kept by our clock moves along with it.
    fn clock_set(&mut self, by: TimeDelta, anchor: Anchor, out: &mut Vec<Action>) {
        self.agenda =
            std::mem::take(&mut self.agenda).into_iter().map(|(at, entry)| (at + by, entry)).collect();
        self.hosts.shift(by);
        for (id, watched) in &mut self.accounts {
            let sent = watched.flight.as_mut().and_then(Flight::session);
            for session in watched.session.as_mut().into_iter().chain(sent) {
                Arc::make_mut(session).follow(&anchor);
            }
            if let Some(due) = &mut watched.due {
                *due += by;
            }
            if let State::Retrying { since, next, .. } = &mut watched.rest {
                *since += by;
                *next += by;
            }
            out.push(Action::Publish(*id));
        }
        self.anchor = anchor;
    }

    /// The record with its session's times by the wall clock as it stands now. It may have been set since the session
    /// was saved.
    pub(super) fn dated(&self, mut record: Record) -> Record {
        if let Some(session) = &mut record.session {
            session.follow(&self.anchor);
        }
        record
    }

    /// The flight failed for now.
    pub(super) fn fail(&mut self, now: DateTime<Utc>, id: AccountId, cause: Error, out: &mut Vec<Action>) {
        let (next, health) = (self.next_try(now, id, &cause), health(&cause));
        self.fail_until(now, id, cause, next, health, out);
    }

    /// When to try again after this failure.
    pub(super) fn next_try(&mut self, now: DateTime<Utc>, id: AccountId, cause: &Error) -> DateTime<Utc> {
        let tries = self.accounts.get_mut(&id).map_or(0, |watched| {
            watched.tries += 1;
            watched.tries - 1
        });
        timing::retry_at(now, tries, cause.retry_at, &self.rules, &mut self.chance)
    }

    /// The flight failed for now, and is tried again at this time.
    pub(super) fn fail_until(
        &mut self,
        now: DateTime<Utc>,
        id: AccountId,
        cause: Error,
        next: DateTime<Utc>,
        health: Health,
        out: &mut Vec<Action>,
    ) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let since = match &watched.rest {
            State::Retrying { since, .. } => *since,
            _ => {
                let text = format!("{} Trying again by itself.", cause.message);
                out.push(Action::Tell(id, Row { at: now, kind: Kind::Retrying, text }));
                now
            }
        };
        watched.flight = None;
        watched.rest = State::Retrying { since, next, cause: cause.clone() };
        out.push(Action::Unlock(watched.ticket()));
        self.plan(id, Some(next));
        self.leave(now, id, health, out);
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
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        watched.flight = None;
        let known = watched.reason().as_ref() == Some(&reason);
        watched.rest = State::NeedsLogin { reason: reason.clone() };
        if !known {
            let text = reason.message.clone();
            out.push(Action::Tell(id, Row { at: now, kind: Kind::NeedsLogin, text }));
        }
        out.push(Action::Unlock(watched.ticket()));
        self.plan(id, None);
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
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        watched.flight = None;
        out.push(Action::Unlock(watched.ticket()));
        self.settle(now, id);
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
        let over = watched.is_over(now);
        let end = session.access_ends_here();
        // What another process got a while ago need not rest here.
        let rested = (session.issued_at - session.ahead).min(now) + self.rules.shortest_pause;
        let renewable = watched.can_refresh() || watched.can_log_in;
        if over && !renewable {
            watched.rest = State::NeedsLogin { reason: ended() };
            self.plan(id, None);
            return;
        }
        watched.rest = State::Fresh;
        // Where a refresh does not help, a login may. After that nothing can be done before the end.
        let limit = self.rules.stalls.saturating_add(u32::from(watched.can_log_in));
        let at = if renewable && watched.stalls < limit {
            timing::refresh_at(session, now, &self.rules, &mut self.chance)
        } else {
            end
        };
        self.plan(id, at.map(|at| if over { at.max(now) } else { at.max(rested) }));
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
pub(super) fn health(cause: &Error) -> Health {
    match cause.code {
        Code::Unreachable | Code::NoAnswer | Code::Tls | Code::ServerError => {
            Health::Down(Box::new(cause.clone()))
        }
        Code::Busy | Code::HeldUncommitted | Code::VaultUnavailable | Code::VaultDamaged | Code::Internal => {
            Health::Unknown
        }
        _ => Health::Well,
    }
}
