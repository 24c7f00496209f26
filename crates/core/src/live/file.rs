//! Reading and writing somebody's `.env` file.

use super::lines;
use crate::account::Account;
use crate::error::{Code, Error, Result};
use crate::export::{self, Target};
use crate::home::write_whole;
use crate::session::Session;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use zeroize::{Zeroize, Zeroizing};

/// The largest file that lines are put into, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Puts an account's lines into a `.env` file, once. What else is in it stays.
///
/// # Errors
/// `invalid_input`, as for [`Live::keep`](super::Live::keep).
pub fn write_once(file: &Path, account: &Account, session: &Session) -> Result<PathBuf> {
    let path = full(file)?;
    let names = export::names(account, session);
    refuse_clash(&path, &names)?;
    write(&path, &names, account, session).map(|()| path)
}

/// Refuses a file that sets one of these variables itself: readers disagree about which of the two counts.
pub(super) fn refuse_clash(path: &Path, names: &[String]) -> Result<()> {
    let text = read(path)?;
    match text.as_ref().and_then(|text| lines::clash(text, names)) {
        None => Ok(()),
        Some((line, name)) => Err(refused(
            format!("Line {line} of {} sets {name} itself.", path.display()),
            "Take that line out, or name another file.",
        )),
    }
}

/// Writes our lines. `names` are those that have been written into it before, and that it gets now.
pub(super) fn write(path: &Path, names: &[String], account: &Account, session: &Session) -> Result<()> {
    let lines = export::document(Target::Dotenv, account, session)?;
    let good = export::good_until(session);
    let about = format!("{}, {good}", account.name);
    let text = read(path)?.unwrap_or_default();
    let new = lines::put(&text, &ours(names), &about, lines.expose());
    if *new == *text { Ok(()) } else { put(path, &new) }
}

/// Empties the values of our lines. `names` are those that have been written into it.
pub(super) fn empty(path: &Path, names: &[String]) -> Result<()> {
    let Some(text) = read(path)? else { return Ok(()) };
    lines::empty(&text, &ours(names)).map_or(Ok(()), |new| put(path, &new))
}

/// Takes our lines out, and deletes a file with nothing else in it. `names` are those that have been written into it.
pub(super) fn take_out(path: &Path, names: &[String]) -> Result<()> {
    let Some(text) = read(path)? else { return Ok(()) };
    match lines::without(&text, &ours(names)) {
        None => Ok(()),
        Some(rest) if rest.trim().is_empty() => {
            std::fs::remove_file(path).map_err(|error| unwritable(path, &error))
        }
        Some(rest) => put(path, &rest),
    }
}

/// What may be ours in a file: a list of an older Fobwatch, or an earlier account, has no names.
fn ours(names: &[String]) -> Vec<String> {
    export::COMMON.iter().map(|name| (*name).to_owned()).chain(names.iter().cloned()).collect()
}

fn put(path: &Path, text: &str) -> Result<()> {
    write_whole(path, text.as_bytes()).map_err(|error| unwritable(path, &error))
}

/// What is in it; `None` where there is no such file.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>> {
    let found = match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unwritable(path, &error)),
        Ok(found) => found,
    };
    if !found.is_file() || found.len() > LARGEST {
        return Err(refused(
            format!("{} is a link, a folder or far too large.", path.display()),
            "Name a text file.",
        ));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default() + 1));
    File::open(path)
        .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
        .map_err(|error| unwritable(path, &error))?;
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(refused(format!("{} is no text.", path.display()), "Name a text file."))
        }
    }
}

/// The path in full, through no link but those above its folder.
pub(super) fn full(file: &Path) -> Result<PathBuf> {
    let file = crate::home::as_typed(file);
    let named = || refused("That names no file.".to_owned(), "Name one, such as ~/project/.env.");
    let name = file.file_name().ok_or_else(named)?;
    let path = std::path::absolute(&file).map_err(|_| named())?;
    let folder = path.parent().ok_or_else(named)?;
    let folder = folder.canonicalize().map_err(|error| unwritable(folder, &error))?;
    Ok(folder.join(name))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    refused(
        format!("{} cannot be written: {error}.", path.display()),
        "Name a file in a folder that you may write to.",
    )
}

pub(super) fn refused(message: String, hint: &str) -> Error {
    Error::new(Code::InvalidInput, message, hint).on_field("file")
}
