//! A set-up that goes from one person to another, without secrets.

use super::Fobwatch;
use crate::account::AccountId;
use crate::error::Result;
use crate::share::{self, Candidate, Sealed, Shared};

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
}
