//! What everything in a run shares: chance, time, trouble, and the record of what happened.

use crate::Outcome;
use crate::invariants::{Invariants, Violation};
use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use fobwatch_core::clock::Moment;
use std::fmt::{Display, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A mutex that is never waited for: there is one thread.
pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What can go wrong at this moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trouble {
    /// Connections fail, as a chance.
    pub unreachable: f64,
    /// Answers get lost, as a chance.
    pub lossy: f64,
    /// The servers fail, as a chance.
    pub failing: f64,
    /// The servers refuse for being asked too often, and ask for this many seconds of rest (0: they name no time).
    pub busy: Option<u32>,
    /// They name the time when it ends, not how many seconds it lasts.
    pub by_date: bool,
    /// The longest way to a server and back, milliseconds.
    pub latency: u64,
    /// Vault calls fail, as a chance.
    pub vault: f64,
    /// The longest vault call, milliseconds.
    pub disk: u64,
}

impl Trouble {
    fn is_fair(&self) -> bool {
        let calls = self.unreachable + self.lossy + self.failing + self.vault;
        calls == 0.0 && self.busy.is_none() && self.latency <= 2_000 && self.disk <= 100
    }
}

/// The computer's clocks.
struct Sky {
    /// How long the computer has slept, in all.
    slept: TimeDelta,
    /// How far the wall clock is from the truth.
    wall: TimeDelta,
    boot: u32,
    boot_at: DateTime<Utc>,
}

pub(crate) struct Universe {
    rng: Mutex<Rng>,
    begun: Instant,
    sky: Mutex<Sky>,
    trouble: Mutex<Trouble>,
    /// Since when nothing can go wrong.
    fair_since: Mutex<Option<Instant>>,
    record: Mutex<Record>,
    pub invariants: Mutex<Invariants>,
}

struct Record {
    digest: DefaultHasher,
    steps: u64,
    lines: Option<Vec<String>>,
    violation: Option<Violation>,
}

/// Digests text as it is written.
struct Digest<'a>(&'a mut DefaultHasher);

impl Write for Digest<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// Where a run begins: nobody's birthday.
pub(crate) fn epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
}

impl Universe {
    pub fn new(seed: u64, trace: bool) -> Self {
        Self {
            rng: Mutex::new(Rng::with_seed(seed)),
            begun: Instant::now(),
            sky: Mutex::new(Sky {
                slept: TimeDelta::zero(),
                wall: TimeDelta::zero(),
                boot: 0,
                boot_at: epoch(),
            }),
            trouble: Mutex::default(),
            fair_since: Mutex::default(),
            record: Mutex::new(Record {
                digest: DefaultHasher::new(),
                steps: 0,
                lines: trace.then(Vec::new),
                violation: None,
            }),
            invariants: Mutex::default(),
        }
    }

    /// The true time.
    pub fn now(&self) -> DateTime<Utc> {
        epoch() + TimeDelta::from_std(self.begun.elapsed()).unwrap_or_default() + hold(&self.sky).slept
    }

    pub fn wall(&self) -> DateTime<Utc> {
        self.now() + hold(&self.sky).wall
    }

    /// The start of the computer that this is, and the time since then.
    pub fn steady(&self) -> (u32, TimeDelta) {
        let now = self.now();
        let sky = hold(&self.sky);
        (sky.boot, now - sky.boot_at)
    }

    /// How long it is until this moment comes; `None` when the computer was started anew since, or when it is over.
    pub fn time_until(&self, moment: &Moment) -> Option<TimeDelta> {
        let (boot, steady) = self.steady();
        let left = moment.steady - steady;
        (moment.boot == format!("boot-{boot}") && left > TimeDelta::zero()).then_some(left)
    }

    /// How long the computer has slept so far.
    pub fn slept(&self) -> TimeDelta {
        hold(&self.sky).slept
    }

    /// The computer sleeps: the world goes on, timers stand still.
    pub fn sleep(&self, how_long: TimeDelta) {
        hold(&self.sky).slept += how_long;
    }

    pub fn set_clock(&self, by: TimeDelta) {
        hold(&self.sky).wall += by;
    }

    pub fn boot(&self) {
        let now = self.now();
        let mut sky = hold(&self.sky);
        sky.boot += 1;
        sky.boot_at = now;
    }

    pub fn trouble(&self) -> Trouble {
        hold(&self.trouble).clone()
    }

    pub fn change(&self, how: impl FnOnce(&mut Trouble)) {
        let mut trouble = hold(&self.trouble);
        how(&mut trouble);
        let mut since = hold(&self.fair_since);
        *since = trouble.is_fair().then(|| since.unwrap_or_else(Instant::now));
    }

    /// Whether nothing could go wrong for this long.
    pub fn was_fair_for(&self, how_long: Duration) -> bool {
        hold(&self.fair_since).is_some_and(|since| since.elapsed() >= how_long)
    }

    /// Whether something of this chance happens now.
    pub fn happens(&self, chance: f64) -> bool {
        chance > 0.0 && hold(&self.rng).f64() < chance
    }

    pub fn below(&self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { hold(&self.rng).u64(..limit) }
    }

    pub fn between(&self, least: u64, most: u64) -> u64 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    pub fn pick<T: Clone>(&self, from: &[T]) -> T {
        let index = hold(&self.rng).usize(..from.len());
        from[index].clone()
    }

    /// A while of at most so many milliseconds.
    pub fn while_of(&self, most: u64) -> Duration {
        Duration::from_micros(self.below(most * 1000 + 1))
    }

    /// Something happened.
    pub fn tell(&self, what: impl Display) {
        let (now, wall) = (self.now(), self.wall());
        let mut record = hold(&self.record);
        now.timestamp_micros().hash(&mut record.digest);
        let _ = write!(Digest(&mut record.digest), "{what}");
        record.steps += 1;
        if let Some(lines) = &mut record.lines {
            let off = wall - now;
            let off =
                if off.is_zero() { String::new() } else { format!(" (clock {:+}s)", off.num_seconds()) };
            lines.push(format!("{}{off} {what}", now.format("%d %H:%M:%S%.3f")));
        }
    }

    /// An invariant does not hold.
    pub fn violate(&self, invariant: &'static str, what: impl Display) {
        self.tell(format_args!("BROKEN {invariant}: {what}"));
        let mut record = hold(&self.record);
        if record.violation.is_none() {
            record.violation = Some(Violation { invariant, what: what.to_string() });
        }
    }

    pub fn is_broken(&self) -> bool {
        hold(&self.record).violation.is_some()
    }

    pub fn outcome(&self) -> Outcome {
        let record = hold(&self.record);
        Outcome {
            violation: record.violation.clone(),
            digest: record.digest.finish(),
            steps: record.steps,
            trace: record.lines.clone().unwrap_or_default(),
        }
    }
}
