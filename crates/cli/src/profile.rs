//! `fob profile`: how each family of APIs logs in.

use crate::args::{Place, Profile as Command, Try};
use crate::ask;
use crate::exit;
use crate::out::{data, say};
use crate::work::fobwatch;
use fobwatch_core::auth::{Exchange, Trial};
use fobwatch_core::error::{Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Working;
use fobwatch_core::profile::{Profile, Profiles, SCHEMA};
use fobwatch_core::view::{AccountDraft, ProfileView};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// `fob profile`.
pub async fn obey(command: Command) -> Result<ExitCode> {
    match command {
        Command::List(json) => list(json.json),
        Command::Show { id } => data(profiles()?.find(&id)?.text().trim_end()).map(|()| ExitCode::SUCCESS),
        Command::Check { file } => {
            let profile = Profiles::read(&file)?;
            say(&format!("{} is a good profile: {}.", file.display(), profile.title));
            Ok(ExitCode::SUCCESS)
        }
        Command::Add { file, replace } => {
            let profile = profiles()?.save(Profiles::read(&file)?.text(), replace)?;
            say(&format!("Kept as {}.", profile.id));
            Ok(ExitCode::SUCCESS)
        }
        Command::Remove { id } => {
            profiles()?.remove(&id)?;
            say(&format!("Removed {id}. Accounts keep the one that they logged in with."));
            Ok(ExitCode::SUCCESS)
        }
        Command::Detect { base_url } => detect(&base_url).await,
        Command::Try(wanted) => try_out(wanted).await,
        Command::Schema => data(SCHEMA.trim_end()).map(|()| ExitCode::SUCCESS),
    }
}

/// The profiles that there are.
///
/// # Errors
/// `vault_unavailable` where there can be no data folder.
pub fn profiles() -> Result<Profiles> {
    Ok(Profiles::of(&Home::find()?))
}

/// The profile that somebody named: by its id, or as a file.
///
/// # Errors
/// `invalid_input` where there is none; `invalid_profile`.
pub fn named(text: &str) -> Result<Arc<Profile>> {
    if is_file(text) { Profiles::read(Path::new(text)).map(Arc::new) } else { profiles()?.find(text) }
}

/// Whether this names a file. An id has no sign of one.
pub fn is_file(text: &str) -> bool {
    text.contains(['/', '\\', '.'])
}

fn list(json: bool) -> Result<ExitCode> {
    let profiles = profiles()?;
    let all = profiles.all();
    if json {
        let views: Vec<_> = all.iter().map(|profile| ProfileView::from(&**profile)).collect();
        let text = serde_json::to_string_pretty(&views).map_err(|_| Error::internal("writing JSON"))?;
        return data(&text).map(|()| ExitCode::SUCCESS);
    }
    let width = all.iter().map(|profile| profile.id.len()).max().unwrap_or_default();
    for profile in &all {
        let whose = if profile.is_built_in() { "" } else { "  (yours)" };
        data(&format!("{:width$}  {}{whose}", profile.id, profile.title))?;
    }
    for (_, error) in profiles.broken() {
        say(&format!("Not listed: {} {}", error.message, error.hint));
    }
    Ok(ExitCode::SUCCESS)
}

async fn detect(base_url: &str) -> Result<ExitCode> {
    let found = fobwatch(Home::find()?, Working::WhenAsked).detect(base_url).await?;
    for proposal in &found {
        data(&format!("{}  {}", proposal.profile, proposal.why))?;
        for (name, value) in &proposal.inputs {
            data(&format!("  --set {name}={value}"))?;
        }
    }
    if found.is_empty() {
        say("Nothing there shows which profile fits. `fob profile list` shows all of them.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn try_out(wanted: Try) -> Result<ExitCode> {
    let profile = named(&wanted.profile)?;
    let inputs = ask::inputs(&profile, wanted.set)?;
    let mut secrets = ask::secrets(&profile, &wanted.secret)?;
    ask::missing_secrets(&profile, &mut secrets)?;
    let draft = AccountDraft { inputs, secrets, profile: profile.id.clone(), ..draft(wanted.place) };
    let trial = fobwatch(Home::find()?, Working::WhenAsked).try_out(profile.text(), draft).await;
    if wanted.json {
        let text = serde_json::to_string_pretty(&trial).map_err(|_| Error::internal("writing JSON"))?;
        data(&text)?;
    } else {
        trial.exchanges.iter().try_for_each(|exchange| data(&written(exchange)))?;
    }
    Ok(verdict(&trial))
}

/// What was said about a place, as a draft begins.
pub fn draft(place: Place) -> AccountDraft {
    AccountDraft {
        base_url: place.base_url,
        trusts: place.trust,
        ca_file: place.ca,
        client_certificate_file: place.client_cert,
        client_key_file: place.client_key,
        ..AccountDraft::default()
    }
}

fn written(exchange: &Exchange) -> String {
    let mut lines = vec![format!("{}: {} {}", exchange.call, exchange.method, exchange.url)];
    lines.extend(exchange.headers.iter().map(|(name, value)| format!("  > {name}: {value}")));
    lines.extend(exchange.body.iter().map(|body| format!("  > {body}")));
    lines.extend(exchange.status.iter().map(|status| format!("  < {status}")));
    let answer = exchange.answer.iter().flat_map(|answer| answer.lines());
    lines.extend(answer.map(|line| format!("  < {line}")));
    for found in &exchange.found {
        let value = found.value.as_deref().unwrap_or("not there");
        lines.push(format!("  = {} at {}: {value}", found.what, found.place));
    }
    lines.extend(exchange.failure.iter().map(|failure| format!("  ! {}", failure.message)));
    lines.join("\n")
}

fn verdict(trial: &Trial) -> ExitCode {
    match &trial.failure {
        None if trial.exchanges.is_empty() => {
            say("Nothing was asked of the server: this profile names no login and no check.");
            ExitCode::SUCCESS
        }
        None => {
            say("Everything that the profile describes works here.");
            ExitCode::SUCCESS
        }
        Some(failure) => exit::complain(&ask::naming_trust(Error::from(failure.clone()))),
    }
}
