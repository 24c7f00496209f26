//! What a person asks for: add, change, log in, log out, remove. Each holds the account's lock while it works, so
//! it never crosses a refresh, here or in another process.

use super::{Change, Event, Inner, Keeper, PATIENCE, guard};
use crate::account::{Account, AccountId};
use crate::address::BaseUrl;
use crate::auth::{self, Answer, Secrets};
use crate::error::{Code, Error, Result};
use crate::lock::AccountLock;
use crate::profile::Profile;
use crate::session::{Grant, Session};
use crate::vault::{Kind, Record, Row};
use crate::view::{AccountDraft, AccountView, LogoutView};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a person entered, checked: an account and, where given, all its secrets.
struct Draft {
    account: Account,
    profile: &'static Profile,
    /// All that the profile asks for, or `None` when none was typed.
    secrets: Option<Secrets>,
}

impl Draft {
    fn check(id: AccountId, draft: AccountDraft) -> Result<Self> {
        let profile = Profile::find(&draft.profile)?;
        let base_url = BaseUrl::parse(&draft.base_url)?;
        let name = match draft.name.trim() {
            "" => base_url.host().to_owned(),
            name => Account::check_name(name)?,
        };
        let mut inputs = BTreeMap::new();
        for input in profile.inputs.iter().filter(|input| !input.secret) {
            let value = draft.inputs.get(&input.name).map_or("", |value| value.trim());
            if value.is_empty() && !input.optional {
                return Err(missing(&input.name, &input.label));
            }
            if value.chars().any(char::is_control) || value.len() > 4096 {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!(
                        "The {} cannot be right: it is too long or holds a control character.",
                        input.label
                    ),
                    "Type it again by hand.",
                )
                .on_field(&input.name));
            }
            inputs.insert(input.name.clone(), value.to_owned());
        }
        let account = Account {
            id,
            name,
            base_url,
            environment: Account::check_environment(&draft.environment)?,
            profile: profile.id.clone(),
            inputs,
            remembers: draft.remember,
        };
        let typed = draft.secrets.values().any(|secret| !secret.expose().is_empty());
        let secrets = typed.then(|| all_secrets(profile, draft.secrets)).transpose()?;
        Ok(Self { account, profile, secrets })
    }
}

fn missing(field: &str, label: &str) -> Error {
    Error::new(Code::InvalidInput, format!("The {label} is missing."), "Fill it in.").on_field(field)
}

/// What the profile asks for and nothing else; something that is missing is an error on its field.
fn all_secrets(profile: &Profile, mut typed: Secrets) -> Result<Secrets> {
    let mut secrets = Secrets::new();
    for input in profile.inputs.iter().filter(|input| input.secret) {
        match typed.remove(&input.name).filter(|secret| !secret.expose().is_empty()) {
            Some(secret) if secret.expose().len() > 16 * 1024 => {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("The {} is far too long.", input.label),
                    "Check what you pasted.",
                )
                .on_field(&input.name));
            }
            Some(secret) => {
                secrets.insert(input.name.clone(), secret);
            }
            None if input.optional => {}
            None => return Err(missing(&input.name, &input.label)),
        }
    }
    Ok(secrets)
}

impl Keeper {
    /// Adds an account: logs in first and keeps it only when that worked.
    ///
    /// # Errors
    /// What is wrong with the form, on its field; why the login failed; `name_taken`.
    pub async fn add(&self, draft: AccountDraft) -> Result<AccountView> {
        let Draft { account, profile, secrets } = Draft::check(AccountId::random(), draft)?;
        let secrets = secrets.map_or_else(|| all_secrets(profile, Secrets::new()), Ok)?;
        let name = account.name.clone();
        self.0.vault(move |vault| vault.check_name_free(&name, None)).await?;
        let grant = self.0.log_in(&account, profile, &secrets).await?;
        self.0
            .settle(account, Some(secrets), Some(grant.start(1)), Kind::LoggedIn, "Added and logged in.")
            .await
    }

