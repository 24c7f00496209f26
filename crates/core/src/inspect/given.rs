//! The key that a person gives beside a pasted text.

use super::{TokenKeys, fetch_keys};
use crate::error::{Error, Result};
use crate::http::Wire;
use crate::secret::Secret;
use crate::tls::read_pem;
use serde::Deserialize;
use ts_rs::TS;

/// The key that a person gives, or none.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(default)]
pub struct KeyGiven {
    /// A file with a JWKS (RFC 7517), a PEM key or certificate, or an HMAC secret; or the address of a JWKS. Empty: none.
    pub place: String,
    /// An HMAC secret as it was typed. Empty: none.
    #[ts(type = "string")]
    pub secret: Secret,
}

impl Default for KeyGiven {
    fn default() -> Self {
        Self { place: String::new(), secret: Secret::new(String::new()) }
    }
}

impl KeyGiven {
    /// The keys.
    ///
    /// # Errors
    /// `invalid_input`, on the field `place` or `secret`; why they could not be fetched.
    pub(crate) async fn keys(&self, wire: &dyn Wire) -> Result<TokenKeys> {
        let on = |field: &'static str| move |error: Error| error.on_field(field);
        let mut keys = TokenKeys::default();
        let place = self.place.trim();
        if place.contains("://") {
            keys = keys.and(fetch_keys(wire, place).await.map_err(on("place"))?);
        } else if !place.is_empty() {
            let text = read_pem(place, "place")?;
            keys = keys.and(in_file(&text).map_err(on("place"))?);
        }
        if !self.secret.expose().is_empty() {
            keys = keys.and(TokenKeys::from_secret(self.secret.expose().as_bytes()).map_err(on("secret"))?);
        }
        Ok(keys)
    }
}

/// The keys in a file, whatever they are written in.
fn in_file(text: &str) -> Result<TokenKeys> {
    // `openssl pkcs12` and `openssl x509 -text` write words before it.
    let begins = |line: &str| line.trim_start_matches(['\u{FEFF}', ' ', '\t']).starts_with("-----BEGIN ");
    match text.trim_start() {
        json if json.starts_with('{') => TokenKeys::from_jwks(text),
        pem if pem.lines().any(begins) => TokenKeys::from_pem(text),
        // As editors and `echo` leave it: with a line break that is not part of it.
        secret => TokenKeys::from_secret(secret.trim_end_matches(['\r', '\n']).as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pem_file_is_known_also_behind_words() {
        let pem = rcgen::KeyPair::generate().unwrap().public_key_pem();
        for before in [
            "",
            "\u{FEFF}",
            "Bag Attributes\n    localKeyID: 54 69 6D\nKey Attributes: <No Attributes>\n",
            "Certificate:\r\n    Data:\r\n",
        ] {
            let keys = in_file(&format!("{before}{pem}"));
            assert!(keys.is_ok_and(|keys| !keys.is_empty()), "{before}");
        }
        assert!(in_file("a secret\n").is_ok());
    }
}
