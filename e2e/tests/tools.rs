//! What is handed to other tools, read by those tools: each of them calls the API with it and is let in.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::Sandbox;
use fobwatch_e2e::{Desk, Ended, Signal, built, node_tool, python_tool};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;
use steps::fob::{add, fob};
use steps::{secrets, server};

/// What the sandbox lets in only with a token.
const PATH: &str = "/me";
/// Programs in JavaScript take long to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

struct Bench {
    server: Sandbox,
    desk: Desk,
}

impl Bench {
    fn new() -> Self {
        let (server, desk) = (server(900), Desk::start());
        add(&desk, "Acme UAT", &server.base_url(), &["--env", "uat"]);
        Self { server, desk }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.desk.path().join(name)
    }

    /// Exports to a file, which is for this user only.
    #[track_caller]
    fn export(&self, format: &str, name: &str) -> PathBuf {
        let file = self.file(name);
        let ended =
            fob(&self.desk, &["export", "Acme UAT", "--to", format, "-o", file.to_str().unwrap()], "");
        assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
        assert_eq!(ended.text(), "");
        assert!(ended.stderr.contains("is written, for this user only."), "{}", ended.stderr);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&file).unwrap();
        let holds = secrets(&self.server).iter().any(|secret| text.contains(secret));
        assert_eq!(holds, ended.stderr.contains("Its token is good for 14m"), "{}", ended.stderr);
        file
    }

    #[track_caller]
    fn run(&self, program: &Path, args: &[&str]) -> Ended {
        let ended = self.desk.run(program, args, b"", PATIENCE);
        ended.unwrap_or_else(|| panic!("{} {args:?} hangs", program.display()))
    }

    /// Runs it, and sees that the server let it in.
    #[track_caller]
    fn gets_in(&self, program: &Path, args: &[&str]) -> Ended {
        let before = self.server.handle().counts().checks;
        let ended = self.run(program, args);
        assert_eq!(ended.status.code(), Some(0), "{}\n{}", ended.text(), ended.stderr);
        assert_eq!(self.server.handle().counts().checks, before + 1, "{}\n{}", ended.text(), ended.stderr);
        ended
    }

    /// A collection of Bruno's with one request and our environment, without its `.env`.
    fn bruno(&self) -> PathBuf {
        let folder = self.file("bruno");
        fs::create_dir_all(folder.join("environments")).unwrap();
        fs::write(folder.join("bruno.json"), r#"{"version":"1","name":"Acme","type":"collection"}"#).unwrap();
        let request = format!(
            "meta {{\n  name: me\n  type: http\n  seq: 1\n}}\n\nget {{\n  url: {{{{baseUrl}}}}{PATH}\n  body: none\n  auth: bearer\n}}\n\n\
             auth:bearer {{\n  token: {{{{accessToken}}}}\n}}\n\nassert {{\n  res.status: eq 200\n}}\n"
        );
        fs::write(folder.join("me.bru"), request).unwrap();
        self.export("bruno", "bruno/environments/uat.bru");
        folder
    }

    fn url(&self) -> String {
        format!("{}{PATH}", self.server.base_url().trim_end_matches('/'))
    }
}

/// A path as an argument.
fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn newman_runs_the_collection_with_the_environment() {
    let bench = Bench::new();
    let environment = bench.export("postman", "acme.postman_environment.json");
    let collection = bench.export("postman-collection", "acme.postman_collection.json");
    // The request of somebody who works with it.
    let mut text: Value = serde_json::from_str(&fs::read_to_string(&collection).unwrap()).unwrap();
    text["item"][0]["request"]["url"] = json!(format!("{{{{baseUrl}}}}{PATH}"));
    text["item"][0]["event"] = json!([{ "listen": "test", "script": { "exec": [
        "pm.test('let in', () => pm.response.to.have.status(200));"
    ] } }]);
    fs::write(&collection, text.to_string()).unwrap();
    let args = ["run", arg(&collection), "-e", arg(&environment), "--color", "off"];
    bench.gets_in(&node_tool("newman"), &args);
}

#[test]
fn bruno_takes_the_token_from_the_env_file_beside_it() {
    let bench = Bench::new();
    let folder = bench.bruno();
    bench.export("dotenv", "bruno/.env");
    let command = format!("cd '{}' && exec '{}' run --env uat", arg(&folder), arg(&node_tool("bru")));
    bench.gets_in(Path::new("/bin/sh"), &["-c", &command]);
}

#[test]
fn httpie_curl_and_a_shell_get_in() {
    let bench = Bench::new();
    let session = bench.export("httpie", "session.json");
    let (url, session) = (bench.url(), format!("--session-read-only={}", arg(&session)));
    let args = ["--ignore-stdin", "--check-status", &session, "GET", &url];
    bench.gets_in(&python_tool("http"), &args);

    let config = bench.export("curl-config", "acme.curl");
    bench.gets_in(Path::new("/usr/bin/curl"), &["-sS", "--fail", "-K", arg(&config), &url]);
    let printed = fob(&bench.desk, &["export", "Acme UAT", "--to", "curl-config"], "");
    assert_eq!(printed.text(), fs::read_to_string(&config).unwrap(), "the same on stdout");

    let env = bench.export("dotenv", "acme.env");
    let command = format!(
        ". '{}' && curl -sS --fail -H \"Authorization: Bearer $ACCESS_TOKEN\" \"$BASE_URL{PATH}\"",
        arg(&env)
    );
    bench.gets_in(Path::new("/bin/sh"), &["-c", &command]);
}

