//! One call of a login API.

use super::body::Body;
use super::response::Pointer;
use super::template::{Template, form_encoded};
use super::values::Values;
use crate::error::Result;
use crate::http::Method;
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// One call of a login API.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Written directly after the base URL.
    pub path: Option<Template>,
    /// A whole address instead of a path. Another origin than the base URL's is confirmed by a person, once.
    pub url: Option<Template>,
    /// The field of the server's metadata (RFC 8414) that holds the address, instead of a path.
    pub discover: Option<String>,
    /// The HTTP method.
    #[serde(default)]
    pub method: Method,
    /// How the body is written.
    #[serde(default)]
    pub encoding: Encoding,
    /// What authenticates the call itself.
    #[serde(default)]
    pub auth: Auth,
    /// More headers.
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// The body; absent: none.
    pub body: Option<Body>,
    /// What means "this credential is refused, for good". Absent: 401, for a refresh also 400 and 403.
    pub rejected: Option<Vec<Rejection>>,
    /// How the login goes; for `[login]` only.
    #[serde(default)]
    pub grant: Flow,
    /// The page where a person agrees, for `grant = "authorization-code"`.
    pub authorize: Option<Authorize>,
    /// The call that gives the codes, for `grant = "device-code"` (RFC 8628, 3.1).
    pub device: Option<Box<Endpoint>>,
}

/// How a login goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// One call with what the account has.
    #[default]
    Direct,
    /// A person agrees in the browser (RFC 6749, 4.1, with PKCE, RFC 7636, and a loopback redirect, RFC 8252).
    AuthorizationCode,
    /// A person enters a code on any device (RFC 8628).
    DeviceCode,
}

/// The page where a person agrees (RFC 6749, 4.1.1).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Authorize {
    /// Written directly after the base URL.
    pub path: Option<Template>,
    /// A whole address instead of a path.
    pub url: Option<Template>,
    /// The field of the server's metadata (RFC 8414) that holds the address, instead of a path.
    pub discover: Option<String>,
    /// The path of the redirect to this computer (RFC 8252, 7.3). Absent: `/callback`.
    pub redirect_path: Option<String>,
    /// The port of the redirect, for a server that allows only one. Absent: a free one.
    pub redirect_port: Option<u16>,
    /// What is appended to the address. `redirect_uri`, `state` and `code_challenge` must be among the names used.
    pub parameters: BTreeMap<String, Template>,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// `application/json` (RFC 8259).
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// No body.
    None,
}

/// What authenticates a call of the login API.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// Nothing, or the body itself.
    #[default]
    None,
    /// `Authorization: Bearer` with the access token (RFC 6750).
    BearerAccess,
    /// `Authorization: Bearer` with the refresh token.
    BearerRefresh,
    /// `Authorization: Basic` with this user and password (RFC 7617).
    Basic([Template; 2]),
    /// The same with both parts form-encoded first, as OAuth 2.0 wants it (RFC 6749, 2.3.1).
    OauthBasic([Template; 2]),
}

/// What means "this credential is refused, for good": a status, or a status with certain words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a status such as 401, or a table with status, pointer and equals")]
pub enum Rejection {
    /// Every answer with this status.
    Status(u16),
    /// An answer with this status whose body says one of these words.
    Words(RejectionWords),
}

/// A status with certain words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RejectionWords {
    /// The status.
    pub status: u16,
    /// Where the words are (RFC 6901).
    #[serde(default = "error")]
    pub pointer: Pointer,
    /// One of these.
    pub equals: Vec<String>,
}

fn error() -> Pointer {
    Pointer("/error".to_owned())
}

/// A whole call but for its address.
pub struct Filled {
    /// The headers, `Authorization` among them.
    pub headers: Vec<(String, Secret)>,
    /// The body with its media type; `None`: no body at all.
    pub body: Option<(&'static str, Zeroizing<Vec<u8>>)>,
}

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Address<'a> {
    /// Written after the base URL.
    Path(&'a Template),
    /// A whole address.
    Url(&'a Template),
    /// A field of the server's metadata.
    Discover(&'a str),
}

pub(super) fn address<'a>(
    path: Option<&'a Template>,
    url: Option<&'a Template>,
    discover: Option<&'a str>,
) -> Option<Address<'a>> {
    match (path, url, discover) {
        (Some(path), None, None) => Some(Address::Path(path)),
        (None, Some(url), None) => Some(Address::Url(url)),
        (None, None, Some(field)) => Some(Address::Discover(field)),
        _ => None,
    }
}

impl Address<'_> {
    /// Whether it is an optional input that was left empty: then there is no such call.
    pub fn is_left_out(&self, values: &Values) -> bool {
        matches!(self, Self::Path(template) if template.is_left_out(values))
    }
}

impl Authorize {
    /// The path of the redirect to this computer.
    pub fn redirect_path(&self) -> &str {
        self.redirect_path.as_deref().unwrap_or("/callback")
    }

    /// Where the page is. `None` only before the profile was checked.
    pub fn address(&self) -> Option<Address<'_>> {
        address(self.path.as_ref(), self.url.as_ref(), self.discover.as_deref())
    }
}

