//! Rate limits: so many attempts a user in a window of time.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How the answer to one attempt too many says when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// It does not say.
    Absent,
    /// `Retry-After` in whole seconds, rounded up.
    Seconds,
    /// `Retry-After` as an HTTP date by the server's clock, rounded up.
    Date,
}

/// How many attempts a user has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many attempts are let through in one window, right and wrong ones alike.
    pub attempts: usize,
    /// How long an attempt counts.
    pub window: Duration,
    /// What the refusal says.
    pub retry_after: RetryAfter,
    /// Refreshes are counted too, apart from the logins.
    pub refresh_too: bool,
}

impl Limit {
    /// `attempts` logins in a minute, refused with `Retry-After` in seconds.
    pub fn a_minute(attempts: usize) -> Self {
        let window = Duration::from_secs(60);
        Self { attempts, window, retry_after: RetryAfter::Seconds, refresh_too: false }
    }
}

/// The attempts that still count, by who made them.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    of: HashMap<String, VecDeque<Instant>>,
}

impl Attempts {
    /// Notes one attempt of `who`, or answers how long to wait when there were too many. A refused attempt does not
    /// count, so that whoever waits as told is let in. Measured by a clock that skew does not move.
    pub(crate) fn note(&mut self, who: &str, limit: &Limit, at: Instant) -> Result<(), Duration> {
        let times = self.of.entry(who.to_owned()).or_default();
        while times.front().is_some_and(|first| at.duration_since(*first) >= limit.window) {
            times.pop_front();
        }
        if times.len() < limit.attempts {
            times.push_back(at);
            return Ok(());
        }
        let gone = times.front().map_or(Duration::ZERO, |first| at.duration_since(*first));
        Err(limit.window.saturating_sub(gone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides_and_users_do_not_share_it() {
        let limit = Limit::a_minute(2);
        let (mut attempts, start) = (Attempts::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(attempts.note("a", &limit, after(0)), Ok(()));
        assert_eq!(attempts.note("a", &limit, after(20)), Ok(()));
        assert_eq!(attempts.note("a", &limit, after(30)), Err(Duration::from_secs(30)));
        assert_eq!(attempts.note("b", &limit, after(30)), Ok(()));
        assert_eq!(attempts.note("a", &limit, after(60)), Ok(()));
        assert_eq!(attempts.note("a", &limit, after(61)), Err(Duration::from_secs(19)));
    }
}
