//! `fob check`: does the server take the token?

use crate::args::Check;
use crate::ask::usage;
use crate::exit::NOT_VALID;
use crate::out::{data, say};
use crate::signal::unless_stopped;
use crate::work::{close, keeper_of};
use fobwatch_core::auth::Verdict;
use fobwatch_core::error::Result;
use fobwatch_core::text::span;
use fobwatch_core::view::AccountState;
use std::process::ExitCode;

/// `fob check`.
pub async fn check(check: Check) -> Result<ExitCode> {
    let (keeper, account) = keeper_of(&check.name.name).await?;
    if check.path.is_none() && !account.can_check {
        return Err(usage(
            format!("The profile {} names no page that tells whether a token is good.", account.profile),
            "Give --path with one that needs a token and answers a GET.".to_owned(),
        ));
    }
    let said = unless_stopped(&keeper, keeper.check(account.id, check.path.as_deref())).await;
    close(&keeper).await;
    let said = said?;
    let code = match said.verdict {
        Verdict::Accepted => {
            data("accepted")?;
            ExitCode::SUCCESS
        }
        Verdict::NotAllowed => {
            data("accepted, but not allowed")?;
            let page = check.path.as_deref().unwrap_or("the profile's page");
            say(&format!("The token is good, and {} may not see {page} (403).", account.name));
            ExitCode::SUCCESS
        }
        Verdict::Refused => {
            data("refused")?;
            say(match account.state {
                AccountState::Static => "The server refuses the credential (401).",
                _ => "The server refuses the token, and also the one after a refresh (401).",
            });
            ExitCode::from(NOT_VALID)
        }
    };
    if let Some(ahead) = said.ahead_ms {
        say(&clock(ahead));
    }
    Ok(code)
}

/// A difference that an answer cannot tell from none, in milliseconds: `Date` is cut to the second.
const TOO_SMALL: i64 = 2_000;

fn clock(ahead_ms: i64) -> String {
    let by = span(ahead_ms.abs() / 1_000);
    match ahead_ms {
        _ if ahead_ms.abs() <= TOO_SMALL => "Its clock and this computer's agree.".to_owned(),
        ..0 => format!("Its clock is {by} behind this computer's."),
        _ => format!("Its clock is {by} ahead of this computer's."),
    }
}
