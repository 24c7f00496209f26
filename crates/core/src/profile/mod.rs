//! A profile: how one family of APIs logs in, refreshes and logs out. A data file, never code.

mod body;
mod built_in;
mod check;
mod endpoint;
mod fault;
mod folder;
mod input;
mod response;
mod template;
#[cfg(test)]
mod tests;
mod usage;
mod values;

pub use body::Body;
pub(crate) use body::BodyLeaf;
pub use built_in::{DEFAULT, SCHEMA};
pub use endpoint::{Address, Auth, Authorize, Encoding, Endpoint, Filled, Flow, Rejection};
pub use fault::Fault;
pub use folder::Profiles;
pub use input::{Ask, Input};
pub use response::{Expiry, ExpiryFormat, Head, Place, Pointer, Response};
pub use template::Template;
pub use usage::{Check, Usage};
pub use values::{MASK, Values};

use crate::error::{Code, Error, Result};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The longest profile, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// How one family of APIs logs in, refreshes and logs out. It can hold no secret.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "A Fobwatch profile", rename = "Profile"))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A unique slug: small letters, digits and hyphens.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Where the API is documented.
    pub docs: Option<String>,
    /// Keep the cookies of login and refresh as part of the session, and send them back to the same host.
    #[serde(default)]
    pub cookies: bool,
    /// What the login form asks for, in this order.
    #[serde(default, rename = "input")]
    pub inputs: Vec<Input>,
    /// How to log in. Absent: the inputs are the credential themselves, and `[use]` says how they are sent.
    pub login: Option<Endpoint>,
    /// How to refresh. Absent: log in again instead, where the account remembers its secrets.
    pub refresh: Option<Endpoint>,
    /// How to log out. Absent: sessions are only forgotten here.
    pub logout: Option<Endpoint>,
    /// Where the answer holds what.
    #[serde(default)]
    pub response: Response,
    /// How a request carries the credential.
    #[serde(default, rename = "use")]
    pub usage: Usage,
    /// As it was written.
    #[serde(skip)]
    text: String,
    /// It was read and checked.
    #[serde(skip)]
    usable: bool,
    /// It comes with Fobwatch.
    #[serde(skip)]
    built_in: bool,
}

impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.text, self.built_in) == (&other.id, &other.text, other.built_in)
    }
}

impl Eq for Profile {}

impl Profile {
    /// Reads a profile and checks it as far as that is possible without a server.
    ///
    /// # Errors
    /// What is wrong, on which line, and what was expected.
    pub fn parse(text: &str) -> std::result::Result<Self, Fault> {
        if text.len() > LONGEST {
            return Err(Fault {
                line: 1,
                key: String::new(),
                message: format!("the profile is longer than {} kB", LONGEST / 1024),
                expected: "a short file".to_owned(),
            });
        }
        let mut profile: Self = toml::from_str(text).map_err(|error| Fault::of_reader(text, &error))?;
        profile.text = text.to_owned();
        check::check(&profile)?;
        profile.usable = true;
        Ok(profile)
    }

    /// The profile of an account as the vault has it: by its id, or as it was written.
    pub(crate) fn kept(id: &str, text: Option<&str>) -> Arc<Self> {
        let found = match text {
            None => Self::find(id).ok(),
            Some(text) => Self::parse(text).ok().map(Arc::new),
        };
        found.unwrap_or_else(|| Arc::new(Self::unknown(id, text.unwrap_or_default())))
    }

    /// Stands in for a profile that this Fobwatch does not have or cannot read.
    fn unknown(id: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: id.to_owned(),
            docs: None,
            cookies: false,
            inputs: Vec::new(),
            login: None,
            refresh: None,
            logout: None,
            response: Response::default(),
            usage: Usage::default(),
            text: text.to_owned(),
            usable: false,
            built_in: false,
        }
    }

    /// The profile itself, if this Fobwatch has it.
    ///
    /// # Errors
    /// `invalid_input`, on the field `profile`.
    pub fn known(&self) -> Result<&Self> {
        if self.usable { Ok(self) } else { Err(unknown()) }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it comes with Fobwatch.
    pub fn is_built_in(&self) -> bool {
        self.built_in
    }

    /// Whether the inputs are the credential themselves: nothing to log in with, and nothing to refresh.
    pub fn is_static(&self) -> bool {
        self.login.is_none()
    }

    /// Whether logging in takes a person: in a browser, or for a code that is good only once.
    pub fn needs_person(&self) -> bool {
        self.is_interactive() || self.inputs.iter().any(|input| input.ask == Ask::EachTime && !input.optional)
    }

    /// Whether a person agrees somewhere else, in a browser.
    pub fn is_interactive(&self) -> bool {
        self.login.as_ref().is_some_and(|login| login.grant != Flow::Direct)
    }

    /// Whether secrets may be remembered to log in again unattended.
    pub fn can_remember(&self) -> bool {
        !self.is_static() && !self.needs_person() && self.secret_inputs().next().is_some()
    }

    /// The inputs that are hidden and sealed.
    pub fn secret_inputs(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| input.secret)
    }

    /// The inputs that may be seen.
    pub fn open_inputs(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| !input.secret)
    }

    /// Whether the session needs this secret input after the login: it is then kept with the session, remembered or not.
    pub fn keeps(&self, name: &str) -> bool {
        let sent = self.refresh.iter().chain(&self.logout).flat_map(Endpoint::names);
        sent.map(|(_, used)| used).chain(self.usage.names()).any(|used| used == name)
    }

    /// Whether a refresh sends the refresh token, and so can do without neither.
    pub fn refresh_spends_token(&self) -> bool {
        self.refresh.iter().any(|endpoint| endpoint.sends("refresh_token"))
    }

    /// The other places that its calls name, whatever the base URL is: scheme, host and port.
    pub(crate) fn foreign_places(&self) -> std::collections::BTreeSet<String> {
        let login = self.login.iter();
        let calls = login.clone().chain(&self.refresh).chain(&self.logout).map(|call| call.url.as_ref());
        let device = login.clone().filter_map(|login| login.device.as_ref()).map(|call| call.url.as_ref());
        let page = login.filter_map(|login| login.authorize.as_ref()).map(|page| page.url.as_ref());
        let check = self.usage.check.iter().map(|check| check.url.as_ref());
        let addresses = calls.chain(device).chain(page).chain(check).flatten();
        let origins = addresses.filter_map(|address| url::Url::parse(&address.origin()?).ok());
        origins.map(|url| url.origin().ascii_serialization()).collect()
    }

    /// What the credential is tied to besides its origin: the id for a profile of ours, the content for one of theirs, so
    /// that whoever edits the file cannot send the credential elsewhere.
    pub(crate) fn identity(&self) -> String {
        if self.built_in || self.text.is_empty() {
            return self.id.clone();
        }
        let digest: [u8; 32] = Sha256::digest(self.text.as_bytes()).into();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}\n{hex}", self.id)
    }

    /// A profile that comes with Fobwatch.
    ///
    /// # Errors
    /// `invalid_input`, on the field `profile`.
    pub fn find(id: &str) -> Result<Arc<Self>> {
        built_in::find(id).ok_or_else(unknown)
    }

    /// The profiles that come with Fobwatch, the default one first.
    pub fn built_in() -> Vec<Arc<Self>> {
        built_in::ALL.iter().filter_map(|(id, _)| built_in::find(id)).collect()
    }
}

fn unknown() -> Error {
    Error::new(
        Code::InvalidInput,
        "This Fobwatch does not know this profile.",
        "Choose another profile, or install the version of Fobwatch that added the account.",
    )
    .on_field("profile")
}
