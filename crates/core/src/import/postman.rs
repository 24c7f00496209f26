//! Postman's environments: named values, some of them secret, some switched off.

use super::tree::Tree;
use super::{ImportFormat, broken_json};
use crate::error::Result;
use crate::secret::Secret;
use serde::Deserialize;

/// A named value, as Postman writes it everywhere.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    // Older files name it by its id.
    #[serde(alias = "id")]
    key: Option<Tree>,
    value: Option<Tree>,
    enabled: Option<bool>,
    disabled: Option<bool>,
}

#[derive(Deserialize)]
struct Environment {
    #[serde(default)]
    name: String,
    values: Vec<Entry>,
}

impl Entry {
    /// Its name and value; `None` where it is switched off.
    pub fn pair(&self) -> Option<(String, Secret)> {
        if self.enabled == Some(false) || self.disabled == Some(true) {
            return None;
        }
        let key = self.key.as_ref()?.text()?.expose().to_owned();
        let value = self.value.as_ref().and_then(Tree::text).cloned();
        Some((key, value.unwrap_or_else(|| Secret::new(String::new()))))
    }
}

/// Its name and its values.
pub(super) fn read(text: &str) -> Result<(String, Vec<(String, Secret)>)> {
    let read: Environment =
        serde_json::from_str(text).map_err(|error| broken_json(ImportFormat::PostmanEnvironment, &error))?;
    Ok((read.name, pairs(&read.values)))
}

/// Those of these that are switched on, as many as anybody has.
pub(super) fn pairs(entries: &[Entry]) -> Vec<(String, Secret)> {
    entries.iter().filter_map(Entry::pair).take(1000).collect()
}
