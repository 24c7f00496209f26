//! Public keys and certificates in PEM form (RFC 7468).

use super::der::{BITS, Der, INTEGER, OBJECT, SEQUENCE, VERSION};
use super::jwks::stripped;
use super::key::{Key, Material};
use super::{LONGEST, MOST, TokenKeys};
use crate::error::{Code, Error, Result};
use crate::line::LineCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x2B, 0x65, 0x70];

impl TokenKeys {
    /// From a file with public keys or certificates.
    ///
    /// # Errors
    /// `invalid_input` where there is none in it.
    pub fn from_pem(text: &str) -> Result<Self> {
        let wrong = |message: &str, hint: &str| Error::new(Code::InvalidInput, message, hint);
        let hint = "Give a file with a public key (BEGIN PUBLIC KEY) or a certificate (BEGIN CERTIFICATE).";
        if text.len() > LONGEST {
            return Err(wrong("The file with the key is far too long.", hint));
        }
        let sections = sections(text);
        let keys: Vec<Key> = sections
            .iter()
            .take(MOST)
            .filter_map(|(label, der)| match *label {
                "PUBLIC KEY" => public_key(&mut Der(der)),
                "RSA PUBLIC KEY" => rsa(der),
                "CERTIFICATE" => certificate(der),
                _ => None,
            })
            .map(Key::new)
            .collect();
        if !keys.is_empty() {
            return Ok(Self(keys));
        }
        if sections.iter().any(|(label, _)| label.ends_with("PRIVATE KEY")) {
            return Err(wrong(
                "The file holds a private key, which signs tokens and is not needed to check them.",
                hint,
            ));
        }
        Err(wrong("There is no public key in PEM form in this file.", hint))
    }
}

/// The labels and contents between the lines of dashes.
fn sections(text: &str) -> Vec<(&str, Vec<u8>)> {
    let mut found = Vec::new();
    for part in text.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = part.split_once("-----") else { continue };
        let body: String = rest.split("-----").next().unwrap_or_default().split_whitespace().collect();
        if let Ok(der) = STANDARD.decode(body) {
            found.push((label, der));
        }
    }
    found
}

/// SubjectPublicKeyInfo (RFC 5280, 4.1).
fn public_key(der: &mut Der<'_>) -> Option<Material> {
    let mut info = der.inside(SEQUENCE)?;
    let mut algorithm = info.inside(SEQUENCE)?;
    let kind = algorithm.next(OBJECT)?;
    // The first byte tells how many bits are left over: none.
    let key = info.next(BITS)?.strip_prefix(&[0])?;
    Some(match kind {
        RSA | RSA_PSS => rsa(key)?,
        EC => match algorithm.next(OBJECT)? {
            P256 => Material::P256(key.to_vec()),
            P384 => Material::P384(key.to_vec()),
            _ => Material::Other(LineCode::KeyOnOtherCurve.into()),
        },
        ED25519 => Material::Ed25519(key.to_vec()),
        _ => Material::Other(LineCode::OtherKey.into()),
    })
}

/// RSAPublicKey (RFC 8017, A.1.1).
fn rsa(der: &[u8]) -> Option<Material> {
    let mut key = Der(der).inside(SEQUENCE)?;
    let (n, e) = (key.next(INTEGER)?, key.next(INTEGER)?);
    Some(Material::Rsa { n: stripped(n.to_vec()), e: stripped(e.to_vec()) })
}

/// The key of a certificate. Who vouches for it is not looked at: the person who gave the file does.
fn certificate(der: &[u8]) -> Option<Material> {
    let mut signed = Der(der).inside(SEQUENCE)?.inside(SEQUENCE)?;
    let _ = signed.next(VERSION);
    signed.next(INTEGER)?;
    // Algorithm, issuer, validity, subject.
    for _ in 0..4 {
        signed.next(SEQUENCE)?;
    }
    public_key(&mut signed)
}

/// Whether these bytes are public anyway, so that nobody can mean them as a secret.
pub fn is_public(bytes: &[u8]) -> bool {
    public_key(&mut Der(bytes)).is_some() || certificate(bytes).is_some() || rsa(bytes).is_some()
}
