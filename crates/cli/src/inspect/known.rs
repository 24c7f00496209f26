//! What the vault tells about whose token it is, where it opens without asking anybody.

use crate::guide::Terminal;
use fobwatch_core::Fobwatch;
use fobwatch_core::home::Home;
use fobwatch_core::inspect::{Digest, Known};
use fobwatch_core::keeper::{Keeper, Working};
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::vault::{Keys, Vault};
use sha2::Digest as _;
use std::sync::Arc;

/// What a token is recognised by.
pub fn digest(token: &str) -> Digest {
    sha2::Sha256::digest(token.as_bytes()).into()
}

/// The accounts of the vault; none where there is no vault, or where it does not open by itself.
pub async fn known() -> Vec<Known> {
    let Some(home) = Home::find().ok().filter(Vault::exists) else { return Vec::new() };
    let keys = Keys::unattended(Keyring::system());
    let fobwatch = Fobwatch::new(home, keys, Working::WhenAsked, Arc::new(Terminal));
    fobwatch.open(Prompt::Never).await;
    let Ok(keeper) = fobwatch.keeper() else { return Vec::new() };
    let known = of(&keeper);
    crate::work::close(&keeper).await;
    known
}

fn of(keeper: &Keeper) -> Vec<Known> {
    let accounts = keeper.views().into_iter();
    accounts
        .map(|view| match keeper.current(view.id) {
            Ok((account, session)) => Known::of(&account, Some(&session), digest),
            // Signed out: where it lives is known all the same.
            Err(_) => Known::signed_out(&view),
        })
        .collect()
}
