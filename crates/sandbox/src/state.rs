//! What the server knows, and the four things that change it: login, refresh, logout and a check.

use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::time::{Instant, SystemTime};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::Refusal;
use crate::clock;
use crate::config::{Config, User};
use crate::fault::Faults;
use crate::limit::{Attempts, RetryAfter};
use crate::log::{Counts, Logged};
use crate::token::{Claims, Issued, Key, Kind};

/// All of it, behind one lock.
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) counts: Counts,
    pub(crate) faults: Faults,
    pub(crate) log: Vec<Logged>,
    pub(crate) issued: Vec<Issued>,
    pub(crate) lines: Option<Sender<String>>,
    key: Key,
    attempts: Attempts,
    families: Vec<Family>,
    /// When each spent refresh token was spent, by its `jti`.
    spent: HashMap<String, SystemTime>,
    /// Which family each token belongs to, by its `jti`.
    family_of: HashMap<String, usize>,
    /// The last generation given to each user.
    generations: HashMap<String, u64>,
}

/// The tokens that descend from one login.
struct Family {
    client_id: u64,
    revoked: bool,
}

impl State {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            config,
            counts: Counts::default(),
            faults: Faults::default(),
            log: Vec::new(),
            issued: Vec::new(),
            lines: None,
            key: Key::random(),
            attempts: Attempts::default(),
            families: Vec::new(),
            spent: HashMap::new(),
            family_of: HashMap::new(),
            generations: HashMap::new(),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        clock::now(self.config.skew_seconds)
    }

    pub(crate) fn login(&mut self, username: &str, password: &str) -> Result<Value, Refusal> {
        // A prefix of its own, so that the refreshes of a user do not use up the logins.
        self.attempt(&format!("login {username}"))?;
        let found = |user: &&User| user.username == username && user.password == password;
        let user = self.config.users.iter().find(found).cloned().ok_or(Refusal::WrongCredentials)?;
        self.families.push(Family { client_id: user.client_id, revoked: false });
        self.counts.logins += 1;
        Ok(self.pair(&user.username, user.client_id, self.families.len() - 1))
    }

    pub(crate) fn refresh(&mut self, token: &str) -> Result<Value, Refusal> {
        let (claims, family) = self.known(token, Kind::Refresh).ok_or(Refusal::WrongRefreshToken)?;
        if self.config.limit.is_some_and(|limit| limit.refresh_too) {
            self.attempt(&format!("refresh {}", claims.sub))?;
        }
        if let Some(at) = self.spent.get(&claims.jti) {
            let since = at.elapsed().unwrap_or_default();
            if since >= self.config.grace {
                self.counts.reuses += 1;
                if self.config.reuse_detection {
                    self.revoke_family(family);
                }
                return Err(Refusal::WrongRefreshToken);
            }
        }
        if !self.is_good(&claims, family) {
            return Err(Refusal::WrongRefreshToken);
        }
        self.spent.entry(claims.jti).or_insert_with(SystemTime::now);
        self.counts.refreshes += 1;
        Ok(self.pair(&claims.sub, claims.client_id, family))
    }

    pub(crate) fn logout(&mut self, token: &str) -> Result<(), Refusal> {
        let claims = self.good_access(token).ok_or(Refusal::NotLoggedIn)?;
        self.revoke_client(claims.client_id);
        self.counts.logouts += 1;
        Ok(())
    }

    /// Who an access token belongs to.
    pub(crate) fn check(&mut self, token: &str) -> Result<Value, Refusal> {
        let claims = self.good_access(token).ok_or(Refusal::WrongAccessToken)?;
        let forbidden = |user: &User| user.username == claims.sub && user.forbidden;
        if self.config.users.iter().any(forbidden) {
            return Err(Refusal::Forbidden);
        }
        self.counts.checks += 1;
        Ok(json!({ "client_id": claims.client_id, "username": claims.sub }))
    }

    /// Who a static pair of headers belongs to.
    pub(crate) fn check_key(&mut self, key: &str, secret: &str) -> Result<Value, Refusal> {
        let found = self.config.api_keys.iter().find(|known| known.key == key && known.secret == secret);
        let client_id = found.ok_or(Refusal::WrongAccessToken)?.client_id;
        self.counts.checks += 1;
        Ok(json!({ "client_id": client_id }))
    }

    /// Whether a token would be accepted now where tokens of its kind are.
    pub(crate) fn accepts(&self, token: &str, kind: Kind) -> bool {
        self.known(token, kind).is_some_and(|(claims, family)| {
            self.is_good(&claims, family) && !self.spent.contains_key(&claims.jti)
        })
    }

    /// Ends every token of a client.
    pub(crate) fn revoke_client(&mut self, client_id: u64) {
        for family in self.families.iter_mut().filter(|family| family.client_id == client_id) {
            family.revoked = true;
        }
    }

    fn revoke_family(&mut self, family: usize) {
        if let Some(family) = self.families.get_mut(family) {
            family.revoked = true;
        }
    }

    fn attempt(&mut self, who: &str) -> Result<(), Refusal> {
        let Some(limit) = self.config.limit else { return Ok(()) };
        self.attempts.note(who, &limit, Instant::now()).map_err(|wait| {
            // Up to the next whole second: whoever comes back as told must not be early.
            let seconds = wait.as_millis().div_ceil(1000).min(u128::from(u32::MAX)) as i64;
            Refusal::TooMany(match limit.retry_after {
                RetryAfter::Absent => None,
                RetryAfter::Seconds => Some(seconds.to_string()),
                RetryAfter::Date => {
                    Some(clock::http_date(self.now() + chrono::TimeDelta::seconds(seconds + 1)))
                }
            })
        })
    }

    fn good_access(&self, token: &str) -> Option<Claims> {
        let (claims, family) = self.known(token, Kind::Access)?;
        self.is_good(&claims, family).then_some(claims)
    }

    /// What a token of ours says, whatever became of it.
    fn known(&self, token: &str, kind: Kind) -> Option<(Claims, usize)> {
        let claims = self.key.verify(token).filter(|claims| claims.typ == kind)?;
        let family = *self.family_of.get(&claims.jti)?;
        Some((claims, family))
    }

    fn is_good(&self, claims: &Claims, family: usize) -> bool {
        let revoked = self.families.get(family).is_none_or(|family| family.revoked);
        !revoked && self.now().timestamp() < claims.exp
    }

    /// The body of a successful login or refresh.
    fn pair(&mut self, username: &str, client_id: u64, family: usize) -> Value {
        let generation = self.generations.entry(username.to_owned()).or_default();
        *generation += 1;
        let generation = *generation;
        let at = self.now();
        let access_exp = clock::end(at, self.config.access);
        let refresh_exp = clock::end(at, self.config.refresh);
        let mut issue = |kind, exp| {
            let number = self.issued.len() / 2 + 1;
            let canary = match kind {
                Kind::Access => format!("CANARY-AT-{number}"),
                Kind::Refresh => format!("CANARY-RT-{number}"),
            };
            let claims = Claims {
                iss: "fobwatch-sandbox".into(),
                sub: username.to_owned(),
                client_id,
                iat: at.timestamp(),
                exp,
                jti: Uuid::new_v4().to_string(),
                typ: kind,
                canary: canary.clone(),
            };
            let token = self.key.sign(&claims).unwrap_or_default();
            self.family_of.insert(claims.jti, family);
            self.issued.push(Issued {
                kind,
                token: token.clone(),
                account: username.to_owned(),
                generation,
                family: family as u64,
                canary,
                expires_at: exp,
            });
            token
        };
        json!({
            "access_token": issue(Kind::Access, access_exp),
            "refresh_token": issue(Kind::Refresh, refresh_exp),
            "access_expires_at": clock::rfc3339(access_exp),
            "refresh_expires_at": clock::rfc3339(refresh_exp),
            "client_id": client_id,
        })
    }
}
