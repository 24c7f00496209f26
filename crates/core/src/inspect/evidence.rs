//! What a verdict rests on, in sentences.

use super::findings::Findings;
use super::inspection::{
    BelongsHow, ClockUsed, Evidence, EvidenceAbout as About, PastedRequest, PastedResponse, SignatureCheck,
    TokenKind, TokenVerdict,
};
use super::judge::{is_large, quirks};
use super::known::Context;
use super::paste::{Chosen, Credential, Paste, Place, Request, Response, Role};
use super::scrub::Scrub;
use crate::jwt::{Date, Members, Oddity};
use crate::line::{Line, LineCode as C, Piece};
use crate::text::clean;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// How far clocks may differ before somebody should know.
const TOLERANCE: i64 = 30;

/// The sentences for a verdict.
pub fn of(found: &Findings<'_>, verdict: TokenVerdict, clock: &ClockUsed, scrub: &Scrub) -> Vec<Evidence> {
    let mut out = Vec::new();
    let mut say = |about, line: Line| out.push(Evidence { about, line: scrub.said(&line) });
    if let Some(astray) = &found.owner.astray {
        say(About::Astray, astray.clone());
    }
    if let Some(owner) = owner(found, verdict) {
        say(About::Owner, owner);
    }
    if let Some(signature) = signature(found) {
        say(About::Signature, signature);
    }
    times(found, verdict, clock, &mut say);
    if let Some(claims) = &found.claims {
        named(claims, scrub, &mut say);
    }
    let around = quirks(found.credential);
    if !around.is_empty() {
        say(About::Writing, Line::of(C::WrittenAround, [Piece::Lines(around)]));
    }
    if found.oddities.contains(&Oddity::Padding) {
        say(About::Writing, C::Padded.into());
    }
    match found.claims.as_ref().and_then(|claims| claims_kind(found.header.as_ref(), claims)) {
        Some(Role::Refresh) => say(About::Purpose, C::SaysRefresh.into()),
        Some(Role::Id) => say(About::Purpose, C::SaysId.into()),
        _ => {}
    }
    let own_keys = ["jwk", "jku", "x5c", "x5u"];
    if found.header.as_ref().is_some_and(|header| own_keys.iter().any(|name| header.get(name).is_some())) {
        say(About::OwnKey, C::OwnKey.into());
    }
    if is_large(found.credential) {
        say(About::Size, Line::of(C::Large, [(found.credential.text.len() / 1024).into()]));
    }
    out
}

/// Who issued it and for whom, and which claims stand there twice.
fn named(claims: &Members, scrub: &Scrub, say: &mut impl FnMut(About, Line)) {
    // Each is cleaned by itself, so that a long one leaves room for the next.
    let listed = |texts: &[String]| {
        let texts: Vec<_> = texts.iter().take(5).map(|text| clean(&scrub.text(text), 100)).collect();
        Piece::from(texts.join(", "))
    };
    if !claims.repeated.is_empty() {
        say(About::Repeated, Line::of(C::ClaimsTwice, [listed(&claims.repeated)]));
    }
    for (name, says, about) in [("iss", C::IssuedBy, About::Issuer), ("aud", C::MeantFor, About::Audience)] {
        let texts = claims.get(name).map(|claim| claim.strings()).unwrap_or_default();
        if !texts.is_empty() {
            say(about, Line::of(says, [listed(&texts)]));
        }
    }
}

/// What a token says that it is there for, where it does.
pub fn claims_kind(header: Option<&Members>, claims: &Members) -> Option<Role> {
    let typ = header.and_then(|header| header.text("typ"));
    let names = ["token_use", "token_type", "typ", "type", "tokenType"];
    let said = names.iter().filter_map(|name| claims.text(name)).chain(typ);
    let said = said.map(|said| said.to_ascii_lowercase()).find_map(|said| match said.as_str() {
        "refresh" | "refresh_token" | "refresh+jwt" | "offline" => Some(Role::Refresh),
        "id" | "id_token" | "id+jwt" => Some(Role::Id),
        "access" | "access_token" | "at+jwt" => Some(Role::Access),
        _ => None,
    });
    // These are in ID tokens only (OpenID Connect Core, 3.1.3.6).
    let hashes = claims.get("at_hash").is_some() || claims.get("c_hash").is_some();
    said.or_else(|| (hashes && claims.get("scope").is_none()).then_some(Role::Id))
}

fn owner(found: &Findings<'_>, verdict: TokenVerdict) -> Option<Line> {
    let (known, how) = found.owner.found.as_ref()?;
    let of = |says| Line::of(says, [known.words().into()]);
    Some(match how {
        BelongsHow::CurrentAccess => of(C::OwnerAccess),
        BelongsHow::CurrentRefresh => of(C::OwnerRefresh),
        BelongsHow::Replaced { at, refresh } if verdict != TokenVerdict::RotatedOut => {
            let says = if *refresh { C::WasRefresh } else { C::WasAccess };
            Line::of(says, [known.words().into(), (*at).into()])
        }
        BelongsHow::Replaced { refresh: true, .. } => C::RefreshReused.into(),
        BelongsHow::Replaced { .. } => C::SuccessorInUse.into(),
        BelongsHow::Issuer => of(C::OwnerByIssuer),
        BelongsHow::BaseUrl => of(C::OwnerByBaseUrl),
    })
}

fn signature(found: &Findings<'_>) -> Option<Line> {
    match &found.signature {
        SignatureCheck::NotChecked if found.kind == TokenKind::Jws && found.flaw.is_none() => {
            Some(C::SignatureUnchecked.into())
        }
        SignatureCheck::NotChecked => None,
        SignatureCheck::Good { key } => Some(Line::of(C::SignedWith, [key.clone().into()])),
        SignatureCheck::Wrong { key } => Some(Line::of(C::SignatureUnfit, [key.clone().into()])),
        SignatureCheck::Refused { why } => Some(why.clone()),
    }
}

