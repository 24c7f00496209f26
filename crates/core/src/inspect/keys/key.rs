//! One key, and what it may be used for.

use crate::line::{Line, LineCode as C, Piece};
use crate::text::clean;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use ring::{hmac, signature::RsaParameters};
use zeroize::Zeroizing;

/// The shortest RSA key that is still safe (RFC 7518, 3.3), in bits.
const LEAST_RSA: usize = 2048;

/// A key.
pub struct Key {
    /// What it is made of.
    pub material: Material,
    /// Its name.
    pub kid: Option<String>,
    /// What it is for (`use`): `sig` or `enc`.
    pub purpose: Option<String>,
    /// What may be done with it (`key_ops`).
    pub operations: Option<Vec<String>>,
    /// The one algorithm that it is for.
    pub algorithm: Option<String>,
}

/// What a key is made of.
pub enum Material {
    /// RSA: modulus and exponent.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// A point on P-256.
    P256(Vec<u8>),
    /// A point on P-384.
    P384(Vec<u8>),
    /// A point on Ed25519.
    Ed25519(Vec<u8>),
    /// What both sides know: as it is, and decoded where it may be written in base64.
    Secret { plain: Zeroizing<Vec<u8>>, decoded: Option<Zeroizing<Vec<u8>>> },
    /// Something else.
    Other(Line),
}

/// How a token is signed.
pub struct Algorithm {
    name: &'static str,
    kind: Kind,
}

enum Kind {
    Rsa(&'static RsaParameters),
    P256,
    P384,
    Ed25519,
    Secret(hmac::Algorithm),
}

impl Algorithm {
    /// Of this name (RFC 7518, 3.1; RFC 8037; RFC 9864).
    pub fn named(name: &str) -> Option<Self> {
        let (name, kind) = match name {
            "HS256" => ("HS256", Kind::Secret(hmac::HMAC_SHA256)),
            "HS384" => ("HS384", Kind::Secret(hmac::HMAC_SHA384)),
            "HS512" => ("HS512", Kind::Secret(hmac::HMAC_SHA512)),
            "RS256" => ("RS256", Kind::Rsa(&signature::RSA_PKCS1_2048_8192_SHA256)),
            "RS384" => ("RS384", Kind::Rsa(&signature::RSA_PKCS1_2048_8192_SHA384)),
            "RS512" => ("RS512", Kind::Rsa(&signature::RSA_PKCS1_2048_8192_SHA512)),
            "PS256" => ("PS256", Kind::Rsa(&signature::RSA_PSS_2048_8192_SHA256)),
            "PS384" => ("PS384", Kind::Rsa(&signature::RSA_PSS_2048_8192_SHA384)),
            "PS512" => ("PS512", Kind::Rsa(&signature::RSA_PSS_2048_8192_SHA512)),
            "ES256" => ("ES256", Kind::P256),
            "ES384" => ("ES384", Kind::P384),
            "EdDSA" => ("EdDSA", Kind::Ed25519),
            "Ed25519" => ("Ed25519", Kind::Ed25519),
            _ => return None,
        };
        Some(Self { name, kind })
    }
}

impl Key {
    /// One of which nothing else is known.
    pub fn new(material: Material) -> Self {
        Self { material, kid: None, purpose: None, operations: None, algorithm: None }
    }

    /// What it is.
    pub fn line(&self) -> Line {
        let kind = match &self.material {
            Material::Rsa { n, .. } => Line::of(C::RsaKey, [bits(n).into()]),
            Material::P256(_) => Line::of(C::KeyOn, ["P-256".into()]),
            Material::P384(_) => Line::of(C::KeyOn, ["P-384".into()]),
            Material::Ed25519(_) => Line::of(C::KeyOn, ["Ed25519".into()]),
            Material::Secret { .. } => C::SharedSecret.into(),
            Material::Other(kind) => kind.clone(),
        };
        match &self.kid {
            Some(kid) => Line::of(C::TheKeyNamed, [kind.into(), clean(kid, 80).into()]),
            None => kind,
        }
    }

    /// Why it must not be tried for this algorithm.
    pub fn refuses(&self, algorithm: &Algorithm) -> Option<Line> {
        let (name, own) = (algorithm.name, || Piece::from(self.line()));
        let fits = match (&self.material, &algorithm.kind) {
            (Material::Rsa { n, .. }, Kind::Rsa(_)) if bits(n) < LEAST_RSA => {
                return Some(Line::of(C::KeyTooShort, [own(), LEAST_RSA.into()]));
            }
            (Material::Rsa { .. }, Kind::Rsa(_))
            | (Material::P256(_), Kind::P256)
            | (Material::P384(_), Kind::P384)
            | (Material::Ed25519(_), Kind::Ed25519)
            | (Material::Secret { .. }, Kind::Secret(_)) => true,
            (Material::Secret { .. }, _) => false,
            (_, Kind::Secret(_)) => {
                return Some(Line::of(C::KeyIsPublic, [name.into(), own()]));
            }
            _ => false,
        };
        if !fits {
            return Some(Line::of(C::KeyOfOtherKind, [name.into(), own()]));
        }
        if let Some(purpose) = self.purpose.as_deref().filter(|purpose| *purpose != "sig") {
            return Some(Line::of(C::KeyNotForSignatures, [own(), clean(purpose, 30).into()]));
        }
        if self.operations.as_ref().is_some_and(|own| !own.iter().any(|own| own == "verify")) {
            return Some(Line::of(C::KeyNotForThat, [own()]));
        }
        let fits = |only: &str| only == name || (name == "Ed25519" && only == "EdDSA");
        let other = self.algorithm.as_deref().filter(|only| !fits(only));
        other.map(|only| Line::of(C::KeyForOther, [name.into(), own(), clean(only, 30).into()]))
    }

    /// Itself, where it made the signature, with what else is to say about that.
    pub fn verifies(&self, algorithm: &Algorithm, input: &[u8], signature: &[u8]) -> Option<Line> {
        let plain = |kind: &'static dyn VerificationAlgorithm, point: &[u8]| {
            UnparsedPublicKey::new(kind, point).verify(input, signature).is_ok()
        };
        let good = match (&self.material, &algorithm.kind) {
            (Material::Rsa { n, e }, Kind::Rsa(kind)) => {
                PublicKeyComponents { n, e }.verify(kind, input, signature).is_ok()
            }
            (Material::P256(point), Kind::P256) => plain(&signature::ECDSA_P256_SHA256_FIXED, point),
            (Material::P384(point), Kind::P384) => plain(&signature::ECDSA_P384_SHA384_FIXED, point),
            (Material::Ed25519(point), Kind::Ed25519) => plain(&signature::ED25519, point),
            (Material::Secret { plain, decoded }, Kind::Secret(kind)) => {
                let fits =
                    |secret: &[u8]| hmac::verify(&hmac::Key::new(*kind, secret), input, signature).is_ok();
                if decoded.as_ref().is_some_and(|decoded| fits(decoded)) {
                    return Some(Line::of(C::KeyInBase64, [self.line().into()]));
                }
                if fits(plain) && plain.len() < kind.digest_algorithm().output_len() {
                    return Some(Line::of(C::KeyShort, [self.line().into()]));
                }
                fits(plain)
            }
            _ => false,
        };
        good.then(|| self.line())
    }
}

fn bits(n: &[u8]) -> usize {
    let start = n.iter().position(|byte| *byte != 0).unwrap_or(n.len());
    let n = n.get(start..).unwrap_or_default();
    n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize)
}
