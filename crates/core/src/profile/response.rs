//! Where the answer to a login or refresh holds what.

use serde::{Deserialize, Deserializer, de::Error as _};

/// Where the answer to a login or refresh holds what.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The access token.
    pub access_token: Option<Place>,
    /// The refresh token. Missing in the answer to a refresh: the old one is kept.
    pub refresh_token: Option<Place>,
    /// The server's name for the client: a number or a string. Missing later: carried forward.
    pub client_id: Option<Place>,
    /// When the access token ends.
    pub access_expiry: Option<Expiry>,
    /// When the refresh token ends.
    pub refresh_expiry: Option<Expiry>,
    /// Where an error's words are; the first string found counts.
    #[serde(default = "usual_errors")]
    pub error: Vec<Pointer>,
}

fn usual_errors() -> Vec<Pointer> {
    ["/message", "/error_description", "/error", "/detail"].map(|text| Pointer(text.to_owned())).to_vec()
}

/// A JSON pointer (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pointer(pub(super) String);

impl Pointer {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Pointer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if (text.is_empty() || text.starts_with('/')) && escapes {
            Ok(Self(text))
        } else {
            Err(D::Error::custom(
                "this is no JSON pointer, expected one that begins with a slash, such as /data/access_token",
            ))
        }
    }
}

/// Where in an answer something is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "a JSON pointer such as /access_token, { header = \"…\" } or { cookie = \"…\" }"
)]
pub enum Place {
    /// In the body (RFC 6901).
    Body(Pointer),
    /// In a header or a cookie.
    Head(Head),
}

/// In a header or a cookie of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Head {
    /// The value of this header.
    Header(String),
    /// The value of this cookie, as `Set-Cookie` gives it.
    Cookie(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Body(pointer) => f.write_str(pointer.as_str()),
            Self::Head(Head::Header(name)) => write!(f, "header {name}"),
            Self::Head(Head::Cookie(name)) => write!(f, "cookie {name}"),
        }
    }
}

/// Where and how the end of a token is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    /// The field; not for `jwt-exp`.
    pub pointer: Option<Pointer>,
    /// How it is written.
    pub format: ExpiryFormat,
}

/// How the end of a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExpiryFormat {
    /// `2024-01-15T10:30:00Z`, any offset (RFC 3339).
    Rfc3339,
    /// Seconds since 1970 began, UTC.
    EpochS,
    /// Milliseconds since 1970 began, UTC.
    EpochMs,
    /// Seconds from when the answer was written.
    RelativeS,
    /// Milliseconds from when the answer was written.
    RelativeMs,
    /// The token's own claim `exp` (RFC 7519, 4.1.4).
    JwtExp,
}
