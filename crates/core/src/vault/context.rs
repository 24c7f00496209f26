//! What goes along with a session's tokens, as it is sealed.

use crate::cookies::{Jar, Kept};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::session::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

#[derive(Serialize)]
struct Written<'a> {
    secrets: BTreeMap<&'a str, &'a str>,
    cookies: Vec<WrittenCookie<'a>>,
    endpoints: &'a BTreeMap<String, String>,
    refused: bool,
}

#[derive(Serialize)]
struct WrittenCookie<'a> {
    origin: &'a str,
    path: &'a str,
    name: &'a str,
    value: &'a str,
}

#[derive(Deserialize)]
struct Read {
    #[serde(default)]
    secrets: BTreeMap<String, Secret>,
    #[serde(default)]
    cookies: Vec<ReadCookie>,
    #[serde(default)]
    endpoints: BTreeMap<String, String>,
    #[serde(default)]
    refused: bool,
}

#[derive(Deserialize)]
struct ReadCookie {
    origin: String,
    path: String,
    name: String,
    value: Secret,
}

/// As JSON, in a buffer that never moves and so leaves no unwiped copy; `None` where there is nothing to write.
///
/// # Errors
/// `internal` where it cannot be written.
pub(super) fn write(context: &Context) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let Context { secrets, cookies, endpoints, refused } = context;
    let cookies = cookies.all();
    if secrets.is_empty() && cookies.is_empty() && endpoints.is_empty() && !refused {
        return Ok(None);
    }
    let text = |parts: &[&str]| 16 + parts.iter().map(|part| 6 * part.len() + 8).sum::<usize>();
    let room = 128
        + secrets.iter().map(|(name, value)| text(&[name, value.expose()])).sum::<usize>()
        + endpoints.iter().map(|(name, value)| text(&[name, value])).sum::<usize>()
        + cookies
            .iter()
            .map(|kept| 128 + text(&[&kept.origin, &kept.path, &kept.name, kept.value.expose()]))
            .sum::<usize>();
    let written = Written {
        secrets: secrets.iter().map(|(name, value)| (name.as_str(), value.expose())).collect(),
        cookies: cookies
            .iter()
            .map(|kept| WrittenCookie {
                origin: &kept.origin,
                path: &kept.path,
                name: &kept.name,
                value: kept.value.expose(),
            })
            .collect(),
        endpoints,
        refused: *refused,
    };
    let mut out = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer(&mut *out, &written).map_err(|_| Error::internal("writing a session's context"))?;
    Ok(Some(out))
}

/// From JSON; `None` where it is none.
pub(super) fn read(bytes: &[u8]) -> Option<Context> {
    let read: Read = serde_json::from_slice(bytes).ok()?;
    let kept = |cookie: ReadCookie| Kept {
        origin: cookie.origin,
        path: cookie.path,
        name: cookie.name,
        value: cookie.value,
    };
    Some(Context {
        secrets: read.secrets,
        cookies: Jar::of(read.cookies.into_iter().map(kept).collect()),
        endpoints: read.endpoints,
        refused: read.refused,
    })
}
