//! Takes tokens out of files again.

use super::file::{empty, take_out};
use super::listed::{self, Listed};
use crate::account::AccountId;
use crate::error::Result;
use crate::home::Home;
use std::path::Path;

/// Takes the tokens of an account out of all its files: it has been logged out.
pub fn empty_of(home: &Home, account: AccountId) {
    // Also where another process writes: there is no token any more that it could write.
    for listed in listed::read(home).unwrap_or_default().iter().filter(|listed| listed.account == account) {
        let _ = empty_in_turn(home, listed);
    }
}

/// Takes our lines out of all files of an account, and them from the list: it has been removed.
pub fn take_out_of(home: &Home, account: AccountId) {
    let mut listed = listed::read(home).unwrap_or_default();
    listed.retain(|listed| {
        listed.account == account && take_out_in_turn(home, &listed.path, &listed.names).is_ok()
    });
    let _ = listed::change(home, |list| {
        list.retain(|one| one.account != account || !listed.iter().any(|out| out.path == one.path));
        Ok(())
    });
}

/// Takes the tokens out that a crash has left, of files that nobody writes into: for a start that writes none itself. It
/// takes no key. What is to stay is emptied, and filled again by the next one that keeps sessions fresh.
pub fn clear_leftovers(home: &Home) {
    for listed in listed::read(home).unwrap_or_default() {
        let Ok(Some(_lock)) = listed::hold(home, &listed.path) else { continue };
        if !listed.for_now {
            let _ = empty_in_turn(home, &listed);
        } else if take_out_in_turn(home, &listed.path, &listed.names).is_ok() {
            let _ = listed::forget(home, &listed.path);
        }
    }
}

pub(super) fn empty_in_turn(home: &Home, listed: &Listed) -> Result<()> {
    // Where there is no lock to be had, a token in the file would be worse than a line too many.
    let _turn = listed::turn(home, &listed.path);
    empty(&listed.path, &listed.names)
}

pub(super) fn take_out_in_turn(home: &Home, path: &Path, names: &[String]) -> Result<()> {
    let _turn = listed::turn(home, path);
    take_out(path, names)
}
