//! Bodies: JSON and forms, with tokens, or with words about what is wrong.

use super::{Credential, Place, Role};
use serde_json::Value;
use url::form_urlencoded;

/// How deep a body is looked through.
const DEEPEST: usize = 12;
/// The most credentials that are taken from a body.
const MOST: usize = 50;

/// What a field of this name holds.
pub fn role(name: &str) -> Option<Role> {
    let small: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    match small.as_str() {
        "accesstoken" | "token" | "jwt" | "bearer" | "bearertoken" | "authtoken" | "sessiontoken"
        | "access" | "authorization" => Some(Role::Access),
        "refreshtoken" | "refresh" => Some(Role::Refresh),
        "idtoken" => Some(Role::Id),
        "apikey" | "xapikey" | "subscriptionkey" => Some(Role::Key),
        _ => None,
    }
}

/// What an answer, or JSON of unknown origin, gives.
pub fn given(text: &str, out: &mut Vec<Credential>) {
    if let Some(json) = json(text) {
        let mut found = Vec::new();
        walk(&json, 0, &mut |name, value| {
            if let Some(role) = role(name) {
                found.push(Credential::read(value, Place::Answer(name.to_owned()), role));
            }
        });
        found.retain(|found| found.text.len() >= 8);
        found.sort_by_key(|found| found.role as u8);
        found.truncate(MOST);
        out.append(&mut found);
    }
}

/// What a request's body carries.
pub fn sent(text: &str, out: &mut Vec<Credential>) {
    let mut found = Vec::new();
    let mut take = |name: &str, value: &str| {
        if let Some(role) = role(name) {
            found.push(Credential::read(value, Place::Body(name.to_owned()), role));
        }
    };
    match json(text) {
        Some(json) => walk(&json, 0, &mut take),
        None => {
            form_urlencoded::parse(text.trim().as_bytes()).for_each(|(name, value)| take(&name, &value));
        }
    }
    found.truncate(MOST);
    out.append(&mut found);
}

/// The JSON in a text: all of it, or from the first brace to the last.
pub fn json(text: &str) -> Option<Value> {
    let whole = serde_json::from_str(text.trim()).ok();
    whole.filter(|value: &Value| value.is_object() || value.is_array()).or_else(|| {
        let (start, end) = (text.find('{')?, text.rfind('}')?);
        serde_json::from_str(text.get(start..=end)?).ok()
    })
}

/// Every text in it, with its name.
pub fn walk(value: &Value, depth: usize, look: &mut impl FnMut(&str, &str)) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) => look(name, text),
                    other => walk(other, depth + 1, look),
                }
            }
        }
        Value::Array(list) => list.iter().take(1000).for_each(|value| walk(value, depth + 1, look)),
        _ => {}
    }
}

/// The status that an answer's body repeats.
pub fn status(text: &str) -> Option<u16> {
    let json = json(text)?;
    let places = [&json, json.get("error").unwrap_or(&Value::Null)];
    places.iter().find_map(|place| {
        ["status", "statusCode", "status_code", "code", "httpStatus"].iter().find_map(|name| {
            let value = place.get(name)?;
            let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
            u16::try_from(number).ok().filter(|status| (400..600).contains(status))
        })
    })
}

/// The code for what is wrong, as OAuth and those who follow it write it.
pub fn error(text: &str) -> Option<String> {
    let json = json(text)?;
    let text = |place: &str| json.pointer(place).and_then(Value::as_str);
    let places = ["/error", "/error/code", "/error/error", "/code", "/errorCode", "/error_code"];
    let found = places.iter().find_map(|place| text(place).filter(|code| !code.contains(' ')));
    found.map(str::to_ascii_lowercase)
}
