//! A set-up that goes from one person to another, without secrets.

use super::Fobwatch;
use crate::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::import::{self, Entered, ImportFate, Known, Names, Plan, ProfileAuthor, Proposal};
use crate::profile::Profile;
use crate::remarks::Remarks;
use crate::share::{self, Candidate, Sealed, Shared};
use crate::view::{AccountDraft, AccountView};
use std::sync::Arc;

impl Fobwatch {
    /// Writes the set-up of these accounts, without anything secret, as a file that a team can keep.
    ///
    /// # Errors
    /// `no_account`; `invalid_input` where nothing is left that could be shared; `vault_unavailable`.
    pub async fn share(&self, ids: &[AccountId]) -> Result<Shared> {
        let keeper = self.keeper()?;
        let mut candidates: Vec<Candidate> = Vec::new();
        for id in ids.iter().copied() {
            if candidates.iter().any(|known| known.view.id == id) {
                continue;
            }
            let (view, profile) = (keeper.view(id)?, keeper.profile(id)?);
            let kept = self.in_vault(move |vault| vault.kept(id)).await?;
            let session = keeper.current(id).ok().map(|(_, session)| session);
            let tokens = session.iter().flat_map(|session| {
                let cookies = session.context.cookies.all().iter().map(|cookie| cookie.value.clone());
                let tokens =
                    std::iter::once(session.access_token.clone()).chain(session.refresh_token.clone());
                tokens.chain(cookies).collect::<Vec<_>>()
            });
            candidates.push(Candidate { view, profile, sealed: Sealed::of(kept, tokens) });
        }
        share::share(candidates)
    }

    /// Looks at a file that somebody has, and says what it would add. Nothing is added, and nothing is sent.
    ///
    /// # Errors
    /// `invalid_input`, on the field `file`; why the vault is closed.
    pub fn plan_import(&self, bytes: &[u8]) -> Result<Plan> {
        let keeper = self.keeper()?;
        let accounts = keeper.views();
        let kept = accounts.iter().filter_map(|account| keeper.profile(account.id).ok()).collect();
        import::read(bytes, &Known::new(self.0.profiles.clone(), accounts, kept))
    }

    /// Adds one account of a file, with what somebody entered for it. One that is here already is given back as it is. Where
    /// this fails, nothing was added.
    ///
    /// # Errors
    /// What is missing, on its field; why the login failed, `foreign_origin` with the place to agree to; `vault_unavailable`.
    pub async fn take_in(&self, proposal: &Proposal, entered: Entered) -> Result<AccountView> {
        let keeper = self.keeper()?;
        let accounts = keeper.views();
        let mut proposal = proposal.clone();
        let own = proposal.profile.open_inputs().map(|input| input.name.as_str());
        for name in
            own.filter(|name| entered.inputs.contains_key(*name)).map(str::to_owned).collect::<Vec<_>>()
        {
            let value = entered.inputs.get(&name).map(|value| value.trim().to_owned()).unwrap_or_default();
            proposal.view.inputs.insert(name, value);
        }
        let names = Names::of(&accounts);
        let twice = || Error::internal("an account that is planned twice");
        let (name, fate) = names.place(&proposal).ok_or_else(twice)?;
        if let Some(present) = names.here(&name).filter(|_| fate == ImportFate::Present) {
            return Ok(present.clone());
        }
        let brought = proposal.view.whose == ProfileAuthor::File;
        if brought {
            self.is_free(&proposal.profile)?;
        }
        let mut secrets =
            if entered.use_found { proposal.found.clone() } else { crate::auth::Secrets::new() };
        secrets.extend(entered.secrets.into_iter().filter(|(_, secret)| !secret.expose().is_empty()));
        let draft = AccountDraft {
            name,
            base_url: proposal.view.base_url.clone(),
            environment: proposal.view.environment.clone(),
            profile: proposal.profile.id.clone(),
            inputs: proposal.view.inputs.clone(),
            secrets,
            remember: entered.remember,
            trusts: entered.trusts,
            ..AccountDraft::default()
        };
        // The account first: whoever gives up during its login leaves no profile behind.
        let profile = proposal.profile.clone();
        let added = match entered.log_in {
            true => keeper.add_with(profile, draft).await?,
            false => keeper.add_signed_out_with(profile, draft).await?,
        };
        match self.complete(&added, &proposal, brought).await {
            Ok(view) => Ok(view),
            Err(error) => {
                keeper.remove(added.id).await?;
                Err(error)
            }
        }
    }

    /// What belongs to an account of a file besides itself.
    async fn complete(&self, added: &AccountView, proposal: &Proposal, brought: bool) -> Result<AccountView> {
        let mut view = added.clone();
        if !proposal.view.tags.is_empty() {
            let remarks = Remarks { tags: proposal.view.tags.clone(), ..added.remarks.clone() };
            view = self.set_remarks(added.id, remarks).await?;
        }
        if brought {
            self.0.profiles.save(proposal.profile.text(), false)?;
        }
        Ok(view)
    }

    /// Whether a profile of a file can be kept under its id: nobody has put another one there since it was looked at.
    fn is_free(&self, profile: &Arc<Profile>) -> Result<()> {
        match self.0.profiles.find(&profile.id) {
            Ok(known) if known.text() == profile.text() => Ok(()),
            Err(error) if error.code != Code::InvalidProfile => Ok(()),
            _ => Err(Error::new(
                Code::InvalidInput,
                format!("Another profile {} has been added in the meantime.", profile.id),
                "Look at the file once more.",
            )
            .on_field("profile")),
        }
    }
}
