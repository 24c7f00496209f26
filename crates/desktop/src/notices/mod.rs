//! What a person is told when they must act, and when that is over. Decided here without a clock or a screen; sent by
//! [`Notifier`].

mod cause;
#[cfg(target_os = "linux")]
#[path = "on_linux.rs"]
mod system;
#[cfg(not(target_os = "linux"))]
#[path = "elsewhere.rs"]
mod system;
mod text;

pub use system::Notifier;

use crate::glance::{Glance, Wish};
use cause::{Cause, Ends};
use std::collections::{BTreeMap, BTreeSet};

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names it, for [`Deed::Close`].
    pub number: u64,
    /// What happened, plain text.
    pub title: String,
    /// More about it, plain text.
    pub body: String,
    /// What its button says.
    pub button: &'static str,
    /// What is wanted when somebody takes the button, or the notification itself.
    pub wish: Wish,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Show this.
    Show(Notice),
    /// Everything that this one told of is over.
    Close(u64),
}

/// Decides what is told. Each cause is told once, until it was over and came again.
#[derive(Debug, Default)]
pub struct Notices {
    /// What was told, and in which notification.
    told: BTreeMap<Cause, u64>,
    ends: Ends,
    last: u64,
    /// The window was locked when it was last looked at.
    locked: bool,
}

impl Notices {
    /// Looks at how everything stands. To be called when something has changed, and once a minute: some causes are only a
    /// matter of time.
    pub fn look(&mut self, glance: &Glance) -> Vec<Deed> {
        let causes = cause::all(glance, &mut self.ends);
        let mut deeds = self.forget(|cause| causes.contains(cause) || cause::is_open(cause, glance));
        // Names do not stay on a screen that is left. They were told, and the window says them to whoever unlocks it.
        if glance.is_locked() && !self.locked {
            deeds.extend(self.numbers(|cause| cause.account().is_some()).into_iter().map(Deed::Close));
        }
        self.locked = glance.is_locked();
        let new: Vec<_> = causes.into_iter().filter(|cause| !self.told.contains_key(cause)).collect();
        if !new.is_empty() {
            self.last += 1;
            deeds.push(Deed::Show(text::notice(self.last, &new, glance)));
            self.told.extend(new.into_iter().map(|cause| (cause, self.last)));
        }
        deeds
    }

    /// Drops what is over, and closes the notifications that told of nothing else.
    fn forget(&mut self, stays: impl Fn(&Cause) -> bool) -> Vec<Deed> {
        let before = self.numbers(|_| true);
        self.told.retain(|cause, _| stays(cause));
        let after = self.numbers(|_| true);
        before.difference(&after).copied().map(Deed::Close).collect()
    }

    /// The notifications that told of these causes.
    fn numbers(&self, of: impl Fn(&Cause) -> bool) -> BTreeSet<u64> {
        self.told.iter().filter(|(cause, _)| of(cause)).map(|(_, number)| *number).collect()
    }
}

#[cfg(test)]
mod tests;
