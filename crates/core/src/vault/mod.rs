//! The vault: one SQLite file with sealed secrets, whose key is somewhere else.

mod accounts;
mod activity;
mod context;
mod derivation;
mod kept;
mod keys;
mod past;
mod rekey;
mod remarks;
mod schema;
mod seal;
mod sessions;
mod settings;
mod store;
mod summary;
mod timeline;

pub use accounts::Remembered;
pub use activity::{ActivityQuery, ActivityRow};
pub use keys::{
    Ask, AskPassphrase, KEY_FILE, KeySource, Keys, PASSPHRASE_FILE, passphrase_from,
    passphrase_from_environment, passphrase_needed,
};
pub use past::PastToken;
pub use sessions::{Record, superseded};
pub use store::Store;
pub use summary::Summary;
pub use timeline::{Kind, Row};

use crate::error::{Code, Error, Result};
use crate::home::{Home, open_private};
use crate::keyring::Prompt;
use crate::secret::Secret;
use derivation::Derivation;
use keys::NewKey;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use seal::{Place, Sealer};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// How long another process's write is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// An open vault. Calls block for as long as the disk takes.
pub struct Vault {
    connection: Mutex<Connection>,
    sealer: Sealer,
    id: String,
    source: KeySource,
    key_id: String,
}

impl Vault {
    /// Opens the vault of a data folder, or makes one whose key is in the keyring.
    ///
    /// # Errors
    /// The keyring's errors; `key_missing`, `passphrase_needed`, `wrong_passphrase`, `key_file`; `vault_damaged`,
    /// `vault_newer`, `vault_unavailable`.
    pub fn open(home: &Home, keys: &Keys, prompt: Prompt) -> Result<Self> {
        match Self::open_existing(home, keys, prompt)? {
            Some(vault) => Ok(vault),
            None => {
                // Two first starts at once must not make two keys.
                let _making = home.lock_for_a_moment("vault.lock")?;
                match Self::open_existing(home, keys, prompt)? {
                    Some(vault) => Ok(vault),
                    None => Self::make(home, KeySource::Keyring, keys, prompt),
                }
            }
        }
    }

    /// Whether there is one. Nothing is opened for that.
    pub fn exists(home: &Home) -> bool {
        home.vault().metadata().is_ok_and(|meta| meta.len() > 0)
    }

    /// Makes an empty vault.
    ///
    /// # Errors
    /// `vault_unavailable` where there is one already; the keyring's errors, `passphrase_needed`, `key_file`.
    pub fn init(home: &Home, source: KeySource, keys: &Keys, prompt: Prompt) -> Result<Self> {
        let _making = home.lock_for_a_moment("vault.lock")?;
        if Summary::of(home)?.is_some() {
            return Err(Error::new(
                Code::VaultUnavailable,
                format!("There is a vault already: {}.", home.vault().display()),
                "Use `fob vault rekey` to open it with something else. Nothing was changed.",
            ));
        }
        Self::make(home, source, keys, prompt)
    }

    /// `None` when there is none, or only what a first start left behind that ended before the vault was whole.
    fn open_existing(home: &Home, keys: &Keys, prompt: Prompt) -> Result<Option<Self>> {
        if home.vault().symlink_metadata().is_err() {
            return Ok(None);
        }
        let mut connection = connect(home)?;
        schema::check(&connection)?;
        let Some(found) = describe(&connection)? else { return Ok(None) };
        let sealer = found.sealer(keys, prompt)?;
        prepare(&connection).map_err(|error| told(&error))?;
        schema::migrate(&mut connection).map_err(|error| told(&error))?;
        let Description { id, source, key_id, .. } = found;
        Ok(Some(Self { connection: Mutex::new(connection), sealer, id, source, key_id }))
    }

    /// First the key, then the file, so that a vault without a key never exists.
    fn make(home: &Home, source: KeySource, keys: &Keys, prompt: Prompt) -> Result<Self> {
        let id = Uuid::new_v4().to_string();
        let key = keys.new_key(source, &id, prompt)?;
        let item = keys::item(&id, &key.id);
        let made = Self::write(home, id, key);
        if made.is_err() {
            // There is no vault that it would open.
            keys.forget(source, &item);
        }
        made
    }

