//! What is said about a pasted text, as the window shows it. No token is in it, and no signature.

use crate::account::AccountId;
use crate::line::Line;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a pasted text turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Inspection {
    /// What kind of token it is.
    pub kind: TokenKind,
    /// Whether it is good, in one word. Programs branch on this.
    pub verdict: TokenVerdict,
    /// Whether it can be used, as far as was looked: the exit code of `fob inspect` goes by it.
    pub good: bool,
    /// The verdict in one sentence.
    #[serde(flatten)]
    pub line: Line,
    /// What it rests on, and what else somebody should know, the weightiest first.
    pub evidence: Vec<Evidence>,
    /// Whose token it is, where that is known.
    pub belongs: Option<Belonging>,
    /// What came of checking the signature.
    pub signature: SignatureCheck,
    /// By which clock this was judged.
    pub clock: ClockUsed,
    /// When it says that it was issued (`iat`).
    pub issued_at: Option<DateTime<Utc>>,
    /// When it says that it begins to be good (`nbf`).
    pub not_before: Option<DateTime<Utc>>,
    /// When it ends: as it says (`exp`), else, of an account's current token, as its server said.
    pub expires_at: Option<DateTime<Utc>>,
    /// The header, where there is one that can be read.
    pub header: Option<ClaimTable>,
    /// The claims, where there are some that can be read.
    pub claims: Option<ClaimTable>,
    /// Where in the text the token stood, in words.
    pub place: Option<String>,
    /// What else was in the text.
    pub also: Vec<Line>,
    /// The request, where one was pasted.
    pub request: Option<PastedRequest>,
    /// The answer, where one was pasted.
    pub response: Option<PastedResponse>,
}

/// One thing that a verdict rests on, or that somebody should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Evidence {
    /// For programs.
    pub about: EvidenceAbout,
    /// For people.
    #[serde(flatten)]
    pub line: Line,
}

/// What evidence is about. A word is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceAbout {
    /// It was sent to another place than the one that it is for.
    Astray,
    /// Whose token it is.
    Owner,
    /// Its signature.
    Signature,
    /// When it ends, begins or was issued.
    Times,
    /// The clock that it was judged by.
    Clock,
    /// Claims that stand there more than once.
    Repeated,
    /// Who issued it (`iss`).
    Issuer,
    /// Who it is for (`aud`).
    Audience,
    /// How it stands in the text, or is written.
    Writing,
    /// That it is there for something else than to be sent to an API.
    Purpose,
    /// That it brings a key of its own.
    OwnKey,
    /// How large it is.
    Size,
}

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TokenKind {
    /// A signed JWT (RFC 7515).
    Jws,
    /// An encrypted JWT (RFC 7516).
    Jwe,
    /// Anything else: only its server knows what it means.
    Opaque,
    /// There is no token in the text.
    Nothing,
}

/// Whether a token is good. A word is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TokenVerdict {
    /// It has begun and has not ended.
    Valid,
    /// It cannot be read, but it is an account's current token, which has not ended.
    Current,
    /// Nothing speaks against it, but it does not say when it ends.
    NoEnd,
    /// It has ended.
    Expired,
    /// It has not begun.
    NotYet,
    /// It was sent to another environment than the one that it is for.
    OtherEnvironment,
    /// It was an account's token, and was replaced by another one.
    RotatedOut,
    /// It says nothing by itself.
    Opaque,
    /// It is damaged or incomplete.
    Malformed,
    /// It is not signed (`alg: none`).
    Unsigned,
    /// It is encrypted.
    Encrypted,
    /// Its signature is wrong.
    WrongSignature,
    /// Its signature could not be checked with what was given.
    Unchecked,
    /// There is no token in the text.
    Nothing,
}

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Belonging {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Its environment; may be empty.
    pub environment: String,
    /// How that is known.
    pub how: BelongsHow,
}

/// How a token belongs to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BelongsHow {
    /// It is its access token.
    CurrentAccess,
    /// It is its refresh token.
    CurrentRefresh,
    /// It was its token.
    Replaced {
        /// Until then, this computer's clock.
        at: DateTime<Utc>,
        /// It was a refresh token.
        refresh: bool,
    },
    /// The same server issued it.
    Issuer,
    /// It was sent to its base URL.
    BaseUrl,
}

/// What came of checking a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SignatureCheck {
    /// No key was given, or there is no signature.
    NotChecked,
    /// It is good.
    Good {
        /// By which key.
        key: Line,
    },
    /// No key that was given fits.
    Wrong {
        /// Which were tried.
        key: Line,
    },
    /// It was not even tried, because that would not be safe or is not possible.
    Refused {
        /// Why.
        why: Line,
    },
}

/// By which clock a token was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClockUsed {
    /// What it showed.
    pub at: DateTime<Utc>,
    /// Whose it is: the name of the account whose server's clock it is; else it is this computer's.
    pub account: Option<String>,
    /// How far it is ahead of this computer's, milliseconds.
    #[ts(type = "number")]
    pub ahead_ms: i64,
}

/// Rows of names and values. What is too much is left out, and it says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClaimTable {
    /// As they are written, in their order.
    pub rows: Vec<ClaimRow>,
    /// How many there are in all.
    pub total: u32,
    /// Names that stand there more than once; programs differ in which one they take.
    pub repeated: Vec<String>,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClaimRow {
    /// Its name.
    pub name: String,
    /// Its value as plain text; characters that cannot be seen are written out.
    pub value: String,
    /// The time that the value stands for, of a claim that is one.
    pub at: Option<DateTime<Utc>>,
    /// What the name means, of a registered claim.
    pub meaning: Option<String>,
    /// Something was left out of the value.
    pub cut: bool,
}

/// A request that was pasted, without its credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct PastedRequest {
    /// Its method.
    pub method: Option<String>,
    /// Where it goes: scheme, host and path, and of a query the names only.
    pub url: Option<String>,
    /// Which headers it has, by name.
    pub headers: Vec<String>,
}

/// An answer that was pasted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct PastedResponse {
    /// Its status.
    pub status: Option<u16>,
    /// The server's time, as the answer says.
    pub date: Option<DateTime<Utc>>,
    /// How the server wants to be asked (`WWW-Authenticate`).
    pub challenge: Option<String>,
    /// When the server may be asked again, in its own words (`Retry-After`).
    pub retry_after: Option<String>,
    /// What answered, in its own words (`Server`).
    pub server: Option<String>,
    /// The server's code for what is wrong.
    pub error: Option<String>,
    /// The server's words for what is wrong.
    pub message: Option<String>,
}
