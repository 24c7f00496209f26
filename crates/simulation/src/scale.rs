//! How the keeper does with very many: accounts in one keeper, and keepers at one API.

use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::{Account, AccountId};
use fobwatch_core::address::BaseUrl;
use fobwatch_core::auth::Answer;
use fobwatch_core::clock::Anchor;
use fobwatch_core::error::{Code, Error};
use fobwatch_core::keeper::{Action, Event, Machine, Rules};
use fobwatch_core::profile::{self, Profile};
use fobwatch_core::secret::Secret;
use fobwatch_core::session::{Context, End, Grant, Session};
use fobwatch_core::vault::Record;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant};

const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// The outage that everybody sees, and how long is looked on after it.
const OUTAGE: TimeDelta = TimeDelta::minutes(20);
const AFTERWARDS: TimeDelta = TimeDelta::minutes(40);

/// One keeper with many accounts.
#[derive(Debug)]
pub struct Keeper {
    /// How many accounts.
    pub accounts: u32,
    /// Memory for each, bytes, with tokens of 800 bytes.
    pub bytes: u64,
    /// A whole refresh as far as it is the keeper's own: due, locked, read, noted, answered, saved.
    pub refresh: Duration,
}

/// Many installations at one API, around an outage.
#[derive(Debug)]
pub struct Crowd {
    /// Requests a second in fair weather.
    pub mean: f64,
    /// The most requests in one second during the outage, after its first minute.
    pub during: u32,
    /// The most requests in one second after it.
    pub after: u32,
}

impl Crowd {
    /// The worse of both peaks, as a multiple of fair weather.
    pub fn ratio(&self) -> f64 {
        f64::from(self.during.max(self.after)) / self.mean
    }
}

fn epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
}

fn anchor() -> Anchor {
    Anchor { boot: "one".to_owned(), offset: TimeDelta::zero() }
}

fn grant(now: DateTime<Utc>, token: &str) -> Grant {
    Grant {
        access_token: Secret::new(token.to_owned()),
        refresh_token: Some(Secret::new(token.to_owned())),
        client_id: Some("123456".to_owned()),
        access_end: Some(End::At(now + LIFETIME)),
        refresh_end: Some(End::At(now + TimeDelta::days(7))),
        sent_at: now,
        received_at: now,
        ahead: None,
        anchor: anchor(),
        context: Context::default(),
    }
}

fn record(number: u64, host: u64, session: Session) -> Option<Record> {
    let id: AccountId = format!("00000000-0000-4000-8000-{number:012x}").parse().ok()?;
    Some(Record {
        account: Account::new(
            id,
            &format!("account {number}"),
            BaseUrl::parse(&format!("https://h{host}.test")).ok()?,
            Profile::find(profile::DEFAULT).ok()?,
        ),
        last_generation: session.generation,
        session: Some(session),
        refresh_sent_at: None,
        not_before: None,
        can_log_in: false,
        altered: false,
    })
}

/// Carries out everything that is due, with an API that answers at once, or not at all. Says how often it was asked.
fn carry_out(
    machine: &mut Machine,
    records: &mut BTreeMap<AccountId, Record>,
    now: DateTime<Utc>,
    up: bool,
) -> u32 {
    let mut asked = 0;
    let mut todo = machine.step(now, Event::Tick);
    while let Some(action) = todo.pop() {
        let event = match action {
            Action::Lock(ticket) => Event::Locked(ticket),
            Action::Read(ticket) => match records.get(&ticket.account) {
                Some(record) => Event::Read(ticket, Box::new(record.clone())),
                None => continue,
            },
            Action::Note(ticket, _) => Event::Noted(ticket),
            Action::Refresh(ticket, session) => {
                asked += 1;
                let answer = if up {
                    Answer::Granted(Box::new(grant(now, session.access_token.expose())))
                } else {
                    Answer::NotSent(Error::new(Code::Unreachable, "It cannot be reached.", "Wait."))
                };
                Event::Refreshed(ticket, answer)
            }
            Action::Commit(ticket, session) => {
                if let Some(record) = records.get_mut(&ticket.account) {
                    record.last_generation = session.generation;
                    record.session = Some((*session).clone());
                }
                Event::Committed(ticket)
            }
            _ => continue,
        };
        todo.extend(machine.step(now, event));
    }
    asked
}

