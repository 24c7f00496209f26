//! A set-up that goes from one person to another: no secret in it, nothing twice, and nothing replaced.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, PASSWORD, lifetimes, password};
use fobwatch_core::Fobwatch;
use fobwatch_core::account::AccountId;
use fobwatch_core::error::Code;
use fobwatch_core::import::{Entered, ImportFate, ImportFormat, ProfileAuthor};
use fobwatch_core::profile::Profile;
use fobwatch_core::remarks::Remarks;
use fobwatch_core::secret::Secret;
use fobwatch_core::view::{AccountDraft, AccountState, AccountView};
use std::collections::BTreeMap;

/// The profile of the sandbox, as somebody's own: with notes, and a check at another place.
const OWN: &str = r#"# CANARY-COMMENT
id = "own"
title = "Own"

[[input]]
name = "username"
label = "User"

[[input]]
name = "password"
label = "Password"
secret = true

[login]
path = "/auth/login"
body = { username = "{{username}}", password = "{{password}}" }

[response]
access_token = "/access_token"
refresh_token = "/refresh_token"
access_expiry = { pointer = "/access_expires_at", format = "rfc3339" }
"#;

async fn bench() -> Bench {
    Bench::new(lifetimes(900, 86_400)).await
}

fn ids(fobwatch: &Fobwatch) -> Vec<AccountId> {
    fobwatch.keeper().unwrap().views().iter().map(|view| view.id).collect()
}

fn names(fobwatch: &Fobwatch) -> Vec<String> {
    let mut names: Vec<_> = fobwatch.keeper().unwrap().views().into_iter().map(|view| view.name).collect();
    names.sort();
    names
}

fn with_password() -> Entered {
    Entered { secrets: password(PASSWORD), ..Entered::default() }
}

fn secrets(pairs: &[(&str, &str)]) -> BTreeMap<String, Secret> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_set_up_goes_to_another_home_and_asks_only_for_the_secrets() {
    let (mine, theirs) = (bench().await, bench().await);
    let here = mine.start().await;
    here.profiles().save(OWN, false).unwrap();
    let keeper = here.keeper().unwrap();
    let id = keeper.add(mine.draft()).await.unwrap().id;
    let tags = Remarks { notes: "CANARY-NOTE".into(), tags: vec!["billing".into()], ..Remarks::default() };
    here.set_remarks(id, tags).await.unwrap();
    keeper.add(AccountDraft { name: "Another".into(), profile: "own".into(), ..mine.draft() }).await.unwrap();
    let shared = here.share(&ids(&here)).await.unwrap();
    assert_eq!((shared.accounts, shared.profiles), (2, 1));
    assert!(!shared.text.contains("CANARY"), "{}", shared.text);
    assert_eq!(
        shared.remarks,
        ["Comments in the profile own are left out.", "Sandbox: left out: the notes."]
    );
    let again: Vec<_> = ids(&here).into_iter().rev().collect();
    assert_eq!(here.share(&again).await.unwrap().text, shared.text, "the same accounts give the same text");

    let there = theirs.start().await;
    let plan = there.plan_import(shared.text.as_bytes()).unwrap();
    let view = plan.view();
    assert_eq!((view.format, view.remarks.len()), (ImportFormat::SetUp, 0));
    let [another, sandbox] = &view.steps[..] else { panic!("{view:#?}") };
    assert_eq!((&*another.name, &*sandbox.name), ("Another", "Sandbox"));
    assert_eq!((another.whose, sandbox.whose), (ProfileAuthor::File, ProfileAuthor::BuiltIn));
    assert_eq!(another.inputs, texts(&[("username", "demo")]));
    assert_eq!(another.asks.iter().map(|input| &*input.name).collect::<Vec<_>>(), ["password"]);
    assert_eq!(sandbox.tags, ["billing"]);
    assert_eq!(another.sends_to, [mine.sandbox.base_url()]);

    // Nothing is left behind by a login that fails, not even the profile.
    let wrong = Entered { secrets: password("wrong"), ..Entered::default() };
    assert_eq!(there.take_in(&plan.steps[0], wrong).await.unwrap_err().code, Code::BadCredentials);
    let nothing = there.take_in(&plan.steps[0], Entered::default()).await.unwrap_err();
    assert_eq!((nothing.code, nothing.field.as_deref()), (Code::InvalidInput, Some("password")));
    assert_eq!((names(&there).len(), there.profiles().find("own").is_err()), (0, true));

    for step in &plan.steps {
        let added = there.take_in(step, with_password()).await.unwrap();
        assert_eq!(added.state, AccountState::Fresh);
        assert_eq!(added.remarks.tags, step.view.tags);
    }
    assert_eq!(names(&there), ["Another", "Sandbox"]);
    assert_eq!(there.profiles().find("own").unwrap().title, "Own");

    // Once more adds nothing, there and where it came from.
    for fobwatch in [&there, &here] {
        let plan = fobwatch.plan_import(shared.text.as_bytes()).unwrap();
        assert!(plan.steps.iter().all(|step| step.view.fate == ImportFate::Present), "{:#?}", plan.view());
        for step in &plan.steps {
            fobwatch.take_in(step, Entered::default()).await.unwrap();
        }
        assert_eq!(names(fobwatch), ["Another", "Sandbox"]);
    }
    assert_eq!(there.share(&ids(&there)).await.unwrap().text, shared.text);
}