    /// Changes an account. With secrets it logs in with them first. Without, the session is kept, and so the address,
    /// profile and inputs must be the same as before.
    ///
    /// # Errors
    /// What is wrong with the form, on its field; why the login failed; `name_taken`, `no_account`, `busy`.
    pub async fn change(&self, id: AccountId, draft: AccountDraft) -> Result<AccountView> {
        let Draft { account, profile, secrets } = Draft::check(id, draft)?;
        let _lock = self.0.seize(id).await?;
        let old = self.0.vault(move |vault| vault.record(id)).await?;
        let name = account.name.clone();
        self.0.vault(move |vault| vault.check_name_free(&name, Some(id))).await?;
        let Some(secrets) = secrets else {
            let same = old.account.base_url.origin() == account.base_url.origin()
                && old.account.profile == account.profile
                && old.account.inputs == account.inputs;
            if !same {
                return Err(Error::new(
                    Code::InvalidInput,
                    "A changed address or username needs the password again.",
                    "Enter the password that belongs to it.",
                )
                .on_field(secret_field(profile)));
            }
            if account.remembers && !old.account.remembers {
                return Err(Error::new(
                    Code::InvalidInput,
                    "The password is not known, so it cannot be remembered.",
                    "Enter it once more.",
                )
                .on_field(secret_field(profile)));
            }
            return self.0.settle(account, None, None, Kind::Edited, "Details changed.").await;
        };
        let grant = self.0.log_in(&account, profile, &secrets).await?;
        let session = grant.start(old.last_generation + 1);
        self.0
            .settle(account, Some(secrets), Some(session), Kind::LoggedIn, "Details changed and logged in.")
            .await
    }

    /// Logs in again.
    ///
    /// # Errors
    /// Why the login failed; `no_account`, `busy`.
    pub async fn log_in(&self, id: AccountId, secrets: Secrets, remember: bool) -> Result<AccountView> {
        let _lock = self.0.seize(id).await?;
        let Record { mut account, last_generation, .. } = self.0.vault(move |vault| vault.record(id)).await?;
        let profile = Profile::find(&account.profile)?;
        let secrets = all_secrets(profile, secrets)?;
        let grant = self.0.log_in(&account, profile, &secrets).await?;
        account.remembers = remember;
        let session = grant.start(last_generation + 1);
        self.0.settle(account, Some(secrets), Some(session), Kind::LoggedIn, "Logged in.").await
    }

    /// Ends the session here, with everything remembered for it, and with `everywhere` at the server too (which
    /// ends it on every machine). Here it ends in any case, also without a network.
    ///
    /// # Errors
    /// `no_account`, `busy`, `vault_unavailable`: then nothing was erased.
    pub async fn log_out(&self, id: AccountId, everywhere: bool) -> Result<LogoutView> {
        let _lock = self.0.seize(id).await?;
        let in_memory = guard(&self.0.machine).get(id).and_then(|watched| watched.session.clone());
        let now = self.0.world.clock.now();
        let (mut account, on_disk) = self
            .0
            .vault(move |vault| match vault.record(id) {
                Ok(record) => Ok((record.account, record.session)),
                Err(error) => Err(error),
            })
            .await?;
        account.remembers = false;
        let erased = account.clone();
        self.0
            .vault(move |vault| {
                vault.put(&erased, None, None, now)?;
                vault.erase_session(id)
            })
            .await?;
        self.0.know(id).await?;
        // The newer of the two: what is in memory may not have reached the disk.
        let newest = match (in_memory, on_disk.map(Arc::new)) {
            (Some(memory), Some(disk)) if disk.generation > memory.generation => Some(disk),
            (memory, disk) => memory.or(disk),
        };
        let outcome = match newest.filter(|_| everywhere) {
            Some(session) => Some(self.0.revoke(&account, &session).await),
            None => None,
        };
        let text = match &outcome {
            None => "Logged out here.".to_owned(),
            Some(Ok(())) => "Logged out here and at the server.".to_owned(),
            Some(Err(error)) => format!("Logged out here. The server could not be told: {}", error.message),
        };
        self.tell(id, Row { at: now, kind: Kind::LoggedOut, text }).await;
        self.0.know(id).await?;
        Ok(LogoutView {
            revoked: matches!(outcome, Some(Ok(()))),
            failure: outcome.and_then(std::result::Result::err).map(|error| error.failure().clone()),
        })
    }

