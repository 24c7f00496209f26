//! One attempt to get the next session, step by step: read, note, send, commit.

use super::event::{Action, Ticket, Urgency};
use super::hosts::Health;
use super::machine::{Machine, health};
use super::state::{Flight, Means, State, answer_lost, ended, over_on_arrival};
use super::timing;
use crate::account::AccountId;
use crate::auth::Answer;
use crate::error::{Code, Error};
use crate::session::{Context, Session};
use crate::vault::{Kind, Record, Row};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// So many tokens in a row that have ended when they arrive may be due to slow answers.
const OVER_ON_ARRIVAL: u32 = 4;

impl Machine {
    pub(super) fn read(&mut self, now: DateTime<Utc>, ticket: Ticket, record: Record, out: &mut Vec<Action>) {
        let id = ticket.account;
        let allowed = self.rules.stalls;
        let not_before = record.not_before.as_ref().and_then(|moment| self.anchor.shows(moment));
        let record = self.dated(record);
        let Some(watched) = self.flying(ticket) else { return };
        let Some(Flight::Reading { since, urgency }) = watched.flight.clone() else { return };
        let found = record.session.as_ref().map(|session| session.generation);
        let (sent_at, helps) = (record.refresh_sent_at, watched.adopt(now, record));
        if since != found && !helps && watched.is_over(now) {
            // Somebody else got tokens that are of no use; asking again at once would give the same.
            self.fail(now, id, over_on_arrival(), out);
            return;
        }
        if since != found {
            // Somebody else refreshed, logged in or logged out while we waited: theirs is the newest there is.
            self.land(now, id, Ok(()), out);
            return;
        }
        let Some(session) = watched.session.clone() else {
            self.land(now, id, Err(ended()), out);
            return;
        };
        if let Some(at) = not_before.filter(|at| *at > now && urgency == Urgency::Program) {
            let cause = left_alone(at);
            let next = self.next_try(now, id, &cause);
            // The host was not even asked.
            self.fail_until(now, id, cause, next, Health::Unknown, out);
        } else if watched.can_refresh() && !(watched.can_log_in && watched.stalls == allowed) {
            out.push(Action::Note(ticket, session.generation));
            watched.flight = Some(Flight::Noting { session, unanswered: sent_at });
        } else if watched.can_log_in {
            watched.flight = Some(Flight::LoggingIn);
            out.push(Action::LogIn(ticket));
        } else if !watched.is_over(now) && watched.reason().is_none() {
            // There is nothing wrong with it, and nothing to renew it with.
            self.land(now, id, Err(not_renewable()), out);
        } else {
            // Whoever asks again learns again why, not merely that it is over.
            let reason = watched.reason().unwrap_or_else(ended);
            self.give_up(now, id, reason, out);
        }
    }

    pub(super) fn refreshed(
        &mut self,
        now: DateTime<Utc>,
        ticket: Ticket,
        answer: Answer,
        out: &mut Vec<Action>,
    ) {
        let (id, anchor) = (ticket.account, self.anchor.clone());
        let Some(watched) = self.flying(ticket) else { return };
        let Some(Flight::Refreshing { session, unanswered }) = watched.flight.clone() else { return };
        match answer {
            Answer::Granted(grant) => {
                let mut next = grant.renew(&session);
                // The clock may have been set since the answer came.
                next.follow(&anchor);
                let next = Arc::new(next);
                out.push(Action::Commit(ticket, next.clone()));
                watched.flight = Some(Flight::Committing { session: next, by: Means::Refresh });
            }
            Answer::Rejected(refusal) => {
                // Never sent again, by nobody: the vault forgets it before anything else is tried.
                let without = Arc::new(Session {
                    generation: session.generation + 1,
                    refresh_token: None,
                    refresh_expires_at: None,
                    context: Context { refused: true, ..session.context.clone() },
                    ..(*session).clone()
                });
                let reason = if unanswered.is_some() { answer_lost(&refusal) } else { refusal };
                out.push(Action::Commit(ticket, without.clone()));
                watched.flight = Some(Flight::Dropping { session: without, reason });
            }
            // Only a person can go on: nobody agreed to where it goes.
            Answer::NotSent(error) if error.code == Code::ForeignOrigin => {
                out.push(Action::Unspent(id, session.generation, unanswered));
                self.give_up(now, id, error, out);
            }
            Answer::NotSent(error) => {
                out.push(Action::Unspent(id, session.generation, unanswered));
                self.fail(now, id, error, out);
            }
            // The client itself is refused. The refresh token is kept, and asking again would give the same.
            Answer::Later(error) if refuses_client(&error) => {
                out.push(Action::Unspent(id, session.generation, unanswered));
                self.postpone(id, now + self.rules.longest_backoff, out);
                self.give_up(now, id, error, out);
            }
            Answer::Later(error) => {
                out.push(Action::Unspent(id, session.generation, unanswered));
                self.back_off(now, id, error, out);
            }
            // The note stays: if the server did act on it, the next try will be refused, and that is then known.
            Answer::Lost(error) => self.back_off(now, id, error, out),
        }
    }

