//! Everything outside that the keeper works with: each part is a trait with one real implementation, and the
//! simulation brings others.

use crate::auth::{Guide, Outside};
use crate::clock::Clock;
use crate::http::Wire;
use crate::keeper::Rules;
use crate::lock::Locks;
use crate::profile::Profiles;
use crate::vault::Store;
use std::pin::Pin;
use std::sync::Arc;

/// A result that is still to come.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Everything outside that the keeper works with.
#[derive(Clone)]
pub struct World {
    /// The open vault.
    pub store: Arc<dyn Store>,
    /// One holder an account, over all processes.
    pub locks: Arc<dyn Locks>,
    /// The way to the servers.
    pub wire: Arc<dyn Wire>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The way to a person, for a login that takes one.
    pub guide: Arc<dyn Guide>,
    /// The profiles that there are.
    pub profiles: Profiles,
    /// Where work goes on by itself.
    pub tasks: Arc<dyn Tasks>,
    /// How the keeper works.
    pub rules: Rules,
    /// Where all jitter starts.
    pub seed: u64,
}

impl World {
    /// What a call of a login API needs.
    pub fn outside(&self) -> Outside<'_> {
        Outside::new(&*self.wire, &*self.clock, &*self.guide)
    }
}

/// Where work goes on by itself. The real one is [`Tokio`].
pub trait Tasks: Send + Sync + 'static {
    /// Lets this go on by itself.
    fn spawn(&self, work: Pending<'static, ()>);

    /// Does something that blocks, where blocking is allowed.
    fn block(&self, work: Box<dyn FnOnce() + Send>) -> Pending<'static, ()>;
}

/// The tokio runtime that it is called in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tokio;

impl Tasks for Tokio {
    fn spawn(&self, work: Pending<'static, ()>) {
        tokio::spawn(work);
    }

    fn block(&self, work: Box<dyn FnOnce() + Send>) -> Pending<'static, ()> {
        let done = tokio::task::spawn_blocking(work);
        // A panic in there leaves no result behind, which the caller notices.
        Box::pin(async move { drop(done.await) })
    }
}
