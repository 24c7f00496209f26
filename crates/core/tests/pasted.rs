//! A token that somebody has pasted: asked about at its account's own host, and known again when it was replaced.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test fail as the tests do")]

mod bench;

use bench::Bench;
use chrono::Utc;
use fobwatch_core::Fobwatch;
use fobwatch_core::auth::Verdict;
use fobwatch_core::error::Code;
use fobwatch_core::inspect::{BelongsHow, TokenVerdict};
use fobwatch_core::secret::Secret;
use fobwatch_core::view::AccountDraft;
use fobwatch_sandbox::{Config, Fault, Kind, Route};

const PAGE: Option<&str> = Some("/me");

#[tokio::test]
async fn a_pasted_token_goes_to_its_accounts_host_and_nothing_else_does() {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let account = keeper.add(bench.draft()).await.unwrap();
    let own = bench.server().latest("demo", Kind::Access).unwrap().token;
    let ask = |token: &str| keeper.check_pasted(account.id, Secret::new(token.to_owned()), PAGE);

    let before = bench.server().log().len();
    assert_eq!(ask("made.up.token").await.unwrap().verdict, Verdict::Refused);
    let log = bench.server().log();
    assert_eq!(log.len(), before + 1, "a refused one is not refreshed and asked about again");
    assert_eq!(log.last().unwrap().header("authorization"), Some("Bearer made.up.token"));
    assert!(!format!("{:?}", log.last().unwrap().headers).contains(&own), "the account's own token was sent");
    // What was said of somebody else's token says nothing about the account's.
    assert_eq!(keeper.view(account.id).unwrap().checked, None);

    assert_eq!(ask(&own).await.unwrap().verdict, Verdict::Accepted);
    bench.server().fault(Route::Me, Fault::status(403));
    assert_eq!(ask(&own).await.unwrap().verdict, Verdict::NotAllowed);
    // Another account's server gets it only when somebody chooses that account.
    let page = keeper.check_pasted(account.id, Secret::new(own.clone()), None).await.unwrap_err();
    assert_eq!((page.code, page.field.as_deref()), (Code::InvalidInput, Some("path")));
    let away = keeper.check_pasted(account.id, Secret::new(own), Some("https://elsewhere.test/")).await;
    assert_eq!(away.unwrap_err().code, Code::InvalidInput);
    assert_eq!(bench.server().requests(Route::Me).len(), 3);
}

#[tokio::test]
async fn an_account_without_a_bearer_token_is_not_asked() {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    let fixed = AccountDraft {
        profile: "bearer-static".into(),
        inputs: [].into(),
        secrets: [("token".to_owned(), Secret::new("static".into()))].into(),
        ..bench.draft()
    };
    let account = keeper.add(fixed).await.unwrap();
    let before = bench.server().log().len();
    let refused = keeper.check_pasted(account.id, Secret::new("other".into()), PAGE).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidInput);
    assert_eq!(bench.server().log().len(), before);
}

#[tokio::test]
async fn a_replaced_token_is_known_and_by_every_start() {
    let bench = Bench::new(Config::default()).await;
    let fobwatch = bench.start().await;
    let keeper = fobwatch.keeper().unwrap();
    let account = keeper.add(bench.draft()).await.unwrap();
    let first = bench.server().latest("demo", Kind::Access).unwrap().token;
    let look = async |fobwatch: &Fobwatch| {
        fobwatch.knowledge().await.unwrap().look(&first, Utc::now(), None).inspection
    };
    let now = look(&fobwatch).await;
    assert_eq!((now.verdict, now.belongs.unwrap().how), (TokenVerdict::Valid, BelongsHow::CurrentAccess));
    keeper.refresh(account.id).await.unwrap();
    drop((keeper, fobwatch));
    let later = look(&bench.start().await).await;
    assert_eq!((later.verdict, later.good), (TokenVerdict::RotatedOut, false));
    let belongs = later.belongs.unwrap();
    assert_eq!((belongs.account, belongs.name.as_str()), (account.id, "Sandbox"));
    assert!(matches!(belongs.how, BelongsHow::Replaced { refresh: false, .. }));
}
