//! How a connection to an account's servers is made safe, where the system's own way does not do.

use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use std::path::Path;
use zeroize::Zeroizing;

/// The name that the key of a client certificate has among an account's secrets.
pub const CLIENT_KEY: &str = "client_key";

/// The longest file with certificates or a key, in bytes.
const LONGEST: usize = 256 * 1024;

/// What an account's connections are made safe with. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// The authorities that its servers' certificates are checked by, instead of the system's (PEM).
    pub ca: Option<String>,
    /// The client certificate with its chain (PEM). Its key is among the account's secrets.
    pub certificate: Option<String>,
}

/// What one call's connection is made safe with.
#[derive(Debug, Clone, Default)]
pub struct Safety {
    /// See [`Tls::ca`].
    pub ca: Option<String>,
    /// The client certificate and its key (PEM).
    pub identity: Option<(String, Secret)>,
}

impl Tls {
    /// Checks what a person gave.
    ///
    /// # Errors
    /// `invalid_input`, on the field `ca` or `client_certificate`.
    pub fn check(&self, key: Option<&Secret>) -> Result<()> {
        for (field, what, pem) in
            [("ca", "CA file", &self.ca), ("client_certificate", "client certificate", &self.certificate)]
        {
            let Some(pem) = pem else { continue };
            let read =
                CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<std::result::Result<Vec<_>, _>>();
            if pem.len() > LONGEST || !read.is_ok_and(|found| !found.is_empty()) {
                return Err(wrong(field, &format!("The {what} holds no certificate in PEM form.")));
            }
        }
        match (&self.certificate, key) {
            (None, Some(_)) => {
                Err(wrong("client_certificate", "There is a key without its client certificate."))
            }
            (Some(_), Some(key)) => {
                let fits = key.expose().len() <= LONGEST
                    && PrivateKeyDer::from_pem_slice(key.expose().as_bytes()).is_ok();
                if fits {
                    Ok(())
                } else {
                    Err(wrong(CLIENT_KEY, "The file with the key holds no private key in PEM form."))
                }
            }
            (_, None) => Ok(()),
        }
    }

    /// Both files in one digest; empty where there is neither.
    pub(crate) fn digest(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        let mut hash = Sha256::new();
        for part in [&self.ca, &self.certificate] {
            let part = part.as_deref().unwrap_or_default();
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// With the key, what a connection needs.
    pub(crate) fn with_key(&self, key: Option<&Secret>) -> Safety {
        Safety { ca: self.ca.clone(), identity: self.certificate.clone().zip(key.cloned()) }
    }
}

impl Safety {
    /// Names it among others without giving it away; `None`: the system's own way.
    pub(crate) fn digest(&self) -> Option<[u8; 32]> {
        if self.ca.is_none() && self.identity.is_none() {
            return None;
        }
        let mut hash = Sha256::new();
        let (certificate, key) = self.identity.as_ref().map_or(("", ""), |(c, k)| (c.as_str(), k.expose()));
        for part in [self.ca.as_deref().unwrap_or_default(), certificate, key] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Some(hash.finalize().into())
    }
}

/// The key of a client certificate from a file.
///
/// # Errors
/// `invalid_input`, on the field `client_key`.
pub fn key_from(path: &str) -> Result<Secret> {
    Ok(Secret::new(read_pem(path, CLIENT_KEY)?.to_string()))
}

/// A text from a PEM file; `~/` is the home folder.
pub(crate) fn read_pem(path: &str, field: &str) -> Result<Zeroizing<String>> {
    use std::io::Read as _;
    let path = crate::home::as_typed(Path::new(path));
    let refused = |why: &str| {
        Error::new(
            Code::InvalidInput,
            format!("{} cannot be used: {why}.", path.display()),
            "Give the path of a PEM file that you may read.",
        )
        .on_field(field)
    };
    let file = crate::home::open_private_file(&path).map_err(|error| refused(&error.to_string()))?;
    // From the start large enough, so that no part of a key is left behind.
    let size = file.metadata().map_or(LONGEST as u64, |data| data.len()).min(LONGEST as u64);
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(size).unwrap_or_default() + 64));
    file.take(LONGEST as u64 + 1).read_to_string(&mut text).map_err(|_| refused("it is not text"))?;
    if text.len() as u64 > LONGEST as u64 { Err(refused("it is far too large")) } else { Ok(text) }
}

fn wrong(field: &str, message: &str) -> Error {
    Error::new(
        Code::InvalidInput,
        message,
        "Give a PEM file: text that begins with -----BEGIN. A key with a passphrase has to be unlocked first.",
    )
    .on_field(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pem_is_refused_on_its_field() {
        let field = |tls: &Tls, key: Option<&str>| {
            tls.check(key.map(|key| Secret::new(key.into())).as_ref()).unwrap_err().field.clone().unwrap()
        };
        let made = rcgen::generate_simple_self_signed(["a.test".to_owned()]).unwrap();
        let good = Tls { ca: None, certificate: Some(made.cert.pem()) };
        good.check(Some(&Secret::new(made.signing_key.serialize_pem()))).unwrap();
        assert_eq!(field(&Tls { ca: Some("x".into()), certificate: None }, None), "ca");
        assert_eq!(field(&Tls { ca: Some(made.signing_key.serialize_pem()), certificate: None }, None), "ca");
        assert_eq!(field(&Tls::default(), Some("key")), "client_certificate");
        assert_eq!(field(&good, Some(&made.cert.pem())), "client_key");
        assert_ne!(good.digest(), Tls::default().digest());
        assert_ne!(good.digest(), Tls { ca: good.certificate.clone(), certificate: None }.digest());
    }
}
