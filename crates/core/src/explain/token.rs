//! What the credential that was sent tells.

use super::CauseCode as C;
use super::board::Board;
use super::facts::{Facts, Wants};
use crate::inspect::evidence::claims_kind;
use crate::inspect::findings::Findings;
use crate::inspect::judge::{damaged, is_large};
use crate::inspect::paste::{Place, Quirk, Role};
use crate::inspect::{BelongsHow, SignatureCheck, TokenKind};
use crate::jwt::Date;
use crate::line::{Line, LineCode as L, Piece};
use crate::text::clean;
use chrono::{DateTime, Utc};

/// Adds what the credential tells.
pub fn look(facts: &Facts<'_>, board: &mut Board) {
    let Some(found) = &facts.sent else {
        missing(facts, board);
        return;
    };
    if found.credential.is_placeholder() {
        board.add(C::Placeholder, 98, L::PlaceholderSent);
        return;
    }
    written(found, board);
    scheme(facts, found, board);
    match found.credential.role {
        Role::Password => board.add(C::BadPassword, 42, L::PasswordSent),
        Role::Key => board.add(C::KeyRefused, 45, L::KeySent),
        Role::Access | Role::Refresh | Role::Id => {}
    }
    kind(found, board);
    times(facts, found, board);
    owner(found, board);
    if let SignatureCheck::Wrong { key } = &found.signature {
        board.add(C::WrongSignature, 90, Line::of(L::SignatureUnfit, [key.clone().into()]));
    }
    if found.header.as_ref().is_some_and(crate::inspect::shape::is_unsigned) {
        board.add(C::WrongAlgorithm, 85, L::NotSigned);
    }
    if is_large(found.credential) {
        board.add(C::TooLarge, 30, Line::of(L::HasSize, [(found.credential.text.len() / 1024).into()]));
    }
    // The server has not seen what was sent, or it does not mean the token.
    board.doubt(C::NoCredential, 30);
    if found.credential.role != Role::Key {
        board.doubt(C::KeyMissing, 70);
    }
}

fn missing(facts: &Facts<'_>, board: &mut Board) {
    let Some(request) = facts.request else { return };
    let refused = facts.status.is_none_or(|status| status == 401 || status == 403);
    if facts.wants == Wants::Resource && refused {
        let empty = request.get("authorization").is_some();
        board.add(C::NoCredential, 75, if empty { L::EmptyHeader } else { L::NoHeader });
    }
}

/// What stood around the token.
fn written(found: &Findings<'_>, board: &mut Board) {
    if let Some(flaw) = &found.flaw {
        board.add(C::Damaged, if flaw.cut { 85 } else { 80 }, damaged(flaw));
    }
    let sent = matches!(found.credential.place, Place::Header(_) | Place::Cookie(_));
    for quirk in found.credential.quirks.iter().filter(|quirk| sent && **quirk != Quirk::Placeholder) {
        board.add(C::Decorated, 84, Line::of(L::SentWith, [quirk.code().into()]));
    }
    match &found.credential.place {
        Place::Body(name) | Place::Query(name) if found.credential.role != Role::Refresh => {
            let line = Line::of(L::SentWhere, [found.credential.place.line().into()]);
            let key = found.credential.role == Role::Key || name.eq_ignore_ascii_case("key");
            board.add(C::WrongPlace, if key { 30 } else { 62 }, line);
        }
        _ => {}
    }
}