fn times(found: &Findings<'_>, verdict: TokenVerdict, clock: &ClockUsed, say: &mut impl FnMut(About, Line)) {
    if let (Some(Date::At(end) | Date::Text(end)), true) =
        (found.times.ends, verdict != TokenVerdict::Expired)
    {
        let left = (end - clock.at).num_seconds();
        if left <= 0 {
            say(About::Times, Line::of(C::Ended, [Piece::Seconds(-left), end.into()]));
        }
    }
    if let Some(Date::Milliseconds(at)) = found.times.ends {
        say(About::Times, Line::of(C::MillisecondsEnd, [at.into()]));
    }
    if matches!(found.times.ends, Some(Date::Text(_))) || matches!(found.times.begins, Some(Date::Text(_))) {
        say(About::Times, C::QuotedTime.into());
    }
    if let Some(Date::At(issued)) = found.times.issued {
        let ahead = (issued - clock.at).num_seconds();
        if ahead > TOLERANCE {
            say(About::Times, Line::of(C::IssuedAhead, [Piece::Seconds(ahead)]));
        }
    }
    if clock.ahead_ms.abs() >= 1000 * TOLERANCE {
        let says = if clock.ahead_ms > 0 { C::ClockAhead } else { C::ClockBehind };
        say(About::Clock, Line::of(says, [Piece::Seconds(clock.ahead_ms.abs() / 1000)]));
    }
}

/// What else is in a paste.
pub fn also(paste: &Paste, context: &Context<'_>, scrub: &Scrub) -> Vec<Line> {
    let several = paste.chosen.map(|Chosen { of, number, refused }| {
        let says = if refused { C::SeveralRefused } else { C::Several };
        Line::of(says, [of.into(), number.into()])
    });
    let own = paste.credentials.iter().skip(1).map(|other| other_one(other, false, paste, context));
    let is_told = |other: &&Credential| paste.credentials.iter().all(|own| own.text != other.text);
    let others = paste.others.iter().filter(is_told);
    let others = others.map(|other| other_one(other, true, paste, context));
    let all = several.into_iter().chain(own.chain(others).take(10));
    all.map(|line| scrub.said(&line)).collect()
}

fn other_one(other: &Credential, elsewhere: bool, paste: &Paste, context: &Context<'_>) -> Line {
    let what = match other.role {
        Role::Access => C::AnotherToken,
        Role::Refresh => C::ARefreshToken,
        Role::Id => C::AnIdToken,
        Role::Key => C::AKey,
        Role::Password => C::APassword,
    };
    let found = Findings::of(other, paste, context);
    let end = match found.times.ends {
        Some(Date::At(end)) if found.ended(found.clock(context).at) => {
            Some(Line::of(C::WhichEnded, [end.into()]))
        }
        Some(Date::At(end)) => Some(Line::of(C::WhichEnds, [end.into()])),
        _ => None,
    };
    let place = (other.place != Place::Alone).then(|| other.place.line());
    let whose = elsewhere.then(|| C::OfAnother.into());
    let all = [Some(what.into()), place, whose, end];
    Line::of(C::Also, [Piece::Lines(all.into_iter().flatten().collect())])
}

impl PastedRequest {
    pub(super) fn of(request: &Request, scrub: &Scrub) -> Self {
        Self {
            method: request.method.as_deref().map(|method| scrub.line(method)),
            url: request.url().map(|url| {
                let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).take(20).collect();
                let query = if names.is_empty() { String::new() } else { format!("?{}", names.join("&")) };
                let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
                let host = url.host_str().unwrap_or_default();
                scrub.line(&format!("{}://{host}{port}{}{query}", url.scheme(), url.path()))
            }),
            headers: request.headers.iter().take(50).map(|(name, _)| scrub.line(name)).collect(),
        }
    }
}

impl PastedResponse {
    pub(super) fn of(response: &Response, scrub: &Scrub) -> Self {
        let header = |name| response.get(name).map(|value| scrub.line(value));
        let (error, message) = words(response);
        Self {
            status: response.status,
            date: date(response),
            challenge: header("www-authenticate"),
            retry_after: header("retry-after"),
            server: header("server"),
            error: error.map(|error| scrub.line(&error)),
            message: message.map(|message| scrub.line(&message)),
        }
    }
}

/// The server's time, as an answer tells.
pub fn date(response: &Response) -> Option<DateTime<Utc>> {
    let date = response.get("date")?;
    httpdate::parse_http_date(date).ok().map(DateTime::from).and_then(crate::clock::plausible)
}

/// The server's code and its words for what is wrong.
fn words(response: &Response) -> (Option<String>, Option<String>) {
    let challenge = response.get("www-authenticate").unwrap_or_default();
    let parameter = |name: &str| {
        let at = challenge.find(&format!("{name}=\""))? + name.len() + 2;
        challenge.get(at..)?.split('"').next().map(str::to_owned)
    };
    let json = super::paste::json(&response.body).unwrap_or(Value::Null);
    let places =
        [&json, json.get("error").unwrap_or(&Value::Null), json.pointer("/errors/0").unwrap_or(&Value::Null)];
    let field = |names: &[&str]| {
        places.iter().find_map(|place| {
            names.iter().find_map(|name| match place.get(name)? {
                Value::String(text) if !text.is_empty() => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
        })
    };
    (
        field(&["error", "errorCode", "error_code", "code"]).or_else(|| parameter("error")),
        field(&["error_description", "message", "detail", "description", "title", "msg"])
            .or_else(|| parameter("error_description")),
    )
}
