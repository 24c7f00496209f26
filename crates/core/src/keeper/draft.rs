//! What a person entered for an account, checked.

use crate::account::{Account, AccountId};
use crate::address::BaseUrl;
use crate::auth::Secrets;
use crate::error::{Code, Error, Result};
use crate::profile::{Ask, Input, Profile, Profiles};
use crate::secret::Secret;
use crate::tls::{CLIENT_KEY, Tls, key_from, read_pem};
use crate::vault::Record;
use crate::view::AccountDraft;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The longest secret, in bytes.
const LONGEST_SECRET: usize = 16 * 1024;

/// What a person entered for an account, checked.
pub(super) struct Draft {
    pub account: Account,
    /// All that the profile asks for, or `None` when none was typed.
    pub secrets: Option<Secrets>,
}

impl Draft {
    /// Checks it. What was not entered stays as it was in `old`, as far as it still belongs to the same place.
    pub fn check(
        id: AccountId,
        draft: AccountDraft,
        profiles: &Profiles,
        old: Option<&Record>,
    ) -> Result<Self> {
        let profile = profile(&draft.profile, is_typed(&draft), profiles, old)?;
        Self::of(id, draft, profile, old)
    }

    /// The same with this profile.
    pub fn of(
        id: AccountId,
        draft: AccountDraft,
        profile: Arc<Profile>,
        old: Option<&Record>,
    ) -> Result<Self> {
        let base_url = BaseUrl::parse(&draft.base_url)?;
        let typed = is_typed(&draft);
        let name = match draft.name.trim() {
            "" => base_url.host().to_owned(),
            name => Account::check_name(name)?,
        };
        let same_place = old.filter(|old| {
            old.account.base_url.origin() == base_url.origin() && old.account.profile.id == profile.id
        });
        let mut trusts: BTreeSet<String> =
            same_place.map(|old| old.account.trusts.clone()).unwrap_or_default();
        for origin in &draft.trusts {
            trusts.insert(
                BaseUrl::parse(origin).map_err(|error| error.on_field("trusts"))?.origin().to_owned(),
            );
        }
        // A certificate is shown to the place that it was given for, and to no other.
        let was = same_place.map(|old| old.account.tls.clone()).unwrap_or_default();
        let tls = Tls {
            ca: file(draft.ca_file.as_deref(), "ca", was.ca)?,
            certificate: file(
                draft.client_certificate_file.as_deref(),
                "client_certificate",
                was.certificate,
            )?,
        };
        let key = match draft.client_key_file.as_deref() {
            Some("") => None,
            Some(path) => Some(key_from(path)?),
            None => same_place
                .and_then(|old| old.session.as_ref()?.context.secrets.get(CLIENT_KEY).cloned())
                .filter(|_| tls.certificate.is_some()),
        };
        tls.check(key.as_ref())?;
        let account = Account {
            id,
            name,
            base_url,
            environment: Account::check_environment(&draft.environment)?,
            inputs: open_inputs(&profile, &draft.inputs)?,
            remembers: draft.remember && profile.can_remember(),
            trusts,
            tls,
            profile: profile.clone(),
            // Both stay in the vault, whatever is changed here.
            remarks: old.map(|old| old.account.remarks.clone()).unwrap_or_default(),
            kept: old.map(|old| old.account.kept.clone()).unwrap_or_default(),
        };
        let secrets = (typed || draft.client_key_file.is_some_and(|path| !path.is_empty()))
            .then(|| all_secrets(&profile, draft.secrets))
            .transpose()?
            .map(|secrets| with_key(secrets, key));
        Ok(Self { account, secrets })
    }
}

fn is_typed(draft: &AccountDraft) -> bool {
    draft.secrets.values().any(|secret| !secret.expose().is_empty())
}

/// The profile by which the account logs in from now on. A change of the details alone leaves it as it is, whatever has
/// become of its file; whoever logs in anew gets the present one.
fn profile(id: &str, logs_in: bool, profiles: &Profiles, old: Option<&Record>) -> Result<Arc<Profile>> {
    let kept =
        old.map(|old| &old.account.profile).filter(|profile| profile.id == id && profile.known().is_ok());
    match kept {
        Some(kept) if !logs_in => Ok(kept.clone()),
        Some(kept) => Ok(profiles.find(id).unwrap_or_else(|_| kept.clone())),
        None => profiles.find(id),
    }
}

/// Adds the key of the client certificate to what is sent and kept.
pub(super) fn with_key(mut secrets: Secrets, key: Option<Secret>) -> Secrets {
    if let Some(key) = key {
        secrets.insert(CLIENT_KEY.to_owned(), key);
    }
    secrets
}

fn open_inputs(profile: &Profile, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut inputs = BTreeMap::new();
    for input in profile.open_inputs() {
        let value = given.get(&input.name).map_or("", |value| value.trim());
        if value.is_empty() && !input.optional {
            return Err(missing(input));
        }
        if value.chars().any(char::is_control) || value.len() > 4096 {
            return Err(Error::new(
                Code::InvalidInput,
                format!("The {} cannot be right: it is too long or holds a control character.", input.label),
                "Type it again by hand.",
            )
            .on_field(&input.name));
        }
        inputs.insert(input.name.clone(), value.to_owned());
    }
    Ok(inputs)
}

fn missing(input: &Input) -> Error {
    Error::new(Code::InvalidInput, format!("The {} is missing.", input.label), "Fill it in.")
        .on_field(&input.name)
}

/// What the profile asks for and nothing else; something that is missing is an error on its field.
pub(super) fn all_secrets(profile: &Profile, mut typed: Secrets) -> Result<Secrets> {
    let mut secrets = Secrets::new();
    for input in profile.secret_inputs() {
        match typed.remove(&input.name).filter(|secret| !secret.expose().is_empty()) {
            Some(secret) if secret.expose().len() > LONGEST_SECRET => {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("The {} is far too long.", input.label),
                    "Check what you pasted.",
                )
                .on_field(&input.name));
            }
            // It will be a header, and most likely something came along with it when it was pasted.
            Some(secret) if profile.is_static() && secret.expose().chars().any(char::is_control) => {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("The {} holds a line break or another control character.", input.label),
                    "Paste it again, without what stands around it.",
                )
                .on_field(&input.name));
            }
            Some(secret) => {
                secrets.insert(input.name.clone(), secret);
            }
            None if input.optional => {}
            None => return Err(missing(input)),
        }
    }
    Ok(secrets)
}

/// Of these, what may be remembered: not a code that was good only once.
pub(super) fn lasting(profile: &Profile, secrets: &Secrets) -> Secrets {
    let once =
        |name: &str| profile.inputs.iter().any(|input| input.name == name && input.ask == Ask::EachTime);
    secrets
        .iter()
        .filter(|(name, _)| !once(name))
        .map(|(name, secret)| (name.clone(), secret.clone()))
        .collect()
}

/// What a file holds; none given: as before; an empty path: nothing any more.
fn file(path: Option<&str>, field: &str, before: Option<String>) -> Result<Option<String>> {
    match path.map(str::trim) {
        None => Ok(before),
        Some("") => Ok(None),
        Some(path) => Ok(Some(read_pem(path, field)?.to_string())),
    }
}
