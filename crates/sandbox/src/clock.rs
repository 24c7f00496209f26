//! The server's clock, which may be wrong on purpose.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// The time now, by a clock that is `skew_seconds` ahead.
pub(crate) fn now(skew_seconds: i64) -> DateTime<Utc> {
    let skew = TimeDelta::try_seconds(skew_seconds).unwrap_or_default();
    Utc::now().checked_add_signed(skew).unwrap_or_else(Utc::now)
}

/// The whole second in which a token made at `at` ends when it is good for `lifetime`, in Unix seconds.
pub(crate) fn end(at: DateTime<Utc>, lifetime: Duration) -> i64 {
    at.timestamp().saturating_add(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX))
}

/// Unix seconds as RFC 3339 in UTC, the way the contract writes every time.
pub(crate) fn rfc3339(seconds: i64) -> String {
    let latest = DateTime::<Utc>::MAX_UTC;
    DateTime::from_timestamp(seconds, 0).unwrap_or(latest).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A time as an HTTP date, for `Date` and `Retry-After`.
pub(crate) fn http_date(at: DateTime<Utc>) -> String {
    // A header of HTTP cannot say a year before 1970 or after 9999, and the formatter panics when asked to.
    let seconds = at.timestamp().clamp(0, 253_402_300_799);
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs()))
}
