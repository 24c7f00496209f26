//! A secret that both sides know.

use super::key::{Key, Material};
use super::{LONGEST, TokenKeys, pem};
use crate::error::{Code, Error, Result};
use crate::jwt;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

impl TokenKeys {
    /// From what a file holds or a person typed; a line break at its end does not count. It may be written in base64.
    ///
    /// # Errors
    /// `invalid_input` where it is empty, or a public key: whoever has that could sign.
    pub fn from_secret(bytes: &[u8]) -> Result<Self> {
        let wrong = |message: &str, hint: &str| Err(Error::new(Code::InvalidInput, message, hint));
        let bare = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
        if bare.is_empty() || bare.len() > LONGEST {
            return wrong(
                "The secret is empty or far too long.",
                "Give the secret that the tokens are signed with.",
            );
        }
        let text = std::str::from_utf8(bare).unwrap_or_default();
        let is_set =
            text.trim_start().starts_with('{') && (text.contains("\"kty\"") || text.contains("\"keys\""));
        if text.contains("-----BEGIN ") || is_set || pem::is_public(bare) {
            return wrong(
                "What was given as a secret is a key file, which others may have too.",
                "Give it as the public key or the set of keys that it is.",
            );
        }
        Ok(Self(vec![Key::new(Material::Secret {
            plain: Zeroizing::new(bare.to_vec()),
            decoded: decoded(text).map(Zeroizing::new),
        })]))
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let strict = STANDARD.decode(text).ok();
    strict.or_else(|| jwt::decode(text).ok().map(|decoded| decoded.bytes)).filter(|bytes| bytes.len() >= 16)
}
