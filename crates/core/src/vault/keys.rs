//! What opens a vault: an item in the keyring, a passphrase, or a file.

use super::derivation::Derivation;
use super::seal::{self, Key};
use crate::error::{Code, Error, Result};
use crate::home::{make_private, open_private_file};
use crate::keyring::{Keyring, Prompt};
use crate::secret::Secret;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// What opens a vault. It is written into the vault and never changed on the quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// The operating system's keyring.
    Keyring,
    /// Something that a person remembers, or a service manager hands over.
    Passphrase,
    /// A file of random bytes, for machines without a person.
    KeyFile,
}

impl KeySource {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Keyring, Self::Passphrase, Self::KeyFile];

    /// The word in the vault's `key_source` field and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
            Self::KeyFile => "key-file",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text).ok_or_else(|| {
            Error::new(
                Code::VaultNewer,
                "The vault's key is kept in a way that this Fobwatch does not know.",
                "Install the version of Fobwatch that made the vault. Nothing was changed.",
            )
        })
    }
}

/// Why a passphrase is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// It opens something that exists.
    Known,
    /// It is a new one: a person types it twice.
    New,
}

/// Asks a person or a file for a passphrase. It may block.
pub type AskPassphrase = Arc<dyn Fn(Ask) -> Result<Secret> + Send + Sync>;

/// Where the key of a vault may come from.
#[derive(Clone)]
pub struct Keys {
    /// For a vault whose key is in the keyring.
    pub keyring: Keyring,
    /// For a vault that opens with a passphrase.
    pub passphrase: AskPassphrase,
    /// For a vault that opens with a file.
    pub key_file: Option<PathBuf>,
}

/// A key that was just made, and how it is made again.
pub(super) struct NewKey {
    pub source: KeySource,
    pub id: String,
    pub key: Key,
    pub derivation: Option<Derivation>,
}

/// Names a file with the passphrase, for when nobody is there to type it.
pub const PASSPHRASE_FILE: &str = "FOBWATCH_PASSPHRASE_FILE";
/// Names the key file.
pub const KEY_FILE: &str = "FOBWATCH_KEY_FILE";

impl Keys {
    /// This keyring, and the files that `FOBWATCH_PASSPHRASE_FILE` and `FOBWATCH_KEY_FILE` name. Nobody is asked.
    pub fn unattended(keyring: Keyring) -> Self {
        Self {
            keyring,
            passphrase: Arc::new(|_| {
                passphrase_from_environment().unwrap_or_else(|| Err(passphrase_needed()))
            }),
            key_file: named_by(KEY_FILE),
        }
    }

    /// The key of an existing vault.
    ///
    /// # Errors
    /// The keyring's errors; `key_missing`, `key_file`, `passphrase_needed`.
    pub(super) fn key(
        &self,
        source: KeySource,
        item: &str,
        derivation: Option<&Derivation>,
        prompt: Prompt,
    ) -> Result<Key> {
        let derivation =
            || derivation.ok_or_else(|| super::damaged("The vault does not say how its key is made."));
        match source {
            KeySource::Keyring => {
                let found = self.keyring.get(item, prompt)?;
                found.and_then(|bytes| <[u8; 32]>::try_from(&**bytes).ok()).map(Key::new).ok_or_else(|| {
                    Error::new(
                        Code::KeyMissing,
                        "The keyring has no key for this vault.",
                        "Restore the keyring, or move the vault file away to start with an empty one.",
                    )
                })
            }
            KeySource::Passphrase => derivation()?.key((self.passphrase)(Ask::Known)?.expose().as_bytes()),
            KeySource::KeyFile => derivation()?.key(&read_key_file(self.key_file.as_deref())?),
        }
    }

    /// A new key. One in the keyring was read back; a key file that does not exist is made.
    ///
    /// # Errors
    /// The keyring's errors; `key_file`, `passphrase_needed`.
    pub(super) fn new_key(&self, source: KeySource, vault: &str, prompt: Prompt) -> Result<NewKey> {
        let id = uuid::Uuid::new_v4().to_string();
        let (key, derivation) = match source {
            KeySource::Keyring => {
                let key = seal::random_key()?;
                self.keyring.set(&item(vault, &id), &*key, prompt)?;
                (key, None)
            }
            KeySource::Passphrase => {
                let passphrase = (self.passphrase)(Ask::New)?;
                let derivation = Derivation::of_passphrase()?;
                (derivation.key(passphrase.expose().as_bytes())?, Some(derivation))
            }
            KeySource::KeyFile => {
                let derivation = Derivation::of_key_file()?;
                (derivation.key(&key_file_or_new(self.key_file.as_deref())?)?, Some(derivation))
            }
        };
        Ok(NewKey { source, id, key, derivation })
    }

