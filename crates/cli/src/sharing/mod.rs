//! A set-up without secrets: share and import.

mod show;

use crate::args::{Import, Share};
use crate::ask::{self, agreed, usage};
use crate::exit;
use crate::out::{data, json, say};
use crate::work::{close, named, opened, there_is};
use fobwatch_core::Fobwatch;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::home::Home;
use fobwatch_core::import::{Entered, ImportFate, ImportFormat, Known, LONGEST, Plan, Proposal, read};
use fobwatch_core::keeper::Working;
use fobwatch_core::line::Line;
use fobwatch_core::profile::Profiles;
use fobwatch_core::vault::Vault;
use fobwatch_core::view::AccountView;
use serde::Serialize;
use std::io::{IsTerminal, Read};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// `fob share`.
pub async fn share(share: Share) -> Result<ExitCode> {
    match share.names.first() {
        Some(name) => there_is(name)?,
        None if Vault::exists(&Home::find()?) => {}
        None => {
            let hint = "`fob add` adds one, `fob import` takes over what other tools have.";
            return Err(Error::new(Code::NoAccount, "There is no account to share.", hint));
        }
    }
    let fobwatch = opened(Working::WhenAsked).await?;
    let keeper = fobwatch.keeper()?;
    let ids = match share.names.as_slice() {
        [] => keeper.views().iter().map(|view| view.id).collect(),
        names => names.iter().map(|name| Ok(named(&keeper, name)?.id)).collect::<Result<Vec<_>>>()?,
    };
    let shared = fobwatch.share(&ids).await;
    close(&keeper).await;
    let shared = shared?;
    match &share.output {
        None => data(shared.text.trim_end())?,
        Some(file) => {
            shared.write(file)?;
            let count = show::accounts(shared.accounts);
            say(&format!("{} is written, with {count} and no secret in it.", file.display()));
        }
    }
    shared.remarks.iter().for_each(|remark| say(&remark.sentence));
    Ok(ExitCode::SUCCESS)
}

/// What `--json` prints after an import. Fields are added, never renamed or removed.
#[derive(Serialize)]
struct Said<'a> {
    format: ImportFormat,
    added: Vec<Added<'a>>,
    present: Vec<&'a str>,
    failed: Vec<&'a str>,
    remarks: &'a [Line],
}

#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    base_url: &'a str,
    environment: &'a str,
    profile: &'a str,
}

/// `fob import`.
pub async fn import(import: Import) -> Result<ExitCode> {
    let bytes = bytes(&import)?;
    if import.dry_run {
        return dry_run(&import, &bytes).await;
    }
    let fobwatch = opened(Working::WhenAsked).await?;
    let keeper = fobwatch.keeper()?;
    let done = added(&fobwatch, &import, &bytes).await;
    close(&keeper).await;
    done
}

/// Shows what would be added, and makes no vault for that.
async fn dry_run(import: &Import, bytes: &[u8]) -> Result<ExitCode> {
    let home = Home::find()?;
    let plan = if Vault::exists(&home) {
        let fobwatch = opened(Working::WhenAsked).await?;
        let plan = fobwatch.plan_import(bytes);
        close(&fobwatch.keeper()?).await;
        plan?
    } else {
        read(bytes, &Known::new(Profiles::of(&home), Vec::new(), Vec::new()))?
    };
    let mut view = plan.view();
    if import.json {
        for step in &mut view.steps {
            step.asks = show::asks(step, import.use_secrets).cloned().collect();
        }
        json(&view)?;
    } else {
        data(&show::plan(&view, import.use_secrets))?;
    }
    something(&plan)
}