impl Endpoint {
    /// Where the call goes. `None` only before the profile was checked.
    pub fn address(&self) -> Option<Address<'_>> {
        address(self.path.as_ref(), self.url.as_ref(), self.discover.as_deref())
    }

    /// Fills everything in.
    ///
    /// # Errors
    /// `internal` where a value is missing, which reading a profile rules out for names it knows.
    pub fn fill(&self, values: &Values) -> Result<Filled> {
        let body = match (&self.body, self.encoding) {
            (Some(body), Encoding::Json) => Some(("application/json", body.to_json(values)?)),
            (Some(body), Encoding::Form) => {
                Some(("application/x-www-form-urlencoded", body.to_form(values)?))
            }
            (None, _) | (_, Encoding::None) => None,
        };
        let mut headers = fill_headers(&self.headers, values)?;
        if let Some(authorization) = self.auth.fill(values)? {
            headers.push(("Authorization".to_owned(), authorization));
        }
        Ok(Filled { headers, body })
    }

    /// Whether what is sent names this.
    pub fn sends(&self, name: &str) -> bool {
        self.names().iter().any(|(_, used)| *used == name)
    }

    /// The names used in what is sent, and where: `body.password`, `headers.X-Key`, `auth`.
    pub(super) fn names(&self) -> Vec<(String, &str)> {
        let mut found: Vec<(String, &str)> = Vec::new();
        if let Some(body) = &self.body {
            found.extend(body.names().into_iter().map(|(at, name)| (format!("body.{at}"), name)));
        }
        for (key, template) in &self.headers {
            found.extend(template.names().map(|name| (format!("headers.{key}"), name)));
        }
        found.extend(self.auth.names().into_iter().map(|name| ("auth".to_owned(), name)));
        found
    }
}

/// Headers whose one value was left empty are left out.
pub(super) fn fill_headers(
    headers: &BTreeMap<String, Template>,
    values: &Values,
) -> Result<Vec<(String, Secret)>> {
    headers
        .iter()
        .filter(|(_, template)| !template.is_left_out(values))
        .map(|(name, template)| Ok((name.clone(), template.fill(values)?)))
        .collect()
}

impl Auth {
    fn names(&self) -> Vec<&str> {
        match self {
            Self::None => Vec::new(),
            Self::BearerAccess => vec!["access_token"],
            Self::BearerRefresh => vec!["refresh_token"],
            Self::Basic(pair) | Self::OauthBasic(pair) => pair.iter().flat_map(Template::names).collect(),
        }
    }

    fn fill(&self, values: &Values) -> Result<Option<Secret>> {
        let (user, password) = match self {
            Self::None => return Ok(None),
            Self::BearerAccess => return Ok(values.get("access_token").map(bearer)),
            Self::BearerRefresh => return Ok(values.get("refresh_token").map(bearer)),
            // A client without a secret has nothing to prove: it is named in the body only.
            Self::Basic(pair) | Self::OauthBasic(pair)
                if pair.iter().any(|part| part.is_left_out(values)) =>
            {
                return Ok(None);
            }
            Self::Basic([user, password]) => {
                let text = |template: &Template| template.pieces(values).map(|p| Zeroizing::new(p.concat()));
                (text(user)?, text(password)?)
            }
            Self::OauthBasic([user, password]) => {
                let text = |template: &Template| {
                    Ok::<_, crate::error::Error>(form_encoded(&template.pieces(values)?))
                };
                (text(user)?, text(password)?)
            }
        };
        let pair = Zeroizing::new(format!("{}:{}", *user, *password));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        Ok(Some(Secret::new(format!("Basic {}", *encoded))))
    }
}

fn bearer(token: &str) -> Secret {
    Secret::new(format!("Bearer {token}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, values: &Values) -> Vec<(String, String)> {
        let endpoint: Endpoint = toml::from_str(text).unwrap();
        let headers = endpoint.fill(values).unwrap().headers;
        headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect()
    }

    #[test]
    fn basic_is_written_as_each_standard_says() {
        let mut values = Values::default();
        values.set_open("id", "client:1");
        values.set_secret("secret", Secret::new("a b+/%é".into()));
        let header = |auth: &str| {
            filled(
                &format!("path = \"/t\"\nauth = {{ {auth} = [\"{{{{id}}}}\", \"{{{{secret}}}}\"] }}"),
                &values,
            )[0]
            .1
            .clone()
        };
        let decoded = |value: String| {
            String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ").unwrap()).unwrap()).unwrap()
        };
        assert_eq!(decoded(header("basic")), "client:1:a b+/%é");
        assert_eq!(decoded(header("oauth-basic")), "client%3A1:a+b%2B%2F%25%C3%A9");
        values.set_secret("secret", Secret::new(String::new()));
        assert!(filled("path = \"/t\"\nauth = { basic = [\"{{id}}\", \"{{secret}}\"] }", &values).is_empty());
    }

    #[test]
    fn a_header_without_its_value_is_left_out() {
        let mut values = Values::default();
        values.set_open("tenant", "");
        values.set_secret("refresh_token", Secret::new("r".into()));
        let text = "path = \"/t\"\nauth = \"bearer-refresh\"\nheaders = { X-Tenant = \"{{tenant}}\", X-Fixed = \"1\" }";
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(filled(text, &values), [pair("X-Fixed", "1"), pair("Authorization", "Bearer r")]);
    }
}
