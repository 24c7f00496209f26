//! One field of the login form.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One field of the login form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its name in templates.
    pub name: String,
    /// What people read beside the field.
    pub label: String,
    /// Hidden when typed, sealed when remembered.
    #[serde(default)]
    pub secret: bool,
    /// May be left empty.
    #[serde(default)]
    pub optional: bool,
    /// What the field starts with; not for a secret.
    pub default: Option<String>,
    /// When it is asked for.
    #[serde(default)]
    pub ask: Ask,
}

/// When an input is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Once, and again when it is not remembered.
    #[default]
    Once,
    /// At every login, and never remembered: a code that is good only once.
    EachTime,
}
