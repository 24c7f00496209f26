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
use fobwatch_core::view::{AccountDraft, AccountState};
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
        shared.remarks.iter().map(|remark| remark.sentence.as_str()).collect::<Vec<_>>(),
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

/// Each kind of account, every secret of it a canary, and canaries wherever somebody may have written one.
#[tokio::test]
async fn no_canary_survives() {
    const SECRET: &str = "CANARY-hunter2";
    let bench = bench().await;
    let here = bench.start().await;
    let keeper = here.keeper().unwrap();
    let own = |id: &str, from: &str, to: &str| {
        let text = OWN.replace("\"own\"", &format!("\"{id}\"")).replace(from, to);
        here.profiles().save(&text, false).unwrap();
    };
    own("own", "", "");
    own("literal", "username = \"{{username}}\", p", "client_secret = \"CANARY-literal\", p");
    own("query", "\"/auth/login\"", "\"/auth/login?api_key=CANARY-query\"");
    own("kept", "title = \"Own\"", &format!("title = \"Own {SECRET}\""));
    own(
        "wide",
        "[[input]]\nname = \"password\"",
        "[[input]]\nname = \"passcode\"\nlabel = \"X-Auth\"\noptional = true\ndefault = \"CANARY-default\"\n\n[[input]]\nname = \"pin\"\nlabel = \"PIN\"\noptional = true\n\n[[input]]\nname = \"tenant\"\nlabel = \"Tenant\"\noptional = true\n\n[[input]]\nname = \"password\"",
    );
    let profiles: Vec<_> = Profile::built_in().iter().map(|profile| profile.id.clone()).collect();
    let mut drafts = Vec::new();
    for id in profiles.iter().map(String::as_str).chain(["own", "literal", "query", "kept", "wide"]) {
        let profile = here.profiles().find(id).unwrap();
        let open = profile.open_inputs().map(|input| (input.name.clone(), "/open".to_owned())).collect();
        let secret = |input: &fobwatch_core::profile::Input| (input.name.clone(), Secret::new(SECRET.into()));
        drafts.push(AccountDraft {
            name: format!("Account {id}"),
            base_url: "https://api.test".into(),
            profile: id.into(),
            inputs: open,
            secrets: profile.secret_inputs().map(secret).collect(),
            remember: true,
            ..AccountDraft::default()
        });
    }
    let wide = drafts.last_mut().unwrap();
    wide.inputs =
        texts(&[("username", SECRET), ("pin", "CANARY-pin"), ("tenant", "https://ann:CANARY@h.test/x")]);
    for (number, draft) in drafts.iter().enumerate() {
        // A static credential is a session; the others remember.
        let added = match here.profiles().find(&draft.profile).unwrap().is_static() {
            true => keeper.add(draft.clone()).await.unwrap(),
            false => keeper.add_signed_out(draft.clone()).await.unwrap(),
        };
        let tag = if number == 0 { format!("tag {SECRET}") } else { "plain".to_owned() };
        let remarks = Remarks { notes: SECRET.into(), tags: vec![tag], ..Remarks::default() };
        here.set_remarks(added.id, remarks).await.unwrap();
    }
    // One with a session, whose token somebody has written into its label.
    let live = keeper.add(bench.draft()).await.unwrap();
    let (_, session) = keeper.current(live.id).unwrap();
    let token = session.access_token.expose().to_owned();
    let label =
        AccountDraft { environment: token[..100].to_owned(), secrets: BTreeMap::new(), ..bench.draft() };
    keeper.change(live.id, label).await.unwrap();

    let shared = here.share(&ids(&here)).await.unwrap();
    let shown = format!("{} {shared:?}", shared.text);
    for secret in ["CANARY", "hunter2", &token[..100], PASSWORD] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
    let left_out = |who: &str| shared.remarks.iter().any(|remark| remark.sentence.starts_with(who));
    for who in [
        "Account literal is left out",
        "Account query is left out",
        "Account kept is left out",
        "Sandbox is left out",
    ] {
        assert!(left_out(who), "{who}: {:#?}", shared.remarks);
    }
    assert!(shared.text.contains("/open") && shared.text.contains("plain"), "{}", shared.text);
    assert_eq!(shared.accounts, profiles.len() + 2);

    // What the window and a log are shown of a file that has secrets in it.
    let text =
        shared.text.replacen("\"client_id\": \"/open\"", &format!("\"client_secret\": \"{SECRET}\""), 1);
    assert_ne!(text, shared.text);
    let plan = here.plan_import(text.as_bytes()).unwrap();
    let view = plan.view();
    let shown = format!("{plan:?} {view:?} {}", serde_json::to_string(&view).unwrap());
    assert!(!shown.contains("CANARY") && !shown.contains("hunter2"), "{shown}");
    assert!(view.steps.iter().any(|step| step.found_secrets == ["client_secret"]));
}

