//! `fob doctor`: looks at everything that Fobwatch needs, and says what to do.

use crate::out::{Tone, data, json, toned};
use crate::work::keys;
use chrono::TimeDelta;
use fobwatch_core::address::BaseUrl;
use fobwatch_core::clock::SystemClock;
use fobwatch_core::error::{Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::http::{Http, NoReply, Request, Wire};
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::lock::Lease;
use fobwatch_core::tls::Safety;
use fobwatch_core::vault::{KeySource, Summary, Vault};
use serde::Serialize;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Grade {
    Ok,
    Warn,
    Fail,
}

/// One thing that was looked at. Fields are added, never renamed or removed.
#[derive(Serialize)]
struct Finding {
    grade: Grade,
    what: &'static str,
    message: String,
    /// What to do, where something is to be done.
    hint: Option<String>,
    #[serde(skip)]
    exit: u8,
}

impl Finding {
    fn ok(what: &'static str, message: impl Into<String>) -> Self {
        Self { grade: Grade::Ok, what, message: message.into(), hint: None, exit: 0 }
    }

    fn warn(what: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { grade: Grade::Warn, what, message: message.into(), hint: Some(hint.into()), exit: 0 }
    }

    fn of(grade: Grade, what: &'static str, error: &Error) -> Self {
        let exit = if grade == Grade::Fail { crate::exit::code(error.code) } else { 0 };
        Self { grade, what, message: error.message.clone(), hint: Some(error.hint.clone()), exit }
    }
}

/// `fob doctor`. The exit code is that of the first failure.
pub async fn doctor(as_json: bool) -> Result<ExitCode> {
    let home = Home::find()?;
    let summary = Summary::of(&home);
    let source = summary.as_ref().ok().and_then(|summary| summary.as_ref().map(|summary| summary.source));
    let mut findings = vec![keyring(source)];
    let (vault, bases) = vault(&home, summary);
    findings.push(vault);
    findings.push(keeper(&home));
    findings.extend(clocks(bases).await);
    findings.extend([proxy(), certificates(), clipboard().await, tray().await]);
    if as_json {
        json(&findings)?;
    } else {
        for finding in &findings {
            let (word, tone) = match finding.grade {
                Grade::Ok => ("ok  ", Tone::Good),
                Grade::Warn => ("warn", Tone::Doubtful),
                Grade::Fail => ("fail", Tone::Bad),
            };
            data(&format!("{}  {:<12}  {}", toned(word, tone), finding.what, finding.message))?;
            if let Some(hint) = &finding.hint {
                data(&format!("{:20}{hint}", ""))?;
            }
        }
    }
    let worst = findings.iter().find(|finding| finding.grade == Grade::Fail);
    Ok(ExitCode::from(worst.map_or(0, |finding| finding.exit)))
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
fn vault(home: &Home, summary: Result<Option<Summary>>) -> (Finding, Vec<(BaseUrl, Option<String>)>) {
    let what = "vault";
    let looked = summary.and_then(|summary| {
        let Some(summary) = summary else {
            return Ok((Finding::ok(what, "There is none yet; `fob add` makes one."), Vec::new()));
        };
        let vault = Vault::open(home, &keys(), Prompt::Never)?;
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
                    crate::out::span(ahead.middle.abs().num_seconds()),
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
    let look = tokio::task::spawn_blocking(fobwatch_desktop::look_for_clipboard);
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