    fn write(home: &Home, id: String, key: NewKey) -> Result<Self> {
        let sealer = Sealer::new(&key.key, &id);
        let check = sealer.seal(&key_check(), b"fobwatch")?;
        let derivation = written(key.derivation.as_ref())?;
        let mut connection = connect(home)?;
        prepare(&connection).map_err(|error| told(&error))?;
        schema::migrate(&mut connection).map_err(|error| told(&error))?;
        connection
            .execute(
                "INSERT INTO vault (one, id, key_source, key_id, key_check, derivation) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
                (&id, key.source.as_str(), &key.id, &check, &derivation),
            )
            .map_err(|error| told(&error))?;
        Ok(Self { connection: Mutex::new(connection), sealer, id, source: key.source, key_id: key.id })
    }

    /// The vault's lasting identity.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What opens it.
    pub fn source(&self) -> KeySource {
        self.source
    }

    /// Whether this passphrase opens the vault.
    ///
    /// # Errors
    /// `wrong_passphrase`, also where the vault opens with something else; `vault_unavailable`.
    pub fn check_passphrase(&self, passphrase: &Secret) -> Result<()> {
        let found = describe(&self.connection())?
            .filter(|found| found.source == KeySource::Passphrase)
            .ok_or_else(wrong_passphrase)?;
        let given = passphrase.clone();
        let keys = Keys {
            passphrase: std::sync::Arc::new(move |_| Ok(given.clone())),
            keyring: crate::keyring::Keyring::system(),
            key_file: None,
        };
        found.sealer(&keys, Prompt::Never).map(drop)
    }

    /// The name of the keyring item that holds the key, where it is there.
    pub fn key_item(&self) -> Option<String> {
        (self.source == KeySource::Keyring).then(|| keys::item(&self.id, &self.key_id))
    }

    /// Refuses to go on with a key that is no longer the vault's.
    ///
    /// # Errors
    /// `key_changed`.
    fn check_key(&self, connection: &Connection) -> Result<()> {
        let now: String = connection
            .query_row("SELECT key_id FROM vault", [], |row| row.get(0))
            .map_err(|error| told(&error))?;
        if now == self.key_id {
            return Ok(());
        }
        Err(key_changed())
    }

    /// A number that is another one as soon as another connection, in this process or another, has changed something.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn version(&self) -> Result<u64> {
        self.connection().query_row("PRAGMA data_version", [], |row| row.get(0)).map_err(|error| told(&error))
    }

    /// A panic elsewhere leaves the connection as SQLite left it: whole, its transaction rolled back.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Empties the write-ahead log, so that what was deleted is gone from the disk too. Another process may be
    /// reading; then it is tried a few times.
    fn scrub(connection: &Connection) -> Result<()> {
        // Everything else waits meanwhile, so this does not wait for long.
        connection.busy_timeout(Duration::from_millis(50)).map_err(|error| told(&error))?;
        let emptied = (0..20).find_map(|_| {
            match connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)) {
                Ok(0) => Some(Ok(())),
                Ok(_) => None,
                Err(error) => Some(Err(told(&error))),
            }
        });
        connection.busy_timeout(BUSY).map_err(|error| told(&error))?;
        if let Some(outcome) = emptied {
            return outcome;
        }
        // What stays behind in the log is sealed; the next checkpoint takes it away.
        tracing::debug!("the vault's log could not be emptied yet");
        Ok(())
    }
}

/// Somebody else has given the vault another key.
fn key_changed() -> Error {
    Error::new(
        Code::KeyChanged,
        "The vault has got another key since it was opened here.",
        "Start Fobwatch again.",
    )
}

struct Description {
    id: String,
    source: KeySource,
    key_id: String,
    key_check: Vec<u8>,
    derivation: Option<Derivation>,
}

