//! Reads what people have: a set-up that somebody shared, and files of other tools, as accounts that may be added.
//!
//! Each reader finds [`outline::Outline`]s; [`plan`] looks at each of them against what is here. A file is a stranger's:
//! its size, its depth and its words are limited, and none of its values is repeated in a message.

mod bruno;
mod call;
mod collection;
mod curl;
mod dotenv;
mod entered;
mod insomnia;
mod known;
mod naming;
mod outline;
mod placeholder;
mod plan;
mod postman;
mod role;
mod set_up;
mod tree;
mod variables;
mod view;

pub use entered::{Entered, ImportEntered};
pub use known::Known;
pub(crate) use naming::Names;
pub use plan::{Plan, Proposal};
pub use view::{ImportFate, ImportFormat, ImportStepView, ImportView, ProfileAuthor};

use crate::error::{Code, Error, Result};
use crate::home::as_typed;
use outline::Found;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// The longest file that is looked at, in bytes.
pub const LONGEST: usize = 8 * 1024 * 1024;

/// The most values of an environment that are looked at.
const MOST_VALUES: usize = 1000;

/// What is in a file; `~/` is the home folder.
///
/// # Errors
/// `invalid_input`, on the field `file`, where it cannot be read.
pub fn open(file: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let file = as_typed(file);
    let unread = |why: String| {
        let name: String = file.display().to_string().chars().filter(|c| !c.is_control()).take(200).collect();
        refused(format!("{name} could not be read: {why}."), "Name a file that you may read.")
    };
    let open = File::open(&file).map_err(|cause| unread(cause.to_string()))?;
    let mut bytes = Zeroizing::new(Vec::new());
    // One more than is looked at: then it is told that it is too long.
    open.take(LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(|cause| unread(cause.to_string()))?;
    Ok(bytes)
}

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

fn found(text: &str, known: &Known) -> Result<(ImportFormat, Found)> {
    let format = format(text)?;
    let mut found = Found::default();
    match format {
        ImportFormat::SetUp => found = set_up::read(text)?,
        ImportFormat::PostmanCollection => found = collection::read(text, known)?,
        ImportFormat::Curl => found = curl::read(text, known),
        ImportFormat::PostmanEnvironment => {
            let (name, values) = postman::read(text)?;
            variables::read(&values, &name, &name, &mut found);
        }
        ImportFormat::Insomnia => {
            for read in insomnia::read(text)? {
                let name = format!("{} {}", read.of.trim(), read.name.trim());
                variables::read(&read.values, name.trim(), &read.name, &mut found);
            }
        }
        ImportFormat::Bruno => {
            let values = bruno::read(text).map_err(|line| broken(format, line, 1))?;
            variables::read(&values[..values.len().min(MOST_VALUES)], "", "", &mut found);
        }
        ImportFormat::Dotenv => {
            let values = dotenv::read(text).ok_or_else(unknown)?;
            variables::read(&values[..values.len().min(MOST_VALUES)], "", "", &mut found);
        }
    }
    Ok((format, found))
}

/// What tells files in JSON apart.
#[derive(Deserialize)]
struct Json {
    fobwatch: Option<IgnoredAny>,
    values: Option<IgnoredAny>,
    info: Option<IgnoredAny>,
    environments: Option<IgnoredAny>,
    resources: Option<IgnoredAny>,
}

/// What kind of file it is, by what is in it.
fn format(text: &str) -> Result<ImportFormat> {
    if text.trim_start().starts_with('{') {
        let json: Json = serde_json::from_str(text).map_err(|error| {
            refused(
                format!(
                    "The file is no JSON: it is wrong at line {}, column {}.",
                    error.line(),
                    error.column()
                ),
                "Export it again from where it comes from.",
            )
        })?;
        return match json {
            Json { fobwatch: Some(_), .. } => Ok(ImportFormat::SetUp),
            Json { info: Some(_), .. } => Ok(ImportFormat::PostmanCollection),
            Json { values: Some(_), .. } => Ok(ImportFormat::PostmanEnvironment),
            Json { environments: Some(_), .. } => Ok(ImportFormat::Insomnia),
            Json { resources: Some(_), .. } => Err(refused(
                "This is a file of an older Insomnia.".to_owned(),
                "Export it again with Insomnia 11 or newer.",
            )),
            _ => Err(unknown()),
        };
    }
    match text {
        text if curl::begins(text) => Ok(ImportFormat::Curl),
        text if insomnia::is_one(text) => Ok(ImportFormat::Insomnia),
        text if bruno::is_one(text) => Ok(ImportFormat::Bruno),
        text if dotenv::read(text).is_some() => Ok(ImportFormat::Dotenv),
        _ => Err(unknown()),
    }
}

fn unknown() -> Error {
    refused(
        "This file is of no kind that is known here.".to_owned(),
        "Give a set-up of Fobwatch, an environment of Postman, Bruno or Insomnia, a Postman collection, an .env file, or a curl command.",
    )
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
