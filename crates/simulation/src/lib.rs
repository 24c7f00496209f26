//! The core in a simulated world.
//!
//! The keeper here is the real one. What is simulated is everything outside it: clocks, network, servers, the vault's
//! disk, locks, other processes, suspends and crashes. One seed gives one run, bit for bit.
//!
//! A run goes like this: [`story`] draws a world and what will happen in it, lets it happen, and then leaves the world in
//! peace for a while. [`invariants`] are checked at every step. [`broken`] keepers are the real one with one part
//! replaced; every one of them must be caught.

pub mod broken;
mod computer;
mod disk;
pub mod invariants;
mod locks;
mod process;
pub mod scale;
mod server;
pub mod story;
mod universe;
mod wire;

pub use broken::Broken;
pub use invariants::Violation;

use fobwatch_core::error::Error;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The first broken invariant.
    pub violation: Option<Violation>,
    /// A digest of everything that happened: the same for the same seed.
    pub digest: u64,
    /// How many things happened.
    pub steps: u64,
    /// What happened, a line each, where it was asked for.
    pub trace: Vec<String>,
}

/// Runs one seed.
///
/// # Errors
/// `internal` where the system gives no thread.
pub fn run(seed: u64, broken: Option<Broken>, trace: bool) -> Result<Outcome, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|_| Error::internal("starting the simulation"))?;
    let universe = runtime.block_on(story::tell(seed, broken, trace));
    // Ends whatever still runs in there before the universe is looked at.
    drop(runtime);
    Ok(universe.outcome())
}
