//! Reading and writing somebody's `.env` file.

use super::lines;
use crate::account::Account;
use crate::error::Result;
use crate::export::{self, Target};
use crate::session::Session;
use crate::theirs::{full, read, refused, unwritable, write as put};
use std::path::{Path, PathBuf};

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
