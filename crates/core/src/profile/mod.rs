//! A profile: how one family of APIs logs in, refreshes and logs out. A data file, never code.

mod template;

pub use template::{Body, Values};

use crate::error::{Code, Error, Result};
use serde::Deserialize;
use std::sync::OnceLock;

/// The id of the profile that is chosen first.
pub const DEFAULT: &str = "b2b-jwt";

const BUILT_IN: &[&str] = &[include_str!("../../../../profiles/b2b-jwt.toml")];

/// How one family of APIs logs in, refreshes and logs out. It can hold no secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A unique slug.
    pub id: String,
    /// What people read.
    pub title: String,
    /// What the login form asks for, in this order.
    #[serde(rename = "input")]
    pub inputs: Vec<Input>,
    /// How to log in.
    pub login: Endpoint,
    /// How to refresh. Absent: log in again instead.
    pub refresh: Option<Endpoint>,
    /// How to log out. Absent: sessions are only forgotten here.
    pub logout: Option<Endpoint>,
    /// Where the answer holds what.
    pub response: Response,
}

/// One field of the login form.
#[derive(Debug, Clone, Deserialize)]
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
    /// What the field starts with.
    pub default: Option<String>,
}

/// One call of the login API: always a POST.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Written directly after the base URL.
    pub path: String,
    /// What authenticates the call itself.
    #[serde(default)]
    pub auth: Auth,
    /// The JSON body with its templates; absent: no body.
    pub body: Option<Body>,
    /// Statuses that mean "this credential is refused, for good".
    #[serde(default = "unauthorized")]
    pub rejected: Vec<u16>,
}

fn unauthorized() -> Vec<u16> {
    vec![401]
}

/// What authenticates a call of the login API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// Nothing, or the body itself.
    #[default]
    None,
    /// `Authorization: Bearer` with the access token (RFC 6750).
    BearerAccess,
}

/// Where the answer to a login or refresh holds what, as JSON pointers (RFC 6901).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// The server's name for the client: a number or a string.
    pub client_id: Option<String>,
    /// When the access token ends.
    pub access_expiry: Option<Expiry>,
    /// When the refresh token ends.
    pub refresh_expiry: Option<Expiry>,
    /// Where an error's words are; the first string found counts.
    #[serde(default)]
    pub error: Vec<String>,
}

/// Where and how the end of a token is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    /// The field.
    pub pointer: String,
    /// How it is written.
    pub format: ExpiryFormat,
}

/// How the end of a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpiryFormat {
    /// `2024-01-15T10:30:00Z`, any offset (RFC 3339).
    Rfc3339,
}

impl Profile {
    /// Reads a profile and checks it as far as that is possible without a server.
    ///
    /// # Errors
    /// `invalid_input`, saying what is wrong and where.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = |what: String| Error::new(Code::InvalidInput, what, "Correct the profile file.");
        let profile: Self = toml::from_str(text)
            .map_err(|error| invalid(format!("The profile cannot be read: {}", error.message())))?;
        let inputs: Vec<&str> = profile.inputs.iter().map(|input| input.name.as_str()).collect();
        let tokens = ["access_token", "refresh_token", "client_id"];
        for (endpoint, known) in [
            (Some(&profile.login), inputs.clone()),
            (profile.refresh.as_ref(), [inputs.as_slice(), &tokens].concat()),
            (profile.logout.as_ref(), [inputs.as_slice(), &tokens].concat()),
        ] {
            let Some(endpoint) = endpoint else { continue };
            if !endpoint.path.starts_with('/') {
                return Err(invalid(format!("The path “{}” does not start with a slash.", endpoint.path)));
            }
            if let Some(unknown) =
                endpoint.body.iter().flat_map(Body::names).find(|name| !known.contains(&name.as_str()))
            {
                return Err(invalid(format!("The template names “{unknown}”, which nothing provides.")));
            }
        }
        Ok(profile)
    }

    /// The profiles that come with Fobwatch, the default one first.
    pub fn built_in() -> &'static [Profile] {
        static PARSED: OnceLock<Vec<Profile>> = OnceLock::new();
        PARSED.get_or_init(|| BUILT_IN.iter().filter_map(|text| Profile::parse(text).ok()).collect())
    }

    /// The profile with this id.
    ///
    /// # Errors
    /// `invalid_input`, on the field `profile`.
    pub fn find(id: &str) -> Result<&'static Profile> {
        Self::built_in().iter().find(|profile| profile.id == id).ok_or_else(|| {
            Error::new(
                Code::InvalidInput,
                "This Fobwatch does not know the account's profile.",
                "Choose another profile, or install the version of Fobwatch that added the account.",
            )
            .on_field("profile")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_is_valid() {
        for text in BUILT_IN {
            Profile::parse(text).unwrap();
        }
        assert_eq!(Profile::built_in()[0].id, DEFAULT);
    }

    #[test]
    fn an_unknown_key_and_an_unknown_name_are_refused() {
        let good = BUILT_IN[0];
        assert!(Profile::parse(&good.replace("title =", "titel =")).is_err());
        let error = Profile::parse(&good.replace("{{password}}", "{{passwort}}")).unwrap_err();
        assert!(error.message.contains("passwort"), "{error}");
        assert!(Profile::parse(&good.replace("\"/auth/login\"", "\"auth/login\"")).is_err());
    }

    #[test]
    fn a_login_body_cannot_name_a_token() {
        assert!(Profile::parse(&BUILT_IN[0].replace("{{password}}", "{{refresh_token}}")).is_err());
    }
}
