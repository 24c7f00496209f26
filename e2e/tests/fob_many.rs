//! Many at once: scripts at the end of a token, and the one who keeps.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::Kind;
use fobwatch_e2e::{Desk, built};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Stdio};
use std::time::Duration;
use steps::fob::{add, fob};
use steps::server;

const SCRIPTS: usize = 50;

#[test]
fn p7_fifty_scripts_refresh_once() {
    let (server, desk) = (server(4), Desk::start());
    add(&desk, "Acme", &server.base_url(), &[]);
    // The next token lasts for the whole test, and a slow server makes sure that they all wait for it.
    server.handle().change(|config| {
        config.access = Duration::from_secs(900);
        config.latency = Duration::from_secs(1);
    });
    std::thread::sleep(Duration::from_secs(4));
    let scripts: Vec<_> = (0..SCRIPTS)
        .map(|_| {
            let mut command = desk.command(built("fob"));
            command.args(["token", "Acme"]).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    let mut tokens = Vec::new();
    for script in scripts {
        let output = script.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        tokens.push(String::from_utf8(output.stdout).unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "all have the same token");
    assert!(server.handle().accepts(tokens[0].trim(), Kind::Access));
    assert_eq!((server.handle().counts().refreshes, server.handle().counts().reuses), (1, 0));
}

#[test]
fn who_is_stopped_saves_what_was_sent() {
    let (server, desk) = (server(900), Desk::start());
    add(&desk, "Acme", &server.base_url(), &[]);
    server.handle().change(|config| config.latency = Duration::from_secs(2));
    let mut command = desk.command(built("fob"));
    let mut refresh = command.args(["refresh", "Acme"]).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1_200));
    terminate(&refresh);
    assert_eq!(refresh.wait().unwrap().code(), Some(4));
    assert_eq!(server.handle().counts().refreshes, 1);
    let token = fob(&desk, &["token", "Acme"], "").text();
    assert_eq!(token.trim(), server.handle().latest("demo", Kind::Access).unwrap().token);
    assert!(server.handle().accepts(token.trim(), Kind::Access));
}

fn lines(child: &mut Child) -> impl Iterator<Item = Value> + use<> {
    BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .map(|line| serde_json::from_str(&line).unwrap())
}

fn terminate(child: &Child) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
}

#[test]
fn keep_keeps_says_so_and_stops_in_peace() {
    let desk = Desk::start();
    let server = server(6);
    add(&desk, "Acme", &server.base_url(), &[]);
    let socket = desk.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let start = |format: &str| {
        let mut command = desk.command(built("fob"));
        command.args(["keep", "--log-format", format]).env("NOTIFY_SOCKET", &socket).stdout(Stdio::piped());
        command.spawn().unwrap()
    };
    let told = || {
        let mut buffer = [0; 256];
        let length = manager.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).trim().to_owned()
    };
    let mut first = start("json");
    let mut said = lines(&mut first);
    let line = said.next().unwrap();
    assert_eq!((&line["event"], &line["text"]), (&"started".into(), &"Keeping all sessions fresh.".into()));
    assert_eq!(told(), "READY=1");
    let line = said.next().unwrap();
    assert_eq!((&line["event"], &line["account"]), (&"refreshed".into(), &"Acme".into()));

    // A second one waits, and an account that is added elsewhere is kept at once.
    let mut second = start("json");
    let mut waits = lines(&mut second);
    assert_eq!(
        waits.next().unwrap()["text"],
        "Another Fobwatch keeps them; this one goes on when that ends."
    );
    assert_eq!(told(), "READY=1");
    add(&desk, "Other", &server.base_url(), &[]);
    assert!(said.any(|line| line["event"] == "refreshed" && line["account"] == "Other"));

    terminate(&first);
    assert!(said.any(|line| line["event"] == "stopped"));
    assert_eq!(first.wait().unwrap().code(), Some(0));
    assert_eq!(told(), "STOPPING=1");
    assert!(waits.any(|line| line["event"] == "leads" && line["text"] == "Keeping all sessions fresh."));
    assert!(waits.any(|line| line["event"] == "refreshed"));
    terminate(&second);
    assert_eq!(second.wait().unwrap().code(), Some(0));
    assert_eq!(server.handle().counts().reuses, 0);
    assert_eq!(fob(&desk, &["token", "Acme", "--min-ttl", "1s"], "").status.code(), Some(0));
}
