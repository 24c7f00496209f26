//! Time is passed in, so that a test can be a week long.
//!
//! There are three times. The wall clock is what people read; it may be wrong and it may be moved. The steady clock only
//! runs forward, also while the computer sleeps; it tells when the wall clock was moved. The server's time is what
//! tokens live by; how far it is ahead of the wall clock is measured from its answers.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use std::sync::OnceLock;
use std::time::Duration;

/// Where the time comes from. The real one is [`SystemClock`].
pub trait Clock: Send + Sync + 'static {
    /// This computer's wall clock, UTC. It may be wrong and it may jump.
    fn now(&self) -> DateTime<Utc>;

    /// Where the wall clock stands on the steady one at this moment.
    fn anchor(&self) -> Anchor;
}

/// Where the wall clock stands on the steady one. Two anchors of the same start of the computer tell by how much the
/// wall clock was moved between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Names the start of the computer; steady clocks of different starts cannot be compared.
    pub boot: String,
    /// The wall clock minus the steady clock.
    pub offset: TimeDelta,
}

impl Anchor {
    /// By how much the wall clock was moved from this anchor to a later one; `None` when the computer was started anew.
    pub fn moved(&self, later: &Self) -> Option<TimeDelta> {
        (self.boot == later.boot).then(|| later.offset - self.offset)
    }
}

/// A time by the steady clock: it stays where it is when the wall clock is set, and means nothing once the computer is
/// started anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Names the start of the computer.
    pub boot: String,
    /// The steady clock at that time.
    pub steady: TimeDelta,
}

impl Anchor {
    /// The moment when the wall clock, as it stands here, shows `at`.
    pub fn moment(&self, at: DateTime<Utc>) -> Moment {
        Moment { boot: self.boot.clone(), steady: at - DateTime::UNIX_EPOCH - self.offset }
    }

    /// What the wall clock, as it stands here, shows at that moment; `None` when the computer was started anew.
    pub fn shows(&self, moment: &Moment) -> Option<DateTime<Utc>> {
        (self.boot == moment.boot).then(|| DateTime::UNIX_EPOCH + self.offset + moment.steady)
    }
}

/// The operating system's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn anchor(&self) -> Anchor {
        static BOOT: OnceLock<String> = OnceLock::new();
        let offset = Utc::now() - DateTime::UNIX_EPOCH - steady();
        Anchor { boot: BOOT.get_or_init(boot).clone(), offset }
    }
}

/// The steady clock: the time since some moment. It counts the time that the computer sleeps, and is never set.
#[cfg(unix)]
pub fn steady() -> TimeDelta {
    // macOS counts sleep in the plain monotonic clock, Linux in a clock of its own.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const STEADY: rustix::time::ClockId = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const STEADY: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
    let time = rustix::time::clock_gettime(STEADY);
    TimeDelta::seconds(time.tv_sec) + TimeDelta::nanoseconds(time.tv_nsec)
}

/// The steady clock: the time since some moment. Windows counts the time that the computer sleeps in its performance counter.
#[cfg(not(unix))]
pub fn steady() -> TimeDelta {
    static START: OnceLock<std::time::Instant> = OnceLock::new();
    let elapsed = START.get_or_init(std::time::Instant::now).elapsed();
    TimeDelta::from_std(elapsed).unwrap_or(TimeDelta::MAX)
}

/// Names this start of the computer where the system does, else this process, so that nothing false is compared.
fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map_or_else(|_| uuid::Uuid::new_v4().to_string(), |id| id.trim().to_owned())
}

/// A time that can be calculated with: servers and files may hold any.
pub fn plausible(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1970..=9999).contains(&at.year()).then_some(at)
}

/// A span that can be calculated with, from a file that may hold any.
pub fn plausible_span(milliseconds: i64) -> Option<TimeDelta> {
    let span = TimeDelta::try_milliseconds(milliseconds)?;
    (span.abs() <= TimeDelta::days(400 * 366)).then_some(span)
}

/// No sleep longer than this is trusted: a suspend or a changed wall clock is noticed at the next look.
pub const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// A wall clock that was moved by more than this was set, not adjusted.
pub const CLOCK_STEP: TimeDelta = TimeDelta::seconds(1);

/// How far a server's clock is ahead of ours, as one answer tells, and how far off that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// The best guess.
    pub middle: TimeDelta,
    /// The truth is at most this far from the guess.
    pub error: TimeDelta,
}

/// A measurement that may be off by more than this improves nothing that it agrees with.
const ROUGH: TimeDelta = TimeDelta::seconds(3);

