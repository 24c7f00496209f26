//! Keys as JSON (RFC 7517), from a file or from a server.

use super::key::{Key, Material};
use super::{LONGEST, MOST, TokenKeys};
use crate::address::is_safe;
use crate::error::{Code, Error, Result};
use crate::http::{NoReply, Request, Wire};
use crate::jwt;
use crate::line::{Line, LineCode};
use crate::tls::Safety;
use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

impl TokenKeys {
    /// From a set of keys, or one key.
    ///
    /// # Errors
    /// `invalid_input` where there is none in it.
    pub fn from_jwks(text: &str) -> Result<Self> {
        let wrong = |message: &str| {
            Error::new(
                Code::InvalidInput,
                message,
                "Give a JWKS: a JSON object whose list “keys” holds the keys.",
            )
        };
        if text.len() > LONGEST {
            return Err(wrong("The file with the keys is far too long."));
        }
        let json: Value =
            serde_json::from_str(text.trim()).map_err(|_| wrong("The keys are not written in JSON."))?;
        if let Some(place) = json.get("jwks_uri").and_then(Value::as_str) {
            let place = crate::text::clean(place, 200);
            return Err(Error::new(
                Code::InvalidInput,
                "This describes the server, and holds no keys.",
                format!("Its keys are at {place}."),
            ));
        }
        let list = match json.get("keys") {
            Some(Value::Array(list)) => list.as_slice(),
            _ if json.get("kty").is_some() => std::slice::from_ref(&json),
            _ => return Err(wrong("There are no keys in it.")),
        };
        let keys: Vec<Key> = list.iter().take(MOST).map(key).collect();
        if keys.is_empty() { Err(wrong("There are no keys in it.")) } else { Ok(Self(keys)) }
    }
}

/// Asks a server for its keys. Nothing of the token is sent.
///
/// # Errors
/// `invalid_input` for an address that is not safe to ask, or an answer without keys; why there is no answer.
pub async fn fetch(wire: &dyn Wire, address: &str) -> Result<TokenKeys> {
    let url = Url::parse(address).ok().filter(is_safe).ok_or_else(|| {
        Error::new(
            Code::InvalidInput,
            "The keys cannot be fetched from this address.",
            "Give an address that begins with https://, or a file.",
        )
    })?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let reply = wire.send(Request::get(url, Safety::default())).await;
    let reply = reply.map_err(|(NoReply::NotSent(error) | NoReply::Lost(error))| error)?;
    if reply.status != 200 {
        let code = if reply.status >= 500 { Code::ServerError } else { Code::NotTheApi };
        let message = format!("{host} gives no keys at this address ({}).", reply.status);
        return Err(Error::new(
            code,
            message,
            "Check the address; an issuer's description names it as jwks_uri.",
        ));
    }
    let text = std::str::from_utf8(&reply.body).unwrap_or_default();
    let mut keys = TokenKeys::from_jwks(text)?;
    for key in &mut keys.0 {
        if matches!(key.material, Material::Secret { .. }) {
            // What a server tells everybody is no secret.
            key.material = Material::Other(LineCode::PublishedSecret.into());
        }
    }
    Ok(keys)
}

fn key(json: &Value) -> Key {
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    Key {
        material: material(json),
        kid: text("kid"),
        purpose: text("use"),
        operations: json
            .get("key_ops")
            .and_then(Value::as_array)
            .map(|list| list.iter().filter_map(|operation| operation.as_str().map(str::to_owned)).collect()),
        algorithm: text("alg"),
    }
}

fn material(json: &Value) -> Material {
    let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default();
    let bytes = |name: &str| jwt::decode(text(name)).map(|decoded| decoded.bytes).unwrap_or_default();
    let point = |length: usize| {
        let (x, y) = (bytes("x"), bytes("y"));
        (x.len() == length && y.len() == length).then(|| [&[4], x.as_slice(), y.as_slice()].concat())
    };
    let found = match (text("kty"), text("crv")) {
        ("RSA", _) => {
            let (n, e) = (bytes("n"), bytes("e"));
            (!n.is_empty() && !e.is_empty()).then(|| Material::Rsa { n: stripped(n), e: stripped(e) })
        }
        ("EC", "P-256") => point(32).map(Material::P256),
        ("EC", "P-384") => point(48).map(Material::P384),
        ("OKP", "Ed25519") => Some(bytes("x")).filter(|x| x.len() == 32).map(Material::Ed25519),
        ("oct", _) => {
            let plain = Zeroizing::new(bytes("k"));
            (!plain.is_empty()).then_some(Material::Secret { plain, decoded: None })
        }
        (kty, crv) => Some(Material::Other(Line::of(
            LineCode::KeyOfKind,
            [crate::text::clean(&format!("{kty} {crv}"), 40).into()],
        ))),
    };
    found.unwrap_or_else(|| Material::Other(LineCode::DamagedKey.into()))
}

/// Without the zeros before it, which some write.
pub fn stripped(bytes: Vec<u8>) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default().to_vec()
}
