//! One key, and what it may be used for.

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
    /// Something else, in words.
    Other(String),
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

    /// What it is, in words.
    pub fn words(&self) -> String {
        let kind = match &self.material {
            Material::Rsa { n, .. } => format!("RSA key of {} bits", bits(n)),
            Material::P256(_) => "key on P-256".to_owned(),
            Material::P384(_) => "key on P-384".to_owned(),
            Material::Ed25519(_) => "key on Ed25519".to_owned(),
            Material::Secret { .. } => "shared secret".to_owned(),
            Material::Other(words) => words.clone(),
        };
        match &self.kid {
            Some(kid) => format!("the {kind} named {}", crate::text::clean(kid, 80)),
            None => format!("the {kind}"),
        }
    }

    /// Why it must not be tried for this algorithm: a sentence.
    pub fn refuses(&self, algorithm: &Algorithm) -> Option<String> {
        let (name, words) = (algorithm.name, self.words());
        let fits = match (&self.material, &algorithm.kind) {
            (Material::Rsa { n, .. }, Kind::Rsa(_)) if bits(n) < LEAST_RSA => {
                return Some(format!(
                    "It would be checked with {words}, and fewer than {LEAST_RSA} are not safe."
                ));
            }
            (Material::Rsa { .. }, Kind::Rsa(_))
            | (Material::P256(_), Kind::P256)
            | (Material::P384(_), Kind::P384)
            | (Material::Ed25519(_), Kind::Ed25519)
            | (Material::Secret { .. }, Kind::Secret(_)) => true,
            (Material::Secret { .. }, _) => false,
            (_, Kind::Secret(_)) => {
                return Some(format!(
                    "It says that it was signed with a secret ({name}), and what was given is {words}: who knows a public \
                     key must not be able to sign with it."
                ));
            }
            _ => false,
        };
        if !fits {
            return Some(format!("It was signed with {name}, and {words} does not do that."));
        }
        if let Some(purpose) = self.purpose.as_deref().filter(|purpose| *purpose != "sig") {
            let purpose = crate::text::clean(purpose, 30);
            return Some(format!(
                "It would be checked with {words}, which is not for signatures (use: {purpose})."
            ));
        }
        if self.operations.as_ref().is_some_and(|own| !own.iter().any(|own| own == "verify")) {
            return Some(format!("It would be checked with {words}, which is not for that (key_ops)."));
        }
        let other =
            self.algorithm.as_deref().filter(|own| *own != name && !(name == "Ed25519" && *own == "EdDSA"));
        other.map(|own| {
            let own = crate::text::clean(own, 30);
            format!("It was signed with {name}, and {words} is for {own} only.")
        })
    }

    /// Whether it made the signature; then, what else is to say about that.
    pub fn verifies(&self, algorithm: &Algorithm, input: &[u8], signature: &[u8]) -> Option<&'static str> {
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
                    return Some(", which is written in base64");
                }
                if fits(plain) && plain.len() < kind.digest_algorithm().output_len() {
                    return Some(", which is shorter than it must be (RFC 7518, 3.2)");
                }
                fits(plain)
            }
            _ => false,
        };
        good.then_some("")
    }
}

fn bits(n: &[u8]) -> usize {
    let start = n.iter().position(|byte| *byte != 0).unwrap_or(n.len());
    let n = n.get(start..).unwrap_or_default();
    n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize)
}