#[tokio::test]
async fn nothing_that_is_here_is_replaced() {
    let bench = bench().await;
    let here = bench.start().await;
    let keeper = here.keeper().unwrap();
    here.profiles().save(OWN, false).unwrap();
    keeper.add(AccountDraft { profile: "own".into(), ..bench.draft() }).await.unwrap();
    let shared = here.share(&ids(&here)).await.unwrap().text;

    // Another set-up of the same name, and another profile of the same id that sends the password elsewhere.
    let text = shared
        .replace("\"demo\"", "\"other\"")
        .replace("path = \\\"/auth/login\\\"", "url = \\\"https://evil.test/login\\\"");
    let plan = here.plan_import(text.as_bytes()).unwrap();
    let [step] = &plan.view().steps[..] else { panic!() };
    assert_eq!((&*step.name, &*step.profile), ("Sandbox (2)", "own-2"));
    assert_eq!((step.fate, step.whose), (ImportFate::Renamed, ProfileAuthor::File));
    assert_eq!(step.sends_to, [bench.sandbox.base_url(), "https://evil.test".to_owned()]);
    let refused = here.take_in(&plan.steps[0], with_password()).await.unwrap_err();
    assert_eq!((refused.code, refused.origin.as_deref()), (Code::ForeignOrigin, Some("https://evil.test")));
    assert_eq!((names(&here).len(), here.profiles().find("own-2").is_err()), (1, true));

    // Somebody adds it without logging in, twice.
    for _ in 0..2 {
        let plan = here.plan_import(text.as_bytes()).unwrap();
        here.take_in(&plan.steps[0], Entered { log_in: false, ..Entered::default() }).await.unwrap();
        assert_eq!(names(&here), ["Sandbox", "Sandbox (2)"]);
    }
    assert_eq!(here.profiles().find("own").unwrap().text(), OWN);
    assert!(here.profiles().find("own-2").unwrap().text().contains("evil.test"));

    // A profile under the id of one of ours is another profile.
    let text = shared.replace("\"own\"", "\"b2b-jwt\"").replace("\\\"own\\\"", "\\\"b2b-jwt\\\"");
    let plan = here.plan_import(text.as_bytes()).unwrap();
    assert_eq!((&*plan.steps[0].view.profile, plan.steps[0].view.whose), ("b2b-jwt-2", ProfileAuthor::File));
    // A profile that only an account still has is not replaced either.
    here.profiles().remove("own").unwrap();
    let plan = here.plan_import(shared.replace("Own", "Owned").as_bytes()).unwrap();
    assert_eq!(plan.steps[0].view.profile, "own-3");
    // Nor one that was put there after the look.
    let other = OWN.replace("\"own\"", "\"own-3\"");
    here.profiles().save(&other, false).unwrap();
    let refused = here.take_in(&plan.steps[0], with_password()).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidInput, Some("profile")));
    assert_eq!(here.profiles().find("own-3").unwrap().text(), other);
    assert_eq!(names(&here), ["Sandbox", "Sandbox (2)"]);
}

