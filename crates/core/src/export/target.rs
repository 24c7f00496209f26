//! The tools that a file can be for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who reads the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A Postman environment, for the app and newman.
    Postman,
    /// A Postman collection that uses the environment's variables, schema 2.1.0.
    PostmanCollection,
    /// A Bruno environment, which takes the token from the `.env` beside the collection.
    Bruno,
    /// An Insomnia environment, format 5.
    Insomnia,
    /// A Hoppscotch environment, format 2.
    Hoppscotch,
    /// A `.env` file.
    Dotenv,
    /// Settings for the REST Client of VS Code.
    Vscode,
    /// A private environment for the HTTP client of JetBrains' editors.
    Jetbrains,
    /// An HTTPie session, from 3.2 on.
    Httpie,
    /// A configuration file for `curl -K`.
    CurlConfig,
    /// A Kubernetes `ExecCredential`, `client.authentication.k8s.io/v1`.
    Kubernetes,
    /// What a git credential helper answers to `get`.
    Git,
}

impl Target {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 12] = [
        Self::Postman,
        Self::PostmanCollection,
        Self::Bruno,
        Self::Insomnia,
        Self::Hoppscotch,
        Self::Dotenv,
        Self::Vscode,
        Self::Jetbrains,
        Self::Httpie,
        Self::CurlConfig,
        Self::Kubernetes,
        Self::Git,
    ];

    /// The tool's name, the same in all languages.
    pub fn tool(self) -> &'static str {
        match self {
            Self::Postman => "Postman",
            Self::PostmanCollection => "Postman (collection)",
            Self::Bruno => "Bruno",
            Self::Insomnia => "Insomnia",
            Self::Hoppscotch => "Hoppscotch",
            Self::Dotenv => ".env",
            Self::Vscode => "VS Code REST Client",
            Self::Jetbrains => "JetBrains HTTP Client",
            Self::Httpie => "HTTPie",
            Self::CurlConfig => "curl -K",
            Self::Kubernetes => "kubectl",
            Self::Git => "git",
        }
    }

    /// Whether there is a token in it; what only refers to one is safe to share.
    pub fn holds_token(self) -> bool {
        !matches!(self, Self::PostmanCollection | Self::Bruno)
    }

    /// Whether the tool has a place for a bearer token and for nothing else.
    pub fn is_bearer_only(self) -> bool {
        matches!(self, Self::PostmanCollection | Self::Httpie | Self::Kubernetes | Self::Git)
    }
}
