//! What a program learns from an error: its exit code. People read the sentence on stderr.

use crate::out::warn;
use chrono::Utc;
use fobwatch_core::error::{Code, Error};
use std::process::ExitCode;

/// The token is not valid.
pub const NOT_VALID: u8 = 7;

/// The exit code of an error.
pub fn code(code: Code) -> u8 {
    match code {
        Code::InvalidInput
        | Code::InvalidBaseUrl
        | Code::InvalidProfile
        | Code::ForeignOrigin
        | Code::NameTaken
        | Code::ShortLived => 2,
        Code::BadCredentials
        | Code::RefreshRefused
        | Code::AnswerLost
        | Code::NeedsLogin
        | Code::Cancelled
        | Code::RequestRefused => 3,
        Code::Unreachable
        | Code::NoAnswer
        | Code::Tls
        | Code::RateLimited
        | Code::ServerError
        | Code::NotTheApi
        | Code::BadAnswer
        | Code::Busy
        | Code::HeldUncommitted
        | Code::Superseded => 4,
        Code::KeyringMissing
        | Code::KeyringLocked
        | Code::KeyringFailed
        | Code::KeyMissing
        | Code::PassphraseNeeded
        | Code::WrongPassphrase
        | Code::KeyFile
        | Code::KeyChanged
        | Code::VaultDamaged
        | Code::VaultNewer
        | Code::VaultUnavailable => 5,
        Code::NoAccount => 6,
        Code::Locked | Code::Clipboard | Code::Internal => 1,
    }
}

/// Says what happened and what to do, and gives the exit code.
pub fn complain(error: &Error) -> ExitCode {
    tell(None, error);
    ExitCode::from(code(error.code))
}

/// Says what happened to one of several.
pub fn complain_about(name: &str, error: &Error) {
    tell(Some(name), error);
}

fn tell(name: Option<&str>, error: &Error) {
    let about = name.map_or_else(String::new, |name| format!("{name}: "));
    warn(&format!("{about}{}", error.message));
    if let Some(words) = &error.server {
        warn(&format!("  The server says: “{words}”."));
    }
    if let Some(at) = error.retry_at.filter(|at| *at > Utc::now()) {
        let seconds = (at - Utc::now()).num_seconds() + 1;
        warn(&format!("  Try again in {}.", fobwatch_core::text::span(seconds)));
    }
    warn(&format!("  {}", error.hint));
}
