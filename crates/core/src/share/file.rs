//! The file of a set-up: JSON that says what it is, in one order, so that a change of one account is a change of its lines.

use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the file says that it is.
pub(crate) const MARK: &str = "set-up";
/// The newest version that is known here.
pub(crate) const VERSION: u64 = 1;

/// The whole file.
#[derive(Serialize)]
pub(crate) struct SetUp {
    fobwatch: &'static str,
    version: u64,
    accounts: Vec<SharedAccount>,
    /// By id, a line of text each.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    profiles: BTreeMap<String, Vec<String>>,
}

/// One account, without anything secret.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SharedAccount {
    pub name: String,
    pub base_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub environment: String,
    pub profile: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

impl SetUp {
    /// Of these, in this order.
    pub fn new(accounts: Vec<SharedAccount>, profiles: BTreeMap<String, String>) -> Self {
        let lines = |text: String| text.lines().map(str::to_owned).collect();
        let profiles = profiles.into_iter().map(|(id, text)| (id, lines(text))).collect();
        Self { fobwatch: MARK, version: VERSION, accounts, profiles }
    }

    /// As text, with a line break at its end.
    ///
    /// # Errors
    /// `internal`.
    pub fn write(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(|_| Error::internal("writing a set-up"))?;
        Ok(text + "\n")
    }
}
