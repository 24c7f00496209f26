//! Keys that a signature is checked with, and what must hold before one is tried (RFC 8725).

mod der;
mod jwks;
mod key;
mod pem;
mod secret;

pub use jwks::fetch;

use super::inspection::SignatureCheck;
use super::shape;
use crate::jwt::Members;
use crate::line::{Line, LineCode};
use crate::text::clean;
use key::{Algorithm, Key};
use std::fmt;

/// The longest file with keys, in bytes.
const LONGEST: usize = 1024 * 1024;
/// The most keys that are looked at.
const MOST: usize = 200;

/// What somebody has given to check signatures with.
#[derive(Default)]
pub struct TokenKeys(Vec<Key>);

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKeys({})", self.0.len())
    }
}

impl TokenKeys {
    /// All of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of these keys made the signature. Only keys that are made for the token's algorithm are tried: the
    /// token has no say in what a key is.
    pub(super) fn check(&self, header: &Members, input: &str, signature: &[u8]) -> SignatureCheck {
        let refused = |why: Line| SignatureCheck::Refused { why };
        if let Some(why) = shape::refusal(header) {
            return refused(why);
        }
        let name = header.text("alg").unwrap_or_default();
        let Some(algorithm) = Algorithm::named(&name) else {
            return refused(Line::of(LineCode::AlgorithmUnknown, [clean(&name, 50).into()]));
        };
        let kid = header.text("kid");
        let named: Vec<&Key> = match &kid {
            Some(kid) => self.0.iter().filter(|key| key.kid.as_ref().is_none_or(|own| own == kid)).collect(),
            None => self.0.iter().collect(),
        };
        if named.is_empty() {
            let own: Vec<_> = self.0.iter().filter_map(|key| key.kid.as_deref()).take(5).collect();
            let named = clean(&kid.unwrap_or_default(), 80);
            return refused(Line::of(
                LineCode::OtherKeys,
                [named.into(), clean(&own.join(", "), 300).into()],
            ));
        }
        let mut why = None;
        let mut tried = Vec::new();
        for key in named {
            match key.refuses(&algorithm) {
                Some(refusal) => why = why.or(Some(refusal)),
                None => match key.verifies(&algorithm, input.as_bytes(), signature) {
                    Some(key) => return SignatureCheck::Good { key },
                    None => tried.push(key.line()),
                },
            }
        }
        match (tried.as_slice(), why) {
            ([], why) => refused(why.unwrap_or_else(|| LineCode::NoKey.into())),
            ([one], _) => SignatureCheck::Wrong { key: one.clone() },
            (many, _) => SignatureCheck::Wrong { key: Line::of(LineCode::AnyKey, [many.len().into()]) },
        }
    }
}

#[cfg(test)]
mod tests;
