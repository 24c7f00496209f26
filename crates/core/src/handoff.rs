//! Texts that carry a token to another tool.

use crate::account::Account;
use crate::auth;
use crate::error::{Code, Error, Result};
use crate::export::{self, Target};
use crate::secret::Secret;
use crate::session::Session;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CopyWhat {
    /// The access token alone.
    AccessToken,
    /// The refresh token alone.
    RefreshToken,
    /// The headers that carry the credential, most often `Authorization: Bearer …` (RFC 6750, 2.1).
    AuthorizationHeader,
    /// A curl command that calls the base URL.
    Curl,
    /// `NAME_TOKEN=…`, for an `.env` file; a line for each part of a static credential.
    EnvLine,
    /// The server's name for the client.
    ClientId,
    /// A secret that was entered for the account, such as a password.
    Secret,
    /// What another tool reads.
    #[serde(untagged)]
    File(Target),
}

impl CopyWhat {
    /// What the timeline says once it was copied.
    pub fn copied(self) -> String {
        let what = match self {
            Self::AccessToken => "access token",
            Self::RefreshToken => "refresh token",
            Self::AuthorizationHeader => "Authorization header",
            Self::Curl => "curl command",
            Self::EnvLine => "environment line",
            Self::ClientId => "client_id",
            Self::Secret => "remembered secret",
            Self::File(target) => return format!("Copied for {}.", target.tool()),
        };
        format!("Copied the {what}.")
    }

    /// Whether it lets somebody use the API, and so must not stay on the clipboard.
    pub fn is_secret(self) -> bool {
        match self {
            Self::ClientId => false,
            Self::File(target) => target.holds_token(),
            _ => true,
        }
    }

    /// Whether it is about the access token, and so ends with it.
    pub fn holds_access_token(self) -> bool {
        match self {
            Self::RefreshToken | Self::ClientId | Self::Secret => false,
            Self::File(target) => target.holds_token(),
            _ => true,
        }
    }
}

/// The text itself.
///
/// # Errors
/// `needs_login` where the session does not have it; `invalid_input` where a tool has no place for such a credential.
pub fn text(what: CopyWhat, account: &Account, session: &Session) -> Result<Secret> {
    Ok(match what {
        CopyWhat::AccessToken => session.access_token.clone(),
        CopyWhat::RefreshToken => session.refresh_token.clone().ok_or_else(|| lacking("refresh token"))?,
        CopyWhat::AuthorizationHeader => {
            lines(&auth::usage(account, session)?, |(name, value)| format!("{name}: {}", value.expose()))
        }
        CopyWhat::Curl => {
            let headers = lines(&auth::usage(account, session)?, |(name, value)| {
                format!("-H '{}: {}'", shell(name), shell(value.expose()))
            });
            let headers = Zeroizing::new(headers.expose().replace('\n', " "));
            Secret::new(format!("curl {} '{}'", *headers, shell(account.base_url.as_str())))
        }
        CopyWhat::EnvLine => {
            let name = variable(&account.name);
            lines(&variables(account, session), |(what, value)| {
                format!("{name}_{what}='{}'", shell(value.expose()))
            })
        }
        CopyWhat::Secret => return Err(lacking("remembered secret")),
        CopyWhat::File(target) => export::document(target, account, session)?,
        CopyWhat::ClientId => Secret::new(session.client_id.clone().ok_or_else(|| lacking("client_id"))?),
    })
}

/// What a program gets in its environment, by the end of each variable's name: the token, or the parts of a static
/// credential.
pub fn variables(account: &Account, session: &Session) -> Vec<(String, Secret)> {
    if !account.profile.is_static() {
        return vec![("TOKEN".to_owned(), session.access_token.clone())];
    }
    let parts = account.profile.secret_inputs();
    parts
        .filter_map(|input| {
            let value = session.context.secrets.get(&input.name)?;
            Some((variable(&input.name), value.clone()))
        })
        .collect()
}

/// One line each, without a copy left behind.
fn lines<T>(items: &[T], line: impl Fn(&T) -> String) -> Secret {
    let lines: Vec<_> = items.iter().map(|item| Zeroizing::new(line(item))).collect();
    let breaks = std::iter::once("").chain(std::iter::repeat("\n"));
    joined(breaks.zip(&lines).flat_map(|(before, line)| [before, line.as_str()]))
}

/// One text of these parts. It is made in its full length, so that no shorter copy is left behind.
pub(crate) fn joined<'a>(parts: impl Iterator<Item = &'a str> + Clone) -> Secret {
    let mut text = String::with_capacity(parts.clone().map(str::len).sum());
    text.extend(parts);
    Secret::new(text)
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
    use crate::profile::Profile;
    use crate::session::Context;

    fn sample() -> (Account, Session) {
        let base_url = BaseUrl::parse("https://api.example.com/v1").unwrap();
        let profile = Profile::find("b2b-jwt").unwrap();
        let account = Account::new(AccountId::random(), "Acme (UAT) 2", base_url, profile);
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
            context: Context::default(),
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
    fn a_static_credential_is_handed_out_as_its_profile_says() {
        let (mut account, mut session) = sample();
        account.profile = Profile::find("api-key-secret").unwrap();
        session.context.secrets = [("api_key", "k'1"), ("api_secret", "s 2")]
            .map(|(name, value)| (name.to_owned(), Secret::new(value.into())))
            .into();
        let text = |what| super::text(what, &account, &session).unwrap().expose().to_owned();
        assert_eq!(text(CopyWhat::AuthorizationHeader), "X-API-Key: k'1\nX-API-Secret: s 2");
        assert_eq!(
            text(CopyWhat::Curl),
            r"curl -H 'X-API-Key: k'\''1' -H 'X-API-Secret: s 2' 'https://api.example.com/v1'"
        );
        assert_eq!(text(CopyWhat::EnvLine), "ACME_UAT_2_API_KEY='k'\\''1'\nACME_UAT_2_API_SECRET='s 2'");
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
