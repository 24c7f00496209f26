//! The opened vault, as every command needs it.

use crate::ask;
use crate::guide::Terminal;
use fobwatch_core::Fobwatch;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::keeper::{Keeper, Working};
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::vault::{Keys, Vault};
use fobwatch_core::view::AccountView;
use std::sync::Arc;

/// What may open the vault: the keyring, the files that the environment names, and a person at the terminal.
pub fn keys() -> Keys {
    Keys { passphrase: Arc::new(ask::passphrase), ..Keys::unattended(Keyring::system()) }
}

/// A Fobwatch on this data folder whose person sits at the terminal.
pub fn fobwatch(home: Home, working: Working) -> Fobwatch {
    Fobwatch::new(home, keys(), working, Arc::new(Terminal))
}

/// The keeper of this data folder. Makes the vault where there is none.
///
/// # Errors
/// Why the vault cannot be opened.
pub async fn keeper(working: Working) -> Result<Keeper> {
    opened(working).await?.keeper()
}

/// The Fobwatch of this data folder, its vault open. Makes the vault where there is none.
///
/// # Errors
/// Why the vault cannot be opened.
pub async fn opened(working: Working) -> Result<Fobwatch> {
    let home = Home::find()?;
    let is_new = !Vault::exists(&home);
    let fobwatch = fobwatch(home, working);
    // Nobody may be sitting there, so a locked keyring shows no dialog.
    fobwatch.open(Prompt::Never).await;
    fobwatch.keeper().map(|_| fobwatch.clone()).map_err(|mut error| {
        if is_new && error.code == Code::KeyringMissing {
            error.hint =
                "Start one, or make a vault that needs none: `fob vault init --key-source key-file`."
                    .to_owned();
        }
        error
    })
}

/// The keeper, for something that needs an account to exist: without a vault there is none.
///
/// # Errors
/// `no_account`; why the vault cannot be opened.
pub async fn keeper_of(name: &str) -> Result<(Keeper, AccountView)> {
    there_is(name)?;
    let keeper = keeper(Working::WhenAsked).await?;
    let account = named(&keeper, name)?;
    Ok((keeper, account))
}

/// Makes sure that there is a vault in which this name could be: none is made for nothing.
///
/// # Errors
/// `no_account`.
pub fn there_is(name: &str) -> Result<()> {
    if Vault::exists(&Home::find()?) { Ok(()) } else { Err(unknown(name)) }
}

/// The account of this name; upper and lower case are the same.
///
/// # Errors
/// `no_account`.
pub fn named(keeper: &Keeper, name: &str) -> Result<AccountView> {
    let wanted = name.trim().to_lowercase();
    keeper.views().into_iter().find(|view| view.name.to_lowercase() == wanted).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Error {
    // A name may hold anything; what the terminal would obey is not shown.
    let shown: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    Error::new(
        Code::NoAccount,
        format!("There is no account “{shown}”."),
        "`fob list` shows all of them, `fob add` adds one.",
    )
}

/// Ends the work in peace, and says whose session could not be saved.
pub async fn close(keeper: &Keeper) {
    for name in keeper.close().await {
        crate::out::warn(&format!("{name}: the last refresh could not be saved. Log in again."));
    }
}
