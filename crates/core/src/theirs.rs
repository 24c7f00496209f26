//! Files of people's own that something is written into: looked at first, and never through a link.

use crate::error::{Code, Error, Result};
use crate::home::{as_typed, write_whole};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::{Zeroize, Zeroizing};

/// The largest file that is looked at, in bytes: as large as one that is imported.
const LARGEST: u64 = crate::import::LONGEST as u64;

/// The path in full, through no link but those above its folder. No folder is made.
pub(crate) fn full(file: &Path) -> Result<PathBuf> {
    let file = as_typed(file);
    let named = || refused("That names no file.".to_owned(), "Name one, such as ~/project/.env.");
    let name = file.file_name().ok_or_else(named)?;
    let path = std::path::absolute(&file).map_err(|_| named())?;
    let folder = path.parent().ok_or_else(named)?;
    let folder = folder.canonicalize().map_err(|error| unwritable(folder, &error))?;
    Ok(folder.join(name))
}

/// Whether there is a file; a link, a folder, a device or a pipe is refused.
pub(crate) fn is_there(path: &Path) -> Result<bool> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(unwritable(path, &error)),
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(refused(
            format!("{} is no file, but a link, a folder or a device.", path.display()),
            "Name a file.",
        )),
    }
}

/// What is in it; `None` where there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<String>>> {
    if !is_there(path)? {
        return Ok(None);
    }
    let failed = |error: io::Error| unwritable(path, &error);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > LARGEST {
        return Err(refused(format!("{} is far too large.", path.display()), "Name another file."));
    }
    // In one piece, so that no shorter copy is left behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1));
    file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(refused(format!("{} is no text.", path.display()), "Name a text file."))
        }
    }
}

/// Writes all of it, for this user only.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    write_whole(path, text.as_bytes()).map_err(|error| unwritable(path, &error))
}

pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Error {
    refused(
        format!("{} cannot be written: {error}.", path.display()),
        "Name a file in a folder that you may write to.",
    )
}

pub(crate) fn refused(message: String, hint: &str) -> Error {
    Error::new(Code::InvalidInput, message, hint).on_field("file")
}
