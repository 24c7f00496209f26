//! Files that are kept fresh: what is in them at each moment, and that no token is left behind.
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
use fobwatch_core::keeper::Working;
use fobwatch_core::keyring::{Keyring, Prompt};
use fobwatch_core::live::LiveView;
use fobwatch_core::view::{AccountDraft, VaultView};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

struct Scene {
    bench: Bench,
    fobwatch: Fobwatch,
    id: AccountId,
    file: PathBuf,
}

const THEIRS: &str = "# mine\nDB_URL=postgres://localhost\n";

impl Scene {
    async fn new() -> Self {
        let bench = Bench::new(lifetimes(900, 86_400)).await;
        let fobwatch = bench.start().await;
        let id = fobwatch.keeper().unwrap().add(bench.draft()).await.unwrap().id;
        let file = bench.home().join(".env");
        std::fs::write(&file, THEIRS).unwrap();
        Self { bench, fobwatch, id, file }
    }

    fn keep(&self, for_now: bool) -> PathBuf {
        self.fobwatch.live().unwrap().keep(self.id, &self.file, for_now).unwrap()
    }

    fn token(&self) -> String {
        let (_, session) = self.fobwatch.keeper().unwrap().current(self.id).unwrap();
        session.access_token.expose().to_owned()
    }

