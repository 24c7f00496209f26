//! Files for other tools: export.

use crate::args::Export;
use crate::out::{data, say};
use crate::signal::unless_stopped;
use crate::token::good;
use crate::work::{close, keeper_of};
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::export::document;
use fobwatch_core::home::write_whole;
use fobwatch_core::keeper::Token;
use fobwatch_core::text::span;
use std::path::Path;
use std::process::ExitCode;

/// `fob export`.
pub async fn export(export: Export) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&export.name.name).await?;
    let good = unless_stopped(&keeper, good(&keeper, account.id, export.min_ttl)).await;
    close(&keeper).await;
    let good = good?;
    let target = export.to.target();
    let text = document(target, &good.account, &good.session)?;
    match &export.output {
        None => data(text.expose())?,
        Some(file) => {
            write_whole(file, format!("{}\n", text.expose().trim_end()).as_bytes())
                .map_err(|cause| not_written(file, &cause))?;
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
    match session.access_expires_at {
        None => "What it holds has no known end.".to_owned(),
        Some(end) => {
            let here = end - session.ahead;
            let left = (here - chrono::Utc::now()).max(chrono::TimeDelta::zero());
            format!(
                "Its token is good for {}, until {} UTC.",
                span(left.num_seconds()),
                end.format("%H:%M:%S")
            )
        }
    }
}

fn not_written(file: &Path, cause: &std::io::Error) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("{} could not be written: {cause}.", file.display()),
        "Name a file in a folder that you may write to.",
    )
}
