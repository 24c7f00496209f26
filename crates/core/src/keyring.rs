//! The operating system's keyring, where the vault's key lives.
//!
//! Three of its habits shape this file. A locked collection shows a prompt and blocks until somebody answers, so every
//! call has a thread of its own and a deadline, and unattended calls look before they ask. The Secret Service
//! client must not be dropped inside async code, so it is made, used and dropped on that thread. And a client keeps its
//! first failure, so each call makes a new one: after the keyring has come back, the next call simply works.

use crate::error::{Code, Error, Result};
use ::keyring::Error as StoreError;
use keyring_core::{CredentialStore, Entry};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a call may take when no person is asked.
const UNATTENDED: Duration = Duration::from_secs(5);
/// How long a person has to answer the keyring's prompt.
const ATTENDED: Duration = Duration::from_secs(120);
/// The name under which the system lists our items.
const SERVICE: &str = "fobwatch";

/// Whether the system may ask a person to unlock the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Nobody may be sitting there: a locked keyring is an error at once.
    Never,
    /// A person has just asked for it.
    Allowed,
}

type MakeStore = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

/// The operating system's keyring.
#[derive(Clone)]
pub struct Keyring {
    make: Arc<MakeStore>,
    look: fn() -> Result<()>,
}

impl Keyring {
    /// The one of this system.
    pub fn system() -> Self {
        Self { make: Arc::new(system_store), look: system::look }
    }

    /// Another store of the keyring family, for tests.
    pub fn with_store(store: Arc<CredentialStore>) -> Self {
        Self { make: Arc::new(move || Ok(store.clone())), look: || Ok(()) }
    }

    /// Reads an item; `None` when there is none. Blocks up to the deadline.
    ///
    /// # Errors
    /// `keyring_missing`, `keyring_locked` or `keyring_failed`.
    pub fn get(&self, item: &str, prompt: Prompt) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.call(item, prompt, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(StoreError::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// Puts something there, reads it back and takes it away again.
    ///
    /// # Errors
    /// `keyring_missing`, `keyring_locked` or `keyring_failed`.
    pub fn try_out(&self) -> Result<()> {
        let item = format!("test.{}", uuid::Uuid::new_v4());
        self.set(&item, b"nothing secret", Prompt::Never)?;
        self.delete(&item, Prompt::Never)
    }

    /// Writes an item and reads it back. Blocks up to the deadline.
    ///
    /// # Errors
    /// `keyring_missing`, `keyring_locked` or `keyring_failed`.
    pub fn set(&self, item: &str, secret: &[u8], prompt: Prompt) -> Result<()> {
        let secret = Zeroizing::new(secret.to_vec());
        let kept = self.call(item, prompt, move |entry| {
            entry.set_secret(&secret)?;
            Ok(*Zeroizing::new(entry.get_secret()?) == *secret)
        })?;
        if kept { Ok(()) } else { Err(failed("it did not keep what was stored")) }
    }

    /// Deletes an item; one that is not there counts as deleted. Blocks up to the deadline.
    ///
    /// # Errors
    /// `keyring_missing`, `keyring_locked` or `keyring_failed`.
    pub fn delete(&self, item: &str, prompt: Prompt) -> Result<()> {
        self.call(item, prompt, |entry| match entry.delete_credential() {
            Err(StoreError::NoEntry) => Ok(()),
            other => other,
        })
    }

    fn call<T: Send + 'static>(
        &self,
        item: &str,
        prompt: Prompt,
        work: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (make, look, item) = (self.make.clone(), self.look, item.to_owned());
        let (send, receive) = mpsc::channel();
        std::thread::Builder::new()
            .name("keyring".into())
            .spawn(move || {
                let run = || {
                    // The look waits for the daemon while the client calculates its key exchange, which asks nobody
                    // anything.
                    let (looked, store) = std::thread::scope(|scope| {
                        let looking = std::thread::Builder::new().spawn_scoped(scope, look);
                        let store = make();
                        let looked = match looking {
                            Ok(looking) => {
                                looking.join().unwrap_or_else(|_| Err(failed("its client stopped")))
                            }
                            Err(_) => look(),
                        };
                        (looked, store)
                    });
                    match looked {
                        Err(error) if error.code == Code::KeyringLocked && prompt == Prompt::Allowed => {}
                        Err(error) => return Err(error),
                        Ok(()) => {}
                    }
                    let store = store.map_err(|error| told(&error))?;
                    let entry = Entry::new_in_store(&store, SERVICE, &item).map_err(|error| told(&error))?;
                    work(&entry).map_err(|error| told(&error))
                };
                // The caller may have given up; then there is nobody to tell.
                let _ = send.send(run());
            })
            .map_err(|_| Error::internal("starting a thread"))?;
        match receive.recv_timeout(if prompt == Prompt::Allowed { ATTENDED } else { UNATTENDED }) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) if prompt == Prompt::Allowed => Err(locked()),
            Err(RecvTimeoutError::Timeout) => Err(failed("it does not answer")),
            Err(RecvTimeoutError::Disconnected) => Err(failed("its client stopped")),
        }
    }
}

