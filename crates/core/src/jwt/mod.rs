//! Reads a JSON Web Token (RFC 7519) without judging it: nothing here checks a signature.

mod members;
mod part;

pub use members::{Member, Members, Written};
pub use part::{Oddity, decode};

use crate::line::{Line, LineCode};
use chrono::{DateTime, Utc};

/// The longest token that is looked into for its end, in bytes.
const LONGEST: usize = 256 * 1024;

/// When the token says that it ends (`exp`, RFC 7519, 4.1.4), UTC. `None` for an opaque token, a token without
/// `exp`, and one whose `exp` is no date.
pub fn expiry(token: &str) -> Option<DateTime<Utc>> {
    match claims(token)?.get("exp")?.date() {
        Date::At(at) => Some(at),
        Date::Text(_) | Date::Milliseconds(_) | Date::Odd => None,
    }
}

/// Who says to have issued the token (`iss`).
pub fn issuer(token: &str) -> Option<String> {
    claims(token)?.get("iss").and_then(Member::string)
}

fn claims(token: &str) -> Option<Members> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    if token.len() > LONGEST {
        return None;
    }
    Members::read(&decode(payload).ok()?.bytes).ok()
}

/// What a claim says about a time (NumericDate: seconds since 1970).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// At this time.
    At(DateTime<Utc>),
    /// The number of seconds stands in quotes, which RFC 7519 does not allow.
    Text(DateTime<Utc>),
    /// No date in seconds, but one in milliseconds.
    Milliseconds(DateTime<Utc>),
    /// No date at all.
    Odd,
}

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first part: how it is signed.
    Header,
    /// The second part: what it says.
    Claims,
    /// The last part.
    Signature,
    /// All of it.
    Whole,
}

impl Part {
    /// What it is called.
    pub fn called(self) -> LineCode {
        match self {
            Self::Header => LineCode::TheHeader,
            Self::Claims => LineCode::TheClaims,
            Self::Signature => LineCode::TheSignature,
            Self::Whole => LineCode::TheToken,
        }
    }
}

/// What is wrong with a token, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// In which part.
    pub part: Part,
    /// The first byte of that part that is wrong, counted from 0, where one can be named.
    pub byte: Option<usize>,
    /// What it is: the end of a sentence.
    pub why: Line,
    /// It ends too early, so that a piece of it is missing.
    pub cut: bool,
}

impl Flaw {
    /// In a part, at no byte that could be named.
    pub fn new(part: Part, why: impl Into<Line>) -> Self {
        Self { part, byte: None, why: why.into(), cut: false }
    }

    /// Of what ends too early.
    pub fn cut(part: Part, why: impl Into<Line>) -> Self {
        Self { cut: true, ..Self::new(part, why) }
    }
}

/// A token taken apart.
#[derive(Debug)]
pub struct Jwt<'a> {
    /// How it is signed or encrypted.
    pub header: Members,
    /// What it says; of an encrypted one: not known.
    pub body: Body<'a>,
    /// What is not as RFC 7515 wants it, and can be read all the same.
    pub oddities: Vec<Oddity>,
}

/// What comes after the header.
#[derive(Debug)]
pub enum Body<'a> {
    /// A signed token (JWS).
    Signed {
        /// What it says.
        claims: Members,
        /// What was signed: header and claims as they are written.
        input: &'a str,
        /// The signature.
        signature: Vec<u8>,
    },
    /// An encrypted token (JWE): only whoever it is for can read it.
    Encrypted,
}

/// A token that cannot be taken apart, with what could be read before.
#[derive(Debug)]
pub struct Broken {
    /// Where it breaks.
    pub flaw: Flaw,
    /// The header, where that much could be read.
    pub header: Option<Members>,
    /// The claims, where that much could be read.
    pub claims: Option<Members>,
}

impl From<Flaw> for Box<Broken> {
    fn from(flaw: Flaw) -> Self {
        Self::new(Broken { flaw, header: None, claims: None })
    }
}

/// Whether this wants to be a JWT: its first part reads as the start of an object, or its second does.
pub fn looks_like(token: &str) -> bool {
    let opens = |part: &str| {
        let Some(start) = part.get(..4) else { return false };
        let Ok(start) = decode(start) else { return false };
        let mut bytes = start.bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        bytes.next() == Some(&b'{') && bytes.next().is_none_or(|next| matches!(next, b'"' | b'}'))
    };
    let mut parts = token.split('.');
    let first = parts.next().unwrap_or_default();
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=+/".contains(&byte);
    opens(first) || (token.len() > 40 && first.bytes().all(is_part) && parts.next().is_some_and(opens))
}

/// Takes a token apart.
///
/// # Errors
/// Where it breaks.
pub fn read(token: &str) -> Result<Jwt<'_>, Box<Broken>> {
    let parts: Vec<&str> = token.splitn(7, '.').collect();
    let mut oddities = Vec::new();
    let mut part = |text: &str, part: Part| {
        let decoded = decode(text).map_err(|flaw| Flaw { part, ..flaw })?;
        for oddity in decoded.oddities {
            if !oddities.contains(&oddity) {
                oddities.push(oddity);
            }
        }
        Ok::<_, Flaw>(decoded.bytes)
    };
    let object = |bytes: &[u8], part: Part| Members::read(bytes).map_err(|flaw| Flaw { part, ..flaw });
    let last = parts.len() == 1;
    let header = part(parts.first().copied().unwrap_or_default(), Part::Header)
        .and_then(|bytes| object(&bytes, Part::Header))
        .map_err(|flaw| Flaw { cut: flaw.cut && last, ..flaw })?;
    let broken = |flaw, header, claims| Err(Box::new(Broken { flaw, header: Some(header), claims }));
    match parts.as_slice() {
        [_] => broken(Flaw::cut(Part::Whole, LineCode::EndsAfterHeader), header, None),
        [first, second, rest @ ..] if rest.len() <= 1 => {
            let claims = part(second, Part::Claims).and_then(|bytes| object(&bytes, Part::Claims));
            let claims = match claims {
                Ok(claims) => claims,
                // A whole token was not cut in its middle.
                Err(flaw) => {
                    return broken(Flaw { cut: flaw.cut && rest.is_empty(), ..flaw }, header, None);
                }
            };
            let Some(signature) = rest.first() else {
                return broken(Flaw::cut(Part::Whole, LineCode::EndsAfterClaims), header, Some(claims));
            };
            match part(signature, Part::Signature) {
                Ok(signature) => {
                    let input = &token[..=first.len() + second.len()];
                    Ok(Jwt { header, body: Body::Signed { claims, input, signature }, oddities })
                }
                Err(flaw) => broken(flaw, header, Some(claims)),
            }
        }
        [_, rest @ ..] if rest.len() == 4 => {
            for text in rest {
                if let Err(flaw) = part(text, Part::Whole) {
                    return broken(flaw, header, None);
                }
            }
            Ok(Jwt { header, body: Body::Encrypted, oddities })
        }
        [_, ..] if header.get("enc").is_some() && parts.len() < 5 => broken(
            Flaw::cut(Part::Whole, Line::of(LineCode::EncryptedParts, [parts.len().into()])),
            header,
            None,
        ),
        _ => broken(Flaw::new(Part::Whole, counted(parts.len())), header, None),
    }
}

fn counted(parts: usize) -> Line {
    match parts {
        0..=6 => Line::of(LineCode::SignedParts, [parts.into()]),
        _ => LineCode::ManyParts.into(),
    }
}

#[cfg(test)]
mod tests;
