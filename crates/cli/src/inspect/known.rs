//! What the vault tells about whose token it is, where it opens without asking anybody.

use crate::guide::Terminal;
use crate::work::close;
use fobwatch_core::Fobwatch;
use fobwatch_core::home::Home;
use fobwatch_core::inspect::Knowledge;
use fobwatch_core::keeper::Working;
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::vault::{Keys, Vault};
use std::sync::Arc;

/// What is known of the accounts; nothing where there is no vault, or where it does not open by itself.
pub async fn known() -> Knowledge {
    let Some(home) = Home::find().ok().filter(Vault::exists) else { return Knowledge::default() };
    let keys = Keys::unattended(Keyring::system());
    let fobwatch = Fobwatch::new(home, keys, Working::WhenAsked, Arc::new(Terminal));
    fobwatch.open(Prompt::Never).await;
    let known = fobwatch.knowledge().await.unwrap_or_default();
    if let Ok(keeper) = fobwatch.keeper() {
        close(&keeper).await;
    }
    known
}
