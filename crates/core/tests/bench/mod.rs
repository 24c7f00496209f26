//! The bench: a real sandbox over TCP, a real vault on disk, and a keyring that lives as long as the bench.
#![allow(dead_code, reason = "each test uses its part")]

use fobwatch_core::Fobwatch;
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::Nobody;
use fobwatch_core::home::Home;
use fobwatch_core::keeper::{Keeper, Working};
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::secret::Secret;
use fobwatch_core::vault::Keys;
use fobwatch_core::view::{AccountDraft, AccountState, AccountView, VaultView};
use fobwatch_sandbox::{Config, Handle, Sandbox};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub struct Bench {
    pub folder: tempfile::TempDir,
    pub keyring: Keyring,
    pub sandbox: Sandbox,
}

impl Bench {
    pub async fn new(config: Config) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keyring: Keyring::with_store(keyring_core::mock::Store::new().unwrap()),
            sandbox: Sandbox::start(config).await.unwrap(),
        }
    }

    pub fn server(&self) -> Handle {
        self.sandbox.handle()
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// A start of the program on the bench's data folder; dropping it is its end.
    pub async fn start(&self) -> Fobwatch {
        let fobwatch = self.closed();
        assert_eq!(fobwatch.open(Prompt::Never).await, VaultView::Open);
        fobwatch
    }

    /// The same, its vault not opened yet.
    pub fn closed(&self) -> Fobwatch {
        self.working(Working::ByItself)
    }

    pub fn working(&self, working: Working) -> Fobwatch {
        Fobwatch::new(
            Home::at(self.home()).unwrap(),
            Keys::unattended(self.keyring.clone()),
            working,
            Arc::new(Nobody),
        )
    }

    pub async fn keeper(&self) -> Keeper {
        self.start().await.keeper().unwrap()
    }

    pub fn draft(&self) -> AccountDraft {
        draft(&self.sandbox.base_url())
    }
}

pub const PASSWORD: &str = "watch-the-time";

pub fn draft(base_url: &str) -> AccountDraft {
    AccountDraft {
        name: "Sandbox".into(),
        base_url: base_url.into(),
        environment: "test".into(),
        profile: "b2b-jwt".into(),
        inputs: [("username".to_owned(), "demo".to_owned())].into(),
        secrets: password(PASSWORD),
        ..AccountDraft::default()
    }
}

pub fn password(text: &str) -> fobwatch_core::auth::Secrets {
    [("password".to_owned(), Secret::new(text.to_owned()))].into()
}

pub fn lifetimes(access_seconds: u64, refresh_seconds: u64) -> Config {
    Config {
        access: Duration::from_secs(access_seconds),
        refresh: Duration::from_secs(refresh_seconds),
        ..Config::default()
    }
}

/// Waits until the account is as asked for, at most 20 s.
pub async fn until(
    keeper: &Keeper,
    id: AccountId,
    what: &str,
    wanted: impl Fn(&AccountView) -> bool,
) -> AccountView {
    let started = Instant::now();
    loop {
        let view = keeper.view(id).unwrap();
        if wanted(&view) {
            return view;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "waited for: {what}; it is {:#?}", view.state);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub fn is_fresh(view: &AccountView) -> bool {
    view.state == AccountState::Fresh
}

pub fn needs_login(view: &AccountView) -> bool {
    matches!(view.state, AccountState::NeedsLogin { .. })
}

pub fn is_retrying(view: &AccountView) -> bool {
    matches!(view.state, AccountState::Retrying { .. })
}
