//! Everything together: a data folder, its vault, and the keeper that works on it.

mod care;
mod sharing;
mod unlock;

use crate::address::BaseUrl;
use crate::auth::{self, Guide, Outside, Proposal, Trial};
use crate::clock::{Clock, SystemClock};
use crate::error::{Code, Error, Result};
use crate::home::Home;
use crate::http::Http;
use crate::keeper::{Keeper, Rules, Working};
use crate::keyring::Prompt;
use crate::live::{self, Live};
use crate::lock::FileLocks;
use crate::profile::{Profile, Profiles};
use crate::vault::{Keys, Vault};
use crate::view::{AccountDraft, ProfileView, VaultView};
use crate::world::{Tokio, World};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// How often a keyring that was missing or locked is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// One running Fobwatch: the same for the window, the command line and the tests.
#[derive(Clone)]
pub struct Fobwatch(Arc<Inner>);

struct Inner {
    home: Home,
    profiles: Profiles,
    guide: Arc<dyn Guide>,
    keys: Keys,
    working: Working,
    clock: Arc<dyn Clock>,
    http: Arc<Http>,
    /// One attempt at a time: two keyring prompts would stand on top of each other.
    opening: Mutex<()>,
    vault: watch::Sender<Door>,
}

/// Whether the vault is open.
#[derive(Clone)]
enum Door {
    Opening,
    Open(Keeper, Arc<Vault>, Live),
    Closed(Error),
}

