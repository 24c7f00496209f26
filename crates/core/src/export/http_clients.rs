//! Environments for programs in which people write requests.

use super::json;
use super::values::{Kind, Values};
use crate::account::Account;
use crate::error::Result;
use crate::secret::Secret;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

type Pairs<'a> = BTreeMap<&'a str, &'a str>;

fn pairs(values: &Values) -> Pairs<'_> {
    values.all().map(|value| (&*value.camel, value.text.expose())).collect()
}

/// The environment's name in the file: the account's label, or its name.
fn label(account: &Account) -> &str {
    if account.environment.is_empty() { &account.name } else { &account.environment }
}

/// Bruno reads secrets from the `.env` in the collection's folder, at every request
/// (<https://docs.usebruno.com/secrets-management/dotenv-file>).
pub(super) fn bruno(values: &Values) -> Secret {
    let mut text = "vars {\n".to_owned();
    for value in values.all() {
        let _ = match value.kind {
            Kind::Secret | Kind::End => {
                writeln!(text, "  {}: {{{{process.env.{}}}}}", value.camel, value.upper)
            }
            Kind::Plain => writeln!(text, "  {}: {}", value.camel, value.text.expose()),
        };
    }
    text.push('}');
    Secret::new(text)
}

#[derive(Serialize)]
struct Insomnia<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    environments: Environments<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environments<'a> {
    name: &'static str,
    data: Pairs<'a>,
    sub_environments: Vec<Environment<'a>>,
}

#[derive(Serialize)]
struct Environment<'a> {
    name: &'a str,
    data: Pairs<'a>,
}

/// Insomnia reads YAML, of which JSON is a part.
pub(super) fn insomnia(account: &Account, values: &Values) -> Result<Secret> {
    json(&Insomnia {
        kind: "environment.insomnia.rest/5.0",
        name: &account.name,
        environments: Environments {
            name: "Base environment",
            data: Pairs::new(),
            sub_environments: vec![Environment { name: label(account), data: pairs(values) }],
        },
    })
}

#[derive(Serialize)]
struct Hoppscotch<'a> {
    v: u8,
    id: String,
    name: &'a str,
    variables: Vec<Variable<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Variable<'a> {
    key: &'a str,
    initial_value: &'a str,
    current_value: &'a str,
    secret: bool,
}

/// A secret's first value is what Hoppscotch would share with a team: it stays empty.
pub(super) fn hoppscotch(account: &Account, values: &Values) -> Result<Secret> {
    let variables = values.all().map(|value| Variable {
        key: &value.camel,
        initial_value: if value.kind == Kind::Secret { "" } else { value.text.expose() },
        current_value: value.text.expose(),
        secret: value.kind == Kind::Secret,
    });
    json(&Hoppscotch {
        v: 2,
        id: account.id.to_string(),
        name: &account.name,
        variables: variables.collect(),
    })
}

/// A part of VS Code's `settings.json`.
pub(super) fn vs_code(account: &Account, values: &Values) -> Result<Secret> {
    let environments = BTreeMap::from([(label(account), pairs(values))]);
    json(&BTreeMap::from([("rest-client.environmentVariables", environments)]))
}

/// `http-client.private.env.json`, which belongs into no repository.
pub(super) fn jetbrains(account: &Account, values: &Values) -> Result<Secret> {
    json(&BTreeMap::from([(label(account), pairs(values))]))
}
