//! Looks at everything that Fobwatch needs, and says what to do.

use chrono::TimeDelta;
use fobwatch_core::address::BaseUrl;
use fobwatch_core::clock::SystemClock;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::http::{Http, NoReply, Request, Wire};
use fobwatch_core::keyring::Keyring;
use fobwatch_core::lock::Lease;
use fobwatch_core::text::span;
use fobwatch_core::tls::Safety;
use fobwatch_core::vault::{KeySource, Summary, Vault};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// As it should be.
    Ok,
    /// Something may be wanted.
    Warn,
    /// Fobwatch cannot work like this.
    Fail,
}

/// One thing that was looked at. Fields are added, never renamed or removed.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// How it stands.
    pub grade: Grade,
    /// What was looked at.
    pub what: &'static str,
    /// What was found.
    pub message: String,
    /// What to do, where something is to be done.
    pub hint: Option<String>,
    /// What failed.
    #[serde(skip)]
    pub code: Option<Code>,
}

impl Finding {
    fn ok(what: &'static str, message: impl Into<String>) -> Self {
        Self { grade: Grade::Ok, what, message: message.into(), hint: None, code: None }
    }

    fn warn(what: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { grade: Grade::Warn, what, message: message.into(), hint: Some(hint.into()), code: None }
    }

    fn of(grade: Grade, what: &'static str, error: &Error) -> Self {
        Self {
            grade,
            what,
            message: error.message.clone(),
            hint: Some(error.hint.clone()),
            code: Some(error.code),
        }
    }
}

/// Looks at everything. `open` gives the vault, or opens it; it is asked only where there is one. Each account's host is
/// asked for its time, by a GET without any credential.
pub async fn findings(home: &Home, open: impl FnOnce() -> Result<Arc<Vault>>) -> Vec<Finding> {
    let summary = Summary::of(home);
    let source = summary.as_ref().ok().and_then(|summary| summary.as_ref().map(|summary| summary.source));
    let mut findings = vec![keyring(source)];
    let (vault, bases) = vault(summary, open);
    findings.push(vault);
    findings.push(keeper(home));
    findings.extend(clocks(bases).await);
    findings.extend([proxy(), certificates(), clipboard().await, tray().await]);
    findings
}

fn keyring(source: Option<KeySource>) -> Finding {
    let needed = source == Some(KeySource::Keyring);
    match Keyring::system().try_out() {
        Ok(()) => Finding::ok("keyring", "It is unlocked, and a value came back."),
        Err(error) if needed => Finding::of(Grade::Fail, "keyring", &error),
        Err(error) if source.is_none() => Finding::warn(
            "keyring",
            error.message.clone(),
            format!(
                "{} Or make a vault that needs none: `fob vault init --key-source key-file`.",
                error.hint
            ),
        ),
        Err(error) => Finding::ok("keyring", format!("The vault needs none. ({})", error.message)),
    }
}

/// How the vault stands, and where its accounts live.
fn vault(
    summary: Result<Option<Summary>>,
    open: impl FnOnce() -> Result<Arc<Vault>>,
) -> (Finding, Vec<(BaseUrl, Option<String>)>) {
    let what = "vault";
    let looked = summary.and_then(|summary| {
        let Some(summary) = summary else {
            return Ok((Finding::ok(what, "There is none yet; `fob add` makes one."), Vec::new()));
        };
        let vault = open()?;
        vault.try_to_write()?;
        let accounts = vault.accounts()?;
        let damaged =
            accounts.iter().filter(|account| vault.record(account.id).is_ok_and(|record| record.altered));
        let finding = match damaged.count() {
            0 => Finding::ok(
                what,
                format!(
                    "{} opens ({}), {} accounts.",
                    summary.path.display(),
                    summary.source.as_str(),
                    accounts.len()
                ),
            ),
            count => Finding::warn(
                what,
                format!("{count} of {} sessions were altered on the disk.", accounts.len()),
                "Log in to those accounts again; `fob list` shows which.",
            ),
        };
        Ok((finding, accounts.into_iter().map(|account| (account.base_url, account.tls.ca)).collect()))
    });
    looked.unwrap_or_else(|error| (Finding::of(Grade::Fail, what, &error), Vec::new()))
}

fn keeper(home: &Home) -> Finding {
    match Lease::try_take(home) {
        Ok(None) => Finding::ok("keeper", "A running Fobwatch keeps the sessions fresh."),
        Ok(Some(_)) => Finding::warn(
            "keeper",
            "Nothing keeps the sessions fresh at the moment; tokens are refreshed when asked for.",
            "Start the app or `fob keep`, so that refresh tokens do not end unused.",
        ),
        Err(error) => Finding::of(Grade::Fail, "keeper", &error),
    }
}

