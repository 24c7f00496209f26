//! The list of the files that hold a token: whoever starts next finds what a crash has left in them.

use crate::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::home::{Home, unavailable, write_whole};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// How many files one list may hold.
const MOST: usize = 500;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    pub account: AccountId,
    pub path: PathBuf,
    /// It ends with the command that asked for it; else it is kept until somebody says no.
    pub for_now: bool,
    /// The variables that have been written into it: other lines are never touched.
    #[serde(default)]
    pub names: Vec<String>,
}

impl Listed {
    /// Adds names that are not among its own yet. Says whether there were any.
    pub fn add_names(&mut self, names: &[String]) -> bool {
        let before = self.names.len();
        for name in names {
            if !self.names.contains(name) {
                self.names.push(name.clone());
            }
        }
        self.names.len() > before
    }
}

/// All files on the list. It holds no secret, and is read without the vault's key.
///
/// # Errors
/// `vault_unavailable` where it cannot be read.
pub(super) fn read(home: &Home) -> Result<Vec<Listed>> {
    let path = path(home);
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| odd(&path)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unavailable(&path, &error)),
    }
}

/// Changes the list, one process at a time.
///
/// # Errors
/// Those of the change; `vault_unavailable`.
pub(super) fn change(home: &Home, change: impl FnOnce(&mut Vec<Listed>) -> Result<()>) -> Result<()> {
    let failed = |error: &std::io::Error| unavailable(home.folder(), error);
    let _lock = {
        let file = home.lock_file("files.lock")?;
        file.lock().map_err(|error| failed(&error))?;
        file
    };
    let before = read(home)?;
    let mut after = before.clone();
    change(&mut after)?;
    if after == before {
        return Ok(());
    }
    if after.len() > MOST {
        return Err(Error::new(
            Code::InvalidInput,
            format!("{MOST} files are kept fresh already."),
            "Stop keeping one of them.",
        ));
    }
    let bytes =
        serde_json::to_vec_pretty(&after).map_err(|_| Error::internal("writing the list of files"))?;
    write_whole(&path(home), &bytes).map_err(|error| failed(&error))
}

/// Takes a file from the list.
///
/// # Errors
/// `vault_unavailable`.
pub(super) fn forget(home: &Home, path: &Path) -> Result<()> {
    change(home, |list| {
        list.retain(|listed| listed.path != path);
        Ok(())
    })
}

/// The right to write into a file of the list; `None` while another process has it. Let go by the system when that ends.
///
/// # Errors
/// `vault_unavailable`.
pub(super) fn hold(home: &Home, file: &Path) -> Result<Option<File>> {
    let lock = home.lock_file(&lock_name("file", file))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(unavailable(home.folder(), &error)),
    }
}

/// The turn to change what is in a file: one at a time among all that write into it or take a token out. It is had for a
/// moment only, and in it no other lock is waited for but the list's.
///
/// # Errors
/// `vault_unavailable`.
pub(super) fn turn(home: &Home, file: &Path) -> Result<File> {
    let lock = home.lock_file(&lock_name("turn", file))?;
    lock.lock().map_err(|error| unavailable(home.folder(), &error))?;
    Ok(lock)
}

fn lock_name(what: &str, file: &Path) -> String {
    let digest = Sha256::digest(file.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{what}-{name}.lock")
}

fn path(home: &Home) -> PathBuf {
    home.folder().join("files.json")
}

fn odd(path: &Path) -> Error {
    Error::new(
        Code::VaultUnavailable,
        format!("{} cannot be read.", path.display()),
        "It lists the files that Fobwatch keeps fresh. Look for tokens in them, then delete it.",
    )
}
