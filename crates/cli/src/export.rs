//! Files for other tools: export.

use crate::args::Export;
use crate::out::{data, say};
use crate::token::good_of;
use chrono::Utc;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::export::document;
use fobwatch_core::home::write_whole;
use fobwatch_core::keeper::Token;
use fobwatch_core::text::span;
use std::path::Path;
use std::process::ExitCode;
use zeroize::Zeroizing;

/// `fob export`.
pub async fn export(export: Export) -> Result<ExitCode> {
    let good = good_of(&export.name.name, export.min_ttl).await?;
    let target = export.to.target();
    let text = document(target, &good.account, &good.session)?;
    match &export.output {
        None => data(text.expose())?,
        Some(file) => {
            let lines = Zeroizing::new(format!("{}\n", text.expose().trim_end()));
            write_whole(file, lines.as_bytes()).map_err(|cause| not_written(file, &cause))?;
            say(&format!("{} is written, for this user only.", file.display()));
        }
    }
    if target.holds_token() {
        say(&lasts(&good));
    }
    Ok(ExitCode::SUCCESS)
}

/// How long what was written is good.
fn lasts(good: &Token) -> String {
    let session = &good.session;
    match (session.access_left(Utc::now()), session.access_expires_at) {
        (Some(left), Some(end)) => format!(
            "Its token is good for {}, until {} UTC.",
            span(left.num_seconds()),
            end.format("%H:%M:%S")
        ),
        _ => "What it holds has no known end.".to_owned(),
    }
}

fn not_written(file: &Path, cause: &std::io::Error) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("{} could not be written: {cause}.", file.display()),
        "Name a file in a folder that you may write to.",
    )
}
