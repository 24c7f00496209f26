//! What the commands, the tray and the events work with.

use crate::guide::Person;
use crate::import::{Import, ImportOpened};
use crate::lock::Lock;
use crate::pasted::Pasted;
use crate::removals::Removals;
use crate::resident::Resident;
use crate::{Place, events, preferences};
use fobwatch_core::Fobwatch;
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::home::Home;
use fobwatch_core::keeper::Keeper;
use fobwatch_core::secret::Secret;
use fobwatch_desktop::{Clipboard, CopyView, Stay};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tauri::AppHandle;
use zeroize::Zeroizing;

/// What the commands, the tray and the events work with.
pub(crate) struct App {
    pub fobwatch: Fobwatch,
    pub clipboard: Clipboard,
    /// The token on the clipboard that was looked at last.
    pub pasted: Pasted,
    /// The file that accounts are taken over from.
    pub import: Import,
    pub home: Home,
    /// What lies on the clipboard, for a window that opens later.
    pub copied: Arc<Mutex<Option<CopyView>>>,
    /// The sandbox's base URL, when started as a demo.
    pub demo: Option<String>,
    pub person: Person,
    pub resident: Resident,
    pub lock: Lock,
    pub removals: Removals,
    /// The support report that was shown last: what is copied is what was read.
    pub report: Mutex<String>,
    /// Where the window is, for the next one.
    pub place: Mutex<Option<Place>>,
    /// The page has been asked what to do about a window that is to be closed.
    pub asked_to_close: AtomicBool,
}

impl App {
    /// Fobwatch, while the window is not locked.
    ///
    /// # Errors
    /// `locked`.
    pub fn unlocked(&self) -> Result<&Fobwatch> {
        self.lock.check().map(|()| &self.fobwatch)
    }

    /// The keeper, while the window is not locked.
    ///
    /// # Errors
    /// `locked`; why the vault is closed.
    pub fn keeper(&self) -> Result<Keeper> {
        self.unlocked()?.keeper()
    }

    /// What lies on the clipboard.
    pub fn copied(&self) -> Option<CopyView> {
        self.copied.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the last window was.
    pub fn place(&self) -> Option<Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps where the window is.
    pub fn put_place(&self, place: Place) {
        self.answered();
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    /// Somebody has a hand on the page.
    pub fn attended(&self) {
        self.lock.touch();
        self.answered();
    }

    /// The page is there and answers: whatever it was asked about closing has been answered.
    fn answered(&self) {
        self.asked_to_close.store(false, Ordering::Relaxed);
    }

    /// Puts something of an account on the clipboard, and tells the window.
    ///
    /// # Errors
    /// `locked`; why there is nothing good to copy; `clipboard`.
    pub async fn copy(&self, app: &AppHandle, id: AccountId, what: CopyWhat) -> Result<CopyView> {
        let (keeper, before) = (self.keeper()?, self.lock.times());
        let now = || self.fobwatch.now();
        let copied = fobwatch_desktop::copy(&keeper, &self.clipboard, id, what, self.stay(app), now).await?;
        self.copied_since(app, before, copied)
    }

    /// The same with a secret that was entered for it.
    ///
    /// # Errors
    /// `locked`; `invalid_input` where there is none of this name; `clipboard`.
    pub async fn copy_secret(&self, app: &AppHandle, id: AccountId, name: &str) -> Result<CopyView> {
        let before = self.lock.times();
        let secret = (name, self.unlocked()?.secret(id, name).await?);
        let keeper = self.keeper()?;
        let now = || self.fobwatch.now();
        let copied =
            fobwatch_desktop::copy_secret(&keeper, &self.clipboard, id, secret, self.stay(app), now).await?;
        self.copied_since(app, before, copied)
    }

    /// A copy that took so long that somebody has locked meanwhile does not stay.
    fn copied_since(&self, app: &AppHandle, before: u64, copied: CopyView) -> Result<CopyView> {
        if self.lock.times() != before {
            let clipboard = self.clipboard.clone();
            tauri::async_runtime::spawn_blocking(move || clipboard.clear());
            self.lock.check()?;
            return Err(Error::new(
                Code::Locked,
                "The screen was locked before the copy was done, so nothing stays on the clipboard.",
                "Copy it again.",
            ));
        }
        events::copied(app, &self.copied, Some(copied.clone()));
        Ok(copied)
    }

    /// What lies on the clipboard as text.
    ///
    /// # Errors
    /// `clipboard`.
    pub async fn on_clipboard(&self) -> Result<Secret> {
        let clipboard = self.clipboard.clone();
        let read = tauri::async_runtime::spawn_blocking(move || clipboard.read());
        read.await.unwrap_or_else(|_| Err(Error::internal("reading the clipboard")))
    }

    /// Looks at what accounts may be taken over from, once it was read.
    ///
    /// # Errors
    /// `locked`; why it could not be read; `invalid_input`, on the field `file`.
    pub async fn look_at_import(
        &self,
        read: impl AsyncFnOnce() -> Result<Zeroizing<Vec<u8>>>,
    ) -> Result<ImportOpened> {
        let number = self.import.begin();
        let bytes = read().await?;
        // Reading takes its time, and the window may be locked since.
        let plan = self.unlocked()?.plan_import(&bytes)?;
        Ok(self.import.keep(number, plan))
    }

    /// Puts a text on the clipboard that is no secret.
    ///
    /// # Errors
    /// `clipboard`.
    pub async fn copy_plain(&self, app: &AppHandle, text: String) -> Result<()> {
        let clipboard = self.clipboard.clone();
        tauri::async_runtime::spawn_blocking(move || clipboard.put(Secret::new(text), None))
            .await
            .map_or_else(|_| Err(Error::internal("copying")), |put| put.map(drop))?;
        // Whatever was there before is gone from it.
        events::copied(app, &self.copied, None);
        Ok(())
    }

    fn stay(&self, app: &AppHandle) -> Stay {
        let clears_on_lock = self.resident.screen_is_watched();
        Stay { clear_after: preferences::load(app).clear_after(), clears_on_lock }
    }
}
