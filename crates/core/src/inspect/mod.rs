//! Says whether a token is good: any text that holds one is looked at, offline, and nothing of it is kept.
//!
//! [`paste`] finds what is in the text, [`jwt`] takes the token apart, [`judge`] says what that means, [`keys`] checks
//! its signature where a key is at hand. What is known of the accounts is handed in as plain data.

pub(crate) mod evidence;
pub(crate) mod findings;
mod given;
mod inspection;
pub(crate) mod judge;
mod keys;
mod knowledge;
mod known;
pub(crate) mod owner;
pub(crate) mod paste;
pub(crate) mod scrub;
pub(crate) mod shape;
mod table;

pub use given::KeyGiven;
pub use inspection::{
    Belonging, BelongsHow, ClaimRow, ClaimTable, ClockUsed, Evidence, EvidenceAbout, Inspection,
    PastedRequest, PastedResponse, SignatureCheck, TokenKind, TokenVerdict,
};
pub use keys::{TokenKeys, fetch as fetch_keys};
pub use knowledge::{Knowledge, Looked};
pub use known::{Context, Digest, Known, Past};

use crate::error::{Code, Error, Result};
use crate::line::{Line, LineCode};
use crate::secret::Secret;
use paste::Paste;

/// Looks at a pasted text: a token, a header, a curl command, an answer, or words around one of them.
pub fn inspect(text: &str, context: &Context<'_>) -> Inspection {
    if text.len() > paste::LONGEST {
        let limit = paste::LONGEST / 1024 / 1024;
        return judge::nothing(context, Line::of(LineCode::TooLong, [limit.into()]));
    }
    judge::judge(&Paste::read(text), context)
}

/// The token that a text is about.
///
/// # Errors
/// `invalid_input` where it holds none.
pub fn token_in(text: &Secret) -> Result<Secret> {
    let paste = Paste::read(text.expose());
    let found = paste.main().filter(|found| !found.is_placeholder());
    found.map(|found| Secret::new(found.text.to_string())).ok_or_else(|| {
        Error::new(
            Code::InvalidInput,
            "There is no token in this text.",
            "Paste the token, or a request with it.",
        )
    })
}

/// Whether a word that stands where a file belongs is a token, which others could read there.
pub fn is_token(text: &str) -> bool {
    let paste = Paste::read(text);
    let named = std::path::Path::new(text).extension().is_some_and(|end| end.len() <= 5);
    paste.request.is_none()
        && paste.response.is_none()
        && paste.main().is_some_and(|found| {
            !found.is_placeholder()
                && (crate::jwt::looks_like(&found.text)
                    || (found.text.len() >= 20 && !named && !text.contains('/')))
        })
}

#[cfg(test)]
mod tests;
