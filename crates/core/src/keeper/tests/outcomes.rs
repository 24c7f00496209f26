//! What each outcome of a flight leaves behind, to the letter: each of these was once a line that could be changed without
//! any test noticing.

use super::*;
use crate::keeper::state::Flight;

impl Play {
    /// What follows, whole.
    fn actions(&mut self, event: Event) -> Vec<Action> {
        self.machine.step(self.now, event)
    }

    /// A refresh that gives a token of this lifetime, saved at once.
    fn refreshed(&mut self, lifetime: i64) -> Vec<String> {
        self.until_sent();
        self.step(Event::Refreshed(self.ticket(), grant(self.now, lifetime)));
        self.step(Event::Committed(self.ticket()))
    }

    /// To the moment when the remembered password is on its way.
    fn until_logging_in(&mut self) {
        self.until_sent();
        self.step(Event::Refreshed(self.ticket(), Answer::Rejected(error(Code::RefreshRefused))));
        assert_eq!(self.step(Event::Committed(self.ticket())), ["LogIn"]);
    }
}

/// Until when other processes shall leave the account alone.
fn postponed(actions: &[Action]) -> Option<DateTime<Utc>> {
    actions.iter().find_map(|action| match action {
        Action::Postpone(_, _, moment) => anchor(TimeDelta::zero()).shows(moment),
        _ => None,
    })
}

#[test]
fn who_reached_a_server_in_vain_tells_other_processes() {
    for answer in [Answer::Later(error(Code::RateLimited)), Answer::Lost(error(Code::NoAnswer))] {
        let mut play = Play::new(false);
        play.until_sent();
        let actions = play.actions(Event::Refreshed(play.ticket(), answer));
        assert_eq!(postponed(&actions), play.machine.next_due(), "the same time holds for all");
    }
    let mut play = Play::new(false);
    play.until_sent();
    let actions = play.actions(Event::Refreshed(play.ticket(), Answer::NotSent(error(Code::Unreachable))));
    assert_eq!(postponed(&actions), None, "the server knows nothing of it");
}

#[test]
fn a_login_that_was_in_vain_is_not_tried_by_everybody_at_once() {
    let mut play = Play::new(true);
    play.until_logging_in();
    let busy = Answer::Later(error(Code::RateLimited));
    let actions = play.actions(Event::LoggedIn(play.ticket(), busy, 1));
    assert_eq!(postponed(&actions), play.machine.next_due());
    // What has nothing to do with time is for a person, and everybody else waits as long as they may.
    let mut play = Play::new(true);
    play.until_logging_in();
    let odd = Answer::Later(error(Code::RequestRefused));
    let actions = play.actions(Event::LoggedIn(play.ticket(), odd, 1));
    assert_eq!(postponed(&actions), Some(play.now + Rules::default().longest_backoff));
    assert!(matches!(play.state(), State::NeedsLogin { .. }));
    assert_eq!(play.machine.next_due(), None);
}

#[test]
fn a_dropped_refresh_token_leaves_no_end_behind() {
    let mut play = Play::new(false);
    play.until_sent();
    let refusal = Answer::Rejected(error(Code::RefreshRefused));
    let actions = play.actions(Event::Refreshed(play.ticket(), refusal));
    let [Action::Commit(_, session)] = &actions[..] else { panic!("{actions:?}") };
    assert!(session.refresh_token.is_none() && session.refresh_expires_at.is_none());
    assert_eq!(session.generation, 2);
}

#[test]
fn tokens_of_others_that_have_ended_are_no_reason_to_land() {
    let mut play = Play::new(false);
    play.now = start() + seconds(901);
    play.step(Event::Tick);
    play.step(Event::Locked(play.ticket()));
    let theirs = record(play.id, Some(5), false);
    assert_eq!(
        play.step(Event::Read(play.ticket(), Box::new(theirs))),
        ["Tell", "Unlock", "Publish", "Done"]
    );
    let State::Retrying { cause, .. } = play.state() else { panic!("{:?}", play.state()) };
    assert_eq!(cause.code, Code::BadAnswer);
}

