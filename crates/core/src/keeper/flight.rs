//! One attempt to get the next session, step by step: read, note, send, commit.

use super::event::Action;
use super::hosts::Health;
use super::machine::Machine;
use super::state::{Flight, Means, State, ended, over_on_arrival};
use super::timing;
use crate::account::AccountId;
use crate::auth::Answer;
use crate::error::{Code, Error};
use crate::session::Session;
use crate::vault::{Kind, Record, Row};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

impl Machine {
    pub(super) fn read(&mut self, now: DateTime<Utc>, id: AccountId, record: Record, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            out.push(Action::Unlock(id));
            return;
        };
        let Some(Flight::Reading { since }) = watched.flight.clone() else { return };
        let found = record.session.as_ref().map(|session| session.generation);
        watched.account = Arc::new(record.account);
        watched.last_generation = record.last_generation;
        watched.can_log_in = record.can_log_in;
        watched.altered = record.altered;
        if since != found {
            // Somebody else refreshed, logged in or logged out while we waited: theirs is the newest there is.
            watched.session = record.session.map(Arc::new);
            watched.stalled = false;
            watched.tries = 0;
            self.land(now, id, Ok(()), out);
            return;
        }
        let Some(session) = watched.session.clone() else {
            self.land(now, id, Err(ended()), out);
            return;
        };
        if watched.can_refresh(now) {
            out.push(Action::Note(id, session.generation));
            watched.flight = Some(Flight::Noting { session });
        } else if watched.can_log_in {
            watched.flight = Some(Flight::LoggingIn);
            out.push(Action::LogIn(id));
        } else {
            self.give_up(now, id, ended(), out);
        }
    }

    pub(super) fn refreshed(
        &mut self,
        now: DateTime<Utc>,
        id: AccountId,
        answer: Answer,
        out: &mut Vec<Action>,
    ) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            out.push(Action::Unlock(id));
            return;
        };
        let Some(Flight::Refreshing { session }) = watched.flight.clone() else { return };
        match answer {
            Answer::Granted(grant) => {
                let next = Arc::new(grant.renew(&session));
                out.push(Action::Commit(id, next.clone()));
                watched.flight = Some(Flight::Committing { session: next, by: Means::Refresh });
            }
            Answer::Rejected(reason) => {
                // Never sent again, by nobody: the vault forgets it before anything else is tried.
                let without = Arc::new(Session {
                    generation: session.generation + 1,
                    refresh_token: None,
                    refresh_expires_at: None,
                    ..(*session).clone()
                });
                out.push(Action::Commit(id, without.clone()));
                watched.flight = Some(Flight::Dropping { session: without, reason });
            }
            Answer::NotSent(error) | Answer::Later(error) => {
                out.push(Action::Unspent(id, session.generation));
                self.fail(now, id, error, out);
            }
            // The note stays: if the server did act on it, the next try will be refused, and that is then known.
            Answer::Lost(error) => self.fail(now, id, error, out),
        }
    }

    pub(super) fn logged_in(
        &mut self,
        now: DateTime<Utc>,
        id: AccountId,
        answer: Answer,
        version: u64,
        out: &mut Vec<Action>,
    ) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            out.push(Action::Unlock(id));
            return;
        };
        if !matches!(watched.flight, Some(Flight::LoggingIn)) {
            return;
        }
        match answer {
            Answer::Granted(grant) => {
                let next = Arc::new(grant.start(watched.last_generation + 1));
                out.push(Action::Commit(id, next.clone()));
                watched.flight = Some(Flight::Committing { session: next, by: Means::Login });
            }
            Answer::Rejected(reason) => {
                watched.can_log_in = false;
                out.push(Action::RejectSecrets(id, version));
                self.give_up(now, id, reason, out);
            }
            // Not about time: trying it again unattended only adds failures to somebody's count.
            Answer::Later(reason) if reason.code == Code::RequestRefused => {
                self.give_up(now, id, reason, out);
            }
            Answer::NotSent(error) | Answer::Lost(error) | Answer::Later(error) => {
                self.fail(now, id, error, out);
            }
        }
    }

    pub(super) fn committed(&mut self, now: DateTime<Utc>, id: AccountId, out: &mut Vec<Action>) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            out.push(Action::Unlock(id));
            return;
        };
        match watched.flight.clone() {
            Some(Flight::Dropping { session, reason }) => {
                watched.last_generation = session.generation;
                watched.session = Some(session);
                watched.uncommitted = false;
                if watched.can_log_in {
                    watched.flight = Some(Flight::LoggingIn);
                    out.push(Action::LogIn(id));
                } else {
                    self.give_up(now, id, reason, out);
                }
            }
            Some(Flight::Committing { session, by }) => {
                let old_end = watched.session.as_ref().and_then(|old| old.access_expires_at);
                let over = session.access_left(now).is_some_and(|left| left <= TimeDelta::zero());
                let moved = session.access_expires_at.is_none() || session.access_expires_at > old_end;
                watched.last_generation = session.generation;
                watched.session = Some(session);
                watched.uncommitted = false;
                watched.tries = 0;
                watched.stalled = by == Means::Refresh && !moved;
                let (kind, text) = match by {
                    Means::Refresh => (Kind::Refreshed, "Got a new access token."),
                    Means::Login => (Kind::LoggedIn, "Logged in with the remembered password."),
                };
                out.push(Action::Tell(id, Row { at: now, kind, text: text.to_owned() }));
                if over {
                    self.give_up(now, id, over_on_arrival(), out);
                } else {
                    self.land(now, id, Ok(()), out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn vault_failed(
        &mut self,
        now: DateTime<Utc>,
        id: AccountId,
        error: Error,
        out: &mut Vec<Action>,
    ) {
        let Some(watched) = self.accounts.get_mut(&id) else {
            out.push(Action::Unlock(id));
            return;
        };
        match watched.flight.clone() {
            // The new session is in hand: it is served from memory, flagged, and the lock stays ours until it is on
            // the disk, so that nobody spends the old token meanwhile.
            Some(Flight::Committing { session, .. } | Flight::Dropping { session, .. }) => {
                watched.session = Some(session);
                watched.rest = State::Fresh;
                watched.uncommitted = true;
                let next = timing::retry_at(now, watched.tries.min(4), None, &mut self.chance);
                watched.tries += 1;
                self.plan(id, Some(next));
                self.leave(now, id, Health::Well, out);
                out.push(Action::Publish(id));
                out.push(Action::Done(id, Err(error)));
            }
            _ => self.fail(now, id, error, out),
        }
    }
}
