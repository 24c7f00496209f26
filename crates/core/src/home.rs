//! Where Fobwatch keeps its files, and how it makes them: for this user only, never through a link.

use crate::error::{Code, Error, Result};
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long somebody who makes a vault is waited for: an unattended look at a keyring takes less.
const MOMENT: Duration = Duration::from_secs(4);

/// A path as a person writes it: `~/` is the home folder.
pub fn as_typed(path: &Path) -> PathBuf {
    match path.strip_prefix("~") {
        Ok(rest) => {
            directories::BaseDirs::new().map_or_else(|| path.to_owned(), |dirs| dirs.home_dir().join(rest))
        }
        Err(_) => path.to_owned(),
    }
}

/// The data folder of the vault and the preferences.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// `FOBWATCH_HOME`, or the platform's data folder. Made when missing, mode 0700.
    ///
    /// # Errors
    /// `vault_unavailable` where it cannot be made.
    pub fn find() -> Result<Self> {
        let folder = match std::env::var_os("FOBWATCH_HOME").filter(|value| !value.is_empty()) {
            Some(folder) => PathBuf::from(folder),
            None => directories::ProjectDirs::from("", "", "fobwatch")
                .map(|dirs| dirs.data_dir().to_owned())
                .ok_or_else(|| {
                    Error::new(
                        Code::VaultUnavailable,
                        "This user has no home folder.",
                        "Set FOBWATCH_HOME to a folder of your own.",
                    )
                })?,
        };
        Self::at(&folder)
    }

    /// A given folder. Made when missing, mode 0700.
    ///
    /// # Errors
    /// `vault_unavailable` where it cannot be made.
    pub fn at(folder: &Path) -> Result<Self> {
        let failed = |error: &io::Error| unavailable(folder, error);
        private_folder(folder).map_err(|error| failed(&error))?;
        // Links above the folder are the user's business; inside it there must be none.
        folder.canonicalize().map(Self).map_err(|error| failed(&error))
    }

    /// The folder itself, without links in its path.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The vault's file.
    pub fn vault(&self) -> PathBuf {
        self.0.join("vault.db")
    }

    /// The folder of people's own profiles. It need not be there.
    pub fn profiles(&self) -> PathBuf {
        self.0.join("profiles")
    }

    /// The lock file with this name, in a folder of their own.
    ///
    /// # Errors
    /// `vault_unavailable` where it cannot be made.
    pub fn lock_file(&self, name: &str) -> Result<File> {
        let folder = self.0.join("locks");
        private_folder(&folder).map_err(|error| unavailable(&folder, &error))?;
        let path = folder.join(name);
        open_private(&path).map_err(|error| unavailable(&path, &error))
    }

    /// Waits for this lock file, for a few seconds at most.
    ///
    /// # Errors
    /// `vault_unavailable` when somebody else keeps it, or where it cannot be made.
    pub(crate) fn lock_for_a_moment(&self, name: &str) -> Result<File> {
        let file = self.lock_file(name)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if begun.elapsed() < MOMENT => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(
                        Code::VaultUnavailable,
                        "Another Fobwatch is making this vault.",
                        "Try again in a moment.",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(unavailable(&self.0, &error)),
            }
        }
    }
}

/// Opens for reading. Links are followed: service managers hand files over through them.
pub(crate) fn open_private_file(path: &Path) -> io::Result<File> {
    // Before the opening: a pipe that nobody writes to would be waited for.
    if path.metadata()?.is_file() { File::open(path) } else { Err(io::Error::other("it is no file")) }
}

/// Makes a new file with mode 0600.
///
/// # Errors
/// What the system says, also when there is something of this name already.
pub(crate) fn make_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a whole file, or leaves what is there as it is: for this user only, and never through a link.
///
/// # Errors
/// What the system says.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    private_folder(folder_of(path)?)?;
    replace(path, bytes, make_private)
}

/// The same, for others to read: with the rights of the file that is there, else with those of any new file. No folder is made.
///
/// # Errors
/// What the system says.
pub(crate) fn write_for_others(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let rights = path.symlink_metadata().ok().map(|found| found.permissions());
    replace(path, bytes, |beside| {
        let file = File::create_new(beside)?;
        rights.map_or(Ok(()), |rights| file.set_permissions(rights))?;
        Ok(file)
    })
}

fn folder_of(path: &Path) -> io::Result<&Path> {
    path.parent().ok_or_else(|| io::Error::other("it is in no folder"))
}

fn replace(path: &Path, bytes: &[u8], make: impl FnOnce(&Path) -> io::Result<File>) -> io::Result<()> {
    use std::io::Write as _;
    // Random, so that nobody can lay a link in its way.
    let mut number = [0; 8];
    getrandom::fill(&mut number).map_err(|_| io::Error::other("the system gives no random bytes"))?;
    let beside = folder_of(path)?.join(format!(".{:016x}.new", u64::from_le_bytes(number)));
    let written = make(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens for reading and writing, made with mode 0600 when missing, and refused when it is a link.
///
/// # Errors
/// What the system says.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    if path.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a link or no file"));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(O_NOFOLLOW);
    }
    options.open(path)
}

/// `O_NOFOLLOW`: also closes the gap between looking and opening.
#[cfg(any(target_os = "linux", target_os = "android"))]
const O_NOFOLLOW: i32 = 0o400_000;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const O_NOFOLLOW: i32 = 0x100;

pub(crate) fn unavailable(path: &Path, error: &io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::PermissionDenied => "Check who owns the folder and that you may write to it.",
        io::ErrorKind::StorageFull => "Free some space on the disk.",
        io::ErrorKind::ReadOnlyFilesystem => "Set FOBWATCH_HOME to a folder that can be written to.",
        _ => "Check the folder, then try again.",
    };
    Error::new(Code::VaultUnavailable, format!("{} cannot be used: {error}.", path.display()), hint)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn folders_and_files_are_for_this_user_only() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(&temp.path().join("a/b")).unwrap();
        home.lock_file("x.lock").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(home.folder()), 0o700);
        assert_eq!(mode(&home.folder().join("locks")), 0o700);
        assert_eq!(mode(&home.folder().join("locks/x.lock")), 0o600);
    }

    #[test]
    fn a_planted_link_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        home.lock_file("first").unwrap();
        let target = temp.path().join("target");
        std::os::unix::fs::symlink(&target, home.folder().join("locks/x.lock")).unwrap();
        assert_eq!(home.lock_file("x.lock").unwrap_err().code, Code::VaultUnavailable);
        assert!(!target.exists());
    }

    #[test]
    fn a_file_in_the_way_is_a_clear_error() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert_eq!(Home::at(&file).unwrap_err().code, Code::VaultUnavailable);
    }
}