fn scheme(facts: &Facts<'_>, found: &Findings<'_>, board: &mut Board) {
    let Place::Header(name) = &found.credential.place else {
        if found.credential.place == Place::User && asks_other(facts, "basic") {
            board.add(C::WrongScheme, 72, asked(facts, "basic"));
        }
        return;
    };
    if !name.eq_ignore_ascii_case("authorization") {
        return;
    }
    let Some(scheme) = found.credential.scheme.as_ref().map(|scheme| scheme.to_ascii_lowercase()) else {
        board.add(C::WrongScheme, 78, L::NoScheme);
        return;
    };
    if asks_other(facts, &scheme) {
        board.add(C::WrongScheme, 78, asked(facts, &scheme));
    } else if scheme == "basic" && !facts.challenges.is_empty() {
        board.add(C::BadPassword, 60, L::BasicRefused);
    }
    let bound = found
        .claims
        .as_ref()
        .and_then(|claims| claims.get("cnf"))
        .is_some_and(|cnf| cnf.json.contains("\"jkt\""));
    if bound && scheme == "bearer" {
        board.add(C::WrongScheme, 75, L::BoundToKey);
    }
}

/// Whether the server asks for other schemes only.
fn asks_other(facts: &Facts<'_>, sent: &str) -> bool {
    let known = ["bearer", "basic", "token", "dpop", "digest", "negotiate", "ntlm", "jwt", "apikey", "key"];
    let mut asked = facts.challenges.iter().filter(|asked| known.contains(&asked.as_str())).peekable();
    asked.peek().is_some() && asked.all(|asked| asked != sent)
}

fn asked(facts: &Facts<'_>, sent: &str) -> Line {
    Line::of(L::OtherSchemes, [clean(&facts.challenges.join(", "), 80).into(), sent.into()])
}

/// Whether it is an access token at all.
fn kind(found: &Findings<'_>, board: &mut Board) {
    match found.claims.as_ref().and_then(|claims| claims_kind(found.header.as_ref(), claims)) {
        Some(Role::Refresh) => board.add(C::RefreshToken, 85, L::ClaimsRefresh),
        Some(Role::Id) => board.add(C::IdToken, 80, L::ClaimsId),
        _ => {}
    }
    let elsewhere = matches!(found.credential.place, Place::Header(_) | Place::Query(_));
    if found.credential.role == Role::Id && elsewhere {
        board.add(C::IdToken, 50, L::SentAsId);
    }
    if found.kind == TokenKind::Jwe {
        board.add(C::WrongAlgorithm, 25, L::TokenEncrypted);
    }
}

fn times(facts: &Facts<'_>, found: &Findings<'_>, board: &mut Board) {
    let ended = if facts.dated { L::EndedBefore } else { L::TokenEnded };
    let span = |from: DateTime<Utc>, to: DateTime<Utc>| Piece::Seconds((to - from).num_seconds());
    if let (Some(Date::At(end) | Date::Text(end)), true) = (found.times.ends, found.ended(facts.at)) {
        board.add(C::Expired, 92, Line::of(ended, [span(end, facts.at), end.into()]));
    }
    if let (Some(Date::At(begin) | Date::Text(begin)), true) = (found.times.begins, found.not_begun(facts.at))
    {
        board.add(C::NotYet, 92, Line::of(L::BeginsLater, [span(facts.at, begin), begin.into()]));
    }
    if let Some(Date::At(issued)) = found.times.issued.filter(|_| !found.not_begun(facts.at)) {
        let ahead = (issued - facts.at).num_seconds();
        if ahead > 5 {
            let line = Line::of(L::IssuedAfter, [Piece::Seconds(ahead)]);
            board.add(C::NotYet, if ahead > 60 { 75 } else { 50 }, line);
        }
    }
    if let Some(Date::Milliseconds(_) | Date::Odd) = found.times.ends {
        board.add(C::Damaged, 55, L::EndNoDate);
    }
}

fn owner(found: &Findings<'_>, board: &mut Board) {
    if let Some(astray) = &found.owner.astray {
        board.add(C::OtherEnvironment, 88, astray.clone());
    }
    match &found.owner.found {
        Some((known, BelongsHow::CurrentRefresh)) => {
            board.add(C::RefreshToken, 92, Line::of(L::IsRefreshOf, [known.words().into()]));
        }
        Some((known, BelongsHow::Replaced { at, .. })) => {
            board.add(C::RotatedOut, 88, Line::of(L::HasAnother, [known.words().into(), (*at).into()]));
        }
        _ => {}
    }
}
