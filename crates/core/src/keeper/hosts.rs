//! How much each host is asked, and whether it is asked at all.
//!
//! A host gets some calls at once, and not too many of them in the same moment: a thousand accounts that come due together
//! (after a start, or a suspend) go one after the other. A host that keeps failing is left alone but for a single probe
//! every now and then, however many accounts wait for it. The limits and the breaker are this process's own.

use super::Rules;
use super::event::Urgency;
use super::timing::Chance;
use crate::account::AccountId;
use crate::error::Error;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A place in a host's queue: what a person waits for goes first, else first come, first served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    urgency: Urgency,
    number: u64,
}

/// Whether an account may call its host now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    /// Yes; [`Hosts::leave`] must follow.
    Open,
    /// Not yet: its turn comes by itself.
    Full(Place),
    /// The host is down for this reason. Somebody may probe it at this time, our clock.
    Shut { place: Place, until: DateTime<Utc>, cause: Box<Error> },
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
    waiting: BTreeMap<Place, AccountId>,
    failures: u32,
    shut: Option<(DateTime<Utc>, Box<Error>)>,
    /// When the next start would be due if all of them kept the pace; [`Rules::burst`] of them may come early.
    next: Option<DateTime<Utc>>,
}

impl Host {
    /// When the next call may start for the pace's sake.
    fn paced(&self, rules: &Rules) -> Option<DateTime<Utc>> {
        let early = rules.pace * i32::try_from(rules.burst.saturating_sub(1)).unwrap_or(i32::MAX);
        self.next.map(|next| next - early)
    }

    fn start(&mut self, now: DateTime<Utc>, rules: &Rules) {
        self.in_flight += 1;
        self.next = Some(self.next.map_or(now, |next| next.max(now)) + rules.pace);
    }

    /// Whether there is room for a call of somebody who waits, but for the pace.
    fn has_room(&self, now: DateTime<Utc>, rules: &Rules) -> bool {
        let limit = if self.shut.is_some() { 1 } else { rules.per_host };
        self.in_flight < limit && self.shut.as_ref().is_none_or(|(until, _)| *until <= now)
    }
}

/// All hosts that were ever asked.
#[derive(Debug)]
pub(super) struct Hosts {
    hosts: BTreeMap<String, Host>,
    /// Those where somebody waits.
    queues: BTreeSet<String>,
    in_flight: usize,
    numbers: u64,
    rules: Rules,
}

impl Hosts {
    pub fn new(rules: Rules) -> Self {
        Self { hosts: BTreeMap::new(), queues: BTreeSet::new(), in_flight: 0, numbers: 0, rules }
    }

