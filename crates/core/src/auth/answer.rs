//! Reads what an API answered: tokens from a success, words from anything else.

use super::verdict::Words;
use crate::account::Account;
use crate::clock;
use crate::error::{Code, Error, Result};
use crate::http::Reply;
use crate::jwt;
use crate::profile::{Expiry, ExpiryFormat, Profile, Values};
use crate::secret::Secret;
use crate::session::Grant;
use crate::text;
use chrono::{DateTime, Utc};
use serde_json::Value;
use zeroize::Zeroize;

/// The longest token that is accepted, in bytes. Servers refuse headers long before this.
const LONGEST_TOKEN: usize = 128 * 1024;
/// The longest client_id that is accepted, in characters.
const LONGEST_CLIENT_ID: usize = 200;

/// Reads the tokens of a success.
///
/// # Errors
/// `not_the_api` for a page or something that is no JSON, `bad_answer` for JSON that lacks what is promised.
pub(super) fn read(profile: &Profile, reply: &Reply, account: &Account) -> Result<Grant> {
    if is_page(&reply.body) {
        return Err(Error::new(
            Code::NotTheApi,
            format!("A web page came back from {} instead of the API's answer.", account.base_url.host()),
            "Check the base URL, and whether a proxy or a sign-in page stands in between.",
        ));
    }
    let mut json = Json(serde_json::from_slice(&reply.body).map_err(|_| {
        Error::new(
            Code::NotTheApi,
            format!("{} answered with something that is not JSON.", account.base_url.host()),
            "Check the base URL: it may belong to another API.",
        )
    })?);
    let wanted = &profile.response;
    let lacking = |what: &str| {
        Error::new(
            Code::BadAnswer,
            format!("{} accepted the request, but its answer has no usable {what}.", account.base_url.host()),
            "Check that the base URL belongs to this kind of API, or ask the provider what changed.",
        )
    };
    let access_token = json.token(&wanted.access_token).ok_or_else(|| lacking("access token"))?;
    let refresh_token = match &wanted.refresh_token {
        None => None,
        Some(pointer) => match json.0.pointer(pointer) {
            None | Some(Value::Null) => None,
            Some(_) => Some(json.token(pointer).ok_or_else(|| lacking("refresh token"))?),
        },
    };
    let access_expires_at = json.expiry(wanted.access_expiry.as_ref(), Some(&access_token));
    let refresh_expires_at = json.expiry(wanted.refresh_expiry.as_ref(), refresh_token.as_ref());
    Ok(Grant {
        client_id: wanted.client_id.as_ref().and_then(|pointer| json.client_id(pointer)),
        access_token,
        refresh_token,
        access_expires_at,
        refresh_expires_at,
        received_at: reply.received_at,
        ahead: reply.ahead,
        anchor: reply.anchor.clone(),
    })
}

/// The server's own words in an answer that is no success, fit to be shown.
pub(super) fn words(profile: &Profile, reply: &Reply, values: &Values) -> Words {
    if is_page(&reply.body) {
        return Words { text: title(&reply.body).map(|title| show(&title, values)), page: true };
    }
    let found = match serde_json::from_slice(&reply.body).map(Json) {
        Ok(json) => profile
            .response
            .error
            .iter()
            .find_map(|pointer| json.0.pointer(pointer).and_then(Value::as_str).map(str::to_owned)),
        Err(_) => Some(String::from_utf8_lossy(&reply.body).into_owned()),
    };
    Words { text: found.map(|text| show(&text, values)).filter(|text| !text.is_empty()), page: false }
}

/// Redacted before it is cleaned and cut, so that no half of a secret can stay.
fn show(text: &str, values: &Values) -> String {
    text::clean(&values.redact(text), text::EXCERPT)
}

fn is_page(body: &[u8]) -> bool {
    let start: String = String::from_utf8_lossy(&body[..body.len().min(256)])
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .to_lowercase();
    start.starts_with('<')
}

fn title(body: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]);
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let title = page[start..end].trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// A parsed answer whose strings are wiped when it is dropped.
struct Json(Value);

impl Json {
    fn token(&mut self, pointer: &str) -> Option<Secret> {
        let text = self.0.pointer(pointer)?.as_str()?;
        let fit =
            !text.is_empty() && text.len() <= LONGEST_TOKEN && text.bytes().all(|b| b.is_ascii_graphic());
        fit.then(|| Secret::new(text.to_owned()))
    }

    fn client_id(&self, pointer: &str) -> Option<String> {
        let id = match self.0.pointer(pointer)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let id = text::clean(&id, LONGEST_CLIENT_ID);
        (!id.is_empty()).then_some(id)
    }

    /// The end as the answer says, else as the token itself says, else unknown.
    fn expiry(&self, expiry: Option<&Expiry>, token: Option<&Secret>) -> Option<DateTime<Utc>> {
        expiry
            .and_then(|expiry| {
                let value = self.0.pointer(&expiry.pointer)?;
                match expiry.format {
                    ExpiryFormat::Rfc3339 => {
                        DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|time| time.to_utc())
                    }
                }
            })
            .or_else(|| token.and_then(|token| jwt::expiry(token.expose())))
            .and_then(clock::plausible)
    }
}

impl Drop for Json {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Depth is bounded by the parser (128).
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
