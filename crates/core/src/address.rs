//! Where an API lives: the base URL of an account, and what is safe to send there.

use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use url::{Host, Url};

/// The base URL of an account, checked: `https`, or plain `http` to this computer only.
///
/// Kept without a trailing slash, so that base and path are simply written one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl {
    text: String,
    origin: String,
    host: String,
    loopback: bool,
}

fn refuse(message: &str, hint: &str) -> Error {
    Error::new(Code::InvalidBaseUrl, message, hint).on_field("base_url")
}

impl BaseUrl {
    /// Reads what a person typed. Without a scheme, `https://` is meant (`http://` for this computer).
    ///
    /// The host is judged after parsing, so `http://127.1` is this computer and `http://127.0.0.1.evil` is not.
    ///
    /// # Errors
    /// `invalid_base_url`, on the field `base_url`.
    pub fn parse(typed: &str) -> Result<Self> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(refuse(
                "The base URL is missing.",
                "Enter the address of the API, such as https://api.example.com.",
            ));
        }
        if typed.chars().any(char::is_control) {
            return Err(refuse("The base URL contains a control character.", "Type it again by hand."));
        }
        let url = if typed.contains("://") {
            Url::parse(typed)
        } else {
            Url::parse(&format!("https://{typed}")).and_then(|https| {
                if is_loopback(&https) { Url::parse(&format!("http://{typed}")) } else { Ok(https) }
            })
        }
        .map_err(|_| {
            refuse(
                "That is not a web address.",
                "Enter the address of the API, such as https://api.example.com.",
            )
        })?;
        Self::from_url(&url)
    }

    fn from_url(url: &Url) -> Result<Self> {
        let loopback = is_loopback(url);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => {
                return Err(refuse(
                    "Plain http would send the password unprotected.",
                    "Use https://. Plain http is accepted for this computer only.",
                ));
            }
            _ => {
                return Err(refuse("Only web addresses can be used.", "Start the address with https://."));
            }
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(
                "The base URL contains a username or password.",
                "Take it out of the address and enter it in its own field.",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse(
                "The base URL has something after ? or #.",
                "Enter the address only up to the last part of its path.",
            ));
        }
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| {
                refuse("The base URL names no host.", "Enter an address such as https://api.example.com.")
            })?
            .to_owned();
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            origin: url.origin().ascii_serialization(),
            host,
            loopback,
        })
    }

    /// The address as shown and kept, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port: what credentials are tied to (RFC 6454).
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone, for display and for limits.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether this is this computer. Loopback never goes through a proxy.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The address of one endpoint: base and path written one after the other, never joined by URL rules
    /// (by those, a path of `//evil.test/x` would change the host).
    ///
    /// # Errors
    /// `invalid_base_url` where the result would leave the origin.
    pub fn endpoint(&self, path: &str) -> Result<Url> {
        let refused =
            || refuse("The profile's path does not belong to this address.", "Check the profile's paths.");
        let url = Url::parse(&format!("{}{path}", self.text)).map_err(|_| refused())?;
        if !path.starts_with('/') || url.origin().ascii_serialization() != self.origin {
            return Err(refused());
        }
        Ok(url)
    }
}

/// Whether this is this computer, judged by the parsed host.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether secrets may be sent there: `https`, or plain `http` to this computer only.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

impl TryFrom<String> for BaseUrl {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<BaseUrl> for String {
    fn from(base: BaseUrl) -> Self {
        base.text
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> String {
        BaseUrl::parse(text).unwrap().to_string()
    }

    /// P12: plain http goes to this computer and nowhere else, judged after parsing.
    #[test]
    fn p12_plain_http_only_to_this_computer() {
        for good in [
            "http://127.0.0.1:8080",
            "http://127.1",
            "http://[::1]:9",
            "http://localhost:3000/v1",
            "HTTP://LOCALHOST",
        ] {
            BaseUrl::parse(good).unwrap();
        }
        for bad in [
            "http://x",
            "http://127.0.0.1.evil",
            "http://localhost.evil",
            "HTTP://example.com",
            "http://0.0.0.0",
            "http://192.168.1.4",
            "http://127.0.0.1@evil.test",
            "http://evil.test#127.0.0.1",
            "http://[::ffff:192.168.0.1]",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            let error = BaseUrl::parse(bad).expect_err(bad);
            assert_eq!(error.code, Code::InvalidBaseUrl, "{bad}");
            assert_eq!(error.field.as_deref(), Some("base_url"), "{bad}");
        }
    }

    #[test]
    fn a_missing_scheme_means_https() {
        assert_eq!(ok("api.example.com"), "https://api.example.com");
        assert_eq!(ok("api.example.com:8443/v1/"), "https://api.example.com:8443/v1");
        assert_eq!(ok("localhost:8080"), "http://localhost:8080");
        assert_eq!(ok("  127.0.0.1:9/  "), "http://127.0.0.1:9");
    }

    #[test]
    fn credentials_queries_and_emptiness_are_refused() {
        for bad in [
            "",
            "   ",
            "https://",
            "https://u:p@h.test",
            "https://h.test?x=1",
            "https://h.test#a",
            "https://h\n.test",
        ] {
            assert_eq!(BaseUrl::parse(bad).expect_err(bad).code, Code::InvalidBaseUrl, "{bad:?}");
        }
    }

    #[test]
    fn a_path_cannot_change_the_host() {
        let base = BaseUrl::parse("https://api.example.com/partner/v1/").unwrap();
        assert_eq!(
            base.endpoint("/auth/login").unwrap().as_str(),
            "https://api.example.com/partner/v1/auth/login"
        );
        assert_eq!(
            base.endpoint("//evil.test/x").unwrap().as_str(),
            "https://api.example.com/partner/v1//evil.test/x"
        );
        assert!(BaseUrl::parse("https://api.example.com").unwrap().endpoint("@evil.test/x").is_err());
        assert!(BaseUrl::parse("https://api.example.com").unwrap().endpoint(".evil.test/x").is_err());
    }
}
