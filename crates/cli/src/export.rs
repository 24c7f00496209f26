//! Files for other tools: export.

use crate::args::Export;
use crate::ask::usage;
use crate::out::{data, say, warn};
use crate::signal::stopped;
use crate::token::{good, good_of};
use crate::work::{close, named, opened, there_is};
use chrono::Utc;
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Failure, Result};
use fobwatch_core::export::{Target, document, write_file};
use fobwatch_core::keeper::{Keeper, Token, Working};
use fobwatch_core::live::Live;
use fobwatch_core::text::span;
use std::path::Path;
use std::process::ExitCode;
use tokio::sync::broadcast::error::RecvError;

/// `fob export`.
pub async fn export(export: Export) -> Result<ExitCode> {
    if export.keep {
        return keep(export).await;
    }
    let good = good_of(&export.name.name, export.min_ttl).await?;
    let target = export.to.target();
    match &export.output {
        None => data(document(target, &good.account, &good.session)?.expose())?,
        Some(file) => written(&write_file(target, file, &good.account, &good.session, export.force)?),
    }
    if target.holds_token() {
        say(&lasts(&good));
    }
    Ok(ExitCode::SUCCESS)
}

/// `fob export --keep`: keeps all sessions fresh as `fob keep` does, and puts one's token into a file.
async fn keep(export: Export) -> Result<ExitCode> {
    let (Target::Dotenv, Some(file)) = (export.to.target(), &export.output) else {
        return Err(usage(
            "Only an .env file is kept fresh: other tools read theirs once.".to_owned(),
            "Give --to dotenv, and let the tool take the token from that file.".to_owned(),
        ));
    };
    let stopped = stopped()?;
    there_is(&export.name.name)?;
    let fobwatch = opened(Working::ByItself).await?;
    let (keeper, live) = (fobwatch.keeper()?, fobwatch.live()?);
    keeper.attend(true);
    let kept = async {
        let account = named(&keeper, &export.name.name)?;
        // It begins with a good one, where there is one to be had.
        let good = good(&keeper, account.id, None).await?;
        let path = live.keep(account.id, file, true)?;
        written(&path);
        say(&lasts(&good));
        say("Each new token goes into it until this is stopped. Then it is taken out.");
        tokio::select! {
            () = gone(&keeper, account.id) => {}
            () = tell_failures(&live, &path) => {}
        }
        say(&format!("{} has been removed.", account.name));
        Ok(ExitCode::SUCCESS)
    };
    let done = tokio::select! {
        done = kept => done,
        () = stopped => Ok(ExitCode::SUCCESS),
    };
    ended(&live);
    close(&keeper).await;
    done
}

/// Takes the tokens out of the files that were kept fresh, and says where that did not work.
pub fn ended(live: &Live) {
    live.end().iter().for_each(|left| warn(left));
}

/// Says when the file cannot be written any more, and when it can be again; each of it once. It never comes back.
async fn tell_failures(live: &Live, path: &Path) {
    let mut shown = live.watch();
    let mut failing = false;
    let path = path.display().to_string();
    loop {
        let view = live.views().into_iter().find(|view| view.path == path);
        let failure = view.and_then(|view| view.failure);
        if let Some(news) = news(&mut failing, failure.as_ref()) {
            warn(&news);
        }
        if shown.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// What is to be said about the last write.
fn news(failing: &mut bool, failure: Option<&Failure>) -> Option<String> {
    let was = std::mem::replace(failing, failure.is_some());
    match (was, failure) {
        (false, Some(failure)) => {
            Some(format!("{} The token in it may have ended; the next one is tried again.", failure.message))
        }
        (true, None) => Some("The file has the token again.".to_owned()),
        _ => None,
    }
}

/// Waits until an account is removed.
async fn gone(keeper: &Keeper, id: AccountId) {
    let mut changes = keeper.changes();
    while keeper.view(id).is_ok() {
        if let Err(RecvError::Closed) = changes.recv().await {
            return;
        }
    }
}

fn written(file: &Path) {
    say(&format!("{} is written, for this user only.", file.display()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use fobwatch_core::error::{Code, Error};

    #[test]
    fn a_write_that_fails_is_said_once() {
        let error = Error::new(Code::InvalidInput, "/x/.env cannot be written: no.", "Hint.");
        let mut failing = false;
        let told = [None, Some(&error), Some(&error), None, None, Some(&error)]
            .map(|error| news(&mut failing, error.map(Error::failure)).unwrap_or_default());
        assert!(told[1].starts_with("/x/.env cannot be written: no. ") && told[5] == told[1], "{told:?}");
        assert_eq!(told[3], "The file has the token again.");
        assert_eq!([&told[0], &told[2], &told[4]], ["", "", ""]);
    }
}
