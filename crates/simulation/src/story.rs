//! What happens in a run: a world is drawn, things go wrong in it, and then it is left in peace.

use crate::broken::Broken;
use crate::disk::{Disk, Entry};
use crate::invariants::NO_HANG;
use crate::process::{Cast, Member, Process};
use crate::server::{Kind, Server};
use crate::universe::{Trouble, Universe, epoch, hold};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::{Account, AccountId};
use fobwatch_core::address::BaseUrl;
use fobwatch_core::auth::Secrets;
use fobwatch_core::clock::Clock;
use fobwatch_core::error::Code;
use fobwatch_core::keeper::Rules;
use fobwatch_core::profile::{self, Profile};
use fobwatch_core::secret::Secret;
use fobwatch_core::session::{Context, Session};
use fobwatch_core::view::AccountDraft;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PASSWORD: &str = "right";
/// The longest `Retry-After` here, a breaker's pause and a lock's patience, one after the other. The longest back-off
/// comes on top.
const PEACE: TimeDelta = TimeDelta::seconds(200);

/// Tells one run.
pub(crate) async fn tell(seed: u64, broken: Option<Broken>, trace: bool) -> Arc<Universe> {
    let universe = Arc::new(Universe::new(seed, trace));
    let (cast, newcomers) = draw(&universe, broken);
    let mut stage = Stage {
        cast: Arc::new(cast),
        newcomers,
        processes: BTreeMap::new(),
        instances: 0,
        size: universe.between(1, 3),
    };
    stage.calm();
    stage.start().await;
    let longest = stage.lifetime().num_milliseconds().clamp(4_000, 2 * 3_600_000) * 2;
    // Some runs are nearly left alone, so that what goes wrong in fair weather shows too.
    let rough = universe.happens(0.7);
    for _ in 0..if rough { universe.between(5, 14) } else { 4 } {
        if rough || universe.happens(0.3) {
            stage.act().await;
        }
        stage.wait(universe.between(200, longest.unsigned_abs())).await;
        if universe.happens(0.6) {
            stage.start().await;
        }
        if universe.is_broken() {
            return universe;
        }
    }
    universe.tell("peace");
    stage.calm();
    stage.start().await;
    let peace = PEACE + stage.cast.rules.longest_backoff;
    tokio::time::sleep(peace.to_std().unwrap_or_default()).await;
    for _ in 0..3 {
        stage.check();
        stage.ask_all().await;
        stage.wait(universe.between(1_000, longest.unsigned_abs() / 3)).await;
    }
    universe
}

/// A world, and who has no account in it yet.
fn draw(universe: &Arc<Universe>, broken: Option<Broken>) -> (Cast, Vec<Member>) {
    let crowd = universe.happens(0.03);
    // Most runs have a shorter one than the product, so that peace comes sooner and more runs fit into a minute.
    let longest_backoff = TimeDelta::seconds(universe.pick(&[20, 20, 20, 300]));
    let rules = Rules { longest_backoff, ..Rules::default() };
    let hosts: BTreeMap<String, Mutex<Server>> = (0..if crowd { 1 } else { universe.between(1, 2) })
        .map(|number| format!("h{number}.test"))
        .map(|name| (name.clone(), Mutex::new(Server::new(&name, kind(universe, crowd)))))
        .collect();
    let names: Vec<String> = hosts.keys().cloned().collect();
    let mut disk = Disk::default();
    let count = if crowd { universe.between(40, 80) } else { universe.between(1, 4) };
    let mut newcomers = Vec::new();
    let members: Vec<Member> = (1..=count + 2)
        .filter_map(|number| {
            let id: AccountId = format!("00000000-0000-4000-8000-{number:012}").parse().ok()?;
            let member = Member { id, user: format!("user-{number}"), host: universe.pick(&names) };
            let mut server = hold(hosts.get(&member.host)?);
            if number > count {
                server.set_password(&member.user, PASSWORD);
                newcomers.push(member.clone());
            } else {
                disk.add(entry(universe, &member, &mut server)?);
            }
            drop(server);
            Some(member)
        })
        .collect();
    let cast = Cast {
        universe: universe.clone(),
        disk: Arc::new(Mutex::new(disk)),
        table: Arc::default(),
        turn: Arc::default(),
        rules,
        hosts,
        members,
        broken,
        one_leads: universe.happens(0.4),
    };
    (cast, newcomers)
}

