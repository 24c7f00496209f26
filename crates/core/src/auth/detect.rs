//! Looking at an address to tell which profile may fit. Only GET, without any credential, at most six, at that host only.

use super::{Outside, metadata};
use crate::address::BaseUrl;
use crate::error::Result;
use crate::http::{NoReply, Reply, Request};
use crate::profile::Profile;
use crate::tls::Safety;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use ts_rs::TS;

/// A profile that may fit, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ProfileProposal")]
pub struct Proposal {
    /// The profile's id.
    pub profile: String,
    /// What speaks for it: one sentence.
    pub why: String,
    /// What can be filled in already.
    pub inputs: BTreeMap<String, String>,
}

/// The most questions that are asked.
const MOST: usize = 6;

/// Looks at the address and proposes profiles, the likeliest first. Nothing: none of ours shows itself there.
///
/// # Errors
/// Why the host cannot be reached at all.
pub async fn detect(
    outside: Outside<'_>,
    base: &BaseUrl,
    profiles: &[Arc<Profile>],
) -> Result<Vec<Proposal>> {
    let mut look = Look { outside, base, left: MOST };
    let mut proposals = Vec::new();
    for place in metadata::places(base).into_iter().take(2) {
        let Some(reply) = look.at(place).await? else { break };
        if reply.status == 200
            && let Some(Ok(fields)) = metadata::read(&reply.body, base)
        {
            proposals.extend(by_metadata(&reply.body, &fields, base));
            break;
        }
    }
    // The rest of what is ours, by the login path of each. A path that is there answers a GET with another status than
    // one that is not.
    let mut seen = Vec::new();
    for profile in profiles {
        let path = profile.login.as_ref().and_then(|login| login.path.as_ref()?.constant());
        let Some(path) = path.filter(|path| !seen.contains(path)) else { continue };
        seen.push(path);
        let Some(reply) = look.at(base.endpoint(path)?).await? else { break };
        if let Some(why) = shows_itself(profile, path, &reply) {
            proposals.push(Proposal { profile: profile.id.clone(), why, inputs: BTreeMap::new() });
        }
    }
    Ok(proposals)
}

struct Look<'a> {
    outside: Outside<'a>,
    base: &'a BaseUrl,
    left: usize,
}

impl Look<'_> {
    /// `None` when enough was asked, or this one brought no answer.
    async fn at(&mut self, url: url::Url) -> Result<Option<Reply>> {
        if self.left == 0 || url.origin().ascii_serialization() != self.base.origin() {
            return Ok(None);
        }
        self.left -= 1;
        match self.outside.wire.send(Request::get(url, Safety::default())).await {
            Ok(reply) => Ok(Some(reply)),
            Err(NoReply::NotSent(error)) => Err(error),
            Err(NoReply::Lost(_)) => Ok(None),
        }
    }
}

/// By the grants that the server says it takes (RFC 8414, 2).
fn by_metadata(body: &[u8], fields: &BTreeMap<String, String>, base: &BaseUrl) -> Vec<Proposal> {
    let whole: Value = serde_json::from_slice(body).unwrap_or_default();
    let grants: Vec<&str> = match whole.get("grant_types_supported").and_then(Value::as_array) {
        Some(grants) => grants.iter().filter_map(Value::as_str).collect(),
        // The standard's default.
        None => vec!["authorization_code"],
    };
    let takes = |name: &str| grants.contains(&name);
    // What is left of an endpoint's address behind the base URL; one somewhere else cannot be named by a path.
    let path = |field: &str| {
        let rest = fields.get(field)?.strip_prefix(base.as_str())?;
        rest.starts_with('/').then(|| rest.to_owned())
    };
    let paths: BTreeMap<String, String> =
        [("token_path", path("token_endpoint")), ("revocation_path", path("revocation_endpoint"))]
            .into_iter()
            .filter_map(|(name, path)| Some((name.to_owned(), path?)))
            .collect();
    let mut proposals = Vec::new();
    let mut propose = |profile: &str, what: &str, inputs: &BTreeMap<String, String>| {
        let why = format!("The server's metadata says that it offers {what}.");
        proposals.push(Proposal { profile: profile.to_owned(), why, inputs: inputs.clone() });
    };
    if takes("authorization_code") && fields.contains_key("authorization_endpoint") {
        propose("oauth2-authorization-code", "a login in the browser", &BTreeMap::new());
    }
    if fields.contains_key("device_authorization_endpoint") {
        propose("oauth2-device-code", "a login with a code", &BTreeMap::new());
    }
    if takes("client_credentials") && !paths.is_empty() {
        propose("oauth2-client-credentials", "client credentials", &paths);
    }
    if takes("password") && !paths.is_empty() {
        propose("oauth2-password", "logins with a password", &paths);
    }
    proposals
}

/// Whether this answer to a GET says that the login of this profile is there.
fn shows_itself(profile: &Profile, path: &str, reply: &Reply) -> Option<String> {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    if profile.id == "matrix" {
        let flows = body.get("flows").and_then(Value::as_array)?;
        let offers = flows.iter().any(|flow| flow.get("type") == Some(&"m.login.password".into()));
        return offers.then(|| "It answers as a Matrix server that takes passwords.".to_owned());
    }
    let allows =
        reply.header("allow").is_some_and(|methods| methods.expose().to_uppercase().contains("POST"));
    (reply.status == 405 && (allows || reply.header("allow").is_none()))
        .then(|| format!("{path} is there, and takes no GET."))
}
