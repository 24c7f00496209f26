//! The built-in profiles against login servers that others wrote: log in, refresh in the background, a wrong password, a
//! dead refresh token, log out. All at once, since most of it is waiting.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::{Desk, Ended, RealKind, RealServer, Signal, Window, built, mini_browser};
use rustix::process::{Pid, kill_process};
use serde_json::Value;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use steps::fob::fob;

/// How long tokens last there, in seconds.
const ACCESS: u64 = 20;
const REFRESH: u64 = 30;

/// A profile at a server.
struct Case {
    title: &'static str,
    server: RealKind,
    profile: &'static str,
    set: &'static [&'static str],
    /// Names and values; the last one is what a person gets wrong.
    secrets: &'static [(&'static str, &'static str)],
    /// What needs a token there.
    page: &'static str,
    /// The profile has a refresh token that can die.
    refreshes: bool,
    /// After a log-out the server refuses the access token at once.
    ends_access: bool,
}

const PASSWORD: (&str, &str) = ("password", "watch-the-time");

const CASES: &[Case] = &[
    Case {
        title: "Simple JWT",
        server: RealKind::Django,
        profile: "django-simplejwt",
        set: &["username=demo"],
        secrets: &[PASSWORD],
        page: "/api/me/",
        refreshes: true,
        // Nothing but its end ends an access token there.
        ends_access: false,
    },
    Case {
        title: "OAuth toolkit, password, a secret with odd signs",
        server: RealKind::Django,
        profile: "oauth2-password",
        set: &[
            "client_id=demo-odd",
            "username=demo",
            "token_path=/o/token/",
            "revocation_path=/o/revoke_token/",
        ],
        secrets: &[("client_secret", "s:e/c+r e%t&=é"), PASSWORD],
        page: "/oauth/me/",
        refreshes: true,
        ends_access: true,
    },
    Case {
        title: "OAuth toolkit, password, a client without a secret",
        server: RealKind::Django,
        profile: "oauth2-password-post",
        set: &[
            "client_id=demo-public",
            "username=demo",
            "token_path=/o/token/",
            "revocation_path=/o/revoke_token/",
        ],
        secrets: &[PASSWORD],
        page: "/oauth/me/",
        refreshes: true,
        ends_access: true,
    },
    Case {
        title: "OAuth toolkit, client credentials",
        server: RealKind::Django,
        profile: "oauth2-client-credentials",
        set: &["client_id=demo-service", "token_path=/o/token/", "revocation_path=/o/revoke_token/"],
        secrets: &[("client_secret", "service-secret")],
        page: "/oauth/me/",
        refreshes: false,
        ends_access: true,
    },
    Case {
        title: "oidc-provider, client credentials in the body",
        server: RealKind::Oidc,
        profile: "oauth2-client-credentials-post",
        set: &["client_id=demo-service", "token_path=/token", "revocation_path=/token/revocation"],
        secrets: &[("client_secret", "service-secret")],
        page: "/api/me",
        refreshes: false,
        ends_access: true,
    },
    Case {
        title: "Matrix",
        server: RealKind::Matrix,
        profile: "matrix",
        set: &["username=demo"],
        secrets: &[PASSWORD],
        page: "/_matrix/client/v3/account/whoami",
        refreshes: true,
        ends_access: true,
    },
];

#[test]
fn profiles_serve_whole_lives_at_real_servers() {
    std::thread::scope(|scope| {
        for case in CASES {
            scope.spawn(|| Life::begin(case).live());
        }
        scope.spawn(code_in_the_browser);
        scope.spawn(code_on_a_device);
    });
}

/// An account at a server, on a desk with a vault that a key file opens.
struct Life<'a> {
    desk: Desk,
    /// Where nobody keeps anything fresh.
    idle: Desk,
    server: RealServer,
    case: &'a Case,
}

