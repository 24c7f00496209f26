//! Time is passed in, so that a test can be a week long.

use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// Where the time comes from. The real one is [`SystemClock`].
pub trait Clock: Send + Sync + 'static {
    /// This computer's wall clock, UTC. It may be wrong and it may jump.
    fn now(&self) -> DateTime<Utc>;
}

/// The operating system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// No sleep longer than this is trusted: a suspend or a changed wall clock is noticed at the next look.
pub const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How far the server's clock is ahead of ours, from the `Date` of an answer (RFC 9110, 6.6.1).
///
/// `sent` and `received` are our times around the request; the server wrote its time between them, cut to the
/// second, hence the half second. A `Date` more than two days off is a broken header, not a clock, and is ignored:
/// scheduling by it would turn a typo into a flood of requests.
pub fn server_ahead(date: DateTime<Utc>, sent: DateTime<Utc>, received: DateTime<Utc>) -> Option<TimeDelta> {
    let middle = sent + (received - sent) / 2;
    let ahead = date + TimeDelta::milliseconds(500) - middle;
    (ahead.abs() <= TimeDelta::days(2)).then_some(ahead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_measured_from_the_middle() {
        let t = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let ahead = server_ahead(t + TimeDelta::seconds(60), t, t + TimeDelta::seconds(1)).unwrap();
        assert_eq!(ahead, TimeDelta::seconds(60));
    }

    #[test]
    fn an_absurd_date_is_ignored() {
        let t = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(server_ahead(t + TimeDelta::days(300), t, t), None);
    }
}
