//! Copy: from "I need a token" to a good one on the clipboard.

use crate::clipboard::{Clipboard, Held};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::handoff::{self, CopyWhat};
use fobwatch_core::keeper::Keeper;
use fobwatch_core::secret::Secret;
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
    /// Clipboard histories are told to skip it.
    pub hidden: bool,
    /// It is also taken away when the screen is locked.
    pub clears_on_lock: bool,
}

/// How long a copy stays on the clipboard. It is always taken away when the program ends.
#[derive(Debug, Clone, Copy)]
pub struct Stay {
    /// So long; `None`: until somebody copies something else.
    pub clear_after: Option<Duration>,
    /// Somebody watches the screen's lock, and takes it away then.
    pub clears_on_lock: bool,
}

impl Stay {
    /// What is not secret stays.
    fn of(self, what: CopyWhat) -> Self {
        if what.is_secret() { self } else { Self { clear_after: None, clears_on_lock: false } }
    }
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
    stay: Stay,
    now: impl Fn() -> DateTime<Utc>,
) -> Result<CopyView> {
    let (account, mut session) = keeper.current(id)?;
    let before = session.generation;
    if what.holds_access_token() {
        session = good(keeper, id).await?;
    }
    let text = handoff::text(what, &account, &session)?;
    let stay = stay.of(what);
    let held = put(clipboard, text, stay).await?;
    let copied_at = now();
    tell(keeper, id, copied_at, what).await;
    let end = if what.holds_access_token() {
        session.access_expires_at
    } else if what == CopyWhat::RefreshToken {
        session.refresh_expires_at
    } else {
        None
    };
    Ok(CopyView {
        good_until: end.map(|end| end - session.ahead),
        refreshed: session.generation != before,
        ..view(id, what, stay, held, copied_at)
    })
}

/// Copies a secret that was entered for an account: the input of this name.
///
/// # Errors
/// `clipboard`.
pub async fn copy_secret(
    keeper: &Keeper,
    clipboard: &Clipboard,
    id: AccountId,
    (name, secret): (&str, Secret),
    stay: Stay,
    now: impl Fn() -> DateTime<Utc>,
) -> Result<CopyView> {
    let held = put(clipboard, secret, stay).await?;
    let copied_at = now();
    tell(keeper, id, copied_at, CopyWhat::Secret).await;
    Ok(CopyView { secret: Some(name.to_owned()), ..view(id, CopyWhat::Secret, stay, held, copied_at) })
}

async fn put(clipboard: &Clipboard, text: Secret, stay: Stay) -> Result<Held> {
    let clipboard = clipboard.clone();
    tokio::task::spawn_blocking(move || clipboard.put(text, stay.clear_after))
        .await
        .unwrap_or_else(|_| Err(Error::internal("copying")))
}

async fn tell(keeper: &Keeper, id: AccountId, at: DateTime<Utc>, what: CopyWhat) {
    keeper.tell(id, Row { at, kind: Kind::Copied, text: what.copied() }).await;
}

fn view(id: AccountId, what: CopyWhat, stay: Stay, held: Held, copied_at: DateTime<Utc>) -> CopyView {
    CopyView {
        account: id,
        what,
        secret: None,
        good_until: None,
        clears_at: stay.clear_after.and_then(|after| Some(copied_at + TimeDelta::from_std(after).ok()?)),
        refreshed: false,
        hidden: held.hidden,
        clears_on_lock: stay.clears_on_lock,
    }
}