impl Description {
    /// What opens the vault's seals.
    fn sealer(&self, keys: &Keys, prompt: Prompt) -> Result<Sealer> {
        let item = keys::item(&self.id, &self.key_id);
        let key = keys.key(self.source, &item, self.derivation.as_ref(), prompt)?;
        let sealer = Sealer::new(&key, &self.id);
        if sealer.open(&key_check(), &self.key_check).is_some() {
            return Ok(sealer);
        }
        Err(match self.source {
            KeySource::Keyring => Error::new(
                Code::KeyMissing,
                "The key in the keyring does not open this vault.",
                "Restore the keyring item or the vault file from a backup. Nothing was changed.",
            ),
            KeySource::Passphrase => wrong_passphrase(),
            KeySource::KeyFile => Error::new(
                Code::KeyFile,
                "The key file does not open this vault.",
                "Check that FOBWATCH_KEY_FILE names the right file. Nothing was changed.",
            ),
        })
    }
}

fn wrong_passphrase() -> Error {
    Error::new(
        Code::WrongPassphrase,
        "The passphrase does not open this vault.",
        "Check it, and that this is the right vault. Nothing was changed.",
    )
}

fn describe(connection: &Connection) -> Result<Option<Description>> {
    let exists: bool = connection
        .query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'vault'", [], |row| row.get(0))
        .map_err(|error| told(&error))?;
    if !exists {
        return Ok(None);
    }
    let derivation =
        if schema::version(connection)? < schema::WITH_DERIVATION { "NULL" } else { "derivation" };
    let columns = format!("SELECT id, key_source, key_id, key_check, {derivation} FROM vault");
    let found = connection
        .query_row(&columns, [], |row| {
            Ok((
                row.get(0)?,
                row.get::<_, String>(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get::<_, Option<String>>(4)?,
            ))
        })
        .optional()
        .map_err(|error| told(&error))?;
    let Some((id, source, key_id, key_check, derivation)) = found else { return Ok(None) };
    let derivation = derivation
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|_| damaged("The vault says in an unknown way how its key is made."))?;
    Ok(Some(Description { id, source: KeySource::parse(&source)?, key_id, key_check, derivation }))
}

/// As it stands in the vault.
fn written(derivation: Option<&Derivation>) -> Result<Option<String>> {
    derivation
        .map(serde_json::to_string)
        .transpose()
        .map_err(|_| Error::internal("writing how a key is made"))
}

fn key_check() -> Place<'static> {
    Place { account: "", column: "key_check", generation: 0, binding: &[0; 32] }
}

fn connect(home: &Home) -> Result<Connection> {
    let path = home.vault();
    // Made by us first: SQLite would make it with the umask's mode, and gives its log files the mode of this one.
    open_private(&path).map_err(|error| crate::home::unavailable(&path, &error))?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(&path, flags).map_err(|error| told(&error))?;
    connection.busy_timeout(BUSY).map_err(|error| told(&error))?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
    // A commit is on the disk when it returns, also after a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // Nothing that was read or sorted goes to a temporary file.
    connection.pragma_update(None, "temp_store", "MEMORY")
}

fn damaged(message: &str) -> Error {
    Error::new(
        Code::VaultDamaged,
        message,
        "Nothing was changed. Restore the vault file from a backup, or move it away to start with an empty one.",
    )
}

/// Our words for the database's errors. Its own may quote values, so they are not shown.
fn told(error: &rusqlite::Error) -> Error {
    let unavailable = |message: &str, hint: &str| Error::new(Code::VaultUnavailable, message, hint);
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged("The vault file is damaged."),
        Some(ErrorCode::DiskFull) => unavailable("The disk is full.", "Free some space, then try again."),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            unavailable("The vault file cannot be written to.", "Check who owns the data folder.")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unavailable("Another program holds the vault.", "Try again in a moment.")
        }
        Some(_) => unavailable("The vault file cannot be used.", "Check the disk and the data folder."),
        None => damaged("The vault holds something that it should not."),
    }
}
