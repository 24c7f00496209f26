//! Who takes part in a run: servers, accounts, and the processes that keep them.

use crate::broken::Broken;
use crate::computer::{SimClock, SimTasks};
use crate::disk::{Disk, SimStore};
use crate::invariants::Instance;
use crate::locks::{SimLocks, Table};
use crate::server::Server;
use crate::universe::Universe;
use crate::wire::{PERSON, SimWire};
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::Nobody;
use fobwatch_core::keeper::{Change, Keeper, Rules, Working};
use fobwatch_core::profile::Profiles;
use fobwatch_core::world::{Tasks, World};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use tokio::sync::broadcast::error::RecvError;

/// An account that takes part, and where it logs in.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub id: AccountId,
    pub user: String,
    pub host: String,
}

/// Who takes part in a run.
pub(crate) struct Cast {
    pub universe: Arc<Universe>,
    pub disk: Arc<Mutex<Disk>>,
    pub table: Arc<Mutex<Table>>,
    /// Whose turn it is to use the vault's file.
    pub turn: Arc<tokio::sync::Mutex<()>>,
    pub hosts: BTreeMap<String, Mutex<Server>>,
    pub members: Vec<Member>,
    pub broken: Option<Broken>,
    /// Only one process at a time keeps sessions fresh by itself, as it is in the product. Else all do, which is harder.
    pub one_leads: bool,
    pub rules: Rules,
}

impl Cast {
    /// The server of this host. A stranger is answered by the first.
    pub fn host(&self, name: &str) -> &Mutex<Server> {
        let first = || self.hosts.values().next();
        #[allow(clippy::expect_used, reason = "a run without a server has nothing to say")]
        self.hosts.get(name).or_else(first).expect("a run has a server")
    }

    pub fn server(&self, account: AccountId) -> &Mutex<Server> {
        let host = self.members.iter().find(|member| member.id == account).map(|member| member.host.as_str());
        self.host(host.unwrap_or_default())
    }

    pub fn account(&self, user: &str) -> Option<AccountId> {
        self.members.iter().find(|member| member.user == user).map(|member| member.id)
    }

    pub fn user(&self, account: AccountId) -> Option<&str> {
        self.members.iter().find(|member| member.id == account).map(|member| member.user.as_str())
    }
}

/// One run of the program.
pub(crate) struct Process {
    pub keeper: Keeper,
    tasks: Arc<SimTasks>,
    locks: Arc<SimLocks>,
}

impl Process {
    /// Starts the program; `None` when the vault did not let it.
    pub async fn start(cast: &Arc<Cast>, instance: Instance) -> Option<Self> {
        let universe = cast.universe.clone();
        let tasks = Arc::new(SimTasks {
            universe: universe.clone(),
            disk: cast.disk.clone(),
            running: Mutex::default(),
            turn: cast.turn.clone(),
        });
        let clock = Arc::new(SimClock(universe.clone()));
        let locks = Arc::new(SimLocks {
            universe: universe.clone(),
            table: cast.table.clone(),
            instance,
            one_leads: cast.one_leads,
        });
        let mut world = World {
            store: Arc::new(SimStore {
                universe: universe.clone(),
                disk: cast.disk.clone(),
                own: AtomicU64::default(),
            }),
            locks: locks.clone(),
            wire: Arc::new(SimWire { cast: cast.clone(), clock: clock.clone(), instance }),
            clock,
            guide: Arc::new(Nobody),
            profiles: Profiles::default(),
            tasks: tasks.clone(),
            rules: cast.rules.clone(),
            seed: universe.below(u64::MAX),
        };
        if let Some(broken) = cast.broken {
            world = broken.replace(world, &universe);
        }
        let keeper = Keeper::start(world, Working::ByItself).await.ok()?;
        keeper.attend(cast.one_leads);
        universe.tell(format_args!("{instance} has started"));
        let (watched, cast) = (keeper.clone(), cast.clone());
        tasks.spawn(Box::pin(async move {
            let mut changes = watched.changes();
            loop {
                match changes.recv().await {
                    Ok(Change::Account(view)) => cast.check_shown(&watched, view.id),
                    Ok(Change::Removed(_) | Change::Told(..) | Change::Leads(_))
                    | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
            }
        }));
        Some(Self { keeper, tasks, locks })
    }

    /// Something that a person does here.
    pub fn person(&self, what: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(Box::pin(PERSON.scope((), what)));
    }

    /// Something that a script does here.
    pub fn script(&self, what: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(Box::pin(what));
    }

    /// It ends at once, wherever it just was.
    pub fn crash(self) {
        self.tasks.crash();
        self.locks.end();
    }
}
