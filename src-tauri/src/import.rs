//! The file that somebody looks at to take accounts over from it. It may hold secrets, so it stays here, and goes with the
//! view of it.

use fobwatch_core::Fobwatch;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::import::{ImportView, Plan, Proposal};
use std::sync::{Mutex, PoisonError};

/// What the file that is looked at would add.
#[derive(Default)]
pub(crate) struct Import(Mutex<Option<Plan>>);

impl Import {
    /// Looks at what is in a file; the one before is forgotten.
    ///
    /// # Errors
    /// `invalid_input`, on the field `file`; why the vault is closed.
    pub fn look(&self, fobwatch: &Fobwatch, bytes: &[u8]) -> Result<ImportView> {
        self.forget();
        let plan = fobwatch.plan_import(bytes)?;
        let view = plan.view();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
        Ok(view)
    }

    /// The account at this place of the file.
    ///
    /// # Errors
    /// `invalid_input` where there is none, since the file was forgotten.
    pub fn step(&self, at: usize) -> Result<Proposal> {
        let plan = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let step = plan.as_ref().and_then(|plan| plan.steps.get(at)).cloned();
        step.ok_or_else(|| {
            Error::new(Code::InvalidInput, "This file is no longer open.", "Look at it once more.")
        })
    }

    /// Forgets the file, with the secrets in it.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
