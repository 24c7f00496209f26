//! Where nothing tells yet.

/// Stands for a watch that is not kept.
#[derive(Debug)]
pub struct ScreenLock;

impl ScreenLock {
    /// Nothing tells.
    pub fn is_watched(&self) -> bool {
        false
    }
}

/// Nothing is watched.
pub fn watch(_: impl Fn(bool) + Send + Sync + 'static) -> ScreenLock {
    ScreenLock
}
