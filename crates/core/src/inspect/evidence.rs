//! What a verdict rests on, in sentences.

use super::findings::Findings;
use super::inspection::{
    BelongsHow, ClockUsed, Evidence, EvidenceAbout as About, PastedRequest, PastedResponse, SignatureCheck,
    TokenKind, TokenVerdict,
};
use super::judge::{is_large, moment, quirks};
use super::known::Context;
use super::paste::{Chosen, Credential, Paste, Place, Request, Response, Role};
use super::scrub::Scrub;
use crate::jwt::{Date, Members, Oddity};
use crate::text::span;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// How far clocks may differ before somebody should know.
const TOLERANCE: i64 = 30;

/// The sentences for a verdict.
pub fn of(found: &Findings<'_>, verdict: TokenVerdict, clock: &ClockUsed, scrub: &Scrub) -> Vec<Evidence> {
    let mut out = Vec::new();
    let mut say = |about, sentence| out.push(Evidence { about, sentence });
    if let Some(astray) = &found.owner.astray {
        say(About::Astray, scrub.line(astray));
    }
    if let Some(owner) = owner(found, verdict) {
        say(About::Owner, owner);
    }
    if let Some(signature) = signature(found, scrub) {
        say(About::Signature, signature);
    }
    times(found, verdict, clock, &mut say);
    if let Some(claims) = &found.claims {
        if !claims.repeated.is_empty() {
            let names: Vec<_> = claims.repeated.iter().take(5).map(|name| scrub.line(name)).collect();
            say(
                About::Repeated,
                format!(
                    "Claims stand there more than once ({}): programs differ in which one they take.",
                    names.join(", ")
                ),
            );
        }
        for (name, words, about) in [("iss", "Issued by", About::Issuer), ("aud", "For", About::Audience)] {
            if let Some(texts) =
                claims.get(name).map(|claim| claim.strings()).filter(|texts| !texts.is_empty())
            {
                let texts: Vec<_> = texts.iter().take(5).map(|text| scrub.line(text)).collect();
                say(about, format!("{words} {}.", texts.join(", ")));
            }
        }
    }
    let around = quirks(found.credential);
    if !around.is_empty() {
        say(
            About::Writing,
            format!("In the text there are {}; they must not be sent.", around.join(" and ")),
        );
    }
    if found.oddities.contains(&Oddity::Padding) {
        say(
            About::Writing,
            "It has = at the end of a part, which a JWT has not; strict servers refuse that.".to_owned(),
        );
    }
    match found.claims.as_ref().and_then(|claims| claims_kind(found.header.as_ref(), claims)) {
        Some(Role::Refresh) => say(
            About::Purpose,
            "It says that it is a refresh token, which opens nothing by itself.".to_owned(),
        ),
        Some(Role::Id) => {
            say(About::Purpose, "It says that it is an ID token, which is no access token.".to_owned())
        }
        _ => {}
    }
    if found
        .header
        .as_ref()
        .is_some_and(|header| ["jwk", "jku", "x5c", "x5u"].iter().any(|name| header.get(name).is_some()))
    {
        say(
            About::OwnKey,
            "Its header brings or names a key of its own, which proves nothing and was not used.".to_owned(),
        );
    }
    if is_large(found.credential) {
        say(
            About::Size,
            format!(
                "It has {} KiB, and many servers refuse headers of more than 8 KiB.",
                found.credential.text.len() / 1024
            ),
        );
    }
    out
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

fn owner(found: &Findings<'_>, verdict: TokenVerdict) -> Option<String> {
    let (known, how) = found.owner.found.as_ref()?;
    let words = known.words();
    Some(match how {
        BelongsHow::CurrentAccess => format!("It is the current access token of {words}."),
        BelongsHow::CurrentRefresh => {
            format!(
                "It is the current refresh token of {words}: it gets the next session and opens nothing else."
            )
        }
        BelongsHow::Replaced { at, refresh } if verdict != TokenVerdict::RotatedOut => {
            let kind = if *refresh { "refresh" } else { "access" };
            format!("It was the {kind} token of {words} until {}.", moment(*at))
        }
        BelongsHow::Replaced { refresh: true, .. } => {
            "It was a refresh token: using it again may end the session.".to_owned()
        }
        BelongsHow::Replaced { .. } => {
            "Its successor is in use; many servers refuse it since then.".to_owned()
        }
        BelongsHow::Issuer => {
            format!("Its issuer is that of {words}, and it is none of its tokens that are known here.")
        }
        BelongsHow::BaseUrl => {
            format!("It was sent to {words}, and it is none of its tokens that are known here.")
        }
    })
}

fn signature(found: &Findings<'_>, scrub: &Scrub) -> Option<String> {
    match &found.signature {
        SignatureCheck::NotChecked if found.kind == TokenKind::Jws && found.flaw.is_none() => {
            Some("Its signature was not checked.".to_owned())
        }
        SignatureCheck::NotChecked => None,
        SignatureCheck::Good { key } => Some(format!("Its signature was made with {}.", scrub.line(key))),
        SignatureCheck::Wrong { key } => Some(format!("Its signature does not fit {}.", scrub.line(key))),
        SignatureCheck::Refused { why } => Some(scrub.line(why)),
    }
}

fn times(
    found: &Findings<'_>,
    verdict: TokenVerdict,
    clock: &ClockUsed,
    say: &mut impl FnMut(About, String),
) {
    if let (Some(Date::At(end) | Date::Text(end)), true) =
        (found.times.ends, verdict != TokenVerdict::Expired)
    {
        let left = (end - clock.at).num_seconds();
        if left <= 0 {
            say(About::Times, format!("It ended {} ago, at {}.", span(-left), moment(end)));
        }
    }
    if let Some(Date::Milliseconds(at)) = found.times.ends {
        say(About::Times, format!("Read as milliseconds, its end is {}.", moment(at)));
    }
    if matches!(found.times.ends, Some(Date::Text(_))) || matches!(found.times.begins, Some(Date::Text(_))) {
        say(About::Times, "A time stands in quotes; strict servers refuse that.".to_owned());
    }
    if let Some(Date::At(issued)) = found.times.issued {
        let ahead = (issued - clock.at).num_seconds();
        if ahead > TOLERANCE {
            say(
                About::Times,
                format!("It says that it was issued {} from now: two clocks differ.", span(ahead)),
            );
        }
    }
    if clock.ahead_ms.abs() >= 1000 * TOLERANCE {
        let way = if clock.ahead_ms > 0 { "ahead of" } else { "behind" };
        say(
            About::Clock,
            format!(
                "The server's clock is {} {way} this computer's; the server's was used.",
                span(clock.ahead_ms.abs() / 1000)
            ),
        );
    }
}

/// What else is in a paste: a sentence each.
pub fn also(paste: &Paste, context: &Context<'_>, scrub: &Scrub) -> Vec<String> {
    let several = paste.chosen.map(|Chosen { of, number, refused }| {
        let refused = if refused { ", which was refused" } else { "" };
        format!("There are {of} requests in this text, and this is about number {number}{refused}.")
    });
    let own = paste.credentials.iter().skip(1).map(|other| other_one(other, "", paste, context, scrub));
    let is_told = |other: &&Credential| paste.credentials.iter().all(|own| own.text != other.text);
    let others = paste.others.iter().filter(is_told);
    let others = others.map(|other| other_one(other, " of another request", paste, context, scrub));
    several.into_iter().chain(own.chain(others).take(10)).collect()
}

fn other_one(other: &Credential, whose: &str, paste: &Paste, context: &Context<'_>, scrub: &Scrub) -> String {
    let what = match other.role {
        Role::Access => "another token",
        Role::Refresh => "a refresh token",
        Role::Id => "an ID token",
        Role::Key => "an API key",
        Role::Password => "a username and a password",
    };
    let found = Findings::of(other, paste, context);
    let end = match found.times.ends {
        Some(Date::At(end)) if found.ended(found.clock(context).at) => {
            format!("; it ended at {}", moment(end))
        }
        Some(Date::At(end)) => format!("; it ends at {}", moment(end)),
        _ => String::new(),
    };
    let place = match &other.place {
        Place::Alone => String::new(),
        place => format!(", {}", scrub.line(&place.words())),
    };
    format!("There is also {what}{place}{whose}{end}.")
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
