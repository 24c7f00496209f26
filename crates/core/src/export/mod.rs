//! Files that other tools read, with an account's address and token in them.

mod file;
mod http_clients;
mod postman;
mod programs;
mod target;
mod values;

use crate::account::Account;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::session::Session;
use values::Values;

pub use file::write_file;
pub use target::Target;

/// The text of the file.
///
/// # Errors
/// `invalid_input` where the tool has no place for a credential such as this account's.
pub fn document(target: Target, account: &Account, session: &Session) -> Result<Secret> {
    let values = Values::of(account, session);
    match target {
        Target::Postman => postman::environment(account, &values),
        Target::PostmanCollection => postman::collection(account, session),
        Target::Bruno => Ok(http_clients::bruno(&values)),
        Target::Insomnia => http_clients::insomnia(account, &values),
        Target::Hoppscotch => http_clients::hoppscotch(account, &values),
        Target::Dotenv => Ok(values.dotenv()),
        Target::Vscode => http_clients::vs_code(account, &values),
        Target::Jetbrains => http_clients::jetbrains(account, &values),
        Target::Httpie => programs::httpie(account, session),
        Target::CurlConfig => programs::curl(account, session),
        Target::Kubernetes => programs::kubernetes(account, session),
        Target::Git => programs::git(account, session),
    }
}

/// The names of the variables that a `.env` file gets.
pub fn names(account: &Account, session: &Session) -> Vec<String> {
    Values::of(account, session).all().map(|value| value.upper.clone()).collect()
}

/// The names that most accounts' variables have; a credential of several parts has more, see [`names`].
pub(crate) const COMMON: [&str; 4] = ["BASE_URL", "CLIENT_ID", "ACCESS_TOKEN_EXPIRES_AT", "ACCESS_TOKEN"];

/// What [`good_until`] says of what has no end.
pub(crate) const NO_END: &str = "with no known end";

/// How long what is written is good, in words: by the server's clock.
pub fn good_until(session: &Session) -> String {
    session.access_expires_at.map_or_else(
        || NO_END.to_owned(),
        |end| format!("good until {} UTC", end.format("%Y-%m-%d %H:%M:%S")),
    )
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