fn desk() -> Desk {
    let keys = tempfile::tempdir().unwrap().keep();
    let script = keys.join("browser");
    // What stands in for the system's way to a browser writes down where it shall go.
    std::fs::write(&script, format!("#!/bin/sh\nprintf '%s' \"$1\" > {}\n", keys.join("page").display()))
        .unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    let builder = Desk::builder().without_bus().env("FOBWATCH_KEY_FILE", keys.join("key"));
    let desk = builder.env("BROWSER", &script).env("PAGE", keys.join("page")).start();
    assert_eq!(fob(&desk, &["vault", "init", "--key-source", "key-file"], "").status.code(), Some(0));
    desk
}

impl<'a> Life<'a> {
    fn begin(case: &'a Case) -> Self {
        let desk = desk();
        let server = RealServer::start(&desk, case.server, ACCESS, REFRESH);
        Self { desk, idle: self::desk(), server, case }
    }

    /// Adds an account; `spoilt`: with the last secret wrong.
    fn add(&self, desk: &Desk, name: &str, spoilt: bool) -> Ended {
        let mut args =
            vec!["add", name, "--base-url", self.server.base_url(), "--profile", self.case.profile];
        args.extend(self.case.set.iter().flat_map(|set| ["--set", set]));
        args.extend(self.case.secrets.iter().flat_map(|(name, _)| ["--secret", name]));
        if !self.case.refreshes {
            args.push("--remember");
        }
        let mut input = String::new();
        for (index, (_, value)) in self.case.secrets.iter().enumerate() {
            let wrong = if spoilt && index + 1 == self.case.secrets.len() { "x" } else { "" };
            input.push_str(&format!("{value}{wrong}\n"));
        }
        fob(desk, &args, &input)
    }

    fn live(&self) {
        let title = self.case.title;
        let refused = self.add(&self.desk, "Wrong", true);
        assert_eq!(refused.status.code(), Some(3), "{title}: {}", refused.stderr);
        let known = refused.stderr.contains("wrong") || refused.stderr.contains("does not accept");
        assert!(known, "{title}: {}", refused.stderr);
        assert_eq!(fob(&self.desk, &["list"], "").text(), "", "{title}: a refused login leaves no account");

        let added = self.add(&self.desk, "Acme", false);
        assert_eq!(added.status.code(), Some(0), "{title}: {}", added.stderr);
        let begun = Instant::now();
        if self.case.refreshes {
            assert_eq!(self.add(&self.idle, "Dead", false).status.code(), Some(0), "{title}");
            is_good(&self.idle, title, self.case.page);
        }
        keeps_fresh(&self.desk, &self.server, title, self.case.page);
        logs_out(&self.desk, &self.server, title, self.case);
        if self.case.refreshes {
            dies(&self.idle, title, begun);
        }
    }
}

