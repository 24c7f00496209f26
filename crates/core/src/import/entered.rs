//! What a person enters for one account of a file.

use crate::auth::Secrets;
use crate::secret::Secret;
use serde::Deserialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// What a person enters for one account of a file.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(rename = "ImportEntered")]
#[serde(default)]
pub struct Entered {
    /// Inputs that are not secret: what the file does not say, or something else than it says.
    pub inputs: BTreeMap<String, String>,
    /// Secret inputs, as typed.
    #[ts(as = "BTreeMap<String, String>")]
    pub secrets: Secrets,
    /// Take the secrets that the file has, where none was typed.
    pub use_found: bool,
    /// Keep the secrets, to log in again unattended.
    pub remember: bool,
    /// Log in, and add it only when that worked.
    pub log_in: bool,
    /// Other places that the credentials may go to: scheme, host and port.
    pub trusts: Vec<String>,
}

/// The same, as a command of the window takes it.
pub type ImportEntered = Entered;

impl Default for Entered {
    fn default() -> Self {
        Self {
            inputs: BTreeMap::new(),
            secrets: BTreeMap::<String, Secret>::new(),
            use_found: false,
            remember: false,
            log_in: true,
            trusts: Vec::new(),
        }
    }
}
