//! What a login gave.

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
    /// How far the server's clock is ahead of ours.
    pub ahead: TimeDelta,
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
    pub ahead: Option<TimeDelta>,
}

impl Grant {
    /// The first session of a login. `generation` must be larger than any the account had.
    pub fn start(self, generation: u64) -> Session {
        let ahead = self.ahead.unwrap_or_default();
        Session {
            generation,
            access_token: self.access_token,
            refresh_token: self.refresh_token,
            client_id: self.client_id,
            issued_at: self.received_at + ahead,
            access_expires_at: self.access_expires_at,
            refresh_expires_at: self.refresh_expires_at,
            ahead,
        }
    }

    /// The session after `old`. What the answer leaves out is carried forward: the refresh token together with its
    /// end, the client_id, and the clock difference.
    pub fn renew(self, old: &Session) -> Session {
        let ahead = self.ahead.unwrap_or(old.ahead);
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
        }
    }
}

impl Session {
    /// The server's time when our clock says `now`.
    pub fn server_time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.ahead
    }

    /// How long the access token is still good at `now` (our clock); `None` where its end is unknown.
    pub fn access_left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.access_expires_at.map(|end| end - self.server_time(now))
    }

    /// Whether the refresh token exists and has not ended at `now` (our clock).
    pub fn can_refresh(&self, now: DateTime<Utc>) -> bool {
        self.refresh_token.is_some() && self.refresh_expires_at.is_none_or(|end| self.server_time(now) < end)
    }
}
