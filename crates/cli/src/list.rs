//! `fob list` and `fob show`: how the accounts stand. Never a token.

use crate::args::Show;
use crate::out::{Tone, data, json, say, toned};
use crate::work::{close, keeper, keeper_of};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::error::{Failure, Result};
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Working;
use fobwatch_core::text::span;
use fobwatch_core::vault::Vault;
use fobwatch_core::view::{AccountState, AccountView, TokenView};
use serde::Serialize;
use std::collections::BTreeMap;
use std::process::ExitCode;
use unicode_width::UnicodeWidthStr;

/// An account in JSON. Fields are added, never renamed or removed.
#[derive(Serialize)]
struct Listed {
    id: String,
    name: String,
    base_url: String,
    environment: String,
    profile: String,
    inputs: BTreeMap<String, String>,
    client_id: Option<String>,
    state: &'static str,
    /// Why, where the state is `needs-login` or `retrying`.
    reason: Option<Failure>,
    access_expires_at: Option<DateTime<Utc>>,
    refresh_expires_at: Option<DateTime<Utc>>,
    remembers: bool,
    uncommitted: bool,
}

impl From<AccountView> for Listed {
    fn from(view: AccountView) -> Self {
        let end = |token: &Option<TokenView>| token.as_ref().and_then(|token| token.expires_at);
        Self {
            id: view.id.to_string(),
            state: word(&view.state),
            access_expires_at: end(&view.access),
            refresh_expires_at: end(&view.refresh),
            reason: match view.state {
                AccountState::NeedsLogin { reason } => Some(reason),
                AccountState::Retrying { cause, .. } => Some(cause),
                AccountState::SignedOut
                | AccountState::Fresh
                | AccountState::Static
                | AccountState::Refused { .. }
                | AccountState::Refreshing => None,
            },
            name: view.name,
            base_url: view.base_url,
            environment: view.environment,
            profile: view.profile,
            inputs: view.inputs,
            client_id: view.client_id,
            remembers: view.remembers,
            uncommitted: view.uncommitted,
        }
    }
}

fn word(state: &AccountState) -> &'static str {
    match state {
        AccountState::SignedOut => "signed-out",
        AccountState::Fresh => "fresh",
        AccountState::Static => "static",
        AccountState::Refused { .. } => "refused",
        AccountState::Refreshing => "refreshing",
        AccountState::Retrying { .. } => "retrying",
        AccountState::NeedsLogin { .. } => "needs-login",
    }
}

fn tone(state: &AccountState) -> Tone {
    match state {
        AccountState::SignedOut => Tone::Quiet,
        AccountState::Fresh | AccountState::Static | AccountState::Refreshing => Tone::Good,
        AccountState::Retrying { .. } => Tone::Doubtful,
        AccountState::NeedsLogin { .. } | AccountState::Refused { .. } => Tone::Bad,
    }
}

