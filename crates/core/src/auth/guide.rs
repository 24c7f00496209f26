//! The way to a person who has to agree somewhere else.

use crate::world::Pending;
use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

/// What a person has to do somewhere else before a login can go on. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[ts(rename = "LoginStep")]
pub enum Step {
    /// Agree on this page, in the browser. It was opened if that was possible.
    Browser {
        /// The page.
        url: String,
        /// Until when that is possible, this computer's clock, UTC.
        ends_at: DateTime<Utc>,
    },
    /// Enter the code on this page, on any device (RFC 8628, 3.3).
    Device {
        /// The code.
        code: String,
        /// The page.
        url: String,
        /// The page with the code filled in, where the server has one.
        complete_url: Option<String>,
        /// Until when that is possible, this computer's clock, UTC.
        ends_at: DateTime<Utc>,
    },
}

impl Step {
    /// The page to open.
    pub fn page(&self) -> &str {
        match self {
            Self::Browser { url, .. } => url,
            Self::Device { url, complete_url, .. } => complete_url.as_deref().unwrap_or(url),
        }
    }
}

/// The way to a person. The window shows a dialog, the command line writes to the terminal.
pub trait Guide: Send + Sync + 'static {
    /// Whether there is a person at all. Where there is none, such a login is not even begun.
    fn is_there(&self) -> bool;

    /// Shows what has to be done, and opens the browser where that is what it is.
    fn show(&self, step: &Step);

    /// The person has done it, or it is over.
    fn done(&self);

    /// Ready when the person does not want it any more.
    fn stopped(&self) -> Pending<'_, ()>;
}

/// Nobody is there: a simulation, a test, a server.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Guide for Nobody {
    fn is_there(&self) -> bool {
        false
    }

    fn show(&self, _: &Step) {}

    fn done(&self) {}

    fn stopped(&self) -> Pending<'_, ()> {
        Box::pin(std::future::pending())
    }
}
