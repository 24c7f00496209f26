//! Where the window was, for the next one: a window that is closed to the tray is gone, and its page with it.

use fobwatch_core::account::AccountId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the window was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Place {
    /// The account that was open.
    pub selected: Option<AccountId>,
    /// What was searched for.
    pub query: String,
    /// Something was typed that closing the window would lose.
    pub unsaved: bool,
}
