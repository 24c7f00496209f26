//! How the keeper is to work, as people choose it. It lives in the vault, so that every process goes by the same.

use crate::error::{Code, Error, Result};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The shortest and the longest lead that can be chosen, in seconds.
const LEAD: std::ops::RangeInclusive<u32> = 5..=3600;

/// How the keeper is to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// A token is refreshed at most this long before its end, in seconds; a short-lived one later, by a part of its lifetime.
    pub lead_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lead_seconds: 300 }
    }
}

impl Settings {
    /// # Errors
    /// `invalid_input`, on its field.
    pub fn check(self) -> Result<Self> {
        if LEAD.contains(&self.lead_seconds) {
            return Ok(self);
        }
        Err(Error::new(
            Code::InvalidInput,
            "A token can be refreshed from 5 seconds up to an hour before its end.",
            "Choose between 5 and 3600 seconds.",
        )
        .on_field("lead_seconds"))
    }

    /// The longest lead.
    pub fn lead(&self) -> TimeDelta {
        TimeDelta::seconds(self.lead_seconds.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_the_most() {
        for (seconds, fine) in [(4, false), (5, true), (3600, true), (3601, false)] {
            assert_eq!(Settings { lead_seconds: seconds }.check().is_ok(), fine, "{seconds}");
        }
    }
}
