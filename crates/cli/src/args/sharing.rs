//! `fob share` and `fob import`.

use crate::complete::account_names;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Share {
    /// The accounts to share; without any: all of them.
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(account_names))]
    pub names: Vec<String>,
    /// The file to write. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// The file; `-`: stdin.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Do not ask before adding.
    #[arg(long)]
    pub yes: bool,
    /// Only show what would be added.
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON: what would be added with --dry-run, what was added without.
    #[arg(long)]
    pub json: bool,
    /// Take the secrets that the file has, instead of asking for them.
    #[arg(long)]
    pub use_secrets: bool,
    /// Keep the secrets in the vault, to log in again unattended.
    #[arg(long)]
    pub remember: bool,
    /// Only write the accounts down; nothing is asked for, and `fob login` logs in later.
    #[arg(long, conflicts_with_all = ["use_secrets", "remember"])]
    pub no_login: bool,
    /// Another place that the credentials may go to, where a profile or the server names one.
    #[arg(long, value_name = "ORIGIN")]
    pub trust: Vec<String>,
}
