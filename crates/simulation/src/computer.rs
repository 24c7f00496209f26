//! The computer that the processes run on: its clocks, and its scheduler.

use crate::disk::Disk;
use crate::universe::{Universe, hold};
use chrono::{DateTime, Utc};
use fobwatch_core::clock::{Anchor, Clock};
use fobwatch_core::world::{Pending, Tasks};
use std::sync::{Arc, Mutex};
use tokio::task::AbortHandle;

pub(crate) struct SimClock(pub Arc<Universe>);

impl Clock for SimClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.wall()
    }

    fn anchor(&self) -> Anchor {
        let (boot, steady) = self.0.steady();
        Anchor { boot: format!("boot-{boot}"), offset: self.0.wall() - DateTime::UNIX_EPOCH - steady }
    }
}

/// What one process has under way. When it crashes, all of that ends, wherever it just was.
pub(crate) struct SimTasks {
    pub universe: Arc<Universe>,
    pub disk: Arc<Mutex<Disk>>,
    pub running: Mutex<Vec<AbortHandle>>,
    /// Whose turn it is to use the file, over all processes.
    pub turn: Arc<tokio::sync::Mutex<()>>,
}

impl SimTasks {
    pub fn crash(&self) {
        for task in hold(&self.running).drain(..) {
            task.abort();
        }
    }
}

impl Tasks for SimTasks {
    fn spawn(&self, work: Pending<'static, ()>) {
        let mut running = hold(&self.running);
        if running.len() > 256 {
            running.retain(|task| !task.is_finished());
        }
        running.push(tokio::spawn(work).abort_handle());
    }

    /// A vault call: it takes a while to begin, is done on the file, and when that is safe it is seen by everybody. One
    /// at a time, as SQLite's writers are.
    fn block(&self, work: Box<dyn FnOnce() + Send>) -> Pending<'static, ()> {
        let (universe, disk, turn) = (self.universe.clone(), self.disk.clone(), self.turn.clone());
        Box::pin(async move {
            let _turn = turn.lock().await;
            let longest = universe.trouble().disk;
            tokio::time::sleep(universe.while_of(longest)).await;
            let torn = Torn { universe: universe.clone(), disk: disk.clone() };
            work();
            if hold(&disk).is_torn() {
                tokio::time::sleep(universe.while_of(longest)).await;
                hold(&disk).sync();
            }
            drop(torn);
        })
    }
}

/// A process that ends while it writes: what it wrote is there afterwards, or not.
struct Torn {
    universe: Arc<Universe>,
    disk: Arc<Mutex<Disk>>,
}

impl Drop for Torn {
    fn drop(&mut self) {
        if hold(&self.disk).is_torn() {
            let lost = self.universe.happens(0.5);
            self.universe.tell(format_args!("torn write, lost: {lost}"));
            hold(&self.disk).settle(lost);
        }
    }
}
