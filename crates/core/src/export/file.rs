//! A file for another tool, written without doing harm to what is there.

use super::{Target, document};
use crate::account::Account;
use crate::error::Result;
use crate::session::Session;
use crate::theirs::{full, is_there, read, refused, write};
use serde_json::Value;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Writes a file for another tool, for this user only, and gives its path in full. What is there is replaced where it is
/// such a file already, and with `force`. An `.env` file keeps its other lines: see [`crate::live::write_once`].
///
/// # Errors
/// `invalid_input` as for [`document`], and on the field `file`: something else is there, or it cannot be written.
pub fn write_file(
    target: Target,
    file: &Path,
    account: &Account,
    session: &Session,
    force: bool,
) -> Result<PathBuf> {
    if target == Target::Dotenv {
        return crate::live::write_once(file, account, session);
    }
    let text = document(target, account, session)?;
    let text = Zeroizing::new(format!("{}\n", text.expose().trim_end()));
    let path = full(file)?;
    if is_there(&path)? && !force {
        // What is too large or no text is none of ours.
        let old = read(&path).ok().flatten();
        if !old.is_some_and(|old| old.trim().is_empty() || is_alike(&old, &text)) {
            return Err(refused(
                format!(
                    "{} is there already, and was not written for {} by Fobwatch.",
                    path.display(),
                    target.tool()
                ),
                "Name another file, or give --force to replace it.",
            ));
        }
    }
    write(&path, &text).map(|()| path)
}

/// Whether two files are the same but for their values.
fn is_alike(old: &str, new: &str) -> bool {
    match (serde_json::from_str(old), serde_json::from_str(new)) {
        (Ok(old), Ok(new)) => has_shape(&old, &new),
        (Err(_), Err(_)) => {
            // `name: value` in Bruno's and curl's files.
            let names = |text: &str| -> Vec<String> {
                text.lines().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
            };
            names(old) == names(new)
        }
        _ => false,
    }
}

/// What says what a value is, and does not change with it.
const FIXED: [&str; 5] = ["key", "type", "schema", "url", "_postman_variable_scope"];
/// What HTTPie writes into its file itself whenever it is used.
const ITS_OWN: [&str; 2] = ["__meta__", "cookies"];

fn has_shape(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && new.iter().all(|(key, new)| match old.get(key) {
                    None => false,
                    Some(_) if ITS_OWN.contains(&key.as_str()) => true,
                    Some(old) if FIXED.contains(&key.as_str()) => old == new,
                    Some(old) => has_shape(old, new),
                })
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| has_shape(old, new))
        }
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}