    /// Ends without a goodbye, and lets others in.
    async fn crash(self) -> Bench {
        self.fobwatch.keeper().unwrap().attend(true);
        drop(self.fobwatch);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        self.bench
    }
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

async fn until(file: &Path, what: &str, wanted: impl Fn(&str) -> bool) {
    let started = Instant::now();
    while !wanted(&text(file)) {
        assert!(started.elapsed() < Duration::from_secs(10), "waited for: {what}; it is {:?}", text(file));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_file_has_the_token_of_the_moment_and_keeps_what_is_not_ours() {
    let scene = Scene::new().await;
    let path = scene.keep(false);
    assert_eq!(path, scene.file.canonicalize().unwrap());
    let first = scene.token();
    assert!(text(&path).starts_with(THEIRS) && text(&path).contains(&format!("ACCESS_TOKEN={first}\n")));
    assert!(text(&path).contains("# Fobwatch: Sandbox, good until 2"), "{}", text(&path));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    let keeper = scene.fobwatch.keeper().unwrap();
    keeper.refresh(scene.id).await.unwrap();
    let second = scene.token();
    assert_ne!(first, second);
    until(&path, "the next token", |text| text.contains(&second) && !text.contains(&first)).await;

    std::fs::write(&path, text(&path) + "LATER=1\n").unwrap();
    keeper.log_out(scene.id, false).await.unwrap();
    until(&path, "no token", |text| text.contains("ACCESS_TOKEN=\n")).await;
    assert!(!text(&path).contains(&second));

    keeper.log_in(scene.id, password(PASSWORD), None).await.unwrap();
    let third = scene.token();
    until(&path, "the token after the login", |text| text.contains(&third)).await;
    assert_eq!(
        scene.fobwatch.live().unwrap().views(),
        [LiveView { account: scene.id, path: path.display().to_string(), good: true, failure: None }]
    );

    keeper.remove(scene.id).await.unwrap();
    until(&path, "nothing of ours", |text| text == format!("{THEIRS}LATER=1\n")).await;
    assert_eq!(scene.fobwatch.live().unwrap().views(), []);
}

#[tokio::test]
async fn no_token_stays_when_the_program_ends() {
    let scene = Scene::new().await;
    let path = scene.keep(false);
    let other = scene.bench.home().join("other.env");
    let live = scene.fobwatch.live().unwrap();
    live.keep(scene.id, &other, true).unwrap();
    assert!(text(&other).contains(&scene.token()));
    live.end();
    assert!(text(&path).contains("ACCESS_TOKEN=\n") && text(&path).starts_with(THEIRS));
    assert!(!other.exists(), "it held nothing else");
    drop(live);

    // The next start goes on with the one, and knows nothing of the other.
    let id = scene.id;
    let bench = scene.crash().await;
    let fobwatch = bench.start().await;
    until(&path, "the token again", |text| text.contains("ACCESS_TOKEN=ey")).await;
    assert_eq!(fobwatch.live().unwrap().views().len(), 1);
    assert_eq!(fobwatch.live().unwrap().views()[0].account, id);
}

#[tokio::test]
async fn nothing_is_written_after_the_end() {
    let scene = Scene::new().await;
    let path = scene.keep(false);
    let live = scene.fobwatch.live().unwrap();
    // While tokens are written all the time.
    let keeper = scene.fobwatch.keeper().unwrap();
    let id = scene.id;
    let writing = tokio::spawn(async move { while keeper.refresh(id).await.is_ok() {} });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let ended = live.clone();
    tokio::task::spawn_blocking(move || ended.end()).await.unwrap();
    assert!(text(&path).contains("ACCESS_TOKEN=\n"), "{}", text(&path));
    let other = scene.bench.home().join("late.env");
    for for_now in [false, true] {
        let error = live.keep(scene.id, &other, for_now).unwrap_err();
        assert!(error.message.contains("is closing"), "{error}");
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    writing.abort();
    assert!(text(&path).contains("ACCESS_TOKEN=\n"), "{}", text(&path));
    assert!(!other.exists());
    assert_eq!(live.views().len(), 1, "the first is filled again by the next start");
}

#[tokio::test]
async fn the_next_start_takes_out_what_a_crash_has_left() {
    let scene = Scene::new().await;
    let path = scene.keep(true);
    let token = scene.token();
    assert!(text(&path).contains(&token));
    let bench = scene.crash().await;
    assert!(text(&path).contains(&token), "a crash leaves at most this one");
    let _fobwatch = bench.start().await;
    until(&path, "nothing of ours", |text| text == THEIRS).await;
}

#[tokio::test]
async fn a_short_command_takes_out_what_a_crash_has_left_as_well() {
    let scene = Scene::new().await;
    let for_now = scene.keep(true);
    let kept = scene.bench.home().join("kept.env");
    scene.fobwatch.live().unwrap().keep(scene.id, &kept, false).unwrap();
    let bench = scene.crash().await;
    let all = || text(&for_now) + &text(&kept);
    assert_eq!(all().matches("ACCESS_TOKEN=ey").count(), 2);
    let fobwatch = bench.working(Working::WhenAsked);
    assert_eq!(fobwatch.open(Prompt::Never).await, VaultView::Open);
    assert_eq!(text(&for_now), THEIRS);
    assert!(text(&kept).contains("ACCESS_TOKEN=\n"), "{}", text(&kept));
    assert_eq!(fobwatch.live().unwrap().views().len(), 1, "the other is filled again by the next that keeps");
}

#[tokio::test]
async fn a_start_that_cannot_open_its_vault_takes_tokens_out_as_well() {
    let scene = Scene::new().await;
    let path = scene.keep(false);
    let mut bench = scene.crash().await;
    assert!(text(&path).contains("ACCESS_TOKEN=ey"));
    bench.keyring = Keyring::with_store(keyring_core::mock::Store::new().unwrap());
    let fobwatch = bench.closed();
    assert!(matches!(fobwatch.open(Prompt::Never).await, VaultView::Closed { .. }));
    assert!(text(&path).contains("ACCESS_TOKEN=\n"), "{}", text(&path));
}

#[tokio::test]
async fn what_would_do_harm_is_refused() {
    let scene = Scene::new().await;
    let live = scene.fobwatch.live().unwrap();
    let refused = |file: &Path, id| {
        let error = live.keep(id, file, false).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("file")), "{error}");
        error.message.clone()
    };
    std::fs::write(&scene.file, "A=1\nACCESS_TOKEN=mine\n").unwrap();
    assert!(refused(&scene.file, scene.id).contains("Line 2 of"));
    assert_eq!(text(&scene.file), "A=1\nACCESS_TOKEN=mine\n");
    refused(&scene.bench.home().join("no/such/folder/.env"), scene.id);
    refused(scene.bench.home(), scene.id);
    #[cfg(unix)]
    {
        let link = scene.bench.home().join("link.env");
        std::os::unix::fs::symlink(&scene.file, &link).unwrap();
        refused(&link, scene.id);
    }
    assert_eq!(live.views(), []);

    std::fs::write(&scene.file, THEIRS).unwrap();
    scene.keep(false);
    let draft = AccountDraft { name: "Another".into(), ..scene.bench.draft() };
    let other = scene.fobwatch.keeper().unwrap().add(draft).await.unwrap().id;
    assert!(refused(&scene.file, other).contains("for Sandbox already"));
    live.stop(&scene.file).unwrap();
    assert_eq!(text(&scene.file), THEIRS);
    // Only what is on the list is touched, whatever stands in it.
    let copy = "# Fobwatch: Acme, with no known end\nACCESS_TOKEN=abc\n# Fobwatch: end\n";
    std::fs::write(&scene.file, copy).unwrap();
    let error = live.stop_at(scene.file.display().to_string()).await.unwrap_err();
    assert!(error.message.ends_with("is not kept fresh."), "{error}");
    assert_eq!(text(&scene.file), copy);
    std::fs::write(&scene.file, THEIRS).unwrap();
    live.keep(other, &scene.file, false).unwrap();
}
