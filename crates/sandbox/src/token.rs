//! The tokens: real JWTs, signed with HS256.
//!
//! Made here from `hmac` and `sha2` rather than with a JWT library: the sandbox needs one algorithm, and a library's
//! pure Rust back-end brings an RSA crate with an open advisory into the build. The test below holds it to the
//! published example of RFC 7515.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Which of the two tokens of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The token sent with every request.
    Access,
    /// The token that buys the next pair.
    Refresh,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) client_id: u64,
    /// Unix seconds.
    pub(crate) iat: i64,
    /// Unix seconds; the token is good before this second.
    pub(crate) exp: i64,
    pub(crate) jti: String,
    pub(crate) typ: Kind,
    /// A text that occurs nowhere else, so that a search can tell whose leak it found.
    pub(crate) canary: String,
}

/// A token that the server gave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Which of the two.
    pub kind: Kind,
    /// The whole token.
    pub token: String,
    /// The user it was given to.
    pub account: String,
    /// The how-manieth pair of this user it belongs to, from 1; it grows with each login and each refresh.
    pub generation: u64,
    /// Tokens that descend from the same login have the same number.
    pub family: u64,
    /// The text in its payload that occurs in no other token: `CANARY-AT-<n>` or `CANARY-RT-<n>`.
    pub canary: String,
    /// The second in which it ends, in Unix seconds by the server's clock.
    pub expires_at: i64,
}

impl Issued {
    /// The third segment, the signature: what a leak search looks for, since the first two may be shown to people.
    pub fn signature(&self) -> &str {
        self.token.rsplit('.').next().unwrap_or_default()
    }
}

/// The secret that signs, at least 32 bytes of it.
pub(crate) struct Key(Vec<u8>);

impl Key {
    /// A new random one.
    pub(crate) fn random() -> Self {
        let halves = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
        Self(halves.iter().flat_map(|half| half.as_bytes().iter().copied()).collect())
    }

    /// The claims as a signed token. `None` never happens: the claims are plain text and numbers.
    pub(crate) fn sign(&self, claims: &Claims) -> Option<String> {
        let payload = serde_json::to_vec(claims).ok()?;
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = self.mac(&signed)?.finalize().into_bytes();
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// What a token says, if this key signed it. Its expiry is for the caller to judge.
    pub(crate) fn verify(&self, token: &str) -> Option<Claims> {
        serde_json::from_slice(&self.open(token)?).ok()
    }

    fn open(&self, token: &str) -> Option<Vec<u8>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (_header, payload) = signed.split_once('.')?;
        // The header is not asked which algorithm to use: there is one, so `alg: none` opens nothing.
        self.mac(signed)?.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        URL_SAFE_NO_PAD.decode(payload).ok()
    }

    fn mac(&self, signed: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(signed.as_bytes());
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7515_verifies_and_a_changed_one_does_not() {
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let key = Key(URL_SAFE_NO_PAD.decode(key).unwrap());
        let example = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
                       Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(key.open(example).unwrap().starts_with(br#"{"iss":"joe""#));
        assert_eq!(key.open(&example.replacen("eyJpc3M", "eyJpc3N", 1)), None);
        assert_eq!(key.open("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ."), None);
    }
}