    /// What a vault was once opened by is of no use any more.
    pub(super) fn forget(&self, source: KeySource, item: &str) {
        if source == KeySource::Keyring {
            // One that stays behind opens nothing and harms nobody.
            let _ = self.keyring.delete(item, Prompt::Never);
        }
    }
}

/// The name of the keyring item that holds a vault's key.
pub(super) fn item(vault: &str, key: &str) -> String {
    format!("{vault}.{key}")
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// What is in the file that `FOBWATCH_PASSPHRASE_FILE` names; `None` where it names none.
pub fn passphrase_from_environment() -> Option<Result<Secret>> {
    named_by(PASSPHRASE_FILE).map(|path| passphrase_from(&path))
}

/// The first line of a file that only this user can read.
///
/// # Errors
/// `key_file`.
pub fn passphrase_from(path: &Path) -> Result<Secret> {
    let bytes = read_private(path, "passphrase file")?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        key_file(format!("{} is not text.", path.display()), "Write the passphrase into it as UTF-8.")
    })?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(key_file(
            format!("{} is empty.", path.display()),
            "Write the passphrase into its first line.",
        ));
    }
    Ok(Secret::new(line.to_owned()))
}

/// The shortest key file, in bytes.
const SHORTEST_KEY_FILE: usize = 32;
/// No key file is longer.
const LONGEST_KEY_FILE: u64 = 1024 * 1024;

fn read_key_file(path: Option<&Path>) -> Result<Zeroizing<Vec<u8>>> {
    let path = path.ok_or_else(|| {
        key_file(
            "This vault opens with a key file.".to_owned(),
            "Set FOBWATCH_KEY_FILE to where that file is.",
        )
    })?;
    let bytes = read_private(path, "key file")?;
    if bytes.len() < SHORTEST_KEY_FILE {
        return Err(key_file(
            format!("The key file {} is too short.", path.display()),
            "It holds at least 32 random bytes; let `fob vault init` make it.",
        ));
    }
    Ok(bytes)
}

fn key_file_or_new(path: Option<&Path>) -> Result<Zeroizing<Vec<u8>>> {
    let path = path.ok_or_else(|| {
        key_file("No key file is named.".to_owned(), "Set FOBWATCH_KEY_FILE to where it is or shall be made.")
    })?;
    if path.symlink_metadata().is_err() {
        let made = make_private(path).and_then(|mut file| {
            file.write_all(&*seal::random_key().map_err(std::io::Error::other)?)?;
            // Before anything is sealed with it.
            file.sync_all()
        });
        made.map_err(|error| {
            // Half a key would be in the way of the next try.
            let _ = std::fs::remove_file(path);
            key_file(
                format!("{} cannot be made: {error}.", path.display()),
                "Name a file in a folder of your own.",
            )
        })?;
    }
    read_key_file(Some(path))
}

fn read_private(path: &Path, what: &str) -> Result<Zeroizing<Vec<u8>>> {
    let failed = |error: &std::io::Error| {
        key_file(
            format!("The {what} {} cannot be read: {error}.", path.display()),
            "Check the path and who owns it.",
        )
    };
    let file = open_private_file(path).map_err(|error| failed(&error))?;
    refuse_what_others_can_read(path, &file, what)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    file.take(LONGEST_KEY_FILE + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > LONGEST_KEY_FILE {
        return Err(key_file(
            format!("The {what} {} is far too long.", path.display()),
            "Name the right file.",
        ));
    }
    Ok(bytes)
}

/// systemd gives a service its credentials with an access list, which shows as a right of the group, in a folder that
/// nobody else can enter (systemd.exec(5), "Credentials").
#[cfg(unix)]
fn refuse_what_others_can_read(path: &Path, file: &std::fs::File, what: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file
        .metadata()
        .map_err(|error| key_file(format!("The {what} cannot be looked at: {error}."), "Check the file."))?
        .permissions()
        .mode();
    let of_the_service =
        named_by("CREDENTIALS_DIRECTORY").is_some_and(|folder| path.parent() == Some(&folder));
    let allowed = if of_the_service { 0o640 } else { 0o600 };
    if mode & 0o777 & !(allowed | 0o100) != 0 {
        return Err(key_file(
            format!("Others can read the {what} {}.", path.display()),
            format!("Run `chmod 600 '{}'`, and make a new one if others may have seen it.", path.display()),
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "access lists are not looked at")]
fn refuse_what_others_can_read(_: &Path, _: &std::fs::File, _: &str) -> Result<()> {
    Ok(())
}

fn key_file(message: String, hint: impl Into<String>) -> Error {
    Error::new(Code::KeyFile, message, hint)
}

/// Nobody is there to type the passphrase.
pub fn passphrase_needed() -> Error {
    Error::new(
        Code::PassphraseNeeded,
        "This vault opens with a passphrase.",
        "Set FOBWATCH_PASSPHRASE_FILE to a file that holds it and that only you can read.",
    )
}
