//! `fob inspect`: is this token good, and why was it refused? Offline, and nothing of it is kept.

mod known;
mod show;

use crate::args::Inspect;
use crate::ask::{pasted, secret_key, usage};
use crate::exit::NOT_VALID;
use crate::out::json;
use chrono::Utc;
use fobwatch_core::clock::SystemClock;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::explain::Explanation;
use fobwatch_core::http::Http;
use fobwatch_core::inspect::{Inspection, Knowledge, Looked, TokenKeys, fetch_keys, is_token};
use fobwatch_core::secret::Secret;
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest file with keys or a token, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;

/// What `--json` prints. Fields are added, never renamed or removed.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    inspection: &'a Inspection,
    explanation: Option<&'a Explanation>,
}

/// `fob inspect`.
pub async fn inspect(ask: Inspect) -> Result<ExitCode> {
    let text = text(&ask)?;
    let keys = keys(&ask).await?;
    let known = if ask.alone { Knowledge::default() } else { known::known().await };
    let keys = Some(&keys).filter(|keys| !keys.is_empty());
    let Looked { inspection, explanation } = known.look(text.expose(), Utc::now(), keys);
    let explanation = ask.explain.then_some(explanation);
    if ask.json {
        json(&Said { inspection: &inspection, explanation: explanation.as_ref() })?;
    } else {
        show::show(&inspection, explanation.as_ref())?;
    }
    Ok(if inspection.good { ExitCode::SUCCESS } else { ExitCode::from(NOT_VALID) })
}

/// What is to be looked at: never an argument.
fn text(ask: &Inspect) -> Result<Secret> {
    let file = match ask.files.as_slice() {
        [] => return pasted(LONGEST).map(|bytes| lossy(&bytes)),
        [file] if file.as_os_str() == "-" => return pasted(LONGEST).map(|bytes| lossy(&bytes)),
        [file] => file,
        [..] => return Err(one_at_most(&ask.files)),
    };
    if !file.exists() && is_token(&file.to_string_lossy()) {
        return Err(one_at_most(&ask.files));
    }
    text_of(file).map(|bytes| lossy(&bytes))
}

/// Something else than a file was typed, and nothing of it is repeated.
fn one_at_most(files: &[PathBuf]) -> Error {
    if files.iter().any(|file| is_token(&file.to_string_lossy())) {
        return usage(
            "This looks like a token, and arguments can be read by others.".to_owned(),
            "Take it as seen by others. Pipe the next one in, as in `fob inspect < FILE`, or paste it after `fob inspect`."
                .to_owned(),
        );
    }
    usage(
        "One file can be looked at, or stdin.".to_owned(),
        "Put quotes around a name with blanks, and pipe in anything that is no file.".to_owned(),
    )
}

/// As text, whatever it is: what is no text is told as damage.
fn lossy(bytes: &[u8]) -> Secret {
    Secret::new(String::from_utf8_lossy(bytes).into_owned())
}

async fn keys(ask: &Inspect) -> Result<TokenKeys> {
    let mut keys = TokenKeys::default();
    if let Some(place) = &ask.jwks {
        keys = keys.and(if place.contains("://") {
            fetch_keys(&Http::new(Arc::new(SystemClock)), place).await?
        } else {
            TokenKeys::from_jwks(lossy(&text_of(Path::new(place))?).expose())?
        });
    }
    if let Some(file) = &ask.pem {
        keys = keys.and(TokenKeys::from_pem(lossy(&text_of(file)?).expose())?);
    }
    if let Some(file) = &ask.secret_key_file {
        keys = keys.and(TokenKeys::from_secret(&text_of(file)?)?);
    }
    if ask.secret_key {
        keys = keys.and(TokenKeys::from_secret(secret_key()?.expose().as_bytes())?);
    }
    Ok(keys)
}

fn text_of(file: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let name: String = file.display().to_string().chars().filter(|c| !c.is_control()).take(200).collect();
    let shown = if is_token(&name) { "The file".to_owned() } else { name };
    let unread = |cause: String| {
        Error::new(
            Code::InvalidInput,
            format!("{shown} could not be read: {cause}."),
            "Name a file that you may read.",
        )
    };
    let open = File::open(file).map_err(|cause| unread(cause.to_string()))?;
    let mut bytes = Zeroizing::new(Vec::new());
    open.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|cause| unread(cause.to_string()))?;
    if bytes.len() as u64 > LONGEST {
        return Err(unread("it is far too long".to_owned()));
    }
    Ok(bytes)
}