/// For two refreshes and a bit, each token that is handed out is one that the server takes; also where many ask at once.
fn keeps_fresh(desk: &Desk, server: &RealServer, title: &str, page: &str) {
    let keep = Keep::start(desk);
    let begun = Instant::now();
    let mut seen = BTreeSet::new();
    while begun.elapsed() < Duration::from_secs(2 * ACCESS + 2) {
        let mut token = token(desk, title, "1s");
        if server.status(page, &token) != 200 {
            // One server ends the old access token with the refresh, which may come just after it was handed out.
            let next = self::token(desk, title, "1s");
            assert_ne!(next, token, "{title}: a token that was handed out is refused, and is the newest");
            assert_eq!(server.status(page, &next), 200, "{title}: a token that was handed out is refused");
            token = next;
        }
        seen.insert(token);
        sleep(Duration::from_millis(900));
    }
    assert!((3..=6).contains(&seen.len()), "{title}: {} tokens in two lifetimes", seen.len());
    drop(keep);
    // Whoever asks for more than is left makes everybody's one refresh.
    sleep(Duration::from_secs(8));
    let scripts: Vec<_> = (0..8)
        .map(|_| {
            let mut command = desk.command(built("fob"));
            command.args(["token", "Acme", "--min-ttl", "14s"]).stdout(Stdio::piped());
            command.stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for script in scripts {
        assert!(script.wait_with_output().unwrap().status.success(), "{title}: many at once");
    }
    assert_eq!(server.status(page, &token(desk, title, "1s")), 200, "{title}: the session outlives that");
    let refreshed = fob(desk, &["refresh", "Acme"], "");
    assert_eq!(refreshed.status.code(), Some(0), "{title}: {}", refreshed.stderr);
}

fn token(desk: &Desk, title: &str, least: &str) -> String {
    let ended = fob(desk, &["token", "Acme", "--min-ttl", least], "");
    assert_eq!(ended.status.code(), Some(0), "{title}: {}", ended.stderr);
    ended.text().trim().to_owned()
}

fn logs_out(desk: &Desk, server: &RealServer, title: &str, case: &Case) {
    let last = token(desk, title, "1s");
    let path = ["check", "Acme", "--path", case.page];
    assert_eq!(fob(desk, &path, "").text(), "accepted\n", "{title}");
    let out = fob(desk, &["logout", "Acme", "--everywhere"], "");
    assert_eq!(out.stderr, "Logged out of Acme here and at the server.\n", "{title}");
    let expected = if case.ends_access { 401 } else { 200 };
    assert_eq!(server.status(case.page, &last), expected, "{title}: the token after a log-out");
    assert_eq!(fob(desk, &["token", "Acme"], "").status.code(), Some(3), "{title}");
}

fn is_good(idle: &Desk, title: &str, page: &str) {
    assert_eq!(fob(idle, &["check", "Dead", "--path", page], "").text(), "accepted\n", "{title}");
}

/// A session that nobody refreshed in time is told as such, at once and for good. One server counts the refresh token's
/// time from the end of the access token.
fn dies(desk: &Desk, title: &str, begun: Instant) {
    sleep(Duration::from_secs(ACCESS + REFRESH + 2).saturating_sub(begun.elapsed()));
    for _ in 0..2 {
        let ended = fob(desk, &["refresh", "Dead"], "");
        assert_eq!(ended.status.code(), Some(3), "{title}: {}", ended.stderr);
    }
    let listed: Value = serde_json::from_str(&fob(desk, &["list", "--json"], "").text()).unwrap();
    let dead = listed.as_array().unwrap().iter().find(|account| account["name"] == "Dead").unwrap();
    assert_eq!(dead["state"], "needs-login", "{title}");
}

/// `fob keep` in the background.
struct Keep(Child);

impl Keep {
    fn start(desk: &Desk) -> Self {
        let mut command = desk.command(built("fob"));
        Self(command.arg("keep").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        let pid = Pid::from_child(&self.0);
        let _ = kill_process(pid, Signal::TERM);
        let _ = self.0.wait();
    }
}

/// A login that takes a person: `fob add` waits, and the page that it would have opened.
struct Waiting {
    child: Child,
    page: String,
}

fn begin_login(desk: &Desk, server: &RealServer, name: &str, profile: &str, client: &str) -> Waiting {
    let page = page_file(desk);
    let _ = std::fs::remove_file(&page);
    let mut command = desk.command(built("fob"));
    command.args(["add", name, "--base-url", server.base_url(), "--profile", profile]);
    command.args(["--set", &format!("client_id={client}"), "--set", "scope=openid offline_access"]);
    let child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut login = Waiting { child, page: String::new() };
    let begun = Instant::now();
    while !login.page.starts_with("http") {
        assert!(begun.elapsed() < Duration::from_secs(20), "no page is opened");
        sleep(Duration::from_millis(50));
        login.page = std::fs::read_to_string(&page).unwrap_or_default();
    }
    login
}

fn page_file(desk: &Desk) -> PathBuf {
    let command = desk.command("true");
    let found = command.get_envs().find(|(name, _)| *name == "PAGE").unwrap();
    PathBuf::from(found.1.unwrap())
}

impl Waiting {
    /// What came of it: the exit code and what was said.
    fn end(self) -> (Option<i32>, String) {
        let output = self.child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Fills the provider's pages in, as a person does.
struct Person<'a>(Window<'a>);

impl<'a> Person<'a> {
    async fn open(desk: &'a Desk) -> Self {
        Self(desk.open_program(&mini_browser(), &["--automation"], &[]).await)
    }

    async fn go(&self, page: &str) {
        self.0.client.goto(page).await.unwrap();
    }

    /// Runs a script until it says true.
    async fn until(&self, script: &str) {
        let begun = Instant::now();
        loop {
            if self.0.client.execute(script, vec![]).await.is_ok_and(|said| said == true) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "waited in the browser for: {script}");
            sleep(Duration::from_millis(100));
        }
    }

    async fn log_in(&self) {
        self.until(
            "const f = document.querySelector('[name=login]'); if (!f) return false; f.value = 'demo'; \
             document.querySelector('[name=password]').value = 'watch-the-time'; f.form.submit(); return true",
        )
        .await;
    }

    /// Agrees to what is asked after the login: a form without a field for a login.
    async fn consent(&self) {
        self.until(
            "if (document.querySelector('[name=login]')) return false; const f = document.forms[0]; \
             if (!f || !location.pathname.startsWith('/interaction/')) return false; f.submit(); return true",
        )
        .await;
    }

    async fn sees(&self, text: &str) {
        self.until(&format!("return document.body.innerText.includes('{text}')")).await;
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Authorization code with PKCE, through a real browser and the loopback redirect.
fn code_in_the_browser() {
    let (desk, title, page) = (desk(), "oidc-provider, code", "/me");
    let server = RealServer::start(&desk, RealKind::Oidc, ACCESS, REFRESH);
    let case = Case { title, profile: "oauth2-authorization-code", page, ..oidc() };
    block_on(async {
        let person = Person::open(&desk).await;
        // Nobody agrees: told as that, and nothing is added.
        let refused = begin_login(&desk, &server, "Acme", case.profile, "demo-native");
        person.go(&refused.page).await;
        person.until("const f = document.forms[0]; if (!f) return false; const i = document.createElement('input'); i.name = 'abort'; i.value = 'yes'; f.append(i); f.submit(); return true").await;
        person.sees("Not logged in").await;
        let (code, said) = refused.end();
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("The login was refused on the page."), "{said}");

        let (idle, begun) = (self::desk(), Instant::now());
        for (desk, name) in [(&desk, "Acme"), (&idle, "Dead")] {
            let login = begin_login(desk, &server, name, case.profile, "demo-native");
            person.go(&login.page).await;
            if name == "Acme" {
                person.log_in().await;
            }
            person.consent().await;
            person.sees("Back to Fobwatch").await;
            let (code, said) = login.end();
            assert_eq!(code, Some(0), "{said}");
        }
        is_good(&idle, title, page);
        keeps_fresh(&desk, &server, title, page);
        // The profile's own check goes to the userinfo endpoint that the server names.
        assert_eq!(fob(&desk, &["check", "Acme"], "").text(), "accepted\n");
        logs_out(&desk, &server, title, &case);
        dies(&idle, title, begun);
    });
}

/// A code on another device (RFC 8628).
fn code_on_a_device() {
    let (desk, title, page) = (desk(), "oidc-provider, device", "/me");
    let server = RealServer::start(&desk, RealKind::Oidc, ACCESS, REFRESH);
    let case = Case { title, profile: "oauth2-device-code", page, ..oidc() };
    block_on(async {
        let person = Person::open(&desk).await;
        let login = begin_login(&desk, &server, "Acme", case.profile, "demo-device");
        person.go(&login.page).await;
        // The page with the code filled in sends itself; then the code is confirmed.
        person.until("const b = document.querySelector('[name=confirm]'); if (!b) return false; b.form.submit(); return true").await;
        person.log_in().await;
        person.consent().await;
        let (code, said) = login.end();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("and enter the code "), "{said}");
        keeps_fresh(&desk, &server, title, page);
        logs_out(&desk, &server, title, &case);
    });
}

fn oidc() -> Case {
    Case {
        title: "",
        server: RealKind::Oidc,
        profile: "",
        set: &[],
        secrets: &[],
        page: "",
        refreshes: true,
        ends_access: true,
    }
}
