//! A login that takes a person: the page shows what has to be done, and the browser is opened.

use crate::App;
use fobwatch_core::auth::{Guide, Step};
use fobwatch_core::world::Pending;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::Notify;

/// The person in front of the window, and what they are asked to do at the moment.
#[derive(Clone)]
pub(crate) struct Person(Arc<Inner>);

struct Inner {
    app: AppHandle,
    step: Mutex<Option<Step>>,
    stop: Notify,
}

impl Person {
    pub fn new(app: &AppHandle) -> Self {
        Self(Arc::new(Inner { app: app.clone(), step: Mutex::default(), stop: Notify::new() }))
    }

    /// What has to be done at the moment, for a window that opens later.
    pub fn step(&self) -> Option<Step> {
        self.0.step.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens the page of the present step.
    pub fn browse(&self) -> bool {
        self.step().is_some_and(|step| fobwatch_desktop::browse(step.page()))
    }

    /// Gives the login up.
    pub fn stop(&self) {
        self.0.stop.notify_waiters();
    }

    fn put(&self, step: Option<Step>) {
        self.0.step.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&step);
        // A locked window gets it with the whole picture, once it is unlocked.
        if !self.0.app.try_state::<App>().is_some_and(|state| state.lock.is_locked()) {
            let _ = self.0.app.emit("login-step", step);
        }
    }
}

impl Guide for Person {
    fn is_there(&self) -> bool {
        true
    }

    fn show(&self, step: &Step) {
        self.put(Some(step.clone()));
        // A code is to be read first; the page is opened by a button then.
        if matches!(step, Step::Browser { .. }) {
            self.browse();
        }
    }

    fn done(&self) {
        self.put(None);
    }

    fn stopped(&self) -> Pending<'_, ()> {
        Box::pin(self.0.stop.notified())
    }
}
