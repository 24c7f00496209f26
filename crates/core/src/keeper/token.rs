//! What the keeper is for: a token that is good for as long as somebody needs it.

use super::{Event, Keeper, Urgency, Watched, guard, signed_out};
use crate::account::{Account, AccountId};
use crate::auth::{self, Said, Verdict};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::session::{Context, Session};
use crate::tls::CLIENT_KEY;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// A good access token, with what belongs to it.
#[derive(Debug, Clone)]
pub struct Token {
    /// Whose it is.
    pub account: Arc<Account>,
    /// The session that it is part of.
    pub session: Arc<Session>,
    /// The session is in memory only: it could not be saved yet.
    pub uncommitted: bool,
}

/// How long somebody who asks is kept waiting. What was begun goes on after that.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

impl Keeper {
    /// The account's access token, good for at least `least` from now, refreshed first if need be. Everybody who asks
    /// meanwhile, also in other processes, gets the same refresh. A token whose end is unknown counts as good.
    ///
    /// # Errors
    /// `no_account`; `busy` when nothing has come of it after two minutes; `short_lived` when no token of this server
    /// lasts that long; `needs_login` and the like when only a person can go on; else why the refresh failed, with the
    /// time of the next try.
    pub async fn token(&self, id: AccountId, least: TimeDelta) -> Result<Token> {
        let asked = tokio::time::timeout(LONGEST_WAIT, self.wait_for_token(id, least));
        asked.await.unwrap_or_else(|_| Err(still_working()))
    }

    async fn wait_for_token(&self, id: AccountId, least: TimeDelta) -> Result<Token> {
        // What another process did a moment ago counts.
        self.0.look_at_the_vault().await;
        // A refresh of somebody else's that ended just now may have left less than we need; ours comes after it.
        for _ in 0..2 {
            match self.good(id, least)? {
                Ok(token) => return Ok(token),
                Err(short) if short.code == Code::ShortLived => return Err(short),
                Err(_) => {}
            }
            if let Err(error) = self.renew(id, Urgency::Program).await {
                // It may have come, and only not been saved: then it is served, flagged.
                return self.good(id, least)?.map_err(|_| error);
            }
        }
        self.good(id, least)?
    }

    /// Fetches the account's next session now, because a person wants it. Everybody who asks meanwhile gets the same
    /// one.
    ///
    /// # Errors
    /// Why there is none: `needs_login`, or what failed.
    pub async fn refresh(&self, id: AccountId) -> Result<()> {
        self.renew(id, Urgency::Person).await
    }

    /// The same for a program that refreshes many: back-off, the servers' wishes and the pace at each host hold.
    ///
    /// # Errors
    /// Why there is none: `needs_login`, or what failed.
    pub async fn refresh_in_turn(&self, id: AccountId) -> Result<()> {
        self.renew(id, Urgency::Program).await
    }

    /// Asks the server whether it takes the account's token, by a GET of this path below the base URL, or else by the
    /// profile's own check. A token that it refuses is refreshed once, where that is possible: it may have been revoked.
    ///
    /// # Errors
    /// As for [`Keeper::token`]; `invalid_input` for a path that is none; why there was no answer, or one that says
    /// nothing about the token.
    pub async fn check(&self, id: AccountId, path: Option<&str>) -> Result<Said> {
        let ask = async || {
            let token = self.token(id, TimeDelta::zero()).await?;
            let said = auth::check(self.0.world.outside(), &token.account, &token.session, path).await?;
            self.0.feed(Event::Checked(id, token.session.generation, said.verdict));
            Ok::<_, Error>(said)
        };
        let said = ask().await?;
        if said.verdict != Verdict::Refused {
            return Ok(said);
        }
        match self.refresh(id).await {
            Ok(()) => ask().await,
            Err(error) if matches!(error.code, Code::NeedsLogin | Code::InvalidInput) => Ok(said),
            Err(error) => Err(error),
        }
    }

