//! What a person asks for: add, change, log in, log out, remove. Each holds the account's lock while it works, so
//! it never crosses a refresh, here or in another process.

use super::{Event, Inner, Keeper, PATIENCE, Ticket, guard};
use crate::account::{Account, AccountId};
use crate::address::BaseUrl;
use crate::auth::{self, Answer, Secrets};
use crate::error::{Code, Error, Result};
use crate::lock::Hold;
use crate::profile::Profile;
use crate::session::{Grant, Session};
use crate::vault::{Kind, Record, Row, Store};
use crate::view::{AccountDraft, AccountView, LogoutView};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

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

/// What the vault holds after a login.
fn record(account: Account, session: Session) -> Record {
    Record {
        can_log_in: account.remembers,
        last_generation: session.generation,
        account,
        session: Some(session),
        refresh_sent_at: None,
        not_before: None,
        altered: false,
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
        self.add_as(AccountId::random(), draft).await
    }

    /// The same, under an id that was never used before.
    ///
    /// # Errors
    /// As for [`Keeper::add`].
    pub async fn add_as(&self, id: AccountId, draft: AccountDraft) -> Result<AccountView> {
        let Draft { account, profile, secrets } = Draft::check(id, draft)?;
        let secrets = secrets.map_or_else(|| all_secrets(profile, Secrets::new()), Ok)?;
        let name = account.name.clone();
        self.0.vault(move |vault| vault.check_name_free(&name, None)).await?;
        let grant = self.0.log_in(&account, profile, &secrets).await?;
        let record = record(account, grant.start(1, None));
        self.0.settle(None, record, Some(secrets), Kind::LoggedIn, "Added and logged in.").await
    }

    /// Adds an account without logging in. Secrets are kept where the draft says so.
    ///
    /// # Errors
    /// What is wrong with the form, on its field; `name_taken`.
    pub async fn add_signed_out(&self, draft: AccountDraft) -> Result<AccountView> {
        let Draft { account, secrets, .. } = Draft::check(AccountId::random(), draft)?;
        let name = account.name.clone();
        self.0.vault(move |vault| vault.check_name_free(&name, None)).await?;
        let record = Record {
            can_log_in: account.remembers && secrets.is_some(),
            account,
            session: None,
            last_generation: 0,
            refresh_sent_at: None,
            not_before: None,
            altered: false,
        };
        self.0.settle(None, record, secrets, Kind::Edited, "Added.").await
    }

    /// Changes an account. With secrets it logs in with them first. Without, the session is kept, and so the address,
    /// profile and inputs must be the same as before.
    ///
    /// # Errors
    /// What is wrong with the form, on its field; why the login failed; `name_taken`, `no_account`, `busy`.
    pub async fn change(&self, id: AccountId, draft: AccountDraft) -> Result<AccountView> {
        let Draft { account, profile, secrets } = Draft::check(id, draft)?;
        let mut grip = self.0.grip(id).await?;
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
            let record = Record { can_log_in: old.can_log_in && account.remembers, account, ..old };
            return self.0.settle(None, record, None, Kind::Edited, "Details changed.").await;
        };
        let grant = self.0.log_in(&account, profile, &secrets).await?;
        let same_host = old.account.base_url.origin() == account.base_url.origin();
        let before = old.session.as_ref().filter(|_| same_host);
        let record = record(account, grant.start(self.0.next_generation(id, old.last_generation), before));
        let (kind, text) = (Kind::LoggedIn, "Details changed and logged in.");
        self.0.settle(Some(&mut grip), record, Some(secrets), kind, text).await
    }

    /// Gives an account another name. Nothing else is touched.
    ///
    /// # Errors
    /// `invalid_input`, `name_taken`, `no_account`, `busy`.
    pub async fn rename(&self, id: AccountId, name: &str) -> Result<AccountView> {
        let name = Account::check_name(name)?;
        let _grip = self.0.grip(id).await?;
        let old = self.0.vault(move |vault| vault.record(id)).await?;
        let wanted = name.clone();
        self.0.vault(move |vault| vault.check_name_free(&wanted, Some(id))).await?;
        let record = Record { account: Account { name, ..old.account.clone() }, ..old };
        self.0.settle(None, record, None, Kind::Edited, "Details changed.").await
    }

    /// Logs in again. Whether the secrets are remembered from now on; `None`: as it was.
    ///
    /// # Errors
    /// Why the login failed; `no_account`, `busy`.
    pub async fn log_in(
        &self,
        id: AccountId,
        secrets: Secrets,
        remember: Option<bool>,
    ) -> Result<AccountView> {
        let mut grip = self.0.grip(id).await?;
        let Record { mut account, session, last_generation, .. } =
            self.0.vault(move |vault| vault.record(id)).await?;
        let profile = Profile::find(&account.profile)?;
        let secrets = all_secrets(profile, secrets)?;
        let grant = self.0.log_in(&account, profile, &secrets).await?;
        account.remembers = remember.unwrap_or(account.remembers);
        let record =
            record(account, grant.start(self.0.next_generation(id, last_generation), session.as_ref()));
        self.0.settle(Some(&mut grip), record, Some(secrets), Kind::LoggedIn, "Logged in.").await
    }

    /// Ends the session here, with everything remembered for it, and with `everywhere` at the server too (which
    /// ends it on every machine). Here it ends in any case, also without a network.
    ///
    /// # Errors
    /// `no_account`, `busy`, `vault_unavailable`: then nothing was erased.
    pub async fn log_out(&self, id: AccountId, everywhere: bool) -> Result<LogoutView> {
        let mut grip = self.0.grip(id).await?;
        let in_memory = guard(&self.0.machine).get(id).and_then(|watched| watched.session.clone());
        let now = self.0.world.clock.now();
        let mut record = self.0.vault(move |vault| vault.record(id)).await?;
        let (account, on_disk) = (record.account.clone(), record.session.take());
        let last = self.0.next_generation(id, record.last_generation);
        self.0.change(move |vault| vault.sign_out(id, last)).await?;
        grip.settled();
        record.account.remembers = false;
        let gone = Record { last_generation: last, can_log_in: false, altered: false, ..record };
        self.0.feed(Event::Known(Box::new(gone)));
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
        let mut grip = self.0.grip(id).await?;
        self.0.change(move |vault| vault.remove(id)).await?;
        grip.settled();
        self.0.feed(Event::Gone(id));
        Ok(())
    }
}

