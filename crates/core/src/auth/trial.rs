//! Trying a profile out: log in, refresh, check, log out, and show each exchange without a secret in it.

use super::{Answer, Outside, Secrets, Verdict, can_check, check, login, logout, refresh};
use crate::account::Account;
use crate::error::{Code, Error, Failure, Result};
use crate::http::{NoReply, Reply, Request};
use crate::profile::{Endpoint, MASK, Place, Profile, Values};
use crate::session::{End, Grant};
use crate::text;
use chrono::SecondsFormat;
use serde::Serialize;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use ts_rs::TS;

/// The most of an answer that is shown, in characters.
const LONGEST: usize = 4000;

/// What came of trying a profile out.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Trial {
    /// Every call, in order.
    pub exchanges: Vec<Exchange>,
    /// What went wrong, if something did.
    pub failure: Option<Failure>,
}

/// One call and its answer, with masks in place of secrets.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Exchange {
    /// Which call of the profile: `login`, `device`, `refresh`, `check` or `logout`.
    pub call: String,
    /// The HTTP method.
    pub method: String,
    /// Where it went.
    pub url: String,
    /// What was said besides the body.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
    /// The HTTP status; none where no answer came.
    pub status: Option<u16>,
    /// The answer's body: keys as they are, texts that may be secret as a mask.
    pub answer: Option<String>,
    /// What was found in it, and where.
    pub found: Vec<Found>,
    /// Why there was no answer.
    pub failure: Option<Failure>,
}

/// Something that was found in an answer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Found {
    /// What it is, such as `access token`.
    pub what: String,
    /// Where it was, as the profile names it.
    pub place: String,
    /// It, or its mask; none: it was not there.
    pub value: Option<String>,
}

/// Where exchanges are written down.
#[derive(Default)]
pub(super) struct Tap(Mutex<Vec<Exchange>>);

impl Tap {
    pub fn push(&self, exchange: Exchange) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    }

    /// Adds what was found in the last answer.
    pub fn found(&self, profile: &Profile, answer: &Result<Grant>) {
        let mut exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = exchanges.last_mut() {
            match answer {
                Ok(grant) => {
                    last.found = found(profile, grant);
                    // Whatever looked harmless: what turned out to be a token is none.
                    if let Some(shown) = &mut last.answer {
                        for token in std::iter::once(&grant.access_token).chain(&grant.refresh_token) {
                            *shown = shown.replace(token.expose(), MASK);
                        }
                    }
                }
                Err(error) => last.failure = Some(error.failure().clone()),
            }
        }
    }
}

/// Logs in with this account and what belongs to it, refreshes, checks and logs out, each as far as the profile has it. Nothing
/// is kept.
pub async fn try_out(outside: Outside<'_>, account: &Account, secrets: &Secrets) -> Trial {
    let tap = Tap::default();
    let outcome = every_call(Outside { tap: Some(&tap), ..outside }, account, secrets).await;
    let exchanges = tap.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    Trial { exchanges, failure: outcome.err().map(|error| error.failure().clone()) }
}

async fn every_call(outside: Outside<'_>, account: &Account, secrets: &Secrets) -> Result<()> {
    let granted = |answer: Answer| match answer {
        Answer::Granted(grant) => Ok(*grant),
        other => Err(other.into_error()),
    };
    let profile = account.profile.known()?;
    let mut session = granted(login(outside, account, secrets).await)?.start(1, None);
    let mut outcome = Ok(());
    if profile.refresh.is_some() && (session.refresh_token.is_some() || !profile.refresh_spends_token()) {
        match granted(refresh(outside, account, &session).await) {
            Ok(grant) => session = grant.renew(&session),
            Err(error) => outcome = Err(error),
        }
    }
    if can_check(outside, account, &session) {
        outcome = outcome.and(match check(outside, account, &session, None).await {
            Ok(said) if said.verdict == Verdict::Refused => Err(refused()),
            other => other.map(drop),
        });
    }
    // Whatever went wrong before: nothing is left behind at the server.
    let ended = logout(outside, account, &session).await.map(drop);
    outcome.and(ended)
}

fn refused() -> Error {
    Error::new(
        Code::NeedsLogin,
        "The server refuses the credential in the check (401).",
        "Look at [use]: the headers must be those that the API wants, and the check a page that it is good for.",
    )
}

impl Exchange {
    /// What is about to be sent, as it may be shown.
    pub(super) fn of(call: &str, request: &Request, endpoint: &Endpoint, values: &Values) -> Self {
        let filled = endpoint.fill(&values.masked()).ok();
        let body = filled.as_ref().and_then(|filled| filled.body.as_ref());
        let body = body.map(|(_, bytes)| String::from_utf8_lossy(bytes).replace(&*encoded_mask(), MASK));
        let mut exchange = Self::plain(call, request);
        exchange.body = body;
        if let Some(filled) = filled {
            let shown =
                filled.headers.iter().map(|(name, value)| (name.clone(), shown_header(value.expose())));
            let client = exchange.headers.iter().filter(|(name, _)| name == "Cookie").cloned();
            exchange.headers = shown.chain(client).collect();
        }
        exchange
    }

