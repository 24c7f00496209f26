//! Where trays are made by a toolkit.

use crate::glance::{Glance, Wish};

/// Stands for the tray that a toolkit makes.
#[derive(Debug)]
pub struct Tray;

impl Tray {
    /// Says that there is no host.
    pub fn start(
        _: impl Fn(Wish) + Send + Sync + 'static,
        on_host: impl Fn(bool) + Send + Sync + 'static,
    ) -> Self {
        on_host(false);
        Self
    }

    /// Nothing to show.
    pub fn show(&self, _: &Glance) {}

    /// Nothing to end.
    pub fn end(self) {}
}
