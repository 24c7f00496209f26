//! Seals single columns, each tied to its place: moved anywhere else, it does not open.

use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The vault key: 32 random bytes.
pub(super) type Key = Zeroizing<[u8; 32]>;

const NONCE: usize = 24;
/// The version of the seal's layout, its first byte and part of the associated data.
const LAYOUT: u8 = 1;

/// Seals and opens with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): a random nonce of 24 bytes for each seal.
pub(super) struct Sealer {
    cipher: XChaCha20Poly1305,
    /// What tokens are recognised with.
    digests: Zeroizing<[u8; 64]>,
    vault: String,
}

/// The place that a sealed value belongs to: all of it is authenticated.
pub(super) struct Place<'a> {
    /// The account.
    pub account: &'a str,
    /// The column.
    pub column: &'static str,
    /// The generation of the session, or the version of the secrets.
    pub generation: u64,
    /// The account's [`binding`].
    pub binding: &'a [u8; 32],
}

/// What a credential may be sent to: whoever edits the database without the key cannot redirect it.
pub(super) fn binding(origin: &str, profile: &str, ca: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [origin, profile, ca] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A new vault key from the system's random source.
///
/// # Errors
/// `internal` where the system has none.
pub(super) fn random_key() -> Result<Key> {
    let mut key = Key::default();
    getrandom::fill(&mut *key).map_err(|_| Error::internal("asking the system for random bytes"))?;
    Ok(key)
}

impl Sealer {
    pub(super) fn new(key: &Key, vault: &str) -> Self {
        let mut digests = Zeroizing::new([0; 64]);
        // Fails only for far longer outputs (RFC 5869, 2.3).
        let _ = Hkdf::<Sha256>::new(None, &**key).expand(b"fobwatch past tokens", &mut *digests);
        Self { cipher: XChaCha20Poly1305::new((&**key).into()), digests, vault: vault.to_owned() }
    }

    /// What a token is recognised by (HMAC-SHA256, RFC 2104). Without the vault's key it tells nothing about any token.
    pub(super) fn digest(&self, token: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new((&*self.digests).into());
        mac.update(token.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Layout byte, nonce, ciphertext with its tag.
    ///
    /// # Errors
    /// `internal` where the system gives no random bytes.
    pub(super) fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Error::internal("asking the system for random bytes"))?;
        let payload = Payload { msg: plain, aad: &self.associated(place) };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Error::internal("sealing a value"))?;
        Ok([&[LAYOUT][..], &nonce, &sealed].concat())
    }

    /// The plain bytes, or `None` when the value was altered, moved or sealed by another key.
    pub(super) fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (layout, rest) = sealed.split_first()?;
        let (nonce, cipher) = rest.split_at_checked(NONCE)?;
        if *layout != LAYOUT {
            return None;
        }
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: cipher, aad: &self.associated(place) };
        self.cipher.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
    }

    /// Each part with its length before it, so that no two places give the same bytes.
    fn associated(&self, place: &Place<'_>) -> Vec<u8> {
        let mut data = vec![LAYOUT];
        for part in [self.vault.as_bytes(), place.account.as_bytes(), place.column.as_bytes(), place.binding]
        {
            data.extend_from_slice(&(part.len() as u64).to_le_bytes());
            data.extend_from_slice(part);
        }
        data.extend_from_slice(&place.generation.to_le_bytes());
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_in_its_own_place_only() {
        let key = random_key().unwrap();
        let sealer = Sealer::new(&key, "vault-1");
        let bound = binding("https://a.test", "b2b-jwt", "");
        let place = || Place { account: "a", column: "access_token", generation: 7, binding: &bound };
        let sealed = sealer.seal(&place(), b"CANARY").unwrap();
        assert_eq!(&**sealer.open(&place(), &sealed).unwrap(), b"CANARY");
        assert!(!sealed.windows(6).any(|part| part == b"CANARY"));

        let elsewhere = binding("https://evil.test", "b2b-jwt", "");
        for moved in [
            Place { account: "b", ..place() },
            Place { column: "refresh_token", ..place() },
            Place { generation: 8, ..place() },
            Place { binding: &elsewhere, ..place() },
        ] {
            assert!(sealer.open(&moved, &sealed).is_none());
        }
        assert!(Sealer::new(&key, "vault-2").open(&place(), &sealed).is_none());
        assert!(Sealer::new(&random_key().unwrap(), "vault-1").open(&place(), &sealed).is_none());
    }

    #[test]
    fn every_altered_byte_is_noticed() {
        let sealer = Sealer::new(&random_key().unwrap(), "v");
        let bound = binding("o", "p", "");
        let place = Place { account: "a", column: "c", generation: 1, binding: &bound };
        let sealed = sealer.seal(&place, b"x").unwrap();
        for index in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[index] ^= 1;
            assert!(sealer.open(&place, &altered).is_none(), "byte {index}");
            assert!(sealer.open(&place, &sealed[..index]).is_none(), "cut at {index}");
        }
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(binding("ab", "c", ""), binding("a", "bc", ""));
    }
}
