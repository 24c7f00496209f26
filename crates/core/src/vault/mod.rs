//! The vault: one SQLite file with sealed secrets, whose key is somewhere else.

mod accounts;
mod schema;
mod seal;
mod sessions;
mod store;
mod timeline;

pub use accounts::Remembered;
pub use sessions::{Record, superseded};
pub use store::Store;
pub use timeline::{Kind, Row};

use crate::error::{Code, Error, Result};
use crate::home::{Home, open_private};
use crate::keyring::{Keyring, Prompt};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use seal::{Key, Place, Sealer};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// How long another process's write is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// What opens a vault. It is written into the vault and never changed on the quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// The operating system's keyring.
    Keyring,
}

impl KeySource {
    /// The word in the vault's `key_source` field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text {
            "keyring" => Ok(Self::Keyring),
            _ => Err(Error::new(
                Code::VaultNewer,
                "The vault's key is kept in a way that this Fobwatch does not know.",
                "Install the version of Fobwatch that made the vault. Nothing was changed.",
            )),
        }
    }
}

/// An open vault. Calls block for as long as the disk takes.
pub struct Vault {
    connection: Mutex<Connection>,
    sealer: Sealer,
    id: String,
    key_item: String,
}

impl Vault {
    /// Opens the vault of a data folder, or makes one: first its key in the keyring, then the file, so that a vault
    /// without a key never exists.
    ///
    /// # Errors
    /// The keyring's errors; `key_missing`; `vault_damaged`, `vault_newer`, `vault_unavailable`.
    pub fn open(home: &Home, keyring: &Keyring, prompt: Prompt) -> Result<Self> {
        // Two first starts at once must not make two keys.
        let opening = home.lock_file("vault.lock")?;
        opening.lock().map_err(|error| crate::home::unavailable(home.folder(), &error))?;
        if home.vault().symlink_metadata().is_err() {
            return Self::create(home, keyring, prompt);
        }
        let mut connection = connect(home)?;
        schema::check(&connection)?;
        let Some(found) = describe(&connection)? else {
            // A first start that ended before the vault was whole.
            drop(connection);
            return Self::create(home, keyring, prompt);
        };
        let source = KeySource::parse(&found.key_source)?;
        let key_item = key_item(&found.id, &found.key_id);
        let key = match source {
            KeySource::Keyring => keyring.get(&key_item, prompt)?,
        };
        let key =
            key.and_then(|bytes| <[u8; 32]>::try_from(&**bytes).ok()).map(Key::new).ok_or_else(|| {
                key_missing(
                    "The keyring has no key for this vault.",
                    "Restore the keyring, or move the vault file away to start with an empty one.",
                )
            })?;
        let sealer = Sealer::new(&key, &found.id);
        if sealer.open(&key_check(), &found.key_check).is_none() {
            return Err(key_missing(
                "The key in the keyring does not open this vault.",
                "Restore the keyring item or the vault file from a backup. Nothing was changed.",
            ));
        }
        prepare(&connection).map_err(|error| told(&error))?;
        schema::migrate(&mut connection).map_err(|error| told(&error))?;
        Ok(Self { connection: Mutex::new(connection), sealer, id: found.id, key_item })
    }

    fn create(home: &Home, keyring: &Keyring, prompt: Prompt) -> Result<Self> {
        let (id, key_id) = (Uuid::new_v4().to_string(), Uuid::new_v4().to_string());
        let key_item = key_item(&id, &key_id);
        let key = seal::random_key()?;
        keyring.set(&key_item, &*key, prompt)?;
        let made = Self::make(home, &key, id, &key_id, &key_item);
        if made.is_err() {
            // There is no vault that it would open. One that stays behind harms nobody.
            let _ = keyring.delete(&key_item, Prompt::Never);
        }
        made
    }

    fn make(home: &Home, key: &Key, id: String, key_id: &str, key_item: &str) -> Result<Self> {
        let sealer = Sealer::new(key, &id);
        let check = sealer.seal(&key_check(), b"fobwatch")?;
        let mut connection = connect(home)?;
        prepare(&connection).map_err(|error| told(&error))?;
        schema::migrate(&mut connection).map_err(|error| told(&error))?;
        connection
            .execute(
                "INSERT INTO vault (one, id, key_source, key_id, key_check) VALUES (1, ?1, ?2, ?3, ?4)",
                (&id, KeySource::Keyring.as_str(), key_id, &check),
            )
            .map_err(|error| told(&error))?;
        Ok(Self { connection: Mutex::new(connection), sealer, id, key_item: key_item.to_owned() })
    }

    /// The vault's lasting identity.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of the keyring item that holds the key.
    pub fn key_item(&self) -> &str {
        &self.key_item
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

struct Description {
    id: String,
    key_source: String,
    key_id: String,
    key_check: Vec<u8>,
}

fn describe(connection: &Connection) -> Result<Option<Description>> {
    let exists: bool = connection
        .query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'vault'", [], |row| row.get(0))
        .map_err(|error| told(&error))?;
    if !exists {
        return Ok(None);
    }
    connection
        .query_row("SELECT id, key_source, key_id, key_check FROM vault", [], |row| {
            Ok(Description {
                id: row.get(0)?,
                key_source: row.get(1)?,
                key_id: row.get(2)?,
                key_check: row.get(3)?,
            })
        })
        .optional()
        .map_err(|error| told(&error))
}

fn key_missing(message: &str, hint: &str) -> Error {
    Error::new(Code::KeyMissing, message, hint)
}

fn key_item(vault: &str, key: &str) -> String {
    format!("{vault}.{key}")
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
