//! What can be typed after `fob vault`.

use clap::{Subcommand, ValueEnum};
use fobwatch_core::vault::KeySource;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Vault {
    /// Say where the vault is and what opens it.
    #[command(after_help = "Example:\n  fob vault status --json")]
    Status(super::Json),
    /// Make an empty vault.
    #[command(
        after_help = "Example:\n  FOBWATCH_KEY_FILE=/etc/fobwatch/key fob vault init --key-source key-file"
    )]
    Init {
        /// What shall open it.
        #[arg(long, value_enum, default_value_t)]
        key_source: Source,
    },
    /// Seal everything with a new key.
    #[command(after_help = "Example:\n  fob vault rekey --key-source passphrase")]
    Rekey {
        /// What shall open it. Without it: the same as now.
        #[arg(long, value_enum)]
        key_source: Option<Source>,
        /// A file with the new passphrase in its first line; without it FOBWATCH_PASSPHRASE_FILE or the terminal is asked.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// The new key file; made when missing. Without it FOBWATCH_KEY_FILE names it.
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
    },
    /// Write a copy that opens with a recovery passphrase.
    #[command(after_help = "Example:\n  fob vault backup fobwatch-backup.db")]
    Backup {
        /// The file to write; it must not exist.
        file: PathBuf,
        /// A file with the recovery passphrase in its first line; without it the terminal is asked.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Make the vault from such a copy.
    #[command(after_help = "Example:\n  fob vault restore fobwatch-backup.db")]
    Restore {
        /// The copy.
        file: PathBuf,
        /// A file with the recovery passphrase in its first line; without it the terminal is asked.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// What shall open the vault from now on.
        #[arg(long, value_enum, default_value_t)]
        key_source: Source,
    },
}

/// What opens a vault.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Source {
    /// The operating system's keyring.
    #[default]
    Keyring,
    /// A passphrase, typed or from FOBWATCH_PASSPHRASE_FILE.
    Passphrase,
    /// The file that FOBWATCH_KEY_FILE names; made when missing.
    KeyFile,
}

impl From<Source> for KeySource {
    fn from(source: Source) -> Self {
        match source {
            Source::Keyring => Self::Keyring,
            Source::Passphrase => Self::Passphrase,
            Source::KeyFile => Self::KeyFile,
        }
    }
}