/// An import that finds no account at all has not done what was asked.
fn something(plan: &Plan) -> Result<ExitCode> {
    if plan.steps.is_empty() {
        return Err(usage(
            "There is no account in this file that could be added.".to_owned(),
            plan.remarks
                .first()
                .map(|remark| remark.sentence.clone())
                .unwrap_or_else(|| "Look at the file.".to_owned()),
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn added(fobwatch: &Fobwatch, import: &Import, bytes: &[u8]) -> Result<ExitCode> {
    let plan = fobwatch.plan_import(bytes)?;
    say(&show::plan(&plan.view(), import.use_secrets));
    something(&plan)?;
    let (present, steps): (Vec<_>, Vec<_>) =
        plan.steps.iter().partition(|step| step.view.fate == ImportFate::Present);
    let question = format!("Add {}?", show::accounts(steps.len()));
    if !steps.is_empty() && !import.yes && !agreed(&question, "Nobody can be asked here: give --yes.")? {
        say("Nothing was added.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut code = ExitCode::SUCCESS;
    let mut views = Vec::new();
    let mut failed = Vec::new();
    for step in &steps {
        match one(fobwatch, step, import).await {
            Ok(view) => views.push(view),
            Err(error) => {
                let error = ask::naming_trust(error);
                exit::complain_about(&step.view.name, &error);
                code = ExitCode::from(exit::code(error.code));
                failed.push(&*step.view.name);
            }
        }
    }
    // Of several, what was said about one may be far above.
    if !failed.is_empty() && steps.len() > 1 {
        say(&show::failed(views.len(), &failed));
    }
    if import.json {
        let added = views.iter().map(|view| Added {
            name: &view.name,
            base_url: &view.base_url,
            environment: &view.environment,
            profile: &view.profile,
        });
        json(&Said {
            format: plan.format,
            added: added.collect(),
            present: present.iter().map(|step| &*step.view.name).collect(),
            failed,
            remarks: &plan.remarks,
        })?;
    }
    Ok(code)
}

/// Adds one account, and says so.
async fn one(fobwatch: &Fobwatch, step: &Proposal, import: &Import) -> Result<AccountView> {
    let entered = entered(step, import)?;
    let log_in = entered.log_in;
    let view = taken_in(fobwatch, step, entered).await?;
    say(&match log_in {
        true => format!("Added {}.", view.name),
        false => format!("Added {}, signed out. `fob login` logs in.", view.name),
    });
    Ok(view)
}

/// Adds it; a login that goes to another place is agreed to by a person first.
async fn taken_in(fobwatch: &Fobwatch, step: &Proposal, mut entered: Entered) -> Result<AccountView> {
    loop {
        let refused = match fobwatch.take_in(step, entered.clone()).await {
            Ok(view) => return Ok(view),
            Err(error) => error,
        };
        let Some(origin) = refused.origin.clone().filter(|_| refused.code == Code::ForeignOrigin) else {
            return Err(refused);
        };
        let question = format!("{} May the credentials be sent there?", refused.message);
        let otherwise = format!("Nobody can be asked here: give --trust {origin} when both belong together.");
        if !agreed(&question, &otherwise)? {
            return Err(refused);
        }
        entered.trusts.push(origin);
    }
}

/// What is still missing, from a person.
fn entered(step: &Proposal, import: &Import) -> Result<Entered> {
    let mut entered = Entered {
        use_found: import.use_secrets,
        remember: import.remember,
        log_in: !import.no_login,
        trusts: import.trust.clone(),
        ..Entered::default()
    };
    let view = &step.view;
    for input in view.asks.iter().filter(|input| !input.optional) {
        let label = format!("{}: {}", view.name, input.label);
        let found = import.use_secrets && view.found_secrets.contains(&input.name);
        if !input.secret {
            entered.inputs.insert(input.name.clone(), ask::line_of(&label)?);
        } else if entered.log_in && !found {
            let secret = ask::hidden(&format!("{label} (nothing: log in later)")).map_err(|_| {
                usage(
                    format!("{label} is missing, and nobody can be asked here."),
                    "Give --no-login to log in later, or --use-secrets where the file has them.".to_owned(),
                )
            })?;
            entered.log_in = !secret.expose().is_empty();
            entered.secrets.insert(input.name.clone(), secret);
        }
    }
    if !entered.log_in {
        // Half of what a login takes is of no use to anybody.
        entered.secrets.clear();
    }
    Ok(entered)
}

fn bytes(import: &Import) -> Result<Zeroizing<Vec<u8>>> {
    if import.file.as_os_str() == "-" {
        let limit = LONGEST as u64 + 1;
        let mut bytes = Zeroizing::new(Vec::new());
        if std::io::stdin().is_terminal() {
            return Err(usage(
                "What is typed at a terminal can be read on it.".to_owned(),
                "Pipe it in, or name a file.".to_owned(),
            ));
        }
        let read = std::io::stdin().lock().take(limit).read_to_end(&mut bytes);
        return read.map(|_| bytes).map_err(|_| Error::internal("reading stdin"));
    }
    fobwatch_core::import::open(&import.file)
}
