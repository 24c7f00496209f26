//! Why a request was refused, as the window shows it. No token is in it.

use crate::line::Line;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The likeliest causes of a refusal, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Explanation {
    /// The status that was found.
    pub status: Option<u16>,
    /// What was found, in one sentence.
    pub sentence: String,
    /// The causes; empty where nothing can be told.
    pub causes: Vec<Cause>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Cause {
    /// For programs.
    pub code: CauseCode,
    /// How sure that is.
    pub confidence: Confidence,
    /// What is wrong: a sentence.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Vec<Line>,
    /// What to do: a sentence.
    pub hint: String,
}

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It may be.
    Possible,
    /// Most of it speaks for it.
    Likely,
}

/// What can be the cause of a refusal. A word is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CauseCode {
    /// The token has ended.
    Expired,
    /// The token has not begun, or two clocks differ.
    NotYet,
    /// The token was issued for another environment, or by another issuer.
    OtherEnvironment,
    /// The token is for another audience.
    WrongAudience,
    /// Nothing that lets anybody in was sent.
    NoCredential,
    /// It was sent without `Bearer`, or with another scheme.
    WrongScheme,
    /// It was sent in a place where the server does not look.
    WrongPlace,
    /// A piece of the token is missing, or it was altered on the way.
    Damaged,
    /// Quotes, blanks, a second scheme or an address's marks were sent along.
    Decorated,
    /// A variable was not filled in.
    Placeholder,
    /// A refresh token was sent as an access token.
    RefreshToken,
    /// An ID token was sent as an access token.
    IdToken,
    /// The token was replaced by another one.
    RotatedOut,
    /// The token was revoked, or its session ended.
    Revoked,
    /// The signature does not fit the server's keys.
    WrongSignature,
    /// The token is not signed, or in a way that the server does not take.
    WrongAlgorithm,
    /// The token is good, and lacks a scope.
    MissingScope,
    /// The token is good, and its account may not do this.
    NotPermitted,
    /// Too many requests.
    RateLimited,
    /// Requests from this address are not let in.
    AddressRefused,
    /// No API key was sent.
    KeyMissing,
    /// The API key is wrong.
    KeyRefused,
    /// Username or password is wrong.
    BadPassword,
    /// The client's id or secret is wrong.
    BadClient,
    /// The account is locked or disabled.
    AccountLocked,
    /// The password has ended.
    PasswordExpired,
    /// A second factor is asked for.
    SecondFactor,
    /// The refresh token or the code is spent or has ended.
    GrantRefused,
    /// A client certificate is asked for.
    CertificateNeeded,
    /// The request's own signature is wrong (AWS, HMAC).
    RequestSignature,
    /// The server wants a proof against forged requests (CSRF).
    ForgeryCheck,
    /// A login page answered instead of the API.
    LoginPage,
    /// A proxy on the way wants a login.
    ProxyLogin,
    /// The server or something behind it failed.
    ServerFault,
    /// The request itself is wrong; the credential is not the cause.
    BadRequest,
    /// There is nothing at this address.
    NotFound,
    /// The headers are too large.
    TooLarge,
    /// The server let it in.
    Accepted,
}
