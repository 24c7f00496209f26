//! What the keeper looks at by itself: the time, the wall clock, and what other processes did to the vault.

use super::{Change, Event, Inner, Keeper, Machine, Working, guard};
use crate::account::AccountId;
use crate::clock::{CLOCK_STEP, LONGEST_SLEEP};
use crate::error::Result;
use crate::remarks::Remarks;
use crate::settings::Settings;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// How soon another process's change is seen while somebody looks on.
const ATTENDED: Duration = Duration::from_secs(1);

impl Keeper {
    /// Whether somebody looks on. Then what other processes do to the vault is seen within a second, else within a
    /// minute.
    pub fn attend(&self, attended: bool) {
        self.0.attended.store(attended, Ordering::Relaxed);
        self.0.wake.notify_one();
    }

    /// Takes over what somebody has written down; it is in the vault already.
    pub(crate) fn remarked(&self, id: AccountId, remarks: Remarks) {
        self.0.feed(Event::Remarked(id, remarks));
    }

    /// Goes by these settings; they are in the vault already.
    pub(crate) fn go_by(&self, settings: &Settings) {
        self.0.feed(Event::Lead(settings.lead()));
    }
}

/// The one timer. It looks at the wall clock at least once a minute, so a suspend or a changed clock is noticed.
pub(super) async fn keep(inner: Weak<Inner>) {
    loop {
        let Some(keeper) = inner.upgrade().filter(|keeper| !keeper.closing.load(Ordering::Relaxed)) else {
            return;
        };
        keeper.step(None);
        let leads = keeper.working == Working::ByItself && keeper.world.locks.leads();
        if keeper.leads.swap(leads, Ordering::Relaxed) != leads {
            keeper.feed(Event::Leads(leads));
            let _ = keeper.changes.send(Change::Leads(leads));
        }
        keeper.look_at_the_vault().await;
        let now = keeper.world.clock.now();
        let due = guard(&keeper.machine).next_due();
        let longest = if keeper.attended.load(Ordering::Relaxed) { ATTENDED } else { LONGEST_SLEEP };
        let pause = due.map_or(longest, |due| (due - now).to_std().unwrap_or_default().min(longest));
        if pause.is_zero() {
            keeper.feed(Event::Tick);
            // Lets the flights take off before the next look.
            tokio::task::yield_now().await;
            continue;
        }
        // The keeper may be dropped during the sleep; holding it here would keep it alive for ever.
        let wake = {
            let notified = keeper.clone();
            async move { notified.wake.notified().await }
        };
        drop(keeper);
        let _ = tokio::time::timeout(pause, wake).await;
    }
}

impl Inner {
    /// Whether the wall clock was set since the machine was last told. The steady clock knows.
    pub(super) fn clock_set(&self, machine: &Machine) -> Option<Event> {
        let here = self.world.clock.anchor();
        let by = machine.anchor.moved(&here).filter(|by| by.abs() >= CLOCK_STEP)?;
        tracing::info!(seconds = by.num_seconds(), "the wall clock was set");
        Some(Event::ClockSet(by, here))
    }

    /// Reads the vault again when another process has changed it.
    pub(super) async fn look_at_the_vault(self: &Arc<Self>) {
        let seen = self.version.load(Ordering::Relaxed);
        // A vault that cannot be read now is looked at again.
        if self.vault(|vault| vault.version()).await.is_ok_and(|version| version != seen) {
            let _ = self.read_all().await;
        }
    }

    /// Tells the machine everything that is in the vault.
    ///
    /// # Errors
    /// `vault_damaged`, `vault_unavailable`.
    pub(super) async fn read_all(self: &Arc<Self>) -> Result<()> {
        // Before the reading, so that what a person adds meanwhile is not taken for something that is gone.
        let known: Vec<_> = guard(&self.machine).all().map(|watched| watched.account.id).collect();
        let (version, settings, records) = self
            .vault(|vault| {
                // First, so that what changes meanwhile is seen at the next look.
                let version = vault.version()?;
                let settings = vault.settings()?;
                let accounts = vault.accounts()?;
                let records =
                    accounts.iter().map(|account| vault.record(account.id)).collect::<Result<Vec<_>>>()?;
                Ok((version, settings, records))
            })
            .await?;
        if let Some(settings) = settings {
            self.feed(Event::Lead(settings.lead()));
        }
        let there: BTreeSet<_> = records.iter().map(|record| record.account.id).collect();
        for record in records {
            self.feed(Event::Known(Box::new(record)));
        }
        for id in known.into_iter().filter(|id| !there.contains(id)) {
            self.feed(Event::Gone(id));
        }
        self.version.store(version, Ordering::Relaxed);
        Ok(())
    }
}
