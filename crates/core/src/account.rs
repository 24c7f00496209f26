//! An account: one login at one API.

use crate::address::BaseUrl;
use crate::error::{Code, Error, Result};
use crate::profile::Profile;
use crate::remarks::Remarks;
use crate::tls::Tls;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use ts_rs::TS;
use uuid::Uuid;

/// Names an account for good, also when it is renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct AccountId(Uuid);

impl AccountId {
    /// A new one, random.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AccountId {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Uuid::parse_str(text).map(Self).map_err(|_| Error::no_account())
    }
}

/// One login at one API. It holds nothing secret: passwords and tokens are in the vault beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its lasting identity.
    pub id: AccountId,
    /// What people call it; unique in a vault.
    pub name: String,
    /// Where its API lives.
    pub base_url: BaseUrl,
    /// A label such as `production`; may be empty.
    pub environment: String,
    /// How it logs in: the profile as it was when somebody last logged in with it.
    pub profile: Arc<Profile>,
    /// What was entered for the profile's inputs that are not secret, such as the username.
    pub inputs: BTreeMap<String, String>,
    /// Whether the secret inputs are kept in the vault.
    pub remembers: bool,
    /// Other places than the base URL's origin that its credentials may go to, as somebody has agreed.
    pub trusts: BTreeSet<String>,
    /// What its connections are made safe with.
    pub tls: Tls,
    /// What people have written down about it.
    pub remarks: Remarks,
    /// The secrets that were entered for it and are still here, and since when, by our clock; by an older version: not known.
    pub kept: BTreeMap<String, Option<DateTime<Utc>>>,
}

/// The longest name or label, in characters. Longer ones are refused with a sentence, not cut.
pub const LONGEST_NAME: usize = 120;

impl Account {
    /// An account of which nothing else is known.
    pub fn new(id: AccountId, name: &str, base_url: BaseUrl, profile: Arc<Profile>) -> Self {
        Self {
            id,
            name: name.to_owned(),
            base_url,
            environment: String::new(),
            profile,
            inputs: BTreeMap::new(),
            remembers: false,
            trusts: BTreeSet::new(),
            tls: Tls::default(),
            remarks: Remarks::default(),
            kept: BTreeMap::new(),
        }
    }

    /// Checks a name: one line, not empty, no control characters, at most [`LONGEST_NAME`].
    ///
    /// # Errors
    /// `invalid_input`, on the field `name`.
    pub fn check_name(name: &str) -> Result<String> {
        check_line(name, "name", "name").and_then(|name| {
            if name.is_empty() {
                Err(Error::new(Code::InvalidInput, "The account needs a name.", "Enter any name you like.")
                    .on_field("name"))
            } else {
                Ok(name)
            }
        })
    }

    /// Checks an environment label, which may be empty.
    ///
    /// # Errors
    /// `invalid_input`, on the field `environment`.
    pub fn check_environment(label: &str) -> Result<String> {
        check_line(label, "environment", "environment")
    }

    /// The host that its logins and refreshes go to, as far as the profile tells: what limits and failures are counted by.
    pub fn login_host(&self) -> String {
        let calls = self.profile.refresh.iter().chain(&self.profile.login);
        let foreign = calls.filter_map(|call| call.url.as_ref()?.host()).next();
        foreign.unwrap_or_else(|| self.base_url.host().to_owned())
    }

    /// Whether people must be careful here: the label says production.
    pub fn is_production(&self) -> bool {
        let label = self.environment.to_lowercase();
        label
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "prod" | "production" | "prd" | "live"))
    }
}

fn check_line(text: &str, field: &str, what: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Error::new(
            Code::InvalidInput,
            format!("The {what} contains a line break or another control character."),
            "Type it again by hand.",
        )
        .on_field(field));
    }
    if text.chars().count() > LONGEST_NAME {
        return Err(Error::new(
            Code::InvalidInput,
            format!("The {what} is longer than {LONGEST_NAME} characters."),
            "Shorten it.",
        )
        .on_field(field));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_checked() {
        assert_eq!(Account::check_name("  Acme UAT ").unwrap(), "Acme UAT");
        for bad in ["", "  ", "a\nb", &"x".repeat(121)] {
            let error = Account::check_name(bad).expect_err(bad);
            assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("name")));
        }
    }

    #[test]
    fn production_is_a_word_in_the_label() {
        let base_url = BaseUrl::parse("https://h.test").unwrap();
        let mut account = Account::new(AccountId::random(), "a", base_url, Profile::find("b2b-jwt").unwrap());
        for (label, expected) in [
            ("Production", true),
            ("eu-prod", true),
            ("live", true),
            ("product", false),
            ("uat", false),
            ("", false),
        ] {
            account.environment = label.into();
            assert_eq!(account.is_production(), expected, "{label}");
        }
    }
}
