//! Commands that give a token: token, refresh.

use crate::args::{Format, Refresh, Token};
use crate::exit;
use crate::out::{data, say, warn};
use crate::signal::unless_stopped;
use crate::work::{close, keeper, keeper_of};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::export::{Target, document};
use fobwatch_core::handoff::{self, CopyWhat};
use fobwatch_core::home::Home;
use fobwatch_core::keeper::{Keeper, Token as Good, Working};
use fobwatch_core::secret::Secret;
use fobwatch_core::vault::Vault;
use fobwatch_core::view::{AccountState, AccountView};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// What a script needs who says nothing: long enough for a few calls.
const A_MINUTE: TimeDelta = TimeDelta::minutes(1);

/// `fob token`.
pub async fn print(token: Token) -> Result<ExitCode> {
    let good = good_of(&token.name.name, token.min_ttl).await?;
    data(text(token.format, &good)?.expose())?;
    Ok(ExitCode::SUCCESS)
}

fn text(format: Format, good: &Good) -> Result<Secret> {
    let copy = |what| handoff::text(what, &good.account, &good.session);
    let file = |target| document(target, &good.account, &good.session);
    match format {
        Format::Raw => copy(CopyWhat::AccessToken),
        Format::Header => copy(CopyWhat::AuthorizationHeader),
        Format::Curl => copy(CopyWhat::Curl),
        Format::Env => copy(CopyWhat::EnvLine),
        Format::K8s => file(Target::Kubernetes),
        Format::Git => file(Target::Git),
        Format::Json => object(good),
    }
}

/// A token of the account of this name, as [`good`], for a command that wants nothing else.
///
/// # Errors
/// As for [`good`]; `no_such_account`.
pub async fn good_of(name: &str, least: Option<Duration>) -> Result<Good> {
    let (keeper, account) = keeper_of(name).await?;
    let good = unless_stopped(&keeper, good(&keeper, account.id, least)).await;
    close(&keeper).await;
    good
}

/// A token that is good for that long. Who names no time also takes a shorter one, where the server gives no other.
///
/// # Errors
/// As for [`Keeper::token`].
pub async fn good(keeper: &Keeper, id: AccountId, least: Option<Duration>) -> Result<Good> {
    let asked = least.map_or(A_MINUTE, |least| TimeDelta::from_std(least).unwrap_or(TimeDelta::MAX));
    let good = match keeper.token(id, asked).await {
        Err(error) if error.code == Code::ShortLived && least.is_none() => {
            keeper.token(id, TimeDelta::zero()).await
        }
        other => other,
    }?;
    if good.uncommitted {
        warn("The token is good, but it could not be saved yet. Look at the disk.");
    }
    Ok(good)
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Object<'a> {
    token: &'a str,
    expires_at: Option<DateTime<Utc>>,
    client_id: Option<&'a str>,
}

fn object(good: &Good) -> Result<Secret> {
    let session = &good.session;
    let object = Object {
        token: session.access_token.expose(),
        expires_at: session.access_expires_at,
        client_id: session.client_id.as_deref(),
    };
    serde_json::to_string(&object).map(Secret::new).map_err(|_| Error::internal("writing JSON"))
}

/// `fob refresh`.
pub async fn refresh(refresh: Refresh) -> Result<ExitCode> {
    match refresh.name {
        Some(name) => one(&name).await,
        None => all().await,
    }
}

async fn one(name: &str) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(name).await?;
    let done = unless_stopped(&keeper, keeper.refresh(account.id)).await;
    close(&keeper).await;
    done?;
    say(&format!("{} has a new access token.", account.name));
    Ok(ExitCode::SUCCESS)
}

/// Everybody who can be refreshed is; the exit code is that of the first who could not.
async fn all() -> Result<ExitCode> {
    if !Vault::exists(&Home::find()?) {
        say("There are no accounts yet.");
        return Ok(ExitCode::SUCCESS);
    }
    let keeper = keeper(Working::WhenAsked).await?;
    let refreshed = |view: &AccountView| view.access.is_some() && view.state != AccountState::Static;
    let accounts = keeper.views().into_iter().filter(refreshed);
    let runs: Vec<_> = accounts
        .map(|view| {
            let keeper = keeper.clone();
            let run = tokio::spawn(async move { keeper.refresh_in_turn(view.id).await });
            (view.name, run)
        })
        .collect();
    let (mut done, mut code) = (0, None);
    for (name, run) in runs {
        let run = async { run.await.unwrap_or_else(|_| Err(Error::internal("refreshing"))) };
        match unless_stopped(&keeper, run).await {
            Ok(()) => done += 1,
            Err(error) => {
                exit::complain_about(&name, &error);
                code = code.or(Some(exit::code(error.code)));
            }
        }
    }
    close(&keeper).await;
    let plural = if done == 1 { "account has a new access token" } else { "accounts have new access tokens" };
    say(&format!("{done} {plural}."));
    Ok(code.map_or(ExitCode::SUCCESS, ExitCode::from))
}
