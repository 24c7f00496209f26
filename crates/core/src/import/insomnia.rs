//! Insomnia's environments, v5: YAML, or JSON, which is a part of it.

use super::ImportFormat;
use super::tree::Tree;
use crate::secret::Secret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct File {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: String,
    environments: Option<Environment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    #[serde(default)]
    name: String,
    data: Option<Tree>,
    #[serde(default)]
    sub_environments: Vec<Environment>,
}

/// One environment with its values, those of the base environment among them.
pub(super) struct Read {
    /// The name of the file's collection.
    pub of: String,
    /// The environment's own; empty for the base environment.
    pub name: String,
    pub values: Vec<(String, Secret)>,
}

/// Whether the text is such a file.
pub(super) fn is_one(text: &str) -> bool {
    text.lines().take(50).any(|line| {
        let line = line.trim_start();
        line.strip_prefix("type:").is_some_and(|kind| kind.contains("insomnia.rest/"))
    })
}

/// # Errors
/// Where it is wrong.
pub(super) fn read(text: &str) -> crate::error::Result<Vec<Read>> {
    let file: File = match text.trim_start().starts_with('{') {
        true => {
            serde_json::from_str(text).map_err(|error| super::broken_json(ImportFormat::Insomnia, &error))?
        }
        false => yaml(text)?,
    };
    if !file.kind.contains("insomnia.rest/5") {
        return Err(super::refused(
            "This version of Insomnia's files is not known here.".to_owned(),
            "Export the environment with Insomnia 11 or newer.",
        ));
    }
    let Some(base) = file.environments else { return Ok(Vec::new()) };
    let flat = |data: &Option<Tree>| data.as_ref().map(|data| data.flat("_")).unwrap_or_default();
    let common = flat(&base.data);
    let mut out: Vec<_> = base
        .sub_environments
        .iter()
        .take(super::plan::MOST)
        .map(|sub| {
            let own = flat(&sub.data);
            let names: BTreeSet<_> = own.iter().map(|(name, _)| name).collect();
            let rest = common.iter().filter(|(name, _)| !names.contains(name)).cloned();
            let values = rest.chain(own.iter().cloned()).collect();
            Read { of: file.name.clone(), name: sub.name.clone(), values }
        })
        .collect();
    if out.is_empty() {
        out.push(Read {
            of: if file.name.is_empty() { base.name } else { file.name },
            name: String::new(),
            values: common,
        });
    }
    Ok(out)
}

fn yaml<T: DeserializeOwned>(text: &str) -> crate::error::Result<T> {
    serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location();
        let number = |found: u64| usize::try_from(found).unwrap_or(usize::MAX);
        let (line, column) = place.map_or((1, 1), |place| (number(place.line()), number(place.column())));
        super::broken(ImportFormat::Insomnia, line, column)
    })
}
