//! What a person asks for: add, change, log in, log out, remove. Each holds the account's lock while it works, so
//! it never crosses a refresh, here or in another process.

use super::draft::{Draft, all_secrets, lasting, with_key};
use super::{Event, Inner, Keeper, PATIENCE, Ticket, guard};
use crate::account::{Account, AccountId};
use crate::auth::{self, Answer, Secrets};
use crate::error::{Code, Error, Result};
use crate::lock::Hold;
use crate::profile::Profile;
use crate::session::{Grant, Session};
use crate::tls::CLIENT_KEY;
use crate::vault::{Kind, Record, Row, Store};
use crate::view::{AccountDraft, AccountView, LogoutView};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

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

impl Keeper {
    /// An account that exists nowhere, from what was entered and a profile as it is being written.
    ///
    /// # Errors
    /// `invalid_profile`; what is wrong with the form, on its field.
    pub(crate) fn drafted(profile: &str, draft: AccountDraft) -> Result<(Account, Secrets)> {
        let profile = Arc::new(Profile::parse(profile)?);
        let Draft { account, secrets } = Draft::of(AccountId::random(), draft, profile, None)?;
        let secrets = secrets.map_or_else(|| all_secrets(&account.profile, Secrets::new()), Ok)?;
        Ok((account, secrets))
    }

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
        let draft = Draft::check(id, draft, &self.0.world.profiles, None)?;
        self.add_drafted(draft).await
    }

    /// The same with this profile, which need not be in the data folder.
    ///
    /// # Errors
    /// As for [`Keeper::add`].
    pub(crate) async fn add_with(&self, profile: Arc<Profile>, draft: AccountDraft) -> Result<AccountView> {
        self.add_drafted(Draft::of(AccountId::random(), draft, profile, None)?).await
    }

    async fn add_drafted(&self, Draft { account, secrets }: Draft) -> Result<AccountView> {
        let secrets = secrets.map_or_else(|| all_secrets(&account.profile, Secrets::new()), Ok)?;
        let name = account.name.clone();
        self.0.vault(move |vault| vault.check_name_free(&name, None)).await?;
        let grant = self.0.log_in(&account, &secrets).await?;
        let text = if account.profile.is_static() { "Added." } else { "Added and logged in." };
        let record = record(account, grant.start(1, None));
        self.0.settle(None, record, Some(secrets), Kind::LoggedIn, text).await
    }

    /// Adds an account without logging in. Secrets are kept where the draft says so.
    ///
    /// # Errors
    /// What is wrong with the form, on its field; `name_taken`.
    pub async fn add_signed_out(&self, draft: AccountDraft) -> Result<AccountView> {
        let draft = Draft::check(AccountId::random(), draft, &self.0.world.profiles, None)?;
        self.add_drafted_signed_out(draft).await
    }

    /// The same with this profile, which need not be in the data folder.
    ///
    /// # Errors
    /// As for [`Keeper::add_signed_out`].
    pub(crate) async fn add_signed_out_with(
        &self,
        profile: Arc<Profile>,
        draft: AccountDraft,
    ) -> Result<AccountView> {
        self.add_drafted_signed_out(Draft::of(AccountId::random(), draft, profile, None)?).await
    }

    async fn add_drafted_signed_out(&self, Draft { account, secrets }: Draft) -> Result<AccountView> {
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

    /// Changes an account. With secrets it logs in with them first. Without, the session is kept, and so whatever decides
    /// where and how it logs in must be the same as before; a login that asks for no secret is simply done again.
    ///
    /// # Errors
    /// What is wrong with the form, on its field; why the login failed; `name_taken`, `no_account`, `busy`.
    pub async fn change(&self, id: AccountId, draft: AccountDraft) -> Result<AccountView> {
        let before = self.0.vault(move |vault| vault.record(id)).await?;
        let Draft { account, secrets } = Draft::check(id, draft, &self.0.world.profiles, Some(&before))?;
        let same = same_login(&before.account, &account);
        let asks = account.profile.secret_inputs().any(|input| !input.optional);
        let secrets = match secrets {
            None if !same && !asks => Some(all_secrets(&account.profile, Secrets::new())?),
            other => other,
        };
        // A person may take minutes; nobody else is kept waiting for that.
        let early = match &secrets {
            Some(secrets) if account.profile.is_interactive() => {
                Some(self.0.log_in(&account, secrets).await?)
            }
            _ => None,
        };
        let mut grip = self.0.grip(id).await?;
        let old = self.0.vault(move |vault| vault.record(id)).await?;
        let name = account.name.clone();
        self.0.vault(move |vault| vault.check_name_free(&name, Some(id))).await?;
        let Some(secrets) = secrets else {
            let field = secret_field(&account.profile);
            if !same_login(&old.account, &account) {
                return Err(Error::new(
                    Code::InvalidInput,
                    "A changed address or username needs the password again.",
                    "Enter the password that belongs to it.",
                )
                .on_field(field));
            }
            if account.remembers && !old.account.remembers {
                return Err(Error::new(
                    Code::InvalidInput,
                    "The password is not known, so it cannot be remembered.",
                    "Enter it once more.",
                )
                .on_field(field));
            }
            let record = Record { can_log_in: old.can_log_in && account.remembers, account, ..old };
            return self.0.settle(None, record, None, Kind::Edited, "Details changed.").await;
        };
        let grant = match early {
            Some(grant) => grant,
            None => self.0.log_in(&account, &secrets).await?,
        };
        let same_host = old.account.base_url.origin() == account.base_url.origin();
        let before = old.session.as_ref().filter(|_| same_host);
        let text = match account.profile.is_static() {
            true => "Details changed.",
            false => "Details changed and logged in.",
        };
        let record = record(account, grant.start(self.0.next_generation(id, old.last_generation), before));
        self.0.settle(Some(&mut grip), record, Some(secrets), Kind::LoggedIn, text).await
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
        self.log_in_trusting(id, secrets, remember, BTreeSet::new()).await
    }

    /// The same, and these other origins may get the credentials too from now on.
    ///
    /// # Errors
    /// As for [`Keeper::log_in`].
    pub async fn log_in_trusting(
        &self,
        id: AccountId,
        secrets: Secrets,
        remember: Option<bool>,
        trusts: BTreeSet<String>,
    ) -> Result<AccountView> {
        let found = self.0.vault(move |vault| vault.record(id)).await?;
        let profile = self.0.present_profile(&found.account)?;
        let key = found.session.as_ref().and_then(|old| old.context.secrets.get(CLIENT_KEY).cloned());
        let key = secrets.get(CLIENT_KEY).cloned().or(key);
        let mut secrets = with_key(all_secrets(&profile, secrets)?, key);
        // What may be left empty and was entered before is not lost by logging in again.
        for (name, kept) in found.session.iter().flat_map(|old| &old.context.secrets) {
            let optional = profile.secret_inputs().any(|input| input.name == *name && input.optional);
            if optional && profile.keeps(name) {
                secrets.entry(name.clone()).or_insert_with(|| kept.clone());
            }
        }
        // A person may take minutes; nobody else is kept waiting for that.
        let early = match profile.is_interactive() {
            true => {
                let trusts = found.account.trusts.union(&trusts).cloned().collect();
                let account = Account { profile: profile.clone(), trusts, ..found.account };
                Some((self.0.log_in(&account, &secrets).await?, account))
            }
            false => None,
        };
        let mut grip = self.0.grip(id).await?;
        let Record { mut account, session, last_generation, .. } =
            self.0.vault(move |vault| vault.record(id)).await?;
        account.profile = profile;
        account.trusts.extend(trusts);
        let grant = match early {
            Some((grant, asked)) if same_login(&asked, &account) => grant,
            Some(_) => return Err(crate::vault::superseded()),
            None => self.0.log_in(&account, &secrets).await?,
        };
        account.remembers = remember.unwrap_or(account.remembers) && account.profile.can_remember();
        let text = if account.profile.is_static() { "Entered anew." } else { "Logged in." };
        let record =
            record(account, grant.start(self.0.next_generation(id, last_generation), session.as_ref()));
        self.0.settle(Some(&mut grip), record, Some(secrets), Kind::LoggedIn, text).await
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
        record.account.kept.clear();
        let gone = Record { last_generation: last, can_log_in: false, altered: false, ..record };
        self.0.feed(Event::Known(Box::new(gone)));
        // The newer of the two: what is in memory may not have reached the disk.
        let newest = match (in_memory, on_disk.map(Arc::new)) {
            (Some(memory), Some(disk)) if disk.generation > memory.generation => Some(disk),
            (memory, disk) => memory.or(disk),
        };
        let outcome = match newest.filter(|_| everywhere) {
            Some(session) => self.0.revoke(&account, &session).await.transpose(),
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

/// Whether one session serves both: they log in at the same place, in the same way, as the same.
fn same_login(one: &Account, other: &Account) -> bool {
    one.base_url.origin() == other.base_url.origin()
        && one.profile == other.profile
        && one.inputs == other.inputs
        && one.trusts == other.trusts
        && one.tls == other.tls
}

fn secret_field(profile: &Profile) -> String {
    profile.secret_inputs().next().map_or_else(String::new, |input| input.name.clone())
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

    /// The account's profile as it is now; where it is gone, as it was.
    pub(super) fn present_profile(&self, account: &Account) -> Result<Arc<Profile>> {
        match self.world.profiles.find(&account.profile.id) {
            Ok(profile) => Ok(profile),
            Err(error) => account.profile.known().map(|_| account.profile.clone()).map_err(|_| error),
        }
    }

    async fn log_in(&self, account: &Account, secrets: &Secrets) -> Result<Grant> {
        if account.tls.certificate.is_some() && !secrets.contains_key(CLIENT_KEY) {
            return Err(Error::new(
                Code::InvalidInput,
                "The key of the client certificate is needed again.",
                "Give its file: --client-key on the command line, or under Edit in the window.",
            )
            .on_field(CLIENT_KEY));
        }
        let grant = match auth::login(self.world.outside(), account, secrets).await {
            Answer::Granted(grant) => *grant,
            other => return Err(other.into_error()),
        };
        if grant.is_over(self.world.clock.now()) {
            return Err(super::state::over_on_arrival());
        }
        Ok(grant)
    }

    /// Puts what a person changed on the disk, and tells the keeper and the window: this is what the vault holds then.
    async fn settle(
        self: &Arc<Self>,
        grip: Option<&mut Grip>,
        mut record: Record,
        secrets: Option<Secrets>,
        kind: Kind,
        text: &str,
    ) -> Result<AccountView> {
        let (id, now) = (record.account.id, self.world.clock.now());
        let row = Row { at: now, kind, text: text.to_owned() };
        let secrets = secrets.map(|secrets| lasting(&record.account.profile, &secrets));
        let record = self
            .change(move |vault| {
                // Without a login the session stays as it is.
                let session = record.session.as_ref().filter(|_| kind == Kind::LoggedIn);
                vault.put(&record.account, secrets.as_ref(), session, now)?;
                // A row that cannot be written must not undo a login that worked.
                let _ = vault.note(id, &row);
                // What the vault adds: how old each secret is.
                if let Ok(kept) = vault.record(id) {
                    record.account = kept.account;
                }
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

    /// Ends a session at the server; `None`: this API has no such call. Where the call takes an access token, one that
    /// has ended cannot make it; then the refresh token gets one last access token, which nobody else will ever see.
    async fn revoke(&self, account: &Account, session: &Session) -> Result<Option<()>> {
        let outside = self.world.outside();
        let told = |told| if told { Some(()) } else { None };
        let profile = account.profile.known()?;
        if !auth::can_log_out(outside, account, session) {
            return Ok(None);
        }
        let needs_access = auth::logout_takes_access_token(profile);
        if !needs_access || !session.has_ended(self.world.clock.now()) {
            match auth::logout(outside, account, session).await {
                Err(error) if needs_access && error.code == Code::NeedsLogin => {}
                other => return other.map(told),
            }
        }
        if session.refresh_token.is_none() || profile.refresh.is_none() {
            return Err(Error::new(
                Code::NeedsLogin,
                "The session had ended already.",
                "Nothing more can be done from here.",
            ));
        }
        match auth::refresh(outside, account, session).await {
            Answer::Granted(grant) => auth::logout(outside, account, &grant.renew(session)).await.map(told),
            other => Err(other.into_error()),
        }
    }
}
