//! A server with the login contract: rotation, grace, reuse detection, a clock of its own.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What kind of server it is.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    /// How long an access token lasts.
    pub access: TimeDelta,
    /// How long a refresh token lasts.
    pub refresh: TimeDelta,
    /// Whether it says so.
    pub tells_refresh_end: bool,
    /// Whether it says how long an access token lasts.
    pub tells_access_end: bool,
    /// Whether a login gives a refresh token at all.
    pub gives_refresh: bool,
    /// Of so many answers the access token has ended when it arrives.
    pub stale: Vec<bool>,
    /// Whether a refresh token works only once.
    pub rotates: bool,
    /// How long a spent refresh token still works.
    pub grace: TimeDelta,
    /// Whether a spent refresh token that comes again ends the whole session.
    pub revokes_family: bool,
    /// A refresh gives a token with the end that the old one had.
    pub same_end: bool,
    /// How far its clock is from the truth.
    pub skew: TimeDelta,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Live,
    Spent(DateTime<Utc>),
    Revoked,
}

#[derive(Debug)]
struct Access {
    user: String,
    ends: DateTime<Utc>,
    revoked: bool,
}

#[derive(Debug)]
struct Refresh {
    user: String,
    family: u64,
    ends: DateTime<Utc>,
    standing: Standing,
}

#[derive(Debug)]
pub(crate) struct Server {
    name: String,
    pub kind: Kind,
    passwords: BTreeMap<String, String>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
    /// When the access tokens of a family end, for a server that never moves that.
    family_end: BTreeMap<u64, DateTime<Utc>>,
    numbers: u64,
}

/// An answer: status and body.
pub(crate) type Answer = (u16, String);

impl Server {
    pub fn new(name: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            passwords: BTreeMap::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            family_end: BTreeMap::new(),
            numbers: 0,
        }
    }

    /// The server's clock at a true time.
    pub fn clock(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.kind.skew
    }

    pub fn set_password(&mut self, user: &str, password: &str) {
        self.passwords.insert(user.to_owned(), password.to_owned());
    }

    pub fn password(&self, user: &str) -> Option<&str> {
        self.passwords.get(user).map(String::as_str)
    }

    /// Ends all sessions of a user.
    pub fn revoke(&mut self, user: &str) {
        for access in self.access.values_mut().filter(|access| access.user == user) {
            access.revoked = true;
        }
        for refresh in self.refresh.values_mut().filter(|refresh| refresh.user == user) {
            if refresh.standing == Standing::Live {
                refresh.standing = Standing::Revoked;
            }
        }
    }

    /// How a refresh token stands, and how long it has still to go.
    pub fn standing(&self, token: &str, now: DateTime<Utc>) -> Option<(Standing, TimeDelta)> {
        self.refresh.get(token).map(|refresh| (refresh.standing, refresh.ends - now))
    }

    /// How long an access token is still good; `None`: it was revoked.
    pub fn access_left(&self, token: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.access.get(token).filter(|access| !access.revoked).map(|access| access.ends - now)
    }

    /// Whose request this is: by what it carries.
    pub fn user(&self, body: &Value, bearer: Option<&str>) -> Option<String> {
        let refresh = body.get("refresh_token").and_then(Value::as_str);
        let named = body.get("username").and_then(Value::as_str).map(str::to_owned);
        named
            .or_else(|| refresh.and_then(|token| self.refresh.get(token)).map(|refresh| refresh.user.clone()))
            .or_else(|| bearer.and_then(|token| self.access.get(token)).map(|access| access.user.clone()))
    }

    pub fn handle(&mut self, path: &str, body: &Value, bearer: Option<&str>, now: DateTime<Utc>) -> Answer {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        match path {
            "/auth/login" => self.login(&text("username"), &text("password"), now),
            "/auth/refresh" => self.renew(&text("refresh_token"), now),
            "/auth/logout" => match bearer.filter(|token| self.accepts(token, now)) {
                Some(token) => {
                    let user = self.access.get(token).map(|access| access.user.clone()).unwrap_or_default();
                    self.revoke(&user);
                    (200, json!({"message": "Successfully logged out"}).to_string())
                }
                None => refused("Authentication required"),
            },
            _ => (404, String::new()),
        }
    }

    fn accepts(&self, token: &str, now: DateTime<Utc>) -> bool {
        self.access_left(token, now).is_some_and(|left| left > TimeDelta::zero())
    }

    pub fn login(&mut self, user: &str, password: &str, now: DateTime<Utc>) -> Answer {
        if self.passwords.get(user).is_none_or(|known| known != password) {
            return refused("Invalid credentials");
        }
        self.numbers += 1;
        let family = self.numbers;
        self.family_end.insert(family, now + self.kind.access);
        self.issue(user, family, self.kind.gives_refresh, now)
    }

    fn renew(&mut self, token: &str, now: DateTime<Utc>) -> Answer {
        let (rotates, grace) = (self.kind.rotates, self.kind.grace);
        let Some(refresh) = self.refresh.get_mut(token) else { return refused("Invalid refresh token") };
        let (user, family) = (refresh.user.clone(), refresh.family);
        let good = refresh.ends > now
            && match refresh.standing {
                Standing::Live => true,
                Standing::Spent(at) => now - at <= grace,
                Standing::Revoked => false,
            };
        if good {
            if rotates && refresh.standing == Standing::Live {
                refresh.standing = Standing::Spent(now);
            }
            return self.issue(&user, family, rotates, now);
        }
        if matches!(refresh.standing, Standing::Spent(_)) && self.kind.revokes_family {
            for other in self.refresh.values_mut().filter(|other| other.family == family) {
                if other.standing == Standing::Live {
                    other.standing = Standing::Revoked;
                }
            }
        }
        refused("Invalid refresh token")
    }

    fn issue(&mut self, user: &str, family: u64, with_refresh: bool, now: DateTime<Utc>) -> Answer {
        self.numbers += 1;
        let (access, refresh) = (
            format!("access-{}-{}", self.name, self.numbers),
            format!("refresh-{}-{}", self.name, self.numbers),
        );
        let moved = now + self.kind.access;
        let ends = match self.family_end.get(&family) {
            Some(end) if self.kind.same_end => *end,
            _ => moved,
        };
        let round = usize::try_from(self.numbers).unwrap_or_default() % self.kind.stale.len().max(1);
        let ends = if self.kind.stale.get(round) == Some(&true) { now - TimeDelta::seconds(1) } else { ends };
        self.access.insert(access.clone(), Access { user: user.to_owned(), ends, revoked: false });
        let told = |at: DateTime<Utc>| (at + self.kind.skew).to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut body = json!({"access_token": access, "client_id": 7});
        if self.kind.tells_access_end {
            body["access_expires_at"] = told(ends).into();
        }
        if with_refresh {
            let ends = now + self.kind.refresh;
            body["refresh_token"] = refresh.clone().into();
            if self.kind.tells_refresh_end {
                body["refresh_expires_at"] = told(ends).into();
            }
            let standing = Standing::Live;
            self.refresh.insert(refresh, Refresh { user: user.to_owned(), family, ends, standing });
        }
        (200, body.to_string())
    }
}

fn refused(message: &str) -> Answer {
    (401, json!({"error": "unauthorized", "message": message}).to_string())
}