/// Our words for the family's errors. Those that carry data are not shown: the data may be the key.
fn told(error: &StoreError) -> Error {
    match error {
        StoreError::NoStorageAccess(_) => locked(),
        StoreError::PlatformFailure(_) => failed("the system refused"),
        StoreError::Ambiguous(_) => failed("it holds two keys for this vault"),
        StoreError::NoDefaultStore => missing(),
        _ => failed("it cannot hold the key"),
    }
}

fn missing() -> Error {
    Error::new(
        Code::KeyringMissing,
        "There is no keyring on this session.",
        "Start one, such as gnome-keyring or KWallet, then try again.",
    )
}

fn locked() -> Error {
    Error::new(
        Code::KeyringLocked,
        "The keyring is locked.",
        "Unlock it by logging in to the desktop, or in its password manager. A running Fobwatch goes on by itself.",
    )
}

fn failed(why: &str) -> Error {
    Error::new(
        Code::KeyringFailed,
        format!("The keyring does not work: {why}."),
        "Check your keyring program, then try again.",
    )
}

#[cfg(target_os = "linux")]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    // The library would otherwise try to start a bus.
    if !system::has_bus() {
        return Err(StoreError::NoDefaultStore);
    }
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(not(target_os = "linux"))]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    if let Err(error) = ::keyring::Entry::store_status() {
        tracing::warn!(%error, "the platform's credential store cannot be used");
    }
    keyring_core::get_default_store().ok_or(StoreError::NoDefaultStore)
}

#[cfg(target_os = "linux")]
mod system {
    //! A look at the Secret Service before asking it for anything: is it there, and is it open?

    use super::{Result, locked, missing};
    use zbus::blocking::{Connection, Proxy, fdo::PropertiesProxy};
    use zbus::names::InterfaceName;
    use zbus::zvariant::OwnedObjectPath;

    const NAME: &str = "org.freedesktop.secrets";
    const PATH: &str = "/org/freedesktop/secrets";

    /// Whether this session has a bus.
    pub(super) fn has_bus() -> bool {
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
            || std::env::var_os("XDG_RUNTIME_DIR")
                .is_some_and(|folder| std::path::Path::new(&folder).join("bus").exists())
    }

    /// Fine, missing or locked. Starts the service where the bus knows how, and never shows a prompt.
    pub(super) fn look() -> Result<()> {
        if !has_bus() {
            return Err(missing());
        }
        let connection = Connection::session().map_err(|_| missing())?;
        let service =
            Proxy::new(&connection, NAME, PATH, "org.freedesktop.Secret.Service").map_err(|_| missing())?;
        let collection: OwnedObjectPath = service.call("ReadAlias", &("default",)).map_err(|_| missing())?;
        if collection.as_str() == "/" {
            // There is a service, but nobody has set up a keyring yet; making one asks for its password.
            return Err(locked());
        }
        let is_locked: bool = PropertiesProxy::builder(&connection)
            .destination(NAME)
            .and_then(|builder| builder.path(collection))
            .and_then(|builder| builder.build())
            .map_err(|_| missing())?
            .get(InterfaceName::from_static_str_unchecked("org.freedesktop.Secret.Collection"), "Locked")
            .map_err(|_| missing())?
            .try_into()
            .map_err(|_| missing())?;
        if is_locked { Err(locked()) } else { Ok(()) }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    //! Keychain and Credential Manager unlock with the login session; there is nothing to look at.

    pub(super) fn look() -> super::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_comes_back_and_goes() {
        let keyring = Keyring::with_store(keyring_core::mock::Store::new().unwrap());
        assert_eq!(keyring.get("a", Prompt::Never).unwrap(), None);
        keyring.set("a", b"12345", Prompt::Never).unwrap();
        assert_eq!(&**keyring.get("a", Prompt::Never).unwrap().unwrap(), b"12345");
        keyring.delete("a", Prompt::Never).unwrap();
        keyring.delete("a", Prompt::Never).unwrap();
        assert_eq!(keyring.get("a", Prompt::Never).unwrap(), None);
    }

    #[test]
    fn what_the_store_says_never_holds_its_data() {
        let shown = format!("{:?}", told(&StoreError::BadEncoding(b"CANARY".to_vec())));
        assert!(!shown.contains("CANARY") && !shown.contains("67"), "{shown}");
    }

    #[test]
    fn a_store_that_hangs_is_given_up() {
        let keyring = Keyring {
            make: Arc::new(|| {
                std::thread::sleep(Duration::from_secs(30));
                Err(StoreError::NoDefaultStore)
            }),
            look: || Ok(()),
        };
        let started = std::time::Instant::now();
        assert_eq!(keyring.get("a", Prompt::Never).unwrap_err().code, Code::KeyringFailed);
        assert!(started.elapsed() < Duration::from_secs(15));
    }
}