/// One keeper with this many accounts at a thousand hosts.
pub fn keeper(accounts: u32) -> Keeper {
    let token = "t".repeat(800);
    let before = resident();
    let mut machine = Machine::new(Rules::default(), 1, anchor());
    machine.step(epoch(), Event::Leads(true));
    for number in 0..u64::from(accounts) {
        // Logged in one after the other within one lifetime.
        let age = LIFETIME * i32::try_from(number % 900).unwrap_or_default() / 900;
        let session = grant(epoch() - age, &token).start(1, None);
        if let Some(record) = record(number, number % 1000, session) {
            machine.step(epoch(), Event::Known(Box::new(record)));
        }
    }
    let bytes = resident().saturating_sub(before) / u64::from(accounts.max(1));

    // The records of those that come due are made when they are read, so that memory is the keeper's alone.
    let (mut refreshes, begun, mut own) = (0, Instant::now(), Duration::ZERO);
    while refreshes < 5_000 && begun.elapsed() < Duration::from_secs(20) {
        let Some(now) = machine.next_due() else { break };
        let start = Instant::now();
        let mut todo = machine.step(now, Event::Tick);
        while let Some(action) = todo.pop() {
            let event = match action {
                Action::Lock(ticket) => Event::Locked(ticket),
                Action::Read(ticket) => {
                    let number =
                        u64::from_str_radix(&ticket.account.to_string()[24..], 16).unwrap_or_default();
                    let age = LIFETIME * i32::try_from(number % 900).unwrap_or_default() / 900;
                    let session = grant(epoch() - age, &token).start(1, None);
                    match record(number, number % 1000, session) {
                        Some(record) => Event::Read(ticket, Box::new(record)),
                        None => continue,
                    }
                }
                Action::Note(ticket, _) => Event::Noted(ticket),
                Action::Refresh(ticket, _) => {
                    Event::Refreshed(ticket, Answer::Granted(Box::new(grant(now, &token))))
                }
                Action::Commit(ticket, _) => {
                    refreshes += 1;
                    Event::Committed(ticket)
                }
                _ => continue,
            };
            todo.extend(machine.step(now, event));
        }
        own += start.elapsed();
    }
    Keeper { accounts, bytes, refresh: own / refreshes.max(1) }
}

/// Resident memory of this process, bytes; 0 where the system does not say.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * 4096
}

/// Counts requests by the second, from the begin of the outage.
struct Seconds(Vec<u32>);

impl Seconds {
    fn new() -> Self {
        Self(vec![0; usize::try_from((OUTAGE + AFTERWARDS).num_seconds()).unwrap_or_default() + 1])
    }

    fn count(&mut self, since: TimeDelta, requests: u32) {
        if let Some(second) = usize::try_from(since.num_seconds()).ok().and_then(|at| self.0.get_mut(at)) {
            *second += requests;
        }
    }

    fn crowd(&self, mean: f64) -> Crowd {
        let outage = usize::try_from(OUTAGE.num_seconds()).unwrap_or_default();
        let peak =
            |part: Option<&[u32]>| part.and_then(|part| part.iter().max()).copied().unwrap_or_default();
        Crowd { mean, during: peak(self.0.get(60..outage)), after: peak(self.0.get(outage..)) }
    }
}

/// This many installations of ours, each with one account.
pub fn ours(installations: u32) -> Crowd {
    let end = epoch() + OUTAGE + AFTERWARDS;
    let mut agenda = BinaryHeap::new();
    let mut all = Vec::new();
    for number in 0..u64::from(installations) {
        let age = LIFETIME * i32::try_from(number % 720).unwrap_or_default() / 900;
        let session = grant(epoch() - age, "t").start(1, None);
        let Some(record) = record(number, 0, session) else { continue };
        let mut machine = Machine::new(Rules::default(), number, anchor());
        machine.step(epoch(), Event::Leads(true));
        machine.step(epoch(), Event::Known(Box::new(record.clone())));
        if let Some(at) = machine.next_due() {
            agenda.push(Reverse((at, all.len())));
        }
        all.push((machine, BTreeMap::from([(record.account.id, record)])));
    }
    let mut seconds = Seconds::new();
    while let Some(Reverse((at, number))) = agenda.pop() {
        if at > end {
            break;
        }
        let Some((machine, records)) = all.get_mut(number) else { continue };
        let asked = carry_out(machine, records, at, at >= epoch() + OUTAGE);
        seconds.count(at - epoch(), asked);
        if let Some(next) = machine.next_due() {
            agenda.push(Reverse((next.max(at + TimeDelta::milliseconds(1)), number)));
        }
    }
    // The lead is 3 minutes, minus 5 % of it on average.
    seconds.crowd(f64::from(installations) / (LIFETIME.num_seconds() as f64 - 180.0 * 0.95))
}

/// As many that refresh five minutes early and try again every ten seconds.
pub fn theirs(installations: u32) -> Crowd {
    let period = LIFETIME - TimeDelta::minutes(5);
    let mut seconds = Seconds::new();
    for number in 0..installations {
        let mut at = period * i32::try_from(number % 600).unwrap_or_default() / 600;
        while at < OUTAGE + AFTERWARDS {
            seconds.count(at, 1);
            at += if at < OUTAGE { TimeDelta::seconds(10) } else { period };
        }
    }
    seconds.crowd(f64::from(installations) / period.num_seconds() as f64)
}
