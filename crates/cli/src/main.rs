//! `fob`: the command line of Fobwatch. It works on the same vault as the window, and both may run at once.

mod account;
mod args;
mod ask;
mod check;
mod complete;
mod doctor;
mod exec;
mod exit;
mod export;
mod guide;
mod inspect;
mod keep;
mod list;
mod man;
mod out;
mod profile;
mod sharing;
mod signal;
mod token;
mod vault;
mod work;

use args::{Cli, Command, without_values};
use clap::{CommandFactory, Parser};
use fobwatch_core::error::{Error, Result};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Answers a shell that asks how a line may go on, and ends.
    clap_complete::CompleteEnv::with_factory(Cli::command).complete();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let error = without_values(error);
            // Help and the version come this way as well. A reader that has gone away is no error.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    start_log();
    match run(cli.command) {
        Ok(code) => code,
        Err(error) => exit::complain(&error),
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| Error::internal("starting the runtime"))?;
    let code = runtime.block_on(obey(command));
    // A keyring or a name server that hangs must not keep the program from ending.
    runtime.shutdown_background();
    code
}

async fn obey(command: Command) -> Result<ExitCode> {
    match command {
        Command::Add(add) => account::add(add).await,
        Command::Login(login) => account::log_in(login).await,
        Command::List(json) => list::list(json.json).await,
        Command::Show(show) => list::show(&show).await,
        Command::Token(token) => token::print(token).await,
        Command::Export(export) => export::export(export).await,
        Command::Share(share) => sharing::share(share).await,
        Command::Import(import) => sharing::import(import).await,
        Command::Refresh(refresh) => token::refresh(refresh).await,
        Command::Check(ask) => check::check(ask).await,
        Command::Inspect(ask) => inspect::inspect(ask).await,
        Command::Logout(logout) => account::log_out(logout).await,
        Command::Remove(remove) => account::remove(remove).await,
        Command::Rename(rename) => account::rename(rename).await,
        Command::Exec(exec) => exec::exec(exec).await,
        Command::Keep(keep) => keep::keep(keep.log_format).await,
        Command::Profile(command) => profile::obey(command).await,
        Command::Vault(command) => vault::obey(command).await,
        Command::Doctor(json) => doctor::doctor(json.json).await,
        Command::Completions { shell } => complete::print(shell),
        Command::Man { folder } => man::write(&folder),
    }
}

/// Nothing is logged unless asked for: what people need to know is said in sentences.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOBWATCH_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
