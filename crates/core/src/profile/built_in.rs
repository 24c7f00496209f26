//! The profiles that come with Fobwatch.

use super::Profile;
use std::sync::{Arc, OnceLock};

/// The id of the profile that is chosen first.
pub const DEFAULT: &str = "b2b-jwt";

/// The format of a profile as a JSON Schema (2020-12), for editors.
pub const SCHEMA: &str = include_str!("../../../../profiles/profile.schema.json");

pub(super) const TEXTS: &[&str] = &[
    include_str!("../../../../profiles/b2b-jwt.toml"),
    include_str!("../../../../profiles/b2b-jwt-data.toml"),
    include_str!("../../../../profiles/oauth2-client-credentials.toml"),
    include_str!("../../../../profiles/oauth2-client-credentials-post.toml"),
    include_str!("../../../../profiles/oauth2-password.toml"),
    include_str!("../../../../profiles/oauth2-password-post.toml"),
    include_str!("../../../../profiles/oauth2-authorization-code.toml"),
    include_str!("../../../../profiles/oauth2-device-code.toml"),
    include_str!("../../../../profiles/django-simplejwt.toml"),
    include_str!("../../../../profiles/matrix.toml"),
    include_str!("../../../../profiles/api-key-secret.toml"),
    include_str!("../../../../profiles/bearer-static.toml"),
];

/// All of them, the default one first.
pub(super) fn all() -> &'static [Arc<Profile>] {
    static PARSED: OnceLock<Vec<Arc<Profile>>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let read = |text: &&str| Profile::parse(text).ok();
        TEXTS.iter().filter_map(read).map(|profile| Arc::new(Profile { built_in: true, ..profile })).collect()
    })
}