#[test]
fn a_few_tokens_may_be_over_on_arrival_and_then_it_is_the_servers_fault() {
    // Each ends a little later than the one before, and has ended all the same.
    let late = start() + seconds(901);
    let mut play = Play { now: late, ..Play::new(false) };
    for round in 0..4 {
        play.refreshed(0);
        assert!(matches!(play.state(), State::Retrying { .. }), "{round}: {:?}", play.state());
    }
    play.refreshed(0);
    assert!(matches!(play.state(), State::NeedsLogin { .. }), "{:?}", play.state());
    // One that is good starts the count anew.
    let mut play = Play { now: late, ..Play::new(false) };
    for _ in 0..3 {
        for _ in 0..3 {
            play.refreshed(0);
            assert!(matches!(play.state(), State::Retrying { .. }), "{:?}", play.state());
        }
        play.refreshed(900);
        assert_eq!(play.state(), State::Fresh);
        play.now += seconds(901);
    }
}

#[test]
fn where_refreshes_give_ended_tokens_a_login_may_help() {
    let mut play = Play { now: start() + seconds(901), ..Play::new(true) };
    for _ in 0..4 {
        play.refreshed(0);
    }
    assert_eq!(play.refreshed(0), ["Tell", "LogIn"]);
    play.step(Event::LoggedIn(play.ticket(), grant(play.now, 0), 1));
    play.step(Event::Committed(play.ticket()));
    assert!(matches!(play.state(), State::NeedsLogin { .. }), "and only one: {:?}", play.state());
}

#[test]
fn tries_to_save_come_further_and_further_apart() {
    let mut play = Play::new(false);
    play.until_sent();
    play.step(Event::Refreshed(play.ticket(), grant(play.now, 86_400)));
    let mut longest = TimeDelta::zero();
    for _ in 0..12 {
        play.step(Event::VaultFailed(play.ticket(), error(Code::VaultUnavailable)));
        let next = play.machine.next_due().unwrap();
        longest = longest.max(next - play.now);
        play.now = next;
        assert_eq!(play.step(Event::Tick), ["Commit"]);
    }
    assert!(longest > seconds(4) && longest < seconds(17), "{longest}");
    let watched = play.machine.get(play.id).unwrap();
    assert!(watched.uncommitted() && matches!(watched.flight, Some(Flight::Committing { .. })));
}

#[test]
fn who_does_not_lead_does_nothing_unasked() {
    let mut play = Play::new(false);
    play.step(Event::Leads(false));
    play.now = play.machine.next_due().unwrap();
    assert_eq!(play.step(Event::Tick), ["Publish"]);
    assert_eq!(play.machine.next_due(), None);
    // Who asks is served all the same.
    assert_eq!(play.step(Event::Asked(play.id, Urgency::Program)), ["Lock", "Publish"]);
    play.step(Event::NotLocked(play.ticket(), error(Code::Busy)));
    let State::Retrying { next, .. } = play.state() else { panic!("{:?}", play.state()) };
    play.now = next;
    play.step(Event::Tick);
    assert_eq!(play.state(), State::Fresh, "what failed for them is over");
    // And once it leads, it goes on where the other one ended.
    play.step(Event::Leads(true));
    assert_eq!(play.step(Event::Tick), ["Lock", "Publish"]);
}

#[test]
fn a_program_that_asks_takes_nobodys_place() {
    let mut machine = machine();
    let ids: Vec<_> = (0..12).map(|_| AccountId::random()).collect();
    for id in &ids {
        machine.step(start(), Event::Known(Box::new(record(*id, Some(1), false))));
        machine.step(start(), Event::Asked(*id, Urgency::Program));
    }
    let turn = |machine: &Machine| machine.get(ids[10]).unwrap().turn.clone();
    let before = turn(&machine);
    assert!(machine.step(start(), Event::Asked(ids[10], Urgency::Program)).is_empty());
    assert_eq!(turn(&machine), before);
}
