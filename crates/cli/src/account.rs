//! Commands that change an account: add, login, logout, remove, rename.

use crate::args::{Add, Login, Logout, Remove, Rename};
use crate::ask::{self, agreed, usage};
use crate::exit;
use crate::out::say;
use crate::work::{close, keeper, keeper_of};
use fobwatch_core::error::Result;
use fobwatch_core::keeper::Working;
use fobwatch_core::profile::Profile;
use fobwatch_core::view::AccountDraft;
use std::process::ExitCode;

/// `fob add`.
pub async fn add(add: Add) -> Result<ExitCode> {
    let profile = Profile::find(&add.profile)?;
    let inputs = ask::inputs(profile, add.set)?;
    let mut secrets = ask::secrets(profile, &add.secret)?;
    if !add.no_login {
        ask::missing_secrets(profile, &mut secrets)?;
    }
    if add.no_login && !secrets.is_empty() && !add.remember {
        return Err(usage(
            "Without a login and without --remember the secret is used for nothing.".to_owned(),
            "Leave --secret out, or give --remember.".to_owned(),
        ));
    }
    let draft = AccountDraft {
        name: add.name,
        base_url: add.base_url,
        environment: add.environment,
        profile: add.profile,
        inputs,
        secrets,
        remember: add.remember,
    };
    let keeper = keeper(Working::WhenAsked).await?;
    let added = if add.no_login { keeper.add_signed_out(draft).await } else { keeper.add(draft).await };
    close(&keeper).await;
    let name = added?.name;
    say(&if add.no_login {
        format!("Added {name}, signed out.")
    } else {
        format!("Added {name} and logged in.")
    });
    Ok(ExitCode::SUCCESS)
}

/// `fob login`.
pub async fn log_in(login: Login) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&login.name.name).await?;
    let profile = Profile::find(&account.profile)?;
    let mut secrets = ask::secrets(profile, &login.secret)?;
    ask::missing_secrets(profile, &mut secrets)?;
    let done = keeper.log_in(account.id, secrets, login.remember.then_some(true)).await;
    close(&keeper).await;
    done?;
    say(&format!("Logged in to {}.", account.name));
    Ok(ExitCode::SUCCESS)
}

/// `fob logout`.
pub async fn log_out(logout: Logout) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&logout.name.name).await?;
    let done = keeper.log_out(account.id, logout.everywhere).await;
    close(&keeper).await;
    let done = done?;
    match done.failure {
        Some(failure) => {
            say(&format!(
                "Logged out of {} here. The server could not be told: {}",
                account.name, failure.message
            ));
            return Ok(ExitCode::from(exit::code(failure.code)));
        }
        None if done.revoked => say(&format!("Logged out of {} here and at the server.", account.name)),
        None => say(&format!("Logged out of {} here.", account.name)),
    }
    Ok(ExitCode::SUCCESS)
}

/// `fob remove`.
pub async fn remove(remove: Remove) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&remove.name.name).await?;
    let question = format!("Remove {} with its tokens and everything remembered for it?", account.name);
    if !remove.yes && !agreed(&question, "Nobody can be asked here: give --yes.")? {
        say("Nothing was removed.");
        return Ok(ExitCode::SUCCESS);
    }
    let done = keeper.remove(account.id).await;
    close(&keeper).await;
    done?;
    say(&format!("Removed {}.", account.name));
    Ok(ExitCode::SUCCESS)
}

/// `fob rename`.
pub async fn rename(rename: Rename) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&rename.name.name).await?;
    let done = keeper.rename(account.id, &rename.new).await;
    close(&keeper).await;
    say(&format!("{} is called {} now.", account.name, done?.name));
    Ok(ExitCode::SUCCESS)
}