#[tokio::test]
async fn what_cannot_be_used_is_left_out_and_told() {
    let bench = bench().await;
    let here = bench.start().await;
    let account = |name: &str, base_url: &str, profile: &str| {
        format!(
            r#"{{"name":"{name}","base_url":"{base_url}","profile":"{profile}","inputs":{{"username":"a\u202eb","odd":"x"}}}}"#
        )
    };
    let accounts = [
        account("A", "http://plain.test", "b2b-jwt"),
        account("B", "https://u:CANARY@h.test", "b2b-jwt"),
        account("C", "https://h.test", "no-such"),
        account("D", "https://h.test", "wrong"),
        account("E\\u202e\\nF", "https://h.test", "b2b-jwt"),
        account("", "https://h.test", "b2b-jwt"),
    ];
    let text = format!(
        r#"{{"fobwatch":"set-up","version":1,"accounts":[{}],"profiles":{{"wrong":["id = \"wrong\"","title = 1"]}}}}"#,
        accounts.join(",")
    );
    let view = here.plan_import(text.as_bytes()).unwrap().view();
    let names: Vec<_> = view.steps.iter().map(|step| &*step.name).collect();
    assert_eq!(names, ["E F", "h.test"]);
    assert_eq!(view.remarks.len(), 4, "{:#?}", view.remarks);
    assert!(view.remarks[3].sentence.contains("Its profile wrong is wrong. Line 2"), "{:#?}", view.remarks);
    assert!(!format!("{view:?}").contains("CANARY"));
    // A profile of a file says nothing to a terminal, either.
    let lines = OWN.replace("label = \"User\"", "label = \"User\"\ndefault = \"\\u001b[2J\"");
    let lines: Vec<_> = lines.lines().collect();
    let own = format!(
        r#"{{"fobwatch":"set-up","version":1,"accounts":[{{"name":"A","base_url":"https://h.test","profile":"own","tags":["a\u202eb"]}}],"profiles":{{"own":{}}}}}"#,
        serde_json::to_string(&lines).unwrap()
    );
    let own = here.plan_import(own.as_bytes()).unwrap().view();
    assert!(own.steps.len() == 1 && !format!("{own:?}").contains("\\u{"), "{own:?}");
    // What reorders what stands beside it is asked for again.
    assert_eq!(view.steps[0].inputs, BTreeMap::new());
    assert_eq!(
        view.steps[0].asks.iter().map(|input| &*input.name).collect::<Vec<_>>(),
        ["username", "password"]
    );
    let empty = here.share(&[]).await.unwrap_err();
    assert_eq!(empty.code, Code::InvalidInput);
    assert_eq!(here.share(&[AccountId::random()]).await.unwrap_err().code, Code::NoAccount);
}

#[tokio::test]
async fn found_secrets_are_used_only_where_somebody_says_so() {
    let bench = bench().await;
    let here = bench.start().await;
    let text = format!(
        "curl {}/auth/login -d '{{\"username\":\"demo\",\"password\":\"{PASSWORD}\"}}'",
        bench.sandbox.base_url()
    );
    let plan = here.plan_import(text.as_bytes()).unwrap();
    let refused = here.take_in(&plan.steps[0], Entered::default()).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("password"));
    let entered = Entered { use_found: true, remember: true, ..Entered::default() };
    let added = here.take_in(&plan.steps[0], entered).await.unwrap();
    assert_eq!((added.state, added.remembers), (AccountState::Fresh, true));
    assert_eq!(added.inputs, texts(&[("username", "demo")]));
    let typed = Entered { secrets: secrets(&[("password", "wrong")]), use_found: true, ..Entered::default() };
    assert_eq!(here.take_in(&plan.steps[0], typed).await.unwrap().id, added.id, "it is here already");
}
