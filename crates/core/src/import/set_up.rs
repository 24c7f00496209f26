//! A set-up that somebody shared (see [`crate::share`]).

use super::outline::{Found, Outline, Wanted};
use super::{ImportFormat, broken_json, refused};
use crate::auth::Secrets;
use crate::error::Result;
use crate::secret::Secret;
use crate::share::{MARK, VERSION};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Head {
    fobwatch: String,
    version: u64,
}

#[derive(Deserialize)]
struct File {
    accounts: Vec<Account>,
    #[serde(default)]
    profiles: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Account {
    name: String,
    base_url: String,
    #[serde(default)]
    environment: String,
    profile: String,
    // By hand somebody may write a password there.
    #[serde(default)]
    inputs: BTreeMap<String, Secret>,
    #[serde(default)]
    tags: Vec<String>,
}

pub(super) fn read(text: &str) -> Result<Found> {
    let wrong = |error: serde_json::Error| broken_json(ImportFormat::SetUp, &error);
    let head: Head = serde_json::from_str(text).map_err(wrong)?;
    if head.fobwatch != MARK || head.version > VERSION {
        return Err(refused(
            "The file comes from a newer Fobwatch.".to_owned(),
            "Update Fobwatch, or have it shared from this version.",
        ));
    }
    let file: File = serde_json::from_str(text).map_err(wrong)?;
    let profiles = file.profiles.into_iter().map(|(id, lines)| (id, lines.join("\n") + "\n")).collect();
    let outlines = file.accounts.into_iter().map(outline).collect();
    Ok(Found { outlines, profiles, remarks: Vec::new() })
}

fn outline(account: Account) -> Outline {
    let inputs =
        account.inputs.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect();
    Outline {
        name: account.name,
        base_url: account.base_url,
        environment: account.environment,
        profile: Wanted::Named(account.profile),
        inputs,
        secrets: Secrets::new(),
        tags: account.tags,
        remarks: Vec::new(),
    }
}
