//! Shell completions. Account names come from the vault itself, which needs no key for them.

use crate::args::Shell;
use crate::out::data;
use clap_complete::engine::CompletionCandidate;
use clap_complete::env::Shells;
use fobwatch_core::error::{Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::vault::Summary;
use std::ffi::OsStr;
use std::process::ExitCode;

/// `fob completions`.
pub fn print(shell: Shell) -> Result<ExitCode> {
    let failed = || Error::internal("writing completions");
    let shells = Shells::builtins();
    let shell = shells.completer(shell.name()).ok_or_else(failed)?;
    let mut text = Vec::new();
    shell.write_registration("COMPLETE", "fob", "fob", "fob", &mut text).map_err(|_| failed())?;
    data(String::from_utf8_lossy(&text).trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// The names of the accounts that begin like this, upper and lower case alike. Errors are not for a shell's prompt.
pub fn account_names(begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_string_lossy().to_lowercase();
    let summary = Home::find().and_then(|home| Summary::of(&home)).ok().flatten();
    let names = summary.map(|summary| summary.names).unwrap_or_default();
    names
        .into_iter()
        .filter(|name| name.to_lowercase().starts_with(&begun))
        .map(CompletionCandidate::new)
        .collect()
}