fn secret_field(profile: &Profile) -> String {
    profile.inputs.iter().find(|input| input.secret).map_or_else(String::new, |input| input.name.clone())
}

/// The account's lock, while a person's action works.
struct Grip {
    inner: Arc<Inner>,
    id: AccountId,
    lock: Option<Box<dyn Hold>>,
    /// A flight waits to save its session, and this is its lock.
    lender: Option<Ticket>,
}

impl Grip {
    /// What the person wanted is on the disk. It replaces whatever a flight still wanted to save.
    fn settled(&mut self) {
        if self.lender.take().is_some() {
            self.inner.feed(Event::Seized(self.id));
        }
    }
}

impl Drop for Grip {
    /// Where the action failed, the flight goes on as before, lock in hand.
    fn drop(&mut self) {
        let waits = |ticket: &Ticket| {
            let machine = guard(&self.inner.machine);
            machine.get(self.id).is_some_and(|watched| watched.parked && watched.ticket() == *ticket)
        };
        if let Some(ticket) = self.lender.filter(waits)
            && let Some(lock) = self.lock.take()
        {
            guard(&self.inner.held).insert(ticket, lock);
        }
    }
}

impl Inner {
    /// The account's lock, for a person. A flight that only waits to save its session lends its own.
    async fn grip(self: &Arc<Self>, id: AccountId) -> Result<Grip> {
        let lender = {
            let machine = guard(&self.machine);
            let watched = machine.get(id).ok_or_else(Error::no_account)?;
            watched.parked.then(|| watched.ticket())
        };
        let lent = lender.and_then(|ticket| guard(&self.held).remove(&ticket));
        let lender = lender.filter(|_| lent.is_some());
        let lock = match lent {
            Some(lock) => lock,
            None => self.world.locks.take(id, PATIENCE).await?,
        };
        Ok(Grip { inner: self.clone(), id, lock: Some(lock), lender })
    }

    /// A generation that the account has never had, neither on the disk (`last`) nor in memory.
    fn next_generation(&self, id: AccountId, last: u64) -> u64 {
        let machine = guard(&self.machine);
        let session = machine.get(id).and_then(|watched| watched.session.as_ref());
        session.map_or(last, |session| session.generation.max(last)) + 1
    }

    async fn log_in(&self, account: &Account, profile: &Profile, secrets: &Secrets) -> Result<Grant> {
        let grant = match auth::login(&*self.world.wire, account, profile, secrets).await {
            Answer::Granted(grant) => *grant,
            other => return Err(other.into_error()),
        };
        let now = self.world.clock.now() + grant.ahead.map_or_else(TimeDelta::zero, |ahead| ahead.middle);
        if grant.access_expires_at.is_some_and(|end| end <= now) {
            return Err(super::state::over_on_arrival());
        }
        Ok(grant)
    }

    /// Puts what a person changed on the disk, and tells the keeper and the window: this is what the vault holds then.
    async fn settle(
        self: &Arc<Self>,
        grip: Option<&mut Grip>,
        record: Record,
        secrets: Option<Secrets>,
        kind: Kind,
        text: &str,
    ) -> Result<AccountView> {
        let (id, now) = (record.account.id, self.world.clock.now());
        let row = Row { at: now, kind, text: text.to_owned() };
        let record = self
            .change(move |vault| {
                // Without a login the session stays as it is.
                let session = record.session.as_ref().filter(|_| kind == Kind::LoggedIn);
                vault.put(&record.account, secrets.as_ref(), session, now)?;
                // A row that cannot be written must not undo a login that worked.
                let _ = vault.note(id, &row);
                Ok(record)
            })
            .await?;
        if let Some(grip) = grip {
            grip.settled();
        }
        self.feed(Event::Known(Box::new(record)));
        guard(&self.machine).get(id).map(AccountView::of).ok_or_else(Error::no_account)
    }

    /// Changes the vault. Where that fails, it may have changed all the same: it is read again as soon as possible.
    async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let changed = self.vault(work).await;
        if changed.is_err() {
            self.version.store(u64::MAX, Ordering::Relaxed);
            self.wake.notify_one();
        }
        changed
    }

    /// Ends a session at the server. An access token that has ended cannot say so; then the refresh token gets
    /// one last access token, which nobody else will ever see.
    async fn revoke(&self, account: &Account, session: &Session) -> Result<()> {
        let profile = Profile::find(&account.profile)?;
        if !session.has_ended(self.world.clock.now()) {
            match auth::logout(&*self.world.wire, account, profile, session).await {
                Err(error) if error.code == Code::NeedsLogin => {}
                other => return other,
            }
        }
        if session.refresh_token.is_none() || profile.refresh.is_none() {
            return Err(Error::new(
                Code::NeedsLogin,
                "The session had ended already.",
                "Nothing more can be done from here.",
            ));
        }
        match auth::refresh(&*self.world.wire, account, profile, session).await {
            Answer::Granted(grant) => {
                auth::logout(&*self.world.wire, account, profile, &grant.renew(session)).await
            }
            other => Err(other.into_error()),
        }
    }
}
