//! What people look after besides tokens: notes, the secrets themselves, the settings, and what has happened.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, PASSWORD, lifetimes, password};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::Code;
use fobwatch_core::home::Home;
use fobwatch_core::remarks::Remarks;
use fobwatch_core::secret::Secret;
use fobwatch_core::settings::Settings;
use fobwatch_core::upkeep;
use fobwatch_core::vault::{ActivityQuery, KeySource, Keys, Kind};
use fobwatch_core::view::{AccountDraft, AccountView};
use fobwatch_sandbox::{Kind as Token, User};
use std::sync::Arc;
use std::time::Duration;

fn remarks(notes: &str) -> Remarks {
    Remarks {
        notes: notes.to_owned(),
        tags: vec!["billing".to_owned()],
        ends_on: "2030-12-31".parse().ok(),
        remind_days: 14,
    }
}

#[tokio::test]
async fn notes_stay_with_the_account_and_are_sealed() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let fobwatch = bench.start().await;
    let keeper = fobwatch.keeper().unwrap();
    let id = keeper.add(bench.draft()).await.unwrap().id;
    let note = "CANARY-NOTE: the door code is 4711";
    let view = fobwatch.set_remarks(id, remarks(note)).await.unwrap();
    assert_eq!(view.remarks, remarks(note));

    // Neither a change of the details, nor a refresh, nor a log-out takes them away.
    let draft = AccountDraft { name: "Renamed".into(), secrets: password(""), ..bench.draft() };
    assert_eq!(keeper.change(id, draft).await.unwrap().remarks, remarks(note));
    keeper.refresh(id).await.unwrap();
    keeper.log_out(id, false).await.unwrap();
    // A keeper that nobody has any more is noticed at its next look, which is soon where somebody looks on.
    keeper.attend(true);
    drop((keeper, fobwatch));
    for file in std::fs::read_dir(bench.home()).unwrap().flatten().filter(|file| file.path().is_file()) {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(11).any(|part| part == b"CANARY-NOTE"), "{:?}", file.path());
    }
    let keeper = bench.keeper().await;
    assert_eq!(keeper.view(id).unwrap().remarks, remarks(note));
    keeper.attend(true);
    drop(keeper);

    // Another key for the vault changes nothing either.
    let home = Home::at(bench.home()).unwrap();
    let keys = Keys {
        passphrase: Arc::new(|_| Ok(Secret::new("a passphrase".into()))),
        ..Keys::unattended(bench.keyring.clone())
    };
    tokio::time::sleep(Duration::from_secs(2)).await;
    upkeep::rekey(&home, keys.clone(), Some(KeySource::Passphrase), keys).await.unwrap();
    let fobwatch = bench.closed();
    fobwatch.open(fobwatch_core::keyring::Prompt::Never).await;
    assert_eq!(fobwatch.keeper().err().unwrap().code, Code::PassphraseNeeded);

    // The window's way in: a wrong passphrase opens nothing, the right one opens the vault and later the lock.
    let unlock = async |text: &str| fobwatch.unlock(Secret::new(text.into())).await;
    assert_eq!(unlock("wrong").await.unwrap_err().code, Code::WrongPassphrase);
    unlock("a passphrase").await.unwrap();
    assert_eq!(fobwatch.keeper().unwrap().view(id).unwrap().remarks, remarks(note));
    assert!(fobwatch.has_passphrase().await);
    assert_eq!(unlock("wrong").await.unwrap_err().code, Code::WrongPassphrase);
    unlock("a passphrase").await.unwrap();
}

#[tokio::test]
async fn remarks_that_cannot_be_kept_say_why() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let fobwatch = bench.start().await;
    let id = fobwatch.keeper().unwrap().add(bench.draft()).await.unwrap().id;
    let error = fobwatch.set_remarks(id, remarks(&"x".repeat(10_001))).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("notes")));
    let nobody = AccountId::random();
    assert_eq!(fobwatch.set_remarks(nobody, remarks("")).await.unwrap_err().code, Code::NoAccount);
}

fn remembering(bench: &Bench) -> AccountDraft {
    AccountDraft { remember: true, ..bench.draft() }
}

fn since(view: &AccountView) -> Option<chrono::DateTime<chrono::Utc>> {
    let [secret] = &view.secrets[..] else { panic!("{:?}", view.secrets) };
    assert_eq!(secret.name, "password");
    secret.since
}

#[tokio::test]
async fn a_secret_is_tried_before_the_old_one_is_dropped() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let fobwatch = bench.start().await;
    let keeper = fobwatch.keeper().unwrap();
    let view = keeper.add(remembering(&bench)).await.unwrap();
    let (id, first) = (view.id, since(&view).unwrap());

    // A wrong one changes nothing: the old one is still there, as old as before.
    let error = fobwatch.replace_secrets(id, password("mistyped")).await.unwrap_err();
    assert_eq!(error.code, Code::BadCredentials);
    assert_eq!(fobwatch.secret(id, "password").await.unwrap().expose(), PASSWORD);
    assert_eq!(since(&keeper.view(id).unwrap()), Some(first));

    // The same one again is as old as before; a new one is new.
    keeper.log_in(id, password(PASSWORD), None).await.unwrap();
    assert_eq!(since(&keeper.view(id).unwrap()), Some(first));
    bench.server().put_user(User::new("demo", "rotated", 123_456));
    let view = fobwatch.replace_secrets(id, password("rotated")).await.unwrap();
    assert!(since(&view).unwrap() > first);
    assert_eq!(fobwatch.secret(id, "password").await.unwrap().expose(), "rotated");
    assert!(bench.server().accepts(keeper.current(id).unwrap().1.access_token.expose(), Token::Access));

    // Out of the vault with a log-out, and with it its age.
    keeper.log_out(id, false).await.unwrap();
    assert_eq!(fobwatch.secret(id, "password").await.unwrap_err().code, Code::InvalidInput);
    assert!(keeper.view(id).unwrap().secrets.is_empty());
}

