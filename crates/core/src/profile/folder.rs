//! The profiles that there are: ours, and those in the data folder.

use super::{Fault, LONGEST, Profile};
use crate::error::{Code, Error, Result};
use crate::home::Home;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The profiles that there are: ours, and those in the data folder.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    folder: Option<PathBuf>,
}

impl Profiles {
    /// Those that come with Fobwatch, and those in this data folder.
    pub fn of(home: &Home) -> Self {
        Self { folder: Some(home.profiles()) }
    }

    /// The profile with this id; one of ours goes before one of theirs.
    ///
    /// # Errors
    /// `invalid_input`, on the field `profile`; `invalid_profile` where the file is wrong.
    pub fn find(&self, id: &str) -> Result<Arc<Profile>> {
        let unknown = match Profile::find(id) {
            Ok(profile) => return Ok(profile),
            Err(unknown) => unknown,
        };
        match self.file(id) {
            Some(path) if path.is_file() => Ok(Arc::new(Self::read_kept(&path)?)),
            _ => Err(unknown),
        }
    }

    /// All that can be used: ours, then theirs by title.
    pub fn all(&self) -> Vec<Arc<Profile>> {
        let mut own: Vec<_> =
            self.files().iter().filter_map(|path| Self::read_kept(path).ok()).map(Arc::new).collect();
        own.sort_by_cached_key(|profile| profile.title.to_lowercase());
        Profile::built_in().into_iter().chain(own).collect()
    }

    /// The files in the data folder that cannot be used, with why.
    pub fn broken(&self) -> Vec<(PathBuf, Error)> {
        self.files()
            .into_iter()
            .filter_map(|path| Some((path.clone(), Self::read_kept(&path).err()?)))
            .collect()
    }

    /// Reads a profile from a file.
    ///
    /// # Errors
    /// `invalid_profile`, naming the file, the line and what was expected.
    pub fn read(path: &Path) -> Result<Profile> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let unreadable = |what: &str| {
            Error::new(
                Code::InvalidProfile,
                format!("{name} {what}."),
                "Give a profile: a TOML file of a few kB.",
            )
        };
        let mut text = String::new();
        // One more than allowed, so that it is noticed.
        let limit = LONGEST as u64 + 1;
        fs::File::open(path)
            .and_then(|file| file.take(limit).read_to_string(&mut text))
            .map_err(|_| unreadable("cannot be read"))?;
        Profile::parse(&text).map_err(|fault| in_file(&name, fault))
    }

    /// Reads one of the data folder, whose name says its id.
    fn read_kept(path: &Path) -> Result<Profile> {
        let profile = Self::read(path)?;
        let named = path.file_stem().is_some_and(|stem| stem == profile.id.as_str());
        if named && Profile::find(&profile.id).is_err() {
            return Ok(profile);
        }
        Err(Error::new(
            Code::InvalidProfile,
            format!("{} holds the profile {}, which its name does not say.", path.display(), profile.id),
            "Call the file by its id, and give it an id that no profile of ours has.",
        ))
    }

    /// Keeps a profile in the data folder. One of this id that is there already is replaced only when asked to.
    ///
    /// # Errors
    /// `invalid_profile`; `invalid_input` where the id is taken; `vault_unavailable` where nothing can be written.
    pub fn save(&self, text: &str, replace: bool) -> Result<Arc<Profile>> {
        let profile = Profile::parse(text)?;
        if Profile::find(&profile.id).is_ok() {
            return Err(taken(&profile.id, "a profile that comes with Fobwatch", "Choose another id."));
        }
        let path = self.file(&profile.id).ok_or_else(|| Error::internal("a profile without a folder"))?;
        let old = fs::read_to_string(&path).ok();
        if old.as_deref() == Some(text) {
            return Ok(Arc::new(profile));
        }
        if old.is_some() && !replace {
            return Err(taken(&profile.id, "another profile", "Choose another id, or replace that one."));
        }
        crate::home::write_whole(&path, text.as_bytes()).map_err(|_| {
            Error::new(
                Code::VaultUnavailable,
                "The profile cannot be written to the data folder.",
                "Check its permissions and the space on the disk.",
            )
        })?;
        Ok(Arc::new(profile))
    }

    /// Deletes a profile from the data folder. Accounts keep the one that they logged in with.
    ///
    /// # Errors
    /// `invalid_input` for one of ours, and where there is none.
    pub fn remove(&self, id: &str) -> Result<()> {
        let refused = |message: String| {
            Error::new(Code::InvalidInput, message, "`fob profile list` shows what there is.")
                .on_field("profile")
        };
        if Profile::find(id).is_ok() {
            return Err(refused(format!("{id} comes with Fobwatch and cannot be removed.")));
        }
        match self.file(id).filter(|path| path.is_file()) {
            Some(path) => fs::remove_file(path).map_err(|_| refused(format!("{id} cannot be removed."))),
            None => Err(refused(format!("There is no profile {id}."))),
        }
    }

    fn file(&self, id: &str) -> Option<PathBuf> {
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Some(self.folder.as_ref()?.join(format!("{id}.toml"))).filter(|_| plain)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok());
        let mut files: Vec<_> = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|kind| kind == "toml") && path.is_file())
            .collect();
        files.sort();
        files
    }
}

fn taken(id: &str, by: &str, hint: &str) -> Error {
    Error::new(Code::InvalidInput, format!("The id {id} belongs to {by}."), hint).on_field("id")
}

fn in_file(name: &str, fault: Fault) -> Error {
    let mut error = Error::from(fault);
    error.message = format!("{name}: {}", error.message);
    error
}
