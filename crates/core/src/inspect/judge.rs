//! The verdict on a token.

use super::findings::Findings;
use super::inspection::{
    BelongsHow, ClaimTable, ClockUsed, Inspection, PastedRequest, PastedResponse, SignatureCheck, TokenKind,
    TokenVerdict,
};
use super::known::Context;
use super::paste::{Credential, Paste, Quirk, Refusal, Response, Role};
use super::scrub::Scrub;
use super::{shape, table};
use crate::jwt::{Date, Flaw};
use crate::text::span;
use chrono::{DateTime, Utc};

/// The largest credential that servers' limits for headers surely let through, in bytes.
const LARGE: usize = 8 * 1024;

/// The verdict on the first credential of a paste.
pub fn judge(paste: &Paste, context: &Context<'_>) -> Inspection {
    let scrub = Scrub::of(paste);
    let Some(credential) = paste.main() else {
        let mut nothing = nothing(context, "There is no token in this text.".to_owned());
        nothing.request = paste.request.as_ref().map(|request| PastedRequest::of(request, &scrub));
        nothing.response = paste.response.as_ref().map(|response| PastedResponse::of(response, &scrub));
        return nothing;
    };
    let found = Findings::of(credential, paste, context);
    let clock = found.clock(context);
    let (verdict, sentence) = verdict(&found, clock.at, &scrub);
    // Its server knows better than anything that stands in it.
    let refused = paste.response.as_ref().and_then(Response::refuses);
    let looks_good = match verdict {
        TokenVerdict::Valid | TokenVerdict::Current => true,
        TokenVerdict::NoEnd => {
            matches!(found.signature, SignatureCheck::Good { .. })
                || matches!(found.owner.found, Some((_, BelongsHow::CurrentAccess)))
        }
        _ => false,
    };
    let sentence = match refused.filter(|_| looks_good) {
        Some(Refusal::Status) => {
            "The server refused it (401), although nothing in it speaks against it.".to_owned()
        }
        Some(Refusal::Code) => {
            "The server refused it (invalid_token), although nothing in it speaks against it.".to_owned()
        }
        None => sentence,
    };
    Inspection {
        kind: found.kind,
        verdict,
        good: looks_good && refused.is_none(),
        sentence,
        evidence: super::evidence::of(&found, verdict, &clock, &scrub),
        belongs: found.owner.belonging(),
        signature: match &found.signature {
            SignatureCheck::Refused { why } => SignatureCheck::Refused { why: scrub.line(why) },
            other => other.clone(),
        },
        clock,
        issued_at: found.times.issued.and_then(table::date),
        not_before: found.times.begins.and_then(table::date),
        expires_at: found.times.ends.and_then(table::date).or_else(|| found.owner.ends()),
        header: found.header.as_ref().map(|header| ClaimTable::of(header, &scrub)),
        claims: found.claims.as_ref().map(|claims| ClaimTable::of(claims, &scrub)),
        place: Some(scrub.line(&credential.place.words())),
        also: super::evidence::also(paste, context, &scrub),
        request: paste.request.as_ref().map(|request| PastedRequest::of(request, &scrub)),
        response: paste.response.as_ref().map(|response| PastedResponse::of(response, &scrub)),
    }
}

/// Nothing was found, for this reason.
pub fn nothing(context: &Context<'_>, sentence: String) -> Inspection {
    Inspection {
        kind: TokenKind::Nothing,
        verdict: TokenVerdict::Nothing,
        good: false,
        sentence,
        evidence: Vec::new(),
        belongs: None,
        signature: SignatureCheck::NotChecked,
        clock: ClockUsed { at: context.now, account: None, ahead_ms: 0 },
        issued_at: None,
        not_before: None,
        expires_at: None,
        header: None,
        claims: None,
        place: None,
        also: Vec::new(),
        request: None,
        response: None,
    }
}

