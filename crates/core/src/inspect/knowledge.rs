//! What is known about whose a token is, and the look at a text with all of it.

use super::{Context, Digest, Inspection, Known, Past, TokenKeys, inspect};
use crate::error::Result;
use crate::explain::{Explanation, explain};
use crate::keeper::Keeper;
use crate::vault::{PastToken, Vault};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use ts_rs::TS;

/// What is known about whose a token is.
#[derive(Clone, Default)]
pub struct Knowledge {
    known: Vec<Known>,
    vault: Option<Arc<Vault>>,
}

/// What a text says about a token, and why a request with it was refused.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Looked {
    /// The token.
    pub inspection: Inspection,
    /// The refusal.
    pub explanation: Explanation,
}

impl Knowledge {
    /// What a keeper and its vault tell. It waits for the disk.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub(crate) fn of(keeper: &Keeper, vault: Arc<Vault>) -> Result<Self> {
        let digest = |token: &str| vault.digest(token);
        let known = keeper.views().into_iter().map(|view| {
            let known = match keeper.current(view.id) {
                Ok((account, session)) => Known::of(&account, Some(&session), digest),
                // Signed out: where it lives is known all the same.
                Err(_) => Known::signed_out(&view),
            };
            let past = vault.past(view.id)?.into_iter().map(Past::from).collect();
            Ok(Known { past, ..known })
        });
        let known = known.collect::<Result<_>>()?;
        Ok(Self { known, vault: Some(vault) })
    }

    /// Looks at a text, offline. `now` is by this computer's clock.
    pub fn look(&self, text: &str, now: DateTime<Utc>, keys: Option<&TokenKeys>) -> Looked {
        let digest = |token: &str| self.digest(token);
        let context = Context { now, known: &self.known, digest: &digest, keys };
        Looked { inspection: inspect(text, &context), explanation: explain(text, &context) }
    }

    /// Where nothing is known, nothing is compared.
    fn digest(&self, token: &str) -> Digest {
        self.vault.as_ref().map(|vault| vault.digest(token)).unwrap_or_default()
    }
}

impl From<PastToken> for Past {
    fn from(token: PastToken) -> Self {
        Self { digest: token.digest, refresh: token.refresh, replaced_at: token.replaced_at }
    }
}
