//! The tokens that an account had before, by what they can be recognised by: so that somebody can be told that the token
//! in their hand is an old one, and since when.

use super::accounts::bound;
use super::seal::Place;
use super::{Vault, told};
use crate::account::{Account, AccountId};
use crate::error::Result;
use crate::session::Session;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction};

/// How many are kept for each account: a day's, of most.
const KEPT: usize = 200;

/// A token that an account had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastToken {
    /// What [`Vault::digest`] gives for it.
    pub digest: [u8; 32],
    /// It was a refresh token.
    pub refresh: bool,
    /// When it was replaced, by our clock, UTC.
    pub replaced_at: DateTime<Utc>,
}

impl Vault {
    /// What a token is recognised by. Another key for the vault makes it another one.
    pub fn digest(&self, token: &str) -> [u8; 32] {
        self.sealer.digest(token)
    }

    /// The tokens that an account had before, the last one first.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn past(&self, account: AccountId) -> Result<Vec<PastToken>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare("SELECT digest, refresh, replaced_at FROM past WHERE account = ?1 ORDER BY row DESC")
            .map_err(|error| told(&error))?;
        let rows = statement
            .query_map([account.to_string()], |row| {
                Ok(PastToken { digest: row.get(0)?, refresh: row.get(1)?, replaced_at: row.get(2)? })
            })
            .map_err(|error| told(&error))?;
        // A row that somebody has edited is no token of ours.
        Ok(rows.flatten().collect())
    }

    /// Notes the tokens that are about to be replaced by this session's.
    pub(super) fn remember_past(
        &self,
        transaction: &Transaction<'_>,
        account: &Account,
        next: &Session,
    ) -> Result<()> {
        let (id, bound) = (account.id.to_string(), bound(account));
        let old = transaction
            .query_row(
                "SELECT generation, access_token, refresh_token FROM session WHERE account = ?1",
                [&id],
                |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Option<Vec<u8>>>(2)?)),
            )
            .optional()
            .map_err(|error| told(&error))?;
        let Some((generation, access, refresh)) = old else { return Ok(()) };
        let open = |column, sealed: &[u8]| {
            let place = Place { account: &id, column, generation, binding: &bound };
            let plain = self.sealer.open(&place, sealed)?;
            Some(self.digest(std::str::from_utf8(&plain).ok()?))
        };
        let access = open("access_token", &access).map(|digest| (digest, false));
        let refresh = refresh.and_then(|sealed| open("refresh_token", &sealed)).map(|digest| (digest, true));
        let stays: Vec<_> = std::iter::once(&next.access_token)
            .chain(&next.refresh_token)
            .map(|token| self.digest(token.expose()))
            .collect();
        // A server may give one again that it gave before.
        for digest in &stays {
            transaction
                .execute("DELETE FROM past WHERE account = ?1 AND digest = ?2", (&id, digest))
                .map_err(|error| told(&error))?;
        }
        let at = next.issued_at - next.ahead;
        for (digest, refresh) in
            access.into_iter().chain(refresh).filter(|(digest, _)| !stays.contains(digest))
        {
            transaction
                .execute(
                    "INSERT INTO past (account, digest, refresh, replaced_at) VALUES (?1, ?2, ?3, ?4)",
                    (&id, digest, refresh, at),
                )
                .map_err(|error| told(&error))?;
        }
        transaction
            .execute(
                "DELETE FROM past WHERE account = ?1 AND row <=
                     (SELECT row FROM past WHERE account = ?1 ORDER BY row DESC LIMIT 1 OFFSET ?2)",
                (&id, KEPT),
            )
            .map(|_| ())
            .map_err(|error| told(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::BaseUrl;
    use crate::home::Home;
    use crate::keyring::{Keyring, Prompt};
    use crate::profile::Profile;
    use crate::secret::Secret;
    use crate::session::Context;
    use crate::vault::Keys;

    fn session(generation: u64, access: &str, refresh: &str) -> Session {
        let at = DateTime::from_timestamp(1_000 + generation.cast_signed(), 0).unwrap();
        Session {
            generation,
            access_token: Secret::new(access.into()),
            refresh_token: Some(Secret::new(refresh.into())),
            client_id: None,
            issued_at: at,
            access_expires_at: None,
            refresh_expires_at: None,
            ahead: chrono::TimeDelta::zero(),
            anchor: None,
            context: Context::default(),
        }
    }

    #[test]
    fn replaced_tokens_are_recognised_and_only_so_many() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path()).unwrap();
        let keys = Keys::unattended(Keyring::with_store(keyring_core::mock::Store::new().unwrap()));
        let vault = Vault::open(&home, &keys, Prompt::Never).unwrap();
        let base_url = BaseUrl::parse("https://h.test").unwrap();
        let account = Account::new(AccountId::random(), "A", base_url, Profile::find("b2b-jwt").unwrap());
        vault.put(&account, None, Some(&session(1, "CANARY-A1", "CANARY-R")), DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(vault.past(account.id).unwrap(), []);
        vault.commit(account.id, &session(2, "CANARY-A2", "CANARY-R")).unwrap();
        // Doing it twice is doing it once.
        vault.commit(account.id, &session(2, "CANARY-A2", "CANARY-R")).unwrap();
        let first = PastToken {
            digest: vault.digest("CANARY-A1"),
            refresh: false,
            replaced_at: DateTime::from_timestamp(1_002, 0).unwrap(),
        };
        assert_eq!(vault.past(account.id).unwrap(), [first], "the refresh token has stayed");
        vault.commit(account.id, &session(3, "CANARY-A3", "CANARY-S")).unwrap();
        let past = vault.past(account.id).unwrap();
        assert_eq!(past.len(), 3);
        assert!(past.iter().any(|token| token.refresh && token.digest == vault.digest("CANARY-R")));
        // One that is in use again is none of the past.
        vault.commit(account.id, &session(4, "CANARY-A3", "CANARY-R")).unwrap();
        let past = vault.past(account.id).unwrap();
        assert!(!past.iter().any(|token| token.digest == vault.digest("CANARY-R")));
        vault.commit(account.id, &session(5, "CANARY-A3", "CANARY-S")).unwrap();
        for generation in 6..250 {
            vault.commit(account.id, &session(generation, &format!("A{generation}"), "CANARY-S")).unwrap();
        }
        let past = vault.past(account.id).unwrap();
        assert_eq!(past.len(), KEPT);
        assert_eq!(past[0].digest, vault.digest("A248"), "the newest first");

        let bytes = std::fs::read(home.vault()).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"CANARY"));
        vault.remove(account.id).unwrap();
        assert_eq!(vault.past(account.id).unwrap(), []);
    }
}
