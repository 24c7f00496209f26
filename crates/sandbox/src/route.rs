//! The five routes of the contract.

use std::str::FromStr;

/// One route of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// `POST /auth/login`
    Login,
    /// `POST /auth/refresh`
    Refresh,
    /// `POST /auth/logout`
    Logout,
    /// `GET /me`, which stands for every protected endpoint
    Me,
    /// `GET /health`
    Health,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Login, Self::Refresh, Self::Logout, Self::Me, Self::Health];

    /// The path below the prefix.
    pub fn path(self) -> &'static str {
        match self {
            Self::Login => "/auth/login",
            Self::Refresh => "/auth/refresh",
            Self::Logout => "/auth/logout",
            Self::Me => "/me",
            Self::Health => "/health",
        }
    }

    /// The word for it, in flags and log lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Refresh => "refresh",
            Self::Logout => "logout",
            Self::Me => "me",
            Self::Health => "health",
        }
    }

    /// The route that a whole path names, if any.
    pub(crate) fn of(path: &str, prefix: &str) -> Option<Self> {
        let rest = path.strip_prefix(prefix)?;
        Self::ALL.into_iter().find(|route| route.path() == rest)
    }
}

impl FromStr for Route {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|route| route.word() == word);
        found.ok_or_else(|| format!("There is no route `{word}`: say login, refresh, logout, me or health."))
    }
}