    /// Asks the account's own host whether it takes a token that somebody has pasted: with the profile's check, or a GET of
    /// this path below the base URL. Nothing of it is kept, and nothing of the account's own session is sent along.
    ///
    /// # Errors
    /// `no_account`; `invalid_input` where the profile has no check for a bearer token; why there was no answer, or one that
    /// says nothing about the token.
    pub async fn check_pasted(&self, id: AccountId, token: Secret, path: Option<&str>) -> Result<Said> {
        let account = self.view_of(id)?;
        if account.profile.is_static() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("{} takes no bearer token.", account.name),
                "Choose the account that the token was given to.",
            ));
        }
        let own = self.current(id).ok().map(|(_, session)| session);
        let now = self.now();
        let mut context = Context::default();
        if let Some(own) = &own {
            context.endpoints.clone_from(&own.context.endpoints);
            let key = own.context.secrets.get(CLIENT_KEY).cloned();
            context.secrets.extend(key.map(|key| (CLIENT_KEY.to_owned(), key)));
        }
        let pasted = Session {
            generation: 0,
            access_token: token,
            refresh_token: None,
            client_id: None,
            issued_at: now,
            access_expires_at: None,
            refresh_expires_at: None,
            ahead: TimeDelta::zero(),
            anchor: None,
            context,
        };
        auth::check(self.0.world.outside(), &account, &pasted, path).await
    }

    async fn renew(&self, id: AccountId, urgency: Urgency) -> Result<()> {
        let (send, receive) = oneshot::channel();
        guard(&self.0.waiting).entry(id).or_default().push(send);
        self.0.feed(Event::Asked(id, urgency));
        match tokio::time::timeout(LONGEST_WAIT, receive).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(Error::internal("waiting for a refresh"))),
            Err(_) => Err(still_working()),
        }
    }

    /// The token as it is, or why it does not last long enough.
    ///
    /// # Errors
    /// Why there is none at all.
    fn good(&self, id: AccountId, least: TimeDelta) -> Result<Result<Token>> {
        self.0.step(None);
        let now = self.0.world.clock.now();
        let machine = guard(&self.0.machine);
        let watched = machine.get(id).ok_or_else(Error::no_account)?;
        let token = watched.token().ok_or_else(|| watched.reason().unwrap_or_else(signed_out))?;
        let least = least.max(TimeDelta::zero());
        Ok(match token.session.access_left(now) {
            Some(left) if left <= least => {
                Err(too_short(&token.session, left, least, now, self.0.world.rules.shortest_pause))
            }
            _ => Ok(token),
        })
    }
}

impl Watched {
    fn token(&self) -> Option<Token> {
        Some(Token {
            account: self.account.clone(),
            session: self.session.clone()?,
            uncommitted: self.uncommitted(),
        })
    }
}

fn still_working() -> Error {
    Error::new(
        Code::Busy,
        "Fobwatch still works on a new token for this account.",
        "Ask again in a moment. If it lasts, look at the disk and the network.",
    )
}

/// A new token would help, unless this one was just given and is too short for that. Whoever asks for nearly all of a
/// lifetime gets no refresh with every question: none follows another within the `pause` that rules them all.
fn too_short(
    session: &Session,
    left: TimeDelta,
    least: TimeDelta,
    now: DateTime<Utc>,
    pause: TimeDelta,
) -> Error {
    let lifetime = session.access_expires_at.map_or(TimeDelta::zero(), |end| end - session.issued_at);
    let age = session.server_time(now) - session.issued_at;
    let young = age < pause || (lifetime <= least && age < lifetime / 5);
    if left > TimeDelta::zero() && young {
        return Error::new(
            Code::ShortLived,
            format!("This server's tokens last {} seconds, and more was asked for.", lifetime.num_seconds()),
            "Ask for less time.",
        );
    }
    Error::new(Code::NeedsLogin, "The access token has ended.", "Refresh it, or log in again.")
}
