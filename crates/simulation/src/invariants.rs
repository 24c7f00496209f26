//! What must hold at every step, whatever fails.

use crate::process::Cast;
use crate::server::Standing;
use crate::universe::{Universe, hold};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::Code;
use fobwatch_core::keeper::{Keeper, Token};
use fobwatch_core::session::Session;
use fobwatch_core::view::AccountState;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A refresh carries the token that is on the disk at that moment, and never one whose answer the sender has seen.
pub const SPENT_TOKEN_NOT_SENT: &str = "a_spent_token_is_not_sent_again";
/// One call an account at a time, over all processes.
pub const ONE_FLIGHT: &str = "one_call_an_account_at_a_time";
/// No process asks a host, or for an account, more often than the rules say.
pub const LIMITS: &str = "limits_are_kept";
/// No account is tried before the time that the server asked for.
pub const RETRY_AFTER: &str = "retry_after_is_kept";
/// What is shown is on the disk, or flagged.
pub const COMMITTED: &str = "what_is_shown_is_committed";
/// After a log-out nothing remains, and nothing comes back.
pub const NOTHING_REMAINS: &str = "after_a_log_out_nothing_remains";
/// A token that is handed out lasts as long as asked for.
pub const GOOD_TOKEN: &str = "a_token_lasts_as_long_as_asked_for";
/// A process that closes waits for what it sent.
pub const CLOSED: &str = "whoever_closes_waits_for_what_was_sent";
/// No password is sent while the refresh token is good.
pub const NO_NEEDLESS_LOGIN: &str = "no_login_while_the_refresh_token_is_good";
/// After a while in peace every account is fresh, or needs a login for a true reason.
pub const SETTLED: &str = "in_peace_every_account_is_fresh_or_needs_a_login_for_a_true_reason";
/// Everybody who asks for a token gets an answer.
pub const NO_HANG: &str = "whoever_asks_is_answered";

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its name.
    pub invariant: &'static str,
    /// What happened.
    pub what: String,
}

/// One run of the program.
pub(crate) type Instance = u64;

/// What the invariants remember.
#[derive(Default)]
pub(crate) struct Invariants {
    /// Calls under way of a process, by host.
    calls: BTreeMap<Instance, BTreeMap<String, usize>>,
    /// Calls under way, by account.
    flights: BTreeMap<AccountId, usize>,
    /// When a process began its last calls to a host.
    starts: BTreeMap<(Instance, String), VecDeque<DateTime<Utc>>>,
    /// When a process began the last refreshes of an account.
    refreshes: BTreeMap<(Instance, AccountId), VecDeque<DateTime<Utc>>>,
    /// What persons and restarts add to what a process may ask.
    allowed: VecDeque<DateTime<Utc>>,
    /// When a person last wanted something of an account: that waits for nothing.
    wanted: BTreeMap<AccountId, DateTime<Utc>>,
    /// How far off the account's idea of its server's clock may be.
    clock_error: BTreeMap<AccountId, TimeDelta>,
    /// A server asked this process not to try this account before this time.
    not_before: BTreeMap<(Instance, AccountId), DateTime<Utc>>,
    /// The process has seen the answer to this refresh token.
    answered: BTreeSet<(Instance, String)>,
    /// A person has logged out, and not in again.
    pub signed_out: BTreeSet<AccountId>,
    /// The computer was started anew after its clock was set, and no server was asked since: nobody can know.
    pub clock_unknown: BTreeSet<AccountId>,
}

/// One call, as the invariants see it.
pub(crate) struct Call<'a> {
    pub instance: Instance,
    pub host: &'a str,
    pub account: AccountId,
    pub path: &'a str,
    /// The refresh token that it carries.
    pub token: Option<&'a str>,
    /// A person's own action.
    pub by_person: bool,
    /// How long this server's tokens last, the shorter of the two.
    pub lifetime: TimeDelta,
    /// The refresh token on the disk.
    pub on_disk: Option<&'a str>,
    /// The disk says that the account shall be left alone for this long.
    pub left_alone: Option<TimeDelta>,
}

fn prune(times: &mut VecDeque<DateTime<Utc>>, now: DateTime<Utc>, keep: TimeDelta) -> usize {
    while times.front().is_some_and(|at| now - *at > keep) {
        times.pop_front();
    }
    times.len()
}

