//! What can be typed after `fob profile`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Profile {
    /// List the profiles: how each family of APIs logs in.
    #[command(after_help = "Example:\n  fob profile list --json")]
    List(super::Json),
    /// Print a profile as it is written, to start one of your own from.
    #[command(after_help = "Example:\n  fob profile show b2b-jwt > acme.toml")]
    Show {
        /// Its id.
        id: String,
    },
    /// Say whether a file is a good profile, and if not, on which line. Nothing is asked of a server.
    #[command(after_help = "Example:\n  fob profile check acme.toml")]
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Keep a profile in the data folder, for the window and for other accounts.
    #[command(after_help = "Example:\n  fob profile add acme.toml --replace")]
    Add {
        /// The file.
        file: PathBuf,
        /// Replace the one of this id. Accounts keep the old one until they log in again.
        #[arg(long)]
        replace: bool,
    },
    /// Delete a profile from the data folder. Accounts keep the one that they logged in with.
    #[command(after_help = "Example:\n  fob profile remove acme")]
    Remove {
        /// Its id.
        id: String,
    },
    /// Look at an address and say which profiles may fit. Sends no credential, and nothing but GET.
    #[command(after_help = "Example:\n  fob profile detect https://api.example.com")]
    Detect {
        /// Where the API lives.
        base_url: String,
    },
    /// Log in, refresh, check and log out at a server, and show each exchange with secrets masked. Nothing is kept.
    #[command(
        after_help = "Example:\n  printf '%s\\n' \"$PASSWORD\" | fob profile try acme.toml --base-url https://api.example.com --set username=me --secret password"
    )]
    Try(Try),
    /// Print the JSON Schema of profiles, for editors.
    #[command(after_help = "Example:\n  fob profile schema > profile.schema.json")]
    Schema,
}

#[derive(Debug, Args)]
pub struct Try {
    /// A profile's id or file.
    pub profile: String,
    #[command(flatten)]
    pub place: super::Place,
    /// An input that is not secret, such as username=integration.
    #[arg(long, value_name = "KEY=VALUE", value_parser = super::key_value)]
    pub set: Vec<(String, String)>,
    /// A secret input to read from stdin: one line for each, in this order.
    #[arg(long, value_name = "KEY")]
    pub secret: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