/// A clock that is further off than this is worth a word.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// This computer's clock against each host's, by a GET without any credential.
async fn clocks(bases: Vec<(BaseUrl, Option<String>)>) -> Vec<Finding> {
    let http = Arc::new(Http::new(Arc::new(SystemClock)));
    let hosts: BTreeMap<String, (BaseUrl, Option<String>)> =
        bases.into_iter().map(|place| (place.0.origin().to_owned(), place)).collect();
    let calls: Vec<_> = hosts
        .into_values()
        .map(|(base, ca)| {
            let http = http.clone();
            tokio::spawn(async move { clock(&http, &base, ca).await })
        })
        .collect();
    let mut findings = Vec::new();
    for call in calls {
        findings.extend(call.await.ok());
    }
    findings
}

async fn clock(http: &Http, base: &BaseUrl, ca: Option<String>) -> Finding {
    let what = "server clock";
    let url = match base.endpoint("/") {
        Ok(url) => url,
        Err(error) => return Finding::of(Grade::Warn, what, &error),
    };
    let request = Request::get(url, Safety { ca, ..Safety::default() });
    let host = base.host();
    match http.send(request).await {
        Err(NoReply::NotSent(error) | NoReply::Lost(error)) => Finding::of(Grade::Warn, what, &error),
        Ok(reply) => match reply.ahead {
            None => Finding::ok(what, format!("{host} answers and does not tell its time.")),
            Some(ahead) if ahead.middle.abs() <= SKEW => {
                Finding::ok(what, format!("{host} answers, and its clock agrees with this computer's."))
            }
            Some(ahead) => Finding::warn(
                what,
                format!(
                    "The clock of {host} is {} {} this computer's.",
                    span(ahead.middle.abs().num_seconds()),
                    if ahead.middle > TimeDelta::zero() { "ahead of" } else { "behind" }
                ),
                "Fobwatch goes by the server's clock; other tools may not. Set this computer's clock right.",
            ),
        },
    }
}

fn proxy() -> Finding {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let set = names
        .into_iter()
        .find_map(|name| Some((name, std::env::var(name).ok().filter(|url| !url.is_empty())?)));
    match set {
        None => Finding::ok("proxy", "None is set in the environment."),
        // It may hold a password, so only the host is shown.
        Some((name, url)) => match url.rsplit('@').next().map(|rest| rest.trim_start_matches("http://")) {
            Some(host) => Finding::ok("proxy", format!("{name}: calls go through {host}.")),
            None => Finding::ok("proxy", format!("{name}: calls go through it.")),
        },
    }
}

fn certificates() -> Finding {
    let what = "certificates";
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        let Some(path) = std::env::var_os(name).filter(|path| !path.is_empty()) else { continue };
        let path = std::path::PathBuf::from(path);
        return match path.metadata() {
            Ok(_) => Finding::ok(what, format!("{name}: {}.", path.display())),
            Err(error) => Finding::warn(
                what,
                format!("{name} names {}: {error}.", path.display()),
                "Correct it, or unset it to use the system's certificates.",
            ),
        };
    }
    Finding::ok(what, "The system's.")
}

/// How long a display may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

async fn clipboard() -> Finding {
    let what = "clipboard";
    let look = tokio::task::spawn_blocking(crate::clipboard::look);
    match tokio::time::timeout(PATIENCE, look).await {
        Ok(Ok(Ok(()))) => Finding::ok(what, "There is one."),
        Ok(Ok(Err(error))) => Finding::of(Grade::Warn, what, &error),
        Ok(Err(_)) | Err(_) => {
            Finding::warn(what, "The display does not answer.", "Check DISPLAY or WAYLAND_DISPLAY.")
        }
    }
}

/// Whether a panel shows tray icons (the StatusNotifierItem specification).
#[cfg(target_os = "linux")]
async fn tray() -> Finding {
    let look = tokio::task::spawn_blocking(|| {
        let connection = zbus::blocking::Connection::session().ok()?;
        let bus = zbus::blocking::fdo::DBusProxy::new(&connection).ok()?;
        let name = "org.kde.StatusNotifierWatcher".try_into().ok()?;
        bus.name_has_owner(name).ok()
    });
    match tokio::time::timeout(PATIENCE, look).await {
        Ok(Ok(Some(true))) => Finding::ok("tray", "A panel shows tray icons."),
        _ => Finding::warn(
            "tray",
            "No panel shows tray icons on this session.",
            "On GNOME, an AppIndicator extension does. A server needs none.",
        ),
    }
}

#[cfg(not(target_os = "linux"))]
async fn tray() -> Finding {
    Finding::ok("tray", "The system has one.")
}
