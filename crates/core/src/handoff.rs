//! Texts that carry a token to another tool.

use crate::account::Account;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::session::Session;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CopyWhat {
    /// The access token alone.
    AccessToken,
    /// The refresh token alone.
    RefreshToken,
    /// `Authorization: Bearer …` (RFC 6750, 2.1).
    AuthorizationHeader,
    /// A curl command that calls the base URL.
    Curl,
    /// `NAME_TOKEN=…`, for an `.env` file.
    EnvLine,
    /// The server's name for the client.
    ClientId,
}

impl CopyWhat {
    /// How people call it in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::AccessToken => "access token",
            Self::RefreshToken => "refresh token",
            Self::AuthorizationHeader => "Authorization header",
            Self::Curl => "curl command",
            Self::EnvLine => "environment line",
            Self::ClientId => "client_id",
        }
    }

    /// Whether it lets somebody use the API, and so must not stay on the clipboard.
    pub fn is_secret(self) -> bool {
        self != Self::ClientId
    }

    /// Whether it is about the access token, and so ends with it.
    pub fn holds_access_token(self) -> bool {
        !matches!(self, Self::RefreshToken | Self::ClientId)
    }
}

/// The text itself.
///
/// # Errors
/// `needs_login` where the session does not have it.
pub fn text(what: CopyWhat, account: &Account, session: &Session) -> Result<Secret> {
    let token = session.access_token.expose();
    Ok(match what {
        CopyWhat::AccessToken => session.access_token.clone(),
        CopyWhat::RefreshToken => session.refresh_token.clone().ok_or_else(|| lacking("refresh token"))?,
        CopyWhat::AuthorizationHeader => Secret::new(format!("Authorization: Bearer {token}")),
        // Both are free of quotes: a token is checked when it comes in, and a parsed URL has them encoded.
        CopyWhat::Curl => Secret::new(format!(
            "curl -H 'Authorization: Bearer {}' '{}'",
            shell(token),
            shell(account.base_url.as_str())
        )),
        CopyWhat::EnvLine => Secret::new(format!("{}_TOKEN='{}'", variable(&account.name), shell(token))),
        CopyWhat::ClientId => Secret::new(session.client_id.clone().ok_or_else(|| lacking("client_id"))?),
    })
}

fn lacking(what: &str) -> Error {
    Error::new(Code::NeedsLogin, format!("This session has no {what}."), "The server gave none.")
}

/// Inside single quotes of a POSIX shell.
fn shell(text: &str) -> String {
    text.replace('\'', r"'\''")
}

/// The name of an environment variable that every shell takes, made from an account's name.
pub fn variable(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_uppercase()),
            _ if out.is_empty() || out.ends_with('_') => {}
            _ => out.push('_'),
        }
    }
    let out = out.trim_end_matches('_');
    match out.chars().next() {
        None => "API".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("API_{out}"),
        Some(_) => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountId;
    use crate::address::BaseUrl;

    fn sample() -> (Account, Session) {
        let account = Account {
            id: AccountId::random(),
            name: "Acme (UAT) 2".into(),
            base_url: BaseUrl::parse("https://api.example.com/v1").unwrap(),
            environment: String::new(),
            profile: "b2b-jwt".into(),
            inputs: Default::default(),
            remembers: false,
        };
        let session = Session {
            generation: 1,
            access_token: Secret::new("a.b'c.d".into()),
            refresh_token: None,
            client_id: Some("123456".into()),
            issued_at: chrono::DateTime::UNIX_EPOCH,
            access_expires_at: None,
            refresh_expires_at: None,
            ahead: chrono::TimeDelta::zero(),
            anchor: None,
        };
        (account, session)
    }

    #[test]
    fn each_format_is_what_the_tool_reads() {
        let (account, session) = sample();
        let text = |what| super::text(what, &account, &session).map(|text| text.expose().to_owned());
        assert_eq!(text(CopyWhat::AccessToken).unwrap(), "a.b'c.d");
        assert_eq!(text(CopyWhat::AuthorizationHeader).unwrap(), "Authorization: Bearer a.b'c.d");
        assert_eq!(
            text(CopyWhat::Curl).unwrap(),
            r"curl -H 'Authorization: Bearer a.b'\''c.d' 'https://api.example.com/v1'"
        );
        assert_eq!(text(CopyWhat::EnvLine).unwrap(), r"ACME_UAT_2_TOKEN='a.b'\''c.d'");
        assert_eq!(text(CopyWhat::ClientId).unwrap(), "123456");
        assert_eq!(text(CopyWhat::RefreshToken).unwrap_err().code, Code::NeedsLogin);
    }

    #[test]
    fn a_variable_name_is_always_valid() {
        for (name, expected) in
            [("acme", "ACME"), ("7 seas", "API_7_SEAS"), ("名前", "API"), ("", "API"), ("a--b", "A_B")]
        {
            assert_eq!(variable(name), expected);
        }
    }
}
