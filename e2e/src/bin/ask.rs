//! A script that needs a token: asks the vault in `FOBWATCH_HOME` for one that lasts so many seconds, and prints it.
//! Many of these at once are what many scripts at once are.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to the test that started it")]

use chrono::TimeDelta;
use fobwatch_core::Fobwatch;
use fobwatch_core::error::{Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::keyring::{Keyring, Prompt};
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match ask().await {
        Ok(token) => {
            println!("{token}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn ask() -> Result<String> {
    let seconds = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or_default();
    let fobwatch = Fobwatch::new(Home::find()?, Keyring::system())?;
    fobwatch.open(Prompt::Never).await;
    let keeper = fobwatch.keeper()?;
    let account = keeper.views().into_iter().next().ok_or_else(Error::no_account)?;
    let token = keeper.token(account.id, TimeDelta::seconds(seconds)).await?;
    Ok(token.session.access_token.expose().to_owned())
}