    /// An account wants to call its host. One that a person waits for also goes to a host that is down, and keeps no
    /// pace.
    pub fn enter(&mut self, host: &str, id: AccountId, now: DateTime<Utc>, urgency: Urgency) -> Gate {
        self.numbers += 1;
        let place = Place { urgency, number: self.numbers };
        let urgent = urgency == Urgency::Person;
        let full = self.in_flight >= self.rules.in_all;
        let entry = self.hosts.entry(host.to_owned()).or_default();
        if let Some((until, cause)) = &entry.shut
            && !urgent
            && (*until > now || entry.in_flight > 0)
        {
            let gate = Gate::Shut { place, until: *until, cause: cause.clone() };
            entry.waiting.insert(place, id);
            self.queues.insert(host.to_owned());
            return gate;
        }
        let early = !urgent && entry.paced(&self.rules).is_some_and(|at| at > now);
        // Nobody overtakes those who wait already.
        let queue = !urgent && !entry.waiting.is_empty();
        if full || early || queue || entry.in_flight >= self.rules.per_host {
            entry.waiting.insert(place, id);
            self.queues.insert(host.to_owned());
            return Gate::Full(place);
        }
        entry.start(now, &self.rules);
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
                if entry.failures >= self.rules.failures_to_shut {
                    let until = now + chance.between(self.rules.shut.0, self.rules.shut.1);
                    entry.shut = Some((until, cause));
                }
            }
            Health::Unknown => {}
        }
        entry.shut.as_ref().map(|(until, _)| *until)
    }

    /// Who goes next and where, now that there may be room: at this host first, then anywhere. It has entered already.
    pub fn next(&mut self, host: &str, now: DateTime<Utc>) -> Option<(String, AccountId, Urgency)> {
        if self.in_flight >= self.rules.in_all {
            return None;
        }
        let rules = &self.rules;
        let ready = |entry: &Host| {
            let first = entry.waiting.keys().next();
            let paced = entry.paced(rules).is_none_or(|at| at <= now);
            first.is_some_and(|place| paced || place.urgency == Urgency::Person) && entry.has_room(now, rules)
        };
        let name = match self.hosts.get(host) {
            Some(entry) if ready(entry) => host.to_owned(),
            _ => self.queues.iter().find(|name| self.hosts.get(*name).is_some_and(ready))?.clone(),
        };
        let entry = self.hosts.get_mut(&name)?;
        let (place, id) = entry.waiting.pop_first()?;
        entry.start(now, &self.rules);
        if entry.waiting.is_empty() {
            self.queues.remove(&name);
        }
        self.in_flight += 1;
        Some((name, id, place.urgency))
    }

    /// When somebody at this host may go who waits for the pace alone.
    pub fn paced(&self, host: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let entry = self.hosts.get(host)?;
        let waits = !entry.waiting.is_empty() && entry.has_room(now, &self.rules);
        entry.paced(&self.rules).filter(|at| waits && *at > now)
    }

    /// Takes an account that is gone, or that a person has seen to, out of the queue.
    pub fn forget(&mut self, host: &str, place: Place) {
        if let Some(entry) = self.hosts.get_mut(host) {
            entry.waiting.remove(&place);
            if entry.waiting.is_empty() {
                self.queues.remove(host);
            }
        }
    }

    /// Our clock was set forward by this much.
    pub fn shift(&mut self, by: TimeDelta) {
        for entry in self.hosts.values_mut() {
            if let Some((until, _)) = &mut entry.shut {
                *until += by;
            }
            if let Some(next) = &mut entry.next {
                *next += by;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    const PER_HOST: usize = 8;

    fn down() -> Health {
        Health::Down(Box::new(Error::new(Code::ServerError, "It failed.", "Wait.")))
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    #[test]
    fn a_host_gets_eight_calls_and_all_together_get_thirty_two() {
        let mut hosts = Hosts::new(Rules::default());
        for host in 0..5 {
            for call in 0..10 {
                let gate = hosts.enter(&format!("h{host}"), AccountId::random(), now(), Urgency::Program);
                assert_eq!(gate == Gate::Open, call < 8 && host < 4, "host {host}, call {call}");
            }
        }
        let (mut chance, later) = (Chance::new(1), now() + TimeDelta::seconds(10));
        hosts.leave("h0", Health::Well, later, &mut chance);
        assert!(hosts.next("h0", later).is_some());
        assert!(hosts.next("h0", later).is_none());
        // The fifth host's turn comes when others leave.
        for _ in 0..8 {
            hosts.leave("h1", Health::Well, later, &mut chance);
        }
        let started = std::iter::from_fn(|| hosts.next("h1", later)).count();
        assert_eq!(started, 8);
    }

    #[test]
    fn many_that_come_together_go_one_after_the_other() {
        let (mut hosts, mut chance) = (Hosts::new(Rules::default()), Chance::new(1));
        let open =
            |hosts: &mut Hosts| hosts.enter("h", AccountId::random(), now(), Urgency::Program) == Gate::Open;
        assert_eq!((0..100).filter(|_| open(&mut hosts)).count(), 8);
        assert_eq!(hosts.paced("h", now()), None, "there is no room yet, so nobody waits for the pace alone");
        let (mut at, mut started) = (now(), 8);
        while started < 100 {
            for _ in 0..8 {
                hosts.leave("h", Health::Well, at, &mut chance);
            }
            let more = std::iter::from_fn(|| hosts.next("h", at)).count();
            for _ in more..8 {
                hosts.hosts.get_mut("h").unwrap().in_flight += 1;
                hosts.in_flight += 1;
            }
            started += more;
            let limit = 8 + usize::try_from((at - now()).num_milliseconds() / 125).unwrap();
            assert!(started <= limit, "{started} after {}", at - now());
            at += TimeDelta::milliseconds(25);
        }
        assert!(at - now() < TimeDelta::seconds(13), "{}", at - now());
    }

    #[test]
    fn whoever_waits_for_the_pace_has_a_time() {
        let (mut hosts, mut chance) = (Hosts::new(Rules::default()), Chance::new(1));
        for _ in 0..9 {
            hosts.enter("h", AccountId::random(), now(), Urgency::Program);
        }
        hosts.leave("h", Health::Well, now(), &mut chance);
        assert_eq!(hosts.next("h", now()), None);
        let at = hosts.paced("h", now()).unwrap();
        assert_eq!(at, now() + TimeDelta::milliseconds(125));
        assert!(hosts.next("h", at).is_some());
        // A person keeps no pace, and does not queue.
        hosts.leave("h", Health::Well, at, &mut chance);
        assert_eq!(hosts.enter("h", AccountId::random(), at, Urgency::Person), Gate::Open);
    }

    #[test]
    fn a_host_that_is_down_gets_one_probe_at_a_time() {
        let (mut hosts, mut chance, mut now) = (Hosts::new(Rules::default()), Chance::new(1), now());
        for _ in 0..Rules::default().failures_to_shut {
            assert_eq!(hosts.enter("h", AccountId::random(), now, Urgency::Program), Gate::Open);
            hosts.leave("h", down(), now, &mut chance);
        }
        let waiting: Vec<_> = (0..300).map(|_| AccountId::random()).collect();
        for id in &waiting {
            assert!(matches!(hosts.enter("h", *id, now, Urgency::Program), Gate::Shut { .. }));
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
        assert_eq!(hosts.enter("h", AccountId::random(), now, Urgency::Person), Gate::Open);
        hosts.leave("h", Health::Well, now, &mut chance);
        assert_eq!(std::iter::from_fn(|| hosts.next("h", now)).count(), PER_HOST - 1);
    }

    #[test]
    fn the_probe_of_a_host_that_is_down_is_one_at_the_very_time() {
        let (mut hosts, mut chance) = (Hosts::new(Rules::default()), Chance::new(1));
        let mut until = None;
        for _ in 0..Rules::default().failures_to_shut {
            hosts.enter("h", AccountId::random(), now(), Urgency::Program);
            until = hosts.leave("h", down(), now(), &mut chance);
        }
        let until = until.unwrap();
        let early = until - TimeDelta::milliseconds(1);
        let id = AccountId::random();
        let Gate::Shut { place, .. } = hosts.enter("h", id, early, Urgency::Program) else { panic!() };
        assert_eq!(hosts.next("h", early), None);
        hosts.forget("h", place);
        assert_eq!(hosts.enter("h", id, until, Urgency::Program), Gate::Open);
        let second = hosts.enter("h", AccountId::random(), until, Urgency::Program);
        assert!(matches!(second, Gate::Shut { .. }), "one at a time");
    }

    #[test]
    fn a_full_house_keeps_everybody_out_also_from_an_idle_host() {
        let mut hosts = Hosts::new(Rules { in_all: 2, ..Rules::default() });
        for host in ["a", "b"] {
            assert_eq!(hosts.enter(host, AccountId::random(), now(), Urgency::Program), Gate::Open);
        }
        assert!(matches!(hosts.enter("c", AccountId::random(), now(), Urgency::Person), Gate::Full(_)));
        // The host where there was room is served before any other.
        let mine = AccountId::random();
        hosts.enter("b", mine, now(), Urgency::Program);
        hosts.leave("b", Health::Well, now(), &mut Chance::new(1));
        assert_eq!(hosts.next("b", now()), Some(("b".to_owned(), mine, Urgency::Program)));
    }

    #[test]
    fn whoever_leaves_the_queue_is_not_called() {
        let (mut hosts, mut chance) = (Hosts::new(Rules::default()), Chance::new(1));
        for _ in 0..PER_HOST {
            hosts.enter("h", AccountId::random(), now(), Urgency::Program);
        }
        let Gate::Full(place) = hosts.enter("h", AccountId::random(), now(), Urgency::Program) else {
            panic!()
        };
        let second = AccountId::random();
        hosts.enter("h", second, now(), Urgency::Person);
        assert_eq!(hosts.queues.len(), 1);
        hosts.forget("h", place);
        let later = now() + TimeDelta::seconds(9);
        hosts.leave("h", Health::Well, later, &mut chance);
        assert_eq!(hosts.next("h", later), Some(("h".to_owned(), second, Urgency::Person)));
        assert_eq!(hosts.queues.len(), 0);
    }
}