impl Invariants {
    /// A person asks, or a process starts: more calls than usual are fine for a minute.
    pub fn allow(&mut self, now: DateTime<Utc>) {
        self.allowed.push_back(now);
    }

    /// A person wants something of this account.
    pub fn want(&mut self, account: AccountId, now: DateTime<Utc>) {
        self.allow(now);
        self.wanted.insert(account, now);
    }

    /// An answer told the server's time, to this precision. What an account goes by is a mixture of what the answers told:
    /// either the last one, or what was known before, or a quarter of the way from that to this. So its error is at most
    /// this one's, or the known one's.
    pub fn measured(&mut self, account: AccountId, error: TimeDelta) {
        let known = self.clock_error.entry(account).or_default();
        let kept = if error > TimeDelta::seconds(3) { *known } else { (*known * 3 + error) / 4 };
        *known = error.max(kept);
    }

    /// The calls of this process that are under way.
    pub fn under_way(&self, instance: Instance) -> usize {
        self.calls.get(&instance).map_or(0, |hosts| hosts.values().sum())
    }

    pub fn end(&mut self, instance: Instance, host: &str, account: AccountId, by_person: bool) {
        if let Some(count) = self.flights.get_mut(&account) {
            *count = count.saturating_sub(1);
        }
        if by_person {
            return;
        }
        if let Some(count) = self.calls.get_mut(&instance).and_then(|hosts| hosts.get_mut(host)) {
            *count = count.saturating_sub(1);
        }
    }

    pub fn answered(&mut self, instance: Instance, token: &str) {
        self.answered.insert((instance, token.to_owned()));
    }

    /// A server has answered well, so whatever it asked for before is over.
    pub fn served(&mut self, account: AccountId, in_secret: bool) {
        if !in_secret {
            self.clock_unknown.remove(&account);
        }
        self.not_before.retain(|(_, asked), _| *asked != account);
    }

    pub fn asked_to_wait(&mut self, instance: Instance, account: AccountId, until: DateTime<Utc>) {
        self.not_before.insert((instance, account), until);
    }
}

impl Universe {
    /// A call begins.
    pub fn check_call(&self, call: &Call<'_>) {
        let now = self.now();
        let mut all = hold(&self.invariants);
        let all = &mut *all;
        let Call { instance, host, account, .. } = *call;
        let flights = all.flights.entry(account).or_default();
        *flights += 1;
        if *flights > 1 {
            self.violate(ONE_FLIGHT, format!("{} calls for {account}", *flights));
        }
        if call.by_person {
            return;
        }
        let hosts = all.calls.entry(instance).or_default();
        *hosts.entry(host.to_owned()).or_default() += 1;
        let (here, anywhere) = (hosts[host], hosts.values().sum::<usize>());
        if here > 8 || anywhere > 32 {
            self.violate(LIMITS, format!("{here} calls to {host} at once, {anywhere} in all"));
        }
        let allowed = prune(&mut all.allowed, now, TimeDelta::minutes(1));
        let starts = all.starts.entry((instance, host.to_owned())).or_default();
        starts.push_back(now);
        // Eight at once, eight more in the course of a second, and eight whose locks and notes took a while; each may be
        // refused and then log in.
        let in_a_second = prune(starts, now, TimeDelta::seconds(1));
        if in_a_second > 2 * 24 + allowed {
            self.violate(LIMITS, format!("{in_a_second} calls to {host} within a second"));
        }
        let asked = all.not_before.get(&(instance, account)).map(|until| *until - now);
        let wanted = all.wanted.get(&account).is_some_and(|at| now - *at < TimeDelta::minutes(3));
        if let Some(early) = asked.max(call.left_alone)
            && early > TimeDelta::seconds(1)
            && !wanted
        {
            self.violate(RETRY_AFTER, format!("{early} too early for {account}"));
        }
        if call.path == "/auth/refresh" {
            let refreshes = all.refreshes.entry((instance, account)).or_default();
            refreshes.push_back(now);
            let in_a_minute = prune(refreshes, now, TimeDelta::minutes(1));
            let needed = 60_000 / (call.lifetime.num_milliseconds() / 2).max(1_000);
            // The first tries come close together; how many fit into a minute is a matter of chance.
            let limit = 24 + 8 * allowed + usize::try_from(needed).unwrap_or_default();
            if in_a_minute > limit {
                self.violate(LIMITS, format!("{in_a_minute} refreshes of {account} within a minute"));
            }
        }
        if let Some(token) = call.token {
            if call.on_disk != Some(token) {
                self.violate(
                    SPENT_TOKEN_NOT_SENT,
                    format!("{token} is sent, and {:?} is on the disk", call.on_disk),
                );
            }
            if all.answered.contains(&(instance, token.to_owned())) {
                self.violate(SPENT_TOKEN_NOT_SENT, format!("{token} was answered already"));
            }
        }
    }

