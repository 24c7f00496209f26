//! A secret that both sides know.

use super::key::{Key, Material};
use super::{LONGEST, TokenKeys, pem};
use crate::error::{Code, Error, Result};
use crate::jwt;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// How many times what looks like a secret may be written down in another way: base64 of a PEM file holds base64.
const DEEPEST: u8 = 3;

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
        if is_wide(bare) {
            return wrong(
                "The secret is written in UTF-16, or begins with a byte order mark, which is no part of it.",
                "Save it as plain text (UTF-8 without a byte order mark).",
            );
        }
        if is_public(bare, DEEPEST) {
            return wrong(
                "What was given as a secret is a key file, which others may have too.",
                "Give it as the public key or the set of keys that it is.",
            );
        }
        let text = std::str::from_utf8(bare).unwrap_or_default();
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

/// Text that an editor has written in two bytes a character, or with a mark before it.
fn is_wide(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    // Random bytes hold a zero now and then, and never in every second place.
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).all(|byte| *byte == 0);
    marks.iter().any(|mark| bytes.starts_with(mark)) || (bytes.len() >= 8 && (zeros(0) || zeros(1)))
}

/// Whether this is a public key, however it is written down: signed with its base64, a token would be as much of a
/// forgery as signed with its bytes.
fn is_public(bytes: &[u8], deep: u8) -> bool {
    if pem::is_public(bytes) {
        return true;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if text.contains("-----BEGIN ") || is_json_with_keys(text) {
        return true;
    }
    let Some(deep) = deep.checked_sub(1) else { return false };
    // A string of a JSON file is often copied with its quotes.
    let bare: Zeroizing<String> =
        Zeroizing::new(text.chars().filter(|c| !c.is_whitespace() && !"\"',".contains(*c)).collect());
    let unhexed = unhexed(&bare).map(Zeroizing::new);
    let decoded = jwt::decode(&bare).map(|decoded| Zeroizing::new(decoded.bytes));
    unhexed.into_iter().chain(decoded).any(|bytes| is_public(&bytes, deep))
}

/// A key or a set of keys as JSON, also one in a list, and what a server tells about itself.
fn is_json_with_keys(text: &str) -> bool {
    text.trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '['])
        && ["\"kty\"", "\"keys\"", "\"x5c\"", "\"public_key\""].iter().any(|name| text.contains(name))
}

/// What is written in hexadecimal, also with colons between the bytes.
fn unhexed(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let mut digits = text.chars().filter(|c| *c != ':').map(|c| c.to_digit(16));
    let mut bytes = Vec::with_capacity(text.len() / 2);
    while let Some(high) = digits.next() {
        bytes.push(u8::try_from(high? * 16 + digits.next()??).ok()?);
    }
    Some(bytes)
}
