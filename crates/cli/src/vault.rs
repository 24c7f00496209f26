//! `fob vault`: what it is, its key, copies of it.

use crate::args::{Json, Vault as Command};
use crate::ask::recovery_passphrase;
use crate::out::{data, json, say};
use crate::work::keys;
use fobwatch_core::error::{Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::keyring::Prompt;
use fobwatch_core::live;
use fobwatch_core::lock::Lease;
use fobwatch_core::upkeep;
use fobwatch_core::vault::{Ask, KeySource, Keys, Summary, Vault, passphrase_from};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// `fob vault …`.
pub async fn obey(command: Command) -> Result<ExitCode> {
    let home = Home::find()?;
    match command {
        Command::Status(Json { json }) => status(&home, json),
        Command::Init { key_source } => {
            Vault::init(&home, key_source.into(), &keys(), Prompt::Never)?;
            say(&format!("Made {}. {}", home.vault().display(), opens_with(key_source.into())));
            Ok(ExitCode::SUCCESS)
        }
        Command::Rekey { key_source, new_passphrase_file, new_key_file } => {
            if Summary::of(&home)?.is_none() {
                return Err(no_vault());
            }
            live::clear_leftovers(&home);
            let new = new_keys(new_passphrase_file, new_key_file);
            let source = upkeep::rekey(&home, keys(), key_source.map(KeySource::from), new).await?;
            say(&format!("The vault has a new key. {}", opens_with(source)));
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup { file, passphrase_file } => back_up(&home, &file, passphrase_file.as_deref()),
        Command::Restore { file, passphrase_file, key_source } => {
            let passphrase = recovery_passphrase(passphrase_file.as_deref(), Ask::Known)?;
            let source = key_source.into();
            Vault::restore(&home, &file, &passphrase, source, &keys(), Prompt::Never)?;
            say(&format!("Restored {}. {}", home.vault().display(), opens_with(source)));
            say("Sessions that were refreshed since the copy was made need a login.");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What can be said without the key. Fields are added, never renamed or removed.
#[derive(Serialize)]
struct Status {
    path: PathBuf,
    exists: bool,
    key_source: Option<&'static str>,
    accounts: usize,
    kept: bool,
}

fn status(home: &Home, as_json: bool) -> Result<ExitCode> {
    let summary = Summary::of(home)?;
    let status = Status {
        path: home.vault(),
        exists: summary.is_some(),
        key_source: summary.as_ref().map(|summary| summary.source.as_str()),
        accounts: summary.as_ref().map_or(0, |summary| summary.names.len()),
        kept: Lease::try_take(home)?.is_none(),
    };
    if as_json {
        json(&status)?;
        return Ok(ExitCode::SUCCESS);
    }
    data(&format!("Vault     {}", status.path.display()))?;
    match summary {
        None => data("          There is none yet. `fob add` or `fob vault init` makes one.")?,
        Some(summary) => {
            data(&format!("Key       {}", opens_with(summary.source)))?;
            data(&format!("Accounts  {}", status.accounts))?;
        }
    }
    data(if status.kept {
        "Keeper    A running Fobwatch keeps the sessions fresh."
    } else {
        "Keeper    None runs; tokens are refreshed when asked for."
    })?;
    Ok(ExitCode::SUCCESS)
}

fn opens_with(source: KeySource) -> &'static str {
    match source {
        KeySource::Keyring => "It opens with the keyring.",
        KeySource::Passphrase => "It opens with a passphrase.",
        KeySource::KeyFile => "It opens with a key file.",
    }
}

fn no_vault() -> Error {
    Error::new(
        fobwatch_core::error::Code::VaultUnavailable,
        "There is no vault yet.",
        "`fob vault init` makes one.",
    )
}

/// What the new key comes from: what was named for it, else what opens vaults anyway.
fn new_keys(passphrase_file: Option<PathBuf>, key_file: Option<PathBuf>) -> Keys {
    let mut new = keys();
    if let Some(file) = passphrase_file {
        new.passphrase = Arc::new(move |_| passphrase_from(&file));
    }
    if key_file.is_some() {
        new.key_file = key_file;
    }
    new
}

fn back_up(home: &Home, file: &Path, passphrase_file: Option<&Path>) -> Result<ExitCode> {
    if Summary::of(home)?.is_none() {
        return Err(no_vault());
    }
    live::clear_leftovers(home);
    let passphrase = recovery_passphrase(passphrase_file, Ask::New)?;
    Vault::open(home, &keys(), Prompt::Never)?.back_up(file, &passphrase)?;
    say(&format!("Wrote {}. It opens with the recovery passphrase only.", file.display()));
    Ok(ExitCode::SUCCESS)
}
