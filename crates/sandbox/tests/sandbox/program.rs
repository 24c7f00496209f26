//! The program: what it prints, and that it stops when told.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::ask;

/// Ended with the test, whatever becomes of it.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandbox"));
    command.args(flags).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_where_it_listens_prints_no_secret_and_stops_when_told() {
    let mut child = Program(program(&["--fault", "me=503"]).spawn().unwrap());
    let mut output = BufReader::new(child.0.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    let base = first.trim().strip_prefix("listening on ").unwrap().to_owned();
    let body = json!({ "username": "demo", "password": "watch-the-time" }).to_string();
    let headers = [("content-type", "application/json")];
    let pair = ask(&base, "POST", "/auth/login", &headers, &body).await.unwrap();
    assert_eq!(ask(&base, "GET", "/me", &[], "").await.unwrap().status, 503);
    ask(&base, "GET", "/watch-the-time", &[], "").await.unwrap();
    let told = Instant::now();
    Command::new("kill").arg(child.0.id().to_string()).status().unwrap();
    assert!(child.0.wait().unwrap().success());
    assert!(told.elapsed() < Duration::from_secs(5));
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("user demo with client_id 123456"), "{rest}");
    assert!(rest.contains("access tokens live 90 seconds, refresh tokens 7 days"), "{rest}");
    assert!(rest.contains("POST /auth/login  200"), "{rest}");
    assert!(rest.contains("GET /me  503"), "{rest}");
    for secret in ["watch-the-time", &pair.field("access_token"), &pair.field("refresh_token")] {
        assert!(!rest.contains(secret), "{rest}");
    }
    assert!(ask(&base, "GET", "/health", &[], "").await.is_err());
}

#[test]
fn a_wrong_flag_is_explained() {
    let output = program(&["--prot", "1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("There is no flag `--prot`."));
    let help = program(&["--help"]).output().unwrap();
    assert!(help.status.success() && String::from_utf8(help.stdout).unwrap().starts_with("Usage: sandbox"));
}
