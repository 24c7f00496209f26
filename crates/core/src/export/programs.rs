//! Files for programs of the command line.

use super::values::{address, on_one_line};
use super::{bearer, good_until, json};
use crate::account::Account;
use crate::auth;
use crate::error::Result;
use crate::handoff::joined;
use crate::secret::Secret;
use crate::session::Session;
use chrono::SecondsFormat;
use serde::Serialize;
use zeroize::Zeroizing;

#[derive(Serialize)]
struct HttpieSession<'a> {
    #[serde(rename = "__meta__")]
    meta: HttpieMeta,
    auth: HttpieAuth<'a>,
    headers: [(); 0],
    cookies: [(); 0],
}

/// HTTPie writes its own version here; it leaves what else is there as it is.
#[derive(Serialize)]
struct HttpieMeta {
    about: String,
}

#[derive(Serialize)]
struct HttpieAuth<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    raw_auth: &'a str,
}

/// A session file (<https://httpie.io/docs/cli/sessions>).
pub(super) fn httpie(account: &Account, session: &Session) -> Result<Secret> {
    let token = bearer(account, session, "An HTTPie session")?;
    let auth = HttpieAuth { kind: "bearer", raw_auth: token.expose() };
    let meta = HttpieMeta { about: format!("From Fobwatch, {}", good_until(session)) };
    json(&HttpieSession { meta, auth, headers: [], cookies: [] })
}

/// `curl -K FILE PATH`: the headers, so that no argument has a secret in it.
pub(super) fn curl(account: &Account, session: &Session) -> Result<Secret> {
    let place = format!("# {}, {}\n", address(account), good_until(session));
    let escaped = |value: Secret| Zeroizing::new(value.expose().replace('\\', "\\\\").replace('"', "\\\""));
    let headers = auth::usage(account, session)?.into_iter().map(|(name, value)| (name, escaped(value)));
    let headers: Vec<_> = headers.collect();
    let lines = headers.iter().flat_map(|(name, value)| ["header = \"", name, ": ", value, "\"\n"]);
    Ok(joined(std::iter::once(&*place).chain(lines)))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExecCredential<'a> {
    api_version: &'static str,
    kind: &'static str,
    status: Status<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_timestamp: Option<String>,
}

/// <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>.
pub(super) fn kubernetes(account: &Account, session: &Session) -> Result<Secret> {
    let token = bearer(account, session, "An ExecCredential")?;
    json(&ExecCredential {
        api_version: "client.authentication.k8s.io/v1",
        kind: "ExecCredential",
        status: Status {
            token: token.expose(),
            expiration_timestamp: session
                .access_ends_here()
                .map(|end| end.to_rfc3339_opts(SecondsFormat::Secs, true)),
        },
    })
}

/// What git reads from a helper (<https://git-scm.com/docs/git-credential>): the token is the password.
pub(super) fn git(account: &Account, session: &Session) -> Result<Secret> {
    let token = bearer(account, session, "git")?;
    let user = account.inputs.get("username").or(session.client_id.as_ref()).map(|user| on_one_line(user));
    let end = session.access_ends_here().map(|end| format!("\npassword_expiry_utc={}", end.timestamp()));
    let parts = ["username=", user.as_deref().unwrap_or("fob"), "\npassword=", token.expose()];
    Ok(joined(parts.into_iter().chain(end.as_deref())))
}
