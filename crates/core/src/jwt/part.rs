//! One part of a token: base64url without padding (RFC 7515, 2), and what people and programs make of it.

use super::{Flaw, Part};
use crate::line::LineCode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine, alphabet};
use std::borrow::Cow;

/// What is not as RFC 7515 wants it, and can be read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// `=` at the end of a part.
    Padding,
    /// `=` at the end of a part, and not as many as belong there.
    WrongPadding,
    /// Bits in the last character that belong to no byte and are not zero.
    BitsLeft,
    /// `+` or `/`: base64 where base64url belongs.
    StandardAlphabet,
}

/// A part that could be read.
#[derive(Debug)]
pub struct Decoded {
    /// What it says.
    pub bytes: Vec<u8>,
    /// What was odd about it.
    pub oddities: Vec<Oddity>,
}

/// Padding is taken off before.
const fn engine(bits_left: bool) -> GeneralPurpose {
    GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(bits_left)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    )
}

const STRICT: GeneralPurpose = engine(false);
const LENIENT: GeneralPurpose = engine(true);

/// Reads a part.
///
/// # Errors
/// The first byte that is wrong.
pub fn decode(text: &str) -> Result<Decoded, Flaw> {
    let mut oddities = Vec::new();
    let bare = text.trim_end_matches('=');
    if bare.len() < text.len() {
        let fits = text.len().is_multiple_of(4) && text.len() - bare.len() <= 2;
        oddities.push(if fits { Oddity::Padding } else { Oddity::WrongPadding });
    }
    let url_safe = if bare.contains(['+', '/']) {
        oddities.push(Oddity::StandardAlphabet);
        Cow::Owned(bare.replace('+', "-").replace('/', "_"))
    } else {
        Cow::Borrowed(bare)
    };
    let mut read = STRICT.decode(url_safe.as_bytes());
    if matches!(read, Err(DecodeError::InvalidLastSymbol(..))) {
        oddities.push(Oddity::BitsLeft);
        read = LENIENT.decode(url_safe.as_bytes());
    }
    match read {
        Ok(bytes) => Ok(Decoded { bytes, oddities }),
        Err(DecodeError::InvalidByte(at, _)) => {
            Err(Flaw { byte: Some(at), ..Flaw::new(Part::Whole, LineCode::UnknownCharacter) })
        }
        Err(
            DecodeError::InvalidLength(_) | DecodeError::InvalidLastSymbol(..) | DecodeError::InvalidPadding,
        ) => Err(Flaw {
            byte: Some(bare.len().saturating_sub(1)),
            ..Flaw::cut(Part::Whole, LineCode::MidByte)
        }),
    }
}
