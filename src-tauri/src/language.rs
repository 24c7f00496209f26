//! The language in force.

use crate::preferences::LanguageChoice;
use serde::Serialize;
use ts_rs::TS;

/// A language that Fobwatch speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
    /// Chinese.
    Zh,
}

impl LanguageChoice {
    /// What it comes to on this desktop.
    pub fn language(self) -> Language {
        match self {
            Self::System | Self::En => Language::En,
            Self::De => Language::De,
            Self::Zh => Language::Zh,
        }
    }
}