/// `fob list`.
pub async fn list(as_json: bool) -> Result<ExitCode> {
    let mut views = Vec::new();
    if Vault::exists(&Home::find()?) {
        let keeper = keeper(Working::WhenAsked).await?;
        views = keeper.views();
        close(&keeper).await;
    }
    if as_json {
        json(&views.into_iter().map(Listed::from).collect::<Vec<_>>())?;
    } else if views.is_empty() {
        say("There are no accounts yet. `fob add` adds one.");
    } else {
        table(&views)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn table(views: &[AccountView]) -> Result<()> {
    let head = ["NAME", "ENV", "STATE", "CLIENT_ID", "ACCESS", "REFRESH"].map(str::to_owned);
    let rows: Vec<[String; 6]> = views
        .iter()
        .map(|view| {
            [
                view.name.clone(),
                or_dash(&view.environment),
                word(&view.state).to_owned(),
                or_dash(view.client_id.as_deref().unwrap_or_default()),
                match view.state {
                    AccountState::Static => "-".to_owned(),
                    _ => left(view.access.as_ref(), view.ahead_ms),
                },
                left(view.refresh.as_ref(), view.ahead_ms),
            ]
        })
        .collect();
    let width = |column: usize| {
        std::iter::once(&head).chain(&rows).map(|row| row[column].width()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &[String; 6], paint: &dyn Fn(usize, &str) -> String| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (text, width))| {
            // Colour has no width, so it comes after the padding is known.
            let padding = " ".repeat(width.saturating_sub(text.width()) + 2);
            format!("{}{padding}", paint(column, text))
        });
        cells.collect::<String>().trim_end().to_owned()
    };
    data(&line(&head, &|_, text| toned(text, Tone::Quiet)))?;
    for (view, row) in views.iter().zip(&rows) {
        let paint = |column: usize, text: &str| match column {
            2 => toned(text, tone(&view.state)),
            _ => text.to_owned(),
        };
        data(&line(row, &paint))?;
    }
    Ok(())
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".to_owned() } else { text.to_owned() }
}

/// How long a token is still good, by the server's clock.
fn left(token: Option<&TokenView>, ahead_ms: i64) -> String {
    let Some(token) = token else { return "-".to_owned() };
    let Some(end) = token.expires_at else { return "?".to_owned() };
    let seconds = (end - Utc::now() - TimeDelta::milliseconds(ahead_ms)).num_seconds();
    if seconds > 0 { span(seconds) } else { "ended".to_owned() }
}

/// `fob show`.
pub async fn show(show: &Show) -> Result<ExitCode> {
    let (keeper, view) = keeper_of(&show.name.name).await?;
    close(&keeper).await;
    if show.json {
        json(&Listed::from(view))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = vec![
        ("Name", view.name.clone()),
        ("Base URL", view.base_url.clone()),
        ("Environment", or_dash(&view.environment)),
        ("Profile", view.profile.clone()),
    ];
    lines.extend(view.inputs.iter().map(|(name, value)| (name.as_str(), value.clone())));
    lines.extend([
        ("client_id", or_dash(view.client_id.as_deref().unwrap_or_default())),
        ("State", toned(word(&view.state), tone(&view.state))),
    ]);
    if view.state == AccountState::Static {
        lines.push(("Credential", "does not end by itself".to_owned()));
    } else {
        lines.extend([
            ("Access token", end(view.access.as_ref(), view.ahead_ms)),
            ("Refresh token", end(view.refresh.as_ref(), view.ahead_ms)),
            ("Secrets", if view.remembers { "remembered" } else { "not remembered" }.to_owned()),
        ]);
    }
    if view.has_ca {
        lines.push(("Authorities", "a CA file of its own".to_owned()));
    }
    if view.has_client_certificate {
        lines.push(("Certificate", "a client certificate".to_owned()));
    }
    lines.extend(view.trusts.iter().map(|origin| ("Trusts", origin.clone())));
    if view.ahead_ms.abs() >= 60_000 {
        let way = if view.ahead_ms > 0 { "ahead" } else { "behind" };
        lines.push(("Server's clock", format!("{} {way}", span(view.ahead_ms.abs() / 1000))));
    }
    let width = lines.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    for (name, value) in &lines {
        data(&format!("{}  {value}", toned(&format!("{name:width$}"), Tone::Quiet)))?;
    }
    match &view.state {
        AccountState::NeedsLogin { reason } => say(&format!("\n{} {}", reason.message, reason.hint)),
        AccountState::Retrying { cause, .. } => say(&format!("\n{} {}", cause.message, cause.hint)),
        AccountState::SignedOut
        | AccountState::Fresh
        | AccountState::Static
        | AccountState::Refused { .. }
        | AccountState::Refreshing => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn end(token: Option<&TokenView>, ahead_ms: i64) -> String {
    let Some(token) = token else { return "none".to_owned() };
    match (token.expires_at, left(Some(token), ahead_ms)) {
        (None, _) => "good, and the server does not say how long".to_owned(),
        (Some(at), left) if left == "ended" => format!("ended {}", at.format("%Y-%m-%d %H:%M:%SZ")),
        (Some(at), left) => format!("{left} left, until {}", at.format("%Y-%m-%d %H:%M:%SZ")),
    }
}
