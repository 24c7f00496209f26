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
use fobwatch_e2e::{Desk, Ended, node_tool, python_tool};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
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
    let folder = bench.file("bruno");
    fs::create_dir_all(folder.join("environments")).unwrap();
    fs::write(folder.join("bruno.json"), r#"{"version":"1","name":"Acme","type":"collection"}"#).unwrap();
    let request = format!(
        "meta {{\n  name: me\n  type: http\n  seq: 1\n}}\n\nget {{\n  url: {{{{baseUrl}}}}{PATH}\n  body: none\n  auth: bearer\n}}\n\n\
         auth:bearer {{\n  token: {{{{accessToken}}}}\n}}\n\nassert {{\n  res.status: eq 200\n}}\n"
    );
    fs::write(folder.join("me.bru"), request).unwrap();
    bench.export("bruno", "bruno/environments/uat.bru");
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
    let helper = format!(
        "!f() {{ test \"$1\" = get && '{}' token 'Acme UAT' --format git; }}; f",
        arg(&fobwatch_e2e::built("fob"))
    );
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
    let credential: Value = serde_json::from_str(&printed.text()).unwrap();
    assert_eq!(credential["apiVersion"], "client.authentication.k8s.io/v1");
    assert_eq!(credential["kind"], "ExecCredential");
    assert_eq!(credential["status"]["token"], token);
    let stamp = credential["status"]["expirationTimestamp"].as_str().unwrap();
    assert!((chrono::DateTime::parse_from_rfc3339(stamp).unwrap().timestamp() - end).abs() <= 1);
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_left_alone() {
    let bench = Bench::new();
    let folder = bench.file("taken");
    fs::create_dir(&folder).unwrap();
    let ended = fob(&bench.desk, &["export", "Acme UAT", "--to", "postman", "-o", arg(&folder)], "");
    assert_eq!(ended.status.code(), Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("could not be written"), "{}", ended.stderr);
    let beside = fs::read_dir(bench.desk.path()).unwrap();
    assert!(!beside.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(".new")));
}
