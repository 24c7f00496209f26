//! What a token's header and signature tell about its shape: a signature of the wrong length was cut.

use crate::jwt::{Flaw, Members, Part};

/// Whether the header says that nothing was signed.
pub fn is_unsigned(header: &Members) -> bool {
    header.text("alg").is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
}

/// What is wrong with the header or the signature before any key is looked at.
pub fn flaw(header: &Members, signature: &[u8]) -> Option<Flaw> {
    let whole = |part, why: String| Flaw { part, byte: None, why, cut: false };
    let Some(alg) = header.text("alg") else {
        return Some(whole(Part::Header, "it does not say how the token is signed (alg)".to_owned()));
    };
    let has = signature.len();
    if has == 0 {
        return Some(Flaw { cut: true, ..whole(Part::Signature, "there is none".to_owned()) });
    }
    let wanted = match alg.as_str() {
        "HS256" => 32,
        "HS384" => 48,
        "HS512" | "ES256" | "ES256K" => 64,
        "ES384" => 96,
        "ES512" => 132,
        "EdDSA" | "Ed25519" if has <= 64 => 64,
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" if has < 128 || !has.is_multiple_of(32) => {
            // The next length that an RSA key in use has.
            [128, 256, 384, 512, 1024].into_iter().find(|length| *length >= has).unwrap_or(1024)
        }
        _ => has,
    };
    (has != wanted).then(|| Flaw {
        cut: has < wanted,
        ..whole(Part::Signature, format!("it has {has} bytes, and one of {alg} has {wanted}"))
    })
}
