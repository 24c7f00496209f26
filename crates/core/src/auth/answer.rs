//! Reads what an API answered: tokens from a success, words from anything else.

use super::verdict::Words;
use crate::account::Account;
use crate::clock;
use crate::cookies::Jar;
use crate::error::{Code, Error, Result};
use crate::http::Reply;
use crate::jwt;
use crate::profile::{Expiry, ExpiryFormat, Head, Place, Pointer, Profile, Values};
use crate::secret::Secret;
use crate::session::{Context, End, Grant};
use crate::text;
use chrono::DateTime;
use serde_json::Value;
use zeroize::Zeroize;

/// The longest token that is accepted, in bytes. Servers refuse headers long before this.
const LONGEST_TOKEN: usize = 128 * 1024;
/// The longest client_id that is accepted, in characters.
const LONGEST_CLIENT_ID: usize = 200;

/// Reads the tokens of a success. What goes along with them is the caller's.
///
/// # Errors
/// `not_the_api` for a page or something that is no JSON, `bad_answer` for JSON that lacks what is promised.
pub(super) fn read(profile: &Profile, reply: &Reply, account: &Account) -> Result<Grant> {
    let host = account.base_url.host();
    let in_head = matches!(profile.response.access_token, Some(Place::Head(_)));
    if is_page(&reply.body) && !in_head {
        return Err(Error::new(
            Code::NotTheApi,
            format!("A web page came back from {host} instead of the API's answer."),
            "Check the base URL, and whether a proxy or a sign-in page stands in between.",
        ));
    }
    let wanted = &profile.response;
    // A success may have no body at all, or any: then the token has to be in its head.
    let json = match serde_json::from_slice(&reply.body) {
        Ok(json) => Json(json),
        Err(_) if in_head => Json(Value::Null),
        Err(_) => {
            return Err(Error::new(
                Code::NotTheApi,
                format!("{host} answered with something that is not JSON."),
                "Check the base URL: it may belong to another API.",
            ));
        }
    };
    let answer = Success { json: &json, reply };
    let lacking = |what: &str| {
        Error::new(
            Code::BadAnswer,
            format!("{host} accepted the request, but its answer has no usable {what}."),
            "Check that the base URL belongs to this kind of API, or ask the provider what changed.",
        )
    };
    let token = |place: &Option<Place>, what| match place {
        None => Ok(None),
        Some(place) => answer.token(place).transpose().map_err(|()| lacking(what)),
    };
    let access_token = token(&wanted.access_token, "access token")?.ok_or_else(|| lacking("access token"))?;
    let refresh_token = token(&wanted.refresh_token, "refresh token")?;
    Ok(Grant {
        client_id: wanted.client_id.as_ref().and_then(|place| answer.client_id(place)),
        access_end: answer.end(wanted.access_expiry.as_ref(), Some(&access_token)),
        refresh_end: answer.end(wanted.refresh_expiry.as_ref(), refresh_token.as_ref()),
        access_token,
        refresh_token,
        sent_at: reply.sent_at,
        received_at: reply.received_at,
        ahead: reply.ahead,
        anchor: reply.anchor.clone(),
        context: Context::default(),
    })
}

/// The server's own words in an answer that is no success, fit to be shown.
pub(super) fn words(profile: &Profile, reply: &Reply, values: &Values) -> Words {
    if is_page(&reply.body) {
        let text = title(&reply.body).map(|title| show(&title, values));
        return Words { text, page: true, json: None };
    }
    let json = serde_json::from_slice(&reply.body).map(Json).ok();
    let found = match &json {
        Some(json) => profile.response.error.iter().find_map(|pointer| json.text(pointer).map(str::to_owned)),
        None => Some(String::from_utf8_lossy(&reply.body).into_owned()),
    };
    Words { text: found.map(|text| show(&text, values)).filter(|text| !text.is_empty()), page: false, json }
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

/// An answer that is a success.
struct Success<'a> {
    json: &'a Json,
    reply: &'a Reply,
}

