//! Files for programs of the command line.

use super::values::{address, on_one_line};
use super::{bearer, json};
use crate::account::Account;
use crate::auth;
use crate::error::Result;
use crate::secret::Secret;
use crate::session::Session;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use zeroize::Zeroizing;

#[derive(Serialize)]
struct HttpieSession<'a> {
    auth: HttpieAuth<'a>,
    headers: [(); 0],
    cookies: [(); 0],
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
    json(&HttpieSession { auth, headers: [], cookies: [] })
}

/// `curl -K FILE PATH`: the headers, so that no argument has a secret in it.
pub(super) fn curl(account: &Account, session: &Session) -> Result<Secret> {
    let mut text = Zeroizing::new(format!("# {}\n", address(account)));
    for (name, value) in auth::usage(account, session)? {
        let value = Zeroizing::new(value.expose().replace('\\', "\\\\").replace('"', "\\\""));
        text.push_str("header = \"");
        text.push_str(&name);
        text.push_str(": ");
        text.push_str(&value);
        text.push_str("\"\n");
    }
    Ok(Secret::new(text.as_str().to_owned()))
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
            expiration_timestamp: ends(session).map(|end| end.to_rfc3339_opts(SecondsFormat::Secs, true)),
        },
    })
}

/// What git reads from a helper (<https://git-scm.com/docs/git-credential>): the token is the password.
pub(super) fn git(account: &Account, session: &Session) -> Result<Secret> {
    let token = bearer(account, session, "git")?;
    let user = account.inputs.get("username").or(session.client_id.as_ref()).map(|user| on_one_line(user));
    let mut text = Zeroizing::new(format!("username={}\npassword=", user.as_deref().unwrap_or("fob")));
    text.push_str(token.expose());
    if let Some(end) = ends(session) {
        text.push_str(&format!("\npassword_expiry_utc={}", end.timestamp()));
    }
    Ok(Secret::new(text.as_str().to_owned()))
}

/// When the token ends by this computer's clock, which these programs go by.
fn ends(session: &Session) -> Option<DateTime<Utc>> {
    Some(session.access_expires_at? - session.ahead)
}
