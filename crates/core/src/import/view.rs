//! What the window is shown of an import. No secret can be in it.

use crate::line::Line;
use crate::view::InputView;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFormat {
    /// A set-up that Fobwatch has written.
    SetUp,
    /// A Postman environment.
    PostmanEnvironment,
    /// A Postman collection (v2.0 or v2.1).
    PostmanCollection,
    /// A Bruno environment.
    Bruno,
    /// Insomnia's environments (v5).
    Insomnia,
    /// An `.env` file.
    Dotenv,
    /// Curl commands.
    Curl,
}

impl ImportFormat {
    /// In words, as the end of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::SetUp => "a set-up of Fobwatch",
            Self::PostmanEnvironment => "a Postman environment",
            Self::PostmanCollection => "a Postman collection",
            Self::Bruno => "a Bruno environment",
            Self::Insomnia => "Insomnia environments",
            Self::Dotenv => "an .env file",
            Self::Curl => "a curl command",
        }
    }
}

/// What becomes of one account of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFate {
    /// It can be added.
    New,
    /// It can be added under another name, since its own belongs to another account.
    Renamed,
    /// It is here already, and is not added again.
    Present,
}

/// Who wrote the profile of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileAuthor {
    /// It comes with Fobwatch.
    BuiltIn,
    /// It is in the data folder already.
    Yours,
    /// It comes with the file: whoever wrote that decides where credentials are sent.
    File,
}

/// One account that a file describes, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportStepView {
    /// What it will be called.
    pub name: String,
    /// Where its API lives.
    pub base_url: String,
    /// A label; may be empty.
    pub environment: String,
    /// Whether the label says production.
    pub production: bool,
    /// The id that its profile will have here.
    pub profile: String,
    /// How its profile is called.
    pub profile_title: String,
    /// Who wrote its profile.
    pub whose: ProfileAuthor,
    /// Every place that its credentials are sent to, as far as the profile says: scheme, host and port.
    pub sends_to: Vec<String>,
    /// What the file says for inputs that are not secret.
    pub inputs: BTreeMap<String, String>,
    /// What still has to be entered: secrets, and what the file does not say. In the profile's order.
    pub asks: Vec<InputView>,
    /// The secret inputs that the file has a value for; never the values.
    pub found_secrets: Vec<String>,
    /// Its secrets can be remembered, to log in again unattended.
    pub can_remember: bool,
    /// A person agrees somewhere else, in a browser.
    pub interactive: bool,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What becomes of it.
    pub fate: ImportFate,
    /// What people should know.
    pub remarks: Vec<Line>,
}

/// What a file would add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportView {
    /// What kind of file it is.
    pub format: ImportFormat,
    /// Its accounts, in its order.
    pub steps: Vec<ImportStepView>,
    /// What is not taken over, and why.
    pub remarks: Vec<Line>,
}