fn kind(universe: &Universe, crowd: bool) -> Kind {
    let access = if crowd {
        universe.pick(&[900, 3_600])
    } else {
        universe.pick(&[2, 5, 20, 20, 60, 60, 900, 900, 900, 3_600, 86_400, 400 * 86_400])
    };
    let week = 7 * 86_400;
    let refresh = universe.pick(&[access * 10, week, week, access * 2, (access / 2).max(2)]);
    let skew = universe.pick(&[0, 0, 0, 40, -40, 3_600, -3_600, 43_200, -43_200]);
    Kind {
        access: TimeDelta::seconds(access),
        refresh: TimeDelta::seconds(refresh),
        tells_refresh_end: universe.happens(0.8),
        tells_access_end: universe.happens(0.93),
        gives_refresh: universe.happens(0.93),
        stale: match universe.below(20) {
            0 => vec![true],
            1 => (0..7).map(|_| universe.happens(0.4)).collect(),
            _ => Vec::new(),
        },
        rotates: universe.happens(0.85),
        grace: TimeDelta::seconds(universe.pick(&[0, 0, 0, 10, 60])),
        revokes_family: universe.happens(0.6),
        same_end: universe.happens(0.12),
        skew: TimeDelta::seconds(skew) + TimeDelta::milliseconds(universe.below(1000).cast_signed()),
    }
}

/// An account that has just logged in.
fn entry(universe: &Arc<Universe>, member: &Member, server: &mut Server) -> Option<Entry> {
    server.set_password(&member.user, PASSWORD);
    let (_, body) = server.login(&member.user, PASSWORD, epoch());
    let body: Value = serde_json::from_str(&body).ok()?;
    let time = |name: &str| body.get(name)?.as_str()?.parse::<DateTime<Utc>>().ok();
    let token = |name: &str| Some(Secret::new(body.get(name)?.as_str()?.to_owned()));
    let remembers = universe.happens(0.5);
    let known = if universe.happens(0.2) { "outdated" } else { PASSWORD };
    let session = Session {
        generation: 1,
        access_token: token("access_token")?,
        refresh_token: token("refresh_token"),
        client_id: Some("7".to_owned()),
        issued_at: server.clock(epoch()),
        access_expires_at: time("access_expires_at"),
        refresh_expires_at: time("refresh_expires_at"),
        ahead: server.kind.skew,
        anchor: Some(crate::computer::SimClock(universe.clone()).anchor()),
        context: Context::default(),
    };
    let last_token = session.refresh_token.as_ref().map(|token| token.expose().to_owned());
    let base_url = BaseUrl::parse(&format!("https://{}", member.host)).ok()?;
    let account = Account {
        inputs: [("username".to_owned(), member.user.clone())].into(),
        remembers,
        ..Account::new(member.id, &member.user, base_url, Profile::find(profile::DEFAULT).ok()?)
    };
    Some(Entry {
        secrets: remembers.then(|| password(known)),
        secrets_version: 1,
        generation: 1,
        session: Some(session),
        last_token,
        ..Entry::new(account)
    })
}

/// What a person enters.
fn draft(user: &str, host: &str, known: &str, remember: bool) -> AccountDraft {
    AccountDraft {
        name: user.to_owned(),
        base_url: format!("https://{host}"),
        profile: profile::DEFAULT.to_owned(),
        inputs: [("username".to_owned(), user.to_owned())].into(),
        secrets: password(known),
        remember,
        ..AccountDraft::default()
    }
}

fn password(text: &str) -> Secrets {
    [("password".to_owned(), Secret::new(text.to_owned()))].into()
}

/// The processes, and what happens to them.
struct Stage {
    cast: Arc<Cast>,
    processes: BTreeMap<u64, Process>,
    instances: u64,
    /// Who has no account here yet.
    newcomers: Vec<Member>,
    /// How many processes there shall be.
    size: u64,
}

