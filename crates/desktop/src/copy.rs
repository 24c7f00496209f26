//! Copy: from "I need a token" to a good one on the clipboard.

use crate::clipboard::Clipboard;
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::handoff::{self, CopyWhat};
use fobwatch_core::keeper::Keeper;
use fobwatch_core::session::Session;
use fobwatch_core::vault::{Kind, Row};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use ts_rs::TS;

/// A copied token is good for at least this long, where the server gives that much.
const LEAST: TimeDelta = TimeDelta::seconds(60);

/// What lies on the clipboard, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CopyView {
    /// Whose it is.
    pub account: AccountId,
    /// What it is.
    pub what: CopyWhat,
    /// The name of the remembered secret that was copied.
    pub secret: Option<String>,
    /// When the copied token ends, by this computer's clock, UTC.
    pub good_until: Option<DateTime<Utc>>,
    /// When it is taken off the clipboard, by this computer's clock, UTC.
    pub clears_at: Option<DateTime<Utc>>,
    /// The token was about to end, so a new one was fetched first.
    pub refreshed: bool,
    /// Histories are told to skip it.
    pub hidden: bool,
    /// It is also taken away when the screen is locked.
    pub clears_on_lock: bool,
}

/// When a copied secret leaves the clipboard again. What is not secret stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clears {
    /// After this time; `None`: not by itself.
    pub after: Option<Duration>,
    /// When the screen is locked. Whoever copies sees to that.
    pub on_lock: bool,
}

/// A session with a minute left or more, where the server gives that much; else the best there is.
async fn good(keeper: &Keeper, id: AccountId) -> Result<Arc<Session>> {
    let refused = match keeper.token(id, LEAST).await {
        Ok(token) => return Ok(token.session),
        Err(error) => error,
    };
    // A person waits: back-off does not count. It may have gone away by itself meanwhile.
    if !matches!(refused.code, Code::ShortLived | Code::NeedsLogin) {
        let _ = keeper.refresh(id).await;
    }
    match keeper.token(id, TimeDelta::zero()).await {
        Ok(token) => Ok(token.session),
        Err(_) => Err(refused),
    }
}

/// Copies something of an account. A token with less than a minute left is refreshed first.
///
/// # Errors
/// `no_account`, `needs_login`, what a refresh can fail with, `clipboard`.
pub async fn copy(
    keeper: &Keeper,
    clipboard: &Clipboard,
    id: AccountId,
    what: CopyWhat,
    clears: Clears,
    now: impl Fn() -> DateTime<Utc>,
) -> Result<CopyView> {
    let (account, mut session) = keeper.current(id)?;
    let before = session.generation;
    if what.holds_access_token() {
        session = good(keeper, id).await?;
    }
    let text = handoff::text(what, &account, &session)?;
    let clear_after = clears.after.filter(|_| what.is_secret());
    let clipboard = clipboard.clone();
    let held = tokio::task::spawn_blocking(move || clipboard.put(text, clear_after))
        .await
        .unwrap_or_else(|_| Err(Error::internal("copying")))?;
    let copied_at = now();
    keeper
        .tell(id, Row { at: copied_at, kind: Kind::Copied, text: format!("Copied the {}.", what.words()) })
        .await;
    let end = if what.holds_access_token() {
        session.access_expires_at
    } else if what == CopyWhat::RefreshToken {
        session.refresh_expires_at
    } else {
        None
    };
    Ok(CopyView {
        account: id,
        what,
        secret: None,
        good_until: end.map(|end| end - session.ahead),
        clears_at: clear_after.and_then(|after| Some(copied_at + TimeDelta::from_std(after).ok()?)),
        refreshed: session.generation != before,
        hidden: held.hidden,
        clears_on_lock: clears.on_lock && what.is_secret(),
    })
}
