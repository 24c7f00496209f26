//! When to refresh, and when to try again. Pure functions of time and chance.

use super::Rules;
use crate::session::Session;
use chrono::{DateTime, TimeDelta, Utc};

/// A seeded source of chance (SplitMix64): the same seed gives the same schedule, so that a test can repeat a run.
/// Chance here spreads load; nothing secret depends on it.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next fraction, from 0 up to but not including 1.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A span between two others.
    pub fn between(&mut self, least: TimeDelta, most: TimeDelta) -> TimeDelta {
        least + part(most - least, self.fraction())
    }
}

/// A part of a span.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "spans here are minutes to weeks"
)]
fn part(span: TimeDelta, fraction: f64) -> TimeDelta {
    TimeDelta::milliseconds((span.num_milliseconds() as f64 * fraction) as i64)
}

/// How long before `end` a token is refreshed: a part of its lifetime, at most some minutes.
fn lead(session: &Session, end: DateTime<Utc>, rules: &Rules) -> TimeDelta {
    let lifetime = (end - session.issued_at).max(TimeDelta::zero());
    let lead = part(lifetime, rules.lead).max(rules.shortest_lead);
    lead.min(rules.longest_lead).min(part(lifetime, rules.most))
}

/// When to refresh a session, by our clock; `None` when no end is known. A part of the lead is taken off at random, so
/// that many accounts that logged in together do not come back together.
///
/// A refresh token that ends before the access token is due is spent in time, once: where the next one has the same end,
/// that moment is over.
pub fn refresh_at(
    session: &Session,
    now: DateTime<Utc>,
    rules: &Rules,
    chance: &mut Chance,
) -> Option<DateTime<Utc>> {
    let fraction = rules.jitter * chance.fraction();
    let before = |end: DateTime<Utc>| {
        let lead = lead(session, end, rules);
        end - (lead - part(lead, fraction)) - session.ahead
    };
    let access = session.access_expires_at.map(before);
    let refresh = session
        .refresh_token
        .as_ref()
        .and(session.refresh_expires_at)
        .map(before)
        .filter(|at| *at > now + rules.shortest_pause);
    match (access, refresh) {
        (Some(access), Some(refresh)) => Some(access.min(refresh)),
        (access, refresh) => access.or(refresh),
    }
}

/// When to try again after `tries` failures: full jitter below a doubling ceiling of 1 s to 5 min, and never before
/// the time that the server asked for.
/// See "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
pub fn retry_at(
    now: DateTime<Utc>,
    tries: u32,
    asked: Option<DateTime<Utc>>,
    rules: &Rules,
    chance: &mut Chance,
) -> DateTime<Utc> {
    let ceiling = TimeDelta::seconds(1 << tries.min(9)).min(rules.longest_backoff);
    let pause = TimeDelta::milliseconds(500) + part(ceiling, chance.fraction());
    match asked {
        // A little later than asked, each account at its own moment.
        Some(asked) if asked > now => asked.max(now + pause) + part(TimeDelta::seconds(2), chance.fraction()),
        _ => now + pause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn session(lifetime: TimeDelta) -> (DateTime<Utc>, Session) {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let session = Session {
            generation: 1,
            access_token: Secret::new("a".into()),
            refresh_token: None,
            client_id: None,
            issued_at: now,
            access_expires_at: Some(now + lifetime),
            refresh_expires_at: None,
            ahead: TimeDelta::zero(),
            anchor: None,
            context: crate::session::Context::default(),
        };
        (now, session)
    }

    #[test]
    fn the_lead_fits_the_lifetime() {
        for (lifetime, expected) in [
            (TimeDelta::seconds(2), TimeDelta::seconds(1)),
            (TimeDelta::seconds(3), TimeDelta::seconds(1)),
            (TimeDelta::seconds(20), TimeDelta::seconds(4)),
            (TimeDelta::minutes(15), TimeDelta::minutes(3)),
            (TimeDelta::hours(1), TimeDelta::minutes(5)),
            (TimeDelta::days(400), TimeDelta::minutes(5)),
            (TimeDelta::seconds(-5), TimeDelta::zero()),
        ] {
            let (now, session) = session(lifetime);
            assert_eq!(lead(&session, now + lifetime, &Rules::default()), expected, "{lifetime}");
        }
    }

    #[test]
    fn a_refresh_comes_before_the_end_and_not_much_before_the_lead() {
        let mut chance = Chance::new(7);
        for _ in 0..1000 {
            let (now, session) = session(TimeDelta::minutes(15));
            let at = refresh_at(&session, now, &Rules::default(), &mut chance).unwrap() - now;
            assert!(at >= TimeDelta::minutes(12) && at <= TimeDelta::seconds(12 * 60 + 18), "{at}");
        }
    }

    #[test]
    fn a_wrong_local_clock_moves_the_schedule() {
        let (now, mut session) = session(TimeDelta::minutes(15));
        session.ahead = TimeDelta::hours(1);
        let at = refresh_at(&session, now, &Rules::default(), &mut Chance::new(1)).unwrap();
        assert!(at < now - TimeDelta::minutes(45) && at > now - TimeDelta::minutes(49));
    }

    #[test]
    fn a_refresh_token_that_ends_first_is_spent_in_time_and_only_once() {
        let rules = Rules { jitter: 0.0, ..Rules::default() };
        let (now, mut session) = session(TimeDelta::hours(1));
        session.refresh_token = Some(Secret::new("r".into()));
        session.refresh_expires_at = Some(now + TimeDelta::minutes(10));
        let at = |session: &Session, now| refresh_at(session, now, &rules, &mut Chance::new(1)).unwrap();
        assert_eq!(at(&session, now), now + TimeDelta::minutes(8));
        assert_eq!(at(&session, now + TimeDelta::minutes(8)), now + TimeDelta::minutes(55));
        // Without an end of the access token, the refresh token's alone counts.
        session.access_expires_at = None;
        assert_eq!(at(&session, now), now + TimeDelta::minutes(8));
    }

    #[test]
    fn tries_spread_out_and_stay_below_the_ceiling() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let mut chance = Chance::new(3);
        for tries in 0..40 {
            let pause = retry_at(now, tries, None, &Rules::default(), &mut chance) - now;
            assert!(pause >= TimeDelta::milliseconds(500), "{tries}: {pause}");
            assert!(
                pause <= Rules::default().longest_backoff + TimeDelta::milliseconds(500),
                "{tries}: {pause}"
            );
        }
        let asked = now + TimeDelta::minutes(10);
        let at = retry_at(now, 0, Some(asked), &Rules::default(), &mut chance);
        assert!(at >= asked && at <= asked + TimeDelta::seconds(2));
        // A server that always asks for a second is not asked every second.
        let soon = |tries| {
            retry_at(now, tries, Some(now + TimeDelta::seconds(1)), &Rules::default(), &mut Chance::new(9))
        };
        assert!(soon(8) - now > TimeDelta::seconds(3), "{}", soon(8) - now);
    }
}