    /// The same of a call without a template: every header's value is a mask.
    pub(super) fn plain(call: &str, request: &Request) -> Self {
        let masked = |(name, value): &(String, crate::secret::Secret)| {
            let scheme =
                value.expose().split_once(' ').filter(|(word, _)| ["Bearer", "Basic"].contains(word));
            (name.clone(), scheme.map_or_else(|| MASK.to_owned(), |(word, _)| format!("{word} {MASK}")))
        };
        Self {
            call: call.to_owned(),
            method: request.method.as_str().to_owned(),
            url: request.url.to_string(),
            headers: request.headers.iter().map(masked).collect(),
            body: None,
            status: None,
            answer: None,
            found: Vec::new(),
            failure: None,
        }
    }

    /// What came of it.
    pub(super) fn take_in(&mut self, reply: &std::result::Result<Reply, NoReply>, values: &Values) {
        match reply {
            Ok(reply) => {
                self.status = Some(reply.status);
                self.answer = shown_body(&reply.body, values);
            }
            Err(NoReply::NotSent(error) | NoReply::Lost(error)) => {
                self.failure = Some(error.failure().clone());
            }
        }
    }
}

/// The mask as a form writes it.
fn encoded_mask() -> String {
    url::form_urlencoded::byte_serialize(MASK.as_bytes()).collect()
}

/// Basic is written in base64, and so is its mask.
fn shown_header(value: &str) -> String {
    if value.starts_with("Basic ") { format!("Basic {MASK}") } else { value.to_owned() }
}

/// An answer's body: keys, numbers and truths as they are; texts only where they are certainly no secret.
fn shown_body(body: &[u8], values: &Values) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    let Ok(mut json) = serde_json::from_slice::<Value>(body) else {
        return Some(format!("({} bytes that are not JSON)", body.len()));
    };
    mask(&mut json, "", values);
    let shown = serde_json::to_string_pretty(&json).unwrap_or_default();
    let cut: String = shown.chars().take(LONGEST).collect();
    Some(if cut.len() < shown.len() { format!("{cut}\n…") } else { cut })
}

/// Fields of an answer that tell what happened or what kind it is, never who somebody is.
const TELLING: &[&str] =
    &["error", "error_description", "message", "detail", "errcode", "token_type", "scope", "status", "title"];

fn mask(value: &mut Value, key: &str, values: &Values) {
    match value {
        Value::String(text) => {
            let time = chrono::DateTime::parse_from_rfc3339(text).is_ok();
            let number = key.contains("expir") && text.len() <= 13 && text.parse::<f64>().is_ok();
            let telling = TELLING.contains(&key) && text.len() <= text::EXCERPT && !looks_random(text);
            *text = if time || number || telling {
                text::clean(&values.redact(text), text::EXCERPT)
            } else {
                format!("{MASK} ({} characters)", text.chars().count())
            };
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, key, values)),
        Value::Object(fields) => {
            let named = std::mem::take(fields).into_iter().map(|(key, mut value)| {
                mask(&mut value, &key, values);
                let plain = key.len() <= 40 && !looks_random(&key);
                (if plain { text::clean(&values.redact(&key), 40) } else { MASK.to_owned() }, value)
            });
            *fields = named.collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A long word of letters and digits mixed is more likely a token than a word.
fn looks_random(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || ".,:;/".contains(c)).any(|word| {
        let mixed = word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
        word.len() >= 24 || (word.len() >= 12 && mixed)
    })
}

fn found(profile: &Profile, grant: &Grant) -> Vec<Found> {
    let wanted = &profile.response;
    let place = |place: &Option<Place>| place.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut found = vec![Found {
        what: "access token".to_owned(),
        place: place(&wanted.access_token),
        value: Some(grant.access_token.mask()),
    }];
    if wanted.refresh_token.is_some() {
        found.push(Found {
            what: "refresh token".to_owned(),
            place: place(&wanted.refresh_token),
            value: grant.refresh_token.as_ref().map(crate::secret::Secret::mask),
        });
    }
    // Many answers to a refresh leave it out, and then it is carried forward.
    if let Some(client_id) = &grant.client_id {
        found.push(Found {
            what: "client_id".to_owned(),
            place: place(&wanted.client_id),
            value: Some(client_id.clone()),
        });
    }
    for (what, expiry, end) in [
        ("access token ends", &wanted.access_expiry, grant.access_end),
        ("refresh token ends", &wanted.refresh_expiry, grant.refresh_end),
    ] {
        if expiry.is_none() && end.is_none() {
            continue;
        }
        let place = expiry.as_ref().and_then(|expiry| expiry.pointer.as_ref());
        found.push(Found {
            what: what.to_owned(),
            place: place
                .map_or_else(|| "claim exp of the token".to_owned(), |place| place.as_str().to_owned()),
            value: end.map(spoken),
        });
    }
    found
}

fn spoken(end: End) -> String {
    match end {
        End::At(at) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
        End::After(span) => format!("after {} s", span.num_seconds()),
    }
}

/// A trial that could not even begin.
impl From<Error> for Trial {
    fn from(error: Error) -> Self {
        Self { exchanges: Vec::new(), failure: Some(error.failure().clone()) }
    }
}
