//! What a file names: the address, the credential and the client, each under the name that its tool is used to.

use crate::account::Account;
use crate::handoff::{joined, variables};
use crate::secret::Secret;
use crate::session::Session;
use chrono::SecondsFormat;
use zeroize::Zeroizing;

pub(super) struct Value {
    /// As in `accessToken`.
    pub camel: String,
    /// As in `ACCESS_TOKEN`.
    pub upper: String,
    pub text: Secret,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Stays as it is, and anybody may see it.
    Plain,
    /// When the token ends.
    End,
    /// The token, or a part of a static credential.
    Secret,
}

pub(super) struct Values(Vec<Value>);

impl Values {
    pub fn of(account: &Account, session: &Session) -> Self {
        let open = |upper: &str, text: String, kind| Value {
            camel: camel(upper),
            upper: upper.to_owned(),
            text: Secret::new(on_one_line(&text)),
            kind,
        };
        let mut values = vec![open("BASE_URL", address(account), Kind::Plain)];
        values.extend(session.client_id.clone().map(|id| open("CLIENT_ID", id, Kind::Plain)));
        if let Some(end) = session.access_expires_at.filter(|_| !account.profile.is_static()) {
            let end = end.to_rfc3339_opts(SecondsFormat::Secs, true);
            values.push(open("ACCESS_TOKEN_EXPIRES_AT", end, Kind::End));
        }
        values.extend(variables(account, session).into_iter().map(|(name, text)| {
            let upper = if name == "TOKEN" { "ACCESS_TOKEN".to_owned() } else { name };
            Value { camel: camel(&upper), upper, text, kind: Kind::Secret }
        }));
        Self(values)
    }

    pub fn all(&self) -> impl Iterator<Item = &Value> {
        self.0.iter()
    }

    /// `NAME='…'`, a line each. Values cannot break a line: addresses and headers have none in them.
    pub fn dotenv(&self) -> Secret {
        let lines: Vec<_> = self.0.iter().map(|value| (&*value.upper, quoted(value.text.expose()))).collect();
        joined(lines.iter().flat_map(|(name, text)| [name, "=", text.as_str(), "\n"]))
    }
}

/// A server's name for its client, or what somebody typed, starts no line of its own in somebody else's file.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, "")
}

/// The base URL as tools put paths behind it: without a stroke at its end.
pub(super) fn address(account: &Account) -> String {
    account.base_url.as_str().trim_end_matches('/').to_owned()
}

/// What needs no quotes is written without: readers of `.env` files disagree about everything else. Single quotes are read
/// as they are by all of them; a value with one of those in it gets double quotes.
fn quoted(text: &str) -> Zeroizing<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/+=@%,".contains(c);
    Zeroizing::new(match text {
        _ if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
        _ if !text.contains('\'') => format!("'{text}'"),
        _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$")),
    })
}

fn camel(upper: &str) -> String {
    let mut out = String::new();
    for (index, word) in upper.split('_').enumerate() {
        let lower = word.to_ascii_lowercase();
        let mut letters = lower.chars();
        match letters.next() {
            Some(first) if index > 0 => out.extend(first.to_uppercase().chain(letters)),
            _ => out.push_str(&lower),
        }
    }
    out
}