#[test]
fn git_and_kubectl_get_what_they_ask_for() {
    let bench = Bench::new();
    let helper =
        format!("!f() {{ test \"$1\" = get && '{}' token 'Acme UAT' --format git; }}; f", arg(&built("fob")));
    let fill = format!("credential.helper={helper}");
    let asked = b"protocol=https\nhost=git.example.com\n\n";
    let args = ["-c", "credential.helper=", "-c", &fill, "credential", "fill"];
    let ended = bench.desk.run("git", &args, asked, PATIENCE).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    let text = ended.text();
    let of = |name: &str| {
        text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{text}"))
    };
    assert_eq!(of("username="), "demo");
    let token = of("password=");
    assert!(bench.server.handle().accepts(token, fobwatch_e2e::sandbox::Kind::Access));
    let end: i64 = of("password_expiry_utc=").parse().unwrap();

    let printed = fob(&bench.desk, &["token", "Acme UAT", "--format", "k8s"], "");
    let credential: ExecCredential = serde_json::from_str(&printed.text()).unwrap();
    assert_eq!(credential.api_version, "client.authentication.k8s.io/v1");
    assert_eq!(credential.kind, "ExecCredential");
    assert_eq!(credential.status.token, token);
    assert!((credential.status.expiration_timestamp.timestamp() - end).abs() <= 1);
}

/// What kubectl takes of a plugin, and nothing else: `status` of `client.authentication.k8s.io/v1`, of which we give a token.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExecCredential {
    api_version: String,
    kind: String,
    status: ExecStatus,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExecStatus {
    token: String,
    expiration_timestamp: chrono::DateTime<chrono::Utc>,
}

/// Asks it to end, as a terminal does.
fn stop(desk: &Desk, child: &Child) {
    let all = desk.processes();
    let this = all.iter().find(|process| process.pid == child.id()).unwrap();
    this.signal(Signal::TERM);
}

/// Waits until a file is as asked for.
fn until(file: &Path, what: &str, wanted: impl Fn(&str) -> bool) -> String {
    let begun = std::time::Instant::now();
    loop {
        let text = fs::read_to_string(file).unwrap_or_default();
        if wanted(&text) {
            return text;
        }
        assert!(begun.elapsed() < PATIENCE, "waited for: {what}; it is {text:?}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn a_live_env_file_has_each_new_token_and_none_in_the_end() {
    let bench = Bench::new();
    let folder = bench.bruno();
    let env = folder.join(".env");
    fs::write(&env, "DB_URL=postgres://localhost\n").unwrap();
    let keep = |name: &str| {
        let mut command = bench.desk.command(built("fob"));
        command.args(["export", "Acme UAT", "--to", "dotenv", "--keep", "-o", name]);
        command.spawn().unwrap()
    };
    let mut kept = keep(arg(&env));
    let filled = |text: &str| text.contains("ACCESS_TOKEN=ey");
    let first = until(&env, "a token", filled);
    let run = format!("cd '{}' && exec '{}' run --env uat", arg(&folder), arg(&node_tool("bru")));
    bench.gets_in(Path::new("/bin/sh"), &["-c", &run]);

    // Somebody refreshes elsewhere; Bruno gets in with what is there then.
    assert_eq!(fob(&bench.desk, &["refresh", "Acme UAT"], "").status.code(), Some(0));
    until(&env, "the next token", |text| filled(text) && text != first);
    bench.gets_in(Path::new("/bin/sh"), &["-c", &run]);

    stop(&bench.desk, &kept);
    assert!(kept.wait().unwrap().success());
    assert_eq!(fs::read_to_string(&env).unwrap(), "DB_URL=postgres://localhost\n");

    // A crash leaves one token; the next start takes it out.
    let mut kept = keep(arg(&env));
    until(&env, "a token again", filled);
    kept.kill().unwrap();
    kept.wait().unwrap();
    assert!(filled(&fs::read_to_string(&env).unwrap()));
    let mut keeper = bench.desk.command(built("fob")).arg("keep").spawn().unwrap();
    until(&env, "nothing of ours", |text| text == "DB_URL=postgres://localhost\n");

    // Log-out empties it, also from another process.
    let mut kept = keep(arg(&env));
    until(&env, "a token once more", filled);
    assert_eq!(fob(&bench.desk, &["logout", "Acme UAT"], "").status.code(), Some(0));
    assert!(!filled(&fs::read_to_string(&env).unwrap()), "at once");
    for child in [&mut kept, &mut keeper] {
        stop(&bench.desk, child);
        child.wait().unwrap();
    }
    assert_eq!(fs::read_to_string(&env).unwrap(), "DB_URL=postgres://localhost\n");
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_left_alone() {
    let bench = Bench::new();
    let folder = bench.file("taken");
    fs::create_dir(&folder).unwrap();
    let ended = fob(&bench.desk, &["export", "Acme UAT", "--to", "postman", "-o", arg(&folder)], "");
    assert_eq!(ended.status.code(), Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("is no file, but a link, a folder or a device"), "{}", ended.stderr);
    let file = bench.file("notes.txt");
    fs::write(&file, "theirs").unwrap();
    let replace = |more: &[&str]| {
        let args = [&["export", "Acme UAT", "--to", "postman", "-o", arg(&file)], more].concat();
        fob(&bench.desk, &args, "").status.code()
    };
    assert_eq!(replace(&[]), Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
    assert_eq!(replace(&["--force"]), Some(0));
    assert_eq!(replace(&[]), Some(0), "it is one of ours now");
    let beside = fs::read_dir(bench.desk.path()).unwrap();
    assert!(!beside.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(".new")));
}
