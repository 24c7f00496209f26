//! What people look after besides tokens: notes, the secrets themselves, the settings, and what has happened.

use super::{Door, Fobwatch};
use crate::account::AccountId;
use crate::auth::Secrets;
use crate::error::{Code, Error, Result};
use crate::inspect::{KeyGiven, Knowledge, Looked};
use crate::remarks::Remarks;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::vault::{ActivityQuery, ActivityRow, Kind, Row, Vault};
use crate::view::AccountView;
use std::sync::Arc;

impl Fobwatch {
    /// Keeps what somebody has written down about an account.
    ///
    /// # Errors
    /// `invalid_input`, on its field; `no_account`, `vault_unavailable`.
    pub async fn set_remarks(&self, id: AccountId, remarks: Remarks) -> Result<AccountView> {
        let remarks = remarks.check()?;
        let keeper = self.keeper()?;
        let kept = remarks.clone();
        self.in_vault(move |vault| vault.set_remarks(id, &kept)).await?;
        keeper.remarked(id, remarks);
        keeper.view(id)
    }

    /// A secret that was entered for an account and is still here.
    ///
    /// # Errors
    /// `no_account`; `invalid_input` where there is none of this name.
    pub async fn secret(&self, id: AccountId, name: &str) -> Result<Secret> {
        let mut kept = self.in_vault(move |vault| vault.kept(id)).await?;
        kept.remove(name).ok_or_else(|| {
            Error::new(
                Code::InvalidInput,
                "This secret is not remembered.",
                "Log in again and let it be remembered, then it can be copied.",
            )
        })
    }

    /// Puts other secrets in the place of those that are here; what is not given stays as it is. They are tried by a login
    /// first: where that fails, the old ones stay.
    ///
    /// # Errors
    /// Why the login failed; `no_account`, `busy`.
    pub async fn replace_secrets(&self, id: AccountId, secrets: Secrets) -> Result<AccountView> {
        let keeper = self.keeper()?;
        let mut all = self.in_vault(move |vault| vault.kept(id)).await?;
        all.extend(secrets.into_iter().filter(|(_, secret)| !secret.expose().is_empty()));
        let view = keeper.log_in(id, all, None).await?;
        let row = Row { at: self.now(), kind: Kind::Edited, text: "Secrets replaced.".to_owned() };
        keeper.tell(id, row).await;
        Ok(view)
    }

    /// How the keeper works.
    pub async fn settings(&self) -> Settings {
        self.in_vault(Vault::settings).await.ok().flatten().unwrap_or_default()
    }

    /// Keeps how the keeper is to work, for every process, and goes by it from now on.
    ///
    /// # Errors
    /// `invalid_input`, on its field; `vault_unavailable`.
    pub async fn set_settings(&self, settings: Settings) -> Result<Settings> {
        let settings = settings.check()?;
        let keeper = self.keeper()?;
        let kept = settings.clone();
        self.in_vault(move |vault| vault.set_settings(&kept)).await?;
        keeper.go_by(&settings);
        Ok(settings)
    }

    /// What happened to all accounts, newest first.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub async fn activity(&self, query: ActivityQuery) -> Result<Vec<ActivityRow>> {
        self.in_vault(move |vault| vault.activity(&query)).await
    }

    /// What is known about whose a token is.
    ///
    /// # Errors
    /// Why the vault is closed; `vault_unavailable`.
    pub async fn knowledge(&self) -> Result<Knowledge> {
        let (keeper, vault) = (self.keeper()?, self.open_vault()?);
        tokio::task::spawn_blocking(move || Knowledge::of(&keeper, vault))
            .await
            .unwrap_or_else(|_| Err(Error::internal("a vault call")))
    }

    /// Looks at a pasted text with all that is known. Nothing of it is kept, and nothing is sent: only where an address of keys
    /// is given, they are fetched.
    ///
    /// # Errors
    /// `invalid_input` for keys that are none; why they could not be fetched.
    pub async fn look(&self, text: Secret, key: KeyGiven) -> Result<Looked> {
        let keys = key.keys(&*self.0.http).await?;
        let knowledge = self.knowledge().await.unwrap_or_default();
        let now = self.now();
        let look = move || knowledge.look(text.expose(), now, Some(&keys).filter(|keys| !keys.is_empty()));
        tokio::task::spawn_blocking(look).await.map_err(|_| Error::internal("looking at a text"))
    }

    pub(super) async fn in_vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Vault) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let vault = self.open_vault()?;
        tokio::task::spawn_blocking(move || work(&vault))
            .await
            .unwrap_or_else(|_| Err(Error::internal("a vault call")))
    }

    /// The open vault, for whoever looks at it as a whole.
    ///
    /// # Errors
    /// Why it is closed.
    pub fn open_vault(&self) -> Result<Arc<Vault>> {
        match &*self.0.vault.borrow() {
            Door::Open(_, vault, _) => Ok(vault.clone()),
            Door::Closed(error) => Err(error.clone()),
            Door::Opening => Err(super::opening()),
        }
    }
}
