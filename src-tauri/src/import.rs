//! The file that somebody looks at to take accounts over from it. It may hold secrets, so it stays here, and goes with the
//! view of it.

use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::import::{ImportView, Plan, Proposal, open};
use serde::Serialize;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use ts_rs::TS;
use zeroize::Zeroizing;

/// What the file that is looked at would add.
#[derive(Default)]
pub(crate) struct Import(Mutex<Held>);

#[derive(Default)]
struct Held {
    /// Grows with each look, and when one is forgotten.
    number: u32,
    plan: Option<Plan>,
}

/// A file that is looked at, as the window knows it.
#[derive(Debug, Serialize, TS)]
pub(crate) struct ImportOpened {
    /// Names this look: what is taken in must be from the file that was shown.
    pub number: u32,
    /// What it would add.
    pub plan: ImportView,
}

impl Import {
    /// A look begins; the one before is forgotten.
    pub fn begin(&self) -> u32 {
        let mut held = self.held();
        held.plan = None;
        held.number = held.number.wrapping_add(1);
        held.number
    }

    /// What came of the look with this number. Where another one has begun meanwhile, or it was forgotten, nothing is kept.
    pub fn keep(&self, number: u32, plan: Plan) -> ImportOpened {
        let view = plan.view();
        let mut held = self.held();
        if held.number == number {
            held.plan = Some(plan);
        }
        ImportOpened { number, plan: view }
    }

    /// The account at this place of the file.
    ///
    /// # Errors
    /// `invalid_input` where that file is no longer the one that is looked at, or has no such account.
    pub fn step(&self, number: u32, at: usize) -> Result<Proposal> {
        let held = self.held();
        let plan = held.plan.as_ref().filter(|_| held.number == number);
        let step = plan.and_then(|plan| plan.steps.get(at)).cloned();
        step.ok_or_else(|| {
            Error::new(Code::InvalidInput, "This file is no longer open.", "Look at it once more.")
        })
    }

    /// Forgets the file, with the secrets in it.
    pub fn forget(&self) {
        self.begin();
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is in a file that somebody names.
///
/// # Errors
/// `invalid_input`, on the field `file`.
pub(crate) async fn in_file(file: String) -> Result<Zeroizing<Vec<u8>>> {
    let read = tauri::async_runtime::spawn_blocking(move || open(Path::new(file.trim())));
    read.await.unwrap_or_else(|_| Err(Error::internal("reading the file")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fobwatch_core::home::Home;
    use fobwatch_core::import::{Known, read};
    use fobwatch_core::profile::Profiles;

    fn plan(host: &str) -> Plan {
        let home = std::env::temp_dir().join(format!("fobwatch-import-{}", std::process::id()));
        let known = Known::new(Profiles::of(&Home::at(&home).unwrap()), Vec::new(), Vec::new());
        std::fs::remove_dir_all(home).unwrap();
        let command = format!(
            "curl https://{host}/auth/login -H 'Content-Type: application/json' -d '{{\"username\":\"a\",\"password\":\"b\"}}'"
        );
        read(command.as_bytes(), &known).unwrap()
    }

    #[test]
    fn what_is_taken_in_is_from_the_file_that_was_shown() {
        let import = Import::default();
        let (slow, quick) = (import.begin(), import.begin());
        assert_eq!(import.keep(quick, plan("b.test")).number, quick);
        // The one that was begun first is ready last.
        import.keep(slow, plan("a.test"));
        assert!(import.step(quick, 0).unwrap().view.base_url.contains("b.test"));
        assert_eq!(import.step(slow, 0).unwrap_err().code, Code::InvalidInput);
        assert!(import.step(quick, 1).is_err());
        import.forget();
        assert!(import.step(quick, 0).is_err());
        // A file that was still being read when the window was locked is not kept.
        let late = import.begin();
        import.forget();
        import.keep(late, plan("c.test"));
        assert!(import.step(late, 0).is_err());
    }
}
