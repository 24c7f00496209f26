//! Commands that change an account: add, login, logout, remove, rename.

use crate::args::{Add, Login, Logout, Remove, Rename};
use crate::ask::{self, agreed, usage};
use crate::exit;
use crate::out::say;
use crate::profile;
use crate::work::{close, fobwatch, keeper, keeper_of};
use fobwatch_core::address::BaseUrl;
use fobwatch_core::error::{Code, Result};
use fobwatch_core::home::Home;
use fobwatch_core::keeper::{Keeper, Working};
use fobwatch_core::live;
use fobwatch_core::profile::Profile;
use fobwatch_core::tls::{CLIENT_KEY, key_from};
use fobwatch_core::view::{AccountDraft, AccountView};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

/// `fob add`.
pub async fn add(add: Add) -> Result<ExitCode> {
    let (profile, proposed) = match add.profile.as_str() {
        "auto" => detected(&add.place.base_url).await?,
        text => (profile::named(text)?, BTreeMap::new()),
    };
    let given: BTreeMap<_, _> = proposed.into_iter().chain(add.set).collect();
    let inputs = ask::inputs(&profile, given.into_iter().collect())?;
    let mut secrets = ask::secrets(&profile, &add.secret)?;
    if !add.no_login {
        ask::missing_secrets(&profile, &mut secrets)?;
    }
    if add.no_login && !secrets.is_empty() && !add.remember {
        return Err(usage(
            "Without a login and without --remember the secret is used for nothing.".to_owned(),
            "Leave --secret out, or give --remember.".to_owned(),
        ));
    }
    let profiles = profile::profiles()?;
    let kept_now = profile::is_file(&add.profile) && profiles.find(&profile.id).is_err();
    if profile::is_file(&add.profile) {
        profiles.save(profile.text(), false)?;
    }
    let draft = AccountDraft {
        name: add.name,
        environment: add.environment,
        profile: profile.id.clone(),
        inputs,
        secrets,
        remember: add.remember,
        ..profile::draft(add.place)
    };
    let keeper = keeper(Working::WhenAsked).await?;
    let added = match add.no_login {
        true => keeper.add_signed_out(draft).await,
        false => added(&keeper, draft).await,
    };
    close(&keeper).await;
    if added.is_err() && kept_now {
        let _ = profiles.remove(&profile.id);
    }
    let added = added?;
    if add.remember && !profile.can_remember() {
        say(
            "Nothing is remembered: this login takes a person each time, or there is nothing to log in with.",
        );
    }
    let name = &added.name;
    say(&match (add.no_login, profile.is_static()) {
        (true, _) => format!("Added {name}, signed out."),
        (false, true) => format!("Added {name}."),
        (false, false) => format!("Added {name} and logged in."),
    });
    if profile.refresh.is_none() && profile.can_remember() && !added.remembers {
        say(
            "This profile has no refresh: when the token ends, log in again, or let Fobwatch do it with --remember.",
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Adds it; a login that goes to another place is agreed to by a person first.
async fn added(keeper: &Keeper, mut draft: AccountDraft) -> Result<AccountView> {
    loop {
        let refused = match keeper.add(draft.clone()).await {
            Ok(view) => return Ok(view),
            Err(error) => error,
        };
        let Some(origin) = refused.origin.clone().filter(|_| refused.code == Code::ForeignOrigin) else {
            return Err(refused);
        };
        let question = format!("{} May the credentials be sent there?", refused.message);
        if !agreed(
            &question,
            &format!("Nobody can be asked here: give --trust {origin} when both belong together."),
        )? {
            return Err(refused);
        }
        draft.trusts.push(origin);
    }
}

/// The profile that shows itself at this address, with what could be told of its inputs, agreed to by a person.
async fn detected(base_url: &str) -> Result<(Arc<Profile>, BTreeMap<String, String>)> {
    let found = fobwatch(Home::find()?, Working::WhenAsked).detect(base_url).await?;
    let Some(best) = found.first() else {
        return Err(usage(
            format!("Nothing at {base_url} shows which profile fits."),
            "Choose one: `fob profile list` shows all of them.".to_owned(),
        ));
    };
    for proposal in &found {
        say(&format!("{}: {}", proposal.profile, proposal.why));
    }
    let question = format!("Use the profile {}?", best.profile);
    if agreed(&question, &format!("Nobody can be asked here: give --profile {}.", best.profile))? {
        return Ok((Profile::find(&best.profile)?, best.inputs.clone()));
    }
    Err(usage("Nothing was added.".to_owned(), "Choose a profile with --profile.".to_owned()))
}

/// `fob login`.
pub async fn log_in(login: Login) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&login.name.name).await?;
    let profile = keeper.profile(account.id)?;
    let mut secrets = ask::secrets(&profile, &login.secret)?;
    ask::missing_secrets(&profile, &mut secrets)?;
    if let Some(path) = &login.client_key {
        secrets.insert(CLIENT_KEY.to_owned(), key_from(path)?);
    }
    let trusts = login.trust.iter().map(|origin| Ok(BaseUrl::parse(origin)?.origin().to_owned()));
    let trusts = trusts.collect::<Result<_>>()?;
    let done = keeper.log_in_trusting(account.id, secrets, login.remember.then_some(true), trusts).await;
    let done = done.map_err(ask::naming_trust);
    close(&keeper).await;
    done?;
    say(&match profile.is_static() {
        true => format!("{} has the new credential.", account.name),
        false => format!("Logged in to {}.", account.name),
    });
    Ok(ExitCode::SUCCESS)
}

/// `fob logout`.
pub async fn log_out(logout: Logout) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&logout.name.name).await?;
    let done = keeper.log_out(account.id, logout.everywhere).await;
    close(&keeper).await;
    let done = done?;
    live::empty_of(&Home::find()?, account.id);
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
    live::take_out_of(&Home::find()?, account.id);
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