    /// The server was reached and gave nothing: it is left alone for a while, by other processes too.
    fn back_off(&mut self, now: DateTime<Utc>, id: AccountId, cause: Error, out: &mut Vec<Action>) {
        let next = self.next_try(now, id, &cause);
        self.postpone(id, next, out);
        let health = health(&cause);
        self.fail_until(now, id, cause, next, health, out);
    }

    /// Writes down that no process tries this account unattended before `next`.
    fn postpone(&mut self, id: AccountId, next: DateTime<Utc>, out: &mut Vec<Action>) {
        let session = self.accounts.get(&id).and_then(|watched| watched.session.as_ref());
        if let Some(session) = session {
            out.push(Action::Postpone(id, session.generation, self.anchor.moment(next)));
        }
    }

    pub(super) fn logged_in(
        &mut self,
        now: DateTime<Utc>,
        ticket: Ticket,
        answer: Answer,
        version: u64,
        out: &mut Vec<Action>,
    ) {
        let (id, anchor) = (ticket.account, self.anchor.clone());
        let Some(watched) = self.flying(ticket) else { return };
        if !matches!(watched.flight, Some(Flight::LoggingIn)) {
            return;
        }
        match answer {
            Answer::Granted(grant) => {
                let mut next = grant.start(watched.last_generation + 1, watched.session.as_deref());
                next.follow(&anchor);
                let next = Arc::new(next);
                out.push(Action::Commit(ticket, next.clone()));
                watched.flight = Some(Flight::Committing { session: next, by: Means::Login });
            }
            Answer::Rejected(reason) => {
                watched.can_log_in = false;
                out.push(Action::RejectSecrets(ticket, version));
                watched.flight = Some(Flight::Rejecting { version, reason });
            }
            // Not about time: trying it again unattended only adds failures to somebody's count.
            Answer::Later(reason) if reason.code == Code::RequestRefused => {
                self.postpone(id, now + self.rules.longest_backoff, out);
                self.give_up(now, id, reason, out);
            }
            Answer::NotSent(error) => self.fail(now, id, error, out),
            Answer::Lost(error) | Answer::Later(error) => self.back_off(now, id, error, out),
        }
    }

