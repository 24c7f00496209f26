//! How much each host is asked, and whether it is asked at all.
//!
//! A host gets at most [`PER_HOST`] calls at once. One that keeps failing is left alone but for a single probe every
//! now and then, however many accounts wait for it. The limits and the breaker are this process's own.

use super::timing::Chance;
use crate::account::AccountId;
use crate::error::Error;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, VecDeque};

/// Calls under way at once, to one host.
pub const PER_HOST: usize = 8;
/// Calls under way at once, in all.
pub const IN_ALL: usize = 32;
/// After so many failures in a row a host counts as down.
pub const FAILURES_TO_SHUT: u32 = 3;
/// How long a host that is down is left alone, at least and at most.
const PAUSE: (TimeDelta, TimeDelta) = (TimeDelta::seconds(15), TimeDelta::seconds(30));

/// Whether an account may call its host now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    /// Yes; [`Hosts::leave`] must follow.
    Open,
    /// Not yet: its turn comes by itself.
    Full,
    /// The host is down for this reason. Somebody may probe it at this time, our clock.
    Shut { until: DateTime<Utc>, cause: Box<Error> },
}

/// What a call says about the health of its host.
#[derive(Debug, Clone)]
pub(super) enum Health {
    /// It answered, whatever it answered.
    Well,
    /// It failed, or could not be reached.
    Down(Box<Error>),
    /// The call says nothing about it.
    Unknown,
}

#[derive(Debug, Default)]
struct Host {
    in_flight: usize,
    waiting: VecDeque<AccountId>,
    failures: u32,
    shut: Option<(DateTime<Utc>, Box<Error>)>,
}

/// All hosts that were ever asked.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    hosts: BTreeMap<String, Host>,
    in_flight: usize,
}

impl Hosts {
    /// An account wants to call its host. One that a person waits for also goes to a host that is down.
    pub fn enter(&mut self, host: &str, id: AccountId, now: DateTime<Utc>, urgent: bool) -> Gate {
        let full = self.in_flight >= IN_ALL;
        let entry = self.hosts.entry(host.to_owned()).or_default();
        if let Some((until, cause)) = &entry.shut
            && !urgent
            && (*until > now || entry.in_flight > 0)
        {
            let gate = Gate::Shut { until: *until, cause: cause.clone() };
            entry.waiting.push_back(id);
            return gate;
        }
        if full || entry.in_flight >= PER_HOST {
            if urgent {
                entry.waiting.push_front(id);
            } else {
                entry.waiting.push_back(id);
            }
            return Gate::Full;
        }
        entry.in_flight += 1;
        self.in_flight += 1;
        Gate::Open
    }

    /// A call is over. Gives the time of the next probe when the host counts as down now.
    pub fn leave(
        &mut self,
        host: &str,
        health: Health,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Option<DateTime<Utc>> {
        let entry = self.hosts.get_mut(host)?;
        entry.in_flight = entry.in_flight.saturating_sub(1);
        self.in_flight = self.in_flight.saturating_sub(1);
        match health {
            Health::Well => {
                entry.failures = 0;
                entry.shut = None;
            }
            Health::Down(cause) => {
                entry.failures = entry.failures.saturating_add(1);
                if entry.failures >= FAILURES_TO_SHUT {
                    let until = now + chance.between(PAUSE.0, PAUSE.1);
                    entry.shut = Some((until, cause));
                }
            }
            Health::Unknown => {}
        }
        entry.shut.as_ref().map(|(until, _)| *until)
    }

    /// Who goes next, now that there may be room: at this host first, then anywhere. It has entered already.
    pub fn next(&mut self, host: &str, now: DateTime<Utc>) -> Option<AccountId> {
        if self.in_flight >= IN_ALL {
            return None;
        }
        let ready = |entry: &Host| {
            let limit = if entry.shut.is_some() { 1 } else { PER_HOST };
            let allowed = entry.shut.as_ref().is_none_or(|(until, _)| *until <= now);
            !entry.waiting.is_empty() && entry.in_flight < limit && allowed
        };
        let name = match self.hosts.get(host) {
            Some(entry) if ready(entry) => host.to_owned(),
            _ => self.hosts.iter().find(|(_, entry)| ready(entry)).map(|(name, _)| name.clone())?,
        };
        let entry = self.hosts.get_mut(&name)?;
        let id = entry.waiting.pop_front()?;
        entry.in_flight += 1;
        self.in_flight += 1;
        Some(id)
    }

    /// Takes an account that is gone, or that a person has seen to, out of the queue.
    pub fn forget(&mut self, host: &str, id: AccountId) {
        if let Some(entry) = self.hosts.get_mut(host) {
            entry.waiting.retain(|other| *other != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn down() -> Health {
        Health::Down(Box::new(Error::new(Code::ServerError, "It failed.", "Wait.")))
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    #[test]
    fn a_host_gets_eight_calls_and_all_together_get_thirty_two() {
        let mut hosts = Hosts::default();
        for host in 0..5 {
            for call in 0..10 {
                let gate = hosts.enter(&format!("h{host}"), AccountId::random(), now(), false);
                assert_eq!(gate == Gate::Open, call < 8 && host < 4, "host {host}, call {call}");
            }
        }
        let mut chance = Chance::new(1);
        hosts.leave("h0", Health::Well, now(), &mut chance);
        assert!(hosts.next("h0", now()).is_some());
        assert!(hosts.next("h0", now()).is_none());
        // The fifth host's turn comes when others leave.
        for _ in 0..8 {
            hosts.leave("h1", Health::Well, now(), &mut chance);
        }
        let started = std::iter::from_fn(|| hosts.next("h1", now())).count();
        assert_eq!(started, 8);
    }

    #[test]
    fn a_host_that_is_down_gets_one_probe_at_a_time() {
        let (mut hosts, mut chance, mut now) = (Hosts::default(), Chance::new(1), now());
        for _ in 0..FAILURES_TO_SHUT {
            assert_eq!(hosts.enter("h", AccountId::random(), now, false), Gate::Open);
            hosts.leave("h", down(), now, &mut chance);
        }
        let waiting: Vec<_> = (0..300).map(|_| AccountId::random()).collect();
        for id in &waiting {
            assert!(matches!(hosts.enter("h", *id, now, false), Gate::Shut { .. }));
        }
        let mut probes = 0;
        let end = now + TimeDelta::minutes(10);
        while now < end {
            while hosts.next("h", now).is_some() {
                probes += 1;
                hosts.leave("h", down(), now, &mut chance);
            }
            now += TimeDelta::seconds(1);
        }
        assert!((20..=40).contains(&probes), "{probes} probes in ten minutes");
        // A person is not made to wait, and one answer opens the host for all.
        assert_eq!(hosts.enter("h", AccountId::random(), now, true), Gate::Open);
        hosts.leave("h", Health::Well, now, &mut chance);
        assert_eq!(std::iter::from_fn(|| hosts.next("h", now)).count(), PER_HOST);
    }
}
