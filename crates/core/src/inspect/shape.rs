//! What a token's header and signature tell about its shape: a signature of the wrong length was cut.

use crate::jwt::{Flaw, Members, Part};
use crate::line::{Line, LineCode};
use crate::text::clean;

/// How a JWT may be signed: what is registered (RFC 7518, 3.1; RFC 8037, 3.1; RFC 8812, 3.2; RFC 9864), whether or not
/// it can be checked here.
const REGISTERED: [&str; 16] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448",
];

/// Whether the header says that nothing was signed.
pub fn is_unsigned(header: &Members) -> bool {
    header.text("alg").is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
}

/// Why nobody may take it, whatever key is at hand: a sentence. Of a name that stands there twice programs differ in
/// which one they take (RFC 7515, 4), and who does not know what `crit` names must refuse it (4.1.11).
pub fn forbids(header: &Members) -> Option<Line> {
    if let Some(twice) = header.repeated.first() {
        return Some(Line::of(LineCode::HeaderTwice, [clean(twice, 50).into()]));
    }
    let crit = header.get("crit")?.strings();
    if crit.is_empty() {
        return Some(LineCode::CriticalOdd.into());
    }
    Some(Line::of(LineCode::CriticalUnknown, [clean(&crit.join(", "), 100).into()]))
}

/// Why its signature must not count, whatever key is at hand: a sentence (also RFC 8725, 3.1).
pub fn refusal(header: &Members) -> Option<Line> {
    let odd = || {
        let alg = header.text("alg").filter(|alg| !REGISTERED.contains(&alg.as_str()))?;
        Some(Line::of(LineCode::AlgorithmOdd, [clean(&alg, 50).into()]))
    };
    forbids(header).or_else(odd)
}

/// What is wrong with the header or the signature before any key is looked at.
pub fn flaw(header: &Members, signature: &[u8]) -> Option<Flaw> {
    let Some(alg) = header.text("alg") else {
        return Some(Flaw::new(Part::Header, LineCode::NoAlgorithm));
    };
    let has = signature.len();
    if has == 0 {
        return Some(Flaw::cut(Part::Signature, LineCode::NoSignature));
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
    let why = || Line::of(LineCode::SignatureLength, [has.into(), clean(&alg, 50).into(), wanted.into()]);
    (has != wanted).then(|| Flaw { cut: has < wanted, ..Flaw::new(Part::Signature, why()) })
}
