//! The profiles that come with Fobwatch.

use super::Profile;
use std::sync::{Arc, OnceLock};

/// The id of the profile that is chosen first.
pub const DEFAULT: &str = "b2b-jwt";

/// The format of a profile as a JSON Schema (2020-12), for editors.
pub const SCHEMA: &str = include_str!("../../../../profiles/profile.schema.json");

macro_rules! profiles {
    ($($id:literal),* $(,)?) => {
        /// Their ids and texts, the default one first.
        pub(super) const ALL: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../../../profiles/", $id, ".toml")))),*];
    };
}

profiles![
    "b2b-jwt",
    "b2b-jwt-data",
    "oauth2-client-credentials",
    "oauth2-client-credentials-post",
    "oauth2-password",
    "oauth2-password-post",
    "oauth2-authorization-code",
    "oauth2-device-code",
    "django-simplejwt",
    "matrix",
    "api-key-secret",
    "bearer-static",
];

/// The one with this id. Only that one is read: a script that wants a token should not pay for the others.
pub(super) fn find(id: &str) -> Option<Arc<Profile>> {
    static READ: [OnceLock<Option<Arc<Profile>>>; ALL.len()] = [const { OnceLock::new() }; ALL.len()];
    let at = ALL.iter().position(|(known, _)| *known == id)?;
    let (_, text) = ALL.get(at)?;
    let read = || Profile::parse(text).ok().map(|profile| Arc::new(Profile { built_in: true, ..profile }));
    READ.get(at)?.get_or_init(read).clone()
}