impl Success<'_> {
    /// `None` where it is missing; an error where something is there that is no token.
    fn token(&self, place: &Place) -> Option<std::result::Result<Secret, ()>> {
        let fit = |text: &str| {
            let good = text.len() <= LONGEST_TOKEN && text.bytes().all(|b| b.is_ascii_graphic());
            if good && !text.is_empty() { Ok(Secret::new(text.to_owned())) } else { Err(()) }
        };
        match place {
            Place::Body(pointer) => match self.json.0.pointer(pointer.as_str())? {
                Value::Null => None,
                Value::String(text) => Some(fit(text)),
                _ => Some(Err(())),
            },
            Place::Head(_) => self.head(place).map(|value| fit(value.expose())),
        }
    }

    fn head(&self, place: &Place) -> Option<Secret> {
        match place {
            Place::Body(_) => None,
            Place::Head(Head::Header(name)) => self.reply.header(&name.to_ascii_lowercase()).cloned(),
            Place::Head(Head::Cookie(name)) => Jar::value_of(&self.reply.cookies(), name),
        }
    }

    fn client_id(&self, place: &Place) -> Option<String> {
        let id = match place {
            Place::Body(pointer) => match self.json.0.pointer(pointer.as_str())? {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            },
            Place::Head(_) => self.head(place)?.expose().to_owned(),
        };
        let id = text::clean(&id, LONGEST_CLIENT_ID);
        (!id.is_empty()).then_some(id)
    }

    /// The end as the answer says, else as the token itself says, else unknown.
    fn end(&self, expiry: Option<&Expiry>, token: Option<&Secret>) -> Option<End> {
        let told = expiry.and_then(|expiry| {
            written(expiry.format, self.json.0.pointer(expiry.pointer.as_ref()?.as_str())?)
        });
        let own = || token.and_then(|token| jwt::expiry(token.expose())).and_then(clock::plausible);
        told.or_else(|| own().map(End::At))
    }
}

/// The end of a token as a server writes it. Numbers may come as texts, and with fractions.
fn written(format: ExpiryFormat, value: &Value) -> Option<End> {
    if format == ExpiryFormat::Rfc3339 {
        let time = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
        return clock::plausible(time.to_utc()).map(End::At);
    }
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    let milliseconds = match format {
        ExpiryFormat::EpochS | ExpiryFormat::RelativeS => number * 1000.0,
        ExpiryFormat::EpochMs | ExpiryFormat::RelativeMs => number,
        ExpiryFormat::Rfc3339 | ExpiryFormat::JwtExp => return None,
    };
    let milliseconds = whole(milliseconds)?;
    match format {
        ExpiryFormat::EpochS | ExpiryFormat::EpochMs => {
            DateTime::from_timestamp_millis(milliseconds).and_then(clock::plausible).map(End::At)
        }
        _ => clock::plausible_span(milliseconds).map(End::After),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "checked to be well inside the range")]
fn whole(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 1e17).then_some(number as i64)
}

/// A parsed answer whose strings are wiped when it is dropped.
pub(super) struct Json(Value);

impl Json {
    /// The text at this place.
    pub fn text(&self, pointer: &Pointer) -> Option<&str> {
        self.0.pointer(pointer.as_str()).and_then(Value::as_str)
    }

    /// What OAuth calls the error (RFC 6749, 5.2).
    pub fn oauth_error(&self) -> Option<String> {
        let code = self.0.get("error")?.as_str()?;
        let plain = code.len() <= 64 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        plain.then(|| code.to_owned())
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

#[cfg(test)]
mod any_answer;

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use serde_json::json;

    #[test]
    fn every_format_of_an_end_is_read() {
        use ExpiryFormat::{EpochMs, EpochS, JwtExp, RelativeMs, RelativeS, Rfc3339};
        let at = |text: &str| Some(End::At(DateTime::parse_from_rfc3339(text).unwrap().to_utc()));
        let after = |ms| Some(End::After(TimeDelta::milliseconds(ms)));
        for (format, value, end) in [
            (Rfc3339, json!("2024-01-15T10:30:00Z"), at("2024-01-15T10:30:00Z")),
            (Rfc3339, json!("2024-01-15T12:30:00.5+02:00"), at("2024-01-15T10:30:00.5Z")),
            (EpochS, json!(1_705_314_600), at("2024-01-15T10:30:00Z")),
            (EpochS, json!("1705314600"), at("2024-01-15T10:30:00Z")),
            (EpochS, json!(1_705_314_600.5), at("2024-01-15T10:30:00.5Z")),
            (EpochMs, json!(1_705_314_600_500_i64), at("2024-01-15T10:30:00.5Z")),
            (RelativeS, json!(3600), after(3_600_000)),
            (RelativeS, json!(" 3599.5 "), after(3_599_500)),
            (RelativeS, json!(-5), after(-5_000)),
            (RelativeMs, json!(60_000), after(60_000)),
            (Rfc3339, json!("tomorrow"), None),
            (Rfc3339, json!(5), None),
            (EpochS, json!(1_705_314_600_500_000_i64), None),
            (EpochMs, json!(-1), None),
            (RelativeS, json!(1e300), None),
            (RelativeS, json!("NaN"), None),
            (RelativeS, json!("inf"), None),
            (RelativeS, json!(null), None),
            (RelativeS, json!([1]), None),
            (JwtExp, json!(3600), None),
        ] {
            assert_eq!(written(format, &value), end, "{format:?} {value}");
        }
    }
}
