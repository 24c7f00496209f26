//! What a login gave.

use crate::clock::{Ahead, Anchor};
use crate::secret::Secret;
use chrono::{DateTime, TimeDelta, Utc};

/// What a login gave: two tokens and their ends. Times are the server's, UTC.
#[derive(Debug, Clone)]
pub struct Session {
    /// Grows with every login and refresh of the account and is never used twice.
    pub generation: u64,
    /// Sent with requests as a bearer token (RFC 6750).
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
    /// When the access token ends, by the server's clock.
    pub access_expires_at: Option<DateTime<Utc>>,
    /// When the refresh token ends, by the server's clock.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// When the answer came, by our clock.
    pub received_at: DateTime<Utc>,
    /// How far the server's clock is ahead of ours, where the answer told.
    pub ahead: Option<Ahead>,
    /// Where our wall clock stood when the answer came.
    pub anchor: Anchor,
}

impl Grant {
    /// The first session of a login. `generation` must be larger than any the account had. What is known of the server's
    /// clock from the session `before`, at the same server, is carried forward: this answer may not tell.
    pub fn start(self, generation: u64, before: Option<&Session>) -> Session {
        let known = before.map(|before| before.ahead_at(&self.anchor));
        let ahead = self.ahead.map_or(known.unwrap_or_default(), |ahead| ahead.smoothed(known));
        Session {
            generation,
            access_token: self.access_token,
            refresh_token: self.refresh_token,
            client_id: self.client_id,
            issued_at: self.received_at + ahead,
            access_expires_at: self.access_expires_at,
            refresh_expires_at: self.refresh_expires_at,
            ahead,
            anchor: Some(self.anchor),
        }
    }

    /// The session after `old`. What the answer leaves out is carried forward: the refresh token together with its
    /// end, the client_id, and the clock difference.
    pub fn renew(self, old: &Session) -> Session {
        let known = old.ahead_at(&self.anchor);
        let ahead = self.ahead.map_or(known, |ahead| ahead.smoothed(Some(known)));
        let (refresh_token, refresh_expires_at) = match self.refresh_token {
            Some(token) => (Some(token), self.refresh_expires_at),
            None => (old.refresh_token.clone(), self.refresh_expires_at.or(old.refresh_expires_at)),
        };
        Session {
            generation: old.generation + 1,
            access_token: self.access_token,
            refresh_token,
            client_id: self.client_id.or_else(|| old.client_id.clone()),
            issued_at: self.received_at + ahead,
            access_expires_at: self.access_expires_at,
            refresh_expires_at,
            ahead,
            anchor: Some(self.anchor),
        }
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
            access_expires_at: None,
            refresh_expires_at: None,
            received_at: DateTime::UNIX_EPOCH,
            ahead: None,
            anchor: anchor("one", 0),
        };
        let mut session = grant.start(1, None);
        session.follow(&anchor("one", 60));
        assert_eq!(session.ahead, TimeDelta::seconds(-60));
        session.follow(&anchor("two", 500));
        session.follow(&anchor("two", 900));
        assert_eq!(session.ahead, TimeDelta::seconds(-60));
    }
}
