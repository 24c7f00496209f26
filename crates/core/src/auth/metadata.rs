//! What a server says about itself: OAuth 2.0 Authorization Server Metadata (RFC 8414) and OpenID Connect Discovery 1.0.

use super::{Answer, Outside};
use crate::account::Account;
use crate::address::BaseUrl;
use crate::error::{Code, Error};
use crate::http::{NoReply, Request};
use crate::profile::Profile;
use crate::tls::Safety;
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// The most fields that are kept.
const MOST: usize = 100;
/// The longest value that is kept, in bytes.
const LONGEST: usize = 2048;

/// Where the metadata of an issuer may be, the standard's place first.
pub(super) fn places(base: &BaseUrl) -> Vec<Url> {
    let Ok(issuer) = Url::parse(base.as_str()) else { return Vec::new() };
    let path = issuer.path().trim_end_matches('/').to_owned();
    let inserted = |name: &str| {
        let mut url = issuer.clone();
        url.set_path(&format!("/.well-known/{name}{path}"));
        url
    };
    let mut places = vec![inserted("oauth-authorization-server")];
    places.extend(base.endpoint("/.well-known/openid-configuration").ok());
    if !path.is_empty() {
        places.extend(base.endpoint("/.well-known/oauth-authorization-server").ok());
    }
    places
}

/// The fields of the metadata that are texts.
pub(super) async fn fetch(
    outside: Outside<'_>,
    account: &Account,
    safety: &Safety,
) -> std::result::Result<BTreeMap<String, String>, Answer> {
    let base = &account.base_url;
    for place in places(base) {
        let reply = match outside.wire.send(Request::get(place, safety.clone())).await {
            Ok(reply) => reply,
            // Nothing secret was sent either way.
            Err(NoReply::NotSent(error) | NoReply::Lost(error)) => return Err(Answer::NotSent(error)),
        };
        if reply.status == 429 || reply.status >= 500 {
            return Err(Answer::Later(
                Error::new(
                    Code::ServerError,
                    format!("{} does not say now where its login is ({}).", base.host(), reply.status),
                    "Try again in a moment.",
                )
                .retry_at(reply.retry_at),
            ));
        }
        if reply.status != 200 {
            continue;
        }
        match read(&reply.body, base) {
            Some(Ok(fields)) => return Ok(fields),
            Some(Err(error)) => return Err(Answer::Later(error)),
            None => {}
        }
    }
    Err(Answer::Later(Error::new(
        Code::NotTheApi,
        format!("{base} does not say where its login is."),
        "Enter the issuer's address as its documentation gives it, or choose a profile with fixed paths.",
    )))
}

/// `None` where this is no metadata at all.
pub(super) fn read(
    body: &[u8],
    base: &BaseUrl,
) -> Option<std::result::Result<BTreeMap<String, String>, Error>> {
    let Value::Object(fields) = serde_json::from_slice(body).ok()? else { return None };
    let texts: BTreeMap<String, String> = fields
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::String(text) if text.len() <= LONGEST => Some((name, text)),
            _ => None,
        })
        .take(MOST)
        .collect();
    let issuer = texts.get("issuer")?;
    // Whoever answers for somebody else could take the code (RFC 8414, 3.3).
    if issuer.trim_end_matches('/') == base.as_str() {
        return Some(Ok(texts));
    }
    Some(Err(Error::new(
        Code::NotTheApi,
        format!("{base} says that its login belongs to {}.", crate::text::clean(issuer, 120)),
        "Enter that address as the base URL, if it is the right one.",
    )))
}

/// The server does not have what the profile wants.
pub(super) fn lacks(account: &Account, call: &str) -> Error {
    Error::new(
        Code::NotTheApi,
        format!("{} does not say where its {call} is.", account.base_url.host()),
        "Choose a profile with fixed paths, or ask the provider.",
    )
}

impl Profile {
    /// Whether some address is left to the server to tell.
    pub(crate) fn discovers(&self) -> bool {
        let calls = self.login.iter().chain(&self.refresh).chain(&self.logout);
        let login = self.login.iter();
        calls.clone().any(|call| call.discover.is_some())
            || login.clone().filter_map(|login| login.authorize.as_ref()).any(|page| page.discover.is_some())
            || login.filter_map(|login| login.device.as_ref()).any(|call| call.discover.is_some())
            || self.usage.check.iter().any(|check| check.discover.is_some())
    }
}
