//! The verdict on a token.

use super::inspection::{
    BelongsHow, ClaimTable, ClockUsed, Inspection, PastedRequest, PastedResponse, SignatureCheck, TokenKind,
    TokenVerdict,
};
use super::known::Context;
use super::owner::Owner;
use super::paste::{Credential, Paste, Quirk, Refusal, Response, Role};
use super::scrub::Scrub;
use super::{shape, table};
use crate::jwt::{self, Body, Broken, Date, Flaw, Members};
use crate::text::span;
use chrono::{DateTime, Utc};

/// The largest credential that servers' limits for headers surely let through, in bytes.
const LARGE: usize = 8 * 1024;

/// What was found out about the token of a paste.
pub struct Findings<'a> {
    /// What stands in the text.
    pub credential: &'a Credential,
    /// What kind it is.
    pub kind: TokenKind,
    /// Its header, where it can be read.
    pub header: Option<Members>,
    /// Its claims, where they can be read.
    pub claims: Option<Members>,
    /// Where it is damaged.
    pub flaw: Option<Flaw>,
    /// What is odd in how it is written.
    pub oddities: Vec<jwt::Oddity>,
    /// What came of checking its signature.
    pub signature: SignatureCheck,
    /// Whose it is.
    pub owner: Owner<'a>,
    /// When it ends, begins and was issued.
    pub times: Times,
}

/// The times that a token tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// `exp`.
    pub ends: Option<Date>,
    /// `nbf`.
    pub begins: Option<Date>,
    /// `iat`.
    pub issued: Option<Date>,
}

impl Times {
    fn of(claims: Option<&Members>) -> Self {
        let date = |name| claims.and_then(|claims| claims.get(name)).map(jwt::Member::date);
        Self { ends: date("exp"), begins: date("nbf"), issued: date("iat") }
    }
}

impl<'a> Findings<'a> {
    /// About this credential of the paste.
    pub fn of(credential: &'a Credential, paste: &Paste, context: &Context<'a>) -> Self {
        let token = credential.text.as_str();
        let mut found = Self {
            credential,
            kind: TokenKind::Opaque,
            header: None,
            claims: None,
            flaw: None,
            oddities: Vec::new(),
            signature: SignatureCheck::NotChecked,
            owner: Owner::default(),
            times: Times::default(),
        };
        if credential.role != Role::Password && jwt::looks_like(token) {
            found.read(token, context);
        }
        let url = paste.request.as_ref().and_then(|request| request.url());
        found.owner = Owner::of(token, found.claims.as_ref(), url.as_ref(), context);
        found.times = Times::of(found.claims.as_ref());
        found
    }

    fn read(&mut self, token: &str, context: &Context<'_>) {
        self.kind = TokenKind::Jws;
        match jwt::read(token) {
            Ok(jwt) => {
                self.oddities = jwt.oddities;
                match jwt.body {
                    Body::Signed { claims, input, signature } => {
                        if !shape::is_unsigned(&jwt.header) {
                            self.flaw = shape::flaw(&jwt.header, &signature);
                            if let (Some(keys), None) = (context.keys, &self.flaw) {
                                self.signature = keys.check(&jwt.header, input, &signature);
                            }
                        }
                        self.claims = Some(claims);
                    }
                    Body::Encrypted => self.kind = TokenKind::Jwe,
                }
                self.header = Some(jwt.header);
            }
            Err(broken) => {
                let Broken { flaw, header, claims } = *broken;
                if header.as_ref().is_some_and(|header| header.get("enc").is_some()) {
                    self.kind = TokenKind::Jwe;
                }
                (self.flaw, self.header, self.claims) = (Some(flaw), header, claims);
            }
        }
        if self.flaw.is_none() && self.oddities.contains(&jwt::Oddity::StandardAlphabet) {
            self.flaw = Some(Flaw {
                part: jwt::Part::Whole,
                byte: token.find(['+', '/']),
                why: "it is written in base64 with + and /, and a JWT is written in base64url with - and _"
                    .to_owned(),
                cut: false,
            });
        }
    }

    /// The clock of the token's server, as far as it is known.
    pub fn clock(&self, context: &Context<'_>) -> ClockUsed {
        let known = self.owner.found.as_ref().map(|(known, _)| known);
        let ahead = known.map(|known| known.ahead).unwrap_or_default();
        ClockUsed {
            at: context.now.checked_add_signed(ahead).unwrap_or(context.now),
            account: known.map(|known| known.name.clone()),
            ahead_ms: ahead.num_milliseconds(),
        }
    }

    /// Whether it has ended by then. An end that is no date is none that anybody should rely on.
    pub fn ended(&self, at: DateTime<Utc>) -> bool {
        matches!(self.times.ends, Some(Date::At(end) | Date::Text(end)) if end <= at)
    }

    /// Whether it has not begun by then.
    pub fn not_begun(&self, at: DateTime<Utc>) -> bool {
        matches!(self.times.begins, Some(Date::At(begin) | Date::Text(begin)) if begin > at)
    }
}

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
        signature: found.signature.clone(),
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
            return match owner {
                Some((known, BelongsHow::CurrentAccess)) if known.access_ends.is_none_or(|end| end > at) => {
                    (V::Current, format!("It is encrypted, and it is the access token of {}.", known.words()))
                }
                _ => (
                    V::Encrypted,
                    "It is encrypted, so only the server that it is for can read it.".to_owned(),
                ),
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
        return (V::Unchecked, format!("Its signature was not checked: {why}"));
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

impl Findings<'_> {
    /// A time that is none: no server agrees with another one about what that means.
    fn time_flaw(&self) -> Option<Flaw> {
        let odd = [("exp", self.times.ends), ("nbf", self.times.begins)];
        odd.into_iter().find_map(|(name, date)| {
            let why = match date? {
                Date::Odd => format!("{name} is no date"),
                Date::Milliseconds(_) => format!("{name} counts milliseconds, and must count seconds"),
                Date::At(_) | Date::Text(_) => return None,
            };
            Some(Flaw { part: jwt::Part::Claims, byte: None, why, cut: false })
        })
    }
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
