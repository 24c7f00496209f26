//! How long `fob token` takes for a session that is fresh, as a whole process, against `secret-tool lookup` of one item in
//! the same session. Prints both medians and their ratio; judges nothing.
#![cfg_attr(target_os = "linux", allow(clippy::print_stdout, clippy::unwrap_used, reason = "it is a report"))]

#[cfg(target_os = "linux")]
fn main() {
    use fobwatch_e2e::Desk;
    use fobwatch_e2e::sandbox::{Config, Sandbox};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    const ROUNDS: usize = 60;

    let fob = std::env::args().nth(1).map_or_else(|| fobwatch_e2e::built("fob"), Into::into);
    let server =
        Sandbox::start_blocking(Config { access: Duration::from_secs(900), ..Config::default() }).unwrap();
    let desk = Desk::start();
    let base = server.base_url();
    let add = ["add", "Bench", "--base-url", &base, "--set", "username=demo", "--secret", "password"];
    let added = desk.run(&fob, &add, b"watch-the-time\n", Duration::from_secs(30)).unwrap();
    assert!(added.status.success(), "{}", added.stderr);
    let store = ["store", "--label", "bench", "kind", "bench"];
    desk.run("/usr/bin/secret-tool", &store, b"a secret", Duration::from_secs(10)).unwrap();

    let time = |mut command: Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let begun = Instant::now();
        assert!(command.status().unwrap().success());
        begun.elapsed()
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // In turns, so that whatever else the machine does falls on both.
    for _ in 0..ROUNDS {
        let mut command = desk.command(&fob);
        command.args(["token", "Bench"]);
        ours.push(time(command));
        let mut command = desk.command("/usr/bin/secret-tool");
        command.args(["lookup", "kind", "bench"]);
        theirs.push(time(command));
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    println!("fob token           {:6.2} ms", ours.as_secs_f64() * 1e3);
    println!("secret-tool lookup  {:6.2} ms", theirs.as_secs_f64() * 1e3);
    println!("ratio               {:6.2}", ours.as_secs_f64() / theirs.as_secs_f64());
}

#[cfg(not(target_os = "linux"))]
fn main() {}
