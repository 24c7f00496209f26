//! `fob inspect`.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Inspect {
    /// A file with the token, or with what was sent and answered; `-` or nothing: stdin. Never the token itself.
    // Several are taken, so that a token that was typed in its place is not repeated in a message.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Keys to check the signature with: a JWKS, in a file or at an address that is then asked.
    #[arg(long, value_name = "URL|FILE")]
    pub jwks: Option<String>,
    /// A public key or a certificate to check the signature with.
    #[arg(long, value_name = "FILE")]
    pub pem: Option<PathBuf>,
    /// A file with the secret that the token is signed with (HS256 and its like).
    #[arg(long, value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// Ask for that secret at the terminal.
    #[arg(long, conflicts_with = "secret_key_file")]
    pub secret_key: bool,
    /// Also say why the request was refused.
    #[arg(long)]
    pub explain: bool,
    /// Look at the token alone, and open no vault to see whose it is.
    #[arg(long)]
    pub alone: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
