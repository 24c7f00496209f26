//! Reads a JSON Web Token (RFC 7519) without judging it: nothing here checks a signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The longest token that is looked into, in bytes.
const LONGEST: usize = 256 * 1024;

/// When the token says that it ends (`exp`, RFC 7519, 4.1.4), UTC. `None` for an opaque token, a token without
/// `exp`, and one whose `exp` is no date.
pub fn expiry(token: &str) -> Option<DateTime<Utc>> {
    let seconds = match claims(token)?.get("exp")? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole))?,
        _ => return None,
    };
    DateTime::from_timestamp(seconds, 0)
}

#[allow(clippy::cast_possible_truncation, reason = "checked to be well inside the range")]
fn whole(seconds: f64) -> Option<i64> {
    (seconds.is_finite() && seconds.abs() < 1e15).then_some(seconds as i64)
}

fn claims(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    if token.len() > LONGEST {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("{}.{}.sig", URL_SAFE_NO_PAD.encode("{}"), URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn exp_is_read_in_seconds() {
        let end = DateTime::from_timestamp(1_705_314_600, 0);
        assert_eq!(expiry(&token(r#"{"exp":1705314600}"#)), end);
        assert_eq!(expiry(&token(r#"{"exp":1705314600.5}"#)), end);
    }

    #[test]
    fn anything_else_has_no_expiry() {
        for odd in [
            "opaque".to_owned(),
            "a.b".to_owned(),
            "a.b.c.d".to_owned(),
            "!!.!!.!!".to_owned(),
            token("{}"),
            token(r#"{"exp":"soon"}"#),
            token(r#"{"exp":1e300}"#),
            token(r#"{"exp":-9223372036854775808}"#),
            token("[1]"),
            format!("a.{}.c", "A".repeat(LONGEST)),
        ] {
            assert_eq!(expiry(&odd), None, "{:.40}", odd);
        }
    }
}
