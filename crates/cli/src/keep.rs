//! `fob keep`: keeps all sessions fresh in the foreground, one line an event.

use crate::args::LogFormat;
use crate::export::ended;
use crate::out::data;
use crate::signal::stopped;
use crate::work::{close, opened};
use chrono::{DateTime, SecondsFormat, Utc};
use fobwatch_core::error::{Error, Result};
use fobwatch_core::keeper::{Change, Working};
use fobwatch_core::vault::Row;
use serde::Serialize;
use std::collections::BTreeMap;
use std::process::ExitCode;
use tokio::sync::broadcast::error::RecvError;

/// One line, as JSON.
#[derive(Serialize)]
struct Line<'a> {
    at: String,
    account: Option<&'a str>,
    event: &'a str,
    text: &'a str,
}

/// `fob keep`.
pub async fn keep(format: LogFormat) -> Result<ExitCode> {
    // Before anything is opened, so that an early signal is not the default one.
    let stopped = stopped()?;
    let fobwatch = opened(Working::ByItself).await?;
    let keeper = fobwatch.keeper()?;
    let mut changes = keeper.changes();
    // An account that `fob add` adds is kept from the next second on.
    keeper.attend(true);
    // A log that cannot be written is no reason to let sessions end.
    let log =
        |at, account: Option<&str>, event: &str, text: &str| drop(write(format, at, account, event, text));
    let (leads, elsewhere) =
        ("Keeping all sessions fresh.", "Another Fobwatch keeps them; this one goes on when that ends.");
    log(Utc::now(), None, "started", if keeper.leads() { leads } else { elsewhere });
    ready();
    let mut names: BTreeMap<_, _> = keeper.views().into_iter().map(|view| (view.id, view.name)).collect();
    let mut led = keeper.leads();
    tokio::pin!(stopped);
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            () = &mut stopped => break,
        };
        match change {
            Ok(Change::Account(view)) => drop(names.insert(view.id, view.name)),
            Ok(Change::Removed(id)) => {
                if let Some(name) = names.remove(&id) {
                    log(Utc::now(), Some(&name), "removed", "Removed.");
                }
            }
            Ok(Change::Told(id, Row { at, kind, text })) => {
                let event = serde_json::to_value(kind).ok();
                let event = event.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
                log(at, names.get(&id).map(String::as_str), event, &text);
            }
            Ok(Change::Leads(now)) if now != std::mem::replace(&mut led, now) => {
                log(Utc::now(), None, "leads", if now { leads } else { elsewhere });
            }
            Ok(Change::Leads(_)) => {}
            Err(RecvError::Lagged(missed)) => {
                log(Utc::now(), None, "lagged", &format!("{missed} events were too many to write."));
            }
            Err(RecvError::Closed) => break,
        }
    }
    stopping();
    ended(&fobwatch.live()?);
    close(&keeper).await;
    log(Utc::now(), None, "stopped", "Stopped.");
    Ok(ExitCode::SUCCESS)
}

fn write(format: LogFormat, at: DateTime<Utc>, account: Option<&str>, event: &str, text: &str) -> Result<()> {
    match format {
        LogFormat::Human => {
            let about = account.map_or_else(String::new, |name| format!("{name}: "));
            data(&format!("{} {about}{text}", at.to_rfc3339_opts(SecondsFormat::Secs, true)))
        }
        LogFormat::Json => {
            let line = Line { at: at.to_rfc3339_opts(SecondsFormat::Millis, true), account, event, text };
            data(&serde_json::to_string(&line).map_err(|_| Error::internal("writing JSON"))?)
        }
    }
}

/// Tells a service manager that sessions are kept from now on (sd_notify(3)). Where there is none, nothing happens.
#[cfg(target_os = "linux")]
fn ready() {
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
}

#[cfg(target_os = "linux")]
fn stopping() {
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
}

#[cfg(not(target_os = "linux"))]
fn ready() {}

#[cfg(not(target_os = "linux"))]
fn stopping() {}