    /// Removes an account with everything it had. The server is not told.
    ///
    /// # Errors
    /// `no_account`, `busy`, `vault_unavailable`.
    pub async fn remove(&self, id: AccountId) -> Result<()> {
        let _lock = self.0.seize(id).await?;
        self.0.vault(move |vault| vault.remove(id)).await?;
        self.0.feed(Event::Gone(id));
        let _ = self.0.changes.send(Change::Removed(id));
        Ok(())
    }
}

fn secret_field(profile: &Profile) -> String {
    profile.inputs.iter().find(|input| input.secret).map_or_else(String::new, |input| input.name.clone())
}

impl Inner {
    /// The account's lock, for a person. A flight that only waits to save its session gives its lock up: what
    /// the person does now replaces that session.
    async fn seize(self: &Arc<Self>, id: AccountId) -> Result<AccountLock> {
        let uncommitted =
            guard(&self.machine).get(id).map(|watched| watched.uncommitted).ok_or_else(Error::no_account)?;
        let held = if uncommitted { guard(&self.held).remove(&id) } else { None };
        match held {
            Some(lock) => {
                self.feed(Event::Seized(id));
                Ok(lock)
            }
            None => AccountLock::take(&self.world.home, id, PATIENCE).await,
        }
    }

    async fn log_in(&self, account: &Account, profile: &Profile, secrets: &Secrets) -> Result<Grant> {
        let grant = match auth::login(&self.world.http, account, profile, secrets).await {
            Answer::Granted(grant) => *grant,
            other => return Err(other.into_error()),
        };
        let now = self.world.clock.now() + grant.ahead.unwrap_or_default();
        if grant.access_expires_at.is_some_and(|end| end <= now) {
            return Err(super::state::over_on_arrival());
        }
        Ok(grant)
    }

    /// Puts what a person changed on the disk, and tells the keeper and the window.
    async fn settle(
        self: &Arc<Self>,
        account: Account,
        secrets: Option<Secrets>,
        session: Option<Session>,
        kind: Kind,
        text: &str,
    ) -> Result<AccountView> {
        let (id, now) = (account.id, self.world.clock.now());
        let row = Row { at: now, kind, text: text.to_owned() };
        self.vault(move |vault| {
            vault.put(&account, secrets.as_ref(), session.as_ref(), now)?;
            // A row that cannot be written must not undo a login that worked.
            let _ = vault.note(id, &row);
            Ok(())
        })
        .await?;
        self.know(id).await?;
        guard(&self.machine).get(id).map(AccountView::of).ok_or_else(Error::no_account)
    }

    /// Tells the keeper what the vault holds now.
    async fn know(self: &Arc<Self>, id: AccountId) -> Result<()> {
        let record = self.vault(move |vault| vault.record(id)).await?;
        self.feed(Event::Known(Box::new(record)));
        Ok(())
    }

    /// Ends a session at the server. An access token that has ended cannot say so; then the refresh token gets
    /// one last access token, which nobody else will ever see.
    async fn revoke(&self, account: &Account, session: &Session) -> Result<()> {
        let profile = Profile::find(&account.profile)?;
        let now = self.world.clock.now();
        let over = session.access_left(now).is_some_and(|left| left <= TimeDelta::zero());
        if !over {
            match auth::logout(&self.world.http, account, profile, session).await {
                Err(error) if error.code == Code::NeedsLogin => {}
                other => return other,
            }
        }
        if !session.can_refresh(now) || profile.refresh.is_none() {
            return Err(Error::new(
                Code::NeedsLogin,
                "The session had ended already.",
                "Nothing more can be done from here.",
            ));
        }
        match auth::refresh(&self.world.http, account, profile, session).await {
            Answer::Granted(grant) => {
                auth::logout(&self.world.http, account, profile, &grant.renew(session)).await
            }
            other => Err(other.into_error()),
        }
    }
}
