//! The keeper's decisions, one event at a time: no clock, no disk, no network.

mod choices;
mod outcomes;

use super::{Action, Event, Machine, Rules, State, Ticket, Urgency};
use crate::account::{Account, AccountId};
use crate::address::BaseUrl;
use crate::auth::Answer;
use crate::clock::Anchor;
use crate::error::{Code, Error};
use crate::profile::Profile;
use crate::secret::Secret;
use crate::session::{Context, End, Grant, Session};
use crate::vault::Record;
use chrono::{DateTime, TimeDelta, Utc};

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn seconds(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

fn anchor(offset: TimeDelta) -> Anchor {
    Anchor { boot: "b".into(), offset }
}

fn machine() -> Machine {
    let mut machine = Machine::new(Rules::default(), 1, anchor(TimeDelta::zero()));
    machine.step(DateTime::UNIX_EPOCH, Event::Leads(true));
    machine
}

fn record(id: AccountId, generation: Option<u64>, can_log_in: bool) -> Record {
    Record {
        account: Account {
            remembers: can_log_in,
            ..Account::new(
                id,
                "a",
                BaseUrl::parse("https://a.test").unwrap(),
                Profile::find("b2b-jwt").unwrap(),
            )
        },
        session: generation.map(|generation| Session {
            generation,
            access_token: Secret::new(format!("access-{generation}")),
            refresh_token: Some(Secret::new(format!("refresh-{generation}"))),
            client_id: Some("7".into()),
            issued_at: start(),
            access_expires_at: Some(start() + seconds(900)),
            refresh_expires_at: Some(start() + seconds(86_400)),
            ahead: TimeDelta::zero(),
            anchor: Some(anchor(TimeDelta::zero())),
            context: Context::default(),
        }),
        refresh_sent_at: None,
        not_before: None,
        last_generation: generation.unwrap_or(0),
        can_log_in,
        altered: false,
    }
}

fn grant(now: DateTime<Utc>, lifetime: i64) -> Answer {
    Answer::Granted(Box::new(Grant {
        access_token: Secret::new("access-new".into()),
        refresh_token: Some(Secret::new("refresh-new".into())),
        client_id: None,
        access_end: Some(End::At(now + seconds(lifetime))),
        refresh_end: Some(End::At(now + seconds(86_400))),
        context: Context::default(),
        sent_at: now,
        received_at: now,
        ahead: None,
        anchor: anchor(TimeDelta::zero()),
    }))
}

fn error(code: Code) -> Error {
    Error::new(code, "It failed.", "Wait.")
}

/// One account in a machine, with the time passed in by hand.
struct Play {
    machine: Machine,
    id: AccountId,
    now: DateTime<Utc>,
}

impl Play {
    fn new(can_log_in: bool) -> Self {
        let (machine, id) = (machine(), AccountId::random());
        let mut play = Self { machine, id, now: start() };
        play.step(Event::Known(Box::new(record(id, Some(1), can_log_in))));
        play
    }

    /// The names of the actions that follow.
    fn step(&mut self, event: Event) -> Vec<String> {
        let name = |action: &Action| format!("{action:?}").split(['(', ' ']).next().unwrap().to_owned();
        self.machine.step(self.now, event).iter().map(name).collect()
    }

    fn ticket(&self) -> Ticket {
        self.machine.get(self.id).map_or(Ticket { account: self.id, flight: 1 }, |watched| watched.ticket())
    }

    fn state(&self) -> State {
        self.machine.get(self.id).unwrap().state()
    }

    fn generation(&self) -> u64 {
        self.machine.get(self.id).unwrap().session.as_ref().unwrap().generation
    }

    /// To the moment when the refresh token is on its way.
    fn until_sent(&mut self) {
        self.now = self.machine.next_due().unwrap().max(self.now);
        assert_eq!(self.step(Event::Tick), ["Lock", "Publish"]);
        assert_eq!(self.step(Event::Locked(self.ticket())), ["Read"]);
        let mut record =
            record(self.id, Some(self.generation()), self.machine.get(self.id).unwrap().can_log_in);
        record.session = self.machine.get(self.id).unwrap().session.as_deref().cloned();
        assert_eq!(self.step(Event::Read(self.ticket(), Box::new(record))), ["Note"]);
        assert_eq!(self.step(Event::Noted(self.ticket())), ["Refresh"]);
    }
}

#[test]
fn a_session_is_renewed_before_its_end_in_the_one_safe_order() {
    let mut play = Play::new(false);
    let due = play.machine.next_due().unwrap() - start();
    assert!(due >= seconds(720) && due <= seconds(738), "{due}");
    assert!(play.step(Event::Tick).is_empty(), "nothing is due yet");
    play.until_sent();
    assert_eq!(play.state(), State::Refreshing);
    assert_eq!(play.step(Event::Refreshed(play.ticket(), grant(play.now, 900))), ["Commit"]);
    assert_eq!(play.generation(), 1, "not shown before it is on the disk");
    assert_eq!(play.step(Event::Committed(play.ticket())), ["Tell", "Unlock", "Publish", "Done"]);
    assert_eq!((play.state(), play.generation()), (State::Fresh, 2));
}

#[test]
fn a_session_that_somebody_else_renewed_is_taken_over() {
    let mut play = Play::new(false);
    play.now = play.machine.next_due().unwrap();
    play.step(Event::Tick);
    play.step(Event::Locked(play.ticket()));
    let newer = Event::Read(play.ticket(), Box::new(record(play.id, Some(5), false)));
    assert_eq!(play.step(newer), ["Unlock", "Publish", "Done"]);
    assert_eq!(play.generation(), 5);
}

#[test]
fn an_account_signed_out_elsewhere_is_signed_out_here() {
    let mut play = Play::new(false);
    play.now = play.machine.next_due().unwrap();
    play.step(Event::Tick);
    play.step(Event::Locked(play.ticket()));
    play.step(Event::Read(play.ticket(), Box::new(record(play.id, None, false))));
    assert_eq!(play.state(), State::SignedOut);
    assert_eq!(play.machine.next_due(), None);
}

#[test]
fn a_temporary_fault_keeps_the_token_and_tries_again() {
    for answer in [
        Answer::NotSent(error(Code::Unreachable)),
        Answer::Later(error(Code::RateLimited)),
        Answer::Lost(error(Code::NoAnswer)),
    ] {
        let mut play = Play::new(true);
        play.until_sent();
        let lost = matches!(answer, Answer::Lost(_));
        let actions = play.step(Event::Refreshed(play.ticket(), answer));
        assert_eq!(actions.contains(&"Unspent".to_owned()), !lost, "only a lost answer leaves the note");
        let State::Retrying { next, .. } = play.state() else { panic!("{:?}", play.state()) };
        assert!(next > play.now && next <= play.now + seconds(2));
        play.until_sent();
        play.step(Event::Refreshed(play.ticket(), grant(play.now, 900)));
        play.step(Event::Committed(play.ticket()));
        assert_eq!(play.state(), State::Fresh);
    }
}

#[test]
fn the_time_that_a_server_asks_for_is_kept() {
    let mut play = Play::new(false);
    play.until_sent();
    let asked = play.now + seconds(600);
    play.step(Event::Refreshed(play.ticket(), Answer::Later(error(Code::RateLimited).retry_at(Some(asked)))));
    assert!(play.machine.next_due().unwrap() >= asked);
}

#[test]
fn a_refused_token_is_forgotten_before_anything_else_is_tried() {
    let mut play = Play::new(true);
    play.until_sent();
    assert_eq!(
        play.step(Event::Refreshed(play.ticket(), Answer::Rejected(error(Code::RefreshRefused)))),
        ["Commit"]
    );
    assert_eq!(play.step(Event::Committed(play.ticket())), ["LogIn"]);
    assert!(play.machine.get(play.id).unwrap().session.as_ref().unwrap().refresh_token.is_none());
    assert_eq!(play.step(Event::LoggedIn(play.ticket(), grant(play.now, 900), 1)), ["Commit"]);
    play.step(Event::Committed(play.ticket()));
    assert_eq!((play.state(), play.generation()), (State::Fresh, 3));
}

#[test]
fn a_refused_password_is_not_tried_again() {
    let mut play = Play::new(true);
    play.until_sent();
    play.step(Event::Refreshed(play.ticket(), Answer::Rejected(error(Code::RefreshRefused))));
    play.step(Event::Committed(play.ticket()));
    let actions = play.step(Event::LoggedIn(play.ticket(), Answer::Rejected(error(Code::BadCredentials)), 4));
    assert_eq!(actions, ["RejectSecrets"], "it is on the disk before the lock is let go");
    assert_eq!(play.step(Event::SecretsRejected(play.ticket())), ["Tell", "Unlock", "Publish", "Done"]);
    assert!(matches!(play.state(), State::NeedsLogin { .. }));
    assert_eq!(play.machine.next_due(), None);
}

#[test]
fn nothing_is_refreshed_on_top_of_a_session_that_is_not_saved() {
    let mut play = Play::new(false);
    play.until_sent();
    play.step(Event::Refreshed(play.ticket(), grant(play.now, 2)));
    let actions = play.step(Event::VaultFailed(play.ticket(), error(Code::VaultUnavailable)));
    assert_eq!(actions, ["Tell", "KeepUncommitted", "Publish", "Done"], "the lock is kept");
    assert_eq!((play.state(), play.generation()), (State::Fresh, 2));
    assert!(play.machine.get(play.id).unwrap().uncommitted());
    for _ in 0..50 {
        play.now = play.machine.next_due().unwrap();
        assert_eq!(play.step(Event::Tick), ["Commit"], "only the commit is tried");
        play.step(Event::VaultFailed(play.ticket(), error(Code::VaultUnavailable)));
    }
    assert_eq!(play.step(Event::Asked(play.id, Urgency::Person)), ["Commit"], "also when a person asks");
    assert!(play.step(Event::Asked(play.id, Urgency::Person)).is_empty(), "and only once at a time");
    play.step(Event::Committed(play.ticket()));
    assert!(!play.machine.get(play.id).unwrap().uncommitted());
}

#[test]
fn an_account_removed_during_a_flight_lets_its_lock_go() {
    for stage in 0..4 {
        let mut play = Play::new(false);
        play.now = play.machine.next_due().unwrap();
        play.step(Event::Tick);
        let gone = play.step(Event::Gone(play.id));
        assert_eq!(gone, ["Unlock", "Publish", "Done"]);
        let late = match stage {
            0 => Event::Locked(play.ticket()),
            1 => Event::Read(play.ticket(), Box::new(record(play.id, Some(1), false))),
            2 => Event::Refreshed(play.ticket(), grant(play.now, 900)),
            _ => Event::Committed(play.ticket()),
        };
        let expected: &[&str] = if stage == 0 { &["Unlock"] } else { &[] };
        assert_eq!(play.step(late), expected, "only a lock that was just got has to be let go");
        assert_eq!(play.machine.next_due(), None);
    }
}

#[test]
fn everybody_who_asks_during_a_flight_waits_for_it() {
    let mut play = Play::new(false);
    assert_eq!(play.step(Event::Asked(play.id, Urgency::Person)), ["Lock", "Publish"]);
    assert!(play.step(Event::Asked(play.id, Urgency::Person)).is_empty());
    assert!(play.step(Event::Tick).is_empty());
}

#[test]
fn a_session_that_ended_while_nobody_ran_is_renewed_at_the_start() {
    let (mut machine, id) = (machine(), AccountId::random());
    let later = start() + seconds(4_000);
    machine.step(later, Event::Known(Box::new(record(id, Some(1), false))));
    assert!(machine.next_due().unwrap() <= later);
    // Also when the refresh token has ended by our clock, which may be wrong; without one only a person can go on.
    let (mut machine, much_later) = (self::machine(), start() + seconds(90_000));
    machine.step(much_later, Event::Known(Box::new(record(id, Some(1), false))));
    assert!(machine.next_due().unwrap() <= much_later);
    let (mut machine, mut without) = (self::machine(), record(id, Some(1), false));
    without.session.as_mut().unwrap().refresh_token = None;
    machine.step(much_later, Event::Known(Box::new(without)));
    assert!(matches!(machine.get(id).unwrap().state(), State::NeedsLogin { .. }));
}

#[test]
fn the_agenda_holds_one_entry_an_account() {
    let mut machine = machine();
    let ids: Vec<_> = (0..100).map(|_| AccountId::random()).collect();
    for _ in 0..5 {
        for id in &ids {
            machine.step(start(), Event::Known(Box::new(record(*id, Some(1), false))));
        }
    }
    assert_eq!(machine.agenda_len(), 100);
    for id in &ids {
        machine.step(start(), Event::Gone(*id));
    }
    assert_eq!(machine.agenda_len(), 0);
}

#[test]
fn news_of_an_old_flight_is_ignored() {
    let mut play = Play::new(false);
    play.until_sent();
    let old = play.ticket();
    play.step(Event::Refreshed(old, Answer::Later(error(Code::ServerError))));
    play.until_sent();
    assert_ne!(play.ticket(), old);
    for late in [
        Event::Noted(old),
        Event::Refreshed(old, grant(play.now, 900)),
        Event::Committed(old),
        Event::VaultFailed(old, error(Code::VaultUnavailable)),
        Event::NotLocked(old, error(Code::Busy)),
    ] {
        assert!(play.step(late).is_empty());
    }
    assert_eq!((play.state(), play.generation()), (State::Refreshing, 1));
}

#[test]
fn a_refusal_after_a_lost_answer_says_so() {
    let mut play = Play::new(false);
    play.now = play.machine.next_due().unwrap();
    play.step(Event::Tick);
    play.step(Event::Locked(play.ticket()));
    let mut sent_before = record(play.id, Some(1), false);
    sent_before.refresh_sent_at = Some(start());
    play.step(Event::Read(play.ticket(), Box::new(sent_before)));
    play.step(Event::Noted(play.ticket()));
    play.step(Event::Refreshed(play.ticket(), Answer::Rejected(error(Code::RefreshRefused))));
    play.step(Event::Committed(play.ticket()));
    let State::NeedsLogin { reason } = play.state() else { panic!("{:?}", play.state()) };
    assert_eq!(reason.code, Code::AnswerLost);
}

#[test]
fn programs_keep_to_the_back_off_and_persons_do_not() {
    let mut play = Play::new(false);
    play.until_sent();
    play.step(Event::Refreshed(play.ticket(), Answer::Later(error(Code::RateLimited))));
    assert_eq!(play.step(Event::Asked(play.id, Urgency::Program)), ["Done"]);
    assert_eq!(play.step(Event::Asked(play.id, Urgency::Person)), ["Lock", "Publish"]);
}

#[test]
fn a_wish_of_the_server_that_another_process_wrote_down_is_kept() {
    let mut play = Play::new(false);
    play.now = play.machine.next_due().unwrap();
    play.step(Event::Tick);
    play.step(Event::Locked(play.ticket()));
    let mut asked = record(play.id, Some(1), false);
    asked.not_before = Some(anchor(TimeDelta::zero()).moment(play.now + seconds(100)));
    let actions = play.step(Event::Read(play.ticket(), Box::new(asked)));
    assert_eq!(actions, ["Tell", "Unlock", "Publish", "Done"]);
    assert!(play.machine.next_due().unwrap() >= play.now + seconds(100));
}

#[test]
fn a_refresh_that_changes_nothing_is_no_loop() {
    let mut play = Play::new(false);
    for expected in [60, 900 - 60] {
        play.until_sent();
        let same = grant(start(), 900);
        play.step(Event::Refreshed(play.ticket(), same));
        let before = play.now;
        play.step(Event::Committed(play.ticket()));
        if let Some(due) = play.machine.next_due() {
            assert!(due - before >= seconds(expected), "{}", due - before);
        }
    }
    assert!(matches!(play.state(), State::NeedsLogin { .. }), "{:?}", play.state());
}

#[test]
fn a_clock_that_was_set_moves_the_plan_along() {
    for by in [seconds(86_400), seconds(-3_600)] {
        let mut play = Play::new(false);
        let due = play.machine.next_due().unwrap();
        play.now += by;
        assert_eq!(play.step(Event::ClockSet(by, anchor(by))), ["Publish"]);
        assert_eq!(play.machine.next_due().unwrap(), due + by);
        let left = play.machine.get(play.id).unwrap().session.as_ref().unwrap().access_left(play.now);
        assert_eq!(left, Some(seconds(900)));
    }
}

#[test]
fn a_commit_that_came_too_late_is_dropped() {
    let mut play = Play::new(false);
    play.until_sent();
    play.step(Event::Refreshed(play.ticket(), grant(play.now, 900)));
    assert_eq!(play.step(Event::VaultFailed(play.ticket(), crate::vault::superseded())), ["Read"]);
    play.step(Event::Read(play.ticket(), Box::new(record(play.id, None, false))));
    assert_eq!(play.state(), State::SignedOut);
}

#[test]
fn a_thousand_accounts_that_are_overdue_start_one_after_the_other() {
    let mut machine = machine();
    let mut now = start() + seconds(4_000);
    for _ in 0..1000 {
        machine.step(now, Event::Known(Box::new(record(AccountId::random(), Some(1), false))));
    }
    let (mut started, begun) = (0, now);
    while started < 1000 {
        now = machine.next_due().unwrap().max(now);
        // Each is over at once, so that only the pace holds the others back.
        let mut actions = machine.step(now, Event::Tick);
        while let Some(action) = actions.pop() {
            if let Action::Lock(ticket) = action {
                started += 1;
                actions.extend(machine.step(now, Event::Locked(ticket)));
                let newer = record(ticket.account, Some(2), false);
                let newer = Record {
                    session: newer.session.map(|s| Session {
                        access_expires_at: Some(now + seconds(9_000)),
                        issued_at: now,
                        ..s
                    }),
                    ..newer
                };
                actions.extend(machine.step(now, Event::Read(ticket, Box::new(newer))));
            }
        }
        let limit = 8 + (now - begun).num_milliseconds() / 125;
        assert!(started <= limit, "{started} after {}", now - begun);
    }
    assert!(now - begun < seconds(130), "{}", now - begun);
}

/// An account that waits at a host, and is then given another address, leaves no trace in the queue where it was.
#[test]
fn an_edited_address_does_not_hold_the_old_host_up() {
    let (mut machine, mut now) = (machine(), start());
    let ids: Vec<_> = (0..20).map(|_| AccountId::random()).collect();
    for id in &ids {
        machine.step(now, Event::Known(Box::new(record(*id, Some(1), false))));
    }
    // All are due; eight go in, the others wait.
    now += seconds(800);
    let mut under_way: Vec<Ticket> = locks(machine.step(now, Event::Tick));
    assert_eq!(under_way.len(), 8);
    let moved: Vec<_> =
        ids.iter().filter(|id| machine.get(**id).unwrap().flight.is_none()).copied().collect();
    for id in &moved[..6] {
        let mut elsewhere = record(*id, Some(2), false);
        elsewhere.account.base_url = BaseUrl::parse("https://b.test").unwrap();
        elsewhere.session.as_mut().unwrap().access_expires_at = Some(now + seconds(90_000));
        machine.step(now, Event::Known(Box::new(elsewhere)));
    }
    // Whoever stayed is served, one after the other.
    let mut served = 0;
    while let Some(ticket) = under_way.pop() {
        served += 1;
        assert!(!moved[..6].contains(&ticket.account), "a moved account is called at its old host");
        now += seconds(1);
        let fresh = Record {
            session: record(ticket.account, Some(2), false)
                .session
                .map(|session| Session { access_expires_at: Some(now + seconds(90_000)), ..session }),
            ..record(ticket.account, Some(2), false)
        };
        machine.step(now, Event::Locked(ticket));
        under_way.extend(locks(machine.step(now, Event::Read(ticket, Box::new(fresh)))));
    }
    assert_eq!(served, 14);
}

fn locks(actions: Vec<Action>) -> Vec<Ticket> {
    actions
        .into_iter()
        .filter_map(|action| match action {
            Action::Lock(ticket) => Some(ticket),
            _ => None,
        })
        .collect()
}

/// Another process got a session that ends sooner, or has ended: a plan for the old one is no plan for it.
#[test]
fn a_session_that_ends_sooner_is_planned_for() {
    for (left, latest) in [(60, 60), (-1, 0)] {
        let mut play = Play::new(false);
        assert!(play.machine.next_due().unwrap() - start() > seconds(700));
        let mut sooner = record(play.id, Some(2), false);
        sooner.session.as_mut().unwrap().access_expires_at = Some(start() + seconds(left));
        play.step(Event::Known(Box::new(sooner)));
        assert!(play.machine.next_due().unwrap() - start() <= seconds(latest), "{left}");
    }
}
