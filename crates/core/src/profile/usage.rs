//! How a request carries the credential.

use super::endpoint::{Address, address, fill_headers};
use super::template::Template;
use super::values::Values;
use crate::error::Result;
use crate::http::Method;
use crate::secret::Secret;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a request carries the credential.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// The headers. Absent: `Authorization = "Bearer {{access_token}}"` (RFC 6750).
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// The call that tells whether the server takes the credential.
    pub check: Option<Check>,
}

/// The call that tells whether the server takes the credential.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The HTTP method.
    #[serde(default = "get")]
    pub method: Method,
    /// Written directly after the base URL.
    pub path: Option<Template>,
    /// A whole address instead of a path.
    pub url: Option<Template>,
    /// The field of the server's metadata (RFC 8414) that holds the address, instead of a path.
    pub discover: Option<String>,
}

fn get() -> Method {
    Method::Get
}

impl Check {
    /// Where the call goes. `None` only before the profile was checked.
    pub fn address(&self) -> Option<Address<'_>> {
        address(self.path.as_ref(), self.url.as_ref(), self.discover.as_deref())
    }
}

impl Usage {
    /// The headers filled in.
    ///
    /// # Errors
    /// `internal` where a value is missing, which reading a profile rules out for names it knows.
    pub fn fill(&self, values: &Values) -> Result<Vec<(String, Secret)>> {
        if self.headers.is_empty() {
            let token = values.get("access_token").unwrap_or_default();
            return Ok(vec![("Authorization".to_owned(), Secret::new(format!("Bearer {token}")))]);
        }
        fill_headers(&self.headers, values)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.headers.values().flat_map(Template::names)
    }
}
