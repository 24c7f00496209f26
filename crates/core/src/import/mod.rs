//! Reads what people have: a set-up that somebody shared, and files of other tools, as accounts that may be added.
//!
//! Each reader finds [`outline::Outline`]s; [`plan`] looks at each of them against what is here. A file is a stranger's:
//! its size, its depth and its words are limited, and none of its values is repeated in a message.

mod entered;
mod known;
mod outline;
mod plan;
mod set_up;
mod view;

pub use entered::{Entered, ImportEntered};
pub use known::Known;
pub use plan::{Plan, Proposal};
pub use view::{ImportFate, ImportFormat, ImportStepView, ImportView, ProfileAuthor};

use crate::error::{Code, Error, Result};
use outline::Found;
use zeroize::Zeroizing;

/// The longest file that is looked at, in bytes.
pub const LONGEST: usize = 8 * 1024 * 1024;

/// Looks at a file, and says what it would add to what is here. Nothing is added.
///
/// # Errors
/// `invalid_input`, on the field `file`: what it is not, or where it is wrong.
pub fn read(bytes: &[u8], known: &Known) -> Result<Plan> {
    if bytes.len() > LONGEST {
        return Err(refused(
            format!("The file is longer than {} MiB.", LONGEST / 1024 / 1024),
            "Give a file with a set-up or an environment, or a part of this one.",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        refused("The file is not text in UTF-8.".to_owned(), "Save it as UTF-8, then try again.")
    })?;
    let text = Zeroizing::new(text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n"));
    let (format, found) = found(&text, known)?;
    Ok(Plan::of(format, found, known))
}

fn found(text: &str, _known: &Known) -> Result<(ImportFormat, Found)> {
    Ok((ImportFormat::SetUp, set_up::read(text)?))
}

/// Something is wrong with the file.
fn refused(message: String, hint: &str) -> Error {
    Error::new(Code::InvalidInput, message, hint).on_field("file")
}

/// The file is of a kind that is known, and broken. What its reader says is not repeated: it quotes the file.
fn broken(format: ImportFormat, line: usize, column: usize) -> Error {
    refused(
        format!("This should be {}, and is wrong at line {line}, column {column}.", format.words()),
        "Export it again from where it comes from.",
    )
}

/// The same of JSON.
fn broken_json(format: ImportFormat, error: &serde_json::Error) -> Error {
    broken(format, error.line(), error.column())
}
