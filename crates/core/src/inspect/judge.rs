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
use crate::line::{Line, LineCode as C, Piece};
use chrono::{DateTime, Utc};

/// The largest credential that servers' limits for headers surely let through, in bytes.
const LARGE: usize = 8 * 1024;

/// The verdict on the first credential of a paste.
pub fn judge(paste: &Paste, context: &Context<'_>) -> Inspection {
    let scrub = Scrub::of(paste);
    let Some(credential) = paste.main() else {
        let mut nothing = nothing(context, C::NoToken.into());
        nothing.request = paste.request.as_ref().map(|request| PastedRequest::of(request, &scrub));
        nothing.response = paste.response.as_ref().map(|response| PastedResponse::of(response, &scrub));
        return nothing;
    };
    let found = Findings::of(credential, paste, context);
    let clock = found.clock(context);
    let (verdict, line) = verdict(&found, clock.at);
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
    let line = match refused.filter(|_| looks_good) {
        Some(Refusal::Status) => C::RefusedByStatus.into(),
        Some(Refusal::Code) => C::RefusedByCode.into(),
        None => line,
    };
    Inspection {
        kind: found.kind,
        verdict,
        good: looks_good && refused.is_none(),
        line: scrub.said(&line),
        evidence: super::evidence::of(&found, verdict, &clock, &scrub),
        belongs: found.owner.belonging(),
        signature: match &found.signature {
            SignatureCheck::NotChecked => SignatureCheck::NotChecked,
            SignatureCheck::Good { key } => SignatureCheck::Good { key: scrub.said(key) },
            SignatureCheck::Wrong { key } => SignatureCheck::Wrong { key: scrub.said(key) },
            SignatureCheck::Refused { why } => SignatureCheck::Refused { why: scrub.said(why) },
        },
        clock,
        issued_at: found.times.issued.and_then(table::date),
        not_before: found.times.begins.and_then(table::date),
        expires_at: found.times.ends.and_then(table::date).or_else(|| found.owner.ends()),
        header: found.header.as_ref().map(|header| ClaimTable::of(header, &scrub)),
        claims: found.claims.as_ref().map(|claims| ClaimTable::of(claims, &scrub)),
        place: Some(scrub.said(&credential.place.line()).sentence),
        also: super::evidence::also(paste, context, &scrub),
        request: paste.request.as_ref().map(|request| PastedRequest::of(request, &scrub)),
        response: paste.response.as_ref().map(|response| PastedResponse::of(response, &scrub)),
    }
}

