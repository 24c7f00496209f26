//! What a login gave.

use crate::clock::{Ahead, Anchor, plausible};
use crate::cookies::Jar;
use crate::secret::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// What a login gave: two tokens and their ends. Times are the server's, UTC.
#[derive(Debug, Clone)]
pub struct Session {
    /// Grows with every login and refresh of the account and is never used twice.
    pub generation: u64,
    /// Sent with requests as a bearer token (RFC 6750). Of a static credential: its first secret.
    pub access_token: Secret,
    /// Spent to get the next session. Some APIs give none.
    pub refresh_token: Option<Secret>,
    /// The server's own name for the client, where it gives one.
    pub client_id: Option<String>,
    /// When the session was given, by the server's clock.
    pub issued_at: DateTime<Utc>,
    /// When the access token ends, by the server's clock. Unknown where the server does not say.
    pub access_expires_at: Option<DateTime<Utc>>,
    /// When the refresh token ends, by the server's clock. Unknown where the server does not say.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// How far the server's clock is ahead of our wall clock.
    pub ahead: TimeDelta,
    /// Where our wall clock stood when that was so.
    pub anchor: Option<Anchor>,
    /// What the tokens need beside themselves.
    pub context: Context,
}

/// What the tokens of a session need beside themselves, to be used, refreshed and revoked. Sealed with them.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Secret inputs that a refresh, a log-out or a request sends, such as a client secret; also those of a static
    /// credential, and the key of a client certificate.
    pub secrets: BTreeMap<String, Secret>,
    /// The cookies that login and refresh set, for a profile that keeps them.
    pub cookies: Jar,
    /// Addresses from the server's metadata (RFC 8414), by field.
    pub endpoints: BTreeMap<String, String>,
    /// The server refused to refresh this session, for good.
    pub refused: bool,
}

/// When a token ends, as an answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At this time, by the server's clock.
    At(DateTime<Utc>),
    /// So long after the answer was written.
    After(TimeDelta),
}

impl End {
    /// By the server's clock; `asked_at` is when it was asked, the earliest that the answer can have been written.
    fn at(self, asked_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::At(at) => plausible(at),
            Self::After(span) => asked_at.checked_add_signed(span).and_then(plausible),
        }
    }
}

/// What a server's answer to a login or a refresh held, before it is anybody's session.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The new access token.
    pub access_token: Secret,
    /// The new refresh token; absent means that the old one stays.
    pub refresh_token: Option<Secret>,
    /// The server's name for the client; absent means that the old one stays.
    pub client_id: Option<String>,
    /// When the access token ends.
    pub access_end: Option<End>,
    /// When the refresh token ends.
    pub refresh_end: Option<End>,
    /// When the server was asked, by our clock.
    pub sent_at: DateTime<Utc>,
    /// When the answer came, by our clock.
    pub received_at: DateTime<Utc>,
    /// How far the server's clock is ahead of ours, where the answer told.
    pub ahead: Option<Ahead>,
    /// Where our wall clock stood when the answer came.
    pub anchor: Anchor,
    /// What goes along with the tokens from now on.
    pub context: Context,
}

impl Grant {
    /// The first session of a login. `generation` must be larger than any the account had. What is known of the server's
    /// clock from the session `before`, at the same server, is carried forward: this answer may not tell.
    pub fn start(self, generation: u64, before: Option<&Session>) -> Session {
        let known = before.map(|before| before.ahead_at(&self.anchor));
        let ahead = self.ahead.map_or(known.unwrap_or_default(), |ahead| ahead.smoothed(known));
        let end = |end: Option<End>| end.and_then(|end| end.at(self.sent_at + ahead));
        Session {
            generation,
            access_expires_at: end(self.access_end),
            refresh_expires_at: end(self.refresh_end),
            access_token: self.access_token,
            refresh_token: self.refresh_token,
            client_id: self.client_id,
            issued_at: self.received_at + ahead,
            ahead,
            anchor: Some(self.anchor),
            context: self.context,
        }
    }

    /// The session after `old`. What the answer leaves out is carried forward: the refresh token together with its
    /// end, the client_id, and the clock difference.
    pub fn renew(self, old: &Session) -> Session {
        let mut next = self.start(old.generation + 1, Some(old));
        if next.refresh_token.is_none() {
            next.refresh_token.clone_from(&old.refresh_token);
            next.refresh_expires_at = next.refresh_expires_at.or(old.refresh_expires_at);
        }
        next.client_id = next.client_id.or_else(|| old.client_id.clone());
        next
    }

    /// Whether the access token had ended when it arrived, as far as this answer alone tells.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let ahead = self.ahead.map_or_else(TimeDelta::zero, |ahead| ahead.middle);
        let end = self.access_end.and_then(|end| end.at(self.sent_at + ahead));
        end.is_some_and(|end| end <= now + ahead)
    }
}

impl Session {
    /// How far the server's clock is ahead of our wall clock where that stands now: a wall clock that was moved forward
    /// is less behind.
    fn ahead_at(&self, anchor: &Anchor) -> TimeDelta {
        let moved = self.anchor.as_ref().and_then(|old| old.moved(anchor));
        self.ahead - moved.unwrap_or_default()
    }

    /// Goes by our wall clock as it stands now. A session from before this start of the computer stays as it is: a clock
    /// that is set soon after a start was most likely right before it, and is right again.
    pub fn follow(&mut self, anchor: &Anchor) {
        if self.anchor.as_ref().is_some_and(|old| old.moved(anchor).is_some()) {
            self.ahead = self.ahead_at(anchor);
            self.anchor = Some(anchor.clone());
        }
    }

    /// The server's time when our clock says `now`.
    pub fn server_time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.ahead
    }

    /// Whether the access token has ended at `now` (our clock). One whose end is unknown has not.
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.access_left(now).is_some_and(|left| left <= TimeDelta::zero())
    }

    /// When the access token ends by our clock; `None` where its end is unknown.
    pub fn access_ends_here(&self) -> Option<DateTime<Utc>> {
        self.access_expires_at.map(|end| end - self.ahead)
    }

    /// How long the access token is still good at `now` (our clock); `None` where its end is unknown.
    pub fn access_left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.access_expires_at.map(|end| end - self.server_time(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(boot: &str, offset: i64) -> Anchor {
        Anchor { boot: boot.to_owned(), offset: TimeDelta::seconds(offset) }
    }

    #[test]
    fn a_session_follows_the_clock_within_one_start_of_the_computer() {
        let grant = Grant {
            access_token: Secret::new("a".into()),
            refresh_token: None,
            client_id: None,
            access_end: None,
            refresh_end: None,
            sent_at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
            ahead: None,
            anchor: anchor("one", 0),
            context: Context::default(),
        };
        let mut session = grant.start(1, None);
        session.follow(&anchor("one", 60));
        assert_eq!(session.ahead, TimeDelta::seconds(-60));
        session.follow(&anchor("two", 500));
        session.follow(&anchor("two", 900));
        assert_eq!(session.ahead, TimeDelta::seconds(-60));
    }
}