    /// A keeper has put a session on the disk.
    pub fn check_commit(&self, account: AccountId) {
        if hold(&self.invariants).signed_out.contains(&account) {
            self.violate(NOTHING_REMAINS, format!("a session of {account} came back"));
        }
    }
}

impl Cast {
    /// An unattended login begins: the refresh token must be dead, or about to be.
    pub fn check_login(&self, account: AccountId) {
        let entry = hold(&self.disk).get(account);
        let Some(token) = entry.and_then(|entry| entry.last_token.clone()) else { return };
        let unknown = hold(&self.universe.invariants).clock_unknown.contains(&account);
        let server = hold(self.server(account));
        let standing = server.standing(&token, self.universe.now());
        if let Some((Standing::Live, left)) = standing
            && left > TimeDelta::seconds(45)
            && !server.kind.same_end
            && !server.kind.stale.contains(&true)
            && !unknown
        {
            let what = format!("{account} logs in though {token} is good for {left}");
            self.universe.violate(NO_NEEDLESS_LOGIN, what);
        }
    }

    /// A process shows an account.
    pub fn check_shown(&self, keeper: &Keeper, account: AccountId) {
        let (Ok(view), Ok((_, session))) = (keeper.view(account), keeper.current(account)) else { return };
        if !view.uncommitted {
            self.check_committed(account, &session);
        }
    }

    /// This session is said to be on the disk.
    fn check_committed(&self, account: AccountId, session: &Session) {
        // Another process may have removed it a moment ago.
        let Some(entry) = hold(&self.disk).durable(account) else { return };
        let held = entry.generation > session.generation
            || entry.session.as_ref().is_some_and(|kept| {
                kept.generation == session.generation
                    && kept.access_token.expose() == session.access_token.expose()
            });
        if !held {
            let what =
                format!("generation {} of {account} is shown, and is not on the disk", session.generation);
            self.universe.violate(COMMITTED, what);
        }
    }

    /// A token was handed out that shall last this long.
    pub fn check_token(&self, account: AccountId, token: &Token, least: TimeDelta) {
        if !token.uncommitted {
            self.check_committed(account, &token.session);
        }
        let now = self.universe.now();
        let (unknown, error) = {
            let invariants = hold(&self.universe.invariants);
            let error = invariants.clock_error.get(&account).copied().unwrap_or_default();
            (invariants.clock_unknown.contains(&account), error)
        };
        let server = hold(self.server(account));
        // Revoked by somebody else: that is not about time.
        let Some(left) = server.access_left(token.session.access_token.expose(), now) else { return };
        // Nobody can know when it ends where the server does not say.
        let told = token.session.access_expires_at.is_some();
        // Times on the way have microseconds, and those in an answer milliseconds.
        if told && !unknown && left + error + TimeDelta::milliseconds(5) < least {
            let what =
                format!("{left} left of {account}'s token, not {least}, and the clock is known to {error}");
            self.universe.violate(GOOD_TOKEN, what);
        }
    }

    /// A process has closed, and nothing of it was lost.
    pub fn check_closed(&self, instance: Instance) {
        let under_way = hold(&self.universe.invariants).under_way(instance);
        if under_way > 0 {
            self.universe.violate(CLOSED, format!("{under_way} calls of {instance} are under way"));
        }
    }

    /// A log-out said that it is done.
    pub fn check_logged_out(&self, keeper: &Keeper, account: AccountId) {
        let disk = hold(&self.disk);
        for (where_, entry) in [("disk", disk.get(account)), ("safe disk", disk.durable(account))] {
            if entry.is_some_and(|entry| entry.session.is_some() || entry.secrets.is_some()) {
                self.universe.violate(NOTHING_REMAINS, format!("something of {account} is on the {where_}"));
            }
        }
        if keeper.current(account).is_ok() {
            self.universe.violate(NOTHING_REMAINS, format!("{account}'s session is in memory"));
        }
        hold(&self.universe.invariants).signed_out.insert(account);
    }