    pub(super) fn committed(&mut self, now: DateTime<Utc>, ticket: Ticket, out: &mut Vec<Action>) {
        let id = ticket.account;
        let Some(watched) = self.flying(ticket) else { return };
        let was_parked = std::mem::take(&mut watched.parked);
        match watched.flight.clone() {
            Some(Flight::Dropping { session, reason }) => {
                watched.last_generation = session.generation;
                watched.session = Some(session);
                if !watched.can_log_in {
                    self.give_up(now, id, reason, out);
                } else if was_parked {
                    // It has left its host's door meanwhile, so it goes there again.
                    self.land(now, id, Err(reason), out);
                    self.plan(id, Some(now));
                } else {
                    watched.flight = Some(Flight::LoggingIn);
                    out.push(Action::LogIn(ticket));
                }
            }
            Some(Flight::Committing { session, by }) => {
                let old_end = watched.session.as_ref().and_then(|old| old.access_expires_at);
                let moved =
                    was_parked || session.access_expires_at.is_none() || session.access_expires_at > old_end;
                watched.last_generation = session.generation;
                watched.session = Some(session);
                watched.stalls = if moved { 0 } else { watched.stalls.saturating_add(1) };
                let (kind, text) = match by {
                    Means::Refresh => (Kind::Refreshed, "Got a new access token."),
                    Means::Login => (Kind::LoggedIn, "Logged in with the remembered password."),
                };
                out.push(Action::Tell(id, Row { at: now, kind, text: text.to_owned() }));
                // One that was waiting to be saved may have ended meanwhile; then it is simply renewed.
                if !watched.is_over(now) || was_parked {
                    watched.tries = 0;
                    watched.overdue = 0;
                    self.land(now, id, Ok(()), out);
                } else if moved && watched.overdue < OVER_ON_ARRIVAL {
                    // A short-lived token and a slow answer.
                    watched.overdue += 1;
                    self.fail(now, id, over_on_arrival(), out);
                } else if by == Means::Refresh && watched.can_log_in {
                    watched.flight = Some(Flight::LoggingIn);
                    out.push(Action::LogIn(ticket));
                } else {
                    self.give_up(now, id, over_on_arrival(), out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn secrets_rejected(&mut self, now: DateTime<Utc>, ticket: Ticket, out: &mut Vec<Action>) {
        let Some(watched) = self.flying(ticket) else { return };
        let Some(Flight::Rejecting { reason, .. }) = watched.flight.clone() else { return };
        watched.parked = false;
        self.give_up(now, ticket.account, reason, out);
    }

    pub(super) fn vault_failed(
        &mut self,
        now: DateTime<Utc>,
        ticket: Ticket,
        error: Error,
        out: &mut Vec<Action>,
    ) {
        let id = ticket.account;
        let Some(watched) = self.flying(ticket) else { return };
        match watched.flight.clone() {
            // Whatever the disk has now is newer than what is in hand.
            Some(Flight::Committing { .. } | Flight::Dropping { .. }) if error.code == Code::Superseded => {
                watched.parked = false;
                watched.flight = Some(Flight::Reading { since: None, urgency: Urgency::Program });
                out.push(Action::Read(ticket));
            }
            // The new session is in hand: it is served from memory, flagged, and the lock stays ours until it is on
            // the disk, so that nobody spends the old token meanwhile.
            Some(Flight::Committing { session, .. } | Flight::Dropping { session, .. }) => {
                watched.session = Some(session);
                watched.rest = if watched.is_over(now) {
                    State::Retrying { since: now, next: now, cause: error.clone() }
                } else {
                    State::Fresh
                };
                self.park(now, id, error, out);
            }
            Some(Flight::Rejecting { reason, .. }) => {
                watched.rest = State::NeedsLogin { reason: reason.clone() };
                self.park(now, id, reason, out);
            }
            Some(_) => self.fail(now, id, error, out),
            None => {}
        }
    }

    /// The flight waits for a vault that can be written again.
    fn park(&mut self, now: DateTime<Utc>, id: AccountId, error: Error, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else { return };
        let next = timing::retry_at(now, watched.tries.min(4), None, &self.rules, &mut self.chance);
        watched.tries += 1;
        if let State::Retrying { next: shown, .. } = &mut watched.rest {
            *shown = next;
        }
        let first = !std::mem::replace(&mut watched.parked, true);
        if first {
            let text = format!("{} Trying again to save by itself.", error.message);
            tracing::warn!(code = ?error.code, "a session is kept in memory, because the vault did not take it");
            out.push(Action::Tell(id, Row { at: now, kind: Kind::Retrying, text }));
            out.push(Action::KeepUncommitted(watched.ticket()));
        }
        self.plan(id, Some(next));
        self.leave(now, id, Health::Well, out);
        out.push(Action::Publish(id));
        out.push(Action::Done(id, Err(error)));
    }
}

fn refuses_client(error: &Error) -> bool {
    matches!(error.oauth.as_deref(), Some("invalid_client" | "unauthorized_client"))
}

/// The session is good, and there is no way to get the next one from it.
fn not_renewable() -> Error {
    Error::new(
        Code::NeedsLogin,
        "This session cannot be refreshed.",
        "It is good until it ends; then log in again.",
    )
}

/// The server asked for no attempt before this time or failed a moment ago, here or in another process.
fn left_alone(until: DateTime<Utc>) -> Error {
    Error::new(
        Code::RateLimited,
        "The last try failed a moment ago, and the server is left alone for a while.",
        "Try again when that time is over. A running Fobwatch does so by itself.",
    )
    .retry_at(Some(until))
}