impl Fobwatch {
    /// On this data folder, with what opens its vault, the way to a person, and the system's clock. The vault is not opened
    /// yet.
    pub fn new(home: Home, keys: Keys, working: Working, guide: Arc<dyn Guide>) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Self(Arc::new(Inner {
            profiles: Profiles::of(&home),
            guide,
            home,
            keys,
            working,
            http: Arc::new(Http::new(clock.clone())),
            clock,
            opening: Mutex::new(()),
            vault: watch::Sender::new(Door::Opening),
        }))
    }

    /// Opens the vault and starts the keeper. When it is open already, it stays as it is.
    pub async fn open(&self, prompt: Prompt) -> VaultView {
        self.open_with(self.0.keys.clone(), prompt).await
    }

    async fn open_with(&self, keys: Keys, prompt: Prompt) -> VaultView {
        let _one = self.0.opening.lock().await;
        if matches!(&*self.0.vault.borrow(), Door::Open(..)) {
            return VaultView::Open;
        }
        if prompt == Prompt::Allowed {
            self.0.vault.send_replace(Door::Opening);
        }
        let door = match self.start(keys, prompt).await {
            Ok((keeper, vault)) => {
                // Who leads takes these files over, which fills them again.
                if !keeper.leads() {
                    live::clear_leftovers(&self.0.home);
                }
                let live = Live::start(self.0.home.clone(), keeper.clone());
                Door::Open(keeper, vault, live)
            }
            Err(error) => {
                // Tokens of an earlier run must not lie about until the vault opens.
                live::clear_leftovers(&self.0.home);
                Door::Closed(error)
            }
        };
        let view = door.view();
        self.0.vault.send_if_modified(|old| {
            let changed = old.view() != view;
            *old = door;
            changed
        });
        view
    }

    async fn start(&self, keys: Keys, prompt: Prompt) -> Result<(Keeper, Arc<Vault>)> {
        let home = self.0.home.clone();
        let vault = tokio::task::spawn_blocking(move || Vault::open(&home, &keys, prompt))
            .await
            .unwrap_or_else(|_| Err(Error::internal("opening the vault")))?;
        let vault = Arc::new(vault);
        let mut seed = [0; 8];
        getrandom::fill(&mut seed).map_err(|_| Error::internal("asking the system for random bytes"))?;
        let world = World {
            store: vault.clone(),
            locks: Arc::new(FileLocks::new(self.0.home.clone())),
            wire: self.0.http.clone(),
            clock: self.0.clock.clone(),
            guide: self.0.guide.clone(),
            profiles: self.0.profiles.clone(),
            tasks: Arc::new(Tokio),
            rules: Rules::default(),
            seed: u64::from_le_bytes(seed),
        };
        Ok((Keeper::start(world, self.0.working).await?, vault))
    }

    /// Opens the vault, and as long as only the keyring stands in the way, looks again every few seconds: once it
    /// is there and unlocked, everything goes on by itself. Returns when the vault is open or damaged.
    pub async fn open_when_possible(&self) {
        loop {
            match self.open(Prompt::Never).await {
                VaultView::Closed { failure }
                    if matches!(
                        failure.code,
                        Code::KeyringMissing
                            | Code::KeyringLocked
                            | Code::KeyringFailed
                            | Code::PassphraseNeeded
                            | Code::KeyFile
                            | Code::VaultUnavailable
                    ) =>
                {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                _ => return,
            }
        }
    }

    /// Whether the vault can be used.
    pub fn vault(&self) -> VaultView {
        self.0.vault.borrow().view()
    }

    /// Waits for the next change of [`Fobwatch::vault`], as often as it is called on one receiver.
    pub fn watch(&self) -> VaultWatch {
        VaultWatch(self.0.vault.subscribe())
    }

    /// The keeper.
    ///
    /// # Errors
    /// Why the vault is closed.
    pub fn keeper(&self) -> Result<Keeper> {
        match &*self.0.vault.borrow() {
            Door::Open(keeper, ..) => Ok(keeper.clone()),
            Door::Closed(error) => Err(error.clone()),
            Door::Opening => Err(opening()),
        }
    }

    /// The files that are kept fresh.
    ///
    /// # Errors
    /// Why the vault is closed.
    pub fn live(&self) -> Result<Live> {
        match &*self.0.vault.borrow() {
            Door::Open(.., live) => Ok(live.clone()),
            Door::Closed(error) => Err(error.clone()),
            Door::Opening => Err(opening()),
        }
    }

    /// The profiles that there are.
    pub fn profiles(&self) -> &Profiles {
        &self.0.profiles
    }

    /// The profiles that there are, and those that only an account still has.
    pub fn profile_views(&self) -> Vec<ProfileView> {
        let mut views: Vec<_> =
            self.0.profiles.all().iter().map(|profile| ProfileView::from(&**profile)).collect();
        for view in self.keeper().map(|keeper| keeper.views()).unwrap_or_default() {
            let kept = self.keeper().and_then(|keeper| keeper.profile(view.id)).ok();
            if let Some(kept) = kept.filter(|kept| views.iter().all(|known| known.id != kept.id)) {
                views.push(ProfileView::from(&*kept));
            }
        }
        views
    }

    /// Looks at an address, and proposes profiles that may fit. Only GET, without any credential.
    ///
    /// # Errors
    /// `invalid_base_url`; why the host cannot be reached.
    pub async fn detect(&self, base_url: &str) -> Result<Vec<Proposal>> {
        auth::detect(self.outside(), &BaseUrl::parse(base_url)?, &Profile::built_in()).await
    }

    /// Tries a profile out with what was entered for an account: logs in, refreshes, checks and logs out. Nothing is kept.
    pub async fn try_out(&self, profile: &str, draft: AccountDraft) -> Trial {
        match Keeper::drafted(profile, draft) {
            Ok((account, secrets)) => auth::try_out(self.outside(), &account, &secrets).await,
            Err(error) => error.into(),
        }
    }

    fn outside(&self) -> Outside<'_> {
        Outside::new(&*self.0.http, &*self.0.clock, &*self.0.guide)
    }

    /// The time, by this computer's clock.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.0.clock.now()
    }

    /// Deletes the vault's key from the keyring: what is left of the vault can never be opened again. For the
    /// demo, which leaves nothing behind.
    ///
    /// # Errors
    /// The keyring's errors.
    pub fn forget_key(&self) -> Result<()> {
        let item = match &*self.0.vault.borrow() {
            Door::Open(_, vault, _) => vault.key_item(),
            _ => None,
        };
        item.map_or(Ok(()), |item| self.0.keys.keyring.delete(&item, Prompt::Never))
    }
}

fn opening() -> Error {
    Error::new(Code::VaultUnavailable, "The vault is still being opened.", "Wait a moment.")
}

impl Door {
    fn view(&self) -> VaultView {
        match self {
            Self::Opening => VaultView::Opening,
            Self::Open(..) => VaultView::Open,
            Self::Closed(error) => VaultView::Closed { failure: error.failure().clone() },
        }
    }
}

/// Tells when the vault opens or closes.
pub struct VaultWatch(watch::Receiver<Door>);

impl VaultWatch {
    /// The next change; `None` when Fobwatch has ended.
    pub async fn changed(&mut self) -> Option<VaultView> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().view())
    }
}