/// The first of these that holds.
fn verdict(found: &Findings<'_>, at: DateTime<Utc>, scrub: &Scrub) -> (TokenVerdict, String) {
    use TokenVerdict as V;
    let owner = found.owner.found.as_ref();
    if found.credential.is_placeholder() {
        return (V::Malformed, "This is the place where a token goes, and no token.".to_owned());
    }
    if found.credential.role == Role::Password {
        return (V::Opaque, "These are a username and a password, and no token.".to_owned());
    }
    if let Some(flaw) = &found.flaw {
        return (V::Malformed, damaged(flaw));
    }
    match found.kind {
        TokenKind::Jws => {}
        TokenKind::Opaque => return opaque(found, at),
        TokenKind::Jwe | TokenKind::Nothing => {
            if let Some(why) = found.header.as_ref().and_then(shape::forbids) {
                return (V::Encrypted, format!("It is encrypted. {}", scrub.line(&why)));
            }
            // It says nothing by itself either, so that what is known of its account counts.
            return match opaque(found, at) {
                (V::Opaque, _) => (
                    V::Encrypted,
                    "It is encrypted, so only the server that it is for can read it.".to_owned(),
                ),
                known => known,
            };
        }
    }
    if found.header.as_ref().is_some_and(shape::is_unsigned) {
        return (V::Unsigned, "It is not signed (alg: none), so anybody can have written it.".to_owned());
    }
    if let SignatureCheck::Wrong { key } = &found.signature {
        return (
            V::WrongSignature,
            format!("Its signature is wrong: it was not made with {}.", scrub.line(key)),
        );
    }
    if let Some(flaw) = found.time_flaw() {
        return (V::Malformed, damaged(&flaw));
    }
    if let Some(Date::At(end) | Date::Text(end)) = found.times.ends.filter(|_| found.ended(at)) {
        let ago = (at - end).num_seconds();
        return (V::Expired, format!("It ended {} ago, at {}.", span(ago), moment(end)));
    }
    if let Some(Date::At(begin) | Date::Text(begin)) = found.times.begins.filter(|_| found.not_begun(at)) {
        let wait = (begin - at).num_seconds();
        return (
            V::NotYet,
            format!("It is not good yet: it begins in {}, at {}.", span(wait), moment(begin)),
        );
    }
    if let Some((known, BelongsHow::Replaced { at, .. })) = owner {
        return (
            V::RotatedOut,
            format!("It was a token of {} and was replaced at {}.", known.words(), moment(*at)),
        );
    }
    if found.owner.astray.is_some() {
        return (
            V::OtherEnvironment,
            "It is for another environment than the one it was sent to.".to_owned(),
        );
    }
    if let SignatureCheck::Refused { why } = &found.signature {
        return (V::Unchecked, format!("Its signature was not checked: {}", scrub.line(why)));
    }
    let Some(Date::At(end) | Date::Text(end)) = found.times.ends else {
        return match opaque(found, at) {
            (V::Opaque, _) => {
                (V::NoEnd, "Nothing speaks against it, but it does not say when it ends.".to_owned())
            }
            known => known,
        };
    };
    let left = span((end - at).num_seconds());
    let until = format!("until {}, for {left}", moment(end));
    (
        V::Valid,
        match (&found.signature, owner) {
            (SignatureCheck::Good { .. }, _) => format!("It is good {until}, and its signature is right."),
            (_, Some((known, BelongsHow::CurrentAccess))) => {
                format!("It is the access token of {} and good {until}.", known.words())
            }
            _ => format!("It is good {until}, as far as it says itself; its signature was not checked."),
        },
    )
}

/// What is known of a token that says nothing by itself, or not when it ends.
fn opaque(found: &Findings<'_>, at: DateTime<Utc>) -> (TokenVerdict, String) {
    use TokenVerdict as V;
    match &found.owner.found {
        Some((known, BelongsHow::CurrentAccess | BelongsHow::CurrentRefresh))
            if found.owner.astray.is_some() =>
        {
            let words = format!("It is a token of {}, and was sent to another place.", known.words());
            (V::OtherEnvironment, words)
        }
        Some((known, BelongsHow::CurrentAccess)) => {
            current(&format!("It is the access token of {}", known.words()), known.access_ends, at)
        }
        Some((known, BelongsHow::CurrentRefresh)) => {
            let words =
                format!("It is the refresh token of {}, which only gets the next session", known.words());
            current(&words, known.refresh_ends, at)
        }
        Some((known, BelongsHow::Replaced { at, .. })) => (
            V::RotatedOut,
            format!("It was a token of {} and was replaced at {}.", known.words(), moment(*at)),
        ),
        Some((_, BelongsHow::Issuer | BelongsHow::BaseUrl)) | None => (
            V::Opaque,
            "It is no JWT and says nothing by itself: only its server knows whether it is good.".to_owned(),
        ),
    }
}

/// An account's token, by what the server said about its end when it gave it.
fn current(words: &str, ends: Option<DateTime<Utc>>, at: DateTime<Utc>) -> (TokenVerdict, String) {
    match ends {
        Some(end) if end <= at => {
            let ago = span((at - end).num_seconds());
            (TokenVerdict::Expired, format!("{words}; it ended {ago} ago, at {}.", moment(end)))
        }
        Some(end) => {
            let left = span((end - at).num_seconds());
            (TokenVerdict::Current, format!("{words}; it is good until {}, for {left}.", moment(end)))
        }
        None => (TokenVerdict::Current, format!("{words}.")),
    }
}

/// What is wrong with a token: a sentence.
pub fn damaged(flaw: &Flaw) -> String {
    let place = flaw.byte.map_or_else(String::new, |byte| format!(" (byte {byte})"));
    let cut = if flaw.cut { " A piece of it is missing." } else { "" };
    format!("It is damaged in {}{place}: {}.{cut}", flaw.part, flaw.why)
}

/// A time as people read it.
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Whether it is larger than many servers let in.
pub fn is_large(credential: &Credential) -> bool {
    credential.text.len() > LARGE
}

/// Whether there was something around it that a server would stumble over.
pub fn quirks(credential: &Credential) -> Vec<&'static str> {
    credential
        .quirks
        .iter()
        .filter(|quirk| **quirk != Quirk::Placeholder)
        .map(|quirk| quirk.words())
        .collect()
}