    /// The world has been at peace for a while.
    pub fn check_settled(&self, keeper: &Keeper, account: AccountId) {
        let wrong = |what: String| self.universe.violate(SETTLED, format!("{account}: {what}"));
        let now = self.universe.now();
        let entry = hold(&self.disk).get(account);
        let (view, entry) = match (keeper.view(account), entry) {
            (Ok(view), Some(entry)) => (view, entry),
            (Err(_), None) => return,
            (Ok(_), None) => {
                let what = format!("{account} is shown, and was removed");
                return self.universe.violate(NOTHING_REMAINS, what);
            }
            (Err(_), Some(_)) => return wrong("is unknown".to_owned()),
        };
        let out = entry.session.is_none();
        let unknown = hold(&self.universe.invariants).clock_unknown.contains(&account);
        let session = keeper.current(account).ok().map(|(_, session)| session);
        let server = hold(self.server(account));
        let stale = server.kind.stale.contains(&true);
        let left = |token: &str| server.access_left(token, now);
        match &view.state {
            _ if view.uncommitted => wrong("is not saved".to_owned()),
            AccountState::SignedOut if out => {}
            AccountState::SignedOut => wrong("is signed out, and the vault has a session".to_owned()),
            AccountState::Static | AccountState::Refused { .. } => {
                wrong("is what nothing here is".to_owned())
            }
            AccountState::Fresh | AccountState::Refreshing if out => {
                self.universe
                    .violate(NOTHING_REMAINS, format!("{account} is shown after a log-out elsewhere"));
            }
            AccountState::Fresh | AccountState::Refreshing
                if unknown || stale || !server.kind.tells_access_end => {}
            AccountState::Fresh | AccountState::Refreshing => {
                let left = session.as_ref().and_then(|session| left(session.access_token.expose()));
                // Where nothing can renew it, its end is noticed by a clock that is known to a second.
                let renewable = entry.session.as_ref().is_some_and(|session| session.refresh_token.is_some());
                let late = match renewable && !server.kind.same_end {
                    true => TimeDelta::zero(),
                    false => TimeDelta::seconds(-2),
                };
                if left.is_some_and(|left| left <= late) {
                    wrong(format!(
                        "is {:?} with a token that has ended {:?} ago",
                        view.state,
                        left.map(|l| -l)
                    ));
                }
                // At rest it has its lead still before it, but for what the jitter takes off and a slow answer.
                if let (Some(session), Some(left), true) =
                    (&session, left, renewable && !server.kind.same_end)
                    && let Some(end) = session.access_expires_at
                {
                    let lifetime = end - session.issued_at;
                    let lead = (lifetime / 5).min(TimeDelta::minutes(5));
                    if left + TimeDelta::seconds(3) < lead * 9 / 10 {
                        wrong(format!("is {:?} with {left} left, and its lead is {lead}", view.state));
                    }
                }
            }
            // Its next answer may be a good one, or a login may help.
            AccountState::Retrying { cause, .. }
                if stale || (server.kind.same_end && cause.code == Code::BadAnswer) => {}
            AccountState::Retrying { cause, .. } => wrong(format!("still retries: {}", cause.message)),
            AccountState::NeedsLogin { reason } => {
                let remembers = entry.secrets.is_some() && entry.secrets_version != entry.rejected_version;
                let token = entry.last_token.clone();
                let standing = token.and_then(|token| server.standing(&token, now));
                let untrue = match reason.code {
                    // A server whose tokens never get younger has nothing else to offer.
                    Code::BadAnswer => !server.kind.same_end && !stale,
                    _ if remembers => true,
                    Code::BadCredentials => {
                        let sent = entry.secrets.as_ref().and_then(|secrets| secrets.get("password"));
                        let real = self.user(account).and_then(|user| server.password(user));
                        sent.map(|secret| secret.expose()) == real
                    }
                    Code::AnswerLost | Code::NeedsLogin => {
                        matches!(standing, Some((Standing::Live, left)) if left > TimeDelta::seconds(45))
                    }
                    // The server refused it: then it was not lost by us before.
                    Code::RefreshRefused => match standing {
                        Some((Standing::Revoked, _)) | None => false,
                        Some((_, left)) => left > TimeDelta::zero(),
                    },
                    _ => true,
                };
                if untrue {
                    wrong(format!(
                        "needs a login ({:?}), and its refresh token is {standing:?}",
                        reason.code
                    ));
                }
            }
        }
    }
}
