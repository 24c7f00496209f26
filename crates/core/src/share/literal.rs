//! What looks like a secret where none belongs.

use crate::auth::Secrets;
use crate::jwt;
use crate::secret::Secret;
use url::Url;

/// The shortest secret that is searched for in other texts; shorter ones are words that stand there by chance.
const SHORTEST: usize = 8;

/// How keys of well-known services begin.
const KEYS: [&str; 14] = [
    "-----BEGIN",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "sk-",
    "pk_live_",
    "rk_live_",
    "AKIA",
    "AIza",
];

/// The secrets that the vault has of an account: none of them may be in what is shared, wherever it came from.
#[derive(Debug, Default)]
pub(crate) struct Sealed(Vec<Secret>);

impl Sealed {
    /// These.
    pub fn of(secrets: Secrets, tokens: impl IntoIterator<Item = Secret>) -> Self {
        let mut all: Vec<_> = secrets.into_values().chain(tokens).collect();
        all.retain(|secret| secret.expose().len() >= SHORTEST);
        Self(all)
    }

    /// Whether one of them is in this text.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.iter().any(|secret| text.contains(secret.expose()))
    }
}

/// Whether a field of this name holds a secret, as people name things.
pub(crate) fn sounds_secret(name: &str) -> bool {
    let small: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let about =
        ["path", "url", "uri", "endpoint", "type", "name", "id", "expiry", "expires", "expiresat", "hint"];
    if about.iter().any(|end| small.ends_with(end)) {
        return false;
    }
    let parts = [
        "password",
        "passwd",
        "passphrase",
        "passcode",
        "passkey",
        "pincode",
        "pwd",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "privatekey",
        "subscriptionkey",
        "authkey",
        "sharedkey",
        "masterkey",
        "signingkey",
        "encryptionkey",
        "accountkey",
        "sessionkey",
        "credential",
        "authorization",
        "cookie",
        "signature",
    ];
    let short = ["pass", "pin", "otp", "totp", "jwt", "bearer", "sig"];
    let words = words(name);
    parts.iter().any(|part| small.contains(part))
        || matches!(small.as_str(), "key" | "code")
        // Too short to be looked for inside of words: as in shipping.
        || words.iter().any(|word| short.contains(&word.as_str()))
        || words.last().is_some_and(|word| word == "auth")
}

/// The words of `X-Auth`, `user_pin` and `userPin`, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last = '_';
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() || (letter.is_ascii_uppercase() && !last.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_ascii_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
        last = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a text that is not secret has a secret in it: a token, a known kind of key, or an address with one.
pub(crate) fn holds_secret(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        is_key(word)
            || word.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).any(is_token)
            || in_address(word)
    }) || text.contains("-----BEGIN")
}

fn is_token(word: &str) -> bool {
    word.len() > 20 && jwt::looks_like(word)
}

fn is_key(word: &str) -> bool {
    word.len() >= 16 && KEYS.iter().any(|begin| word.starts_with(begin))
}

/// A username with a password, or a query or fragment that names a secret. What a template fills in is none.
fn in_address(word: &str) -> bool {
    if let Ok(url) = Url::parse(word)
        && url.has_host()
        && (url.password().is_some() || !url.username().is_empty())
    {
        return true;
    }
    let Some((_, after)) = word.split_once(['?', '#']) else { return false };
    after.split(['&', '#', '?', ';']).any(|pair| {
        pair.split_once('=').is_some_and(|(name, value)| {
            let constant = without_templates(value);
            sounds_secret(name) && !constant.trim().is_empty()
        })
    })
}

/// The text without what is filled in when it is sent.
pub(super) fn without_templates(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((_, behind)) = after.split_once("}}") else { return out + after };
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_hold_a_secret() {
        for bad in [
            "https://ann:hunter2@h.test/x",
            "https://ann@h.test",
            "/login?api_key=abc",
            "https://h.test/cb#access_token=abc",
            "/x?a=1&client-secret=abc",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "see eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEwMDAwMDAwMDB9.p6enp6en please",
        ] {
            assert!(holds_secret(bad), "{bad}");
        }
        for good in [
            "https://h.test/token",
            "/oauth/token?tenant=a",
            "/x?token={{tenant}}",
            "integration",
            "ann@example.com",
            "openid offline_access",
            "sk-team",
            "",
        ] {
            assert!(!holds_secret(good), "{good}");
        }
    }

    #[test]
    fn a_name_may_say_that_it_is_secret() {
        for bad in [
            "password",
            "client_secret",
            "X-Api-Key",
            "refreshToken",
            "Authorization",
            "pin",
            "accessKey",
            "passcode",
            "authkey",
            "auth_key",
            "X-Auth",
            "user_pin",
            "userPin",
            "PIN code",
            "dbPwd",
            "pwd",
            "API_PASS",
        ] {
            assert!(sounds_secret(bad), "{bad}");
        }
        for good in [
            "username",
            "token_path",
            "tokenUrl",
            "client_id",
            "scope",
            "token_type",
            "tenant",
            "keyboard",
            "shipping",
            "compass",
            "authMode",
            "author",
            "Path of the token endpoint",
            "design",
        ] {
            assert!(!sounds_secret(good), "{good}");
        }
    }
}
