//! Locks over all processes.

use crate::invariants::Instance;
use crate::universe::{Universe, hold};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::Result;
use fobwatch_core::lock::{Hold, Locks, busy, held_uncommitted};
use fobwatch_core::world::Pending;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// Who holds what: the number of the holder, and whether it holds something that is not on the disk.
#[derive(Default)]
pub(crate) struct Table {
    held: BTreeMap<AccountId, (u64, bool)>,
    numbers: u64,
    leader: Option<Instance>,
}

impl Table {
    /// Whether nobody else leads.
    pub fn leads(&self, instance: Instance) -> bool {
        self.leader.is_none_or(|leader| leader == instance)
    }
}

pub(crate) struct SimLocks {
    pub universe: Arc<Universe>,
    pub table: Arc<Mutex<Table>>,
    pub instance: Instance,
    pub one_leads: bool,
}

impl SimLocks {
    /// The process has ended.
    pub fn end(&self) {
        let mut table = hold(&self.table);
        if table.leader == Some(self.instance) {
            table.leader = None;
        }
    }
}

struct Held {
    table: Arc<Mutex<Table>>,
    account: AccountId,
    number: u64,
}

impl Locks for SimLocks {
    fn take(&self, account: AccountId, patience: Duration) -> Pending<'_, Result<Box<dyn Hold>>> {
        Box::pin(async move {
            let started = Instant::now();
            let mut pause = 10;
            loop {
                {
                    let mut table = hold(&self.table);
                    match table.held.get(&account) {
                        None => {
                            table.numbers += 1;
                            let number = table.numbers;
                            table.held.insert(account, (number, false));
                            let table = self.table.clone();
                            return Ok(Box::new(Held { table, account, number }) as Box<dyn Hold>);
                        }
                        Some((_, true)) => return Err(held_uncommitted()),
                        Some((_, false)) => {}
                    }
                }
                if started.elapsed() >= patience {
                    return Err(busy());
                }
                tokio::time::sleep(Duration::from_millis(pause) + self.universe.while_of(5)).await;
                pause = (pause * 2).min(500);
            }
        })
    }

    fn leads(&self) -> bool {
        !self.one_leads || *hold(&self.table).leader.get_or_insert(self.instance) == self.instance
    }
}

impl Hold for Held {
    fn keep_uncommitted(&self) {
        if let Some((number, uncommitted)) = hold(&self.table).held.get_mut(&self.account)
            && *number == self.number
        {
            *uncommitted = true;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut table = hold(&self.table);
        if table.held.get(&self.account).is_some_and(|(number, _)| *number == self.number) {
            table.held.remove(&self.account);
        }
    }
}
