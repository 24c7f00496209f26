//! `fob exec`: a command with tokens in its environment, and in no argument.

use crate::args::Exec;
use crate::ask::usage;
use crate::signal::unless_stopped;
use crate::token::good;
use crate::work::{close, keeper_of, named};
use fobwatch_core::auth::usage as usage_of;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::handoff::{variable, variables};
use fobwatch_core::secret::Secret;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

/// `fob exec`.
pub async fn exec(exec: Exec) -> Result<ExitCode> {
    let Some((program, arguments)) = exec.command.split_first() else {
        return Err(usage("There is no command.".to_owned(), "Write it after --.".to_owned()));
    };
    let first = exec.names.first().map_or("", String::as_str);
    let (keeper, _) = keeper_of(first).await?;
    let mut environment = BTreeMap::new();
    let filled = async {
        for name in &exec.names {
            let account = named(&keeper, name)?;
            let good = good(&keeper, account.id, exec.min_ttl).await?;
            let prefix = match (&exec.prefix, exec.names.len()) {
                (Some(prefix), 1) => prefix.clone(),
                (None, 1) => "FOB".to_owned(),
                (Some(prefix), _) => format!("{prefix}_{}", variable(&account.name)),
                (None, _) => variable(&account.name),
            };
            let mut set = |what: &str, value: String| {
                environment.insert(format!("{prefix}_{what}"), Secret::new(value))
            };
            for (what, value) in variables(&good.account, &good.session) {
                if set(&what, value.expose().to_owned()).is_some() {
                    return Err(usage(
                        format!("Two of the accounts would both be {prefix}_{what}."),
                        "Rename one of them, or run the command for one account at a time.".to_owned(),
                    ));
                }
            }
            // For `curl -H`: only where one header carries it all.
            if let [(name, value)] = usage_of(&good.account, &good.session)?.as_slice() {
                set("AUTHORIZATION", format!("{name}: {}", value.expose()));
            }
            set("BASE_URL", good.account.base_url.to_string());
            if let Some(client_id) = &good.session.client_id {
                set("CLIENT_ID", client_id.clone());
            }
        }
        Ok(())
    };
    let filled = unless_stopped(&keeper, filled).await;
    close(&keeper).await;
    filled?;
    // So that the vault is closed in peace before the command takes over.
    drop(keeper);
    become_it(program, arguments, &environment)
}

/// The command takes this process's place: signals and its exit code need nobody to pass them on.
#[cfg(unix)]
fn become_it(
    program: &OsString,
    arguments: &[OsString],
    environment: &BTreeMap<String, Secret>,
) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(not_started(program, &command(program, arguments, environment).exec()))
}

#[cfg(not(unix))]
fn become_it(
    program: &OsString,
    arguments: &[OsString],
    environment: &BTreeMap<String, Secret>,
) -> Result<ExitCode> {
    let status =
        command(program, arguments, environment).status().map_err(|error| not_started(program, &error))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

fn command(program: &OsString, arguments: &[OsString], environment: &BTreeMap<String, Secret>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value.expose())));
    command
}

fn not_started(program: &OsString, error: &std::io::Error) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("{} cannot be started: {error}.", program.display()),
        "Check the command after --.",
    )
}
