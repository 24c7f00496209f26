//! Sending where the system shows notifications itself. They cannot be taken back there, and have no buttons.

use super::{Deed, Notice};
use crate::glance::Wish;

/// Shows notifications.
#[derive(Debug)]
pub struct Notifier;

impl Notifier {
    /// Starts. Nothing can be chosen here, so nothing is wished.
    pub fn start(_: impl Fn(Wish) + Send + 'static) -> Self {
        Self
    }

    /// Does what [`super::Notices`] has decided.
    pub fn carry_out(&self, deeds: Vec<Deed>) {
        let new = deeds.into_iter().filter_map(|deed| match deed {
            Deed::Show(notice) => Some(notice),
            Deed::Close(_) => None,
        });
        let new: Vec<_> = new.collect();
        if !new.is_empty() {
            // The system may take its time.
            let _ =
                std::thread::Builder::new().name("notices".into()).spawn(move || new.iter().for_each(show));
        }
    }

    /// Nothing to end.
    pub fn end(self) {}
}

fn show(notice: &Notice) {
    // Where nobody may show notifications, the window still does.
    let _ = notify_rust::Notification::new().summary(&notice.title).body(&notice.body).show();
}
