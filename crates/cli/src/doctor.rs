//! `fob doctor`: looks at everything that Fobwatch needs, and says what to do.

use crate::exit;
use crate::out::{Tone, data, json, toned};
use crate::work::keys;
use fobwatch_core::error::Result;
use fobwatch_core::home::Home;
use fobwatch_core::keyring::Prompt;
use fobwatch_core::vault::Vault;
use fobwatch_desktop::doctor::{Grade, findings};
use std::process::ExitCode;
use std::sync::Arc;

/// `fob doctor`. The exit code is that of the first failure.
pub async fn doctor(as_json: bool) -> Result<ExitCode> {
    let home = Home::find()?;
    let findings = findings(&home, || Vault::open(&home, &keys(), Prompt::Never).map(Arc::new)).await;
    if as_json {
        json(&findings)?;
    } else {
        for finding in &findings {
            let (word, tone) = match finding.grade {
                Grade::Ok => ("ok  ", Tone::Good),
                Grade::Warn => ("warn", Tone::Doubtful),
                Grade::Fail => ("fail", Tone::Bad),
            };
            data(&format!("{}  {:<12}  {}", toned(word, tone), finding.what, finding.message))?;
            if let Some(hint) = &finding.hint {
                data(&format!("{:20}{hint}", ""))?;
            }
        }
    }
    let worst = findings.iter().filter(|finding| finding.grade == Grade::Fail).find_map(|found| found.code);
    Ok(ExitCode::from(worst.map_or(0, exit::code)))
}
