//! The network: what a process sends to a server, and what comes back.

use crate::invariants::{Call, Instance};
use crate::process::Cast;
use crate::universe::hold;
use chrono::{DateTime, TimeDelta};
use fobwatch_core::account::AccountId;
use fobwatch_core::clock::{Ahead, Clock};
use fobwatch_core::error::{Code, Error};
use fobwatch_core::http::{NoReply, Reply, Request, TOTAL_TIMEOUT, Wire, retry_after};
use fobwatch_core::world::Pending;
use serde_json::Value;
use std::sync::Arc;
use zeroize::Zeroizing;

tokio::task_local! {
    /// Set in what a person does; the keeper's own calls are without it.
    pub(crate) static PERSON: ();
}

pub(crate) struct SimWire {
    pub cast: Arc<Cast>,
    pub clock: Arc<dyn Clock>,
    pub instance: Instance,
}

/// A call under way. Wherever it ends, it is counted out.
struct UnderWay<'a> {
    wire: &'a SimWire,
    host: &'a str,
    account: AccountId,
    by_person: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut invariants = hold(&self.wire.cast.universe.invariants);
        invariants.end(self.wire.instance, self.host, self.account, self.by_person);
    }
}

impl Wire for SimWire {
    fn send(&self, request: Request) -> Pending<'_, Result<Reply, NoReply>> {
        Box::pin(self.call(request))
    }
}

impl SimWire {
    async fn call(&self, request: Request) -> Result<Reply, NoReply> {
        let universe = &self.cast.universe;
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let host = host.as_str();
        let path = request.url.path().to_owned();
        let body: Value =
            request.body.as_ref().and_then(|(_, body)| serde_json::from_slice(body).ok()).unwrap_or_default();
        let bearer = request.header("Authorization").and_then(|value| value.expose().strip_prefix("Bearer "));
        let bearer = bearer.map(str::to_owned);
        let token = body.get("refresh_token").and_then(Value::as_str).map(str::to_owned);
        let (user, lifetime, rotates) = {
            let server = hold(self.cast.host(host));
            let lifetime = server.kind.access.min(server.kind.refresh);
            (server.user(&body, bearer.as_deref()), lifetime, server.kind.rotates)
        };
        let account = user.and_then(|user| self.cast.account(&user)).ok_or_else(|| lost("nobody's call"))?;
        let by_person = PERSON.try_with(|()| ()).is_ok();
        let entry = hold(&self.cast.disk).get(account);
        let on_disk = entry.as_ref().and_then(|entry| {
            entry.session.as_ref()?.refresh_token.as_ref().map(|token| token.expose().to_owned())
        });
        let left_alone = entry.and_then(|entry| universe.time_until(entry.not_before.as_ref()?));
        universe.tell(format_args!("{} sends {path} for {account} {token:?}", self.instance));
        universe.check_call(&Call {
            instance: self.instance,
            host,
            account,
            path: &path,
            token: token.as_deref(),
            by_person,
            lifetime,
            on_disk: on_disk.as_deref(),
            left_alone,
        });
        if path == "/auth/login" && !by_person {
            self.cast.check_login(account);
        }
        let _under_way = UnderWay { wire: self, host, account, by_person };

        let (sent_at, before, slept) = (self.clock.now(), self.clock.anchor(), universe.slept());
        let begun = tokio::time::Instant::now();
        let trouble = universe.trouble();
        let way = || universe.while_of(trouble.latency / 2);
        if universe.happens(trouble.unreachable) {
            tokio::time::sleep(way()).await;
            universe.tell("no connection");
            return Err(NoReply::NotSent(Error::new(Code::Unreachable, "It cannot be reached.", "Wait.")));
        }
        let there = way();
        tokio::time::sleep(there.min(TOTAL_TIMEOUT)).await;
        let slept_away = || universe.slept() != slept && universe.happens(0.5);
        if slept_away() || universe.happens(trouble.lossy / 3.0) {
            return Err(lost("the request got lost"));
        }
        let handle = || {
            let now = universe.now();
            let answer = hold(self.cast.host(host)).handle(&path, &body, bearer.as_deref(), now);
            universe.tell(format_args!("the server answers {}", answer.0));
            answer
        };
        if there >= TOTAL_TIMEOUT {
            // It may arrive all the same.
            if universe.happens(0.5) {
                handle();
            }
            return Err(lost("no answer in time"));
        }
        let mut rest = None;
        let (status, text) = if let Some(seconds) = trouble.busy {
            rest = (seconds > 0).then(|| TimeDelta::seconds(i64::from(seconds)));
            (429, r#"{"error":"Too Many Requests"}"#.to_owned())
        } else if universe.happens(trouble.failing) {
            let status = universe.pick(&[500, 502, 503, 504]);
            rest = (status == 503 && universe.happens(0.5))
                .then(|| TimeDelta::seconds(universe.between(1, 60).cast_signed()));
            if status != 503 && universe.happens(0.3) {
                handle();
            }
            (status, "<html>down</html>".to_owned())
        } else {
            handle()
        };
        let date = hold(self.cast.host(host)).clock(universe.now());
        let left = TOTAL_TIMEOUT.saturating_sub(begun.elapsed());
        let back = way();
        tokio::time::sleep(back.min(left)).await;
        if slept_away() || universe.happens(trouble.lossy) || back >= left {
            universe.tell("the answer gets lost");
            return Err(lost("the answer got lost"));
        }
        let (received_at, anchor) = (self.clock.now(), self.clock.anchor());
        let sent_at = sent_at + before.moved(&anchor).unwrap_or_default();
        // A `Date` knows no fractions.
        let date = DateTime::from_timestamp(date.timestamp(), 0).unwrap_or(date);
        let measured = Ahead::measure(date, sent_at, received_at);
        {
            let mut invariants = hold(&universe.invariants);
            let spent = status == 401 || (status == 200 && rotates);
            if let Some(token) = token.filter(|_| spent) {
                invariants.answered(self.instance, &token);
            }
            if status == 200 {
                // Other processes know it as soon as they can read the vault.
                invariants.served(account, trouble.vault > 0.0 || measured.is_none());
                if by_person && measured.is_none() {
                    // It may be the first thing that this server ever said.
                    invariants.clock_unknown.insert(account);
                }
            }
            if let Some(rest) = rest.filter(|_| !by_person) {
                invariants.asked_to_wait(self.instance, account, universe.now() + rest);
            }
            if let Some(ahead) = &measured {
                invariants.measured(account, ahead.error);
            }
        }
        universe.tell(format_args!("{} gets {status}", self.instance));
        let wish = rest.map(|rest| match trouble.by_date {
            true => (date + rest).format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            false => rest.num_seconds().to_string(),
        });
        Ok(Reply {
            status,
            body: Zeroizing::new(text.into_bytes()),
            location: None,
            retry_at: wish.and_then(|wish| retry_after(&wish, Some(date), received_at)),
            ahead: measured,
            headers: Vec::new(),
            sent_at,
            received_at,
            anchor,
        })
    }
}

fn lost(what: &str) -> NoReply {
    NoReply::Lost(Error::new(Code::NoAnswer, what, "Try again in a moment."))
}
