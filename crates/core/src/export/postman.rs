//! Postman: an environment with the values, and a collection that uses them.
//!
//! Collection: <https://schema.postman.com/json/collection/v2.1.0/docs/index.html>.

use super::values::{Kind, Values};
use super::{bearer, json};
use crate::account::Account;
use crate::error::Result;
use crate::secret::Secret;
use crate::session::Session;
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct Environment<'a> {
    id: String,
    name: &'a str,
    values: Vec<Entry<'a>>,
    #[serde(rename = "_postman_variable_scope")]
    scope: &'static str,
}

#[derive(Serialize)]
struct Entry<'a> {
    key: &'a str,
    value: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    enabled: bool,
}

pub(super) fn environment(account: &Account, values: &Values) -> Result<Secret> {
    let values = values.all().map(|value| Entry {
        key: &value.camel,
        value: value.text.expose(),
        kind: if value.kind == Kind::Secret { "secret" } else { "default" },
        enabled: true,
    });
    json(&Environment {
        id: account.id.to_string(),
        name: &account.name,
        values: values.collect(),
        scope: "environment",
    })
}

pub(super) fn collection(account: &Account, session: &Session) -> Result<Secret> {
    bearer(account, session, "A Postman collection")?;
    json(&json!({
        "info": {
            "name": account.name,
            "description": "Uses baseUrl and accessToken from the environment.",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": {
            "type": "bearer",
            "bearer": [{ "key": "token", "value": "{{accessToken}}", "type": "string" }],
        },
        "item": [{ "name": "The base URL", "request": { "method": "GET", "url": "{{baseUrl}}" } }],
    }))
}
