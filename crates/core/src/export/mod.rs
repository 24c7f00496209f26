//! Files that other tools read, with an account's address and token in them.

mod http_clients;
mod postman;
mod programs;
mod values;

use crate::account::Account;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::session::Session;
use values::Values;

/// Who reads the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A Postman environment, for the app and newman.
    PostmanEnvironment,
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
    VsCode,
    /// A private environment for the HTTP client of JetBrains' editors.
    JetBrains,
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
    /// Whether there is a token in it; what only refers to one is safe to share.
    pub fn holds_token(self) -> bool {
        !matches!(self, Self::PostmanCollection | Self::Bruno)
    }
}

/// The text of the file.
///
/// # Errors
/// `invalid_input` where the tool has no place for a credential such as this account's.
pub fn document(target: Target, account: &Account, session: &Session) -> Result<Secret> {
    let values = Values::of(account, session);
    match target {
        Target::PostmanEnvironment => postman::environment(account, &values),
        Target::PostmanCollection => postman::collection(account, session),
        Target::Bruno => Ok(http_clients::bruno(&values)),
        Target::Insomnia => http_clients::insomnia(account, &values),
        Target::Hoppscotch => http_clients::hoppscotch(account, &values),
        Target::Dotenv => Ok(values.dotenv()),
        Target::VsCode => http_clients::vs_code(account, &values),
        Target::JetBrains => http_clients::jetbrains(account, &values),
        Target::Httpie => programs::httpie(account, session),
        Target::CurlConfig => programs::curl(account, session),
        Target::Kubernetes => programs::kubernetes(account, session),
        Target::Git => programs::git(account, session),
    }
}

/// The bearer token, for a tool that has a place for one and for nothing else.
fn bearer<'a>(account: &Account, session: &'a Session, tool: &str) -> Result<&'a Secret> {
    if !account.profile.is_static() {
        return Ok(&session.access_token);
    }
    Err(Error::new(
        Code::InvalidInput,
        format!("{tool} takes a bearer token, and this account has a credential that stays as it is."),
        "Choose another format, such as dotenv or curl-config.",
    ))
}

fn json(value: &impl serde::Serialize) -> Result<Secret> {
    let text = serde_json::to_string_pretty(value).map_err(|_| Error::internal("writing JSON"))?;
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests;