/// Nothing was found, for this reason.
pub fn nothing(context: &Context<'_>, line: Line) -> Inspection {
    Inspection {
        kind: TokenKind::Nothing,
        verdict: TokenVerdict::Nothing,
        good: false,
        line,
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
fn verdict(found: &Findings<'_>, at: DateTime<Utc>) -> (TokenVerdict, Line) {
    use TokenVerdict as V;
    let owner = found.owner.found.as_ref();
    if found.credential.is_placeholder() {
        return (V::Malformed, C::IsPlaceholder.into());
    }
    if found.credential.role == Role::Password {
        return (V::Opaque, C::IsPassword.into());
    }
    if let Some(flaw) = &found.flaw {
        return (V::Malformed, damaged(flaw));
    }
    match found.kind {
        TokenKind::Jws => {}
        TokenKind::Opaque => return opaque(found, at),
        TokenKind::Jwe | TokenKind::Nothing => {
            if let Some(why) = found.header.as_ref().and_then(shape::forbids) {
                return (V::Encrypted, Line::of(C::EncryptedAnd, [why.into()]));
            }
            // It says nothing by itself either, so that what is known of its account counts.
            return match opaque(found, at) {
                (V::Opaque, _) => (V::Encrypted, C::Encrypted.into()),
                known => known,
            };
        }
    }
    if found.header.as_ref().is_some_and(shape::is_unsigned) {
        return (V::Unsigned, C::Unsigned.into());
    }
    if let SignatureCheck::Wrong { key } = &found.signature {
        return (V::WrongSignature, Line::of(C::SignatureWrong, [key.clone().into()]));
    }
    if let Some(flaw) = found.time_flaw() {
        return (V::Malformed, damaged(&flaw));
    }
    if let Some(Date::At(end) | Date::Text(end)) = found.times.ends.filter(|_| found.ended(at)) {
        return (V::Expired, Line::of(C::Ended, [since(end, at), end.into()]));
    }
    if let Some(Date::At(begin) | Date::Text(begin)) = found.times.begins.filter(|_| found.not_begun(at)) {
        return (V::NotYet, Line::of(C::NotYet, [since(at, begin), begin.into()]));
    }
    if let Some((known, BelongsHow::Replaced { at, .. })) = owner {
        return (V::RotatedOut, Line::of(C::RotatedOut, [known.words().into(), (*at).into()]));
    }
    if found.owner.astray.is_some() {
        return (V::OtherEnvironment, C::OtherEnvironment.into());
    }
    if let SignatureCheck::Refused { why } = &found.signature {
        return (V::Unchecked, Line::of(C::SignatureNot, [why.clone().into()]));
    }
    let Some(Date::At(end) | Date::Text(end)) = found.times.ends else {
        return match opaque(found, at) {
            (V::Opaque, _) => (V::NoEnd, C::NoEnd.into()),
            known => known,
        };
    };
    let left = since(at, end);
    let line = match (&found.signature, owner) {
        (SignatureCheck::Good { .. }, _) => Line::of(C::GoodAndSigned, [end.into(), left]),
        (_, Some((known, BelongsHow::CurrentAccess))) => {
            Line::of(C::GoodOf, [known.words().into(), end.into(), left])
        }
        _ => Line::of(C::GoodAsItSays, [end.into(), left]),
    };
    (V::Valid, line)
}

/// How long from one moment to the other.
fn since(from: DateTime<Utc>, to: DateTime<Utc>) -> Piece {
    Piece::Seconds((to - from).num_seconds())
}

/// What is known of a token that says nothing by itself, or not when it ends.
fn opaque(found: &Findings<'_>, at: DateTime<Utc>) -> (TokenVerdict, Line) {
    use TokenVerdict as V;
    match &found.owner.found {
        Some((known, BelongsHow::CurrentAccess | BelongsHow::CurrentRefresh))
            if found.owner.astray.is_some() =>
        {
            (V::OtherEnvironment, Line::of(C::Stray, [known.words().into()]))
        }
        Some((known, BelongsHow::CurrentAccess)) => {
            current(Line::of(C::AccessOf, [known.words().into()]), known.access_ends, at)
        }
        Some((known, BelongsHow::CurrentRefresh)) => {
            current(Line::of(C::RefreshOf, [known.words().into()]), known.refresh_ends, at)
        }
        Some((known, BelongsHow::Replaced { at, .. })) => {
            (V::RotatedOut, Line::of(C::RotatedOut, [known.words().into(), (*at).into()]))
        }
        Some((_, BelongsHow::Issuer | BelongsHow::BaseUrl)) | None => (V::Opaque, C::Opaque.into()),
    }
}

/// An account's token, by what the server said about its end when it gave it.
fn current(which: Line, ends: Option<DateTime<Utc>>, at: DateTime<Utc>) -> (TokenVerdict, Line) {
    match ends {
        Some(end) if end <= at => {
            (TokenVerdict::Expired, Line::of(C::AndEnded, [which.into(), since(end, at), end.into()]))
        }
        Some(end) => {
            (TokenVerdict::Current, Line::of(C::AndGood, [which.into(), end.into(), since(at, end)]))
        }
        None => (TokenVerdict::Current, Line::of(C::Only, [which.into()])),
    }
}

/// What is wrong with a token.
pub fn damaged(flaw: &Flaw) -> Line {
    let (part, why) = (flaw.part.called().into(), flaw.why.clone().into());
    match (flaw.byte, flaw.cut) {
        (None, false) => Line::of(C::Damaged, [part, why]),
        (None, true) => Line::of(C::Cut, [part, why]),
        (Some(byte), false) => Line::of(C::DamagedAt, [part, byte.into(), why]),
        (Some(byte), true) => Line::of(C::CutAt, [part, byte.into(), why]),
    }
}

/// Whether it is larger than many servers let in.
pub fn is_large(credential: &Credential) -> bool {
    credential.text.len() > LARGE
}

/// What was around it that a server would stumble over.
pub fn quirks(credential: &Credential) -> Vec<Line> {
    let around = credential.quirks.iter().filter(|quirk| **quirk != Quirk::Placeholder);
    around.map(|quirk| quirk.code().into()).collect()
}
