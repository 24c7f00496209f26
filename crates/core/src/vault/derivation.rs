//! How a vault key is made from a passphrase or a key file. What it takes is stored in the vault, in the clear.

use super::damaged;
use super::seal::Key;
use crate::error::{Error, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// How a vault key is made from something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "algorithm", rename_all = "kebab-case")]
pub(super) enum Derivation {
    /// Argon2id (RFC 9106), for what a person can remember.
    Argon2id {
        /// Against tables made in advance.
        salt: Salt,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    },
    /// HKDF with SHA-256 (RFC 5869), for what is random already.
    HkdfSha256 {
        /// Against tables made in advance.
        salt: Salt,
    },
}

/// Sixteen random bytes, written as hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Salt(String);

impl Salt {
    fn random() -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Error::internal("asking the system for random bytes"))?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

/// The second set of RFC 9106, 4: 64 MiB, three passes, four lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

impl Derivation {
    /// For a new passphrase.
    ///
    /// # Errors
    /// `internal` where the system gives no random bytes.
    pub fn of_passphrase() -> Result<Self> {
        Ok(Self::Argon2id { salt: Salt::random()?, memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES })
    }

    /// For a new key file.
    ///
    /// # Errors
    /// `internal` where the system gives no random bytes.
    pub fn of_key_file() -> Result<Self> {
        Ok(Self::HkdfSha256 { salt: Salt::random()? })
    }

    /// The key. Takes about a fifth of a second for a passphrase.
    ///
    /// # Errors
    /// `vault_damaged` where the vault asks for more memory or time than any vault of ours.
    pub fn key(&self, secret: &[u8]) -> Result<Key> {
        let odd = || damaged("The vault says in an impossible way how its key is made.");
        let mut key = Key::default();
        match self {
            // Whoever can write the file must not be able to make us eat all memory, or hang.
            Self::Argon2id { salt, memory_kib, passes, lanes } => {
                if *memory_kib > 16 * MEMORY_KIB || *passes > 16 || *lanes > 16 {
                    return Err(odd());
                }
                let params = Params::new(*memory_kib, *passes, *lanes, Some(key.len())).map_err(|_| odd())?;
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                    .hash_password_into(secret, salt.0.as_bytes(), &mut *key)
                    .map_err(|_| odd())?;
            }
            Self::HkdfSha256 { salt } => {
                Hkdf::<Sha256>::new(Some(salt.0.as_bytes()), secret)
                    .expand(b"fobwatch vault key", &mut *key)
                    .map_err(|_| odd())?;
            }
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_secret_gives_the_same_key_under_the_same_salt_only() {
        for make in [Derivation::of_passphrase, Derivation::of_key_file] {
            let (one, other) = (make().unwrap(), make().unwrap());
            assert_eq!(one.key(b"secret").unwrap(), one.key(b"secret").unwrap());
            assert_ne!(one.key(b"secret").unwrap(), other.key(b"secret").unwrap());
            assert_ne!(one.key(b"secret").unwrap(), one.key(b"Secret").unwrap());
            let text = serde_json::to_string(&one).unwrap();
            assert_eq!(serde_json::from_str::<Derivation>(&text).unwrap(), one);
        }
    }

    #[test]
    fn a_vault_cannot_ask_for_all_memory() {
        let salt = Salt("00112233445566778899aabbccddeeff".to_owned());
        for (memory_kib, passes, lanes) in [(u32::MAX, 3, 4), (64 * 1024, u32::MAX, 4), (0, 0, 0)] {
            let greedy = Derivation::Argon2id { salt: salt.clone(), memory_kib, passes, lanes };
            assert_eq!(greedy.key(b"secret").unwrap_err().code, crate::error::Code::VaultDamaged);
        }
    }
}
