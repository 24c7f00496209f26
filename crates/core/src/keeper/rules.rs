//! How the keeper works, as numbers.

use chrono::TimeDelta;

/// How the keeper works, as numbers. [`Rules::default`] is what the program goes by.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The longest lead: a token is refreshed at most this long before its end.
    pub longest_lead: TimeDelta,
    /// The lead of a short-lived token, as a part of its lifetime.
    pub lead: f64,
    /// The shortest lead of a token that lasts at least twice as long: a server tells its time in whole seconds.
    pub shortest_lead: TimeDelta,
    /// The longest lead of a short-lived token, as a part of its lifetime.
    pub most: f64,
    /// The part of a lead that is taken off at random, at most.
    pub jitter: f64,
    /// The shortest time between two refreshes of an account, whatever lifetimes the server gives.
    pub shortest_pause: TimeDelta,
    /// The longest time between two tries.
    pub longest_backoff: TimeDelta,
    /// Refreshes in a row that may leave the end where it was; after them there is one more try at the end.
    pub stalls: u32,
    /// Calls under way at once, to one host.
    pub per_host: usize,
    /// Calls under way at once, in all.
    pub in_all: usize,
    /// Calls that may start at one host in the same moment.
    pub burst: u32,
    /// The time between two starts at one host after that: what spreads a thousand accounts after a suspend.
    pub pace: TimeDelta,
    /// Failures in a row after which a host counts as down.
    pub failures_to_shut: u32,
    /// How long a host that is down is left alone, at least and at most.
    pub shut: (TimeDelta, TimeDelta),
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            longest_lead: TimeDelta::minutes(5),
            lead: 0.2,
            shortest_lead: TimeDelta::seconds(1),
            most: 0.5,
            jitter: 0.1,
            shortest_pause: TimeDelta::seconds(1),
            longest_backoff: TimeDelta::minutes(5),
            stalls: 1,
            per_host: 8,
            in_all: 32,
            burst: 8,
            pace: TimeDelta::milliseconds(125),
            failures_to_shut: 3,
            shut: (TimeDelta::seconds(15), TimeDelta::seconds(30)),
        }
    }
}