impl Stage {
    fn universe(&self) -> &Arc<Universe> {
        &self.cast.universe
    }

    /// The shortest lifetime of all servers here.
    fn lifetime(&self) -> TimeDelta {
        let lifetimes = self.cast.hosts.values().map(|server| hold(server).kind.access);
        lifetimes.min().unwrap_or(TimeDelta::zero())
    }

    async fn wait(&self, milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    fn calm(&self) {
        self.universe().change(|trouble| *trouble = Trouble { latency: 100, disk: 4, ..Trouble::default() });
    }

    /// Starts what does not run.
    async fn start(&mut self) {
        for _ in 0..50 {
            if self.processes.len() as u64 >= self.size {
                return;
            }
            self.instances += 1;
            let now = self.universe().now();
            hold(&self.universe().invariants).allow(now);
            match Process::start(&self.cast, self.instances).await {
                Some(process) => drop(self.processes.insert(self.instances, process)),
                None if self.universe().trouble().vault > 0.0 => return,
                None => self.wait(100).await,
            }
        }
    }

    fn someone(&self) -> Option<(u64, &Process)> {
        let running: Vec<u64> = self.processes.keys().copied().collect();
        if running.is_empty() {
            return None;
        }
        let number = self.universe().pick(&running);
        Some((number, self.processes.get(&number)?))
    }

    fn member(&self) -> Member {
        self.universe().pick(&self.cast.members)
    }

    /// One thing happens.
    async fn act(&mut self) {
        let universe = self.universe().clone();
        match universe.below(22) {
            0..=4 => self.trouble(),
            5 => self.calm(),
            6 => {
                if let Some(number) = self.someone().map(|(number, _)| number)
                    && let Some(process) = self.processes.remove(&number)
                {
                    universe.tell(format_args!("{number} crashes"));
                    process.crash();
                }
            }
            7 | 8 => self.suspend(),
            9 => self.set_clock(),
            10 => self.power_off().await,
            11 => self.refresh(),
            12 => self.log_out(),
            13 => self.log_in(),
            14 => {
                let member = self.member();
                universe.tell(format_args!("{} has another password at the server", member.user));
                hold(self.cast.host(&member.host)).set_password(&member.user, "another");
            }
            15 => {
                let member = self.member();
                universe.tell(format_args!("the server ends all sessions of {}", member.user));
                hold(self.cast.host(&member.host)).revoke(&member.user);
            }
            16 => self.move_away(),
            17 => self.add(),
            18 => self.remove(),
            19 => self.close().await,
            _ => self.tokens(),
        }
    }

    /// A person gives an account the address of another host, where nobody knows it, or of its own again.
    fn move_away(&self) {
        let (member, universe) = (self.member(), self.universe().clone());
        let Some((number, process)) = self.someone() else { return };
        let hosts: Vec<&String> = self.cast.hosts.keys().collect();
        let host = universe.pick(&hosts);
        universe.tell(format_args!("a person edits {} in {number}: {host}", member.user));
        hold(&universe.invariants).want(member.id, universe.now());
        let known = hold(self.cast.host(&member.host)).password(&member.user).unwrap_or_default().to_owned();
        let draft = draft(&member.user, host, &known, universe.happens(0.5));
        let keeper = process.keeper.clone();
        process.person(async move {
            if let Err(error) = keeper.change(member.id, draft).await {
                universe.tell(format_args!("no edit: {}", error.message));
            }
        });
    }

    fn trouble(&self) {
        let universe = self.universe();
        let mut trouble = Trouble {
            latency: universe.pick(&[20, 100, 100, 2_000, 20_000, 70_000]),
            disk: universe.pick(&[1, 4, 4, 50, 2_000]),
            by_date: universe.happens(0.5),
            ..Trouble::default()
        };
        for _ in 0..universe.between(1, 2) {
            match universe.below(6) {
                0 => trouble.unreachable = universe.pick(&[0.3, 1.0]),
                1 => trouble.lossy = universe.pick(&[0.2, 0.6]),
                2 => trouble.failing = universe.pick(&[0.3, 1.0]),
                3 => trouble.busy = Some(universe.pick(&[0, 20, 60, 100])),
                _ => trouble.vault = universe.pick(&[0.1, 0.5, 1.0]),
            }
        }
        universe.tell(format_args!("{trouble:?}"));
        universe.change(|now| *now = trouble);
    }

    fn suspend(&self) {
        let universe = self.universe();
        let lifetime = self.lifetime();
        let how_long = universe.pick(&[
            TimeDelta::seconds(10),
            TimeDelta::minutes(10),
            TimeDelta::hours(8),
            lifetime,
            lifetime * 2,
        ]);
        universe.tell(format_args!("suspended for {how_long}"));
        universe.sleep(how_long);
    }

    fn set_clock(&self) {
        let universe = self.universe();
        if self.processes.is_empty() {
            return;
        }
        let by = universe.pick(&[60, -60, 3_600, -3_600, 86_400, -86_400]);
        // Further off than a day, together with a server that is wrong too, nobody believes a clock any more.
        let by = TimeDelta::seconds(by);
        if (universe.wall() + by - universe.now()).abs() <= TimeDelta::days(1) {
            universe.tell(format_args!("the clock is set by {by}"));
            universe.set_clock(by);
            // What was measured before this start of the computer cannot follow.
            self.forget_clocks(|moved| moved.is_none());
        }
    }

    async fn power_off(&mut self) {
        let universe = self.universe().clone();
        universe.tell("the power goes");
        for (_, process) in std::mem::take(&mut self.processes) {
            process.crash();
        }
        // Everything ends now, before anybody starts again.
        tokio::task::yield_now().await;
        self.forget_clocks(|moved| moved.is_none_or(|moved| moved.abs() > TimeDelta::seconds(1)));
        universe.boot();
    }

    /// Nobody can know any more how the servers' clocks stand to ours, where this says so of how far the wall clock was
    /// moved since that was measured.
    fn forget_clocks(&self, lost: impl Fn(Option<TimeDelta>) -> bool) {
        let universe = self.universe();
        let here = crate::computer::SimClock(universe.clone()).anchor();
        for member in &self.cast.members {
            let entry = hold(&self.cast.disk).get(member.id);
            let session = entry.as_ref().and_then(|entry| entry.session.as_ref());
            if let Some(anchor) = session.and_then(|session| session.anchor.as_ref())
                && lost(anchor.moved(&here))
            {
                hold(&universe.invariants).clock_unknown.insert(member.id);
            }
        }
    }

    /// A person adds an account that nobody had here.
    fn add(&mut self) {
        let universe = self.universe().clone();
        let Some(member) = self.newcomers.pop() else { return };
        let Some((number, process)) = self.someone() else { return };
        universe.tell(format_args!("a person adds {} in {number}", member.user));
        hold(&universe.invariants).want(member.id, universe.now());
        let draft = draft(&member.user, &member.host, PASSWORD, universe.happens(0.5));
        let keeper = process.keeper.clone();
        process.person(async move {
            if let Err(error) = keeper.add_as(member.id, draft).await {
                universe.tell(format_args!("not added: {}", error.message));
            }
        });
    }

    /// A person removes an account.
    fn remove(&self) {
        let (member, universe, cast) = (self.member(), self.universe().clone(), self.cast.clone());
        let Some((number, process)) = self.someone() else { return };
        universe.tell(format_args!("a person removes {} in {number}", member.user));
        hold(&universe.invariants).want(member.id, universe.now());
        let keeper = process.keeper.clone();
        process.person(async move {
            match keeper.remove(member.id).await {
                Ok(()) => cast.check_logged_out(&keeper, member.id),
                Err(error) => universe.tell(format_args!("not removed: {}", error.message)),
            }
        });
    }

    /// A person quits the program.
    async fn close(&mut self) {
        let Some(number) = self.someone().map(|(number, _)| number) else { return };
        let Some(process) = self.processes.remove(&number) else { return };
        self.universe().tell(format_args!("{number} closes"));
        let lost = process.keeper.close().await;
        self.universe().tell(format_args!("{number} has closed, lost: {lost:?}"));
        self.cast.check_closed(number);
        process.crash();
    }

    fn refresh(&self) {
        let (member, universe) = (self.member(), self.universe().clone());
        let Some((number, process)) = self.someone() else { return };
        universe.tell(format_args!("a person refreshes {} in {number}", member.user));
        hold(&universe.invariants).want(member.id, universe.now());
        let keeper = process.keeper.clone();
        process.script(async move { drop(keeper.refresh(member.id).await) });
    }

    fn log_out(&self) {
        let (member, universe, cast) = (self.member(), self.universe().clone(), self.cast.clone());
        let Some((number, process)) = self.someone() else { return };
        let everywhere = universe.happens(0.5);
        universe.tell(format_args!("a person logs {} out in {number}", member.user));
        hold(&universe.invariants).want(member.id, universe.now());
        let keeper = process.keeper.clone();
        process.person(async move {
            match keeper.log_out(member.id, everywhere).await {
                Ok(_) => cast.check_logged_out(&keeper, member.id),
                Err(error) => universe.tell(format_args!("no log-out: {}", error.message)),
            }
        });
    }

    fn log_in(&self) {
        let (member, universe, cast) = (self.member(), self.universe().clone(), self.cast.clone());
        let Some((number, process)) = self.someone() else { return };
        universe.tell(format_args!("a person logs {} in in {number}", member.user));
        hold(&universe.invariants).want(member.id, universe.now());
        let remember = universe.happens(0.5);
        let keeper = process.keeper.clone();
        process.person(async move {
            let known = hold(cast.host(&member.host)).password(&member.user).unwrap_or_default().to_owned();
            if let Err(error) = keeper.log_in(member.id, password(&known), Some(remember)).await {
                universe.tell(format_args!("no login: {}", error.message));
            }
        });
    }

    /// Scripts ask for tokens, in all processes at once.
    fn tokens(&self) {
        let member = self.member();
        let lifetime = self.lifetime();
        let least = self.universe().pick(&[TimeDelta::zero(), lifetime / 2, lifetime * 9 / 10, lifetime * 2]);
        for (number, process) in &self.processes {
            let (universe, cast, keeper) =
                (self.universe().clone(), self.cast.clone(), process.keeper.clone());
            let number = *number;
            process.script(async move {
                let asked = tokio::time::timeout(Duration::from_secs(300), keeper.token(member.id, least));
                match asked.await {
                    Err(_) => universe.violate(NO_HANG, format!("{number} waits for a token")),
                    Ok(Ok(token)) => {
                        universe.tell(format_args!("{number} has a token"));
                        cast.check_token(member.id, &token, least);
                    }
                    // Its own limit is two minutes.
                    Ok(Err(error))
                        if error.code == Code::Busy && universe.was_fair_for(Duration::from_secs(180)) =>
                    {
                        universe.violate(NO_HANG, format!("{number} is told that it still works"));
                    }
                    Ok(Err(error)) => universe.tell(format_args!("{number} has no token: {}", error.message)),
                }
            });
        }
    }

    /// In peace, everybody who asks is answered soon.
    async fn ask_all(&self) {
        let member = self.member();
        for (number, process) in &self.processes {
            let asked = process.keeper.token(member.id, TimeDelta::zero());
            match tokio::time::timeout(Duration::from_secs(60), asked).await {
                Ok(Err(error)) if error.code == Code::Busy => {
                    self.universe().violate(NO_HANG, format!("{number}: {}", error.message));
                }
                Ok(Ok(token)) => self.cast.check_token(member.id, &token, TimeDelta::zero()),
                Ok(Err(_)) => {}
                Err(_) => self.universe().violate(NO_HANG, format!("{number} waits for a token")),
            }
        }
    }

    fn check(&self) {
        for (number, process) in &self.processes {
            let leads = hold(&self.cast.table).leads(*number);
            for member in &self.cast.members {
                // Who does not lead sees within a second what happened, and that is long for some tokens. Why the one that leads
                // has given up it does not see.
                let kind = hold(self.cast.server(member.id)).kind.clone();
                if leads || (kind.access >= TimeDelta::minutes(1) && !kind.same_end) {
                    self.cast.check_settled(&process.keeper, member.id);
                }
            }
        }
    }
}