#[tokio::test]
async fn a_fixed_credential_has_an_age_and_can_be_copied_in_parts() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let fobwatch = bench.start().await;
    let keeper = fobwatch.keeper().unwrap();
    let secrets = |key: &str| {
        [("api_key", key), ("api_secret", "s")]
            .map(|(name, value)| (name.to_owned(), Secret::new(value.into())))
            .into()
    };
    let draft = AccountDraft {
        profile: "api-key-secret".into(),
        inputs: [].into(),
        secrets: secrets("k1"),
        ..bench.draft()
    };
    let view = keeper.add(draft).await.unwrap();
    let names: Vec<_> = view.secrets.iter().map(|secret| secret.name.as_str()).collect();
    assert_eq!(names, ["api_key", "api_secret"]);
    let first = view.secrets[1].since;
    assert!(first.is_some());
    let only = [("api_key".to_owned(), Secret::new("k2".into()))].into();
    let view = fobwatch.replace_secrets(view.id, only).await.unwrap();
    assert!(view.secrets[0].since > first);
    assert_eq!(view.secrets[1].since, first);
    assert_eq!(fobwatch.secret(view.id, "api_key").await.unwrap().expose(), "k2");
    assert_eq!(fobwatch.secret(view.id, "api_secret").await.unwrap().expose(), "s");
}

#[tokio::test]
async fn what_happened_is_found_by_account_kind_and_text() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    bench.server().put_user(User::new("second", PASSWORD, 7));
    let fobwatch = bench.start().await;
    let keeper = fobwatch.keeper().unwrap();
    let first = keeper.add(bench.draft()).await.unwrap().id;
    let draft = AccountDraft {
        name: "Zürich".into(),
        inputs: [("username".to_owned(), "second".to_owned())].into(),
        ..bench.draft()
    };
    let second = keeper.add(draft).await.unwrap().id;
    for _ in 0..3 {
        keeper.refresh(first).await.unwrap();
    }
    let find = async |query: ActivityQuery| fobwatch.activity(query).await.unwrap();
    let all = find(ActivityQuery::default()).await;
    assert_eq!(all.len(), 5);
    assert!(all.windows(2).all(|pair| pair[0].row > pair[1].row));
    assert_eq!((all[0].account, all[0].kind), (first, Kind::Refreshed));
    let of = find(ActivityQuery { account: Some(second), ..ActivityQuery::default() }).await;
    assert_eq!(of.iter().map(|row| (&*row.name, row.kind)).collect::<Vec<_>>(), [("Zürich", Kind::LoggedIn)]);
    let text = find(ActivityQuery { text: "ZÜRICH".into(), ..ActivityQuery::default() }).await;
    assert_eq!(text, of);
    let kinds = find(ActivityQuery { kinds: vec![Kind::LoggedIn], ..ActivityQuery::default() }).await;
    assert_eq!(kinds.len(), 2);
    let older = find(ActivityQuery { before: Some(all[3].row), ..ActivityQuery::default() }).await;
    assert_eq!(older, all[4..]);
    // What is old is found behind any number of rows that are something else.
    rusqlite::Connection::open(bench.home().join("vault.db"))
        .unwrap()
        .execute_batch(&format!(
            "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 2500)
             INSERT INTO timeline (account, at, kind, text)
             SELECT '{second}', '2026-01-01T00:00:00Z', 'copied', 'Filler ' || n FROM many"
        ))
        .unwrap();
    let old = find(ActivityQuery { text: "logged IN".into(), ..ActivityQuery::default() }).await;
    assert_eq!(old.iter().map(|row| row.account).collect::<Vec<_>>(), [second, first]);
    let page = find(ActivityQuery { text: "filler 1".into(), ..ActivityQuery::default() }).await;
    assert_eq!(page.len(), 200);
    assert!(page.windows(2).all(|pair| pair[0].row > pair[1].row));
    // What is gone has no history here.
    keeper.remove(second).await.unwrap();
    assert_eq!(find(ActivityQuery::default()).await.len(), 4);
}

#[tokio::test]
async fn the_settings_stay_in_the_vault() {
    let bench = Bench::new(lifetimes(20, 86_400)).await;
    let fobwatch = bench.start().await;
    assert_eq!(fobwatch.settings().await, Settings::default());
    let error = fobwatch.set_settings(Settings { lead_seconds: 4 }).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("lead_seconds")));
    fobwatch.set_settings(Settings { lead_seconds: 5 }).await.unwrap();
    drop(fobwatch);
    assert_eq!(bench.start().await.settings().await, Settings { lead_seconds: 5 });
}