impl Ahead {
    /// From the `Date` of an answer (RFC 9110, 6.6.1).
    ///
    /// `sent` and `received` are our times around the request; the server wrote its time between them, cut to the
    /// second. A `Date` more than two days off is a broken header, not a clock, and is ignored: scheduling by it
    /// would turn a typo into a flood of requests.
    pub fn measure(date: DateTime<Utc>, sent: DateTime<Utc>, received: DateTime<Utc>) -> Option<Self> {
        let half = TimeDelta::milliseconds(500);
        let way = (received - sent).max(TimeDelta::zero()) / 2;
        // No call takes that long: the computer slept in between, and nobody knows on which half of the way.
        if way > TimeDelta::seconds(20) {
            return None;
        }
        let middle = date + half - (received - way);
        (middle.abs() <= TimeDelta::days(2)).then_some(Self { middle, error: way + half })
    }

    /// What to go by after this measurement, when `known` was gone by before. A measurement that agrees moves it by a
    /// quarter of the way, so that the second to which `Date` is cut does not make countdowns jump; one that does not
    /// agree replaces it.
    pub fn smoothed(self, known: Option<TimeDelta>) -> TimeDelta {
        match known {
            Some(known) if (known - self.middle).abs() <= self.error && self.error > ROUGH => known,
            Some(known) if (known - self.middle).abs() <= self.error => known + (self.middle - known) / 4,
            _ => self.middle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn seconds(count: i64) -> TimeDelta {
        TimeDelta::seconds(count)
    }

    #[test]
    fn the_difference_is_measured_from_the_middle() {
        let ahead = Ahead::measure(t() + seconds(60), t(), t() + seconds(1)).unwrap();
        assert_eq!((ahead.middle, ahead.error), (seconds(60), seconds(1)));
    }

    #[test]
    fn an_absurd_date_is_ignored() {
        assert_eq!(Ahead::measure(t() + TimeDelta::days(300), t(), t()), None);
        assert_eq!(Ahead::measure(t() - TimeDelta::days(3), t(), t()), None);
        assert!(Ahead::measure(t() + TimeDelta::days(1), t(), t()).is_some());
    }

    #[test]
    fn the_truth_is_within_the_error() {
        for (latency, at, truth) in [(0, 0, 300), (1_000, 999, 400), (8_000, 100, -700), (8_000, 7_900, 10)] {
            let truth = TimeDelta::milliseconds(truth);
            let written = t() + TimeDelta::milliseconds(at) + truth;
            let cut = DateTime::from_timestamp(written.timestamp(), 0).unwrap();
            let ahead = Ahead::measure(cut, t(), t() + TimeDelta::milliseconds(latency)).unwrap();
            assert!((ahead.middle - truth).abs() <= ahead.error, "{ahead:?} {truth}");
        }
    }

    #[test]
    fn times_that_nobody_can_calculate_with_are_none() {
        assert_eq!(plausible(t()), Some(t()));
        for odd in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            assert_eq!(plausible(odd), None);
        }
        assert_eq!(plausible_span(1500), Some(TimeDelta::milliseconds(1500)));
        assert_eq!((plausible_span(i64::MAX), plausible_span(i64::MIN)), (None, None));
    }

    #[test]
    fn agreeing_measurements_move_slowly_and_others_at_once() {
        let ahead = Ahead { middle: seconds(4), error: seconds(3) };
        assert_eq!(ahead.smoothed(None), seconds(4));
        assert_eq!(ahead.smoothed(Some(seconds(8))), seconds(4));
        assert_eq!(ahead.smoothed(Some(seconds(2))), TimeDelta::milliseconds(2_500));
        let rough = Ahead { middle: seconds(4), error: seconds(10) };
        assert_eq!(rough.smoothed(Some(seconds(-2))), seconds(-2));
    }

    #[test]
    fn a_suspend_on_the_way_measures_nothing() {
        assert_eq!(Ahead::measure(t(), t(), t() + TimeDelta::hours(4)), None);
    }

    #[test]
    fn a_moved_wall_clock_shows_in_the_anchors() {
        let anchor = |boot: &str, offset| Anchor { boot: boot.to_owned(), offset: seconds(offset) };
        assert_eq!(anchor("a", 10).moved(&anchor("a", 13)), Some(seconds(3)));
        assert_eq!(anchor("a", 10).moved(&anchor("b", 13)), None);
        let moment = anchor("a", 10).moment(t());
        assert_eq!(anchor("a", 13).shows(&moment), Some(t() + seconds(3)));
        assert_eq!(anchor("b", 10).shows(&moment), None);
        let clock = SystemClock;
        let moved = clock.anchor().moved(&clock.anchor()).unwrap();
        assert!(moved.abs() < TimeDelta::milliseconds(500), "{moved}");
    }
}
