//! What a sandbox is told at its start, and may be told again while it runs.

use std::time::Duration;

use crate::limit::Limit;

/// Somebody who can log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name sent at login.
    pub username: String,
    /// The password sent at login, in clear text.
    pub password: String,
    /// The number of the client whose tokens these are. Users with the same number are logged out together.
    pub client_id: u64,
    /// Valid tokens of this user get a 403 from the protected routes.
    pub forbidden: bool,
}

impl User {
    /// A user with all permissions.
    pub fn new(username: impl Into<String>, password: impl Into<String>, client_id: u64) -> Self {
        Self { username: username.into(), password: password.into(), client_id, forbidden: false }
    }
}

/// The two static headers by which the newer version of the API family knows a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The value of `X-API-Key`.
    pub key: String,
    /// The value of `X-API-Secret`.
    pub secret: String,
    /// The number of the client that the pair belongs to.
    pub client_id: u64,
}

/// Everything that can be chosen. All but `port` and `prefix`, which are read once at the start, can be changed while
/// the server runs, see [`Handle::change`](crate::Handle::change).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The TCP port on 127.0.0.1; 0 lets the system choose a free one.
    pub port: u16,
    /// The path before every route, as white-label deployments have it: `/partner/v1`. Empty for none.
    pub prefix: String,
    /// Who can log in.
    pub users: Vec<User>,
    /// Which static pairs of headers open the protected routes.
    pub api_keys: Vec<ApiKey>,
    /// The name of the field that carries the username. An older page of the API calls it `email`.
    pub login_field: String,
    /// How long an access token is good. Tokens count in whole seconds, so the true lifetime is up to 1 s shorter.
    pub access: Duration,
    /// How long a refresh token is good, in whole seconds as well.
    pub refresh: Duration,
    /// How long each request waits before it is looked at.
    pub latency: Duration,
    /// By how many seconds this server's clock is ahead (negative: behind). It moves the `Date` header, every time
    /// issued and every expiry check.
    pub skew_seconds: i64,
    /// How long after its use a refresh token may be used once more without being taken for stolen. Zero for never.
    pub grace: Duration,
    /// A spent refresh token that comes back revokes every token that descends from the same login.
    pub reuse_detection: bool,
    /// How many login attempts a user has. `None` for any number.
    pub limit: Option<Limit>,
    /// Success bodies come as `{"data": …}`, as one white-label deployment has it.
    pub wrap_data: bool,
    /// Connections are dropped as soon as they are made, before a byte is read.
    pub down: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            prefix: String::new(),
            users: vec![User::new("demo", "watch-the-time", 123_456)],
            api_keys: Vec::new(),
            login_field: "username".into(),
            access: Duration::from_secs(15 * 60),
            refresh: Duration::from_secs(7 * 24 * 60 * 60),
            latency: Duration::ZERO,
            skew_seconds: 0,
            grace: Duration::ZERO,
            reuse_detection: true,
            limit: None,
            wrap_data: false,
            down: false,
        }
    }
}
